/**
 * Which files are posts, wherever they are kept. Pure. In: names and bytes. Out: whether they count, or the problem to
 * tell.
 */
import { type Problem, problem } from '../base/errors.js'
import { NewestCache } from '../base/newest-cache.js'
import type { SiteSettings } from '../posts/announcement.js'
import { hasAsciidocDate } from '../posts/asciidoc.js'
import { tooLarge } from '../posts/decode.js'
import { bodyForm, hasFirstEnding, postName } from '../posts/file-name.js'
import { headerBlock } from '../posts/front-matter/headers.js'
import { pathWithout } from '../posts/language.js'
import type { ParsedPost } from '../posts/parse.js'
import { hasOtherEnding } from './nearly-post.js'
import type { FileState } from './post-cache.js'

/**
 * One thing found: bytes of a post, or why there are none. Paths are relative to the folder of posts; folders end with
 * a slash.
 */
export type Found =
  | {
      readonly path: string
      readonly bytes: Uint8Array
      /** Of its file, where the cache may know it. */
      readonly state?: FileState
      /** Absolute: the file that holds these very bytes. */
      readonly file?: string
      readonly committedAt?: number
      /** Lines of the file that stand in the bytes as they are, where another program made the rest of them. */
      readonly headLines?: number
    }
  | { readonly path: string; readonly parsed: ParsedPost; readonly read: () => Uint8Array }
  | { readonly path: string; readonly problem: Problem }

/** Folders that hold no posts wherever content.posts points. */
const PASSED_OVER = new Set(['_drafts', '_site', 'node_modules'])

/** True for names of files and folders that are not looked at. */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || PASSED_OVER.has(name)
}

/** True for files worth reading: their bytes may still say that they are none. */
export function mayBePost(path: string): boolean {
  // Hugo and Zola say in `_index.md` what a folder is about.
  return bodyForm(path) !== undefined && !postName(path).draft && !/(?:^|\/)_index(?:\.[\w-]+)?\.\w+$/i.test(path)
}

/** True for names that only posts have: what is wrong with such a file is said before it was read. */
export function isSurelyPost(path: string): boolean {
  return hasFirstEnding(path) || isDated(path)
}

export function isDated(path: string): boolean {
  return postName(path).day !== undefined
}

/**
 * Jekyll counts only dated names as posts; a date in front matter is as good. Anything else is a page, a README … Other
 * endings than Markdown's first are a post's only where front matter says so: pages are HTML as well.
 */
export function isPost(
  path: string,
  bytes: Uint8Array,
  { fields = {}, languages }: Pick<SiteSettings, 'fields' | 'languages'> = {},
): boolean {
  const bare = languages === undefined ? path : pathWithout(path, languages)
  const { day, folderDay } = postName(bare)
  // Most are: nobody looks at what stands in them.
  if (day !== undefined && hasFirstEnding(path)) return true
  const head = frontMatterOf(bytes)
  if (bodyForm(path) === 'asciidoc' && isAsciidoc(bytes, isDated(path))) return true
  if (hasDateField(head, fields.date)) return true
  // A folder may be a day whatever lies in it: front matter says that it is a post.
  return head !== '' && (day !== undefined || folderDay !== undefined)
}

/** A document has a header of its own, whose title is enough where the name has a date. */
function isAsciidoc(bytes: Uint8Array, isDatedName: boolean): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64 * 1024)).toString('utf8')
  return hasAsciidocDate(text) || (isDatedName && /^= \S/m.test(text))
}

/** As far as it is there, bytes as characters; '' where there is none. */
function frontMatterOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64 * 1024))
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '')
  const mark = /^(---|\+\+\+)[^\n]*\n/.exec(head)
  if (mark === null) return /^\{\s*"/.test(head) ? head : headersOf(head)
  const end = (mark[1] === '---' ? /^---[ \t]*\r?$/m : /^\+\+\+[ \t]*\r?$/m).exec(head.slice(mark[0].length))
  return end === null ? head : head.slice(0, mark[0].length + end.index)
}

/** Keys in lower case, but for ours. */
function headersOf(head: string): string {
  return (headerBlock(head)?.block ?? '').replace(/^(?:\.\. )?([A-Za-z][\w-]*)(?=:)/gm, (_, key: string) =>
    key.toLowerCase() === 'date' ? 'date' : key,
  )
}

const DATE_KEYS = ['date', 'publishDate', 'publishdate', 'pubDate'] as const

/** @param keys that hold the date at this site, `table.key` inside a table */
function hasDateField(head: string, keys: readonly string[] = DATE_KEYS): boolean {
  if (head === '' || keys.length === 0) return false
  const isInside = keys.some((key) => key.includes('.'))
  const lead = /^(?:---[ \t]*\r?\n\s*)?\{/.test(head) ? '' : isInside ? '^[ \\t]*' : '^'
  const own = head.startsWith('+++') && !isInside ? head.replace(/^\[[\s\S]*/m, '') : head
  return keyPattern(lead, keys, head.startsWith('+++') ? '=' : ':').test(own)
}

/** All posts of a site are asked for the same. */
const keyPatterns = new NewestCache<string, RegExp>({ most: 20 })

/** @param mark what stands between a key and its value */
function keyPattern(lead: string, keys: readonly string[], mark: string): RegExp {
  return keyPatterns.getOrMake(`${mark}${lead}\n${keys.join('\n')}`, () => {
    const names = keys.map((key) => key.slice(key.lastIndexOf('.') + 1).replace(/[^\w-]/g, '\\$&')).join('|')
    return new RegExp(`${lead}["']?(?:${names})["']?[ \\t]*${mark}`, 'm')
  })
}

/** True for files whose beginning is worth a look: another ending than a post's, and nearly a post. */
export function mayBeNearly(path: string): boolean {
  return hasOtherEnding(path) && !postName(path).draft
}

/** @param paths of files, and of folders with a slash at the end */
export function isNamed(path: string, paths: readonly string[]): boolean {
  return paths.some((one) => one === path || (one.endsWith('/') && path.startsWith(one)))
}

export function cannotRead(path: string, message: string, fix?: string): Found & { readonly problem: Problem } {
  return { path, problem: problem('POST_UNREADABLE', message, { file: path }, fix === undefined ? {} : { fix }) }
}

/** A folder that is left out on purpose: worth saying, but no post failed. */
export function passedOver(path: string, message: string, fix: string): Found {
  return { path, problem: problem('POST_UNREADABLE', message, { file: path }, { severity: 'warning', fix }) }
}

export function tooLargeToRead(path: string, sizeBytes: number): Found {
  const { code, message, line } = tooLarge(sizeBytes)
  return { path, problem: problem(code, message, { file: path, line }) }
}
