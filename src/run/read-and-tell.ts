/**
 * Reads all, decides, queues and publishes. In: the app context, how the files looked before. Out: what was found and
 * told, before anything is mailed.
 */
import type { Problem } from '../base/errors.js'
import { newestMailing } from '../delivery/mailing-store.js'
import type { AppContext } from './app-context.js'
import { decideAndQueue } from './due/queue.js'
import { rememberIdle } from './due/remember-idle.js'
import { goneCycleProblems } from './health/runs-in-table.js'
import { keepKnown } from './keep-known.js'
import { movedDateProblems } from './moved-dates.js'
import { withThreads } from './open-content-threads.js'
import { problemsOfRun } from './open-remarks.js'
import { movedPostProblems } from './output/moved-posts.js'
import type { SeenFiles } from './output/read-still.js'
import { recordAndPublish } from './output/record-and-publish.js'
import { read } from './read-content.js'
import type { RunOptions, RunReport } from './run-report.js'
import { expectedProblems, goneProblems, type Stops, stopsOf, unsaidRecalls } from './stops.js'

/** What a run found and did before anything is mailed. */
export interface ToldRun
  extends Pick<RunReport, 'decision' | 'told' | 'published' | 'isPublished' | 'fileOf' | 'releases'> {
  readonly stops: Stops
  /** The newest mailing that may go out. */
  readonly newest: number
  readonly problems: readonly Problem[]
}

/** @param seen undefined where more is read than files here, or an operator's word is told */
export async function readAndTell(
  context: AppContext,
  options: RunOptions,
  seen: SeenFiles | undefined,
): Promise<ToldRun> {
  return await withThreads(context, async (withThem) => await readToTell(withThem, options, seen))
}

async function readToTell(context: AppContext, options: RunOptions, seen: SeenFiles | undefined): Promise<ToldRun> {
  const { config } = context
  const content = await read(context)
  context.threads?.publishing.comesSoon()
  const stops = await stopsOf(context, content)
  const queued = await decideAndQueue(context, content, stops.mayTell, options)
  const { decision, told, memory } = queued
  const newest = await newestMailing(context.store.db)
  // Where no post can be read, what was published stays.
  const isRead = decision.failedRead === 0 && (content.announcements.length > 0 || content.unreadable.length === 0)
  const isPublished = isRead && stops.mayPublish
  const published = isPublished ? await recordAndPublish(context, content, decision) : { files: [], feeds: [] }
  const { fileOf, releases } = content
  const unkept = [...(isPublished ? keepKnown(config, content, queued) : []), ...content.remember(options.at)]
  const problems = [
    ...problemsOfRun(content, decision),
    ...queued.problems,
    ...stops.problems,
    ...goneProblems(config, decision),
    ...unsaidRecalls(decision, fileOf),
    ...(isRead ? expectedProblems(config, decision.announcements, decision.at) : []),
    ...goneCycleProblems(decision, config.content.releases),
    ...movedDateProblems(decision.notices, releases),
    ...movedPostProblems(config, decision, fileOf),
    ...unkept,
  ]
  if (seen !== undefined && isPublished && unkept.length === 0)
    rememberIdle(context, seen, { content, decision, memory, stops, published, problems })
  return { decision, told, published, isPublished, fileOf, releases, stops, newest, problems }
}
