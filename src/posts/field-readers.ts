/**
 * Reads single fields of front matter into the types an announcement has. Pure but for the list of problems it appends
 * to. In: front matter, file, site settings. Out: values, and a Problem with file and line for each that cannot be
 * used.
 */

import { type Code, type Place, type Problem, problem } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import { belowSite } from '../base/site-address.js'
import type { PostKey } from '../config/front-matter-keys.js'
import type { SiteSettings } from './announcement.js'
import type { FrontMatter } from './front-matter/split.js'
import { type RemarkCode, remarks } from './remarks.js'
import { postsTexts } from './texts.js'

export class Fields {
  readonly problems: Problem[] = []

  constructor(
    readonly frontMatter: FrontMatter,
    private readonly file: string,
    private readonly settings: SiteSettings,
  ) {}

  /** Records a fault at the value of `key`, or in line 1 where the key is not there. */
  report(
    code: Code,
    message: string,
    key: string,
    more: { severity?: 'error' | 'warning'; fix?: string } = {},
  ): undefined {
    this.problems.push(problem(code, message, this.placeOf(key), more))
    return undefined
  }

  /** Records a remark, as grave as the table of remarks says. */
  remark(code: RemarkCode, message: string, key: string, fix?: string): undefined {
    const severity = remarks[code].level === 'must' ? 'error' : 'warning'
    return this.report(code, message, key, { severity, ...(fix === undefined ? {} : { fix }) })
  }

  private placeOf(key: string): Place {
    const at = this.frontMatter.lines.findLast((one) => one.isTop && one.key === key)
    return { file: this.file, line: at?.line ?? 1, ...(at !== undefined && { column: at.valueColumn }) }
  }

  /** One line of text. A number is read as it was typed, with a warning: to YAML 4.20 is 4.2. */
  text(key: PostKey): string | undefined {
    const value = this.frontMatter.fields.get(key)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return plainLine(value) || undefined
    if (typeof value === 'boolean') return String(value)
    if (typeof value !== 'number') return this.report('POST_FIELD', postsTexts.fieldReaders.notText(key), key)
    const typed = this.frontMatter.typed(key) || String(value)
    // As many posts write `version: 4.2`: nothing is lost.
    if (typed === String(value)) return typed
    const message = postsTexts.fieldReaders.notQuotesSoYaml(key, typed, value)
    this.remark('POST_NUMBER', message, key)
    return typed
  }

  /** Words of a closed list. @returns what was written too, where it is none of them */
  oneOf<Word extends string>(key: PostKey, known: readonly Word[]): { word?: Word; unknown?: string } {
    const text = this.text(key)
    if (text === undefined) return {}
    const word = known.find((one) => one === text.toLowerCase())
    return word === undefined ? { unknown: text } : { word }
  }

  /**
   * An absolute http or https address; relative ones are resolved against the site. A list gives its first, a map its
   * `path`, `url`, `src` or `href`.
   */
  address(key: PostKey): string | undefined {
    const value = first(this.frontMatter.fields.get(key))
    if (value === undefined || value === null || value === '') return undefined
    const url = typeof value === 'string' ? httpUrl(value.trim(), this.settings.url) : undefined
    const fix = postsTexts.fieldReaders.writeWholeAddressHttps()
    const isMap = typeof value === 'object'
    const more = { fix, ...(isMap && { severity: 'warning' as const }) }
    return url ?? this.report('POST_FIELD', postsTexts.fieldReaders.notHttpOrHttps(key), key, more)
  }

  /**
   * Paths or addresses, one or a list; paths are below the site's address, as Jekyll's are. What is none is named and
   * left out.
   */
  addresses(key: PostKey): string[] {
    return this.texts(key, (text) => [text]).flatMap((text) => {
      const url = httpUrl(/^https?:/i.test(text) ? text : `/${text.replace(/^\/+/, '')}`, this.settings.url)
      if (url === undefined)
        this.report('POST_FIELD', postsTexts.fieldReaders.noAddress(key, text.slice(0, 60)), key, {
          severity: 'warning',
        })
      return url === undefined ? [] : [url]
    })
  }

  /** To YAML `4.10` is 4.1, `12:30` 750 and `0x10` 16: what was typed is what was meant. */
  private keepTyped(key: string, parts: unknown[], listed: (one: unknown) => unknown[]): void {
    const typed = listed(this.frontMatter.asTyped(key))
    for (const [at, part] of parts.entries()) {
      const written = typed.length === parts.length ? typed[at] : undefined
      if (typeof part !== 'number' || typeof written !== 'string' || written === String(part)) continue
      parts[at] = written
      const message = postsTexts.fieldReaders.notQuotesSoYamlReads(key, written, part)
      // Categories are asked for twice: for lists, and for addresses.
      if (!this.problems.some((one) => one.message === message)) this.remark('POST_NUMBER', message, key)
    }
  }

  /** Strings of a list, or the parts that `split` makes of a single string; trimmed, without empty ones. */
  texts(key: string, split: (text: string) => string[]): string[] {
    const value = this.frontMatter.fields.get(key)
    if (value === undefined || value === null) return []
    // Depth 3: a list in a list is a slip of brackets, and what is deeper is none of ours.
    const listed = (one: unknown): unknown[] => (Array.isArray(one) ? one.flat(3) : [one])
    const parts = typeof value === 'string' ? split(value) : listed(value)
    if (parts.some((part) => typeof part === 'number')) this.keepTyped(key, parts, listed)
    return parts.flatMap((part) => {
      if (part === undefined || part === null) return []
      const text = nameOf(part)
      if (text === undefined) this.report('POST_FIELD', postsTexts.fieldReaders.holdsSomethingNotText(key), key)
      return text === undefined || text === '' ? [] : [text]
    })
  }
}

/** Of a map of several pictures or names none is the address. */
const ADDRESS_KEYS = ['path', 'url', 'src', 'href']

/** @returns undefined unless the result is http or https */
function httpUrl(address: string, siteUrl: string): string | undefined {
  const text = belowSite(address, siteUrl)
  if (!URL.canParse(text, `${siteUrl}/`)) return undefined
  const url = new URL(text, `${siteUrl}/`)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined
}

function first(value: unknown): unknown {
  if (Array.isArray(value)) return first(value[0])
  if (typeof value !== 'object' || value === null) return value
  const key = ADDRESS_KEYS.find((one) => Object.hasOwn(value, one))
  return key === undefined ? value : (Reflect.get(value, key) as unknown)
}

/** Authors may be maps with a name, tags of Docusaurus maps with a label; what else is no scalar is not text. */
function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return plainLine(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  // Docusaurus: { name, title, url }, or { key } of its authors' file with what differs here.
  const own = (key: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  const name = own('name') ?? own('label') ?? own('key')
  return typeof name === 'string' ? plainLine(name) : undefined
}
