/** `belfry subscribers`: who gets mail. */
import { BelfryError } from '../errors.js'
import { type SubscribeRequest, subscribe } from '../membership.js'
import { parseAddress } from '../subscribers/address.js'
import { parseImport, type Skipped } from '../subscribers/import-csv.js'
import { readImport } from '../subscribers/read-import.js'
import { listSubscribers } from '../subscribers/subscriber-store.js'
import type { World } from '../world.js'
import { type AddCommand, addCommand, addGroup, withWorld } from './command.js'

interface AddFlags {
  readonly confirmed?: boolean
  readonly lists?: string[]
  readonly runs?: string[]
  readonly format?: string
}

export const subscribersCommand: AddCommand = (program, finish) => {
  const group = addGroup(program, 'subscribers', 'who gets mail: add, import, list')
  addCommand(group, 'add <address>', 'ask a person to confirm; with --confirmed, vouch that they did')
    .option('--confirmed', 'the person has asked for this and confirmed it elsewhere')
    .option('--lists <id...>', 'list ids (default: every list)')
    .option('--runs <cycle...>', 'release cycles they run')
    .option('--format <format>', 'html or text')
    .action(async (text: string, flags: AddFlags, command) => {
      await withWorld(command, async (world, terminal) => {
        const result = await subscribe(world, requestFrom(world, text, flags))
        if (result.refused !== undefined)
          throw new BelfryError('SUPPRESSED', `${text} is not subscribed: ${result.refused}.`)
        const waits =
          result.pending.length > 0
            ? `a mail asks them to confirm ${result.pending.join(', ')}`
            : 'they get mail from now on'
        terminal.print({ address: text, ...result }, () => `${text}: ${result.changed ? waits : 'nothing changed'}.`)
      })
    })
  addCommand(group, 'import <file>', 'add people from CSV with a header line of address,lists,format,runs')
    .option('--confirmed', 'all of them have asked for this and confirmed it elsewhere')
    .action(async (file: string, flags: { confirmed?: boolean }, command) => {
      await withWorld(command, async (world, terminal) => {
        const result = await importFile(world, file, flags.confirmed === true)
        const { added, changed, skipped } = result
        terminal.print(result, () => [
          `${added} added, ${changed} changed, ${skipped.length} skipped.`,
          ...skipped.map((one) => `${file}:${one.line}: ${one.reason}`),
        ])
        finish(skipped.length > 0 ? 1 : 0)
      })
    })
  addCommand(group, 'list', 'everybody, with their lists').action(async (_flags, command) => {
    await withWorld(command, async (world, terminal) => {
      const people = []
      for await (const person of listSubscribers(world.store.db)) {
        if (terminal.json) people.push(person)
        else
          process.stdout.write(
            `${person.address}  ${person.subscriptions.map((one) => `${one.list} (${one.state})`).join(', ')}${person.suppressed ? '  suppressed' : ''}\n`,
          )
      }
      terminal.print(people, () => [])
    })
  })
}

function requestFrom(world: World, text: string, flags: AddFlags): SubscribeRequest {
  const address = parseAddress(text)
  if (address === undefined) throw new BelfryError('ADDRESS', `"${text}" is not a mail address.`)
  const known = world.config.lists.map((list) => list.id)
  const lists = flags.lists?.flatMap((word) => word.split(/[\s,]+/).filter(Boolean)) ?? known
  const unknown = lists.find((list) => !known.includes(list))
  if (unknown !== undefined)
    throw new BelfryError('LIST_UNKNOWN', `There is no list "${unknown}"; there are ${known.join(', ')}.`)
  const { format } = flags
  if (format !== undefined && format !== 'html' && format !== 'text')
    throw new BelfryError('USAGE', `--format is html or text, not "${format}".`, { exitCode: 2 })
  return {
    address,
    lists,
    details: { ...(format !== undefined && { format }), ...(flags.runs !== undefined && { runs: flags.runs }) },
    ask: flags.confirmed === true ? 'vouch' : 'request',
  }
}

async function importFile(world: World, file: string, confirmed: boolean) {
  const known = world.config.lists.map((list) => list.id)
  const { people, skipped } = parseImport(readImport(file), known)
  const refused: Skipped[] = []
  let added = 0
  let changed = 0
  for (const { line, address, lists, format, runs } of people) {
    const details = { ...(format !== undefined && { format }), ...(runs !== undefined && { runs }) }
    const result = await subscribe(world, {
      address,
      lists: lists.length > 0 ? lists : known,
      details,
      ask: confirmed ? 'vouch' : 'request',
    })
    if (result.refused !== undefined) refused.push({ line, reason: `${address.address} ${result.refused}` })
    if (result.changed && result.isNew) added += 1
    if (result.changed && !result.isNew) changed += 1
  }
  return { added, changed, skipped: [...skipped, ...refused].sort((a, b) => a.line - b.line) }
}
