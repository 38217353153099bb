/**
 * Refuses to write where somebody else's file stands, or outside of the folder. Door: disk. In: a folder, files that
 * Belfry did not write there yet. Out: nothing, or an error.
 */
import { join } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { staysInside } from './read-manifest.js'
import { filesTexts } from './texts.js'
import { holds, sizeOf } from './write-file.js'
import { inTurns } from './write-in-turns.js'

/** What is to stand there, by its path in the folder. */
interface AddedFile {
  readonly path: string
  readonly bytes: () => Promise<Buffer>
}

/**
 * A file in the way that Belfry did not write stays, unless it holds the same already; a copy in the way is somebody's
 * own.
 * @throws BelfryError OUTPUT_FOLDER
 */
export async function refuseForeign(
  folder: string,
  added: readonly AddedFile[],
  packs: readonly string[],
): Promise<void> {
  const mayStand = standsIn(folder)
  const foreign = packs
    .filter(mayStand)
    .map((path) => join(folder, path))
    .filter((target) => sizeOf(target) !== undefined)
  for await (const { path, bytes } of inTurns(added.filter((file) => mayStand(file.path)))) {
    const target = join(folder, path)
    if (sizeOf(target) !== undefined && !holds(target, await bytes())) foreign.unshift(target)
  }
  if (foreign[0] === undefined) return
  const count = foreign.length === 1 ? '' : ` and ${foreign.length - 1} more`
  throw new BelfryError('OUTPUT_FOLDER', filesTexts.readForeign.wayBelfryDidNot(foreign[0], count), {
    fix: filesTexts.readForeign.moveAwayOrSet(),
  })
}

/** Whether the folder of a path is there; in a new folder one look tells it of thousands of pages. */
function standsIn(folder: string): (path: string) => boolean {
  const known = new Map<string, boolean>()
  const isThere = (path: string): boolean => {
    const is = known.get(path) ?? sizeOf(join(folder, path)) !== undefined
    known.set(path, is)
    return is
  }
  return (path) => {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1))
      if (!isThere(path.slice(0, end))) return false
    return true
  }
}

/** @throws BelfryError OUTPUT_FOLDER */
export function refuseOutside(folder: string, path: string): void {
  if (staysInside(path)) return
  throw new BelfryError('OUTPUT_FOLDER', filesTexts.readForeign.noPathForFile(path, folder), {
    fix: filesTexts.readForeign.givePostAnotherPermalink(),
  })
}
