/**
 * Takes what came in to a Maildir (`inbound.maildir`), an mbox (`inbound.mbox`) and a mailbox that is polled
 * (`inbound.imap`). In: the app context. Out: why not. A message that cannot be taken stays and stops the rest of its
 * mailbox: the next run finds them.
 */
import { systemClock } from '../../base/clock.js'
import { BelfryError, messageOf, type Problem, problem } from '../../base/errors.js'
import type { ImapAddress } from '../../config/imap-address.js'
import { imapPosition, rememberImapPosition } from '../../inbound/imap-store.js'
import { type ImapLimits, imapGroups, imapLimits } from '../../inbound/open-imap.js'
import { newMessages } from '../../inbound/open-maildir.js'
import { mboxMessages } from '../../inbound/open-mbox.js'
import type { AppContext } from '../app-context.js'
import { type TakenInbound, takeInbound } from './take-mail.js'

type Outcome = TakenInbound['outcome']

export interface MailboxOptions {
  /** What time it is for files, which no clock of ours moves; milliseconds since the epoch. */
  readonly filesNow?: number
  readonly limits?: ImapLimits
}

/** One line of the log counts what there was. */
export async function takeMailboxes(context: AppContext, options: MailboxOptions = {}): Promise<Problem[]> {
  const { filesNow = systemClock.now(), limits = imapLimits } = options
  const { maildir, mbox, imap } = context.config.inbound
  const mailboxes = [
    ...(maildir === '' ? [] : [fromMaildir(context, maildir)]),
    ...(mbox === '' ? [] : [fromMbox(context, mbox, filesNow)]),
    ...(imap === undefined ? [] : [fromImap(context, imap, limits)]),
  ]
  const counts = new Map<Outcome, number>()
  const problems: Problem[] = []
  for (const mailbox of mailboxes) {
    try {
      for await (const outcome of mailbox) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    } catch (thrown) {
      if (!(thrown instanceof BelfryError)) throw thrown
      const { code, fix } = thrown
      problems.push(problem(code, messageOf(thrown), { file: context.config.file }, { fix, severity: 'warning' }))
    }
  }
  if (counts.size > 0)
    context.log.info(`mail that came back: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
  return problems
}

async function* fromMaildir(context: AppContext, folder: string): AsyncGenerator<Outcome> {
  for (const message of await newMessages(folder)) {
    const bytes = await message.bytes()
    if (bytes === undefined) continue
    const { outcome } = await takeInbound(context, bytes)
    await message.taken()
    yield outcome
  }
}

async function* fromMbox(context: AppContext, path: string, now: number): AsyncGenerator<Outcome> {
  for await (const { bytes } of mboxMessages(path, now)) yield (await takeInbound(context, bytes)).outcome
}

/** A group whose end is not remembered is taken again, which changes nothing. */
async function* fromImap(context: AppContext, at: ImapAddress, limits: ImapLimits): AsyncGenerator<Outcome> {
  const { db } = context.store
  const moveTo = context.config.inbound.imapTaken
  for await (const { messages, position, taken } of imapGroups(at, await imapPosition(db, at), { moveTo, limits })) {
    const ours: number[] = []
    for (const { uid, bytes } of messages) {
      const { outcome } = await takeInbound(context, bytes)
      if (outcome !== 'ignored') ours.push(uid)
      yield outcome
    }
    await taken(ours)
    await rememberImapPosition(db, at, position)
  }
}
