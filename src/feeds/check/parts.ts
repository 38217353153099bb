/**
 * What the validators of all formats share: how a fault is said, and the checks of single values. Pure. In: a value and
 * its place in the document. Out: findings.
 */

import type { HtmlValidator } from './html.js'
import type { RuleId } from './rules.js'
import {
  addressFault,
  hasMailAddress,
  holdsHtml,
  isCanonical,
  isLanguage,
  isMediaType,
  rfc822,
  rfc3339,
  uriFault,
} from './values.js'

export interface FeedFinding {
  readonly rule: RuleId
  /** What broke it. */
  readonly message: string
  /** From 1; absent where the format has no lines of its own. */
  readonly line?: number
}

/** Where in a document: as words, and as a line where there is one. */
export interface Spot {
  readonly name: string
  readonly line?: number
}

export interface Checking {
  /** The address at which the document is published. */
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly html: HtmlValidator
  /** Ids that entries had in other feeds before: they are what they are. */
  readonly inherited: ReadonlySet<string>
  readonly say: (rule: RuleId, spot: Spot, message?: string) => void
}

/** Long enough to know it again. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)
}

export function checkFilled(text: string, spot: Spot, { say }: Checking): boolean {
  if (text.trim() !== '') return true
  say('NotBlank', spot)
  return false
}

/** Plain text. */
export function checkPlain(text: string, spot: Spot, { say }: Checking, rule: RuleId = 'ContainsHTML'): void {
  if (holdsHtml(text)) say(rule, spot, quoted(text))
}

export function checkHtml(html: string, spot: Spot, { html: validator, say }: Checking): void {
  for (const { rule, message } of validator.findings(html)) say(rule, spot, message)
}

/** A URI of any scheme that names something. */
export function checkId(text: string, spot: Spot, checking: Checking): void {
  if (checking.inherited.has(text)) return
  if (text !== text.trim()) checking.say('UnexpectedWhitespace', spot, quoted(text))
  else if (checkFilled(text, spot, checking)) {
    const fault = uriFault(text)
    if (fault !== undefined) checking.say(fault, spot, quoted(text))
    else if (!isCanonical(text)) checking.say('NonCanonicalURI', spot, quoted(text))
  }
}

/** An address to fetch or open. */
export function checkAddress(text: string, spot: Spot, checking: Checking): void {
  if (!checkFilled(text, spot, checking)) return
  const fault = addressFault(text)
  if (fault !== undefined) checking.say(fault, spot, quoted(text))
}

/** @returns milliseconds since the epoch, where it is a date */
export function checkRfc3339(text: string, spot: Spot, checking: Checking): number | undefined {
  if (text !== text.trim()) {
    checking.say('UnexpectedWhitespace', spot, quoted(text))
    return undefined
  }
  const at = rfc3339(text)
  if (at === undefined) checking.say('InvalidRFC3339Date', spot, quoted(text))
  return plausible(at, text, spot, checking)
}

/** @returns milliseconds since the epoch, where it is a date */
export function checkRfc822(text: string, spot: Spot, checking: Checking): number | undefined {
  const { at, fault } = rfc822(text)
  if (fault !== undefined) checking.say(fault, spot, quoted(text))
  return plausible(at, text, spot, checking)
}

const OLDEST = Date.UTC(1990, 0, 1)
/** Clocks differ. */
const AHEAD_MS = 10 * 60_000

function plausible(at: number | undefined, text: string, spot: Spot, { now, say }: Checking): number | undefined {
  if (at !== undefined && (at < OLDEST || at > now + AHEAD_MS)) say('ImplausibleDate', spot, quoted(text))
  return at
}

export function checkLanguage(text: string, spot: Spot, { say }: Checking): void {
  if (!isLanguage(text)) say('InvalidLanguage', spot, quoted(text))
}

export function checkMediaType(text: string, spot: Spot, { say }: Checking): void {
  if (!isMediaType(text)) say('InvalidMIMEType', spot, quoted(text))
}

export function checkMailAddress(text: string, spot: Spot, { say }: Checking): void {
  if (!hasMailAddress(text)) say('InvalidContact', spot, quoted(text))
}

export function checkWholeNumber(text: string, spot: Spot, { say }: Checking): void {
  if (!/^\d+$/.test(text)) say('InvalidIntegerAttribute', spot, quoted(text))
}

/** Reports what occurs a second time. */
export class Seen {
  readonly #values = new Set<unknown>()

  /** @returns whether it is the first */
  first(value: unknown): boolean {
    if (this.#values.has(value)) return false
    this.#values.add(value)
    return true
  }

  has(value: unknown): boolean {
    return this.#values.has(value)
  }
}
