/** `belfry subscribers import`: people from a file of Belfry's or of another program. */

import { type Command, Option } from 'commander'
import { BelfryError } from '../base/errors.js'
import { importFrom } from '../run/import-people.js'
import type { ImportRules } from '../subscribers/import-csv.js'
import { IMPORT_COLUMNS } from '../subscribers/import-shapes.js'
import { ENCODINGS, readImport, type TextEncoding } from '../subscribers/read-import.js'
import { addCommand, type Finish, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { countingOf } from './progress.js'
import { cliTexts } from './texts.js'

interface ImportFlags extends WordFlags {
  readonly confirmed?: true
  readonly dryRun?: true
  readonly encoding?: TextEncoding
  readonly map?: string[]
}

export function addImportCommand(group: Command, finish: Finish): void {
  const says = cliTexts.subscribersImport.addPeopleFromCsv()
  withWord(addCommand(group, 'import <file>', says))
    .option('--confirmed', 'all who are subscribed in the file have confirmed elsewhere')
    .option('--dry-run', 'say what would happen; change and mail nothing')
    .option('--map <ours=theirs...>', 'name of a column in the file, like address=Contact')
    .addOption(new Option('--encoding <name>', 'encoding of the file (default: UTF-8)').choices(ENCODINGS))
    .action(async (file: string, flags: ImportFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const given = { confirmed: flags.confirmed === true, dryRun: flags.dryRun === true }
        const options = { ...given, word: wordOf(flags), onProgress: countingOf('rows') }
        const map = mapFrom(flags.map ?? [])
        const imported = await importFrom(context, readImport(file, flags.encoding), map, options)
        const { added, changed, skipped, columns, unused, from } = imported
        terminal.print({ added, changed, skipped, columns, unused, ...(from !== undefined && { from }) }, () => [
          ...(from === undefined ? [] : [cliTexts.subscribersImport.readFile(from)]),
          ...(unused.length === 0 ? [] : [cliTexts.subscribersImport.columnsNotRead(unused.join(', '))]),
          cliTexts.subscribersImport.addedChangedSkipped(options.dryRun, added, changed, skipped.length),
          ...skipped.map((one) => `${file}:${one.line}: ${one.reason}`),
        ])
        finish(skipped.length > 0 ? 1 : 0)
      })
    })
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
