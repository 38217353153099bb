/**
 * The address of a post by what other posts call it. Pure. In: all posts. Out: a look-up by path below the folder of
 * posts, by the end of a longer path, or by the file's name alone where only one has it; with or without ending. And a
 * look-up by the path that a link has from one post's file to another's.
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

/**
 * @param root the folder of the posts as far as it is known, with forward slashes: `content/blog`
 * @returns the address by a path that begins at the file of the post that names it, at the folder of the posts or, with
 * a slash, at the site: `../2026/lamp.md`, `lamp.md`, `/blog/lamp.md`, `@site/blog/lamp.md`
 */
export function pagesOfFiles(
  announcements: readonly Pick<Announcement, 'path' | 'url'>[],
  root: string,
): (path: string, from: string) => string | undefined {
  const pages = new Map(announcements.map(({ path, url }) => [keyOf(path), url]))
  for (const { path, url } of announcements) pages.set(path, url)
  const above = partsOf(root)
  const find = (parts: readonly string[]) => pages.get(parts.join('/')) ?? pages.get(keyOf(parts.join('/')))
  return (path, from) => {
    const isOfSite = /^(?:\/|@site\/)/.test(path)
    const parts = partsOf(path.replace(/^@site\//, ''))
    if (!isOfSite) {
      const whole = resolved([...above, ...partsOf(from).slice(0, -1)], parts)
      const isBelow = whole !== undefined && above.every((name, at) => whole[at] === name)
      const page = isBelow ? find(whole.slice(above.length)) : undefined
      if (page !== undefined || /^\.\.?\//.test(path)) return page
    }
    // What stands before it may be the folder of the posts by its name in the site.
    for (let lead = 0; lead < parts.length && lead <= above.length; lead += 1) {
      const isFolder = parts.slice(0, lead).every((name, at) => name === above[above.length - lead + at])
      const page = isFolder ? find(parts.slice(lead)) : undefined
      if (page !== undefined) return page
    }
    return undefined
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}

/** @returns undefined where it leads above all that is known */
function resolved(base: readonly string[], parts: readonly string[]): string[] | undefined {
  const whole = [...base]
  for (const part of parts) {
    if (part !== '..') whole.push(part)
    else if (whole.pop() === undefined) return undefined
  }
  return whole
}

/** The title of a post by its address. */
export function postTitlesOf(
  announcements: readonly Pick<Announcement, 'url' | 'title'>[],
): (url: string) => string | undefined {
  const titles = new Map(announcements.map(({ url, title }) => [url, title]))
  return (url) => titles.get(url)
}
