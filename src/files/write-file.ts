/**
 * One file, written so that nobody ever reads half of it. Door: disk. In: a path and bytes. Out: the file under its
 * name, or as it was.
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
import { dirname, join } from 'node:path'
import { systemCode } from '../base/errors.js'

/** What a killed process left behind; a younger one may be the work of a process that lives. */
const TEMPORARY = /^\.belfry-[0-9a-f-]{36}\.tmp$/
const LEFT_BEHIND_MS = 3_600_000

export interface HowWritten {
  /** Forced to disk before it takes the name. */
  readonly durable?: boolean
  /** For its owner alone, whatever the umask and the folder allow. */
  readonly private?: boolean
}

/**
 * A folder, and those that it stands in. Node's own way (`recursive`) asks for ever, and hears no signal, where a
 * folder is there in which none can be made and which says that it is not (Linux: below /proc).
 * @returns whether it was made now
 * @throws the system's error: ENOENT, EACCES, EEXIST where a file has its name
 */
export function makeFolders(folder: string, how: Pick<HowWritten, 'private'> = {}): boolean {
  try {
    return makeOne(folder, how)
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT' || dirname(folder) === folder) throw thrown
    makeFolders(dirname(folder), how)
    return makeOne(folder, how)
  }
}

function makeOne(folder: string, how: Pick<HowWritten, 'private'>): boolean {
  try {
    mkdirSync(folder, how.private === true ? { mode: 0o700 } : {})
    return true
  } catch (thrown) {
    // A disk that may not be written to says so of folders, too, that are there.
    if (systemCode(thrown) !== 'ENOENT' && isFolder(folder)) return false
    throw thrown
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return false
  }
}

/**
 * By a temporary file beside it, which takes the name when it is whole; makes the folder. Without promises: for files
 * of this size that takes a fifth of the time.
 */
export function replaceFile(file: string, bytes: string | Uint8Array, how: HowWritten = {}): void {
  const folder = dirname(file)
  if (!existsSync(folder)) makeFolders(folder, how)
  writeOver(file, bytes, how)
}

function writeOver(file: string, bytes: string | Uint8Array, how: HowWritten = {}): void {
  const temporary = join(dirname(file), `.belfry-${randomUUID()}.tmp`)
  try {
    writeNew(temporary, bytes, how)
    renameOver(temporary, file)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw thrown
  }
}

/** What stands under a name now. */
export interface PlacedFile {
  /** How long it is. */
  readonly bytes: number
  readonly changed: boolean
}

/** Written where the file holds something else. */
export function placeFile(file: string, bytes: Buffer): PlacedFile {
  const changed = !holds(file, bytes)
  if (changed) replaceFile(file, bytes)
  return { bytes: bytes.length, changed }
}

/**
 * As `placeFile`, of many files one after the other: where the one before was new, so mostly is the next, and in a
 * folder that was made for it nothing need be looked for.
 * @param root what all of them are below
 */
export function placerIn(root: string): typeof placeFile {
  const made = new Set<string>()
  let isNew = false
  return (file, bytes) => {
    const isFree = isNew && makeFolder(dirname(file), root, made)
    const length = isFree ? undefined : sizeOf(file)
    const changed = length !== bytes.length || !bytes.equals(readFileSync(file))
    isNew = length === undefined
    if (isNew) makeFolder(dirname(file), root, made)
    if (changed) writeOver(file, bytes)
    return { bytes: bytes.length, changed }
  }
}

/**
 * From the top, because a folder whose parents have to be found first takes three times as many calls.
 * @param made folders that are there by now
 * @returns whether it is new
 */
function makeFolder(folder: string, root: string, made: Set<string>): boolean {
  if (made.has(folder)) return false
  if (folder.length > root.length) makeFolder(dirname(folder), root, made)
  made.add(folder)
  return makeFolders(folder)
}

/** An empty folder of that name is what an earlier run left, which was to hold a page there. */
function renameOver(temporary: string, file: string): void {
  try {
    renameSync(temporary, file)
  } catch (thrown) {
    if (!['EISDIR', 'EEXIST', 'ENOTEMPTY'].includes(systemCode(thrown) ?? '')) throw thrown
    rmdirSync(file)
    renameSync(temporary, file)
  }
}

function writeNew(file: string, bytes: string | Uint8Array, how: HowWritten): void {
  const handle = openSync(file, 'wx', how.private === true ? 0o600 : 0o666)
  try {
    writeFileSync(handle, bytes)
    if (how.durable === true) fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Removes what killed processes left in a folder. */
export function sweep(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (!TEMPORARY.test(name)) continue
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY)
    if (age > LEFT_BEHIND_MS) rmSync(file, { force: true })
  }
}

export function holds(file: string, bytes: Buffer): boolean {
  return sizeOf(file) === bytes.length && bytes.equals(readFileSync(file))
}

/** Undefined where there is no such file, also because a file stands where its folder would be. */
export function sizeOf(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOTDIR') return undefined
    throw thrown
  }
}
