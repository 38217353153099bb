/**
 * Which files are posts, wherever they are kept. Pure. In: names and bytes. Out: whether they count, or the problem to
 * tell.
 */
import { type Problem, problem } from '../base/errors.js'
import { tooLarge } from '../posts/decode.js'
import { hasPostEnding, postName } from '../posts/file-name.js'
import type { ParsedPost } from '../posts/parse.js'
import { hasOtherEnding } from './nearly-post.js'

/**
 * One thing found: bytes of a post, or why there are none. Paths are relative to the folder of posts; folders end with
 * a slash.
 */
export type Found =
  | { readonly path: string; readonly bytes: Uint8Array; readonly stamp?: string }
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
  return hasPostEnding(path) && !postName(path).draft
}

export function isDated(path: string): boolean {
  return postName(path).day !== undefined
}

/** Jekyll counts only dated names as posts; a date in front matter is as good. Anything else is a page, a README … */
export function isPost(path: string, bytes: Uint8Array): boolean {
  return isDated(path) || hasDateField(bytes)
}

function hasDateField(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64 * 1024)).toString('latin1')
  return /^(?:\xEF\xBB\xBF)?---[^\n]*\n(?:(?!---[ \t]*\r?\n)[^\n]*\n)*?["']?date["']?[ \t]*:/.test(head)
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
