/** How far a polled mailbox was taken, a fact of the ledger. In: its address, a position. Out: the last one. Door. */
import { createHash } from 'node:crypto'
import type { ImapAddress } from '../config/imap-address.js'
import { readFact, replaceFact } from '../store/meta-store.js'
import type { Queries } from '../store/open.js'
import type { ImapPosition } from './open-imap.js'

/** @returns undefined where nobody looked yet */
export async function imapPosition(queries: Queries, at: ImapAddress): Promise<ImapPosition | undefined> {
  const [validity = '', uid = ''] = (await readFact(queries, factOf(at)))?.split(' ') ?? []
  return validity === '' ? undefined : { validity, uid: Number(uid) }
}

export async function rememberImapPosition(queries: Queries, at: ImapAddress, position: ImapPosition): Promise<void> {
  await replaceFact(queries, factOf(at), `${position.validity} ${position.uid}`)
}

/** A new password, another port: the same mailbox. */
function factOf({ host, user, folder }: ImapAddress): string {
  const mailbox = JSON.stringify([host.toLowerCase(), user, folder])
  return `imap:${createHash('sha256').update(mailbox).digest('hex').slice(0, 16)}`
}
