/**
 * Checks an Atom feed (RFC 4287) with what Belfry adds: replies (RFC 4685), archives (RFC 5005), tombstones (RFC 6721).
 * Pure. In: its root. Out: findings.
 */

import {
  type Checking,
  checkAddress,
  checkFilled,
  checkHtml,
  checkId,
  checkLanguage,
  checkMailAddress,
  checkMediaType,
  checkPlain,
  checkRfc3339,
  quoted,
  Seen,
  type Spot,
} from './parts.js'
import { attribute, childOf, childrenOf, type XmlElement } from './strict-xml.js'
import { checkElement, checkHistory, checkLinks, checkRequired, checkSelf, spotOf, XML } from './xml.js'

const THREAD = 'http://purl.org/syndication/thread/1.0'
const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0'
const XHTML = 'http://www.w3.org/1999/xhtml'

const FEED = {
  id: '1',
  title: '1',
  updated: '1',
  subtitle: '?',
  generator: '?',
  icon: '?',
  logo: '?',
  rights: '?',
  author: '*',
  contributor: '*',
  category: '*',
  link: '*',
  entry: '*',
} as const
const ENTRY = {
  id: '1',
  title: '1',
  updated: '1',
  published: '?',
  summary: '?',
  content: '?',
  rights: '?',
  source: '?',
  author: '*',
  contributor: '*',
  category: '*',
  link: '*',
} as const
const PERSON = { name: '1', uri: '?', email: '?' } as const

interface Entry {
  readonly id: string
  readonly updated: number | undefined
}

export function checkAtom(feed: XmlElement, checking: Checking): void {
  const spot = spotOf(feed)
  checkElement(feed, 'feed', { children: FEED }, checking)
  checkCommon(feed, 'feed', checking)
  for (const name of ['subtitle'] as const) checkText(childOf(feed, name), 'feed', checking)
  const links = checkLinks(feed, 'feed', false, checking)
  checkSelf(links, { mediaType: 'application/atom+xml', missing: 'MissingSelf' }, spot, checking)
  checkHistory(feed, links, checking)
  checkOrder(feed, checking)
  for (const name of ['icon', 'logo']) {
    const element = childOf(feed, name)
    if (element !== undefined) checkAddress(element.text, spotOf(element, 'feed'), checking)
  }
  const hasAuthor = childrenOf(feed, 'author').length > 0
  const entries = checkEntries(feed, hasAuthor, checking)
  checkUpdated(feed, entries, checking)
  for (const element of childrenOf(feed, 'deleted-entry', TOMBSTONES)) checkTombstone(element, entries, checking)
}

/** An empty feed was updated at the epoch. */
function checkUpdated(feed: XmlElement, entries: readonly Entry[], checking: Checking): void {
  const element = childOf(feed, 'updated')
  if (element === undefined) return
  const isEmpty = entries.length === 0
  const at = checkRfc3339(element.text, spotOf(element, 'feed'), {
    ...checking,
    say: (rule, ...rest) => (isEmpty && rule === 'ImplausibleDate' ? undefined : checking.say(rule, ...rest)),
  })
  if (entries.some(({ updated }) => at !== undefined && updated !== undefined && updated > at))
    checking.say('FeedOlderThanEntry', spotOf(element, 'feed'), quoted(element.text))
}

function checkEntries(feed: XmlElement, hasAuthor: boolean, checking: Checking): Entry[] {
  const ids = new Seen()
  const instants = new Seen()
  return childrenOf(feed, 'entry').map((element) => {
    const entry = checkEntry(element, hasAuthor, checking)
    const spot = { name: nameOf(element), line: element.line }
    if (!ids.first(entry.id)) checking.say('DuplicateEntries', spot)
    if (entry.updated !== undefined && !instants.first(entry.updated)) checking.say('DuplicateUpdated', spot)
    return entry
  })
}

function nameOf(entry: XmlElement): string {
  return `entry ${childOf(entry, 'id')?.text ?? 'without id'}`
}

function checkEntry(entry: XmlElement, hasAuthor: boolean, checking: Checking): Entry {
  const name = nameOf(entry)
  const spot = { name, line: entry.line }
  checkElement(entry, name, { children: ENTRY }, checking)
  checkCommon(entry, name, checking)
  if (!hasAuthor && childOf(entry, 'author') === undefined) checking.say('MissingElement', spot, 'author')
  const links = checkLinks(entry, name, true, checking)
  const content = childOf(entry, 'content')
  const summary = childOf(entry, 'summary')
  checkText(summary, name, checking)
  if (content !== undefined) checkContent(content, name, checking)
  else if (!links.some(({ rel }) => rel === 'alternate')) checking.say('MissingContentOrAlternate', spot)
  const isRemote = content === undefined || attribute(content, 'src') !== undefined
  if (isRemote && summary === undefined) checking.say('MissingTextualContent', spot)
  const id = childOf(entry, 'id')?.text ?? ''
  for (const reply of childrenOf(entry, 'in-reply-to', THREAD)) checkReply(reply, name, id, checking)
  return { id, updated: checkDates(entry, name, checking) }
}

function checkDates(entry: XmlElement, name: string, checking: Checking): number | undefined {
  const at = (child: string): number | undefined => {
    const element = childOf(entry, child)
    return element && checkRfc3339(element.text, spotOf(element, name), checking)
  }
  const updated = at('updated')
  const published = at('published')
  if (updated !== undefined && published !== undefined && updated < published)
    checking.say('PublishedAfterUpdated', { name, line: entry.line })
  return updated
}

/** What feeds and entries have alike. */
function checkCommon(element: XmlElement, name: string, checking: Checking): void {
  const language = attribute(element, 'lang', XML)
  if (language !== undefined) checkLanguage(language, { name: `${name}/@xml:lang`, line: element.line }, checking)
  const id = childOf(element, 'id')
  if (id !== undefined) checkId(id.text, spotOf(id, name), checking)
  const title = childOf(element, 'title')
  checkText(title, name, checking)
  if (title !== undefined) checkFilled(title.text, spotOf(title, name), checking)
  checkText(childOf(element, 'rights'), name, checking)
  for (const person of [...childrenOf(element, 'author'), ...childrenOf(element, 'contributor')])
    checkPerson(person, `${name}/${person.name}`, checking)
  for (const category of childrenOf(element, 'category')) checkCategory(category, spotOf(category, name), checking)
}

function checkPerson(person: XmlElement, name: string, checking: Checking): void {
  checkElement(person, name, { children: PERSON }, checking)
  const [called, uri, email] = [childOf(person, 'name'), childOf(person, 'uri'), childOf(person, 'email')]
  if (called !== undefined && checkFilled(called.text, spotOf(called, name), checking))
    checkPlain(called.text, spotOf(called, name), checking)
  if (uri !== undefined) checkAddress(uri.text, spotOf(uri, name), checking)
  if (email !== undefined) checkMailAddress(email.text, spotOf(email, name), checking)
}

function checkCategory(category: XmlElement, spot: Spot, checking: Checking): void {
  checkElement(category, spot.name, { children: {}, attributes: 'term scheme label' }, checking)
  checkRequired(category, 'term', spot, checking)
  const [scheme, label] = [attribute(category, 'scheme'), attribute(category, 'label')]
  if (scheme !== undefined) checkId(scheme, spot, checking)
  if (label === undefined) return
  if (label.trim() === '') checking.say('AttrNotBlank', spot, 'label')
  checkPlain(label, spot, checking)
}

/** RFC 4287 §3.1. */
function checkText(element: XmlElement | undefined, parent: string, checking: Checking): void {
  if (element === undefined) return
  const spot = spotOf(element, parent)
  const type = attribute(element, 'type') ?? 'text'
  checkElement(element, spot.name, { children: {}, attributes: 'type' }, checking)
  if (type === 'text') checkPlain(element.text, spot, checking, 'ContainsUndeclaredHTML')
  else if (type === 'html') checkHtml(element.text, spot, checking)
  else checkXhtml(element, type, spot, checking)
}

function checkXhtml(element: XmlElement, type: string, spot: Spot, checking: Checking): void {
  if (type !== 'xhtml') checking.say('InvalidTextType', spot, quoted(type))
  else if (element.children.length !== 1 || childOf(element, 'div', XHTML) === undefined)
    checking.say('MissingXhtmlDiv', spot)
}

/** RFC 4287 §4.1.3. */
function checkContent(element: XmlElement, parent: string, checking: Checking): void {
  const spot = spotOf(element, parent)
  const [type = 'text', src] = [attribute(element, 'type'), attribute(element, 'src')]
  if (src !== undefined) checkAddress(src, spot, checking)
  if (!type.includes('/'))
    checkText({ ...element, attributes: element.attributes.filter(({ name }) => name !== 'src') }, parent, checking)
  else checkMediaType(type, spot, checking)
  if (src === undefined && element.children.length === 0) checkFilled(element.text, spot, checking)
}

/** RFC 4685 §3. */
function checkReply(reply: XmlElement, parent: string, id: string, checking: Checking): void {
  const spot = spotOf(reply, parent)
  const ref = checkRequired(reply, 'ref', spot, checking)
  if (ref !== undefined) checkId(ref, spot, checking)
  if (ref === id) checking.say('ReplyToItself', spot)
  const [href, type] = [attribute(reply, 'href'), attribute(reply, 'type')]
  if (href !== undefined) checkAddress(href, spot, checking)
  if (type !== undefined) checkMediaType(type, spot, checking)
}

/** RFC 6721 §3. */
function checkTombstone(element: XmlElement, entries: readonly Entry[], checking: Checking): void {
  const spot = spotOf(element, 'feed')
  const ref = checkRequired(element, 'ref', spot, checking)
  const when = checkRequired(element, 'when', spot, checking)
  if (ref !== undefined) checkId(ref, spot, checking)
  const at = when === undefined ? undefined : checkRfc3339(when, spot, checking)
  checkLinks(element, 'deleted-entry', true, checking)
  const entry = entries.find(({ id }) => id === ref)
  if (at !== undefined && entry?.updated !== undefined && entry.updated <= at)
    checking.say('TombstoneOfEntry', spot, quoted(entry.id))
}

function checkOrder(feed: XmlElement, checking: Checking): void {
  const own = feed.children.filter(({ ns }) => ns === feed.ns)
  const first = own.findIndex(({ name }) => name === 'entry')
  const late = first < 0 ? undefined : own.slice(first).find(({ name }) => name !== 'entry')
  if (late !== undefined) checking.say('MisplacedMetadata', spotOf(late, 'feed'))
}
