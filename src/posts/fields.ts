/**
 * Reads single fields of front matter into the types an announcement has. Pure but for the list of problems it appends to. In:
 * front matter, file, site settings. Out: values, and a Problem with file and line for each that cannot be used.
 */

import { type Code, type Problem, problem } from '../base/errors.js'
import { nearest } from '../base/nearest.js'
import { plainLine } from '../base/plain-line.js'
import type { SiteSettings } from './announcement.js'
import type { FrontMatter } from './front-matter.js'

export class Fields {
  readonly problems: Problem[] = []

  constructor(
    readonly frontMatter: FrontMatter,
    private readonly file: string,
    private readonly settings: SiteSettings,
  ) {}

  /** Records a fault at the line of `key`, or at line 1 where the key is not there. */
  report(code: Code, message: string, key: string, severity: 'error' | 'warning' = 'error', fix?: string): undefined {
    const place = { file: this.file, line: this.frontMatter.lineOf(key) ?? 1 }
    this.problems.push(problem(code, message, place, { severity, ...(fix === undefined ? {} : { fix }) }))
    return undefined
  }

  /** One line of text. A number is read as it was typed, with a warning: to YAML 4.20 is 4.2. */
  text(key: string): string | undefined {
    const value = this.frontMatter.fields.get(key)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return plainLine(value) || undefined
    if (typeof value === 'boolean') return String(value)
    if (typeof value !== 'number') return this.report('POST_FIELD', `${key}: is not text.`, key)
    const typed = this.frontMatter.typed(key) || String(value)
    this.report('POST_NUMBER', `${key}: ${typed} is not in quotes, so YAML reads the number ${value}.`, key, 'warning')
    return typed
  }

  /** Words of a closed list; anything else is a fault that names the nearest. */
  oneOf<Word extends string>(key: string, known: readonly Word[]): Word | undefined {
    const text = this.text(key)
    if (text === undefined) return undefined
    const found = known.find((word) => word === text.toLowerCase())
    if (found !== undefined) return found
    const near = nearest(text, known)
    return this.report(
      'POST_FIELD',
      `${key}: "${text.slice(0, 60)}" is not known.`,
      key,
      'error',
      near === undefined ? `Write one of ${known.join(', ')}.` : `Did you mean ${near}? Known are ${known.join(', ')}.`,
    )
  }

  /** An absolute http or https address; relative ones are resolved against the site. A list gives its first, a map its `path`. */
  address(key: string): string | undefined {
    const value = first(this.frontMatter.fields.get(key))
    if (value === undefined || value === null || value === '') return undefined
    const url = typeof value === 'string' ? httpUrl(value.trim(), this.settings.url) : undefined
    return (
      url ??
      this.report(
        'POST_FIELD',
        `${key}: is not an http or https address.`,
        key,
        'error',
        'Write a whole address (https://…), or one that begins with /.',
      )
    )
  }

  /** Paths or addresses, one or a list; paths are below the site's address, as Jekyll's are. What is none is named and left out. */
  addresses(key: string): string[] {
    return this.texts(key, (text) => [text]).flatMap((text) => {
      const path = `/${text.replace(/^\/+/, '')}`
      const url = httpUrl(/^https?:/i.test(text) ? text : this.settings.url + path, this.settings.url)
      if (url === undefined) this.report('POST_FIELD', `${key}: "${text.slice(0, 60)}" is no address.`, key, 'warning')
      return url === undefined ? [] : [url]
    })
  }

  /** Strings of a list, or the parts that `split` makes of a single string; trimmed, without empty ones. */
  texts(key: string, split: (text: string) => string[]): string[] {
    const value = this.frontMatter.fields.get(key)
    const parts: unknown[] = typeof value === 'string' ? split(value) : Array.isArray(value) ? value : [value]
    return parts.flatMap((part) => {
      if (part === undefined || part === null) return []
      const text = nameOf(part)
      if (text === undefined) this.report('POST_FIELD', `${key}: holds something that is not text.`, key)
      return text === undefined || text === '' ? [] : [text]
    })
  }
}

/** @returns undefined unless the result is http or https */
function httpUrl(text: string, siteUrl: string): string | undefined {
  if (!URL.canParse(text, `${siteUrl}/`)) return undefined
  const url = new URL(text, `${siteUrl}/`)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined
}

function first(value: unknown): unknown {
  if (Array.isArray(value)) return first(value[0])
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'path') : value
}

/** Authors may be maps with a name; anything else that is no scalar is not text. */
function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return plainLine(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : undefined
  return typeof name === 'string' ? plainLine(name) : undefined
}
