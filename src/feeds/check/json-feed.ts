/** Checks a JSON Feed by jsonfeed.org/version/1.1. Pure. In: the parsed JSON. Out: findings. */
import {
  type Checking,
  checkAddress,
  checkFilled,
  checkHtml,
  checkLanguage,
  checkMediaType,
  checkPlain,
  checkRfc3339,
  quoted,
  Seen,
  type Spot,
} from './parts.js'

type Json = Readonly<Record<string, unknown>>
type Kind = 'text' | 'plain' | 'html' | 'address' | 'list' | 'truth' | 'number' | 'date' | 'language' | 'type' | 'old'

interface Shape {
  readonly known: Readonly<Record<string, Kind>>
  readonly required: readonly string[]
}

const FEED: Shape = {
  required: ['version', 'title', 'items'],
  known: {
    version: 'text',
    title: 'plain',
    home_page_url: 'address',
    feed_url: 'address',
    description: 'plain',
    user_comment: 'plain',
    next_url: 'address',
    icon: 'address',
    favicon: 'address',
    authors: 'list',
    language: 'language',
    expired: 'truth',
    hubs: 'list',
    items: 'list',
    author: 'old',
  },
}
const ITEM: Shape = {
  required: ['id'],
  known: {
    id: 'text',
    url: 'address',
    external_url: 'address',
    title: 'plain',
    content_html: 'html',
    content_text: 'text',
    summary: 'plain',
    image: 'address',
    banner_image: 'address',
    date_published: 'date',
    date_modified: 'date',
    authors: 'list',
    tags: 'list',
    language: 'language',
    attachments: 'list',
    author: 'old',
  },
}
const AUTHOR: Shape = { required: [], known: { name: 'plain', url: 'address', avatar: 'address' } }
const HUB: Shape = { required: ['type', 'url'], known: { type: 'text', url: 'address' } }
const ATTACHMENT: Shape = {
  required: ['url', 'mime_type'],
  known: {
    url: 'address',
    mime_type: 'type',
    title: 'plain',
    size_in_bytes: 'number',
    duration_in_seconds: 'number',
  },
}

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether it means to be one. */
export function looksLikeJsonFeed(value: unknown): value is Json {
  return isJsonObject(value) && ('items' in value || /jsonfeed/.test(String(value.version)))
}

export function checkJsonFeed(feed: Json, checking: Checking): void {
  const spot = { name: 'feed' }
  checkObject(feed, 'feed', FEED, checking)
  if (typeof feed.version === 'string' && feed.version !== 'https://jsonfeed.org/version/1.1')
    checking.say('InvalidJsonVersion', spot, quoted(feed.version))
  if (feed.feed_url === undefined) checking.say('MissingAtomSelfLink', spot)
  else if (typeof feed.feed_url === 'string' && feed.feed_url !== checking.url)
    checking.say('SelfDoesntMatchLocation', spot, `${quoted(feed.feed_url)}, published as ${checking.url}`)
  if (feed.next_url !== undefined && feed.next_url === feed.feed_url) checking.say('PageLinksToItself', spot)
  checkAuthors(feed, 'feed', checking)
  checkHubs(feed, checking)
  const ids = new Seen()
  for (const [index, item] of listIn(feed, 'items').entries()) {
    if (isJsonObject(item)) checkItem(item, ids, checking)
    else checking.say('InvalidJsonValue', { name: `items[${index}]` }, 'an object')
  }
}

function checkItem(item: Json, ids: Seen, checking: Checking): void {
  const name = `item ${typeof item.id === 'string' ? item.id : 'without id'}`
  const spot = { name }
  checkObject(item, name, ITEM, checking)
  if (!ids.first(item.id)) checking.say('DuplicateValue', spot, 'id')
  if (item.content_html === undefined && item.content_text === undefined)
    checking.say('ItemMustContainTitleOrDescription', spot)
  checkAuthors(item, name, checking)
  for (const tag of listIn(item, 'tags')) checkValue(tag, 'plain', { name: `${name}/tags` }, checking)
  for (const attachment of listIn(item, 'attachments'))
    if (isJsonObject(attachment)) checkObject(attachment, `${name}/attachments`, ATTACHMENT, checking)
    else checking.say('InvalidJsonValue', { name: `${name}/attachments` }, 'an object')
  checkDates(item, spot, checking)
}

function checkDates({ date_published, date_modified }: Json, spot: Spot, { say }: Checking): void {
  const [published, modified] = [Date.parse(String(date_published)), Date.parse(String(date_modified))]
  if (modified < published) say('PublishedAfterUpdated', spot)
}

function checkAuthors(of: Json, name: string, checking: Checking): void {
  for (const author of listIn(of, 'authors')) {
    const spot = { name: `${name}/authors` }
    if (!isJsonObject(author)) checking.say('InvalidJsonValue', spot, 'an object')
    else {
      checkObject(author, spot.name, AUTHOR, checking)
      if (!['name', 'url', 'avatar'].some((key) => key in author)) checking.say('MissingElement', spot, 'name')
    }
  }
}

function checkHubs(feed: Json, checking: Checking): void {
  const seen = new Seen()
  for (const hub of listIn(feed, 'hubs')) {
    if (!isJsonObject(hub)) checking.say('InvalidJsonValue', { name: 'hubs' }, 'an object')
    else {
      checkObject(hub, 'hubs', HUB, checking)
      if (!seen.first(hub.url)) checking.say('DuplicateHub', { name: 'hubs' }, quoted(String(hub.url)))
    }
  }
}

/** Keys of one's own begin with an underscore. */
function checkObject(object: Json, name: string, { known, required }: Shape, checking: Checking): void {
  for (const key of required) if (!(key in object)) checking.say('MissingElement', { name }, key)
  for (const [key, value] of Object.entries(object)) {
    const kind = Object.hasOwn(known, key) ? known[key] : undefined
    if (kind !== undefined) checkValue(value, kind, { name: `${name}/${key}` }, checking)
    else if (!key.startsWith('_')) checking.say('UndefinedElement', { name: `${name}/${key}` })
  }
}

const TYPES: Readonly<Partial<Record<Kind, string>>> = { list: 'object', truth: 'boolean', number: 'number' }

function checkValue(value: unknown, kind: Kind, spot: Spot, checking: Checking): void {
  if (kind === 'old') checking.say('DeprecatedKey', spot)
  else if (typeof value !== (TYPES[kind] ?? 'string') || (kind === 'list' && !Array.isArray(value)))
    checking.say('InvalidJsonValue', spot, kind === 'list' ? 'a list' : (TYPES[kind] ?? 'a text'))
  else if (kind === 'number' && !(Number(value) >= 0)) checking.say('InvalidIntegerAttribute', spot, String(value))
  else if (typeof value === 'string') checkText(value, kind, spot, checking)
}

function checkText(text: string, kind: Kind, spot: Spot, checking: Checking): void {
  if (kind === 'address') checkAddress(text, spot, checking)
  else if (kind === 'date') checkRfc3339(text, spot, checking)
  else if (kind === 'language') checkLanguage(text, spot, checking)
  else if (checkFilled(text, spot, checking)) {
    if (kind === 'plain') checkPlain(text, spot, checking)
    else if (kind === 'html') checkHtml(text, spot, checking)
    else if (kind === 'type') checkMediaType(text, spot, checking)
  }
}

function listIn(object: Json, key: string): readonly unknown[] {
  const value = object[key]
  return Array.isArray(value) ? value : []
}
