/**
 * The body of a post whose rest is known, without parsing it again. Pure. In: a post's bytes, what is known of it. Out:
 * its body, as parse.ts had it.
 */
import type { TextPlace } from '../base/facts.js'
import { asMarkdown } from './as-markdown.js'
import { decodePost } from './decode.js'
import { type BodyForm, bodyForm } from './file-name.js'
import { splitFrontMatter } from './front-matter/split.js'

/** The body of a post that was parsed before. @returns undefined where it does not read any more */
export function bodyOf(
  { path, headed, bodyLength }: Pick<TextPlace, 'path' | 'headed' | 'bodyLength'>,
  bytes: Uint8Array,
): string | undefined {
  const decoded = decodePost(bytes)
  if ('fault' in decoded) return undefined
  // Markdown is the end of its file, whatever stands above it.
  if (bodyLength !== undefined && headed !== true && bodyFormOf(path) === 'markdown')
    return decoded.text.slice(Math.max(0, decoded.text.length - bodyLength))
  const split = splitFrontMatter(decoded.text)
  if ('fault' in split) return undefined
  const { frontMatter } = split
  const body = asMarkdown(frontMatter.body, bodyFormOf(path), frontMatter.fields)
  return headed === true ? withoutHeading(body) : body
}

export function bodyFormOf(path: string): BodyForm {
  return bodyForm(path) ?? 'markdown'
}

/** The heading that is a title, where front matter states none. */
export const HEADING = /^((?:[ \t]*\r?\n)*) {0,3}#[ \t]+([^\r\n]*[^\s#][^\r\n]*)/

/** Its line stays, so that all others are where they are in the file. */
export function withoutHeading(body: string): string {
  return body.replace(HEADING, '$1')
}
