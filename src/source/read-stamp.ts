/**
 * A stamp of files and folders: what a look at each tells, as names and numbers, to be compared with an earlier one.
 * Door: disk. In: paths, the time. Out: the stamp; undefined where a look is not enough.
 */
import { hash } from 'node:crypto'
import { lstatSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs'
import { systemCode } from '../base/errors.js'
import type { FileState } from './post-cache.js'

export interface Stamp {
  /** Lines: a folder by its path and a slash, then each of its files by its name; its folders come after its files. */
  readonly names: string
  /** Of each line size, times of change and number of the file; zeros for what is none, or is reached by a link. */
  readonly numbers: Float64Array
  /** Milliseconds since the epoch, by the clock of the disk. */
  readonly at: number
}

/** Numbers of a line. */
const NUMBERS = 4
/**
 * Milliseconds: a file that was changed so shortly before may change again without looking different.
 */
const TOO_YOUNG = 2_000
/** Large, and nobody's content. */
const PASSED_OVER = new Set(['.git', 'node_modules'])

/**
 * @param paths absolute; what is not there is stamped as that
 * @param at milliseconds since the epoch, by the clock of the disk
 */
export function stampOf(paths: readonly string[], at: number): Stamp | undefined {
  const look: Look = { lines: [], numbers: [] }
  try {
    for (const path of paths) {
      const state = statSync(path, { throwIfNoEntry: false })
      if (state === undefined) stampLine(`${path} is not there`, look)
      else if (state.isDirectory()) stampBelow(path, look)
      else stampFile(path, state, look)
    }
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
  const names = look.lines.join('\n')
  // A name that holds the end of a line could be taken for two.
  if (look.lines.length * NUMBERS !== look.numbers.length || names.split('\n').length !== look.lines.length)
    return undefined
  return { names, numbers: Float64Array.from(look.numbers), at }
}

/**
 * Which lines may stand for something else than when they were stamped before.
 * @returns undefined where other files are there
 */
export function linesThatChanged(before: Stamp, now: Stamp): number[] | undefined {
  if (before.names !== now.names || before.numbers.length !== now.numbers.length) return undefined
  const changed = new Set(youngLines(before))
  for (let at = 0; at < now.numbers.length; at += 1)
    if (before.numbers[at] !== now.numbers[at]) changed.add(Math.floor(at / NUMBERS))
  return [...changed].sort((a, b) => a - b)
}

/** Of files that changed so shortly before they were stamped that they may change again unseen. */
export function youngLines({ numbers, at }: Stamp): number[] {
  const young: number[] = []
  for (let line = 0; line * NUMBERS < numbers.length; line += 1)
    if (Math.max(numbers[line * NUMBERS + 1] ?? 0, numbers[line * NUMBERS + 2] ?? 0) > at - TOO_YOUNG) young.push(line)
  return young
}

/** Equal where names and numbers are. */
export function stampDigest({ names, numbers }: Stamp): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  return hash('sha256', Buffer.concat([Buffer.from(names), bytes]), 'base64url')
}

/** The absolute path of the file that a line stands for; undefined where it stands for none, or for a link. */
export function fileOfLine({ names, numbers }: Stamp, line: number): string | undefined {
  const lines = names.split('\n')
  const name = lines[line]
  if (name === undefined || numbers[line * NUMBERS + 1] === 0) return undefined
  if (name.includes('/')) return name
  const folder = lines.slice(0, line).findLast((one) => one.endsWith('/'))
  return folder === undefined ? undefined : folder + name
}

/** As each was looked at, by its absolute path; undefined of what was none, or reached by a link. */
export function statesSeen(stamp: Stamp): (file: string) => FileState | undefined {
  const lines = new Map<string, number>()
  let folder = ''
  for (const [line, name] of stamp.names.split('\n').entries()) {
    if (name.endsWith('/')) folder = name
    else if (stamp.numbers[line * NUMBERS + 1] !== 0) lines.set(name.startsWith('/') ? name : folder + name, line)
  }
  return (file) => {
    const line = lines.get(file)
    return line === undefined ? undefined : stateOfLine(stamp, line)
  }
}

/** As it was looked at. */
export function stateOfLine({ numbers }: Stamp, line: number): FileState {
  const [size = -1, mtimeMs = -1, ctimeMs = -1, ino = -1] = numbers.subarray(line * NUMBERS, (line + 1) * NUMBERS)
  return { size, mtimeMs, ctimeMs, ino }
}

interface Look {
  readonly lines: string[]
  readonly numbers: number[]
}

function stampBelow(folder: string, look: Look): void {
  stampLine(`${folder}/`, look)
  const folders: string[] = []
  // Names alone: what each is, is asked of it anyway.
  for (const name of readdirSync(folder)) {
    if (PASSED_OVER.has(name)) continue
    const path = `${folder}/${name}`
    const state = lstatSync(path, { throwIfNoEntry: false })
    if (state === undefined) stampLine(`${name} / is gone`, look)
    else if (state.isDirectory()) folders.push(path)
    else if (state.isSymbolicLink()) stampLink(path, name, look)
    else stampFile(name, state, look)
  }
  for (const below of folders) stampBelow(below, look)
}

/** No link is followed into a folder: where it leads is what counts. */
function stampLink(path: string, name: string, { lines, numbers }: Look): void {
  const state = statSync(path, { throwIfNoEntry: false })
  const { size, mtimeMs, ctimeMs, ino } = state ?? { size: 'nothing', mtimeMs: 0, ctimeMs: 0, ino: 0 }
  lines.push(`${name} / leads to ${readlinkSync(path)} ${size} ${mtimeMs} ${ino}`)
  numbers.push(0, 0, ctimeMs, 0)
}

function stampLine(line: string, { lines, numbers }: Look): void {
  lines.push(line)
  numbers.push(0, 0, 0, 0)
}

function stampFile(name: string, { size, mtimeMs, ctimeMs, ino }: Stats, { lines, numbers }: Look): void {
  lines.push(name)
  numbers.push(size, mtimeMs, ctimeMs, ino)
}
