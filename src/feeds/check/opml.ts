/** Checks a list of feeds by OPML 2.0. Pure. In: its root. Out: findings. */

import { type Checking, checkAddress, checkFilled, checkPlain, checkRfc822, quoted, Seen } from './parts.js'
import { attribute, childOf, childrenOf, type XmlElement } from './strict-xml.js'
import { checkElement, checkRequired, spotOf } from './xml.js'

const HEAD = Object.fromEntries(
  [
    'title dateCreated dateModified ownerName ownerEmail ownerId docs expansionState vertScrollState windowTop',
    'windowLeft windowBottom windowRight',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, '?'] as const),
)
const OUTLINE =
  'text type isComment isBreakpoint created category description htmlUrl language title version xmlUrl url'

export function checkOpml(opml: XmlElement, checking: Checking): void {
  const version = attribute(opml, 'version')
  if (version !== '2.0') checking.say('InvalidOPMLVersion', spotOf(opml), quoted(version ?? ''))
  checkElement(opml, 'opml', { children: { head: '1', body: '1' }, attributes: 'version' }, checking)
  const [head, body] = [childOf(opml, 'head'), childOf(opml, 'body')]
  if (head !== undefined) checkHead(head, checking)
  if (body === undefined) return
  checkElement(body, 'body', { children: { outline: '*' } }, checking)
  if (childOf(body, 'outline') === undefined) checking.say('MissingElement', spotOf(body), 'outline')
  const feeds = new Seen()
  for (const outline of childrenOf(body, 'outline')) checkOutline(outline, feeds, checking)
}

function checkHead(head: XmlElement, checking: Checking): void {
  checkElement(head, 'head', { children: HEAD }, checking)
  const title = childOf(head, 'title')
  if (title !== undefined && checkFilled(title.text, spotOf(title, 'head'), checking))
    checkPlain(title.text, spotOf(title, 'head'), checking)
  for (const name of ['dateCreated', 'dateModified']) {
    const date = childOf(head, name)
    if (date !== undefined) checkRfc822(date.text, spotOf(date, 'head'), checking)
  }
}

function checkOutline(outline: XmlElement, feeds: Seen, checking: Checking): void {
  const spot = { name: `outline ${quoted(attribute(outline, 'text') ?? '')}`, line: outline.line }
  checkElement(outline, spot.name, { children: { outline: '*' }, attributes: OUTLINE }, checking)
  const text = checkRequired(outline, 'text', spot, checking)
  if (text !== undefined) checkPlain(text, spot, checking)
  for (const name of ['xmlUrl', 'htmlUrl', 'url']) {
    const address = attribute(outline, name)
    if (address !== undefined) checkAddress(address, spot, checking)
  }
  const [type, xmlUrl] = [attribute(outline, 'type'), attribute(outline, 'xmlUrl')]
  if (type === undefined && (xmlUrl ?? attribute(outline, 'htmlUrl')) !== undefined)
    checking.say('MissingOutlineType', spot)
  if (type?.toLowerCase() === 'rss') checkFeedOutline(outline, feeds, spot, checking)
  for (const inner of childrenOf(outline, 'outline')) checkOutline(inner, feeds, checking)
}

function checkFeedOutline(
  outline: XmlElement,
  feeds: Seen,
  spot: { readonly name: string; readonly line: number },
  { say }: Checking,
): void {
  const xmlUrl = attribute(outline, 'xmlUrl')
  if (xmlUrl === undefined) say('MissingXmlURL', spot)
  else if (!feeds.first(xmlUrl)) say('DuplicateValue', spot, quoted(xmlUrl))
  if (attribute(outline, 'title') === undefined) say('MissingTitleAttr', spot)
}
