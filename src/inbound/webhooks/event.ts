/**
 * What a provider says of one delivery, in one shape for all of them. Pure. In: a request that was verified, parsed as
 * JSON. Out: events; whatever has another shape says nothing. Never throws.
 */
import { createHash } from 'node:crypto'
import type { BounceClass } from '../bounce-class.js'
import type { Named } from '../parse-inbound.js'

export interface HookEvent extends Named {
  /** By which it is known again; two events may share one. */
  readonly id: string
  /** When it happened, or was signed; milliseconds since the epoch. */
  readonly at: number
  /** leaving: by the provider's own link or form; it lets no more mail through to them. */
  readonly is: 'bounce' | 'complaint' | 'leaving'
  readonly class: BounceClass
  /** RFC 3463; '' where none is given. */
  readonly status: string
  /** On one line. */
  readonly words: string
  /** Whom it was for, as the provider writes it. */
  readonly address: string
  /** Of the message, as the provider writes it; '' where it does not say. */
  readonly messageId: string
}

export interface HookRequest {
  /** As it came: signatures are of octets. */
  readonly body: Uint8Array
  /** '' where there is none. */
  header(name: string): string
  /** What stands behind the provider's name in the address, or is the password of RFC 7617. */
  readonly secret: string
}

/** A provider's way, a row of the table in `providers.ts`. */
export interface Provider {
  /** Does it come from the provider? @param key as `inbound.webhooks` has it; never '' */
  isFrom(request: HookRequest, json: unknown, key: string): boolean
  /** @param request verified */
  eventsIn(json: unknown, request: HookRequest): HookEvent[]
}

const LONGEST = 300

/** What stands at a path of keys of an object, its own alone. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? (inside as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}

/** A text or number there, on one line; '' where it is neither. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = fieldAt(value, ...path)
  if (typeof found !== 'string' && typeof found !== 'number') return ''
  return String(found)
    .slice(0, 4 * LONGEST)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = fieldAt(value, ...path)
  return Array.isArray(found) ? found : []
}

/** An event alone, or several in a list. */
export function eachOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [json]
}

/** Seconds since the epoch, with or without a fraction. @returns milliseconds; 0 where it is no instant */
export function secondsAt(value: unknown, ...path: readonly string[]): number {
  const seconds = Number(textAt(value, ...path) || Number.NaN)
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0
}

/** ISO 8601. @returns milliseconds; 0 where it is no instant */
export function instantAt(value: unknown, ...path: readonly string[]): number {
  const at = Date.parse(textAt(value, ...path))
  return Number.isNaN(at) ? 0 : at
}

/** For events that their provider does not number. */
export function eventDigest(event: unknown): string {
  return createHash('sha256').update(JSON.stringify(event)).digest('hex')
}

/** What is common to most: no more is known of it than whom it was for. */
export const BARE = { returnPaths: [], tokens: [], class: 'soft', status: '', words: '', messageId: '' } as const
