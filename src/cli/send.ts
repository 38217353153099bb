/**
 * `belfry send POST`: an operator tells one post now, or an update of it in their own words, or repeats it to a list
 * that did not get it, or tries its mail. In: the post, --update, --list, --severity, --test, --language,
 * --dry-run, --yes.
 */

import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { BelfryError } from '../base/errors.js'
import { countDeliveries, type DeliveryCounts } from '../delivery/mailing-reports-store.js'
import { type Severity, severities } from '../posts/announcement.js'
import type { AppContext } from '../run/app-context.js'
import { isAgreed, waitsSentence } from '../run/operators/agreement.js'
import { checkTrial, sendTest, triedPost } from '../run/operators/manual-send.js'
import { agreeToSend, foreseeSend } from '../run/operators/send-by-hand.js'
import { run } from '../run/pipeline.js'
import { read } from '../run/read-content.js'
import { type Address, parseAddress } from '../subscribers/address.js'
import { type AddCommand, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { listed, people } from './shown/counted.js'
import { openBar } from './shown/progress.js'
import { untilInterrupted } from './signals.js'
import { languageFrom } from './subscribers/flags.js'
import type { Terminal } from './terminal.js'
import { cliTexts } from './texts.js'

interface SendFlags extends WordFlags {
  readonly test?: string[]
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly update?: string
  readonly reinstate?: true
  readonly list?: string
  readonly severity?: Severity
  readonly language?: string
}

export const sendCommand: AddCommand = (self, finish) => {
  withWord(self)
    .option('--test <address...>', 'send to these addresses only, marked as a test')
    .option('--language <tag>', 'with --test: as those get it who chose this language')
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
  const { update, list, test, language } = flags
  if (language !== undefined && test === undefined)
    throw new BelfryError('USAGE', cliTexts.send.languageNeedsTest(), {
      fix: cliTexts.send.addTestAddress(),
      exitCode: 2,
    })
  if (update === undefined || list === undefined) return
  throw new BelfryError('USAGE', cliTexts.send.updateListDoNot(), {
    fix: cliTexts.send.repeatPostListList(),
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
  const { language } = flags
  const trial = { ...flags, ...(language !== undefined && { language: languageFrom(context.config, language) }) }
  const tried = triedPost(await read(context), name)
  const { key, replies } = await sendTest(context, tried, trial, addresses)
  const accepted = replies.filter((reply) => reply.outcome === 'accepted').length
  const result = { key, test: true, recipients: to.length, accepted, failed: to.length - accepted }
  terminal.print(result, () =>
    replies.map((reply, index) => `${addresses[index]?.address}: ${reply.outcome}: ${reply.text}`),
  )
  return result.failed === 0 ? 0 : 1
}

function addressOf(text: string): Address {
  const address = parseAddress(text)
  if (address === undefined) throw new BelfryError('ADDRESS', cliTexts.send.notMailAddress(text), { exitCode: 2 })
  return address
}

async function sendNow(context: AppContext, terminal: Terminal, name: string, flags: SendFlags): Promise<number> {
  const { update, reinstate, list, severity } = flags
  const words = {
    ...(update !== undefined && { update }),
    ...(reinstate !== undefined && { reinstate }),
    ...(list !== undefined && { list }),
    ...(severity !== undefined && { severity }),
  }
  const foreseen = await foreseeSend(context, name, words)
  const { key, post, lists, recipients, byHand } = foreseen
  const summary = { key, test: false, recipients, accepted: 0, failed: 0 }
  const what = flags.update === undefined ? `"${post.title}"` : `an update of "${post.title}"`
  const who = `${people(recipients)} on ${listed(lists)}`
  const sentence = `${what} to ${who}${flags.list === undefined ? '' : ' without it'}`
  if (flags.dryRun === true) {
    terminal.print(summary, () => cliTexts.send.wouldSend(sentence))
    return 0
  }
  if (flags.yes !== true && !(await agreed(`Send ${sentence}?`))) {
    terminal.say(cliTexts.send.nothingSent())
    return 1
  }
  const agreement = await agreeToSend(context, foreseen, wordOf(flags))
  if (!isAgreed(agreement)) {
    terminal.print(summary, () => waitsSentence(agreement))
    return 1
  }
  const sending = openBar('sent')
  const report = await run(context, { byHand, word: wordOf(flags), signal: untilInterrupted(), onSent: sending.at })
  sending.end()
  const [told] = report.told
  terminal.problems(report.problems)
  if (told === undefined) terminal.print(summary, () => cliTexts.send.nothingToldProblemsAbove())
  else {
    const { mailing } = told
    const counts = await countDeliveries(context.store.db, mailing)
    const { accepted, failed } = counts
    terminal.print({ ...summary, mailing, recipients: told.recipients, accepted, failed }, () =>
      cliTexts.send.toldAcceptedFailedMailing({
        sentence,
        accepted,
        failed,
        stillWaiting: stillWaiting(counts),
        mailing,
      }),
    )
  }
  return report.sent.unreachable?.exitCode ?? (told === undefined ? 1 : 0)
}

function stillWaiting({ queued, leased, sending, deferred, uncertain }: DeliveryCounts): string {
  const waiting = queued + leased + sending + deferred + uncertain
  return waiting === 0 ? '' : `, ${waiting} still to be sent`
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new BelfryError('USAGE', cliTexts.send.nobodyAsk(), {
      fix: cliTexts.send.addYesSendOr(),
      exitCode: 2,
    })
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
