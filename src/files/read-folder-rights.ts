/**
 * Whether a folder can be written, before anybody wants to. In: a path that need not be there yet. Out: what is in the
 * way. Door.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, systemCode } from '../base/errors.js'

/**
 * Looks at the folder, or at the nearest one above it in which it would be made.
 * @param folder absolute
 * @returns the rest of a sentence about `folder`; undefined where nothing is in the way
 */
export function folderFault(folder: string): string | undefined {
  const there = nearestThere(folder)
  if ('fault' in there) return there.fault
  const named = there.path === folder ? 'it' : there.path
  if (!there.isFolder) return `cannot be made: ${there.path} is a file`
  try {
    accessSync(there.path, constants.W_OK | constants.X_OK)
    return undefined
  } catch {
    return `cannot be written: this user may not write to ${named}`
  }
}

function nearestThere(path: string): { path: string; isFolder: boolean } | { fault: string } {
  for (let at = path; ; at = dirname(at)) {
    try {
      return { path: at, isFolder: statSync(at).isDirectory() }
    } catch (thrown) {
      const isAbove = ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')
      if (!isAbove || at === dirname(at)) return { fault: `cannot be used: ${messageOf(thrown)}` }
    }
  }
}
