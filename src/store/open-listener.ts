/**
 * Listens to what other processes do with the same PostgreSQL: NOTIFY on one connection of its own, opened again when
 * it breaks or falls silent. In: the way to connect. Out: a call whenever mail may be waiting. Door.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../base/errors.js'
import { MAIL_CHANNEL } from './dialect.js'
import type { Clients, Listening } from './open-clients.js'

/** While nobody listens, workers find mail because they look every few seconds. */
const AGAIN_MS = 2_000

export interface Listener {
  close(): Promise<void>
}

export interface ListenerNeeds {
  readonly clients: Clients
  /** Between two questions whether the database still answers. */
  readonly beatMs: number
  readonly onMail: () => void
  /** Called with the reason once each time that nothing is heard any more, and with undefined when it is again. */
  readonly onState: (why: string | undefined) => void
}

export function openListener(needs: ListenerNeeds): Listener {
  const closing = new AbortController()
  const ended = listenForEver(needs, closing.signal)
  return {
    close: async () => {
      closing.abort()
      await ended
    },
  }
}

async function listenForEver(needs: ListenerNeeds, signal: AbortSignal): Promise<void> {
  const { clients, onState } = needs
  let wasLost = false
  while (!signal.aborted) {
    let listening: Listening | undefined
    // The wait for a connection may be long; who closes does not wait for it.
    try {
      listening = await unlessAborted(clients.listening(), signal)
      if (listening === undefined) break
      await listen(listening, needs)
      if (wasLost) onState(undefined)
      wasLost = false
      await untilLost(listening, needs.beatMs, signal)
    } catch (thrown) {
      if (!wasLost && !signal.aborted) onState(messageOf(thrown))
      wasLost = true
    }
    listening?.cut()
    await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function listen({ client, query }: Listening, { onMail }: ListenerNeeds): Promise<void> {
  client.on('notification', onMail)
  const { rows } = await query(`select ${MAIL_CHANNEL} as channel`)
  await query(`listen ${client.escapeIdentifier(String(rows[0]?.channel))}`)
  // What came while nobody listened.
  onMail()
}

/** Asks it again and again. @throws Error where it does not answer, or ended */
async function untilLost({ client, query }: Listening, beatMs: number, signal: AbortSignal): Promise<void> {
  const lost = new AbortController()
  client.once('end', () => lost.abort())
  const either = AbortSignal.any([signal, lost.signal])
  while (!either.aborted) {
    await delay(beatMs, undefined, { signal: either }).catch(() => undefined)
    if (!either.aborted) await query('select 1')
  }
  if (!signal.aborted) throw new Error('the connection was lost')
}

/** @returns undefined where it was aborted before; what comes later is cut off */
async function unlessAborted(opening: Promise<Listening>, signal: AbortSignal): Promise<Listening | undefined> {
  let leave: () => void = () => undefined
  const aborted = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
  })
  const first = await Promise.race([opening, aborted]).finally(() => signal.removeEventListener('abort', leave))
  if (first === undefined) opening.then((late) => late.cut()).catch(() => undefined)
  return first
}
