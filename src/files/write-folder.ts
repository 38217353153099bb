/**
 * Writes files so that nobody ever reads half of one. Door: disk. In: a folder and what shall stand in it. Out: what
 * was written. A manifest in the folder names the files that are Belfry's: it replaces and removes those, and never
 * touches another.
 */

import { rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { encodings, hasPacks, pack, packEndings, packPaths } from './packed.js'
import { refuseForeign, refuseOutside } from './read-foreign.js'
import {
  type Manifest,
  type ManifestText,
  nameBegun,
  readManifest,
  writeManifest,
  writeManifestAgain,
} from './read-manifest.js'
import { filesTexts } from './texts.js'
import { type HowWritten, holds, type PlacedFile, placeFile, replaceFile, sizeOf, sweep } from './write-file.js'
import { aheadOf, inTurns } from './write-in-turns.js'

/** A file that shall stand in a folder. */
export interface OutputFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string
  /** What it holds, made only when it is needed, perhaps on another thread; text is written as UTF-8. */
  readonly bytes: () => string | Uint8Array | Promise<string | Uint8Array>
  /**
   * A digest of everything that `bytes` depends on: where it is as it was the last time, `bytes` is not asked again.
   */
  readonly inputs?: string
  /**
   * How many entries it holds, where that is asked of it; remembered with its bytes, for it may take making them to
   * know.
   */
  readonly entries?: () => number
  /** Left out where a file of that name stands that is not Belfry's. */
  readonly yields?: boolean
  /** With which others it is made and written in one place; `bytes` is asked where that cannot be had. */
  readonly unit?: OutputUnit
}

/** Files that are made and written together, somewhere else than here. */
export interface OutputUnit {
  /**
   * @param paths those of its files that are to be made
   * @param all how many files of units are
   * @returns what stands at each of the paths now; undefined where they must be made here
   */
  bring(paths: readonly string[], all: number): Promise<ReadonlyMap<string, PlacedFile> | undefined>
}

export interface WrittenFile {
  readonly path: string
  readonly bytes: number
  readonly changed: boolean
  /** Of those that say it. */
  readonly entries?: number
}

/** How many files are done, of how many. */
export type OnFile = (done: number, of: number) => void

export interface HowBrought {
  /** Called with how many of them are as they shall be. */
  readonly onFile?: OnFile | undefined
  /** The folder's manifest, where it was read already. */
  readonly before?: Manifest
  /** Called once nothing is left to be made here; units may be in the making elsewhere. */
  readonly meanwhile?: (() => void) | undefined
}

/**
 * Writes a file by a temporary one beside it, forced to disk before it takes the name; makes the folder.
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses
 */
export async function writeAtomically(
  file: string,
  bytes: string | Uint8Array,
  how: Pick<HowWritten, 'private'> = {},
): Promise<void> {
  await asOutput(file, () => replaceFile(file, bytes, { ...how, durable: true }))
}

/**
 * Brings the folder to hold these files and the compressed copies of those that have them: writes those that differ,
 * removes those Belfry wrote earlier and that are no longer among them. They are not forced to disk one by one: after a
 * power cut an incomplete one differs, and the next call writes it again.
 * @returns one line a file, in the order given; copies have none
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses, a path leaves the folder, or a file that is not Belfry's
 * stands in the way
 */
export async function writeChanged(
  folder: string,
  files: Iterable<OutputFile>,
  how: HowBrought = {},
): Promise<WrittenFile[]> {
  return await asOutput(folder, async () => {
    const manifest = how.before ?? readManifest(folder)
    const before = manifest.files
    const wanted = new Map(withoutYielding(folder, files, before).map((file) => [file.path, file]))
    for (const path of wanted.keys()) refuseOutside(folder, path)
    const packs = [...wanted.keys()].filter(hasPacks).flatMap(packPaths)
    sweep(folder)
    await refuseForeign(
      folder,
      [...wanted.values()]
        .filter(({ path }) => !before.has(path))
        .map(({ path, bytes }) => ({ path, bytes: async () => asBuffer(await bytes()) })),
      packs.filter((path) => !before.has(path)),
    )
    const all = new Set([...wanted.keys(), ...packs])
    const added = [...all].filter((path) => !before.has(path))
    if (added.length > 0) writeManifest(folder, new Map([...before, ...added.map((path) => [path, {}] as const)]))
    const gone = [...before.keys()].filter((path) => !all.has(path))
    for await (const path of inTurns(gone)) remove(folder, path)
    let done = 0
    const tell = (more: number) => {
      done += more
      how.onFile?.(done, wanted.size)
    }
    const isSame = added.length + gone.length === 0
    const brought = await bringAll(folder, [...wanted.values()], { manifest, isSame, tell, meanwhile: how.meanwhile })
    // A killed process left its file where the next one writes; whatever it wrote was named before.
    const written = brought.filter(({ path, changed }) => changed && before.has(path))
    for (const path of new Set(written.map((file) => dirname(file.path)))) {
      if (path !== '.') sweep(join(folder, path))
    }
    if (!isSame || brought.some(({ isKnown }) => !isKnown))
      writeManifest(folder, new Map(brought.flatMap((file) => [...manifestLines(file, wanted.get(file.path))])))
    return brought.map(({ packs: _packs, isKnown: _isKnown, ...file }) => file)
  })
}

export interface WrittenSome {
  readonly written: readonly WrittenFile[]
  readonly remembered: Manifest['files']
  readonly digest: string
}

/**
 * Brings some of the files that stand in a folder to what they shall be; the manifest names them already, and says what
 * they are made from.
 * @returns those files, what the manifest says of them and their copies now, and its digest
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses
 */
export async function writeSome(
  folder: string,
  files: readonly OutputFile[],
  manifest: ManifestText,
): Promise<WrittenSome> {
  return await asOutput(folder, async () => {
    const wanted = new Map(files.map((file) => [file.path, file]))
    nameBegun(folder, [...wanted.keys()])
    const brought = await aheadOf(files, { ahead: AHEAD }, async (file) => await bring(folder, file, manifest))
    const remembered = new Map(brought.flatMap((file) => [...manifestLines(file, wanted.get(file.path))]))
    const digest = writeManifestAgain(folder, manifest, remembered)
    return { written: brought.map(({ packs: _packs, isKnown: _isKnown, ...file }) => file), remembered, digest }
  })
}

/**
 * What `writeChanged` would say, where it would write and remove nothing.
 * @returns undefined where something is to be written or removed, or cannot be seen to be as it shall be
 * @throws BelfryError OUTPUT_FOLDER where the disk refuses
 */
export async function allThatStand(
  folder: string,
  files: readonly OutputFile[],
  { files: before, digest }: Manifest,
): Promise<WrittenFile[] | undefined> {
  if (digest === undefined) return undefined
  return await asOutput(folder, async () => {
    const wanted = withoutYielding(folder, files, before)
    const all = new Set(wanted.flatMap(({ path }) => [path, ...(hasPacks(path) ? packPaths(path) : [])]))
    if (all.size !== before.size) return undefined
    const standing: WrittenFile[] = []
    for await (const file of inTurns(wanted)) {
      const one = asBefore(folder, file, before) ?? (await heldBy(folder, file, before))
      if (one === undefined) return undefined
      const { packs: _packs, isKnown: _isKnown, ...rest } = one
      standing.push(rest)
    }
    sweep(folder)
    return standing
  })
}

/** What stands there, of one that does not say what it is made from. */
async function heldBy(folder: string, file: OutputFile, before: Files): Promise<Brought | undefined> {
  const { path, inputs } = file
  const { bytes: length, inputs: ofKnown } = before.get(path) ?? {}
  if (inputs !== undefined || ofKnown !== undefined || length === undefined) return undefined
  const packs = hasPacks(path) ? knownPacks(folder, path, before) : noPacks
  if (packs === undefined || sizeOf(join(folder, path)) !== length) return undefined
  const bytes = asBuffer(await file.bytes())
  return holds(join(folder, path), bytes) ? { ...describe(file, { bytes: length, changed: false }), packs } : undefined
}

interface HowAllBrought extends Pick<HowBrought, 'meanwhile'> {
  readonly manifest: Manifest
  /** The manifest names the same files as there shall be. */
  readonly isSame: boolean
  /** Called with how many more are as they shall be. */
  readonly tell: (more: number) => void
}

/** One that says what it is made from is named while it is made. */
const isBelieved = (file: OutputFile | undefined): boolean => file?.inputs !== undefined

/** The paths of those that writing would change; writes nothing. */
export async function whatWouldChange(folder: string, files: Iterable<OutputFile>): Promise<string[]> {
  const changing: string[] = []
  return await asOutput(folder, async () => {
    const before = readManifest(folder).files
    for await (const file of inTurns(withoutYielding(folder, files, before))) {
      refuseOutside(folder, file.path)
      const target = join(folder, file.path)
      const known = before.get(file.path)
      const isKnown = file.inputs !== undefined && file.inputs === known?.inputs && known.bytes === sizeOf(target)
      if (!isKnown && !holds(target, asBuffer(await file.bytes()))) changing.push(file.path)
    }
    return changing
  })
}

type Files = Manifest['files']
/** Of what is asked for one by one. */
type Known = Pick<Files, 'get'>

interface Brought extends WrittenFile {
  /** The sizes of its copies, by path. */
  readonly packs: ReadonlyMap<string, number>
  /** As the manifest has it. */
  readonly isKnown?: true
}

/** Units are made elsewhere while what belongs to none is made here. */
async function bringAll(
  folder: string,
  files: readonly OutputFile[],
  { manifest, isSame, tell, meanwhile }: HowAllBrought,
): Promise<Brought[]> {
  const before = manifest.files
  const brought = new Map<string, Brought>()
  const units = new Map<OutputUnit, OutputFile[]>()
  const single: OutputFile[] = []
  for await (const file of inTurns(files)) {
    const { path, unit } = file
    const known = asBefore(folder, file, before)
    if (known !== undefined) brought.set(path, known)
    else if (unit === undefined || hasPacks(path)) single.push(file)
    else if (!units.get(unit)?.push(file)) units.set(unit, [file])
  }
  tell(brought.size)
  // Named before they are written: where a build is killed, the next one believes of none of them that it is what it
  // was made from before.
  const begun = [...single, ...[...units.values()].flat()].filter(isBelieved).map(({ path }) => path)
  if (isSame && begun.length > 0) nameBegun(folder, begun)
  const all = [...units.values()].reduce((sum, ofUnit) => sum + ofUnit.length, 0)
  const told = <Result>(result: Result, count: number) => {
    tell(count)
    return result
  }
  const ways = await Promise.allSettled([
    aheadOf([...units], { ahead: UNITS_AHEAD }, async ([unit, ofUnit]) =>
      told(await bringUnit(folder, unit, ofUnit, all), ofUnit.length),
    ),
    // One may take long: who made units is told of the next ones in between.
    aheadOf(single, { ahead: AHEAD, every: 1 }, async (file) => told([await bring(folder, file, before)], 1)).then(
      (made) => {
        meanwhile?.()
        return made
      },
    ),
  ])
  for (const way of ways) {
    if (way.status === 'rejected') throw way.reason
    for (const one of way.value.flat()) brought.set(one.path, one)
  }
  return files.flatMap(({ path }) => brought.get(path) ?? [])
}

async function bringUnit(
  folder: string,
  unit: OutputUnit,
  files: readonly OutputFile[],
  all: number,
): Promise<Brought[]> {
  const paths = files.map(({ path }) => path)
  const placed = await unit.bring(paths, all)
  const brought: Brought[] = []
  for await (const file of inTurns(files)) {
    const one = placed?.get(file.path) ?? placeFile(join(folder, file.path), asBuffer(await file.bytes()))
    brought.push({ ...describe(file, one), packs: noPacks })
  }
  return brought
}

const noPacks: ReadonlyMap<string, number> = new Map()

function describe(file: OutputFile, { bytes, changed }: PlacedFile): WrittenFile {
  return { path: file.path, bytes, changed, ...(file.entries !== undefined && { entries: file.entries() }) }
}

/** What stands there by the manifest, where it was made of the same; undefined where it is to be made. */
function asBefore(folder: string, { path, inputs }: OutputFile, before: Files): Brought | undefined {
  const { inputs: ofKnown, bytes, entries } = before.get(path) ?? {}
  if (inputs === undefined || inputs !== ofKnown || bytes === undefined) return undefined
  const packs = hasPacks(path) ? knownPacks(folder, path, before) : noPacks
  // Without `join`: the path is whole, and most of all files come here.
  if (packs === undefined || sizeOf(`${folder}/${path}`) !== bytes) return undefined
  return { path, bytes, changed: false, packs, isKnown: true, ...(entries !== undefined && { entries }) }
}

async function bring(folder: string, file: OutputFile, before: Known): Promise<Brought> {
  const { path } = file
  const target = join(folder, path)
  const bytes = asBuffer(await file.bytes())
  if (!hasPacks(path)) return { ...describe(file, placeFile(target, bytes)), packs: noPacks }
  const packs = knownPacks(folder, path, before)
  const changed = !holds(target, bytes)
  const written = describe(file, { bytes: bytes.length, changed })
  if (packs !== undefined && !changed) return { ...written, packs }
  return { ...written, packs: await replaceWithPacks(target, path, bytes, changed) }
}

/**
 * Without the old copies while the file changes: a build that is killed here finds them missing, and nobody takes them
 * for the new.
 */
async function replaceWithPacks(
  target: string,
  path: string,
  bytes: Buffer,
  changed: boolean,
): Promise<Map<string, number>> {
  const made = await pack(bytes)
  for (const packed of packPaths(target)) rmSync(packed, { force: true })
  if (changed) replaceFile(target, bytes)
  for (const encoding of encodings) replaceFile(target + packEndings[encoding], made[encoding])
  return new Map(encodings.map((encoding) => [path + packEndings[encoding], made[encoding].length]))
}

/** Undefined where one is missing or cut short. */
function knownPacks(folder: string, path: string, before: Known): Map<string, number> | undefined {
  const sizes = new Map<string, number>()
  for (const packed of packPaths(path)) {
    const bytes = before.get(packed)?.bytes
    if (bytes === undefined || sizeOf(join(folder, packed)) !== bytes) return undefined
    sizes.set(packed, bytes)
  }
  return sizes
}

function* manifestLines({ path, bytes, packs, entries }: Brought, file: OutputFile | undefined) {
  const inputs = file?.inputs
  yield [path, { bytes, ...(inputs !== undefined && { inputs }), ...(entries !== undefined && { entries }) }] as const
  for (const [packed, size] of packs) yield [packed, { bytes: size }] as const
}

function asBuffer(bytes: string | Uint8Array): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Removes a file and the folders that are empty without it. Where a file stands in place of its folder, it is gone
 * already.
 */
function remove(folder: string, path: string): void {
  const target = join(folder, path)
  if (sizeOf(target) !== undefined) rmSync(target, { force: true })
  if (sizeOf(dirname(target)) === undefined) return
  try {
    sweep(dirname(target))
    for (let at = dirname(path); at !== '.'; at = dirname(at)) rmdirSync(join(folder, at))
  } catch (thrown) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')) throw thrown
  }
}

/** Somebody who has put an icon there wants that one. */
function withoutYielding(folder: string, files: Iterable<OutputFile>, before: Files): OutputFile[] {
  return [...files].filter(
    ({ yields, path }) => !yields || before.has(path) || sizeOf(join(folder, path)) === undefined,
  )
}

/** Files that may be in the making at once: enough for their copies to be packed while the next one is made. */
const AHEAD = 24
/** Units that may be in the making at once: four for each thread that there may be. */
const UNITS_AHEAD = 16

async function asOutput<T>(target: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    if (cause instanceof BelfryError || systemCode(cause) === undefined) throw cause
    throw new BelfryError('OUTPUT_FOLDER', filesTexts.writeFolder.cannotWrite(resolve(target), messageOf(cause)), {
      cause,
    })
  }
}
