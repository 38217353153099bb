/**
 * Writes files so that nobody ever reads half of one. Door: disk. In: a folder and what shall stand in it. Out: what was written.
 * A manifest in the folder names the files that are Belfry's: it replaces and removes those, and never touches another.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
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

/** Files in hand at once: more gains nothing, and each takes a file handle. */
const AT_ONCE = 16

/**
 * Writes a file by a temporary one beside it, forced to disk before it takes the name; makes the folder.
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses
 */
export async function writeAtomically(file: string, bytes: string | Uint8Array): Promise<void> {
  await asOutput(file, () => replace(file, bytes, true))
}

/**
 * Brings the folder to hold these files: writes those that differ, removes those Belfry wrote earlier and that are no longer among
 * them. They are not forced to disk one by one: after a power cut an incomplete one differs, and the next call writes it again.
 * @returns one line a file, in the order given
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses, a path leaves the folder, or a file that is not Belfry's stands in the way
 */
export async function writeChanged(folder: string, files: Iterable<OutputFile>): Promise<WrittenFile[]> {
  const wanted = [...files]
  for (const { path } of wanted) refuseOutside(folder, path)
  return await asOutput(folder, async () => {
    const before = await readManifest(folder)
    const added = wanted.filter(({ path }) => !before.has(path))
    await refuseForeign(folder, added)
    // Named before they are written, so that a build that is killed leaves nothing that the next takes for somebody else's.
    if (added.length > 0)
      await writeManifest(folder, new Map([...before, ...added.map(({ path }) => [path, {}] as const)]))
    const written = await inGroups(wanted, (file) => bring(folder, file, before))
    const paths = new Set(wanted.map(({ path }) => path))
    await inGroups(
      [...before.keys()].filter((path) => !paths.has(path)),
      (path) => remove(folder, path),
    )
    await writeManifest(
      folder,
      new Map(written.map(({ path, bytes }, index) => [path, { bytes, ...inputsOf(wanted[index]) }])),
    )
    return written
  })
}

/** Whether writing this file would change the folder; writes nothing. */
export async function wouldChange(folder: string, file: OutputFile): Promise<boolean> {
  refuseOutside(folder, file.path)
  return await asOutput(folder, async () => !(await holds(join(folder, file.path), asBuffer(file.bytes()))))
}

async function bring(folder: string, file: OutputFile, before: Manifest): Promise<WrittenFile> {
  const { path } = file
  const target = join(folder, path)
  const known = before.get(path)
  if (file.inputs !== undefined && file.inputs === known?.inputs && known.bytes !== undefined) {
    if ((await sizeOf(target)) === known.bytes) return { path, bytes: known.bytes, changed: false }
  }
  const bytes = asBuffer(file.bytes())
  const changed = !(await holds(target, bytes))
  if (changed) await replace(target, bytes, false)
  return { path, bytes: bytes.length, changed }
}

function inputsOf(file: OutputFile | undefined): { inputs?: string } {
  return file?.inputs === undefined ? {} : { inputs: file.inputs }
}

function asBuffer(bytes: string | Uint8Array): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

async function replace(file: string, bytes: string | Uint8Array, durable: boolean): Promise<void> {
  const temporary = join(dirname(file), `.belfry-${randomUUID()}.tmp`)
  const handle = await openNew(temporary)
  try {
    await handle.writeFile(bytes)
    if (durable) await handle.sync()
    await handle.close()
    await rename(temporary, file)
  } catch (thrown) {
    await handle.close()
    await unlessMissing(() => unlink(temporary))
    throw thrown
  }
}

/** The folder is made only when it turns out to be missing: most are there. */
async function openNew(file: string) {
  try {
    return await open(file, 'wx')
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown
    await mkdir(dirname(file), { recursive: true })
    return await open(file, 'wx')
  }
}

async function holds(file: string, bytes: Buffer): Promise<boolean> {
  if ((await sizeOf(file)) !== bytes.length) return false
  return bytes.equals(await readFile(file))
}

/** Undefined where there is no such file. */
async function sizeOf(file: string): Promise<number | undefined> {
  return await unlessMissing(async () => (await stat(file)).size)
}

async function unlessMissing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return undefined
    throw thrown
  }
}

/** Removes a file and the folders that are empty without it. */
async function remove(folder: string, path: string): Promise<void> {
  await unlessMissing(() => unlink(join(folder, path)))
  for (let at = dirname(path); at !== '.'; at = dirname(at)) {
    try {
      await rmdir(join(folder, at))
    } catch (thrown) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(systemCode(thrown) ?? '')) return
      throw thrown
    }
  }
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST_FILE)
  const text = await unlessMissing(() => readFile(file, 'utf8'))
  if (text === undefined) return new Map()
  try {
    const { files }: { files: Record<string, { bytes?: number; inputs?: string }> } = JSON.parse(text)
    return new Map(Object.entries(files).filter(([path]) => staysInside(path)))
  } catch (cause) {
    throw new BelfryError('OUTPUT_FOLDER', `${file} cannot be understood.`, {
      cause,
      fix: 'Remove it and the files that Belfry wrote beside it; the next build writes them again.',
    })
  }
}

/** Forced to disk: without it every file in the folder would be taken for somebody else's. */
async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const sorted = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1))
  const bytes = Buffer.from(`${JSON.stringify({ files: Object.fromEntries(sorted) }, null, 1)}\n`)
  const file = join(folder, MANIFEST_FILE)
  if (!(await holds(file, bytes))) await replace(file, bytes, true)
}

/** A file in the way that Belfry did not write stays, unless it holds the same already. */
async function refuseForeign(folder: string, added: readonly OutputFile[]): Promise<void> {
  const foreign = await inGroups(added, async (file) => {
    const target = join(folder, file.path)
    if ((await sizeOf(target)) === undefined || (await holds(target, asBuffer(file.bytes())))) return []
    return [file.path]
  })
  const [first, ...others] = foreign.flat()
  if (first === undefined) return
  const count = others.length === 0 ? '' : ` and ${others.length} more`
  throw new BelfryError('OUTPUT_FOLDER', `${join(folder, first)}${count} is in the way: Belfry did not write it.`, {
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

async function inGroups<T, R>(items: readonly T[], action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(action))))
  }
  return results
}

async function asOutput<T>(target: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    if (cause instanceof BelfryError || systemCode(cause) === undefined) throw cause
    throw new BelfryError('OUTPUT_FOLDER', `Cannot write to ${resolve(target)}: ${messageOf(cause)}.`, { cause })
  }
}
