/**
 * `belfry build` against a bare script and, where they are installed, Hugo, Jekyll and Eleventy, in one run: cold, warm
 * with nothing and with one post changed, main feeds alone and everything; by the program as it is shipped. The posts
 * are the real archive's (the sample's where it is absent), again and again under new dates. In: how many, 10,080
 * unless said: `npm run bench:build -- 2000`. What takes less than a second is the median of five, and what is cold of
 * three, taken in turns with the others. The machine should have nothing else to do.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { repository } from '../support/project.js'
import { goal, type Measured, measure, median, print } from './measured.js'
import { eleventy, type Generator, type HugoMode, hugo, jekyll } from './other-generators.js'
import { shipped } from './shipped.js'

const POSTS = Number(process.argv[2] ?? 10_080)
const work = mkdtempSync(join(tmpdir(), 'belfry-bench-build-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** As it is shipped. */
const program = shipped(join(work, 'program'))

interface Row {
  readonly name: string
  readonly is: Measured
}

/**
 * Each copy on a day of its own, its front matter's date taken out so that the file name's counts, and the old address
 * that all copies would share.
 */
function multiplied(posts = POSTS): string {
  const archive = corpusPosts() ?? join(repository, 'content', 'posts')
  if (corpusPosts() === undefined) console.log(corpusMissing)
  const names = readdirSync(archive).filter((name) => /^\d{4}-\d\d-\d\d-.*\.md$/.test(name))
  const folder = join(work, `posts-${posts}`)
  mkdirSync(folder)
  for (let copy = 0; copy < posts; copy += 1) {
    const name = names[copy % names.length] ?? ''
    const day = new Date(Date.UTC(1990, 0, 1) + copy * 86_400_000).toISOString().slice(0, 10)
    const text = readFileSync(join(archive, name), 'utf8').replace(
      /^(date|permalink|redirect_from):.*\n(?:[ \t]+-.*\n|- .*\n)*/gm,
      '',
    )
    writeFileSync(join(folder, `${day}-${copy}${name.slice(10)}`), text)
  }
  return folder
}

/**
 * A project of its own, so that nothing is kept from another: everything as `init` writes it, with its archive in Atom,
 * or the main feeds alone. @returns its configuration file
 */
function project(posts: string, pages: boolean): string {
  const { permalink, ...site } = corpusSettings
  const file = join(mkdtempSync(join(work, 'project-')), 'config', 'belfry.yaml')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(
    file,
    stringify({
      site: { title: 'Bench', ...site },
      content: { posts, permalink, register: 'register.yaml' },
      feeds: {
        folder: '../public',
        authority: 'lantern.example',
        since: '2026',
        pages,
        archive: pages ? ['atom'] : [],
      },
      mail: { from: 'a@lantern.example', domain: 'lantern.example' },
    }),
  )
  return file
}

async function belfry(name: string, config: string, command = 'build'): Promise<Row> {
  const args = [join(program, 'main.js'), command, '--config', config]
  return { name, is: await measure(process.execPath, args, {}, { ends: [0, 1] }) }
}

/** Of what takes less than a second. */
async function middle(take: () => Promise<Row>): Promise<Row> {
  return await median(take, ({ is }) => is.seconds)
}

/** Each three times, one after the other, in folders of their own: the middle one of each stands. */
async function inTurns<Takes extends readonly (() => Promise<Row | undefined>)[]>(
  ...takes: Takes
): Promise<{ [At in keyof Takes]: Awaited<ReturnType<Takes[At]>> }> {
  const taken = takes.map((): (Row | undefined)[] => [])
  for (let turn = 0; turn < 3; turn += 1) for (const [at, take] of takes.entries()) taken[at]?.push(await take())
  const middles = taken.map((rows) => rows.toSorted((a, b) => (a?.is.seconds ?? 0) - (b?.is.seconds ?? 0))[1])
  return middles as { [At in keyof Takes]: Awaited<ReturnType<Takes[At]>> }
}

async function bare(posts: string, what: 'feeds' | 'all'): Promise<Row> {
  const out = mkdtempSync(join(work, 'bare-'))
  const args = ['--import', 'tsx', here('./bare-build.ts'), posts, out, what]
  return { name: `bare script, ${what}`, is: await measure(process.execPath, args, {}, { cwd: repository }) }
}

async function other(name: string, make: (site: string) => Generator | undefined): Promise<Row | undefined> {
  const generator = make(mkdtempSync(join(work, 'site-')))
  if (generator !== undefined) return { name: generator.name, is: await measure(generator.command, generator.args) }
  console.log(`${name} left out: not installed`)
  return undefined
}

/** In the middle of the archive. */
function changeOnePost(posts: string): void {
  const names = readdirSync(posts).sort()
  appendFileSync(join(posts, names[Math.floor(names.length / 2)] ?? ''), '\nOne sentence more.\n')
}

interface WarmWork {
  readonly lookMs: number
  readonly workMs: number
  /** Files that were written. */
  readonly changed: number
}

function warmWork(config: string, posts: string): WarmWork {
  const args = ['--import', 'tsx', here('./warm-work.ts'), program, config, posts]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: repository, encoding: 'utf8' }))
}

const posts = multiplied()
console.log(`${POSTS} posts, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`)
const hugoOf = async (mode: HugoMode) => await other('hugo', (site) => hugo(posts, site, mode))
const [feedsOnly, everything] = [project(posts, false), project(posts, true)]

const bareFeeds = await bare(posts, 'feeds')
const [hugoFeed, coldFeeds] = await inTurns(
  async () => await hugoOf('feed'),
  async () => await belfry('belfry, main feeds, cold', project(posts, false)),
)
await belfry('so that it is warm', feedsOnly)
const warmFeeds = await middle(async () => await belfry('  nothing changed', feedsOnly))
const feedRows = [bareFeeds, ...(hugoFeed === undefined ? [] : [hugoFeed]), coldFeeds, warmFeeds]
print('Feeds alone', feedRows)

const bareAll = await bare(posts, 'all')
const hugoPages = await hugoOf('pages')
const jekyllPages = await other('jekyll', (site) => jekyll(posts, site))
const [hugoAll, eleventyPages, cold] = await inTurns(
  async () => await hugoOf('all'),
  async () => await other('eleventy', (site) => eleventy(posts, site)),
  async () => await belfry('belfry, everything, cold', project(posts, true)),
)
await belfry('so that it is warm', everything)
const warm = await middle(async () => await belfry('  nothing changed', everything))
const oneChanged = await middle(async () => {
  changeOnePost(posts)
  return await belfry('  one post changed', everything)
})
const runOnce = async () => await belfry('belfry run, nothing to do', everything, 'run')
// The first one knows every post, and writes the register; the next ones see that, once it is two seconds old.
for (let count = 0; count < 3; count += 1) await runOnce()
const idle = await middle(runOnce)
const others = [hugoPages, hugoAll, eleventyPages, jekyllPages].filter((row) => row !== undefined)
print('Everything', [bareAll, ...others, cold, warm, oneChanged, idle])

const ratioOf = ({ workMs, lookMs }: WarmWork) => workMs / lookMs
const still = await median(async () => warmWork(everything, posts), ratioOf)
const moved = await median(async () => {
  changeOnePost(posts)
  return warmWork(everything, posts)
}, ratioOf)
console.log(
  `\nThe work of a warm build after imports, beside readdir and stat over the posts in ${still.lookMs.toFixed(0)} ms`,
)
console.log(`  nothing changed   ${still.workMs.toFixed(0).padStart(5)} ms, ${still.changed} files written`)
console.log(`  one post changed  ${moved.workMs.toFixed(0).padStart(5)} ms, ${moved.changed} files written`)

console.log('\nGoals')
const ratio = (mine: Row, other: Row | undefined) => mine.is.seconds / (other?.is.seconds ?? Number.NaN)
goal('feeds alone, cold, to hugo with one', ratio(coldFeeds, hugoFeed), { most: 1.5 })
goal('everything, cold, to hugo with pages and rss of all', ratio(cold, hugoAll), { most: 1.5 })
goal('everything, cold, to eleventy', ratio(cold, eleventyPages), { most: 0.5 })
goal('everything, cold, to jekyll', ratio(cold, jekyllPages), { most: 0.05 })
goal('peak memory, everything, cold', cold.is.peakMb, { most: POSTS > 10_080 ? 600 : 400, unit: 'MB' })
goal('one post changed, as a process', oneChanged.is.seconds * 1000, { most: 350, unit: 'ms' })
goal('nothing changed, as a process', warm.is.seconds * 1000, { most: 300, unit: 'ms' })
goal('run with nothing to do, as a process', idle.is.seconds * 1000, { most: 600, unit: 'ms' })
goal('nothing changed, work after imports to readdir and stat', ratioOf(still), { most: 4 })
goal('one post changed, work after imports to readdir and stat', ratioOf(moved), { most: 4 })
const command = async (...args: readonly string[]) =>
  await measure(process.execPath, [join(program, 'main.js'), ...args], {}, { ends: [0, 1] })
const cpuOf = ({ cpuSeconds }: Measured) => cpuSeconds
const help = await median(async () => await command('--help'), cpuOf)
goal('--help, CPU', help.cpuSeconds * 1000, { most: 150, unit: 'ms' })
const few = multiplied(200)
// Nothing is known of the posts each time.
const check = await median(async () => await command('check', '--config', project(few, true)), cpuOf)
goal('check of 200 posts, CPU', check.cpuSeconds * 1000, { most: 450, unit: 'ms' })
