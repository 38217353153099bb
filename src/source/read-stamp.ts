/**
 * A stamp of files and folders, which is another one as soon as any of them may hold something else. Door: disk. In:
 * paths, the time. Out: a digest of what a look at each tells; undefined where a look is not enough.
 */
import { hash } from 'node:crypto'
import { type Dirent, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs'
import { systemCode } from '../base/errors.js'

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
export function stampOf(paths: readonly string[], at: number): string | undefined {
  const lines: string[] = []
  try {
    const isSettled = paths.every((path) => {
      const state = statSync(path, { throwIfNoEntry: false })
      if (state === undefined) return lines.push(`${path} is not there`) > 0
      return state.isDirectory() ? stampBelow(path, at, lines) : stamped(path, state, { at, lines })
    })
    return isSettled ? hash('sha256', lines.join('\n'), 'base64url') : undefined
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}

function stampBelow(folder: string, at: number, lines: string[]): boolean {
  lines.push(folder)
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    if (PASSED_OVER.has(entry.name)) return true
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? stampBelow(path, at, lines) : stampEntry(path, entry, { at, lines })
  })
}

interface Stamping {
  readonly at: number
  readonly lines: string[]
}

/** No link is followed into a folder: where it leads is what counts. */
function stampEntry(path: string, entry: Dirent, { at, lines }: Stamping): boolean {
  if (entry.isSymbolicLink()) lines.push(`${path} leads to ${readlinkSync(path)}`)
  const state = statSync(path, { throwIfNoEntry: false })
  return state === undefined ? lines.push(`${path} leads nowhere`) > 0 : stamped(entry.name, state, { at, lines })
}

function stamped(name: string, { size, mtimeMs, ctimeMs, ino }: Stats, { at, lines }: Stamping): boolean {
  lines.push(`${name} ${size} ${mtimeMs} ${ctimeMs} ${ino}`)
  return Math.max(mtimeMs, ctimeMs) <= at - TOO_YOUNG
}
