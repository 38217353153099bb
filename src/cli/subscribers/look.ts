/** `belfry subscribers list`, `find`, `show`, `export`: who gets mail, and all that is known of one person. */
import { type Command, Option } from 'commander'
import { plainJson, withoutControls } from '../../base/plain-line.js'
import type { Config } from '../../config/schema.js'
import type { ReleaseTable } from '../../releases/release.js'
import { unknownRunWord } from '../../run/health/runs-in-table.js'
import { addressFrom, type PersonRecord, showPerson } from '../../run/people/by-operator.js'
import { releasesOf } from '../../run/read-content.js'
import { recordEvent } from '../../subscribers/event-store.js'
import { exportLines } from '../../subscribers/export-csv.js'
import { listSubscribers, type Search, type SubscriberRecord } from '../../subscribers/search/listing-store.js'
import { unknownIn } from '../../subscribers/unknown-runs.js'
import { addCommand, withAppContext } from '../command.js'
import { type WordFlags, withWord, wordOf } from '../operator-word.js'
import { instantFrom, listFrom } from './flags.js'

interface SearchFlags {
  readonly list?: string
  readonly state?: NonNullable<Search['state']>
  readonly since?: string
  readonly bounced?: true
}

export function addLookCommands(group: Command): void {
  withSearch(addCommand(group, 'list [text]', 'people with their lists; TEXT is a part of the address')).action(
    async (text: string | undefined, flags: SearchFlags, command) => await list(command, text, flags),
  )
  withSearch(addCommand(group, 'find <text>', 'people whose address holds TEXT')).action(
    async (text: string, flags: SearchFlags, command) => await list(command, text, flags),
  )
  addCommand(group, 'show <address>', 'all that is known of a person: lists, mail, what operators did').action(
    async (text: string, _flags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const person = await showPerson(context, addressFrom(text))
        terminal.print(person, () => personLines(person))
      })
    },
  )
  withWord(withSearch(addCommand(group, 'export', 'people as CSV on stdout, which import reads; or as --json'))).action(
    async (flags: SearchFlags & WordFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const found = listSubscribers(context.store, searchFrom(flags, context.config))
        await context.store.transaction(async (transaction) => {
          await recordEvent(transaction, { action: 'export' }, wordOf(flags), context.clock.now())
        })
        if (terminal.json) await printJson(found)
        else await printLines(exportLines(found))
      })
    },
  )
}

function withSearch(command: Command): Command {
  return command
    .option('--list <id>', 'only people on this list')
    .addOption(
      new Option('--state <state>', 'only in this state, on --list or any').choices([
        'pending',
        'confirmed',
        'ended',
        'suppressed',
      ]),
    )
    .option('--since <date>', 'only people who came since then')
    .option('--bounced', 'only people whose mail came back')
}

function searchFrom({ list: id, state, since, bounced }: SearchFlags, config: Config): Search {
  return {
    ...(id !== undefined && { list: listFrom(config, id) }),
    ...(state !== undefined && { state }),
    ...(bounced === true && { bounced }),
    ...(since !== undefined && { since: instantFrom(since, config) }),
  }
}

async function list(command: Command, text: string | undefined, flags: SearchFlags): Promise<void> {
  await withAppContext(command, async (context, terminal) => {
    const search = { ...searchFrom(flags, context.config), ...(text !== undefined && { text }) }
    const releases = await releasesOf(context.config)
    const found = withUnknownRuns(listSubscribers(context.store, search), releases)
    if (terminal.json) return await printJson(found)
    let count = 0
    for await (const person of found) {
      process.stdout.write(`${withoutControls(lineOf(person))}\n`)
      count += 1
    }
    terminal.say(`${count} ${count === 1 ? 'person' : 'people'}.`)
  })
}

/** As `subscribers list --json` prints it. */
interface ListedPerson extends SubscriberRecord {
  /** Those of `runs` that the releases table does not have; absent where there are none. */
  readonly unknownRuns?: ReturnType<ReturnType<typeof unknownIn>>
}

async function* withUnknownRuns(
  people: AsyncIterable<SubscriberRecord>,
  releases: ReleaseTable,
): AsyncGenerator<ListedPerson> {
  const unknownOf = unknownIn(releases)
  for await (const person of people) {
    const unknown = unknownOf(person.runs)
    yield unknown.length === 0 ? person : { ...person, unknownRuns: unknown }
  }
}

/** A write for each line would take longer than the line. */
const PIECE = 64 * 1024

async function printLines(lines: AsyncIterable<string>): Promise<void> {
  let piece = ''
  for await (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    process.stdout.write(piece)
    piece = ''
  }
  process.stdout.write(piece)
}

/** One array, written one by one: any number of them fits into memory. */
export async function printJson(people: AsyncIterable<object>): Promise<void> {
  let before = '['
  for await (const person of people) {
    process.stdout.write(`${before}\n${plainJson(person)}`)
    before = ','
  }
  process.stdout.write(before === '[' ? '[]\n' : '\n]\n')
}

function lineOf({ address, subscriptions, runs, suppressed, unknownRuns: unknown = [] }: ListedPerson): string {
  const lists = subscriptions.map((one) => `${one.list} (${one.state})`).join(', ')
  return [
    address,
    lists,
    ...(runs.length > 0 ? [`runs ${runs.join(' ')}`] : []),
    ...(unknown.length > 0 ? [`not in the releases table: ${unknown.map(unknownRunWord).join(', ')}`] : []),
    ...(suppressed ? ['suppressed'] : []),
  ].join('  ')
}

function proofOf(consent: PersonRecord['consents'][number] | undefined): string {
  if (consent === undefined) return ''
  const { way, asked, askedFrom, confirmed, confirmedFrom } = consent
  const where = way === 'form' ? 'by the form' : 'in their preferences'
  const network = (hash: string) => (hash === '' ? '' : ` from network ${hash.slice(0, 8)}`)
  const answer = confirmed === null ? ', not confirmed' : `, confirmed ${confirmed}${network(confirmedFrom)}`
  return ` (asked ${asked} ${where}${network(askedFrom)}${answer})`
}

function personLines(person: PersonRecord): string[] {
  const { suppression, subscriptions, consents, deliveries, bounces, events, runs, language } = person
  return [
    `${person.address}  ${person.format}${language === '' ? '' : `, ${language}`}, known since ${person.since}`,
    ...(runs.length > 0 ? [`  runs ${runs.join(' ')}`] : []),
    ...(suppression === null ? [] : [`  suppressed since ${suppression.since}: ${suppression.reason}`]),
    ...subscriptions.map(
      (one) =>
        `  ${one.list}: ${one.state} since ${one.since}${proofOf(consents.find(({ list }) => list === one.list))}`,
    ),
    ...deliveries.map(
      ({ mailing, subject, state, at, reply, maybeTwice }) =>
        `  mail ${mailing} “${subject}”: ${[state, ...(at === null ? [] : [at])].join(' ')}` +
        `${maybeTwice ? ', maybe twice' : ''}${reply === '' ? '' : `  ${reply}`}`,
    ),
    ...bounces.map(
      ({ mailing, class: kind, status, words, at }) =>
        `  mail ${mailing} came back ${at}: ${[kind, status, words].filter((part) => part !== '').join(' ')}`,
    ),
    ...events.map(({ at, action, by, reason }) => `  ${at} ${action} by ${by}${reason === '' ? '' : `: ${reason}`}`),
  ]
}
