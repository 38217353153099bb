/** `belfry restore`: a ledger from a backup, and what an operator does next. */

import { withBackup } from '../backups/read-backup.js'
import { type InBackup, lookAt, type Restored, restore } from '../run/backups/restore.js'
import { type FileFate, writeFilesInto } from '../run/backups/write-held-files.js'
import { openReadContext } from '../run/read-context.js'
import { type AddCommand, fileOf, terminalOf } from './command.js'
import { openBar } from './shown/progress.js'
import { cliTexts } from './texts.js'

interface Flags {
  readonly dryRun?: true
  readonly replace?: true
  readonly otherProject?: true
  readonly files?: string
}

export const restoreCommand: AddCommand = (self) => {
  self
    .option('--dry-run', 'say what is in it and whether it is whole, and change nothing')
    .option('--replace', 'also where the ledger is not empty: all that it holds is gone')
    .option('--other-project', 'also where the backup is of another project')
    .option('--files <folder>', 'only take out register, configuration and secrets, into a folder')
    .addHelpText('after', '\nFILE is - for standard input.')
    .action(async (file: string, flags: Flags, command) => {
      const terminal = terminalOf(command)
      if (flags.files !== undefined) {
        const { files } = await withBackup(file, lookAt)
        const written = writeFilesInto(flags.files, files)
        terminal.print({ files: written }, () => written.map((one) => one.file))
        return
      }
      const context = openReadContext({ file: fileOf(command) })
      const bar = openBar('rows')
      const terms = {
        dryRun: flags.dryRun === true,
        replace: flags.replace === true,
        otherProject: flags.otherProject === true,
        onRows: bar.at,
      }
      const restored = await restore(context, file, terms).finally(bar.end)
      terminal.print(recordOf(restored), () => linesOf(restored, context.clock.now()))
    })
}

const NEXT = ['belfry notices adopt --dry-run', 'belfry notices adopt']

function recordOf({ held, into, before, files }: Restored): object {
  const { header, isEncrypted, tables, states } = held
  return {
    at: header.at,
    project: header.project,
    database: header.database,
    step: header.step,
    encrypted: isEncrypted,
    tables,
    states,
    holds: held.files.map(({ name }) => name),
    ...(into !== undefined && { into, files, mail: 'stopped', next: NEXT }),
    ...(before !== undefined && { before }),
  }
}

function linesOf({ held, into, before, files }: Restored, now: number): string[] {
  const { header } = held
  const of = `${header.project.title} (${header.project.domain})`
  const about = [
    cliTexts.restore.wholeBackupMadeFrom(of, header.at, ageAt(now, header.at), nameOf(header.database)),
    ...countsOf(held),
    cliTexts.restore.itHolds(['the ledger', ...held.files.map(({ name }) => name)].join(', ')),
  ]
  if (into === undefined) return [...about, cliTexts.restore.nothingChanged()]
  return [
    ...about,
    cliTexts.restore.ledgerBackupNow(into),
    ...(before === undefined ? [] : [`What was there before: ${before}`]),
    ...files.flatMap(({ name, fate }) => FATES[fate](name)),
    'Mail is stopped. What was told, mailed and left since that day the ledger does not know:',
    cliTexts.restore.runWhichSaysNumbers(NEXT[0], NEXT[1]),
  ]
}

function countsOf({ tables, states }: InBackup): string[] {
  const n = (count = 0) => count.toLocaleString('en')
  const { people, mailings, deliveries, notices, posts } = tables
  const sum = (table: string, names: readonly string[]) =>
    names.reduce((total, name) => total + (states[table]?.[name] ?? 0), 0)
  const underWay = sum('mailings', ['queued', 'sending', 'paused'])
  const ended = sum('deliveries', ['accepted', 'failed', 'cancelled'])
  return [
    `  ${people === 1 ? '1 person' : `${n(people)} people`}, ` +
      `${n(states.subscriptions?.confirmed)} confirmed subscriptions`,
    `  ${n(posts)} posts, ${n(notices)} notices, ${n(states.notices?.told)} of them told`,
    `  ${n(mailings)} mailings, ${n(underWay)} of them under way; ` +
      `${n(deliveries)} deliveries, ${n((deliveries ?? 0) - ended)} of them not ended`,
  ]
}

function ageAt(now: number, at: string): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000)
  if (minutes < 120) return `${Math.max(0, minutes)} minutes ago`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours ago` : `${Math.floor(minutes / 1440)} days ago`
}

function nameOf(database: 'sqlite' | 'postgres'): string {
  return database === 'sqlite' ? 'SQLite' : 'PostgreSQL'
}

const FATES: Readonly<Record<FileFate, (name: string) => string[]>> = {
  written: (name) => [cliTexts.restore.writtenWhereConfigurationHas(name)],
  same: () => [],
  kept: (name) => [cliTexts.restore.alreadyDiffersLeftFiles(name)],
  left: () => [],
}
