/**
 * A site read for the first time, to find by which settings most of it can be read. In: folders of posts or a feed,
 * what its generator says. Out: the posts, the settings, a releases table, what its history would have told.
 */
import { join } from 'node:path'
import { categoriesInUse, type FilledIn, type FirstRead, keysOfOthers, templatesIn } from '../../adoption/adopt.js'
import type { Adopted } from '../../adoption/config-text.js'
import type { SiteFacts } from '../../adoption/generators.js'
import type { FoundSite } from '../../adoption/read-site.js'
import { releaseTable } from '../../adoption/release-table.js'
import { isTaken } from '../../adoption/write-new.js'
import type { Problem } from '../../base/errors.js'
import { markdownSettings } from '../../config/markdown-names.js'
import { schema } from '../../config/schema.js'
import type { SiteSettings } from '../../posts/announcement.js'
import { checkReleases } from '../../releases/check.js'
import { collectReleases } from '../../releases/collect.js'
import { withThreads } from '../../run/open-content-threads.js'
import type { ReadResult } from '../../source/collect-posts.js'
import { readPosts } from '../../source/read-posts.js'
import type { ReadingThreads } from '../../source/unread/open-post-files.js'
import { type Answers, knownOf, UNKNOWN_URL } from './answers.js'
import type { FoundFeed } from './feed.js'

export async function firstOf(
  fed: FoundFeed | undefined,
  folders: readonly string[],
  answers: Answers,
  facts: SiteFacts,
): Promise<First | undefined> {
  if (fed !== undefined) return { read: await fed.read(knownOf(answers)) }
  if (folders.length === 0) return undefined
  return await withThreads({}, async ({ threads }) => await firstRead(folders, answers, facts, threads.reading))
}

export interface First {
  readonly read: ReadResult
  /** By which it was read; absent where a feed is the source. */
  readonly settings?: SiteSettings
  readonly untitled?: 'name'
  /** Where posts of other languages stand beside those of the site. */
  readonly onlyLanguage?: string
  readonly undated?: 'git'
  readonly templates?: FilledIn
}

async function firstRead(
  folders: readonly string[],
  { url, timezone }: Answers,
  facts: SiteFacts,
  threads: ReadingThreads | undefined,
): Promise<First> {
  const { language = 'en', generator } = facts
  const ofGenerator = { markdown: '', callouts: [], emoji: false, headingIds: '', ...facts.markdownKeys } as const
  const markdown = markdownSettings(ofGenerator)
  const settings = {
    ...knownOf({ url, timezone }),
    ...(markdown !== undefined && { markdown }),
    author: '',
    permalink: '/:title/',
    fields: { ...facts.fields, categories: ['categories', 'category'] },
  }
  const literal = await readPosts(folders, settings, new Map(), { threads })
  const paths = literal.announcements.map(({ path }) => path)
  const templates = templatesIn(generator, paths, literal.bytesOf)
  const isFilled = Object.keys(templates).length > 0
  // Jekyll makes titles of names.
  const hasNone = generator === 'jekyll' && literal.problems.some(({ code }) => code === 'POST_TITLE')
  const untitled = hasNone ? { untitled: 'name' as const } : {}
  const filled = { ...(isFilled && { templates }), ...untitled }
  const read = async (more: Partial<SiteSettings>) => {
    const own = { ...settings, ...templates, ...untitled, ...more }
    return { read: await readPosts(folders, own, new Map(), { threads }), settings: own, ...filled }
  }
  // What cannot be filled in is left out.
  const plain = isFilled || hasNone ? await read({}) : { read: literal, settings, ...filled }
  const hasTag = schema.shape.site.shape.language.safeParse(language).success
  const tag = hasTag ? language : 'en'
  const spoken = await read({ languages: { site: tag, chosen: tag, lists: [] } })
  if (spoken.read.otherLanguages.size > 0 && spoken.read.announcements.length > 0)
    return { ...spoken, onlyLanguage: tag }
  const { announcements, problems } = plain.read
  const undated = problems.filter(({ code, message }) => code === 'POST_NEARLY' && message.includes('has a date'))
  if (undated.length <= announcements.length) return plain
  const dated = await read({ undated: 'git' })
  return dated.read.announcements.length > announcements.length ? { ...dated, undated: 'git' } : plain
}

interface Look {
  readonly root: string
  readonly site: FoundSite
  readonly inRoot: readonly string[]
  readonly first: First | undefined
  readonly now: number
}

/** Of posts that have a page there, so many of a hundred are a site that was built of these. */
const BUILT_SHARE = 80

/** What nobody can fill in here is taken from the built site, where it is built and shows the posts. */
export async function asShown(adopted: Adopted, { root, site: { built }, inRoot, first, now }: Look): Promise<Adopted> {
  const { permalink } = adopted
  if (built === undefined || permalink === undefined || first?.settings === undefined) return adopted
  if (!first.read.problems.some(isUnfilled)) return adopted
  const { liquid: _liquid, shortcodes: _shortcodes, ...literal } = first.settings
  const { announcements } = await readPosts(inRoot, { ...literal, permalink, url: adopted.url }, new Map())
  // Pages are read by whoever needs them.
  const { readSitePages } = await import('../../cms/read-site-pages.js')
  const pages = { siteUrl: adopted.url, folder: join(root, built), selector: '', kept: '', now }
  const { html } = await readSitePages(announcements, pages)
  if (html.size * 100 < announcements.length * BUILT_SHARE) return adopted
  return { ...adopted, templates: undefined, built: `../${built}` }
}

export function isUnfilled({ code, severity }: Problem): boolean {
  return severity === 'error' && (code === 'POST_TEMPLATE' || code === 'POST_FILL')
}

export const RELEASES = 'config/releases.yaml'

/** A table that contradicts the posts would be the first thing to mend. */
export function tableOfTitles({ read }: First, file: string): string | undefined {
  const text = isTaken(file) ? undefined : releaseTable(read.announcements)
  if (text === undefined) return undefined
  const { table, problems } = collectReleases([{ file, bytes: Buffer.from(text) }], UNKNOWN_URL, false)
  const remarks = checkReleases({ releases: table, announcements: read.announcements, fileOf: read.fileOf })
  return problems.length + remarks.length === 0 ? text : undefined
}

export interface WouldHaveTold {
  readonly steps: number
  readonly told: number
  readonly asked: number
  readonly held: number
}

/** Steps of the history, the newest: an archive of decades is not walked at the first minute. */
const MOST_STEPS = 300

/** What would have been told over the history; undefined outside of git. */
export async function replayed(file: string, root: string, { posts }: Adopted): Promise<WouldHaveTold | undefined> {
  // git is loaded by who needs it.
  const { pastOf } = await import('../../run/history/past.js')
  const folders = posts.map((folder) => join(root, folder.replace(/^\.\.\/?/, '')))
  return await pastOf(file, folders, MOST_STEPS)
}

interface Known {
  readonly first: FirstRead | undefined
  readonly templates?: FilledIn
  readonly year: number
  readonly releases: string | undefined
  readonly feed: string | undefined
  readonly onlyLanguage?: string
  readonly undated?: 'git'
  readonly untitled?: 'name'
}

export function adoptedOf({ facts, authors }: FoundSite, { posts, ...answers }: Answers, known: Known): Adopted {
  const { first, templates, year, releases, feed, onlyLanguage, undated, untitled } = known
  const { description, language, author, generator, permalink, timestamps } = facts
  const section = (posts.length > 1 ? '' : (posts[0] ?? '')).split('/').at(-1) ?? ''
  const inUse = first === undefined ? { categories: [], areTags: false } : categoriesInUse(first)
  const fields = {
    ...facts.fields,
    ...(inUse.areTags && { categories: ['categories', 'category', 'tags'] }),
    ...(first !== undefined && keysOfOthers(first)),
  }
  const path = permalink
    ?.replace(/:sections\b/g, `${section}/:sections`)
    .replace(/:section\b/g, section)
    // Posts that lie in no section.
    .replace(/\/{2,}/g, '/')
  const written = facts.markdownKeys === undefined ? {} : { markdownKeys: facts.markdownKeys }
  const site = { ...answers, description, language, author, timestamps, permalink: path, ...written }
  const made = {
    templates,
    fields,
    categories: inUse.categories,
    hasPages: generator !== undefined || feed !== undefined,
    year,
  }
  const more = {
    releases,
    feed,
    onlyLanguage,
    undated,
    untitled,
    authors: authors === undefined ? undefined : `../${authors}`,
  }
  const folders = posts.map((folder) => (folder === '.' ? '..' : `../${folder}`))
  return { ...site, ...made, ...more, posts: folders.length === 0 ? ['../content/posts'] : folders }
}
