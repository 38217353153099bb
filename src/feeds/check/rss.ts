/**
 * Checks an RSS feed by the RSS 2.0 specification and the RSS Advisory Board's profile. Pure. In: its root. Out:
 * findings.
 */

import {
  type Checking,
  checkAddress,
  checkFilled,
  checkHtml,
  checkLanguage,
  checkMailAddress,
  checkMediaType,
  checkPlain,
  checkRfc822,
  checkWholeNumber,
  quoted,
  Seen,
  type Spot,
} from './parts.js'
import { attribute, childOf, childrenOf, type XmlElement } from './strict-xml.js'
import { ATOM, checkElement, checkHistory, checkLinks, checkRequired, checkSelf, spotOf } from './xml.js'

const DC = 'http://purl.org/dc/elements/1.1/'
const CONTENT = 'http://purl.org/rss/1.0/modules/content/'

const CHANNEL = {
  title: '1',
  link: '1',
  description: '1',
  language: '?',
  copyright: '?',
  managingEditor: '?',
  webMaster: '?',
  pubDate: '?',
  lastBuildDate: '?',
  generator: '?',
  docs: '?',
  cloud: '?',
  ttl: '?',
  image: '?',
  rating: '?',
  textInput: '?',
  skipHours: '?',
  skipDays: '?',
  category: '*',
  item: '*',
} as const
const ITEM = {
  title: '?',
  link: '?',
  description: '?',
  author: '?',
  comments: '?',
  enclosure: '?',
  guid: '?',
  pubDate: '?',
  source: '?',
  category: '*',
} as const
const IMAGE = { url: '1', title: '1', link: '1', width: '?', height: '?', description: '?' } as const

export function checkRss(rss: XmlElement, checking: Checking): void {
  const version = attribute(rss, 'version')
  if (version !== '2.0') checking.say('InvalidRSSVersion', spotOf(rss), quoted(version ?? ''))
  checkElement(rss, 'rss', { children: { channel: '1' }, attributes: 'version' }, checking)
  for (const channel of childrenOf(rss, 'channel')) checkChannel(channel, checking)
}

function checkChannel(channel: XmlElement, checking: Checking): void {
  checkElement(channel, 'channel', { children: CHANNEL }, checking)
  each(
    { parent: channel, name: 'channel' },
    ['title', 'description', 'copyright', 'generator'],
    checkPlainText,
    checking,
  )
  each({ parent: channel, name: 'channel' }, ['link', 'docs'], checkAddress, checking)
  each({ parent: channel, name: 'channel' }, ['language'], checkLanguage, checking)
  each({ parent: channel, name: 'channel' }, ['managingEditor', 'webMaster'], checkMailAddress, checking)
  each({ parent: channel, name: 'channel' }, ['ttl'], checkWholeNumber, checking)
  each({ parent: channel, name: 'channel' }, ['category'], checkPlainText, checking)
  const image = childOf(channel, 'image')
  if (image !== undefined) checkImage(image, checking)
  const links = checkLinks(channel, 'channel', false, checking)
  checkSelf(links, { mediaType: 'application/rss+xml', missing: 'MissingAtomSelfLink' }, spotOf(channel), checking)
  checkHistory(channel, links, checking)
  checkOrder(channel, checking)
  const guids = new Seen()
  const dates = childrenOf(channel, 'item').flatMap((item) => checkItem(item, guids, checking) ?? [])
  checkChannelDates(channel, dates, checking)
}

/** A channel without items was built at the epoch. */
function checkChannelDates(channel: XmlElement, dates: readonly number[], checking: Checking): void {
  const isEmpty = childrenOf(channel, 'item').length === 0
  for (const name of ['pubDate', 'lastBuildDate']) {
    const element = childOf(channel, name)
    if (element === undefined) continue
    const at = checkRfc822(element.text, spotOf(element, 'channel'), {
      ...checking,
      say: (rule, ...rest) => (isEmpty && rule === 'ImplausibleDate' ? undefined : checking.say(rule, ...rest)),
    })
    if (at !== undefined && name === 'lastBuildDate' && dates.some((date) => date > at))
      checking.say('FeedOlderThanEntry', spotOf(element, 'channel'), quoted(element.text))
  }
}

/** @returns when it was published */
function checkItem(item: XmlElement, guids: Seen, checking: Checking): number | undefined {
  const name = `item ${childOf(item, 'guid')?.text ?? childOf(item, 'link')?.text ?? 'without guid'}`
  const spot = { name, line: item.line }
  checkElement(item, name, { children: ITEM }, checking)
  each({ parent: item, name }, ['title', 'category'], checkPlainText, checking)
  each({ parent: item, name, ns: DC }, ['creator'], checkPlainText, checking)
  each({ parent: item, name }, ['link', 'comments'], checkAddress, checking)
  each({ parent: item, name }, ['author'], checkMailAddress, checking)
  each({ parent: item, name }, ['description'], checkFilledHtml, checking)
  each({ parent: item, name, ns: CONTENT }, ['encoded'], checkFilledHtml, checking)
  if (childOf(item, 'title') === undefined && childOf(item, 'description') === undefined)
    checking.say('ItemMustContainTitleOrDescription', spot)
  checkItemLinks(item, name, checking)
  checkGuid(childOf(item, 'guid'), spot, guids, checking)
  checkTwice(item, spot, checking)
  const enclosure = childOf(item, 'enclosure')
  if (enclosure !== undefined) checkEnclosure(enclosure, spotOf(enclosure, name), checking)
  const date = childOf(item, 'pubDate')
  return date && checkRfc822(date.text, spotOf(date, name), checking)
}

/** What may be an item's in a channel's scope stands in Atom's words. */
function checkItemLinks(item: XmlElement, name: string, checking: Checking): void {
  if (childOf(item, 'link', ATOM) !== undefined) checkLinks(item, name, true, checking)
}

function checkGuid(guid: XmlElement | undefined, spot: Spot, guids: Seen, checking: Checking): void {
  if (guid === undefined) {
    checking.say('MissingGuid', spot)
    return
  }
  const at = spotOf(guid, spot.name)
  const isPermaLink = attribute(guid, 'isPermaLink') ?? 'true'
  checkElement(guid, at.name, { children: {}, attributes: 'isPermaLink' }, checking)
  if (!checkFilled(guid.text, at, checking)) return
  if (!guids.first(guid.text)) checking.say('DuplicateValue', at, quoted(guid.text))
  if (isPermaLink === 'true' && !/^https?:\/\/[^/]/.test(guid.text))
    checking.say('InvalidHttpGUID', at, quoted(guid.text))
  else if (isPermaLink === 'true') checkAddress(guid.text, at, checking)
  else if (isPermaLink !== 'false') checking.say('InvalidBooleanAttribute', at, quoted(isPermaLink))
  else if (/^\d{1,8}$/.test(guid.text) && !checking.inherited.has(guid.text))
    checking.say('NotSufficientlyUnique', at, quoted(guid.text))
}

function checkTwice(item: XmlElement, spot: Spot, { say }: Checking): void {
  const has = (name: string, ns?: string): boolean => childOf(item, name, ns) !== undefined
  if (has('author') && has('creator', DC)) say('DuplicateItemSemantics', spot, 'author and dc:creator')
  if (has('pubDate') && has('date', DC)) say('DuplicateItemSemantics', spot, 'pubDate and dc:date')
  const content = item.children.findIndex(({ name, ns }) => name === 'encoded' && ns === CONTENT)
  const description = item.children.findIndex(({ name, ns }) => name === 'description' && ns === item.ns)
  if (content >= 0 && (description < 0 || description > content)) say('NeedDescriptionBeforeContent', spot)
}

function checkEnclosure(enclosure: XmlElement, spot: Spot, checking: Checking): void {
  checkElement(enclosure, spot.name, { children: {}, attributes: 'url length type' }, checking)
  const url = checkRequired(enclosure, 'url', spot, checking)
  const length = checkRequired(enclosure, 'length', spot, checking)
  const type = checkRequired(enclosure, 'type', spot, checking)
  if (url !== undefined) checkAddress(url, spot, checking)
  if (length !== undefined) checkWholeNumber(length, spot, checking)
  if (type !== undefined) checkMediaType(type, spot, checking)
}

function checkImage(image: XmlElement, checking: Checking): void {
  checkElement(image, 'image', { children: IMAGE }, checking)
  each({ parent: image, name: 'image' }, ['url', 'link'], checkAddress, checking)
  each({ parent: image, name: 'image' }, ['title'], checkPlainText, checking)
}

function checkOrder(channel: XmlElement, checking: Checking): void {
  const own = channel.children.filter(({ ns }) => ns === channel.ns)
  const first = own.findIndex(({ name }) => name === 'item')
  const late = first < 0 ? undefined : own.slice(first).find(({ name }) => name !== 'item')
  if (late !== undefined) checking.say('MisplacedMetadata', spotOf(late, 'channel'))
}

type Check = (text: string, spot: Spot, checking: Checking) => void

interface Within {
  readonly parent: XmlElement
  /** As messages call it. */
  readonly name: string
  /** Of the children; that of the parent where it is left out. */
  readonly ns?: string
}

function each(
  { parent, name, ns = parent.ns }: Within,
  children: readonly string[],
  check: Check,
  checking: Checking,
): void {
  for (const child of children)
    for (const element of childrenOf(parent, child, ns)) check(element.text, spotOf(element, name), checking)
}

function checkPlainText(text: string, spot: Spot, checking: Checking): void {
  if (checkFilled(text, spot, checking)) checkPlain(text, spot, checking)
}

function checkFilledHtml(text: string, spot: Spot, checking: Checking): void {
  if (checkFilled(text, spot, checking)) checkHtml(text, spot, checking)
}
