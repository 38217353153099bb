/**
 * What the releases table will give notice of until a day, if nobody edits anything. Pure. In: what a decision knows,
 * the day. Out: the notices in the order in which they go out. decide.ts decides each of their days, in turn.
 */
import { dayIn } from '../../base/days.js'
import type { Day } from '../../releases/release.js'
import { isOpen, type Notice, withState } from '../notice.js'
import { decideEndOfLife, type EndOfLifeDecision, type TableInput } from './decide.js'
import { cyclesByStageDay, mailInstant } from './stages.js'

export interface NoticeAhead {
  /** When it goes out. */
  readonly at: number
  readonly key: string
  readonly severity: Notice['severity']
  /** Empty where a post tells it alone. */
  readonly title: string
  /** Keys of posts that tell the same: it goes to those whom they do not reach. */
  readonly posts: readonly string[]
  /** Such a post is not told yet, and nobody knows when it is: it waits for that. */
  readonly waits: boolean
}

export function noticesAhead(input: TableInput, until: Day): NoticeAhead[] {
  const ahead = new Map<string, NoticeAhead>()
  let { notices, known } = input
  for (const { at, only } of instantsUntil(input, until)) {
    // Posts first: what they tell, the table does not tell again.
    const posted = notices.map((notice) =>
      notice.kind !== 'end-of-life' && isDue(notice, at) ? told(notice, at) : notice,
    )
    const decided = decideEndOfLife({ ...input, notices: posted, known, now: at, ...(only !== undefined && { only }) })
    const after = merged(posted, decided.notices, ({ key }) => key)
    for (const one of goingOut(decided, { before: posted, after }, { at, only }))
      if (!ahead.has(one.key)) ahead.set(one.key, one)
    known = merged(known, decided.ends, ({ name }) => name)
    notices = after.map((notice) => (isDue(notice, at) ? told(notice, at) : notice))
  }
  return [...ahead.values()].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
}

interface Instant {
  readonly at: number
  /** Whose stage comes then; absent where any cycle may have something to tell. */
  readonly only?: ReadonlySet<string> | undefined
}

/** Now, when anything that waits has settled, and the hour of mail of each day on which a stage comes. */
function instantsUntil({ table, rules, notices, now }: TableInput, until: Day): Instant[] {
  const open = notices.filter((notice) => isOpen(notice) && notice.until > now).map((notice) => notice.until)
  const settled = [...new Set([now, ...open])].map((at): Instant => ({ at }))
  const stages = [...cyclesByStageDay(table, rules)].map(
    ([day, only]): Instant => ({ at: mailInstant(day, rules), only }),
  )
  return [...settled, ...stages]
    .filter(({ at }) => at >= now && dayIn(at, rules.timezone) <= until)
    .sort((a, b) => a.at - b.at || (a.only === undefined ? -1 : 1))
}

function isDue(notice: Notice, at: number): boolean {
  return notice.state === 'due' || (notice.state === 'settling' && notice.until <= at)
}

function told(notice: Notice, at: number): Notice {
  return { ...withState(notice, 'told', ''), toldAt: at }
}

interface Notices {
  readonly before: readonly Notice[]
  readonly after: readonly Notice[]
}

/** What is told at that instant, by the table or by a post for it, and what waits for a post. */
function goingOut(decided: EndOfLifeDecision, { before, after }: Notices, { at, only }: Instant): NoticeAhead[] {
  const states = new Map(before.map(({ key, state }) => [key, state]))
  const postsOf = (key: string) => decided.replaced.filter(({ notice }) => notice === key).map(({ post }) => post)
  const out = after.flatMap((notice) => {
    // At other instants a post is recorded as stages that the baseline passed over.
    const isTold = only !== undefined && notice.state === 'told' && states.get(notice.key) !== 'told'
    if (notice.kind !== 'end-of-life' || (!isTold && !isDue(notice, at))) return []
    const { key, severity, title, standIn, followUpOf } = notice
    // What a post told alone follows that post.
    const post = isTold ? followUpOf : standIn
    const posts = post === null ? [] : [...new Set([post, ...postsOf(key)])]
    return [{ at, key, severity, title, posts, waits: false }]
  })
  const waiting = decided.replaced.flatMap(({ post, notice, until }) => {
    const isOut = out.some(({ key }) => key === notice)
    const isWaiting = until <= at && !isOut && states.has(post) && states.get(post) !== 'told'
    if (!isWaiting) return []
    return [{ at: until, key: notice, severity: 'info' as const, title: '', posts: postsOf(notice), waits: true }]
  })
  return [...out, ...waiting]
}

function merged<Item>(before: readonly Item[], changed: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return [...new Map([...before, ...changed].map((item) => [nameOf(item), item])).values()]
}
