/**
 * Posts that come regularly, and the day on which the next one is due: what was expected and did not come is news that
 * no post tells. Pure. In: what is expected, the posts that are out, today. Out: what is due soon, late or never came.
 */
import { Temporal } from 'temporal-polyfill'
import { type CalendarSpan, formatCalendarSpan } from '../base/units.js'
import type { List } from '../config/schema.js'
import type { Announcement } from '../posts/announcement.js'
import { listsFor } from './lists-for.js'

export interface Expected {
  /** Words of its title, in any letter case. */
  readonly title: string
  readonly every: CalendarSpan
  /** The id of a list that it goes to. */
  readonly list?: string | undefined
  /** Days before it is due from which on it is named. */
  readonly before: number
}

/** YYYY-MM-DD. */
type Day = string

export type Lack =
  | { readonly state: 'soon' | 'late'; readonly expected: Expected; readonly due: Day; readonly last: Announcement }
  | { readonly state: 'never'; readonly expected: Expected }

/** @param at the instant, and its day in the zone of the posts' days */
export function lacking(
  all: readonly Expected[],
  posts: readonly Announcement[],
  lists: readonly List[],
  at: { readonly now: number; readonly today: Day },
): Lack[] {
  const out = posts.filter(({ instant, withdrawn }) => instant <= at.now && !withdrawn)
  return all.flatMap((expected): Lack[] => {
    const last = newest(out.filter((post) => isOne(post, expected, lists)))
    if (last === undefined) return [{ state: 'never', expected }]
    const { count, unit } = expected.every
    const due = Temporal.PlainDate.from(last.day).add({ [unit]: count })
    if (at.today > due.toString()) return [{ state: 'late', expected, due: due.toString(), last }]
    const isSoon = at.today >= due.subtract({ days: expected.before }).toString()
    return isSoon ? [{ state: 'soon', expected, due: due.toString(), last }] : []
  })
}

/** It says the same on each day, so that it is told once. */
export function lackSentence(lack: Lack): string {
  const { title, every } = lack.expected
  if (lack.state === 'never')
    return `no post has “${title}” in its title, and one is expected every ${formatCalendarSpan(every)}`
  const last = `the last one, “${lack.last.title}”, is of ${lack.last.day}`
  return lack.state === 'soon'
    ? `“${title}” is due on ${lack.due}: ${last}`
    : `“${title}” was due on ${lack.due} and has not come: ${last}`
}

function isOne(post: Announcement, { title, list }: Expected, lists: readonly List[]): boolean {
  const words = ` ${wordsOf(post.title)} `
  return (
    words.includes(` ${wordsOf(title)} `) && (list === undefined || listsFor(post, lists).some(({ id }) => id === list))
  )
}

/** Letters and digits in small letters, parted by single spaces. */
function wordsOf(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).join(' ')
}

function newest(posts: readonly Announcement[]): Announcement | undefined {
  return posts.reduce<Announcement | undefined>(
    (last, post) => (last === undefined || post.instant > last.instant ? post : last),
    undefined,
  )
}
