/**
 * What is to be told by what the ledger remembers. In: the app context, the posts that were read, an instant. Out: a
 * decision. Reads the ledger and writes nothing.
 */
import { dayIn } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import { placeOfPosts } from '../../config/place-of-posts.js'
import { countAudience } from '../../delivery/audience/audience-store.js'
import { type Decision, decide, type Situation } from '../../notices/decide.js'
import { besidePosts, toldBesidePosts } from '../../notices/end-of-life/beside-posts.js'
import { endOfLifeLists } from '../../notices/lists-for.js'
import { loadMemory, loadReading } from '../../notices/memory-store.js'
import type { Announcement } from '../../posts/announcement.js'
import { withoutWithdrawnUpgrades } from '../../register/withdrawn-now.js'
import { GONE_ACCEPTED, readFact } from '../../store/meta-store.js'
import type { Queries } from '../../store/open.js'
import type { AppContext } from '../app-context.js'
import type { ProjectContent } from '../read-content.js'
import { rulesOf } from '../rules-of.js'
import { runTexts } from '../texts.js'
import { audienceHolds, withAudienceHolds } from './audience-guard.js'
import { audienceOf } from './runs-of.js'

/** What a run at this instant would decide. Pure but for reading the ledger. */
export async function foresee(context: AppContext, content: ProjectContent): Promise<Decision> {
  const decision = await decideOn(context, content, context.store.db, context.clock.now())
  return withAudienceHolds(decision, await audienceHolds(context, decision, content.releases))
}

/** What is to be told by what a ledger remembers, to whom somebody is left to tell it. */
export async function decideOn(
  context: AppContext,
  content: ProjectContent,
  queries: Queries,
  now: number,
): Promise<Decision> {
  const decision = decide(await situationOf(context, content, queries, now))
  const left = new Set<string>()
  const facts = { decision, releases: content.releases, today: dayIn(now, context.config.site.timezone) }
  const lists = endOfLifeLists(context.config.notices.endOfLifeLists, context.config.lists).map(({ id }) => id)
  for (const notice of besidePosts(decision)) {
    if ((await countAudience(queries, audienceOf(notice, lists, facts))) > 0) left.add(notice.key)
  }
  return toldBesidePosts(decision, left)
}

/** @throws BelfryError POSTS_EMPTY */
async function situationOf(
  context: AppContext,
  content: ProjectContent,
  queries: Queries,
  now: number,
): Promise<Situation> {
  const memory = await loadMemory(queries, content.announcements)
  if (memory.baselineAt === null && content.announcements.length === 0) {
    throw new BelfryError('POSTS_EMPTY', runTexts.decideNow.holdsNoPostFirst(placeOfPosts(context.config)))
  }
  const reading = await loadReading(queries, now)
  const goneAccepted = (await readFact(queries, GONE_ACCEPTED)) !== undefined
  const { listed, unlisted } = partedByListing(content.announcements)
  return {
    announcements: listed,
    // An unlisted post is there, and nothing of it is told.
    unreadable: [...content.unreadable, ...unlisted.map(({ path }) => path)],
    ...takenBack(content),
    ...(context.config.content.feed !== '' && { isWindow: true }),
    ...(content.deleted !== undefined && { deleted: content.deleted }),
    remarked: listed.filter(({ remarks }) => remarks !== undefined).map(({ path }) => path),
    releases: withoutWithdrawnUpgrades(content.releases, content),
    goneAccepted,
    ...(reading !== undefined && { reading: { ...reading, newDrafts: content.newDrafts } }),
    memory,
    now,
    rules: rulesOf(context.config, context.endOfLifeTexts),
    registerTold: content.register.told,
    registerUpdates: content.register.updates,
    registerDismissed: content.register.dismissed,
  }
}

function takenBack({ revision }: ProjectContent): Pick<Situation, 'takenBack'> {
  const belief = revision?.vouched?.belief
  if (belief === 'taken back') return { takenBack: 'newer' }
  return belief === 'nobody' ? { takenBack: 'all' } : {}
}

function partedByListing(announcements: readonly Announcement[]) {
  const listed = announcements.filter(({ unlisted }) => unlisted !== true)
  return { listed, unlisted: announcements.filter(({ unlisted }) => unlisted === true) }
}
