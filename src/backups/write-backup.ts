/**
 * One file that holds a whole ledger as it is at one instant, and files beside it; its name is given to it when it is
 * whole and on the disk. In: a ledger that others may be writing to, where to. Out: the file, readable by its owner
 * alone, and what is in it. Door.
 */

import { randomUUID } from 'node:crypto'
import { type FileHandle, link, lstat, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Kysely } from 'kysely'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { sweep } from '../files/write-file.js'
import type { Ledger } from '../store/open-ledger.js'
import type { TableShape } from '../store/read-tables.js'
import type { Tables } from '../store/tables.js'
import { LinesOut } from './format.js'
import { highestNumber, rowsOf } from './ledger-rows-store.js'
import { encryptedTo } from './open-gpg.js'
import { backupsTexts } from './texts.js'

export interface HeldFile {
  readonly name: string
  readonly bytes: Buffer
}

export interface Contents {
  readonly ledger: Ledger
  readonly project: { readonly title: string; readonly domain: string }
  readonly files: readonly HeldFile[]
  readonly at: number
}

export interface HowBackedUp {
  /** Whose key; '' leaves it in clear. */
  readonly encryptTo: string
  /** Called with the rows written so far. */
  readonly onRows?: (rows: number) => void
}

export interface Written {
  readonly step: string
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>
  readonly files: readonly string[]
  readonly bytes: number
}

/** Standard output, as a name. */
export const STDOUT = '-'
const CHUNK = 128 * 1024
const PIECE = 192 * 1024
/** Lines after which somebody who watches hears how far it is. */
const EACH = 1_000

/**
 * @param file `-` is standard output
 * @throws BelfryError BACKUP_FILE where it is there already or cannot be written, BACKUP_KEY, GPG_MISSING
 */
export async function writeBackup(contents: Contents, file: string, how: HowBackedUp): Promise<Written> {
  const { step } = contents.ledger
  if (step === undefined)
    throw new BelfryError('BACKUP_FILE', backupsTexts.writeBackup.noLedgerYetCould(), {
      fix: backupsTexts.writeBackup.checkDatabaseNamedUnder(),
    })
  const tables: Record<string, number> = {}
  const into = async (sink: (bytes: AsyncIterable<Buffer>) => Promise<number>): Promise<Written> => {
    const bytes = await contents.ledger.snapshot(async (db) => {
      const lines = counted(linesOf(contents, step, db, tables), how.onRows, tables)
      const source = Readable.from(chunksOf(lines), { objectMode: false })
      const stages = how.encryptTo === '' ? [] : [encryptedTo(how.encryptTo)]
      return await throughAll(source, stages, sink)
    })
    return { step, tables, files: contents.files.map(({ name }) => name), bytes }
  }
  return file === STDOUT ? await into(ontoStdout) : await intoFile(file, into)
}

async function* counted(
  lines: AsyncIterable<string>,
  onRows: HowBackedUp['onRows'],
  tables: Readonly<Record<string, number>>,
): AsyncGenerator<string> {
  let number = 0
  for await (const line of lines) {
    number += 1
    // Not at each of millions.
    if (number % EACH === 0) onRows?.(sumOf(tables))
    yield line
  }
}

function sumOf(tables: Readonly<Record<string, number>>): number {
  return Object.values(tables).reduce((sum, count) => sum + count, 0)
}

async function throughAll(
  source: Readable,
  stages: readonly ((bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>)[],
  sink: (bytes: AsyncIterable<Buffer>) => Promise<number>,
): Promise<number> {
  let count = 0
  const last = async (bytes: AsyncIterable<Buffer>) => {
    count = await sink(bytes)
  }
  const [stage] = stages
  await (stage === undefined
    ? pipeline(source, createGzip(), last)
    : pipeline(source, createGzip(), async (bytes: AsyncIterable<Buffer>) => await last(stage(bytes))))
  return count
}

async function* linesOf(
  { ledger, project, files, at }: Contents,
  step: string,
  db: Kysely<Tables>,
  counts: Record<string, number>,
): AsyncGenerator<string> {
  const out = new LinesOut()
  yield out.header({ at: new Date(at).toISOString(), database: ledger.dialect.name, step, project })
  for (const table of ledger.tables) {
    yield out.table(table, table.isNumbered ? await highestNumber(db, ledger.dialect, table) : undefined)
    counts[table.name] = 0
    for await (const line of tableLines(out, db, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + 1
      yield line
    }
    yield out.sectionEnds()
  }
  for (const { name, bytes } of files) {
    yield out.file(name)
    for (let from = 0; from < bytes.length; from += PIECE) yield out.piece(bytes.subarray(from, from + PIECE))
    yield out.sectionEnds()
  }
  yield out.end()
}

async function* tableLines(out: LinesOut, db: Kysely<Tables>, table: TableShape): AsyncGenerator<string> {
  for await (const page of rowsOf(db, table, sizeOf)) for (const row of page) yield out.row(table, row)
}

function sizeOf(row: Readonly<Record<string, unknown>>): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8),
    0,
  )
}

/** A line is too little to be worth a turn of the pipe. */
async function* chunksOf(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let held: string[] = []
  let length = 0
  for await (const line of lines) {
    held.push(line)
    length += line.length
    if (length < CHUNK) continue
    yield Buffer.from(held.join(''))
    held = []
    length = 0
  }
  yield Buffer.from(held.join(''))
}

async function ontoStdout(bytes: AsyncIterable<Buffer>): Promise<number> {
  let count = 0
  for await (const chunk of bytes) {
    try {
      await writeOut(chunk)
    } catch (thrown) {
      throw unwritable('Standard output', thrown)
    }
    count += chunk.length
  }
  return count
}

async function writeOut(chunk: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.once('error', reject)
    process.stdout.write(chunk, (error) => {
      // It is told twice; the second time nobody listens any more.
      if (error) return process.nextTick(reject, error)
      process.stdout.off('error', reject)
      resolve()
    })
  })
}

async function intoFile(
  file: string,
  into: (sink: (bytes: AsyncIterable<Buffer>) => Promise<number>) => Promise<Written>,
): Promise<Written> {
  await refuseTaken(file)
  const folder = dirname(file)
  const temporary = join(folder, `.belfry-${randomUUID()}.tmp`)
  const handle = await openNew(temporary, file)
  try {
    const written = await into(async (bytes) => await writeAll(handle, file, bytes))
    await handle.sync()
    await takeName(temporary, file)
    await syncFolder(folder)
    return written
  } finally {
    await handle.close()
    await rm(temporary, { force: true })
  }
}

/** Also a link that leads nowhere is somebody's. */
async function refuseTaken(file: string): Promise<void> {
  const there = await lstat(file).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return undefined
    throw unwritable(file, thrown)
  })
  if (there !== undefined) throw taken(file)
}

function taken(file: string): BelfryError {
  return new BelfryError('BACKUP_FILE', backupsTexts.writeBackup.alreadyLeft(file), {
    fix: backupsTexts.writeBackup.nameFileNotYet(),
  })
}

async function openNew(temporary: string, file: string): Promise<FileHandle> {
  try {
    const folder = dirname(temporary)
    if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is no folder`)
    sweep(folder)
    return await open(temporary, 'wx', 0o600)
  } catch (thrown) {
    throw unwritable(file, thrown)
  }
}

async function writeAll(handle: FileHandle, file: string, bytes: AsyncIterable<Buffer>): Promise<number> {
  let count = 0
  for await (const chunk of bytes) {
    try {
      await handle.writeFile(chunk)
    } catch (thrown) {
      throw unwritable(file, thrown)
    }
    count += chunk.length
  }
  return count
}

/** Never over what somebody put there meanwhile; where a file cannot have two names, over what was not there before. */
async function takeName(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file)
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') throw taken(file)
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(systemCode(thrown) ?? ''))
      throw unwritable(file, thrown)
    await refuseTaken(file)
    await rename(temporary, file)
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (thrown) {
    // Some file systems have no such thing for folders.
    if (!['EINVAL', 'EISDIR', 'EPERM'].includes(systemCode(thrown) ?? '')) throw thrown
  } finally {
    await handle.close()
  }
}

function unwritable(file: string, cause: unknown): BelfryError {
  return new BelfryError('BACKUP_FILE', backupsTexts.writeBackup.cannotWrittenNothingLeft(file, messageOf(cause)), {
    cause,
  })
}
