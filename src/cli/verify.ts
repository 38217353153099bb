/** `belfry verify FILE|URL`: whether a mail or page says what everybody was told, and what the commit says. */
import { verifyTold } from '../run/history/verify-told.js'
import { type AddCommand, withReadContext } from './command.js'

const MARKS = new Map<boolean | null, string>([
  [true, 'good'],
  [false, 'BAD'],
  [null, 'unknown'],
])

export const verifyCommand: AddCommand = (self, finish) => {
  self
    .option('--told <file>', 'told.json as a file or an address (default: the published one)')
    .action(async (source: string, flags: { told?: string }, command) => {
      await withReadContext(command, async (context, terminal) => {
        const verdict = await verifyTold(context, source, flags.told)
        terminal.print(verdict, () => verdict.checks.map(({ name, ok, says }) => `${MARKS.get(ok)}  ${name}: ${says}`))
        finish(verdict.ok ? 0 : 1)
      })
    })
}
