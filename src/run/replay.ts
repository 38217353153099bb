/**
 * The same story over a history, telling nobody: what would have been told, asked and held, and why, had Belfry watched
 * a repository from its first step on. In: a history, its steps, the rules. Out: one line for each changed post and
 * step. The deciding code is the one that runs for real; only the clock is the history's own.
 */
import { isoInstant } from '../base/clock.js'
import { type Decision, decide } from '../notices/decide.js'
import type { PostDecision } from '../notices/decide-post.js'
import type { Memory, Notice } from '../notices/notice.js'
import { remember, rememberTold } from '../notices/remember.js'
import type { Rules } from '../notices/rules.js'
import { type Announcement, newestFirst, type Severity, type SiteSettings } from '../posts/announcement.js'
import { type ParsedPost, parsePost } from '../posts/parse.js'
import { announcementKey } from '../register/notice-keys.js'
import { noReleases } from '../releases/release.js'
import { isPost } from '../source/found-post.js'
import type { History } from '../source/open-history.js'
import { withoutDoubles } from '../source/without-doubles.js'

/** One state of the repository that the public saw. */
export interface HistoryStep {
  /** As the caller names it: a number from a list of pushes, or a commit. */
  readonly push: number | string
  readonly commit: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

export interface ReplayOptions {
  readonly site: SiteSettings
  readonly rules: Rules
  /** Folder of the posts in the repository; empty for `_posts`, else `content/posts`, else the root. */
  readonly folder: string
  readonly onStep?: (done: number, of: number) => void
}

/** As `replay` prints it, a line each. */
export interface ReplayLine {
  readonly push: number | string
  readonly at: string
  readonly post: string
  readonly decision: 'tell' | 'ask' | 'hold' | 'silent'
  readonly kind: Notice['kind']
  readonly severity?: Severity
  readonly reason: string
  /** Path of the post that this one follows up. */
  readonly followUpOf?: string
}

export interface Replayed {
  readonly lines: readonly ReplayLine[]
  /** The most there were at any step: none means that the wrong folder was read. */
  readonly posts: number
}

/** @param steps oldest first; the first is the baseline, of which nothing is told */
export async function replay(
  history: History,
  steps: readonly HistoryStep[],
  options: ReplayOptions,
): Promise<Replayed> {
  const reader = new Reader(history, options)
  const past = new Past(options.rules)
  let posts = 0
  for (const [index, step] of steps.entries()) {
    const content = await reader.read(step.commit)
    posts = Math.max(posts, content.announcements.length + content.unreadable.length)
    past.step(step, content)
    options.onStep?.(index + 1, steps.length)
  }
  return { lines: past.end(), posts }
}

/** Reads each version of each post once. */
class Reader {
  readonly #parsed = new Map<string, ParsedPost>()

  constructor(
    private readonly history: History,
    private readonly options: ReplayOptions,
  ) {}

  async read(commit: string): Promise<{ announcements: Announcement[]; unreadable: string[] }> {
    const announcements: Announcement[] = []
    const unreadable: string[] = []
    for (const { path, blob } of await this.history.posts(commit, this.options.folder)) {
      const { announcement, problems } = await this.#parse(path, blob)
      if (announcement !== undefined) announcements.push(announcement)
      else if (problems.length > 0) unreadable.push(path)
    }
    const { kept, doubles } = withoutDoubles(announcements)
    return {
      announcements: kept.sort(newestFirst),
      unreadable: [...unreadable, ...doubles.map((double) => double.file)],
    }
  }

  async #parse(path: string, blob: string): Promise<ParsedPost> {
    const key = `${blob} ${path}`
    const known = this.#parsed.get(key)
    if (known !== undefined) return known
    const bytes = await this.history.blob(blob)
    const parsed = isPost(path, bytes) ? parsePost({ path, bytes }, this.options.site, new Map()) : { problems: [] }
    this.#parsed.set(key, parsed)
    return parsed
  }
}

interface PostsAtStep {
  readonly announcements: readonly Announcement[]
  readonly unreadable: readonly string[]
}

/** A line that waits for what becomes of its notices. */
interface WaitingLine {
  readonly step: HistoryStep
  readonly decided: PostDecision
}

class Past {
  #memory: Memory = { baselineAt: null, posts: [], notices: [], ends: [] }
  #content: PostsAtStep = { announcements: [], unreadable: [] }
  #now = Number.NEGATIVE_INFINITY
  readonly #lines: WaitingLine[] = []

  constructor(private readonly rules: Rules) {}

  step(step: HistoryStep, content: PostsAtStep): void {
    // Dates of commits may go backwards; the public's clock does not.
    const at = Math.max(step.at, this.#now)
    this.#liveUntil(at)
    this.#content = content
    const first = this.#memory.baselineAt === null
    for (const decided of this.#decide(at).posted) if (!first) this.#lines.push({ step, decided })
  }

  /** Lets the clock run until nothing settles. */
  end(): ReplayLine[] {
    this.#liveUntil(Number.POSITIVE_INFINITY)
    const notices = new Map(this.#memory.notices.map((notice) => [notice.key, notice]))
    const paths = new Map(this.#memory.posts.map((post) => [announcementKey(post), post.path]))
    return this.#lines.map((line) => lineOf(line, notices, paths))
  }

  /** What settles between two steps is told in between, by runs at those instants. */
  #liveUntil(end: number): void {
    for (;;) {
      // What should have settled by now waits for a push, as a post that cannot be read does: the clock goes on.
      const next = Math.min(
        ...this.#memory.notices.flatMap(({ state, until }) =>
          state === 'settling' && until > this.#now ? [until] : [],
        ),
      )
      if (!Number.isFinite(next) || next > end) return
      this.#decide(next)
    }
  }

  #decide(now: number): Decision {
    this.#now = now
    const decision = decide({
      ...this.#content,
      releases: noReleases,
      memory: this.#memory,
      now,
      rules: this.rules,
      registerTold: new Map(),
    })
    this.#memory = rememberTold(remember(this.#memory, decision), decision.tell, now)
    return decision
  }
}

function lineOf(
  { step, decided }: WaitingLine,
  notices: ReadonlyMap<string, Notice>,
  paths: ReadonlyMap<string, string>,
): ReplayLine {
  const own = decided.keys.flatMap((key) => notices.get(key) ?? [])
  const first = own.find((notice) => notice.state !== 'gone') ?? own[0]
  const outcome = outcomeOf(decided, own)
  const follows = first?.followUpOf === undefined || first.followUpOf === null ? undefined : paths.get(first.followUpOf)
  return {
    push: step.push,
    at: isoInstant(step.at),
    post: decided.path,
    decision: outcome.decision,
    kind: decided.kind,
    ...(outcome.decision !== 'silent' && first !== undefined && { severity: first.severity }),
    reason: outcome.reason,
    ...(follows !== undefined && follows !== decided.path && { followUpOf: follows }),
  }
}

/** What the first decision came to: settled and told, held, or taken back before it was told. */
function outcomeOf(
  decided: PostDecision,
  own: readonly Notice[],
): { decision: ReplayLine['decision']; reason: string } {
  const { decision, reason } = decided
  if (decision !== 'tell') return { decision, reason }
  const held = own.find((notice) => notice.state === 'held')
  if (held !== undefined) return { decision: 'hold', reason: held.reason }
  if (own.length > 0 && own.every((notice) => notice.state === 'gone'))
    return { decision: 'silent', reason: own[0]?.reason ?? reason }
  return { decision: 'tell', reason }
}
