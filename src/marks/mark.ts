/**
 * What a machine remembers of the ledger, beside it. Pure. In: the text of `ledger.mark`. Out: its facts, and back; the
 * worst that it may have become.
 */
import { jsonIn } from '../base/json.js'

export interface Mark {
  /** Id of the ledger. */
  readonly ledger: string
  readonly epoch: number
  readonly restores: number
  /** Of the machine's row. */
  readonly sequence: number
  /** Highest numbers that were given to people and mailings. */
  readonly person: number
  readonly mailing: number
}

/** What the folder of marks holds. */
export type FoundMark =
  | { readonly state: 'whole'; readonly mark: Mark }
  /** Nothing was ever marked here. */
  | { readonly state: 'none' }
  /** There was a mark, and nobody knows what it said. */
  | { readonly state: 'unreadable' }
  /** The folder is a copy of another machine's, or of this one's at another time. */
  | { readonly state: 'copied'; readonly mark: Mark | undefined }

const NUMBERS = ['epoch', 'restores', 'sequence', 'person', 'mailing'] as const

/** @param place of the folder, so that a copy of it is known as one */
export function formatMark(mark: Mark, place: string): string {
  return `${JSON.stringify({ ...mark, place })}\n`
}

/** @returns undefined where it is not whole */
export function parseMark(text: string): { readonly mark: Mark; readonly place: string } | undefined {
  const value = jsonIn(text)
  if (typeof value !== 'object' || value === null) return undefined
  const facts: Record<string, unknown> = { ...value }
  const { ledger, place } = facts
  if (typeof ledger !== 'string' || ledger === '' || typeof place !== 'string') return undefined
  const [epoch, restores, sequence, person, mailing] = NUMBERS.map((name) => countIn(facts[name]))
  if (epoch === undefined || restores === undefined || sequence === undefined) return undefined
  if (person === undefined || mailing === undefined) return undefined
  return { mark: { ledger, epoch, restores, sequence, person, mailing }, place }
}

function countIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/**
 * Places are words, any of which may change by itself (a volume that is mounted again, rights that are set again): one
 * that is the same will do.
 */
export function isSamePlace(a: string, b: string): boolean {
  const words = new Set(a.split(' ').filter((word) => word !== ''))
  return b.split(' ').some((word) => words.has(word))
}
