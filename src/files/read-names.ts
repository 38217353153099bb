/** What stands in a folder, and where a path leads. Door: disk. In: a path. Out: names, or the path without links. */
import { type Dirent, readdirSync, realpathSync } from 'node:fs'
import { systemCode } from '../base/errors.js'

/** In the order of their names; none of a folder that cannot be listed. */
export function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return []
  }
}

/** @returns undefined where nothing is there, or nobody may look */
export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}
