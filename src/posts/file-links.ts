/**
 * Links of a post to the source files of others (`./other.md#part`), which generators and forges lead to their pages,
 * and Pelican's to files of the site (`{filename}other.md`, `{static}/lamp.png`). Pure. In: what was typed, who knows
 * the addresses of posts. Out: the same text, line for line, with the addresses of their pages; and the links that name
 * the file of no post.
 */
import { decodedPath } from '../base/decoded-path.js'
import { placesIn } from '../markup/places.js'
import type { BodyForm } from './file-name.js'
import { outsideCode } from './outside-code.js'

/**
 * @param path as it stands in a link, decoded
 * @param from the post that holds it, Announcement.path
 * @returns the address of the post's page, absolute; undefined where no post has that file
 */
export type PageOfFile = (path: string, from: string) => string | undefined

export interface LostLink {
  readonly typed: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

export interface LinkedText {
  readonly text: string
  readonly lost: readonly LostLink[]
}

const FILE =
  /^(?![a-z][a-z\d+.-]*:|\/\/|[#?])([^?#]*\.(?:mdx?|markdown|mkdn?|mkdown|mdown|mdwn|adoc|asciidoc))(?=[?#]|$)/i
/** Before anything is looked for. */
const SIGN = /\.(?:md|MD|mark|mk|adoc|asciidoc)|\{(?:filename|static|attach)\}|\|(?:filename|static|attach)\|/
const PELICAN = /^[{|](filename|static|attach)[}|]([^?#]*)/

/** Behind `](`, `[name]:`, `href=` and `src=`: an address in angle brackets, in quotes, or bare. */
const LINK = new RegExp(
  [
    String.raw`(?:\]\([ \t]{0,9}\n?[ \t]{0,9}|^[ \t>]{0,12}\[(?!\^)[^\]\n]{1,999}\]:[ \t]{0,9}|`,
    String.raw`\b(?:href|src)[ \t]{0,9}=[ \t]{0,9})`,
    String.raw`(?:<([^<>\n]{1,2000})>|"([^"\n]{1,2000})"|'([^'\n]{1,2000})'|`,
    String.raw`((?:[^\s()<>"']|\([^\s()<>"']{0,200}\)){1,2000}))`,
  ].join(''),
  'gim',
)

/** May any link of it lead to a file of a post? */
export function holdsFileLinks(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!SIGN.test(buffer.toString('latin1'))) return false
  for (const link of buffer.toString('utf8').matchAll(LINK)) if (isOfFile(addressIn(link))) return true
  return false
}

interface Linking {
  /** Announcement.path. */
  readonly path: string
  readonly pageOf: PageOfFile
}

/** @param form what the text is written in: in HTML an indent is no code */
export function linkedToPages(text: string, form: BodyForm, { path, pageOf }: Linking): LinkedText {
  if (!SIGN.test(text)) return { text, lost: [] }
  const shown = form === 'html' || form === 'asciidoc' ? text : outsideCode(text)
  const placeOf = placesIn(text)
  const lost: LostLink[] = []
  let result = ''
  let done = 0
  for (const link of shown.matchAll(LINK)) {
    const typed = addressIn(link)
    const [file, page] = placeOfFile(typed, { path, pageOf })
    if (file === '') continue
    const at = link.index + link[0].lastIndexOf(typed)
    if (page === undefined) {
      // What has a brace in front is remarked on as a template.
      if (!PELICAN.test(typed)) lost.push({ typed, ...placeOf(at) })
      continue
    }
    result += text.slice(done, at) + asTyped(page) + typed.slice(file.length)
    done = at + typed.length
  }
  return { text: result + text.slice(done), lost }
}

function isOfFile(typed: string): boolean {
  return FILE.test(typed) || PELICAN.test(typed)
}

/** @returns what of it names a file, '' where nothing does; and the address in its place, where that is known */
function placeOfFile(typed: string, { path, pageOf }: Linking): readonly [file: string, page: string | undefined] {
  const [whole, kind, named = ''] = PELICAN.exec(typed) ?? []
  if (whole === undefined) {
    const [, file = ''] = FILE.exec(typed) ?? []
    return [file, file === '' ? undefined : pageOf(decodedPath(file), path)]
  }
  if (kind === 'filename') return [whole, pageOf(decodedPath(named), path)]
  // A file that the site publishes as it lies: from the root of the posts, or beside this one.
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return [whole, named.startsWith('/') ? named : kind === 'attach' ? named : `/${folder}${named}`]
}

function addressIn([, angled, double, single, bare]: RegExpMatchArray): string {
  return (angled ?? double ?? single ?? bare ?? '').trim()
}

/** Nothing in it may end a link of Markdown, an attribute, or a value of YAML. */
function asTyped(url: string): string {
  return url.replace(/[()'"<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`)
}
