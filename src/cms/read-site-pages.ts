/**
 * What the site shows of each post: the page that its generator built, from a folder or from its address. Door: disk,
 * network. In: posts, where their pages are, what was kept of them. Out: the HTML of each, and why a post has none yet.
 * A page is asked for when its post is new or changed, and kept by the digest of the post's file; one that is not there
 * takes nothing from the others.
 */

import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { decodedPath } from '../base/decoded-path.js'
import { messageOf, systemCode } from '../base/errors.js'
import { LazyText } from '../base/facts.js'
import { withinTime } from '../base/open-deadline.js'
import { realPathOf } from '../files/read-names.js'
import { makeFolders, replaceFile } from '../files/write-file.js'
import type { Asking } from '../hubs/open-answer.js'
import type { Announcement } from '../posts/announcement.js'
import { feedText } from './feed-text.js'
import { postInPage } from './post-in-page.js'
import { MOST_REDIRECTS, readSameHost } from './read-same-host.js'
import { cmsTexts } from './texts.js'

export interface SitePages {
  /** Without a slash at its end. */
  readonly siteUrl: string
  /** The built site, absolute; '' asks for the page at the post's address. */
  readonly folder: string
  /** '' for the one article of a page, else its main part. */
  readonly selector: string
  /** A folder for what was read of pages that were asked for. */
  readonly kept: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Unshown {
  readonly path: string
  readonly message: string
  /** The page that was read before goes on. */
  readonly isKept: boolean
  /** It is not there yet, and nobody made a mistake. */
  readonly isToCome: boolean
}

export interface ReadPages {
  /** Announcement.path → HTML with absolute addresses, not yet safe. */
  readonly html: ReadonlyMap<string, LazyText>
  readonly unshown: readonly Unshown[]
}

type Post = Pick<Announcement, 'path' | 'url' | 'title' | 'digest'>

const MOST_BYTES = 2_000_000
const LONGEST_MS = 10_000
/** Of all pages of one reading, and of what one of them says. */
const LONGEST_OF_ALL_MS = 300_000
const LONGEST_TO_READ_MS = 5_000
const AT_ONCE = 4
/** A server that answered none of so many answers no more. */
const MOST_SILENT = 8
/** How long a page that is as it was may be one that is still to be built. */
const BUILDING_MS = 3_600_000

export async function readSitePages(posts: readonly Post[], pages: SitePages, asking: Asking = {}): Promise<ReadPages> {
  if (pages.folder === '') return await askedPages(posts, pages, asking)
  const root = realPathOf(pages.folder)
  return gathered(
    posts.map((post) => {
      const read = root === undefined ? fault(`${pages.folder} is not there`) : fromFolder(root, post, pages.siteUrl)
      return { post, shown: 'fault' in read ? read : contentIn(read.text, post.url, post, pages.selector) }
    }),
  )
}

type Read = { readonly text: string; readonly url: string } | Fault
interface Fault {
  readonly fault: string
  readonly isToCome?: true
  /** Nobody answered. */
  readonly isSilent?: true
}
type Shown = { readonly html: string } | Fault

const fault = (text: string): Fault => ({ fault: text })

function contentIn(text: string, url: string, { title }: Post, selector: string): Shown {
  const read = withinTime(LONGEST_TO_READ_MS, () => postInPage({ html: text, url, title }, selector))
  return read?.made ?? fault(`it takes longer than ${LONGEST_TO_READ_MS / 1000} s to read`)
}

function gathered(
  found: readonly { readonly post: Post; readonly shown: Shown; readonly before?: string | undefined }[],
): ReadPages {
  const html = new Map<string, LazyText>()
  const unshown: Unshown[] = []
  for (const { post, shown, before } of found) {
    const text = 'fault' in shown ? before : shown.html
    if (text !== undefined) html.set(post.path, new LazyText(sha256(text), () => text))
    if (!('fault' in shown)) continue
    const message = cmsTexts.readSitePages.pageCannotShown(post.url.slice(0, 300), shown.fault)
    unshown.push({ path: post.path, message, isKept: before !== undefined, isToCome: shown.isToCome === true })
  }
  return { html, unshown }
}

/** @returns undefined for an address that is not below the site */
function pathBelow(address: string, siteUrl: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const [url, site] = [new URL(address), new URL(`${siteUrl}/`)]
  if (url.host !== site.host || !url.pathname.startsWith(site.pathname)) return undefined
  return url.pathname.slice(site.pathname.length)
}

function fromFolder(root: string, { url }: Post, siteUrl: string): Read {
  const path = pathBelow(url, siteUrl)
  if (path === undefined) return fault('its address is not below site.url')
  const bare = decodedPath(path).replace(/\/+$/, '')
  const names = bare === '' ? ['index.html'] : [`${bare}/index.html`, `${bare}.html`, `${bare}.htm`, bare]
  for (const name of names) {
    const file = name.includes('\0') ? undefined : realPathOf(join(root, name))
    if (file === undefined) continue
    if (!file.startsWith(root + sep)) return fault(`${name} leads out of the folder of the site`)
    const stat = statSync(file)
    if (!stat.isFile()) continue
    if (stat.size > MOST_BYTES) return fault(TOO_LARGE)
    const read = feedText(readFileSync(file))
    return 'fault' in read ? read : { text: read.text, url }
  }
  return { fault: `there is no ${names[0]} in ${root}`, isToCome: true }
}

const TOO_LARGE = 'it is larger than 2 MB'

/** What is kept of a page. */
interface Kept {
  readonly url: string
  /** Digest of the post's file that the page was read for. */
  readonly source: string
  readonly selector: string
  readonly html: string
  /** The post changed since, and the page did not yet. */
  readonly awaited?: { readonly source: string; readonly since: number }
}

async function askedPages(posts: readonly Post[], pages: SitePages, asking: Asking): Promise<ReadPages> {
  const found: { post: Post; shown: Shown; before?: string | undefined }[] = []
  const patience = AbortSignal.timeout(LONGEST_OF_ALL_MS)
  const signal = asking.signal === undefined ? patience : AbortSignal.any([asking.signal, patience])
  const left = [...posts.entries()]
  let silent = 0
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, post] = next
      const kept = readKept(pages, post)
      if (kept?.source === post.digest) {
        found[at] = { post, shown: { html: kept.html } }
        continue
      }
      const shown = silent >= MOST_SILENT ? SILENT : await askedPage(post, pages, { ...asking, signal })
      // Nothing that was heard means that the next may be heard as well.
      silent = 'fault' in shown && shown.isSilent === true ? silent + 1 : 0
      if (!('fault' in shown)) keep(pages, post, kept, shown.html)
      found[at] = { post, shown, before: kept?.html }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return gathered(found)
}

const SILENT: Fault = { fault: 'the site did not answer for the pages before it', isToCome: true, isSilent: true }

async function askedPage(post: Post, pages: SitePages, asking: Asking): Promise<Shown> {
  if (pathBelow(post.url, pages.siteUrl) === undefined) return fault('its address is not below site.url')
  try {
    const question = { timeoutMs: LONGEST_MS, ...asking, headers: HEADERS, mostBytes: MOST_BYTES + 1 }
    const found = await readSameHost(new URL(post.url), question)
    if ('endless' in found) return fault(`it redirects more than ${MOST_REDIRECTS} times`)
    if ('elsewhere' in found) return fault(`it leads to ${found.elsewhere.slice(0, 200)}, which is not followed`)
    const { status, headers, bytes } = found.answer
    if (status !== 200) return { fault: `it answers with ${status}`, isToCome: true }
    if (bytes.byteLength > MOST_BYTES) return fault(TOO_LARGE)
    const [type = '', ...more] = (headers['content-type'] ?? '').toLowerCase().split(';')
    if (!/^\s*(?:text\/html|application\/xhtml\+xml)\s*$/.test(type))
      return fault(`it is ${type || 'of no type'}, not HTML`)
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') return fault('it is packed, which nobody asked for')
    const charset = /charset\s*=\s*"?([\w-]{1,40})/.exec(more.join(';'))?.[1]
    const read = feedText(bytes, charset)
    return 'fault' in read ? read : contentIn(read.text, found.url.href, post, pages.selector)
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    return { fault: messageOf(thrown), isToCome: true, isSilent: true }
  }
}

const HEADERS = { Accept: 'text/html, application/xhtml+xml;q=0.9', 'Cache-Control': 'no-cache' }

function fileOf({ kept }: SitePages, { path }: Post): string {
  return join(kept, `${sha256(path).slice(0, 32)}.json`)
}

/** What is damaged, or was read at another address or by another selector, counts as not there. */
function readKept(pages: SitePages, post: Post): Kept | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(pages, post), 'utf8'))
    return isKept(value) && value.url === post.url && value.selector === pages.selector ? value : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError || systemCode(thrown) !== undefined) return undefined
    throw thrown
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  const { url, source, selector, html } = value as Partial<Record<keyof Kept, unknown>>
  return [url, source, selector, html].every((one) => typeof one === 'string')
}

/**
 * A page that is as it was, of a post that changed, is asked for again for an hour: its generator may be at work. A
 * disk that refuses costs a question in the next reading, and nothing else.
 */
function keep(pages: SitePages, { path, url, digest, title }: Post, before: Kept | undefined, html: string): void {
  const isSame = before?.html === html
  const awaited = before?.awaited?.source === digest ? before.awaited : { source: digest, since: pages.now }
  const waits = isSame && pages.now - awaited.since < BUILDING_MS
  const kept: Kept = waits ? { ...before, awaited } : { url, source: digest, selector: pages.selector, html }
  try {
    makeFolders(pages.kept)
    replaceFile(fileOf(pages, { path, url, digest, title }), JSON.stringify(kept), { private: true })
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
