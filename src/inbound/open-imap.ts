/**
 * A mailbox that is polled by IMAP (RFC 9051). In: its address, how far it was taken. Out: the messages that came
 * since, the oldest first, in small groups. A group counts as taken once the caller has said so, after its commit: ours
 * are then marked read or moved away, and the others stay as they are. A server may be silent, slow, hostile or gone:
 * each look ends, and says why. Door.
 */

import type { ImapFlow } from 'imapflow'
import { BelfryError, messageOf } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import { type ImapAddress, mayBeClear } from '../config/imap-address.js'
import { INBOUND_LIMIT_BYTES } from './parse-inbound.js'
import { inboundTexts } from './texts.js'

/** Where the last look ended. UIDs grow as long as their validity is the same (RFC 9051 §2.3.1.1). */
export interface ImapPosition {
  readonly validity: string
  readonly uid: number
}

export interface ImapMessage {
  readonly uid: number
  readonly bytes: Uint8Array
}

export interface ImapGroup {
  readonly messages: readonly ImapMessage[]
  /** Once all of it was taken. */
  readonly position: ImapPosition
  /** @param ours their UIDs; to be called after the commit */
  taken(ours: readonly number[]): Promise<void>
}

export interface ImapLimits {
  /** Messages of one look; the next one goes on. */
  readonly messages: number
  readonly groupOf: number
  /** How long the server may say nothing. */
  readonly idleMs: number
  /** No group is begun later. Twice as long, and the connection is cut. */
  readonly lookMs: number
}

export const imapLimits: ImapLimits = { messages: 1000, groupOf: 10, idleMs: 15_000, lookMs: 30_000 }

/** Numbers of a million messages. */
const ANSWER_BYTES = 12 * 1024 * 1024
const FIX = inboundTexts.openImap.checkInboundImapHost()

/** Looks whether it can be read, and changes nothing. @throws BelfryError INBOUND */
export async function lookAtImap(at: ImapAddress, limits = imapLimits): Promise<void> {
  const session = await newSession(at, limits)
  try {
    await session.client.connect()
    await session.client.mailboxOpen(at.folder, { readOnly: true })
    await session.client.logout()
  } catch (thrown) {
    throw session.fault(thrown)
  } finally {
    session.close()
  }
}

/**
 * @param known undefined where nobody looked yet: what somebody marked read before is left then, as after a change of
 *   validity, where nobody can tell which messages were taken
 * @param moveTo a folder for what was taken, made where it is not there; '' marks it read
 * @throws BelfryError INBOUND, as does what a group is told
 */
export async function* imapGroups(
  at: ImapAddress,
  known: ImapPosition | undefined,
  { moveTo, limits = imapLimits }: { readonly moveTo: string; readonly limits?: ImapLimits },
): AsyncGenerator<ImapGroup> {
  const until = performance.now() + limits.lookMs
  const session = await newSession(at, limits)
  const { client } = session
  let refused = ''
  const taken = async (ours: readonly number[]) => {
    try {
      if (ours.length > 0) refused ||= await putAway(client, ours, moveTo)
      // Who is not there any more refused nothing: it is done again.
      if (!client.usable) throw new Error('the server ended the connection')
    } catch (thrown) {
      throw session.fault(thrown)
    }
  }
  try {
    await client.connect()
    const validity = String((await client.mailboxOpen(at.folder)).uidValidity)
    const since = known?.validity === validity ? known.uid : undefined
    const uids = (await newUids(client, since)).slice(0, limits.messages)
    for (let from = 0; from < uids.length && performance.now() < until; from += limits.groupOf) {
      const asked = uids.slice(from, from + limits.groupOf)
      const messages = await messagesOf(client, asked)
      yield { messages, position: { validity, uid: asked.at(-1) ?? 0 }, taken }
    }
    if (refused !== '') throw new Error(`what was taken ${refused}`)
    await client.logout()
  } catch (thrown) {
    throw session.fault(thrown)
  } finally {
    session.close()
  }
}

interface Session {
  readonly client: ImapFlow
  /** What to throw for what was thrown. */
  fault(thrown: unknown): BelfryError
  close(): void
}

async function newSession(at: ImapAddress, limits: ImapLimits): Promise<Session> {
  const client = await newClient(at, limits)
  let why: unknown
  client.on('error', (thrown: unknown) => {
    why ??= thrown
  })
  const end = setTimeout(() => {
    why ??= new Error(`it took longer than ${(2 * limits.lookMs) / 1000} s`)
    client.close()
  }, 2 * limits.lookMs)
  return {
    client,
    fault: (thrown) => unusable(at, said(why ?? thrown)),
    close: () => {
      clearTimeout(end)
      client.close()
    },
  }
}

/** Loaded where a mailbox is polled: it is large. */
async function newClient({ host, port, secure, user, password }: ImapAddress, limits: ImapLimits): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow')
  return new ImapFlow({
    host,
    port,
    secure,
    auth: { user, pass: password },
    ...(!secure && { doSTARTTLS: !mayBeClear({ host }) }),
    clientInfo: { name: 'Belfry' },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: limits.idleMs,
    greetingTimeout: limits.idleMs,
    socketTimeout: limits.idleMs,
    maxLineLength: ANSWER_BYTES,
    maxLiteralSize: INBOUND_LIMIT_BYTES,
    maxResponseSize: ANSWER_BYTES + INBOUND_LIMIT_BYTES,
    maxResponseTokens: 10_000,
  })
}

async function newUids(client: ImapFlow, since: number | undefined): Promise<number[]> {
  const found = await client.search(since === undefined ? { seen: false } : { uid: `${since + 1}:*` }, { uid: true })
  if (!Array.isArray(found)) throw new Error('the server refused to search the folder')
  // `n:*` names the last message also where it is older.
  return [...new Set(found)].filter((uid) => Number.isSafeInteger(uid) && uid > (since ?? 0)).sort((a, b) => a - b)
}

/** Of each no more than is looked at; marks none as read. */
async function messagesOf(client: ImapFlow, uids: readonly number[]): Promise<ImapMessage[]> {
  const source = { start: 0, maxLength: INBOUND_LIMIT_BYTES }
  const range = uids.join(',')
  const found = new Map<number, Uint8Array>()
  for (const message of await client.fetchAll(range, { uid: true, source }, { uid: true }))
    if (message.source !== undefined) found.set(message.uid, message.source)
  const missing = uids.filter((uid) => !found.has(uid))
  // Somebody else may have deleted it.
  const still = missing.length === 0 ? [] : await client.search({ uid: missing.join(',') }, { uid: true })
  if (!Array.isArray(still) || still.length > 0) throw new Error('the server did not give a message that it has')
  return uids.flatMap((uid) => {
    const bytes = found.get(uid)
    return bytes === undefined ? [] : [{ uid, bytes }]
  })
}

/** @returns what the server refused, '' where nothing: what was taken is taken */
async function putAway(client: ImapFlow, uids: readonly number[], moveTo: string): Promise<string> {
  const range = uids.join(',')
  if (moveTo === '') {
    const isDone = await client.messageFlagsAdd(range, ['\\Seen'], { uid: true, silent: true })
    return isDone ? '' : 'cannot be marked read: the server refuses it'
  }
  // Without either (RFC 6851, RFC 4315) what others marked to be deleted would be deleted with them.
  if (!client.capabilities.has('MOVE') && !client.capabilities.has('UIDPLUS'))
    return `cannot be moved to ${moveTo}: the server knows neither MOVE nor UIDPLUS; leave inbound.imapTaken out`
  if (await client.messageMove(range, moveTo, { uid: true })) return ''
  // A server may say that it is there already in no form that tells it; the next try shows it.
  const made = await client.mailboxCreate(moveTo).then(() => '', said)
  if (await client.messageMove(range, moveTo, { uid: true })) return ''
  return `cannot be moved to ${moveTo}: ${made === '' ? 'the server refuses it' : made}`
}

/** In words for operators; servers' own are hostile until they are one line. */
function said(thrown: unknown): string {
  const { authenticationFailed, responseText, code, mailboxMissing } = Object(thrown) as Record<string, unknown>
  const words = typeof responseText === 'string' ? plainLine(responseText) : ''
  if (authenticationFailed === true) return `the server refuses user and password${words === '' ? '' : ` ("${words}")`}`
  if (mailboxMissing === true) return 'it has no such folder'
  if (typeof code === 'string' && SILENT.has(code)) return 'the server says nothing'
  if (typeof code === 'string' && GONE.has(code)) return 'the server ended the connection'
  return plainLine(words === '' ? messageOf(thrown) : `the server refuses it ("${words}")`)
}

const SILENT = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT', 'ETIMEDOUT'])
const GONE = new Set(['NoConnection', 'EConnectionClosed', 'ClosedAfterConnectText', 'ClosedAfterConnectTLS'])

function unusable({ host, port, folder }: ImapAddress, why: string): BelfryError {
  const what = inboundTexts.openImap.mailboxAtCannotRead(folder, host, port, why.replace(/\.$/, ''))
  return new BelfryError('INBOUND', what, { fix: FIX, exitCode: 3 })
}
