/**
 * Connections that a server holds, bounded: who opens many and asks nothing keeps nobody out. In: a server. Out: the
 * same one, which closes the connection that has waited longest where a new one would be too many. Door.
 */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface SocketBounds {
  readonly inAll: number
  /** From one address, where many people cannot stand behind it as behind a proxy. */
  readonly perPeer: number
  isShared(peer: string): boolean
}

/** Each costs some kilobytes, and a file of the process. */
export const SOCKETS = 4_000
export const SOCKETS_PER_PEER = 400

/** How long a request may take to come, and an answer to be taken: a phone on a bad line is well within it. */
export const HEADERS_MS = 20_000
export const REQUEST_MS = 120_000
const SILENT_MS = 120_000

export function boundSockets(server: Server, { inAll, perPeer, isShared }: SocketBounds): void {
  /** Those that ask nothing at the moment, the longest wait first. */
  const waiting = new Set<Socket>()
  const open = new Map<string, number>()
  let all = 0
  server.timeout = SILENT_MS
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress ?? ''
    const ofPeer = (open.get(peer) ?? 0) + 1
    const isOwn = ofPeer > perPeer && !isShared(peer)
    if (isOwn || all + 1 > inAll) {
      const longest = isOwn ? [...waiting].find((one) => one.remoteAddress === peer) : waiting.values().next().value
      if (longest === undefined) return void socket.destroy()
      waiting.delete(longest)
      longest.destroy()
    }
    all += 1
    open.set(peer, ofPeer)
    waiting.add(socket)
    socket.once('close', () => {
      waiting.delete(socket)
      all -= 1
      const left = (open.get(peer) ?? 1) - 1
      if (left > 0) open.set(peer, left)
      else open.delete(peer)
    })
  })
  // One function for all answers: it is asked for each.
  function answered(this: ServerResponse): void {
    const { socket } = this.req
    if (!socket.destroyed) waiting.add(socket)
  }
  server.on('request', ({ socket }, outgoing) => {
    waiting.delete(socket)
    outgoing.on('close', answered)
  })
}
