/**
 * Listens to what other processes do with the same PostgreSQL: NOTIFY on one connection of its own, opened again when
 * it breaks. In: the database's address. Out: a call whenever mail may be waiting. Door.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { MAIL_CHANNEL } from './dialect.js'
import { APPLICATION } from './open-postgres.js'

/** While nobody listens, workers find mail because they look every few seconds. */
const AGAIN_MS = 2_000

export interface Listener {
  close(): Promise<void>
}

export function openListener(database: string, onMail: () => void): Listener {
  const closing = new AbortController()
  const ended = listenForEver(database, onMail, closing.signal)
  return {
    close: async () => {
      closing.abort()
      await ended
    },
  }
}

async function listenForEver(database: string, onMail: () => void, signal: AbortSignal): Promise<void> {
  const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: database, fallback_application_name: APPLICATION })
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve)
      client.once('error', () => resolve())
    })
    try {
      await client.connect()
      client.on('notification', onMail)
      await client.query(`listen ${MAIL_CHANNEL}`)
      // What came while nobody listened.
      onMail()
      await Promise.race([lost, closed])
    } catch {
      // The database is away: whoever sends will say so; here it is only asked again.
    }
    await client.end().catch(() => undefined)
    await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
}
