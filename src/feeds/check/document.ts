/**
 * Checks what would be published against the rules of its format (rules.ts). Pure. In: files with their texts, the
 * site's address, the instant. Out: findings. What a document is stands in it, not in its name; what is no feed is
 * passed over.
 */

import { checkAtom } from './atom.js'
import { HtmlValidator } from './html.js'
import { checkJsonFeed, isJsonObject, looksLikeJsonFeed } from './json-feed.js'
import { checkOpml } from './opml.js'
import { type Checking, type FeedFinding, quoted } from './parts.js'
import { checkRss } from './rss.js'
import { feedRules, type RuleId } from './rules.js'
import { attribute, readXml, type XmlElement } from './strict-xml.js'
import { lostCharacter } from './values.js'
import { ATOM } from './xml.js'

export interface FeedText {
  /** Relative to the published folder. */
  readonly path: string
  readonly text: string
}

export interface ValidatedSite {
  /** Without a slash at the end. */
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Every path that is published, where links between feeds are to be followed. */
  readonly paths?: ReadonlySet<string>
  /** Ids of entries that other feeds had before. */
  readonly inherited?: ReadonlySet<string>
  /** Given where several files of the same entries are looked at. */
  readonly html?: HtmlValidator
}

/** The W3C's validator reads no more; many readers read less. */
const LARGEST_BYTES = 5_000_000

export function validateFeed({ path, text }: FeedText, site: ValidatedSite): FeedFinding[] {
  const found: FeedFinding[] = []
  const checking: Checking = {
    url: `${site.url}/${path}`,
    now: site.now,
    html: site.html ?? new HtmlValidator(),
    inherited: site.inherited ?? new Set(),
    say: (rule, { name, line }, message = '') => {
      const said = `${name}${message === '' ? '' : `: ${message}`}`
      found.push({ rule, message: said, ...(line === undefined ? {} : { line }) })
    },
  }
  const isFeed = /\.json$/.test(path)
    ? checkJsonFile(text, site, checking)
    : /\.(xml|opml|atom|rss)$/.test(path) && checkXmlFile(text, site, checking)
  if (isFeed && Buffer.byteLength(text) > LARGEST_BYTES)
    checking.say('ValidatorLimit', { name: 'file' }, `${Buffer.byteLength(text)} bytes`)
  return found
}

/** As an error or warning reads. */
export function isFeedError({ rule }: { readonly rule: RuleId }): boolean {
  return feedRules[rule].severity === 'error'
}

function checkXmlFile(text: string, site: ValidatedSite, checking: Checking): boolean {
  const { root, fault, hasDoctype, encoding } = readXml(text)
  const { say } = checking
  if (hasDoctype) say('ContainsSystemEntity', { name: 'file' })
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) say('EncodingMismatch', { name: 'file' }, encoding)
  if (root === undefined) {
    say('SAXError', { name: 'file', ...(fault && { line: fault.line }) }, fault?.message ?? 'no element')
    return true
  }
  checkCharacters(root, checking)
  if (root.name === 'feed' && root.ns === ATOM) checkAtom(root, checking)
  else if (root.name === 'rss' && root.ns === '') checkRss(root, checking)
  else if (root.name === 'opml' && root.ns === '') checkOpml(root, checking)
  else say('UnknownDocument', { name: root.name, line: root.line }, quoted(root.ns))
  checkPublished(addressesOf(root), site, checking)
  return true
}

function checkJsonFile(text: string, site: ValidatedSite, checking: Checking): boolean {
  const feed = parsed(text)
  if (feed === undefined) checking.say('InvalidJsonValue', { name: 'file' }, 'JSON')
  if (feed === undefined || !looksLikeJsonFeed(feed)) return feed === undefined
  checkJsonFeed(feed, checking)
  checkJsonCharacters(feed, 'feed', checking)
  checkPublished([feed.next_url, feed.feed_url].map(String), site, checking)
  return true
}

/** JSON has no undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function checkCharacters(element: XmlElement, checking: Checking): void {
  const texts = [element.text, ...element.attributes.map(({ value }) => value)]
  for (const text of texts) checkLost(text, { name: element.name, line: element.line }, checking)
  for (const child of element.children) checkCharacters(child, checking)
}

function checkJsonCharacters(value: unknown, name: string, checking: Checking): void {
  if (typeof value === 'string') checkLost(value, { name }, checking)
  else if (Array.isArray(value)) for (const one of value) checkJsonCharacters(one, name, checking)
  else if (isJsonObject(value))
    for (const [key, one] of Object.entries(value)) checkJsonCharacters(one, `${name}/${key}`, checking)
}

function checkLost(text: string, spot: { readonly name: string; readonly line?: number }, { say }: Checking): void {
  const lost = lostCharacter(text)
  if (lost === undefined) return
  const code = lost.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  say('BadCharacters', spot, `U+${code} in ${quoted(text.slice(Math.max(0, text.indexOf(lost) - 20)))}`)
}

const FEED_RELATIONS = /^(?:self|current|first|last|next|next-archive|prev|prev-archive|previous)$/

/** Where a document says that another feed is. */
function addressesOf(root: XmlElement): string[] {
  const top = root.name === 'opml' ? everyOutline(root) : root.name === 'rss' ? root.children : [root]
  return top.flatMap((element) => [
    ...[attribute(element, 'xmlUrl')].flatMap((address) => address ?? []),
    ...element.children
      .filter(({ name, ns }) => name === 'link' && ns === ATOM)
      .filter((link) => FEED_RELATIONS.test(attribute(link, 'rel') ?? ''))
      .flatMap((link) => attribute(link, 'href') ?? []),
  ])
}

function everyOutline(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(everyOutline)]
}

function checkPublished(addresses: readonly string[], { url, paths }: ValidatedSite, checking: Checking): void {
  if (paths === undefined) return
  for (const address of new Set(addresses)) {
    if (address === checking.url || !address.startsWith(`${url}/`)) continue
    const path = address.slice(url.length + 1).replace(/[?#].*$/, '')
    if (!paths.has(path)) checking.say('LinkToNothing', { name: 'file' }, address)
  }
}
