/**
 * `belfry migrate`: brings the tables of the database up to date, which every other command does as well when it opens
 * it; with --dry-run it only says what would be done.
 */

import { backupBeforeSteps } from '../run/backups/write-kept.js'
import { openReadContext } from '../run/read-context.js'
import { openStore, stepsToTake } from '../store/open.js'
import { type AddCommand, fileOf, terminalOf } from './command.js'
import { openBar } from './shown/progress.js'
import { untilInterrupted } from './signals.js'
import { cliTexts } from './texts.js'

export const migrateCommand: AddCommand = (self) => {
  self
    .option('--dry-run', 'say which steps that takes, and change nothing')
    .action(async (flags: { dryRun?: true }, command) => {
      const signal = untilInterrupted()
      const context = openReadContext({ file: fileOf(command) })
      const { config, log } = context
      const steps = await stepsToTake(config.database, { signal })
      const isDry = flags.dryRun === true
      const beforeSteps = backupBeforeSteps(context)
      if (!isDry) {
        let taken = 0
        const bar = openBar('steps')
        const onStep = () => bar.at(taken++, steps.length)
        const store = await openStore(config.database, { signal, log, beforeSteps, onStep }).finally(bar.end)
        await store.close()
      }
      terminalOf(command).print({ steps, done: !isDry }, () => linesOf(steps, isDry))
    })
}

function linesOf(steps: readonly string[], isDry: boolean): string[] {
  if (steps.length === 0) return [cliTexts.migrate.tablesUpDate()]
  const sentence = isDry ? 'These steps would be taken:' : 'These steps were taken:'
  return [sentence, ...steps.map((step) => `  ${step}`)]
}
