/**
 * A process that asks slowly and watches: [PORT] [SLOW] [PATH OF A STREAM] [COOKIE …], each cookie for eight streams.
 * Apart from whoever measures, which it would keep waiting. Says a line a second: connections, those that were ended,
 * streams.
 */
import { type ClientRequest, get } from 'node:http'
import { connect, type Socket } from 'node:net'

const [port = 0, slow = 0] = process.argv.slice(2).map(Number)
const [path = '', ...cookies] = process.argv.slice(4)
const OF_ONE = 8
/** Each slow connection sends so often. */
const OCTET_MS = 2_000
const AGAIN_MS = 100
/** Begun so many at a time, as they would come, and not all in one moment. */
const AT_ONCE = 50

const sockets = new Set<Socket>()
const streams = new Set<ClientRequest>()
let ended = 0
let begun = 0
const starting = setInterval(() => {
  for (let n = 0; n < AT_ONCE && begun < slow; n += 1, begun += 1) begin()
  if (begun >= slow) clearInterval(starting)
}, 50)
for (const cookie of cookies) for (let n = 0; n < OF_ONE; n += 1) watch(cookie)
setInterval(() => console.log(JSON.stringify({ sockets: sockets.size, ended, streams: streams.size })), 1_000)

function begin(): void {
  const socket = connect(port, '127.0.0.1')
  const words = `GET /subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ${'x'.repeat(1_000)}\r\n\r\n`
  let sent = 0
  const timer = setInterval(() => socket.write(words.charAt(sent++ % words.length)), OCTET_MS)
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.resume()
  socket.once('close', () => {
    clearInterval(timer)
    sockets.delete(socket)
    ended += 1
    setTimeout(begin, AGAIN_MS)
  })
}

function watch(cookie: string): void {
  const request = get({ port, host: '127.0.0.1', path, agent: false, headers: { Cookie: cookie } }, (answer) => {
    if (answer.statusCode === 200) streams.add(request)
    answer.resume()
    answer.once('close', () => streams.delete(request))
  })
  request.on('error', () => streams.delete(request))
}
