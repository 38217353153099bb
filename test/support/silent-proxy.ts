/**
 * Stands before a database and can fall silent: connections stay open, new ones are taken, and no octet goes through
 * any more, in either direction. In: the database's URL. Out: the URL through it.
 */
import { connect, createServer, type Socket } from 'node:net'
import { inFrontOf } from './in-front-of.js'

export interface SilentProxy {
  readonly url: string
  /** Of all connections there are; also of those to come, where `forEver`. */
  silence(forEver: boolean): void
  /** Resolves once somebody has said something that was not passed on. */
  readonly unheard: Promise<void>
  close(): Promise<void>
}

export async function startProxy(database: string): Promise<SilentProxy> {
  const behind = new URL(database)
  const pairs = new Set<{ readonly sockets: readonly Socket[]; isSilent: boolean }>()
  let isSilent = false
  let hear: () => void = () => undefined
  const unheard = new Promise<void>((resolve) => {
    hear = resolve
  })
  const listener = createServer((client) => {
    const server = connect(Number(behind.port), behind.hostname)
    const pair = { sockets: [client, server], isSilent }
    pairs.add(pair)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => undefined)
      from.on('data', (chunk: Buffer) => {
        if (!pair.isSilent) to.write(chunk)
        else if (from === client) hear()
      })
      from.on('close', () => {
        pairs.delete(pair)
        to.destroy()
      })
    }
  })
  const url = await inFrontOf(database, listener)
  return {
    url,
    silence: (forEver) => {
      isSilent = forEver
      for (const pair of pairs) pair.isSilent = true
    },
    unheard,
    close: async () => {
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
