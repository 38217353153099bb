/**
 * What stops telling, or all mail. In: the app context, what was read. Out: problems with their cures, and what may go
 * on: a run does the rest.
 */

import { dayIn } from '../base/days.js'
import { type Problem, problem } from '../base/errors.js'
import { placeOfPosts } from '../config/place-of-posts.js'
import type { Config } from '../config/schema.js'
import type { Decision } from '../notices/decide.js'
import { lacking, lackSentence } from '../notices/expected.js'
import { keysBehind } from '../notices/memory-store.js'
import { isOpen } from '../notices/notice.js'
import type { Announcement } from '../posts/announcement.js'
import { feedIdsProblem } from '../register/feed-identity.js'
import { MAIL_STOPPED, readFact } from '../store/meta-store.js'
import { listsWithPeople } from '../subscribers/moved-list-store.js'
import type { AppContext } from './app-context.js'
import type { ProjectContent } from './read-content.js'
import { ledgerStops } from './stops/ledger.js'
import { isGoing } from './stops/table.js'
import { runTexts } from './texts.js'

export interface Stops {
  readonly problems: readonly Problem[]
  /** Nothing new is told otherwise; what is queued goes on. */
  readonly mayTell: boolean
  /** Feeds and pages stay as they are otherwise. */
  readonly mayPublish: boolean
  /** Nothing at all is mailed otherwise, from here. */
  readonly mayMail: boolean
  /** No machine that works with this ledger mails anything. */
  readonly stopsAll: boolean
}

type Stopping = Pick<ProjectContent, 'register' | 'problems'>

export async function stopsOf(context: AppContext, content: Stopping): Promise<Stops> {
  const { config, store } = context
  const behind = await keysBehind(store.db, content.register.told)
  const ofConfig = await configStops(context, content)
  const forgotten = await ledgerStops(context, content.register)
  const problems = [
    ...behindProblems(config, behind),
    // The keys say the same, and more.
    ...forgotten.problems.filter(({ code }) => code !== 'LEDGER_BEHIND' || behind.length === 0),
    ...ofConfig,
  ]
  const found = [...content.problems, ...problems]
  return {
    problems,
    mayTell: isGoing('telling', found),
    mayPublish: isGoing('publishing', found),
    mayMail: isGoing('mail', found),
    stopsAll: behind.length > 0 || forgotten.isForAll,
  }
}

/** What the configuration says otherwise than people and readers know it. */
async function configStops({ config, store }: AppContext, { register }: Stopping): Promise<Problem[]> {
  const otherIds = feedIdsProblem(register, config)
  return [...goneLists(config, await listsWithPeople(store.db)), ...(otherIds === undefined ? [] : [otherIds])]
}

/** What keeps the next run from telling, as far as it can be seen without a run: it changes nothing in the ledger. */
export async function tellingStops(context: AppContext, content: ProjectContent): Promise<Problem[]> {
  const found = [...content.problems, ...(await configStops(context, content))]
  return found.filter((one) => !isGoing('telling', [one]) || !isGoing('mail', [one]))
}

/**
 * One problem for each told key that the ledger lacks: it was restored from an old backup, and mailing now would repeat
 * mail.
 */
function behindProblems(config: Config, keys: readonly string[]): Problem[] {
  const file = config.content.register
  return keys.map((key) => problem('LEDGER_BEHIND', runTexts.stops.toldLedgerDoesNot(key), { file }))
}

/** Lists that people confirmed and that the configuration lacks: whoever is on them would hear nothing, in silence. */
export function goneLists(config: Config, lists: readonly { list: string; people: number }[]): Problem[] {
  const known = new Set(config.lists.map((list) => list.id))
  return lists.flatMap(({ list, people }) => {
    if (known.has(list)) return []
    const who = people === 1 ? '1 person is' : `${people} people are`
    const sentence = runTexts.stops.listWhichConfigurationLacks(who, list)
    return [problem('LIST_GONE', sentence, { file: config.file }, { fix: moveFix(list) })]
  })
}

function moveFix(list: string): string {
  return runTexts.stops.putListBackUnder(list)
}

/** A run found the ledger behind, and no run has come since: workers of all machines wait for it. */
export async function standingStop({ config, store }: AppContext, found: readonly Problem[]): Promise<Problem[]> {
  const isKnown = !isGoing('mail', found)
  if (isKnown || (await readFact(store.db, MAIL_STOPPED)) === undefined) return []
  const sentence = runTexts.stops.mailStandsStillSince()
  return [problem('LEDGER_BEHIND', sentence, { file: config.content.register }, { fix: runTexts.stops.runBelfryRun() })]
}

/** Recalls on their way that nobody gave words for: they go out, and somebody is to say why. */
export function unsaidRecalls({ notices, tell, announcements }: Decision, fileOf: (path: string) => string): Problem[] {
  const told = new Set(tell.map(({ key }) => key))
  return notices.flatMap((notice) => {
    const isOnItsWay = isOpen(notice) || told.has(notice.key)
    if (notice.severity !== 'recall' || notice.text !== '' || !isOnItsWay) return []
    const post = announcements.find(({ id }) => id === notice.post)
    // A post that is told as a recall from the first says why in its text.
    const isFirst = notice.kind === 'announcement' && post?.withdrawn === true && post.withdrawnBecause === undefined
    if (post === undefined || !(notice.kind === 'update' || isFirst)) return []
    const place = { file: fileOf(post.path), line: post.lines?.title ?? 1 }
    const sentence = runTexts.stops.withdrawnNobodySaysWhy(post.title)
    return [problem('RECALL_UNSAID', sentence, place, { severity: 'warning' })]
  })
}

/** A folder without its posts is a failed read: what was published stays, and nothing is told or taken back. */
export function goneProblems(config: Config, { failedRead }: Decision): Problem[] {
  if (failedRead === 0) return []
  const what = failedRead === 1 ? 'a post is' : `${failedRead} posts are`
  const sentence = runTexts.stops.goneAtOnceNothing(what)
  return [problem('POSTS_GONE', sentence, { file: placeOfPosts(config) })]
}

/** Regular posts that are due soon, or did not come. */
export function expectedProblems(config: Config, posts: readonly Announcement[], now: number): Problem[] {
  const today = dayIn(now, config.site.timezone)
  return lacking(config.expected, posts, config.lists, { now, today }).map((lack) =>
    problem('POST_EXPECTED', lackSentence(lack), { file: config.file }, { severity: 'warning' }),
  )
}
