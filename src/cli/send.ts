/**
 * `belfry send POST`: an operator tells one post now, or an update of it in their own words, or tries its mail. In: the post, --update,
 * --severity, --test, --dry-run, --yes.
 */
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { type Announcement, type Severity, severities } from '../content/announcement.js'
import { dayIn } from '../content/post-date.js'
import { countAudience } from '../delivery/audience-store.js'
import { BelfryError } from '../errors.js'
import { findPost, sendTest } from '../manual-send.js'
import { sentByHand, updateByHand } from '../notices/by-hand.js'
import type { Decision } from '../notices/due-notices.js'
import { listsFor, withSeverity } from '../notices/lists-for.js'
import { announcementKey } from '../notices/notice.js'
import { foresee, read, run } from '../pipeline.js'
import { type Address, parseAddress } from '../subscribers/address.js'
import type { World } from '../world.js'
import { type AddCommand, addCommand, withWorld } from './command.js'
import { untilInterrupted } from './signals.js'
import type { Terminal } from './terminal.js'

interface SendFlags {
  readonly test?: string[]
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly update?: string
  readonly severity?: Severity
}

export const sendCommand: AddCommand = (program, finish) => {
  addCommand(program, 'send <post>', 'send one announcement by hand, or try its mail')
    .option('--test <address...>', 'send to these addresses only, marked as a test')
    .option('--update <text>', 'tell what is new about a told post, in these words (Markdown)')
    .addOption(new Option('--severity <severity>', 'how urgent it is').choices(severities))
    .option('--dry-run', 'say what would be sent and to how many; send nothing')
    .option('--yes', 'send without asking')
    .action(async (name: string, flags: SendFlags, command) => {
      await withWorld(command, async (world, terminal) => {
        finish(
          flags.test === undefined
            ? await sendNow(world, terminal, name, flags)
            : await sendTests(world, terminal, name, flags.test),
        )
      })
    })
}

async function sendTests(world: World, terminal: Terminal, name: string, to: readonly string[]): Promise<number> {
  const addresses = to.map(addressOf)
  const post = findPost((await read(world)).announcements, name)
  const replies = await sendTest(world, post, addresses)
  const accepted = replies.filter((reply) => reply.outcome === 'accepted').length
  const result = {
    key: announcementKey(post),
    test: true,
    recipients: to.length,
    accepted,
    failed: to.length - accepted,
  }
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

async function sendNow(world: World, terminal: Terminal, name: string, flags: SendFlags): Promise<number> {
  const content = await read(world)
  const foreseen = await foresee(world, content)
  const post = findPost(foreseen.announcements, name)
  const byHand = (decision: Decision) => decisionByHand(world, decision, post, flags)
  const [notice] = byHand(foreseen).tell
  if (notice === undefined) throw new BelfryError('NOTICE_STATE', `There is nothing to tell of ${post.id}.`)
  const lists = listsFor(withSeverity(post, notice.severity), world.config.lists).map((list) => list.id)
  const recipients = await countAudience(world.store.db, { lists })
  const summary = { key: notice.key, test: false, recipients, accepted: 0, failed: 0 }
  const what = flags.update === undefined ? `"${post.title}"` : `an update of "${post.title}"`
  const sentence = `${what} to ${recipients === 1 ? '1 person' : `${recipients} people`} on ${lists.join(', ') || 'no list'}`
  if (flags.dryRun === true) {
    terminal.print(summary, () => `Would send ${sentence}.`)
    return 0
  }
  if (flags.yes !== true && !(await agreed(`Send ${sentence}?`))) {
    terminal.say('Nothing was sent.')
    return 1
  }
  const report = await run(world, { byHand, signal: untilInterrupted() })
  const told = report.told[0]
  const { accepted, failed } = report.sent.counts
  terminal.problems(report.problems)
  terminal.print(
    { ...summary, ...(told !== undefined && { mailing: told.mailing, recipients: told.recipients }), accepted, failed },
    () =>
      told === undefined
        ? 'Nothing was told; the problems above say why.'
        : `Told ${sentence}: ${accepted} accepted, ${failed} failed (mailing ${told.mailing}).`,
  )
  return report.sent.unreachable?.exitCode ?? (told === undefined ? 1 : 0)
}

function decisionByHand(world: World, decision: Decision, post: Announcement, flags: SendFlags): Decision {
  if (flags.update === undefined) return sentByHand(decision, post.id, flags.severity)
  const day = dayIn(world.clock.now(), world.config.site.timezone)
  return updateByHand(decision, post.id, { text: flags.update, severity: flags.severity ?? 'info', day })
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
