/** `belfry subscribers import`: people from a file of Belfry's or of another program. */

import { setFlagsFromString } from 'node:v8'
import { type Command, Option } from 'commander'
import { BelfryError } from '../../base/errors.js'
import { type Become, type Imported, type ImportedLine, importFrom } from '../../run/people/import.js'
import type { ImportRules } from '../../subscribers/import-csv.js'
import { IMPORT_COLUMNS } from '../../subscribers/import-shapes.js'
import { ENCODINGS, readImport, type TextEncoding } from '../../subscribers/read-import.js'
import { addCommand, type Finish, withAppContext } from '../command.js'
import { type WordFlags, withWord, wordOf } from '../operator-word.js'
import { countingOf } from '../shown/progress.js'
import { cliTexts } from '../texts.js'
import { listsFrom } from './flags.js'

interface ImportFlags extends WordFlags {
  readonly confirmed?: true
  readonly dryRun?: true
  readonly encoding?: TextEncoding
  readonly map?: string[]
  readonly lists?: string[]
}

export function addImportCommand(group: Command, finish: Finish): void {
  const says = cliTexts.subscribersImport.addPeopleFromCsv()
  withWord(addCommand(group, 'import <file>', says))
    .option('--confirmed', 'all who are subscribed in the file have confirmed elsewhere')
    .option('--lists <id...>', 'lists of people for whom the file names none (default: every list)')
    .option('--dry-run', 'say what would happen; change and mail nothing')
    .option('--map <ours=theirs...>', 'name of a column in the file, like address=Contact')
    .addOption(new Option('--encoding <name>', 'encoding of the file (default: UTF-8)').choices(ENCODINGS))
    .action(async (file: string, flags: ImportFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const lists = listsFrom(context.config, flags.lists)
        const given = { confirmed: flags.confirmed === true, dryRun: flags.dryRun === true, lists }
        const said: ImportedLine[] = []
        const onLine = (line: ImportedLine) => {
          if (terminal.json) said.push(line)
          else terminal.print(line, () => `${file}:${line.line}: ${line.address} ${wordsOf(line)}`)
        }
        const options = {
          ...given,
          word: wordOf(flags),
          onProgress: countingOf('rows'),
          ...(given.dryRun && { onLine }),
        }
        const map = mapFrom(flags.map ?? [])
        const imported = await inLittleMemory(() => importFrom(context, readImport(file, flags.encoding), map, options))
        const { added, changed, become, skipped, columns, unused, from } = imported
        const data = { added, changed, become, skipped, columns, unused, ...(from !== undefined && { from }) }
        terminal.print({ ...data, ...(given.dryRun && { lines: said }) }, () => [
          ...(from === undefined ? [] : [cliTexts.subscribersImport.readFile(from)]),
          ...(unused.length === 0 ? [] : [cliTexts.subscribersImport.columnsNotRead(unused.join(', '))]),
          cliTexts.subscribersImport.addedChangedSkipped(given.dryRun, added, changed, skipped.length) + sumsOf(become),
          ...skipped.map((one) => `${file}:${one.line}: ${one.reason}`),
        ])
        finish(skipped.length > 0 ? 1 : 0)
      })
    })
}

/**
 * People who are being written outlive the quick collections, and V8 lets the heap become three times what is in use
 * before it looks at all of it. A third more, as it is here, saves a fifth of the memory for a few percent of CPU.
 */
async function inLittleMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  setFlagsFromString('--heap-growing-percent=30')
  try {
    return await work()
  } finally {
    setFlagsFromString('--heap-growing-percent=0')
  }
}

const becomes: Readonly<Record<Become, (count: number) => string>> = {
  confirmed: cliTexts.subscribersImport.becomeGetMail,
  pending: cliTexts.subscribersImport.becomeAsked,
  ended: cliTexts.subscribersImport.becomeLeft,
  suppressed: cliTexts.subscribersImport.becomeSuppressed,
}

const wordsOf = ({ done, become }: ImportedLine) => (become === undefined ? done : `${done}: ${becomes[become](1)}`)

/** What people are now, in as many words as there are kinds of it. */
function sumsOf(become: Imported['become']): string {
  const kinds = ['confirmed', 'pending', 'ended', 'suppressed'] as const
  const said = kinds.filter((kind) => become[kind] > 0)
  const words = said.map((kind) => `${become[kind]} ${becomes[kind](become[kind])}`)
  return words.length === 0 ? '.' : `; ${words.join(', ')}.`
}

/** @throws BelfryError USAGE */
function mapFrom(pairs: readonly string[]): NonNullable<ImportRules['map']> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const ours = pair.slice(0, Math.max(at, 0))
      if (!IMPORT_COLUMNS.some((name) => name === ours) || pair.length === at + 1)
        throw new BelfryError('USAGE', cliTexts.subscribersImport.mapTakesOursTheirs(IMPORT_COLUMNS.join(', ')), {
          exitCode: 2,
        })
      return [
        ours,
        pair
          .slice(at + 1)
          .trim()
          .toLowerCase(),
      ]
    }),
  )
}
