/**
 * Mail to one person because of something they did: confirm, welcome, the link to their preferences. In: the app
 * context, a person, lists. Out: a mailing of one in the ledger. A form must not be a way to flood somebody, so each
 * goes out once in ten minutes.
 */
import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import { BelfryError } from '../../base/errors.js'
import type { List } from '../../config/schema.js'
import { listsAskedSince, wasMailedSince } from '../../delivery/audience/audience-store.js'
import { createPersonal, type NewMailing } from '../../delivery/mailing-store.js'
import type { FrozenNotice } from '../../mail/freeze-notice.js'
import { freezeConfirmation, freezePreferences, freezeWelcome, type PersonalInput } from '../../mail/freeze-personal.js'
import type { Queries } from '../../store/open.js'
import type { Person, Tables } from '../../store/tables.js'
import { subscriptionsOf } from '../../subscribers/person-store.js'
import type { AppContext } from '../app-context.js'
import { inLedger } from '../in-ledger.js'
import { speaking } from '../speaking.js'

/** So long no other mail of its kind goes to a person. */
export const PAUSE_MS = 10 * 60_000
/** Between a recall and what is important: somebody waits for it. */
const PRIORITY = 1

/**
 * Ends what asked for a mail, in the transaction that queues it: whoever dies between the two does both again.
 * @returns false where somebody else ended it: the mail is theirs
 */
export type Settle = (transaction: Transaction<Tables>) => Promise<boolean>

interface AboutLists {
  readonly person: Person
  /** Of the lists that it is about. */
  readonly ids: readonly string[]
  readonly now: number
  /** Absent where nothing waits for it. */
  readonly settle?: Settle | undefined
}

interface AboutWaiting extends AboutLists {
  /** Whoever was asked since they wait is not asked again, however long ago that was. */
  readonly isFirst?: true
}

/** @param about lists that wait for it */
export async function mailConfirmation(context: AppContext, { isFirst, ...about }: AboutWaiting): Promise<void> {
  const { person, ids: pending, now } = about
  await mailOnce(context, { ...about, kind: 'confirmation', freeze: freezeConfirmation }, async (queries) => {
    const asked = await listsAskedSince(queries, person.id, isFirst === true ? 0 : now - PAUSE_MS)
    const states = await subscriptionsOf(queries, person.id)
    // A link that was made before they left confirms nothing any more: it is no reason to make no other.
    return pending.every((list) => (asked.get(list) ?? 0) >= (states.get(list)?.since ?? 1))
  })
}

/** @param about lists they are on */
export async function mailPreferences(context: AppContext, about: AboutLists): Promise<void> {
  const { person, now } = about
  await mailOnce(
    context,
    { ...about, kind: 'preferences', freeze: freezePreferences },
    async (queries) => await wasMailedSince(queries, person.id, 'preferences', now - PAUSE_MS),
  )
}

/**
 * The mail that `mail.welcome` asks for, to be queued with the confirmation itself. A template with a fault keeps
 * nobody from confirming.
 * @returns undefined where there is none
 */
export async function frozenWelcome(
  context: AppContext,
  person: Person,
  lists: readonly List[],
  now: number,
): Promise<NewMailing | undefined> {
  if (!context.config.mail.welcome || lists.length === 0) return undefined
  try {
    return await frozenMailing(context, lists, { person, now, kind: 'welcome', freeze: freezeWelcome })
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    context.log.error(`nobody is welcomed: ${thrown.message} (${thrown.fix})`, { code: thrown.code })
    return undefined
  }
}

interface MailToPerson extends AboutLists {
  readonly kind: NewMailing['kind']
  freeze(input: PersonalInput): Promise<FrozenNotice>
}

async function mailOnce(
  context: AppContext,
  mail: MailToPerson,
  wasMailed: (queries: Queries) => Promise<boolean>,
): Promise<void> {
  const { person, ids, now, settle } = mail
  const lists = context.config.lists.filter((list) => ids.includes(list.id))
  if (lists.length === 0 || (await wasMailed(context.store.db))) return
  const mailing = await frozenMailing(context, lists, mail)
  await inLedger(context, async ({ transaction }) => {
    const { dialect } = context.store
    // Of many requests at once the first mails and the others see that it did.
    await dialect.lockPeople([person.id], 'update')?.execute(transaction)
    if (settle !== undefined && !(await settle(transaction))) return
    if (!(await wasMailed(transaction))) await createPersonal({ dialect, transaction }, mailing, person, now)
  })
}

export async function frozenMailing(
  context: AppContext,
  lists: readonly List[],
  { person, now, kind, freeze }: Omit<MailToPerson, 'ids' | 'settle'>,
): Promise<NewMailing> {
  const key = `${kind}:${randomUUID()}`
  const { config, templates } = speaking(context, person.language)
  const { subject, messageId, variants } = await freeze({ config, templates: await templates(), key, lists, now })
  return {
    key,
    kind,
    priority: PRIORITY,
    subject,
    messageId,
    lists: lists.map((list) => list.id),
    linkKey: context.keys.current,
    variants: variants.filter((variant) => variant.format === person.format),
  }
}
