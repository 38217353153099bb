/**
 * Writes files so that nobody ever reads half of one. Door: disk. In: a folder and what shall stand in it. Out: what was written.
 * A manifest in the folder names the files that are Belfry's: it replaces and removes those, and never touches another.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { BelfryError, messageOf, systemCode } from './errors.js'

/** A file that shall stand in a folder. */
export interface OutputFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string
  /** What it holds, made only when it is needed; text is written as UTF-8. */
  readonly bytes: () => string | Uint8Array
  /** A digest of everything that `bytes` depends on: where it is as it was the last time, `bytes` is not asked again. */
  readonly inputs?: string
}

export interface WrittenFile {
  readonly path: string
  readonly bytes: number
  readonly changed: boolean
}

export const MANIFEST_FILE = '.belfry-manifest.json'

/** What Belfry wrote, by path. An entry without `bytes` was about to be written. */
type Manifest = ReadonlyMap<string, { readonly bytes?: number; readonly inputs?: string }>

/** What a killed process left behind; a younger one may be the work of a process that lives. */
const TEMPORARY = /^\.belfry-[0-9a-f-]{36}\.tmp$/
const LEFT_BEHIND_MS = 3_600_000

/**
 * Writes a file by a temporary one beside it, forced to disk before it takes the name; makes the folder.
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses
 */
export async function writeAtomically(file: string, bytes: string | Uint8Array): Promise<void> {
  await asOutput(file, () => replace(file, bytes, 'durable'))
}

/**
 * Brings the folder to hold these files: writes those that differ, removes those Belfry wrote earlier and that are no longer among
 * them. They are not forced to disk one by one: after a power cut an incomplete one differs, and the next call writes it again.
 * @returns one line a file, in the order given
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses, a path leaves the folder, or a file that is not Belfry's stands in the way
 */
export async function writeChanged(folder: string, files: Iterable<OutputFile>): Promise<WrittenFile[]> {
  const wanted = new Map([...files].map((file) => [file.path, file]))
  for (const path of wanted.keys()) refuseOutside(folder, path)
  return await asOutput(folder, async () => {
    sweep(folder)
    const before = readManifest(folder)
    const added = [...wanted.values()].filter(({ path }) => !before.has(path))
    await refuseForeign(folder, added)
    // Named before they are written, so that a build that is killed leaves nothing that the next takes for somebody else's.
    if (added.length > 0) writeManifest(folder, new Map([...before, ...added.map(({ path }) => [path, {}] as const)]))
    for await (const path of inTurns([...before.keys()])) if (!wanted.has(path)) remove(folder, path)
    const written: WrittenFile[] = []
    for await (const file of inTurns([...wanted.values()])) written.push(bring(folder, file, before))
    // A killed process left its file where the next one writes.
    for (const path of new Set(written.filter(({ changed }) => changed).map(({ path }) => dirname(path)))) {
      if (path !== '.') sweep(join(folder, path))
    }
    writeManifest(folder, new Map(written.map(({ path, bytes }) => [path, { bytes, ...inputsOf(wanted.get(path)) }])))
    return written
  })
}

/** Whether writing this file would change the folder; writes nothing. */
export async function wouldChange(folder: string, file: OutputFile): Promise<boolean> {
  refuseOutside(folder, file.path)
  return await asOutput(folder, () => !holds(join(folder, file.path), asBuffer(file.bytes())))
}

function bring(folder: string, file: OutputFile, before: Manifest): WrittenFile {
  const { path, inputs } = file
  const target = join(folder, path)
  const known = before.get(path)
  if (inputs !== undefined && inputs === known?.inputs && known.bytes !== undefined && sizeOf(target) === known.bytes) {
    return { path, bytes: known.bytes, changed: false }
  }
  const bytes = asBuffer(file.bytes())
  const changed = !holds(target, bytes)
  if (changed) replace(target, bytes)
  return { path, bytes: bytes.length, changed }
}

function inputsOf(file: OutputFile | undefined): { inputs?: string } {
  return file?.inputs === undefined ? {} : { inputs: file.inputs }
}

function asBuffer(bytes: string | Uint8Array): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Without promises: for files of this size that takes a fifth of the time. */
function replace(file: string, bytes: string | Uint8Array, durable?: 'durable'): void {
  const folder = dirname(file)
  const temporary = join(folder, `.belfry-${randomUUID()}.tmp`)
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  try {
    writeNew(temporary, bytes, durable)
    renameSync(temporary, file)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw thrown
  }
}

function writeNew(file: string, bytes: string | Uint8Array, durable?: 'durable'): void {
  const handle = openSync(file, 'wx')
  try {
    writeFileSync(handle, bytes)
    if (durable) fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function sweep(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (!TEMPORARY.test(name)) continue
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY)
    if (age > LEFT_BEHIND_MS) rmSync(file, { force: true })
  }
}

function holds(file: string, bytes: Buffer): boolean {
  return sizeOf(file) === bytes.length && bytes.equals(readFileSync(file))
}

/** Undefined where there is no such file. */
function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}

/** Removes a file and the folders that are empty without it. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true })
  sweep(dirname(join(folder, path)))
  for (let at = dirname(path); at !== '.'; at = dirname(at)) {
    try {
      rmdirSync(join(folder, at))
    } catch (thrown) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(systemCode(thrown) ?? '')) return
      throw thrown
    }
  }
}

function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST_FILE)
  if (!existsSync(file)) return new Map()
  try {
    const { files }: { files: Record<string, { bytes?: number; inputs?: string }> } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    return new Map(Object.entries(files).filter(([path]) => staysInside(path)))
  } catch (cause) {
    throw new BelfryError('OUTPUT_FOLDER', `${file} cannot be understood.`, {
      cause,
      fix: 'Remove it and the files that Belfry wrote beside it; the next build writes them again.',
    })
  }
}

/** Forced to disk: without it every file in the folder would be taken for somebody else's. */
function writeManifest(folder: string, manifest: Manifest): void {
  const sorted = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1))
  const bytes = Buffer.from(`${JSON.stringify({ files: Object.fromEntries(sorted) }, null, 1)}\n`)
  const file = join(folder, MANIFEST_FILE)
  if (!holds(file, bytes)) replace(file, bytes, 'durable')
}

/** A file in the way that Belfry did not write stays, unless it holds the same already. */
async function refuseForeign(folder: string, added: readonly OutputFile[]): Promise<void> {
  const foreign: string[] = []
  for await (const file of inTurns(added)) {
    const target = join(folder, file.path)
    if (sizeOf(target) !== undefined && !holds(target, asBuffer(file.bytes()))) foreign.push(target)
  }
  if (foreign[0] === undefined) return
  const count = foreign.length === 1 ? '' : ` and ${foreign.length - 1} more`
  throw new BelfryError('OUTPUT_FOLDER', `${foreign[0]}${count} is in the way: Belfry did not write it.`, {
    fix: 'Move it away, or set feeds.folder to a folder of its own.',
  })
}

function refuseOutside(folder: string, path: string): void {
  if (staysInside(path)) return
  throw new BelfryError('OUTPUT_FOLDER', `"${path}" is no path for a file inside ${folder}.`, {
    fix: 'Give the post another permalink.',
  })
}

function staysInside(path: string): boolean {
  return (
    path !== MANIFEST_FILE && path.split('/').every((part) => !['', '.', '..'].includes(part) && !/[\0\\]/.test(part))
  )
}

/** Lets others have their turn now and then: a server answers while it publishes. */
async function* inTurns<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const [index, item] of items.entries()) {
    if (index % 16 === 15) await setImmediate()
    yield item
  }
}

async function asOutput<T>(target: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    if (cause instanceof BelfryError || systemCode(cause) === undefined) throw cause
    throw new BelfryError('OUTPUT_FOLDER', `Cannot write to ${resolve(target)}: ${messageOf(cause)}.`, { cause })
  }
}
