/**
 * An upgrade that reads posts in another way: over a ledger that the release before left, whatever is newly readable
 * joins the baseline, what is newly a draft is one question, and nothing is told.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.js'
import { bodyDigest } from '../../src/notices/identity.js'
import { postText } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { run } from '../../src/run/pipeline.js'
import { read } from '../../src/run/read-content.js'
import { openReadContext } from '../../src/run/read-context.js'
import type { RunReport } from '../../src/run/run-report.js'
import { belfry } from '../support/cli.js'
import { type Dialect, dialects } from '../support/databases.js'
import { openOlderLedger } from '../support/older-ledger.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'

const SEEN = Date.parse('2026-05-04T10:00:00Z')
const UPGRADE = '2026-05-05T09:00:00Z'
const LATER = '2026-05-05T11:00:00Z'

type Facts = Pick<Announcement, 'id' | 'path' | 'slug' | 'url' | 'title' | 'instant' | 'digest'> & {
  readonly body: string
  readonly text: string
}

function factsOf(post: Announcement): Facts {
  return { ...post, text: JSON.stringify(postText(post)) }
}

/** Of a file that only the release before took for a post. */
function draftFacts(project: Project, path: string): Facts {
  const bytes = readFileSync(join(project.posts, path))
  const slug = basename(path).replace(/\.[^.]+$/, '')
  const body = bytes.toString('utf8').replace(/^---\n[\s\S]*?\n---\n/, '')
  const text = JSON.stringify({ title: slug, body, severity: 'info', withdrawn: false, updates: [] })
  const digest = createHash('sha256').update(bytes).digest('hex')
  return {
    id: slug,
    path,
    slug,
    url: `https://lantern.example/${slug}/`,
    title: slug,
    instant: SEEN,
    digest,
    body,
    text,
  }
}

/** The ledger as the release before left it, which could not read `unread`, and told the posts in `told`. */
async function leaveLedger(project: Project, unread: readonly string[], told: readonly string[] = []): Promise<void> {
  const options = { file: project.configFile, environment: {}, clock: testClock(UPGRADE), log: silentLog }
  const context = openReadContext(options)
  const { announcements, newDrafts, unreadable } = await read(context)
  const drafts = [...newDrafts, ...unreadable].map((path) => draftFacts(project, path))
  const known = announcements.filter(({ path }) => !unread.some((part) => path.includes(part))).map(factsOf)
  const db = await openOlderLedger(context.config.database, '0005-retries')
  await db
    .insertInto('meta')
    .values({ name: 'baseline', value: String(SEEN) })
    .execute()
  for (const { body, text, ...post } of [...known, ...drafts]) {
    const { id, path, slug, url, title, instant, digest } = post
    const facts = { id, path, slug, url, title, instant, digest, judged: text, seen: text, told: null }
    const times = { judged_at: SEEN, open_since: null, first_seen_at: SEEN, gone_at: null }
    const state = told.includes(id) ? ('seen' as const) : ('known' as const)
    await db
      .insertInto('posts')
      .values({ ...facts, ...times, state, body_digest: bodyDigest(body) })
      .execute()
    if (!told.includes(id)) continue
    const notice = { state: 'told' as const, severity: 'info' as const, since: SEEN, until: SEEN, told_at: SEEN }
    const empty = { reason: 'new post, settled', text: '', title: '', follow_up_of: null, diff: '[]' }
    await db
      .insertInto('notices')
      .values({ key: `announcement:${id}`, kind: 'announcement', post: id, revision: 1, digest, ...notice, ...empty })
      .execute()
  }
  await db.destroy()
}

async function runAt(project: Project, now: string): Promise<RunReport> {
  const world = await openTestWorld(project, testClock(now))
  try {
    return await run(world, { send: false })
  } finally {
    await world.close()
  }
}

/** What two runs of today's program say: at the upgrade, and when all that settles has settled. */
async function upgrade(project: Project): Promise<{ told: number; open: readonly string[]; second: number }> {
  const reports = [await runAt(project, UPGRADE), await runAt(project, LATER)]
  const open = reports[1]?.decision.notices.filter(({ state }) => state !== 'told' && state !== 'gone') ?? []
  const asked = new Set(open.map(({ key, askedWith, state }) => `${state} ${askedWith ?? key}`))
  return {
    told: reports.flatMap(({ told }) => told).length,
    open: [...asked],
    second: reports[1]?.decision.posts.length ?? 0,
  }
}

const cases = fileURLToPath(new URL('../../../shared/cases/', import.meta.url))
const isMissing = !existsSync(cases)

/** Each file or folder of the cases, as a folder of posts. */
function casesIn(part: string): string[] {
  if (isMissing) return []
  return readdirSync(join(cases, part))
    .sort()
    .map((name) => `${part}/${name}`)
}

/** What the commit before could not read of them, tried with that program. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  'reports/01-dates': [
    ...['-y2', '-text', '17-h', '-ampm', '-24h', '-feb30', '-epoch', '-rfc', '-us', '-onedig', '-tznm', '-plus8'],
  ],
  'reports/28-cats': ['-nested'],
  'archives/03-kind-is-the-generators.md': ['03-kind'],
  'archives/04-hour-of-one-digit.md': ['04-hour'],
  'archives/05-slashes-in-date.md': ['05-slashes'],
  'archives/06-toml-front-matter.md': ['06-toml'],
  'archives/bundle': ['Wick'],
}

describe.skipIf(isMissing)(`an upgrade over the cases (${isMissing ? 'no ../shared/cases here' : 'present'})`, () => {
  test.each([...casesIn('reports'), ...casesIn('archives')])('%s tells nothing', async (name) => {
    const project = await makeProject('sqlite')
    project.post('2026-03-01-always-there.md', { title: 'Always there' }, 'It was there before.')
    const from = join(cases, name)
    const folder = existsSync(join(from, 'posts')) ? join(from, 'posts') : from
    cpSync(folder, statSync(folder).isDirectory() ? project.posts : join(project.posts, basename(name)), {
      recursive: true,
    })
    await leaveLedger(project, UNREAD[name] ?? [])
    const { told, open, second } = await upgrade(project)
    expect([told, open.filter((one) => !one.startsWith('asked retraction:')), second]).toEqual([0, [], 0])
    expect(open.length).toBeLessThanOrEqual(1)
  })
})

/** Front matter that only today's reading takes for a post's, the day of the upgrade's eve. */
const NEWLY_READABLE: readonly (readonly [name: string, front: string])[] = [
  ['2026-05-04-slashes.md', 'date: 2026/5/4'],
  ['2026-05-04-words.md', 'date: May 4, 2026'],
  ['2026-05-04-mail.md', 'date: Mon, 04 May 2026 08:00:00 +0000'],
  ['2026-05-04-half.md', 'date: 2026-05-04 8:05 AM'],
  ['2026-05-03-midnight.md', 'date: 2026-05-03 24:00'],
  ['2026-05-04-no-such-day.md', 'date: 2026-04-31'],
  ['2026-05-04-no-such-hour.md', 'date: 2026-05-04 25:10'],
  ['2026-05-04-brackets.md', 'categories: [[security]]'],
  ['2026-05-04-authors.md', 'authors: [[Ada, Grace]]'],
  ['2026-05-04-kind.md', 'kind: essay'],
  ['2026-05-04-severity.md', 'severity: grave'],
  ['2026-05-04-bundle/index.md', ''],
  ['2026-05-04-mdx.mdx', ''],
  ['2026-05-04-mkd.mkd', ''],
  ['2026-05-04-html.html', ''],
  ['astro-in-2026-pubdate.md', 'pubDate: 2026-05-04'],
]
const NEW_DRAFTS: readonly (readonly [name: string, front: string])[] = [
  ['2026-05-02-yes.md', 'draft: yes'],
  ['2026-05-02-on.md', 'draft: "ON"'],
  ['2026-05-02-no.md', 'published: no'],
  ['2026-05-02-zero.md', 'published: 0'],
]

const idOf = (name: string) => name.replace(/(?:\/index)?\.\w+$/, '')

async function makeOlder(dialect: Dialect, told: readonly string[]): Promise<Project> {
  const project = await makeProject(dialect)
  project.post('2026-03-01-always-there.md', { title: 'Always there' }, 'It was there before.')
  for (const [name, front] of [...NEWLY_READABLE, ...NEW_DRAFTS]) {
    const file = join(project.posts, name)
    mkdirSync(dirname(file), { recursive: true })
    const words = `Everything about the ${idOf(name).slice(11)} stands here and nowhere else.`
    writeFileSync(file, `---\ntitle: About ${idOf(name).slice(11)}\n${front}\n---\n\n${words}\n`)
  }
  await leaveLedger(
    project,
    NEWLY_READABLE.map(([name]) => name),
    told,
  )
  return project
}

for (const dialect of dialects) {
  describe(`an upgrade on ${dialect}`, () => {
    const ids = NEW_DRAFTS.map(([name]) => idOf(name))
    const keys = ids.map((id) => `retraction:${id}`)
    let project: Project
    let lead: string
    const call = async (now: string, ...args: string[]) =>
      await belfry([...args, '--json'], { config: project.configFile, now })
    const statesOf = async (now: string) => {
      const all = (await call(now, 'notices', 'list', '--all')).json() as { key: string; state: string }[]
      return keys.map((key) => all.find((one) => one.key === key)?.state)
    }

    beforeEach(async () => {
      project = await makeOlder(dialect, ids)
      const { told, open, second } = await upgrade(project)
      expect([told, open, second]).toEqual([0, [expect.stringMatching(/^asked retraction:/)], 0])
      lead = open[0]?.replace('asked ', '') ?? ''
      const asked = (await call(LATER, 'notices', 'list')).json()
      expect(asked).toMatchObject([{ key: lead, state: 'asked' }])
      expect((await call(LATER, 'notices', 'show', lead)).json()).toMatchObject({ posts: expect.arrayContaining(ids) })
    })

    test('what is newly readable is known, and a later edit of it is an edit', async () => {
      project.post('2026-05-04-slashes.md', { title: 'About slashes', date: '2026/5/4' }, 'Do not install it.')
      const { decision } = await runAt(project, '2026-05-05T12:00:00Z')
      expect(decision.notices.filter(({ post }) => post === '2026-05-04-slashes')).toMatchObject([{ state: 'asked' }])
    })

    test('approved, the one question of what left takes all of it back', async () => {
      expect((await call('2026-05-05T12:00:00Z', 'notices', 'approve', lead)).code).toBe(0)
      await call('2026-05-05T12:10:00Z', 'run')
      expect(await statesOf('2026-05-05T12:20:00Z')).toEqual(ids.map(() => 'told'))
      const register = readFileSync(join(project.folder, 'content/register.yaml'), 'utf8')
      for (const key of keys) expect(register).toContain(key)
    })

    test('dismissed, it is dismissed for all of it, and not asked again', async () => {
      expect((await call('2026-05-05T12:00:00Z', 'notices', 'dismiss', lead)).code).toBe(0)
      expect(await statesOf('2026-05-05T12:05:00Z')).toEqual(ids.map(() => 'dismissed'))
      const again = (await call('2026-05-05T12:10:00Z', 'run')).json()
      expect(again).toMatchObject({ tell: [], told: [], asked: [] })
    })
  })
}
