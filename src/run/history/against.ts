/**
 * What merging a branch would tell, decided as a run decides it, without a ledger: what stands in the revision is known
 * to people, what the register says was told was told. Pure. In: content before and after, register, rules, the
 * instant. Out: what comes of the branch, until all of it has settled; what would come without it is left out.
 */
import type { Config, List } from '../../config/schema.js'
import { type Decision, decide } from '../../notices/decide.js'
import type { PostDecision } from '../../notices/decide-post.js'
import { toldBesidePosts } from '../../notices/end-of-life/beside-posts.js'
import { endOfLifeLists, listsFor, withSeverity } from '../../notices/lists-for.js'
import { isOpen, type Memory, type Notice } from '../../notices/notice.js'
import { remember, rememberTold } from '../../notices/remember.js'
import type { Rules } from '../../notices/rules.js'
import type { Announcement } from '../../posts/announcement.js'
import type { Register } from '../../register/register.js'
import type { ReleaseTable } from '../../releases/release.js'

/** What stands in a revision. */
export interface ContentAt {
  readonly announcements: readonly Announcement[]
  /** Paths of posts that cannot be read. */
  readonly unreadable: readonly string[]
  readonly releases: ReleaseTable
}

export interface AgainstInput {
  readonly before: ContentAt
  readonly after: ContentAt
  readonly register: Register
  readonly rules: Rules
  readonly config: Pick<Config, 'lists' | 'notices'>
  readonly now: number
}

export interface Brought {
  readonly notice: Notice
  /** `ask` is a question to an operator, `hold` waits for their word. */
  readonly decision: 'tell' | 'ask' | 'hold'
  readonly lists: readonly List[]
  /** As it stands in the branch, or stood before it. */
  readonly post?: Announcement
}

export interface Against {
  /** The most urgent first, then what is asked and held. */
  readonly coming: readonly Brought[]
  /** Posts that changed and of which nobody hears. */
  readonly silent: readonly PostDecision[]
  /** More posts vanish at once than is believed: nothing would be published or told. */
  readonly failedRead: number
}

export function against(input: AgainstInput): Against {
  const without = story(input, input.before)
  const withIt = story(input, input.after)
  const known = new Map(without.memory.notices.map((notice) => [notice.key, notice]))
  const posts = new Map([...input.before.announcements, ...withIt.announcements].map((post) => [post.id, post]))
  const coming = withIt.memory.notices.flatMap((notice): Brought[] => {
    const same = known.get(notice.key)
    const brought = broughtBy(notice, posts, input.config)
    return brought === undefined || (same !== undefined && decisionOn(same) === brought.decision) ? [] : [brought]
  })
  return {
    coming: coming.sort(mostUrgentFirst),
    silent: withIt.posted.filter(({ decision }) => decision === 'silent'),
    failedRead: withIt.failedRead,
  }
}

/** @param posts by id @returns undefined where nobody hears of it */
export function broughtBy(
  notice: Notice,
  posts: ReadonlyMap<string, Announcement>,
  config: AgainstInput['config'],
): Brought | undefined {
  const decision = decisionOn(notice)
  if (decision === undefined) return undefined
  const post = notice.post === null ? undefined : posts.get(notice.post)
  return { notice, decision, lists: listsOf(notice, post, config), ...(post !== undefined && { post }) }
}

export function mostUrgentFirst(a: Brought, b: Brought): number {
  return rank(a) - rank(b) || (a.notice.key < b.notice.key ? -1 : 1)
}

interface Story {
  readonly memory: Memory
  readonly posted: readonly PostDecision[]
  readonly announcements: readonly Announcement[]
  readonly failedRead: number
}

/** Runs after the merge; what settles in two days is nobody's surprise. */
const MOST_RUNS = 100

function story({ before, register, rules, now }: AgainstInput, after: ContentAt): Story {
  // All that stands in the revision is known, whatever day the configuration tells from.
  const facts = { register, rules: { ...rules, baseline: 'first-run' as const } }
  const first = runAt(before, facts, NOTHING, now)
  // What was under way already is told, and none of it is of this branch.
  return untilSettled(after, facts, rememberTold(remember(NOTHING, first), first.tell, now), now)
}

/** Of a ledger that is new. */
export const NOTHING: Memory = { baselineAt: null, posts: [], notices: [], ends: [] }

type Facts = Pick<AgainstInput, 'register' | 'rules'>

/** One run over this content, by this memory. */
export function runAt(content: ContentAt, { register, rules }: Facts, memory: Memory, at: number): Decision {
  return toldBesidePosts(decide(situation(content, { memory, register, rules, at })))
}

/** Runs, from an instant on, until all of this content has settled. */
export function untilSettled(content: ContentAt, facts: Facts, known: Memory, now: number): Story {
  let memory = known
  let decision = runAt(content, facts, memory, now)
  const { posted, failedRead } = decision
  let at = now
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    memory = rememberTold(remember(memory, decision), decision.tell, at)
    const next = Math.min(
      ...memory.notices.flatMap(({ state, until }) => (state === 'settling' && until > at ? [until] : [])),
    )
    if (!Number.isFinite(next)) break
    at = next
    decision = runAt(content, facts, memory, at)
  }
  return { memory, posted, announcements: decision.announcements, failedRead }
}

interface At {
  readonly memory: Memory
  readonly register: Register
  readonly rules: Rules
  readonly at: number
}

function situation({ announcements, unreadable, releases }: ContentAt, { memory, register, rules, at }: At) {
  const isListed = ({ unlisted }: Announcement) => unlisted !== true
  const listed = announcements.filter(isListed)
  const others = announcements.filter((post) => !isListed(post)).map(({ path }) => path)
  return {
    announcements: listed,
    unreadable: [...unreadable, ...others],
    remarked: listed.filter(({ remarks }) => remarks !== undefined).map(({ path }) => path),
    releases,
    memory,
    now: at,
    rules,
    registerTold: register.told,
    registerUpdates: register.updates,
    registerDismissed: register.dismissed,
  }
}

function decisionOn(notice: Notice): Brought['decision'] | undefined {
  if (notice.state === 'told') return notice.kind === 'end-of-life' && notice.text === '' ? undefined : 'tell'
  if (notice.state === 'asked') return 'ask'
  if (notice.state === 'held') return 'hold'
  return isOpen(notice) ? 'tell' : undefined
}

const ORDER: readonly Brought['decision'][] = ['tell', 'ask', 'hold']
const GRAVITY: readonly Notice['severity'][] = ['recall', 'important', 'info']

function rank({ notice, decision }: Brought): number {
  return ORDER.indexOf(decision) * GRAVITY.length + GRAVITY.indexOf(notice.severity)
}

/** As a run sends it (run/due/freeze.ts), as far as that is known without a ledger. */
function listsOf(notice: Notice, post: Announcement | undefined, { lists, notices }: AgainstInput['config']): List[] {
  if (notice.kind === 'end-of-life') return endOfLifeLists(notices.endOfLifeLists, lists)
  if (post === undefined || (notice.kind === 'retraction' && notice.severity !== 'recall')) return []
  return listsFor(withSeverity(post, notice.severity), lists)
}
