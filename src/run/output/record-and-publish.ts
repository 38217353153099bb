/** The register written anew, then feeds and pages made of it and the posts. In: a decision. Out: the files. */
import { secondsBetween } from '../../base/observed.js'
import { recordedUrls } from '../../feeds/entry-urls.js'
import type { Decision } from '../../notices/decide.js'
import { listMoved, listNotices, urlsOf } from '../../notices/memory-store.js'
import { registerOf } from '../../notices/to-register.js'
import type { Announcement, SiteSettings } from '../../posts/announcement.js'
import { underId } from '../../posts/under-id.js'
import { identityOf } from '../../register/feed-identity.js'
import { inFileOrder } from '../../register/format.js'
import { knownDates } from '../../register/known-dates.js'
import type { Register } from '../../register/register.js'
import { writeRegister } from '../../register/write.js'
import { readHead } from '../../store/chain-store.js'
import { PUBLISHED_AT, replaceFact } from '../../store/meta-store.js'
import type { AppContext } from '../app-context.js'
import { loggedSince } from '../history/record-decided.js'
import { postSettingsOf } from '../post-settings.js'
import { type ProjectContent, publishedOf } from '../read-content.js'
import { toldByNow } from '../stops/ledger.js'
import { type PublishedPlan, publish } from './publish.js'

/** Of two runs in the same moment the later one records what both told, and publishes it. */
export async function recordAndPublish(
  context: AppContext,
  content: ProjectContent,
  decision: Decision,
): Promise<PublishedPlan> {
  const { aloneInFolder } = await import('./open-folder.js')
  return await aloneInFolder(context.config, async () => await doneAlone(context, content, decision))
}

/** The register first: feeds are made from content and register, and another machine must come to the same. */
async function doneAlone(context: AppContext, content: ProjectContent, decision: Decision): Promise<PublishedPlan> {
  const notices = await listNotices(context.store.db)
  const { db } = context.store
  const retractions = notices.filter(({ kind }) => kind === 'retraction')
  const whereabouts = { ids: decision.ids, urls: await urlsOf(db, retractions), moved: await listMoved(db) }
  const told = registerOf(content.register, notices, whereabouts)
  const { site, feeds } = context.config
  const readable = asDecided(content.announcements, decision, postSettingsOf(context.config))
  const announcements = publishedOf({ announcements: readable, kept: content.kept })
  const urls = feeds.ids === 'url' ? recordedUrls(announcements, told, site, decision.at) : told.urls
  // A build reads it from the file, and is to make the same.
  const register = inFileOrder({
    ...told,
    urls,
    log: await loggedSince(context.store.db, content.register),
    dates: knownDates(told.dates, content.releases, decision.at),
    feeds: identityOf(content.register, context.config),
    ...revisionKept(content),
  })
  const startedAt = performance.now()
  await writeRegister(context.config.content.register, register, {
    ledger: await toldByNow(context),
    audit: await readHead(context.store.db),
  })
  const builtFrom = performance.now()
  const { releases, pictures, readAt } = content
  const about = { announcements, register, releases, pictures, readAt }
  const published = await publish(context, about, { isAlone: true })
  context.observe?.({ what: 'build', seconds: secondsBetween(builtFrom, performance.now()) })
  await replaceFact(context.store.db, PUBLISHED_AT, String(decision.at))
  context.observe?.({ what: 'publish', seconds: secondsBetween(startedAt, performance.now()) })
  return published
}

/** Which commit was accepted, for a ledger that is new, and for `build`. */
function revisionKept({ revision }: ProjectContent): Pick<Register, 'source' | 'kept'> {
  if (revision?.vouched === undefined) return {}
  return { source: revision.vouched.accepted[0], kept: revision.kept }
}

/**
 * The posts that were decided about, as they would be read now that the register keeps their ids: nothing is read a
 * second time.
 */
function asDecided(read: readonly Announcement[], decision: Decision, settings: SiteSettings): Announcement[] {
  const ids = new Map(decision.announcements.map(({ path, id }) => [path, id]))
  return read.map((post) => underId(post, ids.get(post.path) ?? post.id, settings))
}
