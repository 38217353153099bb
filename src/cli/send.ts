/**
 * `belfry send POST`: an operator tells one post now, or an update of it in their own words, or repeats it to a list
 * that did not get it, or tries its mail. In: the post, --update, --list, --severity, --test, --dry-run, --yes.
 */
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { dayIn } from '../base/days.js'
import { BelfryError } from '../base/errors.js'
import { countAudience } from '../delivery/audience-store.js'
import { countDeliveries, type DeliveryCounts, mailedBefore } from '../delivery/mailing-reports-store.js'
import { type ByHand, repeatedByHand, sentByHand, updateByHand } from '../notices/by-hand.js'
import type { Decision } from '../notices/decide.js'
import { type Announcement, type Severity, severities } from '../posts/announcement.js'
import { manualKey } from '../register/notice-keys.js'
import { REINSTATED } from '../register/withdrawal.js'
import type { AppContext } from '../run/app-context.js'
import { listsOf } from '../run/freeze-due.js'
import { checkTrial, findPost, listNamed, sendTest, triedPost } from '../run/manual-send.js'
import { foresee, run } from '../run/pipeline.js'
import { read } from '../run/read-content.js'
import { type Address, parseAddress } from '../subscribers/address.js'
import { type AddCommand, withAppContext } from './command.js'
import { listed, people } from './counted.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { untilInterrupted } from './signals.js'
import type { Terminal } from './terminal.js'

interface SendFlags extends WordFlags {
  readonly test?: string[]
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly update?: string
  readonly reinstate?: true
  readonly list?: string
  readonly severity?: Severity
}

export const sendCommand: AddCommand = (self, finish) => {
  withWord(self)
    .option('--test <address...>', 'send to these addresses only, marked as a test')
    .option('--update <text>', 'tell what is new about a told post, in these words (Markdown)')
    .option('--reinstate', 'with --update: what was withdrawn holds again')
    .option('--list <list>', 'repeat a told post to this list, for who does not have it')
    .addOption(new Option('--severity <severity>', 'how urgent it is').choices(severities))
    .option('--dry-run', 'say what would be sent and to how many; send nothing')
    .option('--yes', 'send without asking')
    .action(async (name: string, flags: SendFlags, command) => {
      checkFlags(flags)
      await withAppContext(command, async (context, terminal) => {
        finish(
          flags.test === undefined
            ? await sendNow(context, terminal, name, flags)
            : await sendTests({ context, terminal }, name, flags, flags.test),
        )
      })
    })
}

function checkFlags(flags: SendFlags): void {
  checkTrial(flags)
  const { update, list } = flags
  if (update === undefined || list === undefined) return
  throw new BelfryError('USAGE', '--update and --list do not go together.', {
    fix: 'Repeat the post with --list LIST; an update goes to the lists of its post, and to those it was repeated to.',
    exitCode: 2,
  })
}

async function sendTests(
  { context, terminal }: { readonly context: AppContext; readonly terminal: Terminal },
  name: string,
  flags: SendFlags,
  to: readonly string[],
): Promise<number> {
  const addresses = to.map(addressOf)
  const tried = triedPost(await read(context), name)
  const { key, replies } = await sendTest(context, tried, flags, addresses)
  const accepted = replies.filter((reply) => reply.outcome === 'accepted').length
  const result = { key, test: true, recipients: to.length, accepted, failed: to.length - accepted }
  terminal.print(result, () =>
    replies.map((reply, index) => `${addresses[index]?.address}: ${reply.outcome}: ${reply.text}`),
  )
  return result.failed === 0 ? 0 : 1
}

function addressOf(text: string): Address {
  const address = parseAddress(text)
  if (address === undefined) throw new BelfryError('ADDRESS', `"${text}" is not a mail address.`, { exitCode: 2 })
  return address
}

async function sendNow(context: AppContext, terminal: Terminal, name: string, flags: SendFlags): Promise<number> {
  const foreseen = await foresee(context, await read(context))
  const post = findPost(foreseen.announcements, name)
  const byHand = handFor(context, post, flags)
  const { key, lists, recipients } = await foreseeAudience(context, byHand(foreseen), post)
  const summary = { key, test: false, recipients, accepted: 0, failed: 0 }
  const what = flags.update === undefined ? `"${post.title}"` : `an update of "${post.title}"`
  const who = `${people(recipients)} on ${listed(lists)}`
  const sentence = `${what} to ${who}${flags.list === undefined ? '' : ' without it'}`
  if (flags.dryRun === true) {
    terminal.print(summary, () => `Would send ${sentence}.`)
    return 0
  }
  if (flags.yes !== true && !(await agreed(`Send ${sentence}?`))) {
    terminal.say('Nothing was sent.')
    return 1
  }
  const report = await run(context, { byHand, word: wordOf(flags), signal: untilInterrupted() })
  const [told] = report.told
  terminal.problems(report.problems)
  if (told === undefined) terminal.print(summary, () => 'Nothing was told; the problems above say why.')
  else {
    const { mailing } = told
    const counts = await countDeliveries(context.store.db, mailing)
    const { accepted, failed } = counts
    terminal.print(
      { ...summary, mailing, recipients: told.recipients, accepted, failed },
      () => `Told ${sentence}: ${accepted} accepted, ${failed} failed${stillWaiting(counts)} (mailing ${mailing}).`,
    )
  }
  return report.sent.unreachable?.exitCode ?? (told === undefined ? 1 : 0)
}

function stillWaiting({ queued, leased, sending, deferred, uncertain }: DeliveryCounts): string {
  const waiting = queued + leased + sending + deferred + uncertain
  return waiting === 0 ? '' : `, ${waiting} still to be sent`
}

/** What the operator says, as a function: a run decides more than once, and it has to be the same word each time. */
function handFor(context: AppContext, post: Announcement, flags: SendFlags): (decision: Decision) => ByHand {
  const { update, list, severity, reinstate } = flags
  if (update !== undefined) {
    const day = dayIn(context.clock.now(), context.config.site.timezone)
    const usual = reinstate === true ? REINSTATED.severity : 'info'
    const said = { text: update, severity: severity ?? usual, day, reinstates: reinstate === true }
    return (decision) => updateByHand(decision, post.id, said)
  }
  if (list === undefined) return (decision) => sentByHand(decision, post.id, severity)
  const repetition = { key: manualKey(randomUUID()), list: listNamed(context, list).id }
  return (decision) => repeatedByHand(decision, post.id, { ...repetition, ...(severity !== undefined && { severity }) })
}

async function foreseeAudience(context: AppContext, decision: ByHand, post: Announcement) {
  const [notice] = decision.tell
  if (notice === undefined) throw new BelfryError('NOTICE_STATE', `There is nothing to tell of ${post.id}.`)
  const lists = (await listsOf(context, decision, notice)).map((list) => list.id)
  const { without = [] } = decision
  const recipients = await countAudience(context.store.db, { lists, without })
  if (notice.kind === 'manual' && recipients === 0) throw await nobodyLeft(context, decision, post)
  return { key: notice.key, lists, recipients }
}

async function nobodyLeft(context: AppContext, { lists = [], without = [] }: ByHand, post: Announcement) {
  const list = lists.join(', ')
  const mailings = await mailedBefore(context.store.db, without)
  const got = mailings.some((mailing) => lists.some((one) => mailing.lists.includes(one)))
  const why = got
    ? `${list} got ${post.id} already, and nobody confirmed it since.`
    : `Nobody is left on ${list} to send ${post.id} to: nobody confirmed that list, or all have it by another.`
  return new BelfryError('NOTICE_STATE', why, {
    fix: 'Nobody gets a mail twice: say what is new with --update TEXT, or try the mail with --test ADDRESS.',
  })
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new BelfryError('USAGE', 'Nobody is there to ask.', {
      fix: 'Add --yes to send, or --dry-run to see what would be sent.',
      exitCode: 2,
    })
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
