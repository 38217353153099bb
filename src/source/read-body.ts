/**
 * Bodies of posts, read again where somebody asks for one: they are most of a post, and few are asked for. Door: disk.
 * In: the file, and what was known of the post. Out: its body, or an announcement that reads it. The file must be what
 * it was.
 */
import { hash } from 'node:crypto'
import { relative } from 'node:path'
import { BelfryError, systemCode } from '../base/errors.js'
import type { TextPlace } from '../base/facts.js'
import { NewestCache } from '../base/newest-cache.js'
import type { Announcement } from '../posts/announcement.js'
import { bodyOf } from '../posts/as-markdown.js'
import { placeOfBody, rememberPlace } from '../posts/post-content.js'
import { readPostBytes } from './read-post-bytes.js'
import { sourceTexts } from './texts.js'

/** @throws BelfryError POST_UNREADABLE where the file is not what it was, or gone */
export function readBody(place: TextPlace): string {
  const bytes = bytesOf(place.file)
  const isSame = bytes !== undefined && hash('sha256', bytes) === place.digest
  const body = isSame ? bodyOf(place, bytes) : undefined
  if (body !== undefined) return body
  const fix = sourceTexts.readPosts.nothingLostRunCommand()
  throw new BelfryError('POST_UNREADABLE', sourceTexts.readPosts.changedWhileBeingRead(asTyped(place.file)), { fix })
}

/** Undefined where it is gone, or larger than any post. */
function bytesOf(file: string): Uint8Array | undefined {
  try {
    const bytes = readPostBytes(file)
    return typeof bytes === 'number' ? undefined : bytes
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}

/** Characters: the bodies of a folder of a thousand posts, so that those are read once. */
const bodies = new NewestCache<TextPlace, string>({ most: 4_000_000, weigh: (body) => body.length })

/** @param body where it is known already */
export function withBodyIn(known: Omit<Announcement, 'body'>, file: string, body?: string): Announcement {
  const { path, digest, headed, bodyLength } = known
  const place = { file, path, digest, ...(headed && { headed }), ...(bodyLength !== undefined && { bodyLength }) }
  if (body !== undefined) bodies.set(place, body)
  const announcement = Object.defineProperty({ ...known }, 'body', BODY) as Announcement
  rememberPlace(announcement, place)
  return announcement
}

/** One for all: with a function of its own each announcement would have a shape of its own. */
const BODY: PropertyDescriptor & ThisType<Announcement> = {
  get() {
    const place = placeOfBody(this)
    if (place === undefined) throw new TypeError('the body of an announcement is asked of another one')
    return bodies.getOrMake(place, () => readBody(place))
  },
  enumerable: true,
  configurable: true,
}

/** A path as a user would type it: below the working folder relative to it. */
export function asTyped(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') ? path : below
}
