/**
 * `belfry init [DIR]`: a configuration for the site that is there, or a folder with one post that works. In: a folder,
 * what its generator says, at most five answers. Out: config/belfry.yaml and, where there is no post, one; nothing that
 * is there is overwritten.
 */

import { basename, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { categoriesInUse, type FilledIn, type FirstRead, keysOfOthers, templatesIn } from '../adoption/adopt.js'
import { type Adopted, configText, siteDomain } from '../adoption/config-text.js'
import type { SiteFacts } from '../adoption/generators.js'
import { type FoundSite, readSite } from '../adoption/read-site.js'
import { releaseTable } from '../adoption/release-table.js'
import { isTaken, makeFolder, writeNew } from '../adoption/write-new.js'
import { clockFrom } from '../base/clock.js'
import { dayIn } from '../base/days.js'
import { BelfryError, type Problem } from '../base/errors.js'
import { markdownSettings } from '../config/markdown-names.js'
import { schema } from '../config/schema.js'
import type { SiteSettings } from '../posts/announcement.js'
import { checkReleases } from '../releases/check.js'
import { collectReleases } from '../releases/collect.js'
import type { ReadResult } from '../source/collect-posts.js'
import { readPosts } from '../source/read-posts.js'
import { allProblems } from './check.js'
import { type AddCommand, terminalOf } from './command.js'
import { type FoundFeed, findFeed } from './init-feed.js'
import { counted } from './shown/counted.js'
import { problemLine } from './terminal.js'
import { cliTexts } from './texts.js'

interface InitFlags {
  readonly yes?: boolean
  readonly title?: string
  readonly url?: string
  readonly posts?: string
  readonly feed?: string
  readonly from?: string
}

export const initCommand: AddCommand = (self) => {
  self
    .option('--yes', 'ask nothing, take what was found')
    .option('--title <text>', 'the title of the site')
    .option('--url <address>', 'the address of the site')
    .option('--posts <folder>', 'the folder of the posts, inside the site')
    .option('--feed <feed>', 'a feed that posts come from, a file or an address, in place of a folder')
    .option('--from <mailbox>', 'who mail is from')
    .action(async (folder: string | undefined, flags: InitFlags, command) => {
      const root = resolve(folder ?? '.')
      const file = join(root, 'config/belfry.yaml')
      if (isTaken(file)) throw new BelfryError('INIT_EXISTS', cliTexts.init.isThereAlready(file))
      makeFolder(root)
      const fed = flags.feed === undefined ? undefined : await findFeed(flags.feed, root)
      const site = fed === undefined ? readSite(root) : siteOfFeed(fed)
      const now = clockFrom(process.env.BELFRY_NOW).now()
      const answers = await answersOf(site, root, flags)
      const inRoot = answers.posts.map((one) => join(root, one))
      if (inRoot.some((one) => one === root || `${one}/` === root)) throw besideOnly(root)
      const first = await firstOf(fed, inRoot, answers, site.facts)
      const releases = first === undefined ? undefined : releasesOf(first, join(root, RELEASES))
      const year = new Date(now).getUTCFullYear()
      const found = adoptedOf(site, answers, {
        first: first?.read,
        year,
        releases: releases && 'releases.yaml',
        feed: fed?.feed,
        ...first,
      })
      const adopted = await asShown(found, { root, site, inRoot, first, now })
      // As it was found: a time zone that is none, an address that is no address.
      const made = first === undefined ? firstPost(root, adopted, dayIn(now, 'UTC')) : undefined
      writeNew(file, configText(adopted))
      if (releases !== undefined) writeNew(join(root, RELEASES), releases)
      const problems = [...site.facts.problems, ...(await allProblems(file, {}))]
      const past = await replayed(file, root, adopted)
      const summary = {
        ...{ config: file, generator: site.facts.generator ?? null, posts: first?.read.announcements.length ?? 1 },
        ...(releases !== undefined && { releases: join(root, RELEASES) }),
        ...(past !== undefined && { replay: past }),
      }
      const seen = { first: first?.read, made, problems, past, hasReleases: releases !== undefined }
      const lines = () => [
        ...said(site, adopted, seen),
        '',
        ...next(folder, adopted, { feeds: site.feeds, problems, sample: sampleOf(first, now) }),
      ]
      terminalOf(command).print({ ...summary, unreadable: first?.read.unreadable ?? [], problems }, lines)
    })
}

/** What Belfry keeps would lie among the posts. */
function besideOnly(root: string): BelfryError {
  const fix = cliTexts.init.initAbove(dirname(root), basename(root))
  return new BelfryError('USAGE', cliTexts.init.postsLieThere(root), { exitCode: 2, fix })
}

interface Answers {
  readonly title: string
  readonly url: string
  /** Relative to the site; none where there is none yet. */
  readonly posts: readonly string[]
  readonly timezone: string
  readonly from: string
}

/** What nobody said and nobody asks is found, or stands for something to be changed. */
async function answersOf({ facts, posts }: FoundSite, root: string, flags: InitFlags): Promise<Answers> {
  const ask = flags.yes === true || !process.stdin.isTTY ? undefined : questions()
  const answer = async (question: string, given: string | undefined, found: string) =>
    given ?? ((await ask?.ask(`${question} [${found}] `)) || found)
  try {
    const title = await answer(cliTexts.init.titleSite(), flags.title, facts.title ?? basename(root))
    const url = (await answer('Its address?', flags.url, facts.url ?? UNKNOWN_URL)).replace(/\/+$/, '')
    const host = URL.canParse(url) ? siteDomain(url).replace(/^www\./, '') : 'example.org'
    const isFed = flags.feed !== undefined
    const folder = isFed ? '' : await answer(cliTexts.init.folderPostsOrSeveral(), flags.posts, posts.join(', '))
    const timezone = await answer(cliTexts.init.timeZone(), undefined, facts.timezone ?? 'UTC')
    const from = await answer(
      cliTexts.init.whoMailFrom(),
      flags.from,
      `${title.replace(/[^\p{L}\p{N} .'-]/gu, '')} <announce@${host}>`,
    )
    return { title, url, posts: foldersIn(folder), timezone, from }
  } finally {
    ask?.close()
  }
}

function foldersIn(answer: string): string[] {
  return answer
    .split(',')
    .map((folder) => folder.trim().replace(/\/+$/, ''))
    .filter((folder) => folder !== '')
}

const UNKNOWN_URL = 'https://example.org'

function questions() {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // An answer may be typed before its question is asked.
  const answers = lines[Symbol.asyncIterator]()
  const ask = async (question: string) => {
    lines.setPrompt(question)
    lines.prompt()
    const { value, done } = await answers.next()
    if (done !== true) return value.trim()
    const fix = cliTexts.init.runBelfryInitAgain()
    throw new BelfryError('USAGE', cliTexts.init.nobodyAnswersSoNothing(), { exitCode: 2, fix })
  }
  return { ask, close: () => lines.close() }
}

/** As far as it can be read by: what is wrong in an answer, `check` says. */
function knownOf({ url, timezone }: Pick<Answers, 'url' | 'timezone'>) {
  const known = URL.canParse(url) && schema.shape.site.shape.timezone.safeParse(timezone).success
  return known ? { url, timezone } : { url: UNKNOWN_URL, timezone: 'UTC' }
}

/** A CMS makes the pages. */
function siteOfFeed({ about: { title, link, language } }: FoundFeed): FoundSite {
  const facts = { title, url: link, language, folders: [], problems: [] }
  return { facts, posts: [], feeds: [], others: [] }
}

async function firstOf(
  fed: FoundFeed | undefined,
  folders: readonly string[],
  answers: Answers,
  facts: SiteFacts,
): Promise<First | undefined> {
  if (fed !== undefined) return { read: fed.read(knownOf(answers)) }
  return folders.length === 0 ? undefined : await firstRead(folders, answers, facts)
}

interface First {
  readonly read: ReadResult
  /** By which it was read; absent where a feed is the source. */
  readonly settings?: SiteSettings
  readonly untitled?: 'name'
  /** Where posts of other languages stand beside those of the site. */
  readonly onlyLanguage?: string
  readonly undated?: 'git'
  readonly templates?: FilledIn
}

async function firstRead(folders: readonly string[], { url, timezone }: Answers, facts: SiteFacts): Promise<First> {
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
  const literal = await readPosts(folders, settings, new Map())
  const paths = literal.announcements.map(({ path }) => path)
  const templates = templatesIn(generator, paths, literal.bytesOf)
  const isFilled = Object.keys(templates).length > 0
  // Jekyll makes titles of names.
  const hasNone = generator === 'jekyll' && literal.problems.some(({ code }) => code === 'POST_TITLE')
  const untitled = hasNone ? { untitled: 'name' as const } : {}
  const filled = { ...(isFilled && { templates }), ...untitled }
  const read = async (more: Partial<SiteSettings>) => {
    const own = { ...settings, ...templates, ...untitled, ...more }
    return { read: await readPosts(folders, own, new Map()), settings: own, ...filled }
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
async function asShown(adopted: Adopted, { root, site: { built }, inRoot, first, now }: Look): Promise<Adopted> {
  const { permalink } = adopted
  if (built === undefined || permalink === undefined || first?.settings === undefined) return adopted
  if (!first.read.problems.some(isUnfilled)) return adopted
  const { liquid: _liquid, shortcodes: _shortcodes, ...literal } = first.settings
  const { announcements } = await readPosts(inRoot, { ...literal, permalink, url: adopted.url }, new Map())
  // Pages are read by whoever needs them.
  const { readSitePages } = await import('../cms/read-site-pages.js')
  const pages = { siteUrl: adopted.url, folder: join(root, built), selector: '', kept: '', now }
  const { html } = await readSitePages(announcements, pages)
  if (html.size * 100 < announcements.length * BUILT_SHARE) return adopted
  return { ...adopted, templates: undefined, built: `../${built}` }
}

function isUnfilled({ code, severity }: Problem): boolean {
  return severity === 'error' && (code === 'POST_TEMPLATE' || code === 'POST_FILL')
}

const RELEASES = 'config/releases.yaml'

/** A table that contradicts the posts would be the first thing to mend. */
function releasesOf({ read }: First, file: string): string | undefined {
  const text = isTaken(file) ? undefined : releaseTable(read.announcements)
  if (text === undefined) return undefined
  const { table, problems } = collectReleases([{ file, bytes: Buffer.from(text) }], UNKNOWN_URL, false)
  const remarks = checkReleases({ releases: table, announcements: read.announcements, fileOf: read.fileOf })
  return problems.length + remarks.length === 0 ? text : undefined
}

interface Past {
  readonly steps: number
  readonly told: number
  readonly asked: number
  readonly held: number
}

/** Steps of the history, the newest: an archive of decades is not walked at the first minute. */
const MOST_STEPS = 300

/** What would have been told over the history; undefined outside of git. */
async function replayed(file: string, root: string, { posts }: Adopted): Promise<Past | undefined> {
  // git is loaded by who needs it.
  const { pastOf } = await import('../run/history/past.js')
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

function adoptedOf({ facts, authors }: FoundSite, { posts, ...answers }: Answers, known: Known): Adopted {
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

/** @returns the file, relative to the site */
function firstPost(root: string, { title }: Adopted, day: string): string {
  const path = `content/posts/${day}-hello.md`
  const lines = ['---', `title: ${JSON.stringify(`${title} has news`)}`, `date: ${day}`, '---', '', POST, '']
  writeNew(join(root, path), lines.join('\n'))
  return path
}

const POST = cliTexts.init.firstAnnouncementWriteNext()

interface Found {
  readonly first: ReadResult | undefined
  readonly made: string | undefined
  readonly problems: readonly Problem[]
  readonly past: Past | undefined
  readonly hasReleases: boolean
}

/** Five lines. */
function said({ facts, others }: FoundSite, adopted: Adopted, found: Found): string[] {
  const { first, made, problems, past, hasReleases } = found
  const ofNone = first === undefined ? 'a new project' : 'no generator known'
  const { generator = adopted.feed === undefined ? ofNone : 'a feed' } = facts
  const errors = problems.filter(({ severity }) => severity === 'error')
  const codes = [...new Set(problems.map(({ code }) => code))].join(', ')
  const warnings = problems.length - errors.length
  const folders = adopted.feed ?? adopted.posts.map((folder) => folder.slice(3) || '.').join(', ')
  const count = counted(first?.announcements.length ?? 0, 'post')
  const there = first === undefined ? `a first post, ${made}` : `${count} in ${folders}`
  const shown = adopted.built === undefined ? '' : `; shown as ${adopted.built.slice(3)} shows them`
  const more = shown + (others.length === 0 ? '' : `; not read: ${others.join(', ')}`)
  const lists =
    adopted.categories.length === 0 ? 'one, for everything' : `${adopted.categories.join(', ')}, everything else`
  const [newest] = first?.announcements ?? []
  const leftOut = first?.unreadable.length ?? 0
  const written = hasReleases ? `config/belfry.yaml and ${RELEASES} are` : 'config/belfry.yaml is'
  const last = newest === undefined ? '' : `, the newest “${newest.title}” of ${newest.day}`
  return [
    `${written} written (${generator}): ${adopted.title}, ${adopted.url}.`,
    `Posts: ${there}${leftOut === 0 ? '' : `, ${leftOut} left out`}${last}${more}.`,
    `Lists: ${lists}.`,
    `check: ${counted(errors.length, 'error')}, ${counted(warnings, 'warning')}${codes === '' ? '' : ` (${codes})`}.`,
    pastLine(past, adopted.feed),
    // check says nothing of the generator's own files.
    ...facts.problems.slice(0, 3).map(problemLine),
    ...errors
      .filter((one) => !facts.problems.includes(one))
      .slice(0, 3)
      .map(problemLine),
  ]
}

function pastLine(past: Past | undefined, feed: string | undefined): string {
  if (past === undefined) return cliTexts.init.replayNothingBecauseNo()
  const { steps, told, asked, held } = past
  const walked = counted(steps, feed === undefined ? 'commit' : 'instant')
  return cliTexts.init.replayOverWouldHave(walked, told, asked, held)
}

/** A post whose mail is worth a look: the newest that is out, where a shell takes its name as it is. */
function sampleOf(first: First | undefined, now: number): string | undefined {
  return first?.read.announcements.find(({ instant, id }) => instant <= now && /^[\w.-]+$/.test(id))?.id
}

interface Ahead {
  readonly feeds: readonly string[]
  readonly problems: readonly Problem[]
  readonly sample: string | undefined
}

function next(
  folder: string | undefined,
  { url, hasPages, feed }: Adopted,
  { feeds, problems, sample }: Ahead,
): string[] {
  const old = feeds.length === 0 ? 'FEED' : feeds.join(' ')
  return [
    'Next:',
    ...(folder === undefined || folder === '.' ? [] : [`  cd ${folder}`]),
    ...(url === UNKNOWN_URL ? ['  set site.url, feeds.authority and mail.from in config/belfry.yaml'] : []),
    '  belfry check    # what is to be mended, with file and line',
    ...(hasPages && feed === undefined && problems.some(isUnfilled) ? [cliTexts.init.buildSiteAndRender()] : []),
    ...(hasPages && feed === undefined
      ? [`  belfry ids ${old.padEnd(4)} # the feeds that the site has now: entries keep their ids`]
      : []),
    '  belfry run      # the first run records what is there and tells nothing',
    ...(sample === undefined ? [] : [`  belfry send ${sample} --test YOU@…   # ${cliTexts.init.itsMailToYou()}`]),
    '  belfry serve    # pages, forms and the outbox, on this machine alone',
  ]
}
