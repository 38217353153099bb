/**
 * A feed as the source of posts. Door: disk, network. In: where the feed is, where the last good reading is kept. Out:
 * its entries as announcements. Nothing of a feed that is broken is taken: the last good reading goes on beside a
 * problem. What scrolled out of a feed was never taken back: whoever decides is told that it is a window (`isWindow`).
 */

import { readFileSync } from 'node:fs'
import { BelfryError, messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { replaceFile } from '../files/write-file.js'
import type { Asking } from '../hubs/open-answer.js'
import type { Announcement, SiteSettings } from '../posts/announcement.js'
import { collectPosts, type ReadResult } from '../source/collect-posts.js'
import { addressAtSite, entryPost } from './entry-post.js'
import { feedEntries, type SourceEntry, type SourceFeed } from './feed-entries.js'
import { settingsOfFeed } from './feed-posts.js'
import { readChangedFeed, type Validators } from './read-feed.js'
import { cmsTexts } from './texts.js'

export interface FeedSource {
  /** An http address or an absolute path. */
  readonly feed: string
  /** A file: the feed as it was last read well. */
  readonly lastGood: string
}

/** Above that a feed is an archive, and every run would read it whole. */
const MOST_ENTRIES = 5_000

export interface ReadOfFeed extends ReadResult {
  /** Ids of entries that the feed took back. */
  readonly deleted: ReadonlySet<string>
}

/**
 * @param ids stem of a path → the id that the register keeps
 * @throws BelfryError CONTENT_FEED, FEED_MOVED where there is no good reading yet
 */
export async function readSourceFeed(
  { feed, lastGood }: FeedSource,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
  asking: Asking = {},
): Promise<ReadOfFeed> {
  const kept = readLastGood(lastGood, feed)
  const newest = await newestOf(feed, kept, { siteUrl: settings.url, asking })
  if ('fault' in newest) {
    const { code, message, fix, line } = newest.fault
    const before = kept === undefined ? undefined : judged(kept.text, feed, settings.url)
    const more = fix === undefined ? {} : { fix }
    if (before === undefined || 'fault' in before) throw new BelfryError(code, message, { exitCode: 3, ...more })
    const place = { file: feed, ...(line !== undefined && { line }) }
    const stands = problem(code, cmsTexts.readSourceFeed.lastGoodReadingGoes(message), place, more)
    const read = await readEntries(before.entries, feed, settings, ids)
    const left = namelessProblems(before.nameless, feed)
    return { ...read, deleted: new Set(before.deleted), problems: [stands, ...left, ...read.problems] }
  }
  const { entries, deleted, nameless, read: changed } = newest
  const unkept = changed === undefined ? [] : keepLastGood(lastGood, { feed, ...changed })
  const read = await readEntries(entries, feed, settings, ids)
  const left = namelessProblems(nameless, feed)
  return { ...read, deleted: new Set(deleted), problems: [...unkept, ...left, ...read.problems] }
}

function namelessProblems(nameless: ReadFeed['nameless'], feed: string): Problem[] {
  return nameless.map(({ title = '', line }) => {
    const message = cmsTexts.readSourceFeed.entryLeftOut(
      title.slice(0, 100),
      cmsTexts.feedEntries.hasNeitherIdNorLink(),
    )
    return problem('FEED_ENTRY', message, { file: feed, line })
  })
}

interface LastGood {
  readonly feed: string
  readonly text: string
  readonly validators: Validators
}

interface Fault {
  readonly code: 'CONTENT_FEED' | 'FEED_MOVED'
  readonly message: string
  readonly fix?: string
  readonly line?: number
}

type ReadFeed = Exclude<SourceFeed, { readonly problem: Problem }>

type Judged = Pick<ReadFeed, 'entries' | 'deleted' | 'nameless'> | { readonly fault: Fault }

async function newestOf(
  feed: string,
  kept: LastGood | undefined,
  { siteUrl, asking }: { readonly siteUrl: string; readonly asking: Asking },
): Promise<Judged & { readonly read?: Omit<LastGood, 'feed'> }> {
  try {
    const read = await readChangedFeed(feed, kept?.validators ?? {}, asking)
    if (read === 'unchanged') return judged(kept?.text ?? '', feed, siteUrl)
    const isSame = kept !== undefined && JSON.stringify(kept) === JSON.stringify({ feed, ...read })
    return { ...judged(read.text, feed, siteUrl), ...(!isSame && { read }) }
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    const code = thrown.code === 'FEED_MOVED' ? 'FEED_MOVED' : 'CONTENT_FEED'
    return { fault: { code, message: thrown.message } }
  }
}

/** Is it a feed that may be believed, whole? */
function judged(text: string, feed: string, siteUrl: string): Judged {
  const broken = (message: string, line?: number): Judged => ({
    fault: { code: 'CONTENT_FEED', message: `${feed}: ${message}.`, ...(line !== undefined && { line }) },
  })
  const read = feedEntries(text, feed)
  if ('problem' in read) return broken(read.problem.message.replace(/\.$/, ''), read.problem.line)
  const { entries, deleted, nameless } = read
  if (entries.length === 0) return broken('it holds no entry that has an id')
  if (entries.length > MOST_ENTRIES) return broken(`it holds more than ${MOST_ENTRIES} entries`)
  const lines = new Map<string, number>()
  for (const { id, line } of entries) {
    const first = lines.get(id)
    if (first !== undefined)
      return broken(`two entries have the id "${id.slice(0, 100)}", here and on line ${first}`, line)
    lines.set(id, line)
  }
  const isElsewhere = entries.every(({ id, link }) => addressAtSite(link ?? id, siteUrl) === undefined)
  const [{ link, id, line } = { link: '', id: '', line: 1 }] = entries
  if (!isElsewhere) return { entries, deleted, nameless }
  const message = cmsTexts.readSourceFeed.noEntryBelowSite(feed, siteUrl, (link ?? id).slice(0, 200))
  const fix = cmsTexts.readSourceFeed.setSiteUrlAddress()
  return { fault: { code: 'FEED_MOVED', message, fix, line } }
}

/** Each as the post that it would be in a folder; problems name the feed, and the line of the entry. */
export async function readEntries(
  entries: readonly SourceEntry[],
  feed: string,
  site: SiteSettings,
  ids: ReadonlyMap<string, string>,
): Promise<ReadResult> {
  const lines = new Map<string, number>()
  const problems: Problem[] = []
  const posts = entries.flatMap((entry) => {
    const post = entryPost(entry, site.url, ids)
    if ('fault' in post) {
      const message = cmsTexts.readSourceFeed.entryLeftOut((entry.title ?? entry.id).slice(0, 100), post.fault)
      problems.push(problem('FEED_ENTRY', message, { file: feed, line: entry.line }))
      return []
    }
    lines.set(post.path, entry.line)
    return [post]
  })
  const read = await collectPosts(posts, { settings: settingsOfFeed(site), ids, shown: (path) => path })
  const inFeed = (found: readonly Problem[]) =>
    found.flatMap(({ column: _none, ...one }) => {
      // Whatever looks like a template is an entry's own words.
      if (one.code === 'POST_TEMPLATE') return []
      return [{ ...one, file: feed, line: lines.get(one.file) ?? 1 }]
    })
  return {
    ...read,
    announcements: read.announcements.map((post) => asEntry(post, lines.get(post.path) ?? 1, inFeed)),
    problems: [...problems, ...inFeed(read.problems)],
    fileOf: () => feed,
  }
}

function asEntry(
  { places: _none, remarks, ...post }: Announcement,
  line: number,
  inFeed: (found: readonly Problem[]) => Problem[],
): Announcement {
  const left = inFeed(remarks ?? [])
  return { ...post, lines: { title: line, body: line }, ...(left.length > 0 && { remarks: left }) }
}

/** What is damaged counts as not there. */
function readLastGood(file: string, feed: string): LastGood | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isLastGood(value) && value.feed === feed ? value : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError || systemCode(thrown) !== undefined) return undefined
    throw thrown
  }
}

function isLastGood(value: unknown): value is LastGood {
  if (typeof value !== 'object' || value === null) return false
  const { feed, text, validators } = value as Partial<Record<keyof LastGood, unknown>>
  return typeof feed === 'string' && typeof text === 'string' && typeof validators === 'object' && validators !== null
}

function keepLastGood(file: string, good: LastGood): Problem[] {
  try {
    replaceFile(file, JSON.stringify(good), { private: true })
    return []
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    const message = `The feed cannot be kept for when it is broken: ${messageOf(thrown)}`
    return [problem('CONTENT_FEED', message, { file }, { severity: 'warning' })]
  }
}
