/**
 * What the releases table will give notice of, to how many, and who will not hear of it. In: the app context, what was
 * read and decided, a day. Out: a fact for each notice. It reads the ledger.
 */
import { dayIn } from '../base/days.js'
import { countAudience, runsOnLists } from '../delivery/audience/audience-store.js'
import type { Decision } from '../notices/decide.js'
import { type NoticeAhead, noticesAhead } from '../notices/end-of-life/ahead.js'
import { endingPosts } from '../notices/end-of-life/posts.js'
import { endOfLifeLists } from '../notices/lists-for.js'
import { loadMemory } from '../notices/memory-store.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import type { Day } from '../releases/release.js'
import { naming, type RunningCycle, telling } from '../subscribers/runs.js'
import type { SameRuns } from '../subscribers/unknown-runs.js'
import type { AppContext } from './app-context.js'
import { runsOf } from './due/runs-of.js'
import { listsOf } from './due/whom.js'
import type { ProjectContent } from './read-content.js'
import { rulesOf } from './rules-of.js'

export interface AheadFact extends NoticeAhead {
  /** Ids of the lists that it goes to. */
  readonly lists: readonly string[]
  /** Who gets its mail: where posts tell the same, those whom they do not reach. */
  readonly recipients: number
  /** People who run the cycle and hear of it on none of their lists. */
  readonly unreached: number
}

/** @param until in the site's zone */
export async function yearAhead(
  context: AppContext,
  content: ProjectContent,
  decision: Decision,
  until: Day,
): Promise<AheadFact[]> {
  const { config, store, endOfLifeTexts } = context
  const table = withoutWithdrawnUpgrades(content.releases, content)
  const rules = rulesOf(config, endOfLifeTexts)
  const memory = await loadMemory(store.db, decision.announcements)
  const ends = new Map([...memory.ends, ...decision.ends].map((end) => [end.name, end]))
  const ahead = noticesAhead(
    {
      table,
      notices: decision.notices,
      known: [...ends.values()],
      standIns: endingPosts(decision.announcements, table).standing,
      from: rules.baseline === 'first-run' ? (memory.baselineAt ?? decision.at) : rules.baseline,
      now: decision.at,
      rules,
    },
    until,
  )
  const counts = new Counts(context, decision)
  const facts: AheadFact[] = []
  for (const one of ahead) {
    const about = runsOf({ kind: 'end-of-life', key: one.key }, table, dayIn(one.at, config.site.timezone)).runs
    facts.push({ ...one, ...(about === undefined ? NOBODY : await counts.of(one, about)) })
  }
  return facts
}

const NOBODY = { lists: [], recipients: 0, unreached: 0 }

/** People by what they run are few rows: they are asked for once for each set of lists. */
class Counts {
  readonly #groups = new Map<string, Promise<SameRuns[]>>()
  readonly #own: readonly string[]

  constructor(
    private readonly context: AppContext,
    private readonly decision: Decision,
  ) {
    const { notices, lists } = context.config
    this.#own = endOfLifeLists(notices.endOfLifeLists, lists).map(({ id }) => id)
  }

  async of({ posts }: NoticeAhead, about: RunningCycle): Promise<Omit<AheadFact, keyof NoticeAhead>> {
    const ofPosts = await this.#listsOfPosts(posts)
    const heard = [...new Set([...this.#own, ...ofPosts])]
    const all = this.context.config.lists.map(({ id }) => id)
    const isNamed = naming(about)
    const unreached = told(await this.#on(all), isNamed) - told(await this.#on(heard), isNamed)
    return { lists: this.#own, recipients: await this.#recipients(about, posts, ofPosts), unreached }
  }

  /** Who got a post that was told is known; of others their lists are. */
  async #recipients(about: RunningCycle, posts: readonly string[], notOn: readonly string[]): Promise<number> {
    const { db } = this.context.store
    if (posts.length === 0) return told(await this.#on(this.#own), telling(about))
    const isTelling = (key: string) => this.decision.notices.some((one) => one.key === key && one.state === 'told')
    // From before the first run, when nobody was mailed and everybody was told.
    if (posts.some((key) => !this.decision.notices.some((one) => one.key === key))) return 0
    const isAllTold = posts.every(isTelling)
    const others = isAllTold ? { without: posts } : { notOn }
    return await countAudience(db, { lists: this.#own, runs: about, ...others })
  }

  async #listsOfPosts(posts: readonly string[]): Promise<string[]> {
    const found = this.decision.notices.filter(({ key }) => posts.includes(key))
    const lists = await Promise.all(found.map(async (post) => await listsOf(this.context, this.decision, post)))
    return [...new Set(lists.flat().map(({ id }) => id))].sort()
  }

  async #on(lists: readonly string[]): Promise<SameRuns[]> {
    const name = [...lists].sort().join(' ')
    const known = this.#groups.get(name) ?? runsOnLists(this.context.store.db, lists)
    this.#groups.set(name, known)
    return await known
  }
}

/** How many of them. */
function told(all: readonly SameRuns[], isMeant: (runs: readonly string[]) => boolean): number {
  return all.reduce((count, { runs, people }) => (isMeant(runs) ? count + people : count), 0)
}
