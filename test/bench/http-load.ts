/**
 * Load for a server: wrk where it is installed, else connections of its own in this process, kept alive, one request at
 * a time each. In: a port, a path, header fields, seconds. Out: how many answers came. Every answer must be as long as
 * the first.
 */
import { execFile, execFileSync } from 'node:child_process'
import { connect } from 'node:net'
import { promisify } from 'node:util'

export interface Load {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly seconds: number
}

export interface Loaded {
  readonly requests: number
  readonly seconds: number
}

const CONNECTIONS = 32

export async function load(load: Load): Promise<Loaded> {
  return hasWrk() ? await byWrk(load) : await bySockets(load)
}

function hasWrk(): boolean {
  try {
    execFileSync('which', ['wrk'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function byWrk({ port, path, headers, seconds }: Load): Promise<Loaded> {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const url = `http://127.0.0.1:${port}${path}`
  const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...fields, url])
  const match = /(\d+) requests in ([\d.]+)s/.exec(stdout)
  return { requests: Number(match?.[1]), seconds: Number(match?.[2]) }
}

async function bySockets({ port, path, headers, seconds }: Load): Promise<Loaded> {
  const fields = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${fields.join('')}\r\n`)
  const started = performance.now()
  const until = started + seconds * 1000
  const counts = await Promise.all(Array.from({ length: CONNECTIONS }, () => askAgain(port, request, until)))
  return { requests: counts.reduce((sum, count) => sum + count, 0), seconds: (performance.now() - started) / 1000 }
}

/**
 * One connection. The first answer's head says how long each is; from then on bytes are counted, because reading them
 * costs more.
 */
async function askAgain(port: number, request: Buffer, until: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    let length = 0
    let received = 0
    let answers = 0
    const take = (bytes: number) => {
      received += bytes
      if (received > length) socket.destroy(new Error('an answer is longer than the first'))
      if (received !== length) return
      received = 0
      answers += 1
      if (performance.now() < until) socket.write(request)
      else socket.end()
    }
    const socket = connect({
      port,
      host: '127.0.0.1',
      // One buffer for all that is read: nobody looks at it.
      onread: {
        buffer: Buffer.alloc(256 * 1024),
        callback: (count, buffer) => {
          if (length > 0) {
            take(count)
            return true
          }
          head = Buffer.concat([head, buffer.subarray(0, count)])
          const end = head.indexOf('\r\n\r\n')
          if (end >= 0) {
            const fields = head.subarray(0, end).toString('latin1')
            length = end + 4 + (/^HTTP\/1.1 304/.test(fields) ? 0 : Number(/content-length: (\d+)/i.exec(fields)?.[1]))
            take(head.length)
          }
          return true
        },
      },
    })
    socket.setNoDelay(true)
    socket.once('connect', () => socket.write(request))
    socket.once('error', reject)
    socket.once('close', () => resolve(answers))
  })
}
