/**
 * A ledger from a backup: looked at whole, then written in one transaction, with mail stopped until an operator adopts
 * what it forgot. In: the context, a file that anybody may have written. Out: what is in it, and what became of it.
 */

import { damaged, type Entry, type Header } from '../../backups/format.js'
import { writeEntries } from '../../backups/ledger-rows-store.js'
import { type Backup, withBackup } from '../../backups/read-backup.js'
import type { HeldFile } from '../../backups/write-backup.js'
import { BelfryError, messageOf, systemCode } from '../../base/errors.js'
import type { Config } from '../../config/schema.js'
import { newestMailing } from '../../delivery/mailing-store.js'
import { MAIL_RESTORED, MAIL_STOPPED, replaceFact } from '../../store/meta-store.js'
import { nameOfDatabase } from '../../store/open-database.js'
import { type Ledger, withLedger } from '../../store/open-ledger.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import { type FileFate, writeHeldFiles } from './write-held-files.js'
import { writeKeptBackup } from './write-kept.js'

/** What a backup holds, in numbers. */
export interface InBackup {
  readonly header: Header
  readonly isEncrypted: boolean
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>
  /** By table and state, where its rows have one. */
  readonly states: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly files: readonly HeldFile[]
  readonly sha256: string
}

export interface RestoreTerms {
  /** Rows that the ledger has are to be gone. */
  readonly replace: boolean
  readonly otherProject: boolean
  /** Only looks. */
  readonly dryRun: boolean
  /** Called with the rows written so far, and before that with those looked at, of 0. */
  readonly onRows?: (rows: number, of: number) => void
}

export interface Restored {
  readonly held: InBackup
  /** Undefined where it only looked. */
  readonly into?: string
  /** What was there before. */
  readonly before?: string
  readonly files: readonly { readonly name: string; readonly fate: FileFate }[]
}

/**
 * @param file `-` is standard input
 * @throws BelfryError BACKUP_FILE, BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_KEY, BACKUP_OTHER, LEDGER_FILLED, DATABASE …
 */
export async function restore(context: ReadContext, file: string, terms: RestoreTerms): Promise<Restored> {
  return await withBackup(file, async (backup) => {
    const held = await lookAt(backup, terms.onRows)
    refuseOther(context.config, held.header, terms)
    if (terms.dryRun) return { held, files: [] }
    const { database, databaseConnections: connections } = context.config
    return await withLedger(database, { connections, log: context.log }, async (ledger) => {
      const isFilled = await ledger.hasRows()
      if (isFilled && !terms.replace) throw filled(context.config)
      const before = isFilled ? await writeKeptBackup(context, ledger, 'restore') : undefined
      const files = writeHeldFiles(context.config, held.files)
      const all = Object.values(held.tables).reduce((sum, count) => sum + count, 0)
      await rebuild(ledger, backup, held, (rows) => terms.onRows?.(rows, all))
      return { held, into: nameOfDatabase(database), ...(before !== undefined && { before }), files }
    })
  })
}

/** Rows after which somebody who watches hears how far it is. */
const EACH = 1_000

/** Reads it to its end. @throws BelfryError BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_KEY */
export async function lookAt(backup: Backup, onRows: RestoreTerms['onRows'] = () => undefined): Promise<InBackup> {
  let rows = 0
  let header: Header | undefined
  let sha256 = ''
  const tables: Record<string, number> = {}
  const states: Record<string, Record<string, number>> = {}
  const files: HeldFile[] = []
  for await (const entry of backup.entries()) {
    if (entry.kind === 'header') header = entry.header
    else if (entry.kind === 'table') tables[entry.table.name] = 0
    else if (entry.kind === 'row') {
      countRow(entry, tables, states)
      rows += 1
      if (rows % EACH === 0) onRows(rows, 0)
    } else if (entry.kind === 'file') files.push({ name: entry.name, bytes: entry.bytes })
    else sha256 = entry.sha256
  }
  if (header === undefined) throw new Error('a backup without a header was taken for whole')
  return { header, isEncrypted: backup.isEncrypted, tables, states, files, sha256 }
}

function countRow(
  { table, values }: Extract<Entry, { kind: 'row' }>,
  tables: Record<string, number>,
  states: Record<string, Record<string, number>>,
): void {
  tables[table.name] = (tables[table.name] ?? 0) + 1
  const at = table.columns.findIndex(({ name }) => name === 'state')
  if (at === -1) return
  const state = String(values[at])
  const counts = states[table.name] ?? {}
  states[table.name] = { ...counts, [state]: (counts[state] ?? 0) + 1 }
}

function refuseOther(config: Config, { project }: Header, { otherProject }: RestoreTerms): void {
  if (otherProject || project.domain === config.mail.domain) return
  throw new BelfryError(
    'BACKUP_OTHER',
    runTexts.restore.thisIsABackup(project.title, project.domain, config.file, config.mail.domain),
  )
}

function filled({ database }: Config): BelfryError {
  return new BelfryError('LEDGER_FILLED', runTexts.restore.ledgerNotEmptyLeft(nameOfDatabase(database)))
}

/** All of it is committed with mail stopped, or nothing. */
async function rebuild(ledger: Ledger, backup: Backup, held: InBackup, onRows: (rows: number) => void): Promise<void> {
  await ledger.rebuild(held.header.step, async (db) => {
    await orDamaged(async () => {
      await writeEntries({ db, dialect: ledger.dialect }, sameAs(held, backup.entries()), onRows)
    })
    await replaceFact(db, MAIL_STOPPED, 'yes')
    await replaceFact(db, MAIL_RESTORED, String(await newestMailing(db)))
  })
}

/** SQLSTATE class 23, and data that no column takes (22). */
const REFUSED = /^(SQLITE_CONSTRAINT|SQLITE_MISMATCH|2[23][0-9A-Z]{3}$)/

/** What breaks a rule of the tables was made by no backup, though its checksum holds. */
async function orDamaged(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    throw REFUSED.test(systemCode(thrown) ?? '') ? damaged(messageOf(thrown), thrown) : thrown
  }
}

/** A file can be written to between two looks. @throws BelfryError BACKUP_DAMAGED */
async function* sameAs(held: InBackup, entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    if (entry.kind === 'end' && entry.sha256 !== held.sha256) throw damaged('it changed while it was read')
    yield entry
  }
}
