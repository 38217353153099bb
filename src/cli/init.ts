/**
 * `belfry init [DIR]`: a configuration for the site that is there, or a folder with one post that works. In: a folder,
 * what its generator says, at most five answers. Out: config/belfry.yaml and, where there is no post, one; nothing that
 * is there is overwritten.
 */
import { basename, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { categoriesInUse, type FilledIn, type FirstRead, keysOfOthers, templatesIn } from '../adoption/adopt.js'
import { type Adopted, configText } from '../adoption/config-text.js'
import { type FoundSite, readSite } from '../adoption/read-site.js'
import { isTaken, makeFolder, writeNew } from '../adoption/write-new.js'
import { clockFrom } from '../base/clock.js'
import { dayIn } from '../base/days.js'
import { BelfryError, type Problem } from '../base/errors.js'
import { schema } from '../config/schema.js'
import type { ReadResult } from '../source/collect-posts.js'
import { readPosts } from '../source/read-posts.js'
import { allProblems } from './check.js'
import { type AddCommand, terminalOf } from './command.js'
import { problemLine } from './terminal.js'

interface InitFlags {
  readonly yes?: boolean
  readonly title?: string
  readonly url?: string
  readonly posts?: string
  readonly from?: string
}

export const initCommand: AddCommand = (self) => {
  self
    .option('--yes', 'ask nothing, take what was found')
    .option('--title <text>', 'the title of the site')
    .option('--url <address>', 'the address of the site')
    .option('--posts <folder>', 'the folder of the posts, inside the site')
    .option('--from <mailbox>', 'who mail is from')
    .action(async (folder: string | undefined, flags: InitFlags, command) => {
      const root = resolve(folder ?? '.')
      const file = join(root, 'config/belfry.yaml')
      if (isTaken(file)) throw new BelfryError('INIT_EXISTS', `${file} is there already.`)
      makeFolder(root)
      const site = readSite(root)
      const now = clockFrom(process.env.BELFRY_NOW).now()
      const answers = await answersOf(site, root, flags)
      const { first, templates } = await firstRead(site, root, answers)
      const adopted = adoptedOf(site, answers, { first, templates, year: new Date(now).getUTCFullYear() })
      // As it was found: a time zone that is none, an address that is no address.
      const made = first === undefined ? firstPost(root, adopted, dayIn(now, 'UTC')) : undefined
      writeNew(file, configText(adopted))
      const problems = [...site.facts.problems, ...(await allProblems(file, {}))]
      const summary = { config: file, generator: site.facts.generator ?? null, posts: first?.announcements.length ?? 1 }
      const lines = () => [...said(site, adopted, { first, made, problems }), '', ...next(folder, adopted)]
      terminalOf(command).print({ ...summary, unreadable: first?.unreadable ?? [], problems }, lines)
    })
}

interface Answers {
  readonly title: string
  readonly url: string
  /** Relative to the site; undefined where there is none yet. */
  readonly posts: string | undefined
  readonly timezone: string
  readonly from: string
}

/** What nobody said and nobody asks is found, or stands for something to be changed. */
async function answersOf({ facts, posts }: FoundSite, root: string, flags: InitFlags): Promise<Answers> {
  const ask = flags.yes === true || !process.stdin.isTTY ? undefined : questions()
  const answer = async (question: string, given: string | undefined, found: string) =>
    given ?? ((await ask?.ask(`${question} [${found}] `)) || found)
  try {
    const title = await answer('Title of the site?', flags.title, facts.title ?? basename(root))
    const url = (await answer('Its address?', flags.url, facts.url ?? UNKNOWN_URL)).replace(/\/+$/, '')
    const host = URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : 'example.org'
    const folder = await answer('Folder of its posts?', flags.posts, posts ?? '')
    const timezone = await answer('Its time zone?', undefined, facts.timezone ?? 'UTC')
    const from = await answer(
      'Who is mail from?',
      flags.from,
      `${title.replace(/[^\p{L}\p{N} .'-]/gu, '')} <announce@${host}>`,
    )
    return { title, url, posts: folder === '' ? undefined : folder, timezone, from }
  } finally {
    ask?.close()
  }
}

const UNKNOWN_URL = 'https://example.org'

function questions() {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  return { ask: async (question: string) => (await lines.question(question)).trim(), close: () => lines.close() }
}

interface FirstLook {
  /** Undefined where there is no post yet. */
  readonly first: ReadResult | undefined
  readonly templates: FilledIn
}

/** Twice where posts hold templates: what cannot be filled in is left out. */
async function firstRead({ facts }: FoundSite, root: string, answers: Answers): Promise<FirstLook> {
  const { url, timezone, posts } = answers
  if (posts === undefined) return { first: undefined, templates: {} }
  const folder = join(root, posts)
  const known = URL.canParse(url) && schema.shape.site.shape.timezone.safeParse(timezone).success
  const settings = {
    url: known ? url : UNKNOWN_URL,
    timezone: known ? timezone : 'UTC',
    author: '',
    permalink: '/:title/',
    fields: { categories: ['categories', 'category'] },
  }
  const first = await readPosts(folder, settings, new Map())
  const paths = first.announcements.map(({ path }) => path)
  const templates = templatesIn(facts.generator, paths, first.bytesOf)
  if (Object.keys(templates).length === 0) return { first, templates }
  return { first: await readPosts(folder, { ...settings, ...templates }, new Map()), templates }
}

interface Known {
  readonly first: FirstRead | undefined
  readonly templates: FilledIn
  readonly year: number
}

function adoptedOf({ facts }: FoundSite, { posts, ...answers }: Answers, { first, templates, year }: Known): Adopted {
  const { description, language, author, generator, permalink } = facts
  const section = (posts ?? '').split('/').at(-1) ?? ''
  const inUse = first === undefined ? { categories: [], areTags: false } : categoriesInUse(first)
  const fields = {
    ...(inUse.areTags && { categories: ['categories', 'category', 'tags'] }),
    ...(first !== undefined && keysOfOthers(first)),
  }
  const path = permalink?.replace(/:sections\b/g, `${section}/:sections`).replace(/:section\b/g, section)
  const site = { ...answers, description, language, author, permalink: path }
  const made = { templates, fields, categories: inUse.categories, hasPages: generator !== undefined, year }
  return { ...site, ...made, posts: posts === undefined ? '../content/posts' : posts === '.' ? '..' : `../${posts}` }
}

/** @returns the file, relative to the site */
function firstPost(root: string, { title }: Adopted, day: string): string {
  const path = `content/posts/${day}-hello.md`
  const lines = ['---', `title: ${JSON.stringify(`${title} has news`)}`, `date: ${day}`, '---', '', POST, '']
  writeNew(join(root, path), lines.join('\n'))
  return path
}

const POST = 'This is the first announcement. Write the next one beside it, in a file named like this one.'

interface Found {
  readonly first: ReadResult | undefined
  readonly made: string | undefined
  readonly problems: readonly Problem[]
}

/** Five lines. */
function said({ facts, others }: FoundSite, adopted: Adopted, { first, made, problems }: Found): string[] {
  const { generator = 'no generator' } = facts
  const errors = problems.filter(({ severity }) => severity === 'error')
  const codes = [...new Set(problems.map(({ code }) => code))].join(', ')
  const warnings = problems.length - errors.length
  const found =
    first === undefined ? `a first post, ${made}` : `${first.announcements.length} posts in ${adopted.posts.slice(3)}`
  const more = others.length === 0 ? '' : `; not read: ${others.join(', ')}`
  const lists =
    adopted.categories.length === 0 ? 'one, for everything' : `${adopted.categories.join(', ')}, everything else`
  const [newest] = first?.announcements ?? []
  const leftOut = first?.unreadable.length ?? 0
  return [
    `config/belfry.yaml is written (${generator}): ${adopted.title}, ${adopted.url}.`,
    `Posts: ${found}${leftOut === 0 ? '' : `, ${leftOut} left out`}${more}.`,
    `Lists: ${lists}.`,
    newest === undefined ? 'Newest: none can be read.' : `Newest: ${newest.title}, ${newest.day}, ${newest.path}.`,
    `check: ${errors.length} errors, ${warnings} warnings${codes === '' ? '' : ` (${codes})`}.`,
    ...errors.slice(0, 3).map(problemLine),
  ]
}

function next(folder: string | undefined, { url, hasPages }: Adopted): string[] {
  return [
    'Next:',
    ...(folder === undefined ? [] : [`  cd ${folder}`]),
    ...(url === UNKNOWN_URL ? ['  set site.url, feeds.authority and mail.from in config/belfry.yaml'] : []),
    '  belfry check    # what is to be mended, with file and line',
    ...(hasPages ? ['  belfry ids FEED # the feeds that the site has now: entries keep their ids'] : []),
    '  belfry run      # the first run records what is there and tells nothing',
    '  belfry serve    # pages, forms and the outbox, on this machine alone',
  ]
}
