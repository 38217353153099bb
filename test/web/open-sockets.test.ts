/** Connections are bounded: those that ask nothing give way, the longest wait first, and whoever asks is answered. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { boundSockets, type SocketBounds } from '../../src/web/open-sockets.js'

let server: Server
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
  server.closeAllConnections()
})

async function begin(bounds: Partial<SocketBounds>): Promise<number> {
  server = createServer((_, outgoing) => outgoing.end('here'))
  boundSockets(server, { inAll: 100, perPeer: 100, isShared: () => false, ...bounds })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Connected, and seen by the server. */
async function open(port: number): Promise<Socket> {
  const seen = new Promise((resolve) => server.once('connection', resolve))
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  sockets.push(socket)
  await seen
  return socket
}

const ended = async (socket: Socket) => await new Promise<void>((resolve) => socket.once('close', () => resolve()))

async function asked(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return await new Promise((resolve) => socket.once('data', (bytes) => resolve(String(bytes))))
}

async function counted(): Promise<number> {
  return await new Promise((resolve, reject) =>
    server.getConnections((fault, count) => (fault ? reject(fault) : resolve(count))),
  )
}

test.each([
  ['in all', { inAll: 10 }],
  ['from one address', { perPeer: 10 }],
] as const)('too many %s: the one that waited longest is closed', async (_, bounds) => {
  const port = await begin(bounds)
  const slow: Socket[] = []
  for (let n = 0; n < 10; n += 1) slow.push(await open(port))
  // A request that never ends counts as one that waits: its head is all that is known of it.
  slow[0]?.write('GET / HTTP/1.1\r\nHost: loc')
  const [first, second] = slow.map(ended)
  const newcomer = await open(port)
  await first
  expect(await asked(newcomer)).toContain('here')
  await Promise.all([second, open(port)])
  expect(await counted()).toBe(10)
  expect(slow.map(({ destroyed }) => destroyed)).toEqual([true, true, ...Array(8).fill(false)])
})

test('a connection that was answered has waited since then, and not since it was opened', async () => {
  const port = await begin({ inAll: 3 })
  const [first, second, third] = [await open(port), await open(port), await open(port)]
  for (const socket of [second, first]) {
    const closed = new Promise((resolve) => server.once('request', (_, outgoing) => outgoing.once('close', resolve)))
    await asked(socket)
    await closed
  }
  for (const longest of [third, second, first]) await Promise.all([ended(longest), open(port)])
  expect(await counted()).toBe(3)
})

test('who is being answered is not closed; where all are, the newcomer is', async () => {
  server = createServer(() => undefined)
  boundSockets(server, { inAll: 3, perPeer: 3, isShared: () => false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const busy: Socket[] = []
  for (let n = 0; n < 3; n += 1) {
    const socket = await open(port)
    const seen = new Promise((resolve) => server.once('request', resolve))
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await seen
    busy.push(socket)
  }
  await ended(await open(port))
  expect(busy.map(({ destroyed }) => destroyed)).toEqual([false, false, false])
})

test('behind a proxy all have one address, which is no bound then', async () => {
  const port = await begin({ perPeer: 2, isShared: (peer) => peer === '127.0.0.1' })
  const many: Socket[] = []
  for (let n = 0; n < 20; n += 1) many.push(await open(port))
  expect(await asked(many[0] ?? (await open(port)))).toContain('here')
  expect(await counted()).toBe(20)
})
