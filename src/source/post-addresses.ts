/**
 * The address of a post by what other posts call it. Pure. In: all posts. Out: a look-up by path below the folder of
 * posts, by the end of a longer path, or by the file's name alone where only one has it; with or without ending.
 */
import type { Announcement } from '../posts/announcement.js'
import { bodyForm } from '../posts/file-name.js'

export function addressesOf(
  announcements: readonly Pick<Announcement, 'path' | 'url'>[],
): (name: string) => string | undefined {
  const byPath = new Map<string, string>()
  const byName = new Map<string, string | undefined>()
  for (const { path, url } of announcements) {
    const key = keyOf(path)
    byPath.set(key, url)
    const name = key.slice(key.lastIndexOf('/') + 1)
    byName.set(name, byName.has(name) ? undefined : url)
  }
  return (name) => {
    const key = keyOf(name)
    for (let rest = key; ; rest = rest.slice(rest.indexOf('/') + 1)) {
      const url = byPath.get(rest)
      if (url !== undefined) return url
      if (!rest.includes('/')) break
    }
    return key.includes('/') ? undefined : byName.get(key)
  }
}

/** Without slashes around it, ending, and the `index` of a bundle. */
function keyOf(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, '')
  const stem = bodyForm(bare) === undefined ? bare : bare.replace(/\.[^./]*$/, '')
  return stem.replace(/(^|\/)index$/, '').replace(/\/$/, '') || stem
}
