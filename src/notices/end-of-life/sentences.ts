/**
 * Which sentences are said of the end of a cycle, and what stands in each. Pure types and names; the words are in
 * emails/words, below endOfLife, and texts.ts says them.
 */

import type { kindNames } from '../../words/end-of-life-keys.js'
import type { countNames } from '../../words/words.js'

const title = {
  ends: ['name', 'date'],
  endsNew: ['name', 'date'],
  endsLater: ['name', 'date'],
  endsEarlier: ['name', 'date'],
  ended: ['name', 'date'],
  endedLater: ['name', 'date'],
  endedEarlier: ['name', 'date'],
  hasEnded: ['name'],
  hasEndedEarlier: ['name'],
  noDate: ['name'],
  again: ['name'],
  againUntil: ['name', 'date'],
} as const

const what = {
  ends: ['name', 'date'],
  longer: ['name', 'date'],
  ended: ['name', 'date'],
  endedToday: ['name', 'date'],
  hasEnded: ['name'],
  noDate: ['name'],
  hadEnded: ['name'],
  hadEndedOn: ['name', 'date'],
  goesOn: [],
  goesOnUntil: ['date'],
} as const

/** Below each key what must stand in its sentence. `days` is a number and has plurals. */
export const sentences = {
  named: ['name', 'codename'],
  names: { more: ['more'], oneOf: ['name'] },
  kind: {
    support: { eoas: [], eoes: [] },
    within: { eoas: [], eoes: [] },
    gets: { eoas: [], eol: [] },
    named: ['words'],
  },
  title: { left: ['days', 'title'], eoas: title, eol: title, eoes: title },
  act: { now: ['name'], before: ['name', 'date'], longer: ['name', 'date'], nothing: [] },
  what: { eoas: what, eol: what, eoes: what },
  meaning: {
    eoas: { goesOn: [], ends: [], endsUntil: ['date'], ended: [], endedUntil: ['date'], endOfLife: [] },
    eol: {
      goesOn: [],
      ends: [],
      endsExtended: ['date'],
      endsOpen: [],
      ended: [],
      endedExtended: ['date'],
      endedOpen: [],
    },
    eoes: { goesOn: [], ends: [], ended: [] },
  },
  told: {
    noDate: [],
    withdrawn: ['date'],
    back: ['date'],
    backFirst: [],
    was: ['date'],
    later: ['date', 'days'],
    laterMonths: ['date', 'months'],
    laterYears: ['date', 'years'],
    earlier: ['date', 'days'],
    earlierMonths: ['date', 'months'],
    earlierYears: ['date', 'years'],
  },
  left: { tomorrow: ['today'], days: ['today', 'days'], months: ['today', 'months'], years: ['today', 'years'] },
  next: ['date'],
  toDo: { upgrade: ['successor'], move: [], none: [], more: ['successor'], wait: [], how: [] },
  successor: {
    due: ['successor', 'date'],
    ends: ['successor', 'date'],
    extended: ['successor'],
    extendedUntil: ['successor', 'date'],
  },
  other: { eoas: ['date'], eol: ['date'], eoes: ['date'] },
} as const

type Names = readonly string[]

type KeysOf<Tree, Before extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends Names ? `${Before}${Key}` : KeysOf<Tree[Key], `${Before}${Key}.`>
}[keyof Tree & string]

type NamesOf<Tree, Key extends string> = Key extends `${infer First}.${infer Rest}`
  ? First extends keyof Tree
    ? NamesOf<Tree[First], Rest>
    : never
  : Key extends keyof Tree
    ? Tree[Key] extends Names
      ? Tree[Key][number]
      : never
    : never

/** Such as `title.eol.ends`. */
export type SentenceKey = KeysOf<typeof sentences>

/** What a sentence is filled with. */
export type ValuesOf<Key extends SentenceKey> = {
  readonly [Name in NamesOf<typeof sentences, Key>]: Name extends (typeof countNames)[number] ? number : string
}

/** `support` begins a sentence, `within` stands in one; `gets` and `rest` are what there is until then and after. */
export type Kind = Readonly<Record<(typeof kindNames)[number], string>>

/** These are plain text, all others Markdown. */
export function isPlain(key: SentenceKey): boolean {
  return key === 'named' || key.startsWith('names.') || key.startsWith('title.') || key.startsWith('kind.')
}

/** Every key, in the order of the file. */
export const sentenceKeys: readonly SentenceKey[] = keysOf(sentences)

function keysOf(tree: object, before = ''): SentenceKey[] {
  return Object.entries(tree).flatMap(([key, below]: [string, object]) =>
    Array.isArray(below) ? [`${before}${key}` as SentenceKey] : keysOf(below, `${before}${key}.`),
  )
}
