/**
 * Days as people write them in a language, in the order of the platform's calendar: `29. November 2026`, `29 de
 * noviembre de 2026`, with the month's name or its abbreviation. Pure. In: a language tag, and other names that months
 * have there. Out: what finds and reads them. What English has is in written-day.ts.
 */
import { localeFor } from './locale.js'
import { isoDay } from './written-day.js'

export interface LocalDays {
  /** For building larger expressions, case-insensitive; has no groups. Empty for English. */
  readonly pattern: string
  /** @param text what `pattern` matched. @returns YYYY-MM-DD, or undefined for a day that no calendar has */
  read(text: string): string | undefined
  /** A text in which all such days stand as YYYY-MM-DD. */
  inPlain(text: string): string
}

/** Dates that differ in the month's name alone. */
interface Shape {
  readonly before: string
  readonly after: string
  /** Lower case, without a full stop → 1 to 12. */
  readonly months: Map<string, number>
}

const known = new Map<string, LocalDays>()

/** Of each month, from January to December, further names: `Jänner`. */
export type MonthNames = readonly (readonly string[])[]

export function localDays(language: string, names: MonthNames = []): LocalDays {
  const key = `${language} ${JSON.stringify(names)}`
  const found = known.get(key) ?? (/^en(?:-|$)/i.test(language) ? NONE : daysOf(language, names))
  known.set(key, found)
  return found
}

const NONE: LocalDays = { pattern: '', read: () => undefined, inPlain: (text) => text }
const GAP = '[ \\t\\u00a0]+'
const DAY = '\\d{1,2}(?:er|[ºª])?'

function daysOf(language: string, names: MonthNames): LocalDays {
  const shapes = withNames(shapesOf(language), names)
  const patterns = shapes.map(({ before, after, months }) => before + oneOf([...months.keys()]) + after)
  const readers = shapes.map(({ before, after, months }) => {
    const parts = [before, `(?<month>${oneOf([...months.keys()])})`, after].join('')
    const expression = parts.replace(DAY, () => `(?<day>${DAY})`).replace('\\d{4}', '(?<year>\\d{4})')
    return { expression: new RegExp(`^${expression}$`, 'iu'), months }
  })
  const pattern = `(?:${patterns.join('|')})(?!\\d)`
  const all = new RegExp(`(?<![\\p{L}\\d])${pattern}`, 'giu')
  const read = (text: string) => {
    for (const { expression, months } of readers) {
      const { year, month = '', day = '' } = expression.exec(text)?.groups ?? {}
      const number = months.get(month.toLowerCase())
      if (number !== undefined) return isoDay(year, String(number), /\d+/.exec(day)?.[0])
    }
    return undefined
  }
  return { pattern, read, inPlain: (text) => text.replace(all, (day) => read(day) ?? day) }
}

function shapesOf(language: string): Shape[] {
  const shapes = new Map<string, Shape>()
  for (const month of ['long', 'short'] as const) {
    const format = new Intl.DateTimeFormat(localeFor(language), {
      ...{ day: 'numeric', month, year: 'numeric', timeZone: 'UTC' },
      numberingSystem: 'latn',
    })
    for (let number = 1; number <= 12; number += 1) {
      const all = format.formatToParts(Date.UTC(2026, number - 1, 28))
      // A word for "year" at the end, which nobody need write.
      const parts = /^\s/.test(all.at(-1)?.value ?? '') ? all.slice(0, -1) : all
      const at = parts.findIndex(({ type }) => type === 'month')
      const before = parts.slice(0, at).map(written).join('')
      const name = (parts[at]?.value ?? '').toLowerCase().replace(/\.$/, '')
      const after = `\\.?${parts
        .slice(at + 1)
        .map(written)
        .join('')}`
      const shape = shapes.get(before + after) ?? { before, after, months: new Map<string, number>() }
      shapes.set(before + after, shape)
      shape.months.set(name, number)
    }
  }
  return [...shapes.values()]
}

/** Further names stand where the platform's do, and between a day and a year. */
function withNames(shapes: readonly Shape[], names: MonthNames): Shape[] {
  const further = names.flatMap((all, index) => all.map((name) => [name.toLowerCase(), index + 1] as const))
  if (further.length === 0) return [...shapes]
  const known = shapes.map(({ before, after, months }) => {
    const numbers = new Set(months.values())
    const own = further.filter(([, number]) => numbers.has(number))
    return { before, after, months: new Map([...own, ...months]) }
  })
  return [...known, { before: `${DAY}\\.?${GAP}`, after: `\\.?${GAP}\\d{4}`, months: new Map(further) }]
}

function written({ type, value }: Intl.DateTimeFormatPart): string {
  if (type === 'day') return DAY
  if (type === 'year') return '\\d{4}'
  return escaped(value.replace(/[\u200e\u200f]/g, '')).replace(/\s+/g, () => GAP)
}

/** Longer ones first: `januar` is no `jan`. */
function oneOf(names: readonly string[]): string {
  return `(?:${[...names]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')})`
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
