/**
 * Dates that people were told and whose cycle left the releases table before its day was told: they wait for mail that
 * never comes. Pure. In: notices by date, the table, the day. Out: those dates, as they were told last.
 */
import { type Day, distanceOf, type EndField, type ReleaseTable } from '../../releases/release.js'
import { isUnreadable, type Own, whenOf } from './told.js'

export interface ToldAndGone {
  /** `product/cycle`, as it was told. */
  readonly cycle: string
  readonly field: EndField
  readonly date: Day
}

export interface GoneInput {
  /** By cycle and field, under the names that count now; those of cycles that are there are passed by. */
  readonly own: ReadonlyMap<string, readonly Own[]>
  readonly table: ReleaseTable
  readonly today: Day
  /** Distances at which notice is given; 0 is the day itself. */
  readonly stages: readonly number[]
}

/** Without a table nothing left it. What an operator settled is left out. */
export function toldAndGone({ own: all, table, today, stages }: GoneInput): ToldAndGone[] {
  if (table.products.length === 0) return []
  const there = new Set(table.products.flatMap(({ id, releases }) => releases.map(({ cycle }) => `${id}/${cycle}`)))
  return [...all].flatMap(([name, own]) => {
    const cycle = name.slice(0, name.lastIndexOf(':'))
    const [product = ''] = cycle.split('/')
    if (there.has(cycle) || isUnreadable(table, product, cycle) || table.renamed?.get(cycle) === '') return []
    const told = own.filter(({ notice }) => notice.state === 'told').sort((a, b) => whenOf(a.notice) - whenOf(b.notice))
    const last = told.at(-1)?.occasion
    if (last === undefined || last.date === 'none' || distanceOf(last.stage) === 0) return []
    // Where the day itself is never told, nobody waits for it once it has passed.
    if (last.date < today && !stages.includes(0)) return []
    return [{ cycle, field: last.field, date: last.date }]
  })
}
