/** `belfry mailings`: what was and is being sent. */
import { isoInstant } from '../clock.js'
import { listMailings, maybeTwice, showMailing } from '../delivery/mailing-store.js'
import { BelfryError } from '../errors.js'
import { type AddCommand, addCommand, addGroup, withWorld } from './command.js'
import { table } from './terminal.js'

export const mailingsCommand: AddCommand = (program) => {
  const group = addGroup(program, 'mailings', 'what was and is being sent: list, show')
  addCommand(group, 'list', 'mailings, the newest first')
    .option('--confirmations', 'with the requests to confirm')
    .action(async (flags: { confirmations?: boolean }, command) => {
      await withWorld(command, async (world, terminal) => {
        const mailings = await listMailings(world.store.db, flags.confirmations === true)
        const rows = mailings.map((one) => [String(one.mailing), one.state, `${one.accepted} of ${one.audience}`, one.startedAt ?? 'not started', one.subject])
        terminal.print(mailings, () => (rows.length === 0 ? 'No mailing yet.' : table(rows)))
      })
    })
  addCommand(group, 'show <mailing>', 'one mailing in numbers')
    .option('--maybe-twice', 'the addresses whose message may have arrived twice')
    .action(async (number: string, flags: { maybeTwice?: boolean }, command) => {
      await withWorld(command, async (world, terminal) => {
        const id = /^\d{1,15}$/.test(number) ? Number(number) : -1
        const details = await showMailing(world.store.db, id, world.clock.now())
        if (details === undefined) throw new BelfryError('MAILING_UNKNOWN', `There is no mailing ${number} (looked at ${isoInstant(world.clock.now())}).`)
        if (flags.maybeTwice === true) {
          const addresses = await maybeTwice(world.store.db, id)
          terminal.print(addresses, () => addresses)
        } else {
          terminal.print(details, () => Object.entries(details).map(([name, value]) => `${name}: ${String(value ?? '')}`))
        }
      })
    })
}
