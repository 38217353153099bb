/**
 * A published file and how it is answered. Pure. In: the file, a request's header fields. Out: which representation,
 * and whether the client has it (RFC 9110 §8.8.3, §12.5.3, §13).
 */
import type { Encoding } from '../../files/packed.js'
import { isForPrograms, maxAge, shownType } from './media-types.js'

/** What one choice of encoding sends. */
export interface Representation {
  /** Strong: an encoding has other bytes and so another tag. */
  readonly etag: string
  readonly bytes: Buffer<ArrayBuffer>
  readonly encoding?: Encoding
}

export interface PublishedFile {
  readonly path: string
  readonly type: string
  /** To the second, as Last-Modified has it. */
  readonly modifiedAt: number
  /** As Last-Modified. */
  readonly modified: string
  readonly plain: Representation
  /** Absent where compressing gains nothing. */
  readonly packed?: Readonly<Record<Encoding, Representation>>
}

export type RequestFields = Readonly<Record<string, string | readonly string[] | undefined>>
export type HeaderFields = readonly (readonly [string, string])[]

export function representationFor(
  { plain, packed }: PublishedFile,
  acceptEncoding: string | undefined,
): Representation {
  if (packed === undefined || acceptEncoding === undefined) return plain
  const encoding = bestEncoding(acceptEncoding)
  return encoding === undefined ? plain : packed[encoding]
}

/** Programs send the same few values again and again. */
const KNOWN = new Map<string, Encoding | undefined>()
const KNOWN_MOST = 256

/** The encoding with the highest weight, brotli before gzip before none where they are equal (RFC 9110 §12.5.3). */
export function bestEncoding(acceptEncoding: string): Encoding | undefined {
  const known = KNOWN.get(acceptEncoding)
  if (known !== undefined || KNOWN.has(acceptEncoding)) return known
  const best = weigh(acceptEncoding)
  if (acceptEncoding.length < 200 && KNOWN.size < KNOWN_MOST) KNOWN.set(acceptEncoding, best)
  return best
}

function weigh(acceptEncoding: string): Encoding | undefined {
  const weights = new Map<string, number>()
  for (const part of acceptEncoding.split(',')) {
    const match = /^\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(part)
    if (match?.[1] !== undefined) weights.set(match[1].toLowerCase(), Number(match[2] ?? 1))
  }
  const any = weights.get('*') ?? 0
  const br = weights.get('br') ?? any
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? any
  // Not named means acceptable, but nobody who names an encoding wants the plain bytes before it.
  const plain = weights.get('identity') ?? 0
  if (br > 0 && br >= gzip && br >= plain) return 'br'
  return gzip > 0 && gzip >= plain ? 'gzip' : undefined
}

/**
 * An entity tag counts before a date (RFC 9110 §13.2.2); tags are compared weakly, because proxies weaken them
 * (§8.8.3.2).
 */
export function isUnchanged(file: PublishedFile, { etag }: Representation, fields: RequestFields): boolean {
  const tags = fields['if-none-match']
  if (typeof tags === 'string')
    return tags === etag || tags.trim() === '*' || tags.split(',').some((tag) => opaque(tag) === etag)
  const since = fields['if-modified-since']
  if (typeof since !== 'string') return false
  return since === file.modified || Date.parse(since) >= file.modifiedAt
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}

/**
 * Who opens an address in a browser: text/html comes first and no feed is named. Readers name feeds, or take whatever
 * comes.
 */
export function isBrowser(accept: string | undefined): boolean {
  return accept?.startsWith('text/html') === true && !/\b(?:atom|rss|feed)\+/.test(accept)
}

/**
 * Header fields of the answer, without those that every answer has. A 304 says nothing of a body (RFC 9110 §15.4.5).
 * @param shown to somebody in a browser: the same bytes, and so the same tag (§8.8.1), under a type that it shows
 */
export function fieldsOf(
  file: PublishedFile,
  representation: Representation,
  status: 200 | 304,
  shown = false,
): HeaderFields {
  const { type, modified, packed } = file
  const vary = [packed === undefined ? [] : 'Accept-Encoding', shownType(type) === type ? [] : 'Accept']
    .flat()
    .join(', ')
  const always: HeaderFields = [
    ['ETag', representation.etag],
    ['Last-Modified', modified],
    ['Cache-Control', `public, max-age=${maxAge(type)}`],
    ...(vary === '' ? [] : ([['Vary', vary]] as const)),
    ...(isForPrograms(type) ? ([['Access-Control-Allow-Origin', '*']] as const) : []),
  ]
  if (status === 304) return always
  const { encoding, bytes } = representation
  return [
    ['Content-Type', shown ? shownType(type) : type],
    ['Content-Length', String(bytes.length)],
    ...(encoding === undefined ? [] : ([['Content-Encoding', encoding]] as const)),
    ...always,
  ]
}
