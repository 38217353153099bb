/**
 * What is wrong with a template before anything is made of it. Pure. In: a file of the project. Out: problems.
 */

import { type Problem, problem } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import { unknownEntity } from '../../markup/entity-names.js'
import { mailTexts } from '../texts.js'
import type { TemplateFile } from './names.js'

/** HTML that was sanitised; everything else is escaped. */
export const RAW_VALUES: readonly string[] = ['content', 'news', 'upgrade']
const OUTPUT = /\{\{-?\s*([\w.]+)((?:\s*\|[^|}]+)*)-?\}\}/g

/** Whether nothing is wrong with it, whatever values it is given. */
export function isSound(file: TemplateFile): boolean {
  return rawNames(file).length === 0 && plainFaults(file).length === 0
}

/** What it writes as HTML that is none. */
function rawNames(file: TemplateFile): { readonly name: string; readonly index: number }[] {
  if (!file.name.endsWith('.mjml')) return []
  return [...file.text.matchAll(OUTPUT)].flatMap(({ 1: name = '', 2: filters = '', index }) => {
    const isRaw = /\|\s*raw\b/.test(filters) && !/\|\s*(?:linked|escape)\b/.test(filters)
    return isRaw && !RAW_VALUES.includes(name) ? [{ name, index }] : []
  })
}

/** @param values the names of all values that are text of posts and of the configuration */
export function rawFaults(file: TemplateFile, values: readonly string[]): Problem[] {
  return rawNames(file).flatMap(({ name, index }) => {
    if (!values.includes(name)) return []
    const place = { file: file.path, line: file.text.slice(0, index).split('\n').length }
    const fix = mailTexts.sourceFaults.removeRawOnlyHold(RAW_VALUES.join(', '))
    return [problem('TEMPLATE', mailTexts.sourceFaults.textWhoeverWritesCould(name), place, { fix })]
  })
}

const NAMES =
  'a abbr b blockquote body br center code div em font h[1-6] head hr html i img li mj-[a-z]+ ol p pre script small ' +
  'span strong style su[bp] table tbody t[dhr] thead u ul'
const TAG = new RegExp(`</?(?:${NAMES.replaceAll(' ', '|')})(?:\\s[^<>]*)?/?>`, 'i')
const ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z]{2,}\d*);/i
/** Marks that keep a word's direction (U+200E, U+2066 to U+2069) are no fault; U+0001 stands for Liquid here. */
const HIDDEN = /[\x02-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufffd]/
const LIQUID = /\{%-?\s*(comment|raw)\b[\s\S]*?\{%-?\s*end\1\s*-?%\}|\{[{%][\s\S]*?[%}]\}/g

/** What other programs fill in, and Liquid does not: people would read it as it stands. */
const FOREIGN = new RegExp(
  [
    ...['<%', '<\\?(?!xml)', '\\*\\|[A-Z][A-Z_:]*\\|\\*', '\\$\\{\\w+', '%%?(?![\\dA-F]{2})[A-Z_]{3,}%%?'],
    '\\{(?:[a-z]+(?:_[a-z]+)+|[a-z]+\\.[a-z_]+)\\}',
  ].join('|'),
)

/** Texts without a fault, by file: all templates are looked at for each mistake in one of them. */
const faultless = new NewestCache<string, true>({ most: 200 })

/** What nobody who writes a template means: people would read it as it stands, or see nothing. */
export function plainFaults(file: TemplateFile): Problem[] {
  const key = `${file.name}\0${file.text}`
  if (faultless.has(key)) return []
  const faults = plainFaultsIn(file)
  if (faults.length === 0) faultless.set(key, true)
  return faults
}

function plainFaultsIn(file: TemplateFile): Problem[] {
  const words = file.text.replace(LIQUID, (piece) => piece.replace(/[^\n]/g, '\u0001'))
  const found = (sign: RegExp, message: (what: string) => string, fix: string, text = words): Problem[] => {
    const what = sign.exec(text)
    if (what === null) return []
    const place = { file: file.path, line: text.slice(0, what.index).split('\n').length }
    return [problem('TEMPLATE', message(what[0]), place, { fix })]
  }
  const asItStands = (what: string) => mailTexts.sourceFaults.readAsItStands(what.slice(0, 40))
  const foreign = found(FOREIGN, asItStands, mailTexts.sourceFaults.writeNameForValue())
  const filtered = filteredAddresses(file)
  const hidden = found(
    HIDDEN,
    (sign) => `holds a character that nobody sees (${codeOf(sign)})`,
    mailTexts.sourceFaults.removeOrWriteWhole(),
  )
  if (!file.name.endsWith('.txt')) return [...foreign, ...filtered, ...hidden, ...entityFaults(file, words)]
  const isSubject = /\.subject\.txt$/.test(file.name)
  return [
    ...foreign,
    ...found(TAKES_HTML, () => 'takes up a template of HTML', mailTexts.sourceFaults.nameFileEndsTxt(), file.text),
    ...found(TAG, asItStands, mailTexts.sourceFaults.removeTagPlainText()),
    ...found(ENTITY, asItStands, mailTexts.sourceFaults.writeCharacterItselfLike()),
    ...hidden,
    ...filtered,
    ...(isSubject ? found(LONG, (text) => `the subject has ${text.length} characters of its own`, SHORTEN) : []),
  ]
}

/** These leave an address as it is. */
const HARMLESS: ReadonlySet<string> = new Set(['raw', 'linked', 'escape', 'default', 'strip', 'url'])

/** A link is read letter by letter: one in small letters confirms nobody. */
function filteredAddresses({ path, text }: TemplateFile): Problem[] {
  for (const { 1: name = '', 2: filters = '', index } of text.matchAll(OUTPUT)) {
    const [, filter = ''] = [...filters.matchAll(/\|\s*(\w+)/g)].find(([, one = '']) => !HARMLESS.has(one)) ?? []
    if (filter === '' || !/(?:^|[_.])url$/.test(name)) continue
    const place = { file: path, line: text.slice(0, index).split('\n').length }
    const fix = mailTexts.sourceFaults.writeAddressAlone(name)
    return [problem('TEMPLATE', mailTexts.sourceFaults.addressIsChanged(filter, name), place, { fix })]
  }
  return []
}

/** @param words of the template, without what Liquid fills in */
function entityFaults(file: TemplateFile, words: string): Problem[] {
  const found = unknownEntity(words)
  if (found === undefined) return []
  const place = { file: file.path, line: words.slice(0, found.at).split('\n').length }
  const fix = mailTexts.sourceFaults.writeCharacterItselfLike()
  return [problem('TEMPLATE', mailTexts.sourceFaults.readAsItStands(found.what.slice(0, 40)), place, { fix })]
}

const TAKES_HTML = /\{%-?\s*(?:layout|render|include)\s+['"][^'"]*\.mjml['"]/
/** Of its own words in one piece. */
const MOST_IN_SUBJECT = 200
const LONG = new RegExp(`[^\\u0001\\n]{${MOST_IN_SUBJECT + 1},}`)
const SHORTEN = mailTexts.sourceFaults.keepBelowInboxShows(MOST_IN_SUBJECT)

function codeOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
