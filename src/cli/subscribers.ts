/** `belfry subscribers`: who gets mail. */

import { BelfryError } from '../base/errors.js'
import type { ReleaseTable } from '../releases/release.js'
import type { AppContext } from '../run/app-context.js'
import { changeDetails, type SubscribeRequest, subscribe } from '../run/membership.js'
import { sourceOf } from '../run/read-content.js'
import { openReleases } from '../source/open-releases.js'
import { type Address, parseAddress } from '../subscribers/address.js'
import { parseImport, type Skipped } from '../subscribers/import-csv.js'
import { listSubscribers, type PersonDetails, type SubscriberRecord } from '../subscribers/person-store.js'
import { readImport } from '../subscribers/read-import.js'
import { parseRuns } from '../subscribers/runs.js'
import { type AddCommand, addCommand, addGroup, withAppContext } from './command.js'

interface DetailFlags {
  readonly runs?: string[]
  readonly format?: string
}

interface AddFlags extends DetailFlags {
  readonly confirmed?: boolean
  readonly lists?: string[]
}

const RUNS_HELP = 'release cycles they run, like lantern/3.1; "" for none, who hear of all'

export const subscribersCommand: AddCommand = (program, finish) => {
  const group = addGroup(program, 'subscribers', 'who gets mail: add, set, import, list')
  addCommand(group, 'add <address>', 'ask a person to confirm; with --confirmed, vouch that they did')
    .option('--confirmed', 'the person has asked for this and confirmed it elsewhere')
    .option('--lists <id...>', 'list ids (default: every list)')
    .option('--runs <cycle...>', RUNS_HELP)
    .option('--format <format>', 'html or text')
    .action(async (text: string, flags: AddFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const result = await subscribe(context, await requestFrom(context, text, flags))
        if (result.refused !== undefined)
          throw new BelfryError('SUPPRESSED', `${text} is not subscribed: ${result.refused}.`)
        const waits =
          result.pending.length > 0
            ? `a mail asks them to confirm ${result.pending.join(', ')}`
            : 'they get mail from now on'
        terminal.print({ address: text, ...result }, () => `${text}: ${result.changed ? waits : 'nothing changed'}.`)
      })
    })
  addCommand(group, 'set <address>', 'change what a known person gets: release cycles, format; mails nothing')
    .option('--runs <cycle...>', RUNS_HELP)
    .option('--format <format>', 'html or text')
    .action(async (text: string, flags: DetailFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const changed = await setDetailsOf(context, text, flags)
        terminal.print({ address: text, changed }, () => `${text}: ${changed ? 'changed' : 'nothing changed'}.`)
      })
    })
  addCommand(group, 'import <file>', 'add people from CSV with a header line of address,lists,format,runs')
    .option('--confirmed', 'all of them have asked for this and confirmed it elsewhere')
    .action(async (file: string, flags: { confirmed?: boolean }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const result = await importFile(context, file, flags.confirmed === true)
        const { added, changed, skipped } = result
        terminal.print(result, () => [
          `${added} added, ${changed} changed, ${skipped.length} skipped.`,
          ...skipped.map((one) => `${file}:${one.line}: ${one.reason}`),
        ])
        finish(skipped.length > 0 ? 1 : 0)
      })
    })
  addCommand(group, 'list', 'everybody, with their lists').action(async (_flags, command) => {
    await withAppContext(command, async (context, terminal) => {
      const people = []
      for await (const person of listSubscribers(context.store.db)) {
        if (terminal.json) people.push(person)
        else process.stdout.write(`${lineOf(person)}\n`)
      }
      terminal.print(people, () => [])
    })
  })
}

function lineOf({ address, subscriptions, runs, suppressed }: SubscriberRecord): string {
  const lists = subscriptions.map((one) => `${one.list} (${one.state})`).join(', ')
  return [
    address,
    lists,
    ...(runs.length > 0 ? [`runs ${runs.join(' ')}`] : []),
    ...(suppressed ? ['suppressed'] : []),
  ].join('  ')
}

async function requestFrom(context: AppContext, text: string, flags: AddFlags): Promise<SubscribeRequest> {
  const address = addressFrom(text)
  const known = context.config.lists.map((list) => list.id)
  const lists = flags.lists?.flatMap((word) => word.split(/[\s,]+/).filter(Boolean)) ?? known
  const unknown = lists.find((list) => !known.includes(list))
  if (unknown !== undefined)
    throw new BelfryError('LIST_UNKNOWN', `There is no list "${unknown}"; there are ${known.join(', ')}.`)
  const details = await detailsFrom(context, flags)
  return { address, lists, details, ask: flags.confirmed === true ? 'vouch' : 'request', byOperator: true }
}

async function setDetailsOf(context: AppContext, text: string, flags: DetailFlags): Promise<boolean> {
  if (flags.runs === undefined && flags.format === undefined)
    throw new BelfryError('USAGE', 'Say what to change: --runs or --format.', { exitCode: 2 })
  const changed = await changeDetails(context, addressFrom(text), await detailsFrom(context, flags))
  if (changed === undefined) throw new BelfryError('PERSON_UNKNOWN', `Nobody is known as ${text}.`)
  return changed
}

function addressFrom(text: string): Address {
  const address = parseAddress(text)
  if (address === undefined) throw new BelfryError('ADDRESS', `"${text}" is not a mail address.`)
  return address
}

async function detailsFrom(context: AppContext, flags: DetailFlags): Promise<PersonDetails> {
  const { format } = flags
  if (format !== undefined && format !== 'html' && format !== 'text')
    throw new BelfryError('USAGE', `--format is html or text, not "${format}".`, { exitCode: 2 })
  const written = flags.runs?.flatMap((text) => text.split(','))
  const { runs, fault } = written === undefined ? {} : parseRuns(written, await releasesOf(context))
  if (fault !== undefined)
    throw new BelfryError('RELEASE_UNKNOWN', `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`)
  return { ...(format !== undefined && { format }), ...(runs !== undefined && { runs }) }
}

async function releasesOf({ config }: AppContext): Promise<ReleaseTable> {
  return await openReleases(sourceOf(config), config.site.url).current()
}

async function importFile(context: AppContext, file: string, confirmed: boolean) {
  const known = context.config.lists.map((list) => list.id)
  const { people, skipped } = parseImport(readImport(file), known, await releasesOf(context))
  const refused: Skipped[] = []
  let added = 0
  let changed = 0
  for (const { line, address, lists, format, runs } of people) {
    const details = { ...(format !== undefined && { format }), ...(runs !== undefined && { runs }) }
    const result = await subscribe(context, {
      address,
      lists: lists.length > 0 ? lists : known,
      details,
      ask: confirmed ? 'vouch' : 'request',
      byOperator: true,
    })
    if (result.refused !== undefined) refused.push({ line, reason: `${address.address} ${result.refused}` })
    if (result.changed && result.isNew) added += 1
    if (result.changed && !result.isNew) changed += 1
  }
  return { added, changed, skipped: [...skipped, ...refused].sort((a, b) => a.line - b.line) }
}
