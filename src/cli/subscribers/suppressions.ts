/** `belfry subscribers suppressions export`, `import`: who is never mailed, and why, as a file. */

import { type Command, Option } from 'commander'
import { suppressEach } from '../../run/people/by-operator.js'
import { ENCODINGS, readImport, type TextEncoding } from '../../subscribers/read-import.js'
import { parseSuppressions, suppressionLines } from '../../subscribers/suppression-csv.js'
import { allSuppressions } from '../../subscribers/suppression-store.js'
import { addCommand, addGroup, type Finish, withAppContext } from '../command.js'
import { type WordFlags, withWord, wordOf } from '../operator-word.js'
import { cliTexts } from '../texts.js'
import { printJson } from './look.js'

interface ImportFlags extends WordFlags {
  readonly encoding?: TextEncoding
  readonly dryRun?: true
}

/** In one transaction, so that pages are answered between. */
const AT_ONCE = 500

export function addSuppressionCommands(parent: Command, finish: Finish): void {
  const group = addGroup(parent, 'suppressions', 'who is never mailed, and why, as a file')
  addCommand(
    group,
    'export',
    'addresses with reason and date as CSV on stdout, which import reads; or as --json',
  ).action(async (_flags, command) => {
    await withAppContext(command, async (context, terminal) => {
      const found = allSuppressions(context.store.db)
      if (terminal.json) await printJson(found)
      else for await (const line of suppressionLines(found)) process.stdout.write(line)
    })
  })
  withWord(addCommand(group, 'import <file>', 'never mail the addresses of a file again, known or not'))
    .option('--dry-run', 'say what would happen; change nothing')
    .addOption(new Option('--encoding <name>', 'encoding of the file (default: UTF-8)').choices(ENCODINGS))
    .action(async (file: string, flags: ImportFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { list, skipped } = await parseSuppressions(readImport(file, flags.encoding), context.clock.now())
        let suppressed = 0
        for (let at = 0; at < list.length; at += AT_ONCE) {
          const some = list.slice(at, at + AT_ONCE)
          suppressed += await suppressEach(context, some, wordOf(flags), flags.dryRun === true)
        }
        const known = list.length - suppressed
        terminal.print({ suppressed, known, skipped }, () => [
          cliTexts.subscribersSuppressions.suppressedSuppressedBeforeSkipped(
            flags.dryRun ? 'It would be: ' : '',
            suppressed,
            known,
            skipped.length,
          ),
          ...skipped.map((one) => `${file}:${one.line}: ${one.reason}`),
        ])
        finish(skipped.length > 0 ? 1 : 0)
      })
    })
}
