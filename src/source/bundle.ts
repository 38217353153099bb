/**
 * Page bundles: a folder with an `index.md` and the pictures that it shows. Pure. In: names and first bytes of files.
 * Out: which are pictures, and what is wrong with those that are not copied.
 */

import { type Problem, problem } from '../base/errors.js'
import { bodyForm, postName } from '../posts/file-name.js'
import type { Found } from './found-post.js'
import { sourceTexts } from './texts.js'

/** A picture of a bundle, which is published beside its page. */
export interface BundlePicture {
  /** Relative to the bundle, with forward slashes. */
  readonly name: string
  /** Another one where the bytes are others. */
  readonly stamp: string
  readonly bytes: () => Uint8Array | Promise<Uint8Array>
}

/** Announcement.path → its pictures, for posts that have any. */
export type Pictures = ReadonlyMap<string, readonly BundlePicture[]>

export const PICTURE_LIMIT_BYTES = 8 * 1024 * 1024
/** Files in one bundle, and how deep below it. */
export const PICTURES_LIMIT = 100
export const PICTURES_DEPTH = 3
/** Bytes that say what a file is. */
export const HEAD_BYTES = 16

const PICTURE = /\.(?:png|jpe?g|gif|webp|avif|svg)$/i

export function isPictureName(name: string): boolean {
  return PICTURE.test(name) && !name.startsWith('.')
}

/** The folder of a bundle's post with a slash at its end; undefined for any other post. */
export function bundleFolder(path: string): string | undefined {
  return postName(path).bundle ? path.slice(0, path.lastIndexOf('/') + 1) : undefined
}

/** What the first bytes say; undefined for none of these. */
function formOf(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('\xff\xd8\xff')) return 'jpg'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (/^RIFF[\s\S]{4}WEBP/.test(text)) return 'webp'
  return /^[\s\S]{4}ftyp(?:avif|avis|mif1)/.test(text) ? 'avif' : undefined
}

/** Why a file is not copied; undefined where it may be. An SVG may hold script, which would run on this site. */
export function pictureFault(path: string, sizeBytes: number, head: Uint8Array): Problem | undefined {
  if (/\.svg$/i.test(path)) return notCopied(path, 'an SVG may hold script', sourceTexts.bundle.exportPngOrWebp())
  if (sizeBytes > PICTURE_LIMIT_BYTES)
    return notCopied(path, 'it is larger than 8 MB', sourceTexts.bundle.makeSmaller())
  const form = formOf(head)
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  if (form === (ending === 'jpeg' ? 'jpg' : ending)) return undefined
  const what = form === undefined ? 'it is no picture' : `it holds a ${form} picture`
  return notCopied(path, what, sourceTexts.bundle.savePictureNameSays())
}

export function notCopied(path: string, why: string, fix: string): Problem {
  const message = sourceTexts.bundle.fileNotPublishedBeside(why)
  return problem('POST_PICTURE', message, { file: path }, { severity: 'warning', fix })
}

/** A folder named like a post that holds none. @param names of what stands in it */
export function lacksIndex(folder: string, names: readonly string[]): Found | undefined {
  const { day, draft } = postName(`${folder}index.md`)
  // What may be a post is looked at itself.
  const isText = (name: string) => /^_?index\./i.test(name) || bodyForm(name) !== undefined
  if (day === undefined || draft || names.length === 0 || names.some(isText)) return undefined
  const message = sourceTexts.bundle.folderNamedLikePost()
  const more = { severity: 'warning' as const, fix: sourceTexts.bundle.namePostIndexMd() }
  return { path: folder, problem: problem('POST_NEARLY', message, { file: folder }, more) }
}
