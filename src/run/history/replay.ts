/**
 * The same story over a history, telling nobody: what would have been told, asked and held, and why, had Belfry watched
 * a repository from its first step on. In: a history, its steps, the rules. Out: one line for each changed post and
 * step, and for each notice of the releases table. The deciding code is the one that runs for real; only the clock is
 * the history's own.
 */
import { isoInstant } from '../../base/clock.js'
import { type Decision, decide } from '../../notices/decide.js'
import type { PostDecision } from '../../notices/decide-post.js'
import { toldBesidePosts } from '../../notices/end-of-life/beside-posts.js'
import { stageInstants } from '../../notices/end-of-life/stages.js'
import { isOpen, type Memory, type Notice } from '../../notices/notice.js'
import { remember, rememberTold } from '../../notices/remember.js'
import type { Rules } from '../../notices/rules.js'
import { type Announcement, newestFirst, type Severity, type SiteSettings } from '../../posts/announcement.js'
import { holdsFileLinks } from '../../posts/file-links.js'
import { bodyForm } from '../../posts/file-name.js'
import { holdsTemplates, isFilledIn } from '../../posts/holds-templates.js'
import type { ParsedPost } from '../../posts/parse.js'
import { siteTemplates } from '../../posts/templating/site-templates.js'
import { announcementKey, occasionIn } from '../../register/notice-keys.js'
import { noReleases, type Occasion, type ReleaseTable } from '../../releases/release.js'
import { isPost } from '../../source/found-post.js'
import type { History } from '../../source/open-history.js'
import { openFilled, openPost } from '../../source/open-post.js'
import { addressesOf, pagesOfFiles, postTitlesOf } from '../../source/post-addresses.js'
import { postFolders } from '../../source/post-folders.js'
import { withAsciidoc } from '../../source/read-asciidoc.js'
import { withoutDoubles } from '../../source/without-doubles.js'

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
  /** Folders of the posts in the repository; one of '' is `_posts`, else `content/posts`, else the root. */
  readonly folders: readonly string[]
  /** Where in the repository the releases table may be: the first that a commit has is read. */
  readonly releases: readonly string[]
  readonly onStep?: (done: number, of: number) => void
}

interface LineFacts {
  /** That brought the post, or the last one before the end of a cycle was told. */
  readonly push: number | string
  readonly decision: 'tell' | 'ask' | 'hold' | 'silent'
  readonly severity?: Severity
  readonly reason: string
  /** Path of the post that this one follows up; for the end of a cycle also a notice's key. */
  readonly followUpOf?: string
}

export interface PostLine extends LineFacts {
  /** Of the push. */
  readonly at: string
  readonly post: string
  readonly kind: Exclude<Notice['kind'], 'end-of-life'>
}

export interface EndOfLifeLine extends LineFacts, Omit<Occasion, 'count' | 'cycles'> {
  readonly cycle?: string
  /** Of several that end alike, in place of `cycle`. */
  readonly cycles?: readonly string[]
  /** When it was told, or would have been. */
  readonly at: string
  readonly post?: undefined
  readonly kind: 'end-of-life'
}

/** As `replay` prints it, a line each. */
export type ReplayLine = PostLine | EndOfLifeLine

export interface Replayed {
  readonly lines: readonly ReplayLine[]
  /** The most there were at any step: none means that the wrong folder was read. */
  readonly posts: number
  /** Was there a releases table at any step? */
  readonly table: boolean
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
  let table = false
  for (const [index, step] of steps.entries()) {
    const content = await reader.read(step.commit)
    posts = Math.max(posts, content.announcements.length + content.unreadable.length)
    table ||= content.releases !== noReleases
    past.step(step, content)
    options.onStep?.(index + 1, steps.length)
  }
  return { lines: past.end(), posts, table }
}

interface Post {
  readonly path: string
  readonly blob: string
  readonly parsed: ParsedPost
}

/** Reads each version of each post once, and of the table. */
class Reader {
  readonly #parsed = new Map<string, ParsedPost>()
  /** Blobs that hold templates, or links to files of posts. */
  readonly #templates = new Set<string>()
  /** Does any include what stands beside the posts? */
  #isBeside = false

  constructor(
    private readonly history: History,
    private readonly options: ReplayOptions,
  ) {}

  async read(commit: string): Promise<ContentAtStep> {
    const announcements: Announcement[] = []
    const unreadable: string[] = []
    const posts: Post[] = []
    for (const { path, blob } of await this.history.posts(commit, this.options.folders))
      posts.push({ path, blob, parsed: await this.#parse(path, blob) })
    const filled = await this.#filled(commit, posts)
    for (const { path, blob, parsed } of posts) {
      const { announcement, problems } = filled.get(blob + path) ?? parsed
      if (announcement !== undefined) announcements.push(announcement)
      else if (problems.length > 0) unreadable.push(path)
    }
    const { kept, doubles } = withoutDoubles(announcements)
    return {
      announcements: kept.sort(newestFirst),
      unreadable: [...unreadable, ...doubles.map((double) => double.file)],
      releases: await this.#releases(commit),
    }
  }

  /** Posts in which something is filled in, each once for each site that it stood in. */
  async #filled(commit: string, posts: readonly Post[]): Promise<ReadonlyMap<string, ParsedPost>> {
    const { site: settings, folders } = this.options
    const found = new Map<string, ParsedPost>()
    const holding = posts.filter(({ blob }) => this.#templates.has(blob))
    if (holding.length === 0) return found
    const site = isFilledIn(settings) ? await this.history.site(commit, folders, this.#isBeside) : undefined
    const known = posts.flatMap(({ parsed }) => parsed.announcement ?? [])
    const pageOf = pagesOfFiles(known, postFolders(folders).common)
    const posted = { addressOf: addressesOf(known), titleOf: postTitlesOf(known), pageOf }
    const templates = site === undefined ? { pageOf } : siteTemplates(site.files, settings, posted)
    for (const { path, blob, parsed } of holding) {
      const key = `${blob} ${path} ${site?.key ?? 'links'}`
      const source = { path, bytes: await this.history.blob(blob) }
      const made = this.#parsed.get(key) ?? openFilled(source, parsed, templates, { settings, ids: new Map() })
      this.#parsed.set(key, made)
      found.set(blob + path, made)
    }
    return found
  }

  async #releases(commit: string): Promise<ReleaseTable> {
    for (const path of this.options.releases) {
      const table = await this.history.releases(commit, path, this.options.site.url)
      if (table !== undefined) return table
    }
    return noReleases
  }

  async #parse(path: string, blob: string): Promise<ParsedPost> {
    const key = `${blob} ${path}`
    const known = this.#parsed.get(key)
    if (known !== undefined) return known
    const bytes = await this.history.blob(blob)
    const isLinked = bodyForm(path) !== 'asciidoc' && holdsFileLinks(bytes)
    if (isLinked || holdsTemplates(bytes, this.options.site)) {
      this.#templates.add(blob)
      this.#isBeside ||= Buffer.from(bytes).includes('include_relative')
    }
    const parsed = isPost(path, bytes, this.options.site) ? await this.#open(path, bytes) : { problems: [] }
    this.#parsed.set(key, parsed)
    return parsed
  }

  async #open(path: string, bytes: Uint8Array): Promise<ParsedPost> {
    const [found] = await withAsciidoc([{ path, bytes }])
    if (found === undefined || 'problem' in found) return { problems: found === undefined ? [] : [found.problem] }
    if ('parsed' in found) return found.parsed
    return openPost({ path, bytes: found.bytes }, this.options.site, { ids: new Map() })
  }
}

interface ContentAtStep {
  readonly announcements: readonly Announcement[]
  readonly unreadable: readonly string[]
  readonly releases: ReleaseTable
}

/** A line that waits for what becomes of its notices. */
type WaitingLine = WaitingPost | WaitingEnding

interface WaitingPost {
  readonly step: HistoryStep
  readonly decided: PostDecision
}

interface WaitingEnding {
  readonly step: HistoryStep
  /** Key of its notice. */
  readonly ending: string
  readonly occasion: Occasion
  /** When it was decided. */
  readonly at: number
}

class Past {
  #memory: Memory = { baselineAt: null, posts: [], notices: [], ends: [] }
  #content: ContentAtStep = { announcements: [], unreadable: [], releases: noReleases }
  #stages: readonly number[] = []
  #step: HistoryStep | undefined
  #now = Number.NEGATIVE_INFINITY
  #lines: WaitingLine[] = []

  constructor(private readonly rules: Rules) {}

  step(step: HistoryStep, content: ContentAtStep): void {
    // Dates of commits may go backwards; the public's clock does not.
    const at = Math.max(step.at, this.#now)
    this.#liveUntil(at)
    if (content.releases !== this.#content.releases) this.#stages = stageInstants(content.releases, this.rules)
    this.#content = content
    this.#step = step
    const first = this.#memory.baselineAt === null
    const { posted } = this.#decide(at)
    if (!first) this.#lines.push(...posted.map((decided) => ({ step, decided })))
  }

  /** Lets the clock run until nothing settles. */
  end(): ReplayLine[] {
    this.#liveUntil(Number.POSITIVE_INFINITY)
    const notices = new Map(this.#memory.notices.map((notice) => [notice.key, notice]))
    const paths = new Map(this.#memory.posts.map((post) => [announcementKey(post), post.path]))
    return this.#lines.flatMap((line) =>
      'decided' in line ? postLine(line, notices, paths) : (endOfLifeLine(line, notices, paths) ?? []),
    )
  }

  /** What settles between two steps is told in between, and what falls due, by runs at those instants. */
  #liveUntil(end: number): void {
    for (;;) {
      // What should have settled by now waits for a push, as a post that cannot be read does: the clock goes on.
      const settles = this.#next(
        this.#memory.notices.flatMap(({ state, until }) => (state === 'settling' ? [until] : [])),
      )
      // After the last step dates of years to come are not waited for.
      const next =
        end === Number.POSITIVE_INFINITY && settles === end ? end : Math.min(settles, this.#next(this.#stages))
      if (!Number.isFinite(next) || next > end) return
      this.#decide(next)
    }
  }

  /** @returns Infinity where none is to come */
  #next(instants: readonly number[]): number {
    return instants.reduce((next, at) => (at > this.#now && at < next ? at : next), Number.POSITIVE_INFINITY)
  }

  #decide(now: number): Decision {
    this.#now = now
    const decided = decide({
      ...this.#content,
      memory: this.#memory,
      now,
      rules: this.rules,
      registerTold: new Map(),
    })
    const decision = toldBesidePosts(decided)
    this.#noteEndings(decision)
    this.#memory = rememberTold(remember(this.#memory, decision), decision.tell, now)
    return decision
  }

  /** One line for each notice of the releases table; of one that comes again, where it came last. */
  #noteEndings({ at, baseline, changed }: Decision): void {
    const before = new Map(this.#memory.notices.map((notice) => [notice.key, notice]))
    for (const notice of changed) {
      const occasion = notice.kind === 'end-of-life' ? occasionIn(notice.key) : undefined
      const known = before.get(notice.key)
      const isAnew = known === undefined || (isOpen(notice) && !isOpen(known))
      // A post of before the baseline that stands for it is no news.
      if (baseline && !isOpen(notice)) continue
      if (occasion === undefined || this.#step === undefined || !isAnew) continue
      this.#lines = this.#lines.filter((line) => 'decided' in line || line.ending !== notice.key)
      this.#lines.push({ step: this.#step, ending: notice.key, occasion, at })
    }
  }
}

function postLine(
  { step, decided }: WaitingPost,
  notices: ReadonlyMap<string, Notice>,
  paths: ReadonlyMap<string, string>,
): PostLine {
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

function endOfLifeLine(
  { step, ending, occasion, at }: WaitingEnding,
  notices: ReadonlyMap<string, Notice>,
  paths: ReadonlyMap<string, string>,
): EndOfLifeLine | undefined {
  const notice = notices.get(ending)
  if (notice === undefined) return undefined
  const { count: _, cycles, ...what } = occasion
  const [cycle] = cycles
  const decision = endingOf(notice)
  const follows = notice.followUpOf === null ? undefined : (paths.get(notice.followUpOf) ?? notice.followUpOf)
  return {
    push: step.push,
    at: isoInstant(decision === 'silent' ? at : (notice.toldAt ?? Math.max(at, notice.until))),
    kind: 'end-of-life',
    ...what,
    ...(cycles.length > 1 ? { cycles } : { cycle: cycle ?? '' }),
    decision,
    ...(decision !== 'silent' && { severity: notice.severity }),
    reason: notice.reason,
    ...(follows !== undefined && { followUpOf: follows }),
  }
}

/** Where a post stands for it, the table has nothing to say and its notice no text. */
function endingOf({ state, text }: Notice): 'tell' | 'hold' | 'silent' {
  if (state === 'held') return 'hold'
  return state === 'gone' || text === '' ? 'silent' : 'tell'
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
