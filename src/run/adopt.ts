/**
 * The way out for a ledger that was restored or copied. In: the app context, the register. Out: what was told is
 * recorded, who left has left, what was under way stands paused; nothing is mailed.
 */
import type { Transaction } from 'kysely'
import { type InDoubt, putInDoubt } from '../delivery/doubt-store.js'
import { newestMailing } from '../delivery/mailing-store.js'
import { applyLeavings } from '../marks/leaving-store.js'
import { claimEpoch, countRestore, sequenceOfAll } from '../marks/machine-store.js'
import { adoptedNotice, dismissedBefore } from '../notices/baseline.js'
import { toCompare } from '../notices/decide-post.js'
import { keysBehind, loadMemory, saveNotice, savePost } from '../notices/memory-store.js'
import { isOpen, type Memory, type Notice } from '../notices/notice.js'
import { parseNoticeKey } from '../register/notice-keys.js'
import type { Register } from '../register/register.js'
import { hashOfRow } from '../store/chain-store.js'
import type { ChainHead } from '../store/event-chain.js'
import { MAIL_RESTORED, readFact, setFact } from '../store/meta-store.js'
import type { Tables } from '../store/tables.js'
import { recordEvent, type Word } from '../subscribers/event-store.js'
import type { AppContext } from './app-context.js'

/** As `notices adopt --json` prints it. */
export interface Adoption extends InDoubt {
  /** Keys of notices that the register knows as told, or as dismissed. */
  readonly adopted: string[]
  /** Subscriptions that people had ended. */
  readonly left: number
}

interface AdoptOptions {
  /** Says what would be done, and changes nothing. */
  readonly dryRun: boolean
  readonly word?: Word
}

/** Where nobody says who. */
const SOMEBODY: Word = { by: 'an operator', reason: '' }

/** Ends the transaction of a trial. */
class Undone extends Error {}

/** Does nothing to a ledger that is well but to record what it lacks of the register. */
export async function adoptLedger(
  context: AppContext,
  register: Register,
  { dryRun, word = SOMEBODY }: AdoptOptions,
): Promise<Adoption> {
  const isElsewhere = (await context.marks.stop())?.code === 'LEDGER_MOVED'
  return await lookedAt(context, dryRun, async (transaction) => {
    const restored = await readFact(transaction, MAIL_RESTORED)
    const adopted = await adoptTold(context, transaction, register)
    const upTo = restored === undefined ? undefined : Number(restored)
    const forgotten = upTo === undefined ? NOTHING : await remember(context, transaction, upTo)
    if (upTo !== undefined) {
      await countRestore(transaction)
      // Restored on a machine that never worked with it: the original is to stop where it hears of this one.
      if (isElsewhere) await claimEpoch(transaction, register.ledger?.epoch ?? 0)
      if (!dryRun) await begin(context, transaction, register)
    }
    const isNothing = upTo === undefined && adopted.length === 0
    if (!isNothing) {
      const { left, uncertain, mailings } = forgotten
      const counts = { adopted: adopted.length, left, uncertain, mailings }
      const restored = await forgottenOf(transaction, register)
      const details = { ...counts, restored: upTo !== undefined, ...restored }
      await recordEvent(transaction, { action: 'adopt', details }, word, context.clock.now())
    }
    return { adopted, ...forgotten }
  })
}

/**
 * This machine alone mails from the ledger, from here on. What waits may have been sent from another copy, unless this
 * machine was well.
 */
export async function claimLedger(
  context: AppContext,
  register: Register,
  { dryRun, word = SOMEBODY }: AdoptOptions,
): Promise<Adoption> {
  const isWell = (await context.marks.stop()) === undefined
  return await lookedAt(context, dryRun, async (transaction) => {
    const restored = await readFact(transaction, MAIL_RESTORED)
    const upTo = restored === undefined ? await newestMailing(transaction) : Number(restored)
    const forgotten = isWell ? NOTHING : await remember(context, transaction, upTo)
    await claimEpoch(transaction, register.ledger?.epoch ?? 0)
    if (!dryRun) await begin(context, transaction, register)
    const { left, uncertain, mailings } = forgotten
    const known = await forgottenOf(transaction, register)
    const details = { left, uncertain, mailings, restored: restored !== undefined, ...known }
    await recordEvent(transaction, { action: 'claim', details }, word, context.clock.now())
    return { adopted: [], ...forgotten }
  })
}

/** The chain goes on from the copy's end, and says what the register knows of its other one. */
async function forgottenOf(transaction: Transaction<Tables>, { audit }: Register): Promise<{ forgot?: ChainHead }> {
  if (audit === undefined || (await hashOfRow(transaction, audit.number)) === audit.hash) return {}
  return { forgot: audit }
}

const NOTHING = { left: 0, mailings: [] as number[], uncertain: 0 }

async function remember({ store, marks, clock }: AppContext, transaction: Transaction<Tables>, upTo: number) {
  const left = await applyLeavings(store, transaction, (address, list) => marks.leftAt(address, list))
  const doubt = await putInDoubt({ dialect: store.dialect, transaction }, upTo, clock.now())
  return { left, ...doubt }
}

/** The machine counts on from its mark, and all together from what the register saw. */
async function begin({ marks }: AppContext, transaction: Transaction<Tables>, { ledger }: Register): Promise<void> {
  await setFact(transaction, MAIL_RESTORED, false)
  await marks.begin(transaction, async () => (ledger?.sequence ?? 0) - (await sequenceOfAll(transaction)))
}

async function lookedAt<Result>(
  { store, marks }: AppContext,
  dryRun: boolean,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  const done: Result[] = []
  try {
    await store.transaction(async (transaction) => {
      done.length = 0
      await store.dialect.lockDecisions(transaction)
      done.push(await work(transaction))
      if (dryRun) throw new Undone()
    })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
  }
  if (!dryRun) await marks.keep()
  const [result] = done
  if (result === undefined) throw new Error('the transaction came to no end')
  return result
}

async function adoptTold(
  { clock }: AppContext,
  transaction: Transaction<Tables>,
  register: Register,
): Promise<string[]> {
  const memory = await loadMemory(transaction, [])
  const known = new Map(memory.notices.map((notice) => [notice.key, notice]))
  const updates = new Map(register.updates.map((update) => [update.key, update]))
  const keys = await keysBehind(transaction, register.told)
  for (const key of keys) {
    const told = adoptedNotice(key, register.told.get(key) ?? clock.now(), updates.get(key))
    const { severity, text, reinstates, cameBy, toldAt, reason } = told
    await saveNotice(transaction, {
      ...told,
      ...known.get(key),
      ...{ state: 'told', heldBy: null, wasOpen: null, cameBy, toldAt, reason },
      // What was said, where the register has it: the post may have said something else when the copy was made.
      ...(updates.has(key) && { severity, text, reinstates }),
    })
  }
  const dismissed = await adoptDismissed(transaction, register, memory.notices, clock.now())
  await compareAgain(transaction, memory, [...keys, ...dismissed])
  return [...keys, ...dismissed]
}

/** Posts of which an update was told or dismissed: what they say may be that, under whatever key it is open here. */
async function compareAgain(transaction: Transaction<Tables>, { posts }: Memory, keys: readonly string[]) {
  const ids = new Set(keys.map(parseNoticeKey).map((key) => (key?.kind === 'update' ? key.post : undefined)))
  for (const post of posts.filter(({ id }) => ids.has(id)).flatMap(toCompare))
    await savePost(transaction, post, post.judgedAt)
}

/** What an operator dismissed since the copy was made would be told again. */
async function adoptDismissed(
  transaction: Transaction<Tables>,
  { told, dismissed = [] }: Register,
  notices: readonly Notice[],
  now: number,
): Promise<string[]> {
  const known = new Map(notices.map((notice) => [notice.key, notice]))
  const keys = dismissed.filter((key) => {
    const notice = known.get(key)
    // One that is gone may come back with its post.
    return !told.has(key) && (notice === undefined || isOpen(notice) || notice.state === 'gone')
  })
  for (const key of keys) {
    const { state, reason, cameBy, ...facts } = dismissedBefore(key, now)
    await saveNotice(transaction, { ...facts, ...known.get(key), state, cameBy, heldBy: null, wasOpen: null, reason })
  }
  return keys
}
