/** `belfry mailings`: what was and is being sent. */

import type { Command } from 'commander'
import { listMailings, maybeTwice } from '../delivery/mailing-reports-store.js'
import type { MailingMove } from '../delivery/mailing-store.js'
import { bouncesFrom } from '../inbound/bounce-store.js'
import { isAgreed, waitsSentence } from '../run/approvals.js'
import { mailingNumbered } from '../run/mailing-numbered.js'
import { steerMailing } from '../run/steer-mailing.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { mailingLines } from './mailing-text.js'
import { addRetry } from './mailings-retry.js'
import { addWatch } from './mailings-watch.js'
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
    .option('--bounced', 'the addresses it came back from, with what their servers said')
    .action(async (number: string, flags: { maybeTwice?: boolean; bounced?: boolean }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const details = await mailingNumbered(context, number)
        if (flags.maybeTwice === true) {
          const addresses = await maybeTwice(context.store.db, details.mailing)
          terminal.print(addresses, () =>
            addresses.length > 0 ? addresses : cliTexts.mailings.noMessageMailingMay(details.mailing),
          )
        } else if (flags.bounced === true) {
          const bounced = await bouncesFrom(context.store.db, details.mailing)
          terminal.print(bounced, () =>
            bounced.length > 0
              ? bounced.map((one) => Object.values(one).join('  ').trim())
              : cliTexts.mailings.noMessageMailingCame(details.mailing),
          )
        } else {
          terminal.print(details, () => mailingLines(details))
        }
      })
    })
  addWatch(group)
  addMove(group, 'pause', 'start no further delivery of it')
  addMove(group, 'resume', 'go on where it was paused')
  addMove(group, 'cancel', 'end it: what was not started is never sent')
  addRetry(group)
}

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
