/** `belfry mailings`: what was and is being sent. */

import type { Command } from 'commander'
import {
  listMailings,
  maybeTwice,
  type TroubledDelivery,
  troubledDeliveries,
} from '../delivery/mailing-reports-store.js'
import type { MailingMove } from '../delivery/mailing-store.js'
import { type BouncedAddress, bouncesFrom } from '../inbound/bounce-store.js'
import { isAgreed, waitsSentence } from '../run/operators/agreement.js'
import { mailingNumbered } from '../run/operators/mailing-numbered.js'
import { steerMailing } from '../run/operators/steer-mailing.js'
import type { Queries } from '../store/open.js'
import { type ListedEvent, wordsOnMailing } from '../subscribers/event-store.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { addRetry } from './mailings/retry.js'
import { mailingLines } from './mailings/shown.js'
import { addWatch } from './mailings/watch.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { table } from './terminal.js'
import { cliTexts } from './texts.js'

export const mailingsCommand: AddCommand = (group) => {
  addCommand(group, 'list', 'mailings, the newest first')
    .option('--all', 'also what went to one person alone: requests to confirm, links')
    .action(async (flags: { all?: boolean }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const mailings = await listMailings(context.store.db, flags.all === true)
        const rows = mailings.map((one) => [
          String(one.mailing),
          one.state,
          `${one.accepted} of ${one.audience}`,
          one.startedAt ?? 'not started',
          one.subject,
        ])
        terminal.print(mailings, () => (rows.length === 0 ? cliTexts.mailings.noMailingYet() : table(rows)))
      })
    })
  addCommand(group, 'show <mailing>', 'one mailing in numbers')
    .option('--maybe-twice', 'the addresses whose message may have arrived twice')
    .option('--failed', 'the addresses whose server refused it for good, with what it said')
    .option('--uncertain', 'the addresses of which nobody knows whether they have it, with what was heard last')
    .option('--bounced', 'the addresses it came back from, with what their servers said')
    .action(async (number: string, flags: ShowFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const details = await mailingNumbered(context, number)
        const named = await peopleOf(context.store.db, details.mailing, flags)
        if (named === undefined) {
          const words = await wordsOnMailing(context.store.db, details.mailing, MOST_WORDS)
          terminal.print(details, () => [...mailingLines(details), ...words.map(wordLine)])
        } else terminal.print(named.people, () => (named.people.length > 0 ? named.people.map(inLine) : named.none))
      })
    })
  addWatch(group)
  addMove(group, 'pause', 'start no further delivery of it')
  addMove(group, 'resume', 'go on where it was paused')
  addMove(group, 'cancel', 'end it: what was not started is never sent')
  addRetry(group)
}

/** Of what was decided of it; `belfry audit export` has all. */
const MOST_WORDS = 5

function wordLine({ at, action, by, via, reason }: ListedEvent): string {
  return cliTexts.mailings.decided(at, action, `${by} (${via})`, reason === '' ? '' : `: ${reason}`)
}

interface ShowFlags {
  readonly maybeTwice?: true
  readonly failed?: true
  readonly uncertain?: true
  readonly bounced?: true
}

type Person = string | TroubledDelivery | BouncedAddress

/** Whom the flags ask for, and the sentence where there is nobody. @returns undefined where they ask for nobody */
async function peopleOf(
  queries: Queries,
  mailing: number,
  { maybeTwice: isTwice, failed, uncertain, bounced }: ShowFlags,
): Promise<{ people: readonly Person[]; none: string } | undefined> {
  if (isTwice === true)
    return { people: await maybeTwice(queries, mailing), none: cliTexts.mailings.noMessageMailingMay(mailing) }
  if (bounced === true)
    return { people: await bouncesFrom(queries, mailing), none: cliTexts.mailings.noMessageMailingCame(mailing) }
  const states = [failed === true && ('failed' as const), uncertain === true && ('uncertain' as const)]
  const asked = states.filter((state) => state !== false)
  if (asked.length === 0) return undefined
  const people = await troubledDeliveries(queries, mailing, asked)
  return { people, none: cliTexts.mailings.noMessageMailingIs(mailing, asked.join(' or ')) }
}

const inLine = (person: Person): string =>
  typeof person === 'string' ? person : Object.values(person).join('  ').trim()

function addMove(group: Command, move: MailingMove, description: string): void {
  withWord(addCommand(group, `${move} <mailing>`, description)).action(
    async (number: string, flags: WordFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const done = await steerMailing(context, number, move, wordOf(flags))
        const after = await mailingNumbered(context, number)
        terminal.print(after, () =>
          isAgreed(done)
            ? cliTexts.mailings.mailingAccepted(after.mailing, after.state, after.accepted, after.audience)
            : waitsSentence(done),
        )
      })
    },
  )
}
