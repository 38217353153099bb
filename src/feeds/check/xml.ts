/**
 * Which elements and attributes may stand where, for all XML formats. Pure. In: an element and what the format says of
 * it. Out: findings. What has another namespace is an extension, and passed over here.
 */

import { type Checking, checkAddress, checkMediaType, checkPlain, quoted, type Spot } from './parts.js'
import { attribute, childrenOf, type XmlElement } from './strict-xml.js'

export const ATOM = 'http://www.w3.org/2005/Atom'
export const HISTORY = 'http://purl.org/syndication/history/1.0'
export const XML = 'http://www.w3.org/XML/1998/namespace'

/** `1` exactly once, `?` at most once, `*` any number. */
export type Children = Readonly<Record<string, '1' | '?' | '*'>>

export function spotOf(element: XmlElement, parent?: string): Spot {
  return { name: parent === undefined ? element.name : `${parent}/${element.name}`, line: element.line }
}

/** @param name what the element is called in a message */
export function checkElement(
  element: XmlElement,
  name: string,
  allowed: { readonly children: Children; readonly attributes?: string },
  { say }: Checking,
): void {
  const spot = { name, line: element.line }
  for (const [child, times] of Object.entries(allowed.children)) {
    const [first, second] = childrenOf(element, child)
    if (first === undefined && times === '1') say('MissingElement', spot, child)
    if (second !== undefined && times !== '*') say('DuplicateElement', spotOf(second, name))
  }
  for (const child of element.children)
    if (child.ns === element.ns && !Object.hasOwn(allowed.children, child.name))
      say('UndefinedElement', spotOf(child, name))
  const isText = Object.keys(allowed.children).length === 0
  if (!isText && element.text.trim() !== '') say('UnexpectedText', spot, quoted(element.text.trim()))
  const attributes = new Set(allowed.attributes?.split(' '))
  for (const one of element.attributes)
    if (one.ns === '' && !attributes.has(one.name)) say('UnexpectedAttribute', spot, one.name)
}

export function checkRequired(element: XmlElement, name: string, spot: Spot, { say }: Checking): string | undefined {
  const value = attribute(element, name)
  if (value === undefined) say('MissingAttribute', spot, name)
  else if (value.trim() === '') say('AttrNotBlank', spot, name)
  else return value
  return undefined
}

/** http://www.iana.org/assignments/link-relations, as far as feeds use it. */
const RELATIONS = new Set(
  [
    'alternate author current describedby edit edit-media enclosure first hub icon last license next',
    'next-archive payment prev prev-archive previous related replies search self service up via',
  ]
    .join(' ')
    .split(' '),
)
const HISTORY_RELATIONS = new Set('current first last next next-archive prev prev-archive previous'.split(' '))
/** A feed may well be its own first, last or current one. */
const ELSEWHERE = new Set('next next-archive prev prev-archive previous'.split(' '))

export interface Link {
  readonly rel: string
  readonly href: string
  readonly type: string
  readonly line: number
}

/** The links of a feed or entry (RFC 4287 §4.2.7), also where they stand in RSS. */
export function checkLinks(parent: XmlElement, name: string, isEntry: boolean, checking: Checking): Link[] {
  const links = childrenOf(parent, 'link', ATOM).flatMap((element) => checkLink(element, name, checking))
  const alternates = new Set<string>()
  const hubs = new Set<string>()
  for (const { rel, href, type, line } of links) {
    const spot = { name: `${name}/link rel="${rel}"`, line }
    if (isEntry && HISTORY_RELATIONS.has(rel)) checking.say('FeedHistoryRelInEntry', spot)
    if (ELSEWHERE.has(rel) && href === checking.url) checking.say('PageLinksToItself', spot, quoted(href))
    if (rel === 'alternate' && alternates.has(type)) checking.say('DuplicateAtomLink', spot, quoted(type))
    if (rel === 'alternate') alternates.add(type)
    if (rel === 'hub' && hubs.has(href)) checking.say('DuplicateHub', spot, quoted(href))
    if (rel === 'hub') hubs.add(href)
  }
  return links
}

function checkLink(element: XmlElement, parent: string, checking: Checking): Link[] {
  const rel = attribute(element, 'rel') ?? 'alternate'
  const spot = { name: `${parent}/link rel="${rel}"`, line: element.line }
  const href = attribute(element, 'href')
  const type = attribute(element, 'type')
  const title = attribute(element, 'title')
  checkElement(element, spot.name, { children: {}, attributes: 'href rel type hreflang title length' }, checking)
  if (element.text.trim() !== '') checking.say('UnexpectedText', spot, quoted(element.text))
  if (!RELATIONS.has(rel) && !/^[a-z][a-z0-9+.-]*:/i.test(rel)) checking.say('UnregisteredAtomLinkRel', spot)
  if (type !== undefined) checkMediaType(type, spot, checking)
  if (title !== undefined) checkPlain(title, spot, checking)
  if (href === undefined) {
    checking.say('MissingHref', spot)
    return []
  }
  checkAddress(href, spot, checking)
  const language = attribute(element, 'hreflang') ?? ''
  return [{ rel, href, type: language === '' ? (type ?? '') : `${type}; ${language}`, line: element.line }]
}

export interface SelfRule {
  readonly mediaType: string
  /** The rule that asks for the link. */
  readonly missing: 'MissingSelf' | 'MissingAtomSelfLink'
}

export function checkSelf(
  links: readonly Link[],
  { mediaType, missing }: SelfRule,
  spot: Spot,
  { url, say }: Checking,
): void {
  const self = links.find(({ rel }) => rel === 'self')
  if (self === undefined) {
    say(missing, spot)
    return
  }
  const at = { name: 'link rel="self"', line: self.line }
  if (self.href !== url) say('SelfDoesntMatchLocation', at, `${quoted(self.href)}, published as ${url}`)
  if (self.type !== '' && self.type.split(';')[0] !== mediaType) say('SelfNotAtom', at, quoted(self.type))
}

/** RFC 5005 §2 and §4. */
export function checkHistory(feed: XmlElement, links: readonly Link[], { say }: Checking): void {
  const rels = new Set(links.map(({ rel }) => rel))
  const complete = childrenOf(feed, 'complete', HISTORY)[0]
  if (complete !== undefined && [...ELSEWHERE].some((rel) => rels.has(rel)))
    say('FeedRelInCompleteFeed', spotOf(complete))
  const archive = childrenOf(feed, 'archive', HISTORY)[0]
  if (archive !== undefined && !rels.has('current')) say('MissingCurrentInArchive', spotOf(archive))
}
