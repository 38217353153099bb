/**
 * The keys of notices, made and read here alone. Pure. In: what a notice is about. Out: its key, which is unique in the
 * ledger and never changes; and what a key says its notice is about.
 */
import { endFields, type Occasion } from '../releases/release.js'

/** What a key says. */
export type NoticeKey =
  | { readonly kind: 'announcement' | 'retraction'; readonly post: string }
  | { readonly kind: 'update'; readonly post: string; readonly day: string; readonly count: number }
  | { readonly kind: 'manual'; readonly id: string }
  /** The occasion is absent where somebody wrote the key by hand in another way. */
  | { readonly kind: 'end-of-life'; readonly occasion: Occasion | undefined }

/** `announcement:ID` */
export function announcementKey(post: string | { readonly id: string }): string {
  return `announcement:${typeof post === 'string' ? post : post.id}`
}

/** `update:ID:DAY`, and `#2` onward for a further one of the same day. */
export function updateKey(post: string, day: string, count: number): string {
  return `update:${post}:${day}${numbered(count)}`
}

/** `retraction:ID`, of a told post that vanished. */
export function retractionKey(post: string): string {
  return `retraction:${post}`
}

/** `manual:UUID`, of a told post that is repeated to a list. */
export function manualKey(uuid: string): string {
  return `manual:${uuid}`
}

/** `end-of-life:PRODUCT/CYCLE+CYCLE:FIELD:DATE:STAGE[#n]` */
export function endOfLifeKey({ product, cycles, field, date, stage, count }: Occasion): string {
  return `end-of-life:${product}/${cyclesWord(cycles)}:${field}:${date}:${stage}${numbered(count)}`
}

/** One stands as it is called; among several a `+` of its own is `%2B`. */
export function cyclesWord(cycles: readonly string[]): string {
  const [only = '', ...others] = cycles
  if (others.length === 0) return only
  return cycles.map((cycle) => cycle.replaceAll('%', '%25').replaceAll('+', '%2B')).join('+')
}

/** @returns the word as one where it has no `+`, or where that is a cycle's own name */
function cyclesIn(word: string, isCycle: (cycle: string) => boolean): string[] {
  if (!word.includes('+') || isCycle(word)) return [word]
  return word.split('+').map((cycle) => cycle.replaceAll('%2B', '+').replaceAll('%25', '%'))
}

function numbered(count: number): string {
  return count > 1 ? `#${count}` : ''
}

/** @returns undefined for what is no notice's key */
export function parseNoticeKey(key: string): NoticeKey | undefined {
  const colon = key.indexOf(':')
  const kind = kindInKey(key)
  const rest = key.slice(colon + 1)
  if (colon < 0) return undefined
  if (kind === 'announcement' || kind === 'retraction') return { kind, post: rest }
  if (kind === 'manual') return { kind, id: rest }
  if (kind === 'end-of-life') return { kind, occasion: occasionIn(key) }
  const dated = kind === 'update' ? dayInKey(key) : undefined
  return dated && { kind: 'update', post: rest.slice(0, rest.lastIndexOf(':')), ...dated }
}

/** The word before the first colon: mailings that are no notice have one too, `confirmation:…`. */
export function kindInKey(key: string): string {
  return key.split(':')[0] ?? ''
}

const DAY = /:(?<day>\d{4}-\d\d-\d\d)(?:#(?<count>\d+))?$/

/** The day of an update, and the how manieth of that day it is. @returns undefined where the key names no day */
export function dayInKey(key: string): { readonly day: string; readonly count: number } | undefined {
  const { day, count } = DAY.exec(key)?.groups ?? {}
  return day === undefined ? undefined : { day, count: Number(count ?? 1) }
}

const END_OF_LIFE = new RegExp(
  [
    '^end-of-life:(?<product>[^/]+)/(?<cycle>.+)',
    '(?<field>eoas|eol|eoes)',
    String.raw`(?<date>\d{4}-\d\d-\d\d|none)`,
    String.raw`(?<stage>approaching-\d+d|reached|date-changed)(?:#(?<count>[1-9]\d*))?$`,
  ].join(':'),
)

/**
 * What a key of the releases table's notices tells.
 * @param isCycle whether a name that holds a `+`, `product/cycle`, is that of one cycle
 * @returns undefined for any other key
 */
export function occasionIn(key: string, isCycle: (id: string) => boolean = () => false): Occasion | undefined {
  const { product, cycle, field, date, stage, count } = END_OF_LIFE.exec(key)?.groups ?? {}
  if (product === undefined || cycle === undefined || date === undefined || stage === undefined) return undefined
  const known = endFields.find((one) => one === field)
  const cycles = cyclesIn(cycle, (name) => isCycle(`${product}/${name}`))
  return known && { product, cycles, field: known, date, stage, count: Number(count ?? 1) }
}
