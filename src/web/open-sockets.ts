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

interface Held {
  readonly socket: Socket
  readonly peer: string
  /** When it began to wait, in turns; `ASKS` while it is answered. */
  waitsFrom: number
}

const ASKS = Number.POSITIVE_INFINITY

export function boundSockets(server: Server, { inAll, perPeer, isShared }: SocketBounds): void {
  // A request changes one number. To keep those that wait in their order would cost each request a microsecond.
  const held = new Map<Socket, Held>()
  const open = new Map<string, number>()
  let turns = 0
  server.timeout = SILENT_MS
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress ?? ''
    const ofPeer = (open.get(peer) ?? 0) + 1
    const isOwn = ofPeer > perPeer && !isShared(peer)
    if (isOwn || held.size + 1 > inAll) {
      const longest = longestWaiting(held.values(), isOwn ? peer : undefined)
      if (longest === undefined) return void socket.destroy()
      longest.waitsFrom = ASKS
      longest.socket.destroy()
    }
    turns += 1
    held.set(socket, { socket, peer, waitsFrom: turns })
    open.set(peer, ofPeer)
    socket.once('close', () => {
      held.delete(socket)
      const left = (open.get(peer) ?? 1) - 1
      if (left > 0) open.set(peer, left)
      else open.delete(peer)
    })
  })
  // One function for all answers: it is asked for each.
  function answered(this: ServerResponse): void {
    const { socket } = this.req
    const one = held.get(socket)
    turns += 1
    if (one !== undefined && !socket.destroyed) one.waitsFrom = turns
  }
  server.on('request', ({ socket }, outgoing) => {
    const one = held.get(socket)
    if (one !== undefined) one.waitsFrom = ASKS
    outgoing.on('close', answered)
  })
}

/** @param peer of this one alone, where it is said */
function longestWaiting(all: Iterable<Held>, peer: string | undefined): Held | undefined {
  let longest: Held | undefined
  for (const one of all)
    if (one.waitsFrom < (longest?.waitsFrom ?? ASKS) && (peer === undefined || one.peer === peer)) longest = one
  return longest
}
