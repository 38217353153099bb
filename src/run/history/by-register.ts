/**
 * What would be told by what the register knows, without a ledger. Pure. In: content, register, rules, the instant
 * after which posts are news. Out: what comes of it until all of it has settled. The register keeps no text of posts,
 * so no edit is seen; of the releases table it is decided what its dates ask for today.
 */
import { remember, rememberTold } from '../../notices/remember.js'
import { type Against, type AgainstInput, broughtBy, mostUrgentFirst, NOTHING, runAt, untilSettled } from './against.js'

export interface ByRegisterInput extends Omit<AgainstInput, 'before' | 'after'> {
  readonly content: AgainstInput['after']
  /** Milliseconds: posts dated later are news where the register does not say that they were told or dismissed. */
  readonly since: number
}

/** What the first notice of the register was told at; the instant itself where it says nothing. */
export function newsSince({ told }: ByRegisterInput['register'], now: number): number {
  return [...told.values()].reduce((first, at) => Math.min(first, at), now)
}

export function byRegister({ content, register, rules, config, since, now }: ByRegisterInput): Against {
  const facts = { register, rules: { ...rules, baseline: since } }
  const first = runAt(content, facts, NOTHING, now)
  const known = new Set([...register.told.keys(), ...(register.dismissed ?? [])])
  const story = untilSettled(content, facts, rememberTold(remember(NOTHING, first), first.tell, now), now)
  const posts = new Map(story.announcements.map((post) => [post.id, post]))
  const coming = story.memory.notices.flatMap((notice) => {
    const brought = known.has(notice.key) ? undefined : broughtBy(notice, posts, config)
    return brought === undefined ? [] : [brought]
  })
  const { posted, failedRead } = story
  return { coming: coming.sort(mostUrgentFirst), silent: posted.filter((one) => one.decision === 'silent'), failedRead }
}
