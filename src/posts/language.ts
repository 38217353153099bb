/**
 * Which language a post is in: by a key of front matter, the end of its name (`post.de.md`) or a folder.
 * Pure but for problems it reports. In: fields, path, the languages of the configuration. Out: the language, and what
 * of path and name is left without it. Only asked where the configuration names languages: else `.de` is part of a
 * name.
 */

import { LANGUAGE_KEYS } from '../config/front-matter-keys.js'
import type { LanguagePlace, Languages } from './announcement.js'
import type { Fields } from './field-readers.js'
import { bodyForm } from './file-name.js'
import type { PostWords } from './post-words.js'
import { postsTexts } from './texts.js'

export interface InLanguage extends LanguagePlace {
  /** What of the language belongs to the post's name, where two languages hold files of the same name. */
  readonly inId: string
}

const FIX = postsTexts.language.writeLanguageTagLike()

export function languageOf(fields: Fields, path: string, languages: Languages): InLanguage {
  const named = LANGUAGE_KEYS.map((key) => [key, fields.text(key)] as const).find(([, text]) => text !== undefined)
  const stated = named?.[1] === undefined ? undefined : asTag(named[1])
  if (named?.[1] !== undefined && stated === undefined) {
    const message = postsTexts.language.noLanguageCounts(named[0], named[1].slice(0, 40), languages.site)
    fields.report('POST_FIELD', message, named[0], { severity: 'warning', fix: FIX })
  }
  const { bySuffix, byFolder, bare } = placedBy(path, languages)
  const language = stated ?? bySuffix?.tag ?? byFolder?.tag ?? languages.site
  const isHome = isSame(language, languages.site)
  const isPlaced = bySuffix !== undefined || byFolder !== undefined
  return {
    language,
    path: bare,
    inId: inIdOf(bySuffix, byFolder, languages),
    lead: isHome || !isPlaced ? '' : `/${language.toLowerCase()}`,
  }
}

/** What a name ends in stays in the id, as it is where nothing is asked by language. */
function inIdOf(
  bySuffix: Suffix | undefined,
  byFolder: { readonly tag: string } | undefined,
  { site }: Languages,
): string {
  if (bySuffix !== undefined) return bySuffix.written
  return byFolder === undefined || isSame(byFolder.tag, site) ? '' : `.${byFolder.tag.toLowerCase()}`
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** The path of a post without what says its language. */
export function pathWithout(path: string, languages: Languages): string {
  return placedBy(path, languages).bare
}

function placedBy(path: string, languages: Languages) {
  const bySuffix = suffixOf(path, languages)
  const byFolder = folderOf(path, languages)
  const inFolder = byFolder?.path ?? path
  const bare = bySuffix === undefined ? inFolder : `${inFolder.slice(0, -bySuffix.length)}${endingOf(path)}`
  return { bySuffix, byFolder, bare }
}

/** `de` is asked for: `de` and `de-AT` are given (RFC 4647 §3.3.1). */
export function speaks(language: string, wanted: string): boolean {
  return `${language.toLowerCase()}-`.startsWith(`${wanted.toLowerCase()}-`)
}

/** @returns undefined for what is no tag; `pt_BR` is `pt-BR` */
function asTag(text: string): string | undefined {
  const tag = text.replace(/_/g, '-').replace(/\.utf-?8$/i, '')
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(tag)) return undefined
  try {
    return new Intl.Locale(tag).toString()
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

/** Part of a name: two letters that stand for a language, or what the configuration names. */
function tagIn(part: string, { site, chosen = site, lists }: Languages): string | undefined {
  const isNamed = [site, chosen, ...lists].some((one) => isSame(one, part))
  if (!isNamed && !/^[a-z]{2}(?:[-_][a-z]{2,4})?$/i.test(part)) return undefined
  const tag = asTag(part)
  return tag !== undefined && hasName(tag) ? tag : undefined
}

let names: Intl.DisplayNames | undefined

/** To make them takes as long as to read fifty posts, and most projects name no languages. */
function hasName(tag: string): boolean {
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  return names.of(tag) !== undefined
}

function endingOf(path: string): string {
  return bodyForm(path) === undefined ? '' : path.slice(path.lastIndexOf('.'))
}

interface Suffix {
  readonly tag: string
  /** `.de` */
  readonly written: string
  /** With the ending behind it. */
  readonly length: number
}

function suffixOf(path: string, languages: Languages): Suffix | undefined {
  const ending = endingOf(path)
  const [whole = '', part = ''] = /\.([^./]+)$/.exec(path.slice(0, path.length - ending.length)) ?? []
  const tag = part === '' ? undefined : tagIn(part, languages)
  return tag === undefined ? undefined : { tag, written: whole, length: whole.length + ending.length }
}

function folderOf(path: string, languages: Languages): { tag: string; path: string } | undefined {
  const names = path.split('/')
  const at = names.slice(0, -1).findIndex((name) => tagIn(name, languages) !== undefined)
  const tag = at === -1 ? undefined : tagIn(names[at] ?? '', languages)
  return tag === undefined ? undefined : { tag, path: names.filter((_, index) => index !== at).join('/') }
}

/**
 * The words of a post: of its own language, or of the one that its own is a part of.
 * @param all the site's first
 * @param language of the post; absent where posts are not told apart by it
 */
export function wordsForPost(all: readonly PostWords[] = [], language?: string): PostWords | undefined {
  if (language === undefined) return all[0]
  return (
    all.find((one) => one.language.toLowerCase() === language.toLowerCase()) ??
    all.find((one) => speaks(language, one.language))
  )
}
