/**
 * One connection to a service, kept alive, a request at a time, with little work of its own: what it measures is the
 * service. In: a port, requests. Out: milliseconds and the head of each answer.
 */
import { connect } from 'node:net'

export interface RawRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** What a trusted proxy would say of the client. */
  readonly from: string
  /** Of a form, or what `type` says. */
  readonly body?: string
  readonly type?: string
}

export interface RawConnection {
  /** @throws Error where the service closed the connection */
  ask(request: RawRequest): Promise<{ readonly ms: number; readonly head: string }>
  close(): void
}

/** A service ends a connection that was silent for a while, as this one is where the machine has much to do. */
const TRIES = 3

export async function openConnection(port: number): Promise<RawConnection> {
  let line = await openLine(port)
  return {
    ask: async (request) => {
      for (let tried = 1; ; tried += 1) {
        const answer = await line.ask(bytesOf(port, request))
        if (answer !== undefined) return answer
        if (tried === TRIES) throw new Error('the service closed the connection')
        line = await openLine(port)
      }
    },
    close: () => line.close(),
  }
}

async function openLine(port: number) {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let text = ''
  let isClosed = false
  let heard: () => void = () => undefined
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    heard()
  })
  socket.once('close', () => {
    isClosed = true
    heard()
  })
  return {
    /** @returns undefined where the service closed the connection */
    ask: async (bytes: string) => {
      text = ''
      const begin = performance.now()
      if (isClosed) return undefined
      socket.write(bytes)
      while (!isWhole(text)) {
        if (isClosed) return undefined
        await new Promise<void>((resolve) => {
          heard = resolve
        })
      }
      return { ms: performance.now() - begin, head: text.slice(0, text.indexOf('\r\n\r\n') + 2) }
    },
    close: () => socket.destroy(),
  }
}

const FORM = 'application/x-www-form-urlencoded'

function bytesOf(port: number, { method, path, from, body = '', type = FORM }: RawRequest): string {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `X-Forwarded-For: ${from}`]
  const form = [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`]
  return `${[...lines, ...(method === 'POST' ? form : [])].join('\r\n')}\r\n\r\n${body}`
}

/** By its Content-Length, or its last chunk. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /^content-length: (\d+)/im.exec(text.slice(0, end))?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length)
}
