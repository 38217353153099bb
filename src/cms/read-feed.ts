/**
 * Reads a feed of another program. Door: disk, network. In: a file or an http address, what is known of it from the
 * last time. Out: its bytes, or that they are the same. Redirects are followed as read-same-host.ts does.
 */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { BelfryError, messageOf } from '../base/errors.js'
import type { Asking, WebReply } from '../hubs/open-answer.js'
import { feedText } from './feed-text.js'
import { MOST_REDIRECTS, readSameHost } from './read-same-host.js'
import { cmsTexts } from './texts.js'

const MOST_BYTES = 20_000_000
const LONGEST_MS = 30_000

/** What a server gave with the bytes, to be sent back with the next question (RFC 9110 §13.1). */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

export interface FeedRead {
  readonly text: string
  readonly validators: Validators
}

/** @throws BelfryError FEED_UNREADABLE, FEED_MOVED */
export async function readFeed(place: string): Promise<string> {
  const read = await readChangedFeed(place, {})
  return read === 'unchanged' ? '' : read.text
}

/**
 * @param known of the last time; without any the answer is never `unchanged`
 * @throws BelfryError FEED_UNREADABLE, FEED_MOVED
 */
export async function readChangedFeed(
  place: string,
  known: Validators,
  asking: Asking = {},
): Promise<FeedRead | 'unchanged'> {
  try {
    if (!isAddress(place)) return { text: decoded(place, fromFile(place)), validators: {} }
    const answer = await fetched(new URL(place), known, asking)
    if (answer.status === 304) return 'unchanged'
    const { etag, 'last-modified': lastModified, 'content-type': type = '' } = answer.headers
    const charset = /;\s*charset\s*=\s*"?([\w-]{1,40})/i.exec(type)?.[1]
    const validators = { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
    return { text: decoded(place, answer.bytes, charset), validators }
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('FEED_UNREADABLE', cmsTexts.readFeed.cannotRead(place, messageOf(cause)), { cause })
  }
}

/** A file that begins as feeds do, or an address: no repository is either. */
export function isFeed(place: string): boolean {
  if (isAddress(place)) return true
  if (statSync(place, { throwIfNoEntry: false })?.isFile() !== true) return false
  const handle = openSync(place, 'r')
  try {
    const head = Buffer.alloc(64)
    return /^(?:\xEF\xBB\xBF)?\s*[<{]/.test(head.toString('latin1', 0, readSync(handle, head)))
  } finally {
    closeSync(handle)
  }
}

export function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place)
}

function decoded(place: string, bytes: Uint8Array, charset?: string): string {
  const read = feedText(bytes, charset)
  if ('fault' in read) throw new BelfryError('FEED_UNREADABLE', `${place}: ${read.fault}.`)
  return read.text
}

function fromFile(file: string): Uint8Array {
  const handle = openSync(file, 'r')
  try {
    const stat = fstatSync(handle)
    if (!stat.isFile()) throw new BelfryError('FEED_UNREADABLE', cmsTexts.readFeed.noFile(file))
    if (stat.size > MOST_BYTES) throw tooLarge(file)
    return readFileSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** @throws BelfryError FEED_UNREADABLE, FEED_MOVED */
async function fetched(first: URL, known: Validators, asking: Asking): Promise<WebReply> {
  const found = await readSameHost(first, {
    timeoutMs: LONGEST_MS,
    ...asking,
    headers: {
      Accept: 'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5',
      ...(known.etag !== undefined && { 'If-None-Match': known.etag }),
      ...(known.lastModified !== undefined && { 'If-Modified-Since': known.lastModified }),
    },
    mostBytes: MOST_BYTES + 1,
  })
  if ('endless' in found)
    throw new BelfryError('FEED_UNREADABLE', cmsTexts.readFeed.redirectsMoreThanTimes(first.href, MOST_REDIRECTS))
  if ('elsewhere' in found) {
    const where = found.elsewhere.slice(0, 200)
    throw new BelfryError('FEED_MOVED', cmsTexts.readFeed.leadsWhichNotFollowed(first.href, where))
  }
  const { status, headers, bytes } = found.answer
  if (status === 304 && Object.keys(known).length > 0) return found.answer
  if (status !== 200) throw new BelfryError('FEED_UNREADABLE', cmsTexts.readFeed.answersWith(first.href, status))
  if (bytes.byteLength > MOST_BYTES) throw tooLarge(first.href)
  const packed = headers['content-encoding'] ?? 'identity'
  if (packed === 'identity') return found.answer
  throw new BelfryError('FEED_UNREADABLE', cmsTexts.readFeed.answersPackedWhichNobody(first.href, packed))
}

function tooLarge(place: string): BelfryError {
  return new BelfryError('FEED_UNREADABLE', cmsTexts.readFeed.largerThanMb(place))
}
