/**
 * An AsciiDoc file as a post in HTML. Pure. In: the file's text, what asciidoctor made of it. Out: whether it is a
 * post, and the text of one: front matter that stands in the file as it is, else made of the document's header, as
 * Jekyll has it; below it the HTML.
 */
import { replacePassages } from '../markup/passages.js'
import { FrontMatterFault, parseYaml } from './front-matter/yaml.js'

/** What asciidoctor says of a document. */
export interface AsciidocRead {
  readonly html: string
  /** Of its header: `doctitle`, `author`, `revdate`, `page-…` */
  readonly attributes: Readonly<Record<string, string>>
}

export interface AsciidocPost {
  readonly text: string
  /** Lines of the file that stand in it as they are; of what follows nobody knows the line. */
  readonly headLines: number
}

/** The two parts of a file: front matter between lines of dashes or plus signs, where it has some. */
export function asciidocParts(text: string): { readonly head: string; readonly body: string } {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const mark = /^(---|\+\+\+)[ \t]*\n/.exec(source)?.[1]
  if (mark === undefined) return { head: '', body: source }
  const end = source.indexOf(`\n${mark}`, mark.length)
  const close = end === -1 ? -1 : source.indexOf('\n', end + 1)
  if (end === -1) return { head: '', body: source }
  return close === -1 ? { head: source, body: '' } : { head: source.slice(0, close + 1), body: source.slice(close + 1) }
}

/** Does the header of a document say a date? Its lines end with the first empty one. */
export function hasAsciidocDate(text: string): boolean {
  const [header = ''] = asciidocParts(text)
    .body.trimStart()
    .split(/\n[ \t]*\n/)
  if (!/^= \S/m.test(header)) return false
  return /^:(?:page-date|revdate):[ \t]*\S/m.test(header) || /^(?:v[\d.]+,[ \t]*)?\d{4}-\d\d-\d\d/m.test(header)
}

const JSON_KEYS: readonly (readonly [ours: string, theirs: string])[] = [
  ['title', 'doctitle'],
  ['date', 'revdate'],
  ['description', 'description'],
]
/** `layout` is the generator's own. */
const NOT_OURS: ReadonlySet<string> = new Set(['layout', 'liquid', 'render'])

export function asciidocPost(text: string, { html, attributes }: AsciidocRead): AsciidocPost {
  const { head } = asciidocParts(text)
  const made = head === '' ? `${JSON.stringify(fromHeader(attributes))}\n` : withTitle(head, attributes.doctitle)
  return { text: `${made}${html}\n`, headLines: head.split('\n').length - 1 }
}

function fromHeader(attributes: AsciidocRead['attributes']): Record<string, unknown> {
  const named = JSON_KEYS.flatMap(([ours, theirs]) => {
    const value = attributes[theirs]
    return value === undefined || value === '' ? [] : [[ours, plain(value)]]
  })
  const pages = Object.entries(attributes).flatMap(([name, value]) => {
    const key = name.startsWith('page-') ? name.slice('page-'.length) : ''
    return key === '' || NOT_OURS.has(key) ? [] : [[key, pageValue(value)]]
  })
  const authors = (attributes.authors ?? '').split(', ').filter((name) => name !== '')
  return Object.fromEntries([...named, ...(authors.length > 0 ? [['authors', authors.map(plain)]] : []), ...pages])
}

/** A list or a switch is written as in YAML. */
function pageValue(value: string): unknown {
  try {
    const read: unknown = parseYaml(`value: ${value}`)
    const found: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, 'value') : undefined
    return Array.isArray(found) || typeof found === 'boolean' ? found : plain(value)
  } catch (thrown) {
    // A sentence with a colon is no YAML, and a value all the same.
    if (thrown instanceof FrontMatterFault) return plain(value)
    throw thrown
  }
}

/** Behind the last key, so that no line of the file moves. */
function withTitle(head: string, title: string | undefined): string {
  if (title === undefined || /^["']?title["']?[ \t]*[:=]/m.test(head)) return head
  const at = head.trimEnd().lastIndexOf('\n') + 1
  const sign = head.startsWith('+++') ? ' =' : ':'
  return `${head.slice(0, at)}title${sign} ${JSON.stringify(plain(title))}\n${head.slice(at)}`
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** Attributes are text of HTML. */
function plain(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|(amp|lt|gt|quot));/g,
    (all, code: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED[name] ?? all
      const point = Number(code)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : all
    },
  )
}

const TABLE = { begin: /<div class="admonitionblock (\w+)">/g, end: () => '</table>', isOpen: () => false }

/** A note is a quotation with its name: mail shows no table of two cells for it. */
export function asciidocHtml(html: string): string {
  return replacePassages(html, TABLE, (passage) => {
    const name = /<div class="title">([^<]*)<\/div>/.exec(passage)?.[1] ?? ''
    const [, content = ''] = /<td class="content">([\s\S]*)<\/td>/.exec(passage) ?? []
    return `<div><blockquote><p><strong>${name}</strong></p>\n${content.trim()}</blockquote>`
  })
}
