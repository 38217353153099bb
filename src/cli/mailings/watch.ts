/** `belfry mailings watch`: a mailing while it is being sent. */

import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { isoInstant } from '../../base/clock.js'
import { BelfryError } from '../../base/errors.js'
import { plainJson } from '../../base/plain-line.js'
import { durationMs } from '../../base/units.js'
import { lookAtMailing, type MailingLook, mailingToWatch } from '../../delivery/mailing-look-store.js'
import type { Progress } from '../../delivery/mailing-progress.js'
import type { AppContext } from '../../run/app-context.js'
import { mailingNumbered } from '../../run/operators/mailing-numbered.js'
import { addCommand, withAppContext } from '../command.js'
import { untilInterrupted } from '../signals.js'
import type { Terminal } from '../terminal.js'
import { cliTexts } from '../texts.js'
import { type Watching, watch } from './look-again.js'
import { redrawn, watchLine, watchLines } from './watch-lines.js'

/** Between two looks: who sits before it and programs want to see it move, a log does not. */
const LIVE_MS = 1000
const LOGGED_MS = 10_000

export function addWatch(group: Command): void {
  addCommand(
    group,
    'watch [mailing]',
    'a mailing while it is being sent, until it ends: the one under way, or this one',
  )
    .option('--every <duration>', 'look this often (default: 1s on a terminal and with --json, else 10s)', parseEvery)
    .action(async (number: string | undefined, flags: { every?: number }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const id = await watched(context, terminal, number)
        if (id === undefined) return
        const signal = untilInterrupted()
        const isDrawn = process.stderr.isTTY && !terminal.json
        const last = await watch({
          look: async () => await lookAt(context, id),
          show: terminal.json ? showRecord : isDrawn ? drawing() : showLine,
          wait: async (ms) => await sleep(ms, undefined, { signal }).catch(() => undefined),
          everyMs: flags.every ?? (isDrawn || terminal.json ? LIVE_MS : LOGGED_MS),
          signal,
        })
        if (last.state === 'queued' || last.state === 'sending')
          terminal.say(cliTexts.mailingsWatch.noLongerWatchedMailing(isDrawn))
      })
    })
}

async function watched(
  context: AppContext,
  terminal: Terminal,
  number: string | undefined,
): Promise<number | undefined> {
  if (number !== undefined) return (await mailingNumbered(context, number)).mailing
  const found = await mailingToWatch(context.store.db)
  if (found === undefined) terminal.say(cliTexts.mailingsWatch.noMailingYet())
  else if (!found.isUnderWay) terminal.say(cliTexts.mailingsWatch.noMailingUnderWay())
  return found?.id
}

async function lookAt({ store, clock, config }: AppContext, id: number): Promise<MailingLook> {
  const resendUncertain = config.delivery.uncertain === 'resend'
  const look = await lookAtMailing(store, id, clock.now(), { resendUncertain })
  if (look === undefined) throw new BelfryError('MAILING_UNKNOWN', cliTexts.mailingsWatch.mailingNotAnyMore(id))
  return look
}

const showRecord: Watching['show'] = (look, progress) => {
  process.stdout.write(`${plainJson(watchRecord(look, progress))}\n`)
}

const showLine: Watching['show'] = (look, progress) => {
  process.stderr.write(`${isoInstant(look.now)} ${watchLine(look, progress)}\n`)
}

/** In place; never higher than the terminal, whose first rows could not be reached again. */
function drawing(): Watching['show'] {
  let earlier: string[] = []
  return (look, progress) => {
    const width = process.stderr.columns || 80
    const lines = watchLines(look, progress, width).slice(0, (process.stderr.rows || 24) - 1)
    process.stderr.write(redrawn(earlier, lines, width))
    earlier = lines
  }
}

function watchRecord({ now, nextRetry, isPartial, ...details }: MailingLook, progress: Progress) {
  const { left, rateNow, leftMs } = progress
  return {
    ...details,
    at: isoInstant(now),
    left,
    rateNow: rateNow === null ? null : Math.round(rateNow * 10) / 10,
    eta: leftMs === null ? null : isoInstant(now + leftMs),
    nextRetryAt: nextRetry === null ? null : isoInstant(nextRetry),
    domainsPartial: isPartial,
  }
}

function parseEvery(text: string): number {
  const ms = durationMs(text)
  if (ms === undefined || ms < 100) throw new InvalidArgumentError(cliTexts.mailingsWatch.writeDurationLikeS())
  return ms
}
