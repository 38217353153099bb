/**
 * Reads a backup that anybody may have written: as often as is asked, the same octets each time. In: a file, or `-` for
 * standard input, which is laid aside first as it is. Out: its entries, in order; the last says that all held true.
 * Door.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { allSteps, readTables } from '../store/read-tables.js'
import { damaged, type Entry, entriesIn, LONGEST_LINE } from './format.js'
import { decrypted } from './open-gpg.js'
import { backupsTexts } from './texts.js'

/** Standard input, as a name. */
const STDIN = '-'

export interface Backup {
  readonly isEncrypted: boolean
  /** All of it, from the beginning. @throws BelfryError BACKUP_DAMAGED, BACKUP_KEY, BACKUP_NEWER, GPG_MISSING */
  entries(): AsyncGenerator<Entry>
}

/** @throws BelfryError BACKUP_FILE, BACKUP_DAMAGED; whatever `work` throws */
export async function withBackup<Result>(file: string, work: (backup: Backup) => Promise<Result>): Promise<Result> {
  const source = file === STDIN ? undefined : await openFile(file)
  if (source !== undefined && (await source.stat()).isFile()) return await onFile(source, work)
  const stream: Readable = source === undefined ? process.stdin : source.createReadStream()
  const folder = mkdtempSync(join(tmpdir(), 'belfry-restore-'))
  try {
    return await onFile(await laidAside(stream, join(folder, 'backup'), file), work)
  } finally {
    stream.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'r')
    if (!(await handle.stat()).isDirectory()) return handle
    await handle.close()
  } catch (cause) {
    throw unreadable(file, messageOf(cause), cause)
  }
  throw unreadable(file, 'it is a folder')
}

function unreadable(file: string, why: string, cause?: unknown): BelfryError {
  return new BelfryError('BACKUP_FILE', backupsTexts.readBackup.cannotRead(file, why), {
    cause,
    fix: backupsTexts.readBackup.nameFileBelfryBackup(),
  })
}

async function onFile<Result>(handle: FileHandle, work: (backup: Backup) => Promise<Result>): Promise<Result> {
  try {
    const head = Buffer.alloc(32)
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    const form = formOf(head.subarray(0, bytesRead))
    return await work({ isEncrypted: form === 'openpgp', entries: () => entriesOf(handle, form) })
  } finally {
    await handle.close()
  }
}

/** gzip (RFC 1952 §2.3.1); OpenPGP (RFC 9580 §4.2, §6.2): packets of a session key, or armour. */
function formOf(head: Buffer): 'gzip' | 'openpgp' {
  if (head.length === 0) throw damaged('it is empty')
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  const [first = 0] = head
  const tag = (first & 0xc0) === 0xc0 ? first & 0x3f : (first & 0xc0) === 0x80 ? (first & 0x3c) >> 2 : 0
  if (tag === 1 || tag === 3 || head.toString('latin1').startsWith('-----BEGIN PGP MESSAGE-----')) return 'openpgp'
  throw damaged('it is neither compressed with gzip nor encrypted with OpenPGP')
}

/** What does not even begin like a backup is not taken in: it may have no end. */
async function laidAside(stream: Readable, aside: string, name: string): Promise<FileHandle> {
  const handle = await open(aside, 'wx+', 0o600)
  try {
    let isKnown = false
    for await (const chunk of stream) {
      if (!isKnown) formOf(chunk)
      isKnown = true
      await handle.writeFile(chunk)
    }
    return handle
  } catch (thrown) {
    await handle.close()
    throw thrown instanceof BelfryError ? thrown : unreadable(name, messageOf(thrown), thrown)
  }
}

async function* entriesOf(handle: FileHandle, form: 'gzip' | 'openpgp'): AsyncGenerator<Entry> {
  const { size } = await handle.stat()
  const octets: AsyncIterable<Buffer> = handle.createReadStream({ start: 0, autoClose: false })
  const inflate = createGunzip()
  const zipped = form === 'openpgp' ? decrypted(octets) : octets
  const lines = linesIn(inflated(zipped, inflate))
  yield* entriesIn(lines, async (step) => (allSteps().includes(step) ? await readTables(step) : undefined))
  // What stands behind the last member of gzip is passed over by whoever inflates it.
  if (form === 'gzip' && inflate.bytesWritten !== size) throw damaged('something stands behind its end')
}

async function* inflated(
  source: AsyncIterable<Buffer>,
  inflate: ReturnType<typeof createGunzip>,
): AsyncGenerator<Buffer> {
  let fault: { readonly thrown: unknown } | undefined
  const fed = feed(source, inflate).catch((thrown: unknown) => {
    fault = { thrown }
    inflate.destroy()
  })
  try {
    for await (const chunk of inflate) yield Buffer.from(chunk)
  } catch (thrown) {
    if (fault !== undefined) throw fault.thrown
    throw systemCode(thrown)?.startsWith('Z_') === true ? damaged('it cannot be inflated', thrown) : thrown
  } finally {
    inflate.destroy()
    await fed
  }
  if (fault !== undefined) throw fault.thrown
}

async function feed(source: AsyncIterable<Buffer>, inflate: ReturnType<typeof createGunzip>): Promise<void> {
  for await (const chunk of source) {
    if (inflate.destroyed) return
    if (!inflate.write(chunk)) await drained(inflate)
  }
  inflate.end()
}

async function drained(inflate: ReturnType<typeof createGunzip>): Promise<void> {
  if (inflate.destroyed) return
  const events = ['drain', 'close', 'error']
  await new Promise<void>((resolve) => {
    const goOn = () => {
      for (const event of events) inflate.off(event, goOn)
      resolve()
    }
    for (const event of events) inflate.on(event, goOn)
  })
}

/** @throws BelfryError BACKUP_DAMAGED where a line is longer than any of a backup */
async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      const rest = chunk.subarray(from, at)
      yield held.length === 0 ? rest : Buffer.concat([...held, rest])
      held = []
      length = 0
      from = at + 1
    }
    if (from === chunk.length) continue
    held.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > LONGEST_LINE) throw damaged('a line of it is too long')
  }
  if (held.length > 0) throw damaged('it ends in the middle')
}
