import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { againstLines, againstMarkdown, againstRecord } from '../../../src/cli/against/shown.js'
import { endOfLifeTextsOf } from '../../../src/notices/end-of-life/texts.js'
import { against } from '../../../src/run/history/against.js'
import { readAgainst } from '../../../src/run/history/read-against.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { rulesOf } from '../../../src/run/rules-of.js'
import { post } from '../../posts/parsing.js'
import { belfry } from '../../support/cli.js'
import { type Files, makeRepository, type TestRepository, temporaryFolder } from '../../support/git-repository.js'
import { testClock } from '../../support/project.js'

const NOW = '2026-05-10T12:00:00Z'
const CONFIG = [
  'site: { title: Lantern, url: https://lantern.example }',
  'content: { posts: ../posts, releases: ../releases.yaml, register: ../register.yaml }',
  'feeds: { ids: url }',
  'lists:',
  '  - { id: security, title: Security, categories: [security], severity: important }',
  '  - { id: news, title: News, categories: ["*"] }',
  'mail: { from: news@lantern.example, domain: lantern.example }',
].join('\n')
const LONG = `${'The lamps of the upper town are lit at dusk by whoever lives nearest to them. '.repeat(6)}\n`
const table = (eol: string) =>
  `products:\n  lantern:\n    title: Lantern\n    releases:\n      - { releaseCycle: "4.1", releaseDate: 2024-01-01, eol: ${eol} }\n`
const TOLD =
  'told:\n  "announcement:2026-05-01-lamps": 2026-05-01T10:00:00Z\n  "announcement:2026-05-02-wick": 2026-05-02T10:00:00Z\n'

function archive(): TestRepository {
  const repository = makeRepository()
  repository.commit({
    'config/belfry.yaml': CONFIG,
    'register.yaml': TOLD,
    'releases.yaml': table('2027-12-01'),
    'posts/2026-05-01-lamps.md': post('title: Lamps for the upper town', LONG),
    'posts/2026-05-02-wick.md': post('title: Wicks are sold again', LONG),
    'posts/2026-05-03-broken.md': post('title: Was broken before\nsevertiy: recall', LONG),
  })
  repository.git('switch', '-q', '-c', 'topic')
  return repository
}

async function brought(files: Files, repository = archive(), revision = 'main') {
  if (Object.keys(files).length > 0) repository.commit(files)
  const context = openReadContext({
    file: join(repository.folder, 'config/belfry.yaml'),
    environment: {},
    clock: testClock(NOW),
  })
  const sides = await readAgainst(context, revision)
  const { config } = context
  const decided = against({
    ...sides,
    config,
    rules: rulesOf(config, endOfLifeTextsOf(config.words)),
    now: Date.parse(NOW),
  })
  return againstRecord(revision, sides, decided)
}
const brief = (record: Awaited<ReturnType<typeof brought>>) => ({
  tell: record.tell.map(({ key, lists }) => `${key} to ${lists.join(' ')}`),
  asked: record.asked.map(({ key }) => key),
  held: record.held.map(({ key }) => key),
  silent: record.silent.map(({ file }) => file),
  problems: record.problems.map(({ code, file }) => `${code} ${file}`),
})
const nothing = { tell: [], asked: [], held: [], silent: [], problems: [] }

test('a branch that brings nothing mails nobody, and what was wrong before is none of its faults', async () => {
  expect(brief(await brought({ 'README.md': 'Lanterns\n' }))).toEqual(nothing)
})

test('a new post is mailed to the lists that take it', async () => {
  const record = await brought({
    'posts/2026-05-10-oil.md': post('title: Oil is unsafe\ncategories: [security]', LONG),
    'posts/2026-05-10-fair.md': post('title: A fair', LONG),
  })
  expect(brief(record)).toEqual({
    ...nothing,
    tell: ['announcement:2026-05-10-fair to news', 'announcement:2026-05-10-oil to security'],
  })
  expect(record.tell[1]).toMatchObject({
    file: 'posts/2026-05-10-oil.md',
    title: 'Oil is unsafe',
    kind: 'announcement',
  })
})

test('an edited post is told where it states an update, asked where it may be news, else passed over', async () => {
  const lamps = 'posts/2026-05-01-lamps.md'
  const edited = (text: string) => brought({ [lamps]: post('title: Lamps for the upper town', text) })
  const updated = await edited(`${LONG}\n**Update (2026-05-10):** The lower town gets lamps as well, from June on.\n`)
  expect(brief(updated)).toMatchObject({ tell: ['update:2026-05-01-lamps:2026-05-10 to news'], asked: [] })
  const asked = await edited(LONG.replace('are lit at dusk', 'must not be lit, they explode'))
  expect(brief(asked)).toMatchObject({ tell: [], asked: [expect.stringMatching(/^update:2026-05-01-lamps:/)] })
  const silent = await edited(LONG.replace('lives nearest', 'lives  nearest').replace('dusk by', 'dusk, by'))
  expect(brief(silent)).toEqual({ ...nothing, silent: [lamps] })
})

test('a told post that is removed is asked about, and one that is recalled is mailed as urgent', async () => {
  const removed = await brought({ 'posts/2026-05-02-wick.md': null })
  expect(brief(removed)).toMatchObject({ tell: [], asked: ['retraction:2026-05-02-wick'] })
  const recalled = await brought({
    'posts/2026-05-02-wick.md': post('title: Wicks are sold again\nwithdrawn: They burn too fast.', LONG),
  })
  expect(recalled.tell).toMatchObject([{ severity: 'recall', lists: ['security', 'news'], post: '2026-05-02-wick' }])
})

test('a broken post is remarked with file and line, and one that must be mended is held', async () => {
  const record = await brought({
    'posts/2026-05-10-a.md': '---\ntitle: "open\n---\nText.\n',
    'posts/2026-05-10-b.md': post('title: B\nseverity: urgent', LONG),
  })
  expect(brief(record)).toMatchObject({
    tell: [],
    held: ['announcement:2026-05-10-b'],
    problems: ['POST_FRONT_MATTER posts/2026-05-10-a.md', 'POST_SEVERITY posts/2026-05-10-b.md'],
  })
  expect(record.problems[1]).toMatchObject({ line: 3 })
})

test('a date of the table that moves is told where the register says that the old one was', async () => {
  const repository = archive()
  const told = `${TOLD}  "end-of-life:lantern/4.1:eol:2026-06-30:approaching-90d": 2026-04-01T09:00:00Z\n`
  repository.git('switch', '-q', 'main')
  repository.commit({ 'register.yaml': told, 'releases.yaml': table('2026-06-30') })
  repository.git('switch', '-q', '-C', 'topic')
  const record = await brought({ 'releases.yaml': table('2026-12-31') }, repository)
  expect([...record.tell, ...record.held, ...record.asked]).toMatchObject([
    { kind: 'end-of-life', key: expect.stringContaining('2026-12-31') },
  ])
})

test('a branch that is behind is compared with where it parted, and nothing of the other side is its own', async () => {
  const repository = archive()
  repository.commit({ 'posts/2026-05-10-fair.md': post('title: A fair', LONG) })
  repository.git('switch', '-q', 'main')
  repository.commit({ 'posts/2026-05-02-wick.md': null })
  repository.git('switch', '-q', 'topic')
  const record = await brought({}, repository)
  expect([record.against.behind, brief(record).tell, brief(record).asked]).toEqual([
    1,
    ['announcement:2026-05-10-fair to news'],
    [],
  ])
  expect(againstLines(record, true)[0]).toMatch(/^main has 1 commit that this branch does not have: compared with/)
})

test('an unknown revision, a shallow clone and a history apart are named with their cure', async () => {
  const repository = archive()
  const refused = (folder: TestRepository, revision: string) =>
    brought({}, folder, revision).catch((thrown: unknown) => thrown)
  expect(await refused(repository, '--output=x')).toMatchObject({ code: 'GIT_REVISION' })
  expect(await refused(repository, 'gone')).toMatchObject({ fix: expect.stringContaining('git fetch origin gone') })
  repository.git('switch', '-q', '--orphan', 'apart')
  repository.commit({ 'config/belfry.yaml': CONFIG })
  expect(await refused(repository, 'main')).toMatchObject({ message: expect.stringContaining('no commit in common') })
  repository.git('switch', '-q', 'topic')
  repository.commit({ 'posts/2026-05-10-fair.md': post('title: A fair', LONG) })
  const folder = join(temporaryFolder('shallow'), 'clone')
  execFileSync('git', ['clone', '-q', '--depth', '1', '-b', 'topic', `file://${repository.folder}`, folder])
  for (const revision of ['origin/main', 'HEAD~1'])
    expect(await refused({ ...repository, folder }, revision)).toMatchObject({
      code: 'GIT_REVISION',
      message: expect.stringContaining('the clone is shallow'),
      fix: expect.stringContaining('fetch-depth: 0'),
    })
})

test('a comment shows titles as text, finds itself again and stays short', async () => {
  const title = 'A | <img src=x> [x](javascript:1) @everybody'
  const posts = Array.from({ length: 60 }, (_, at) => [
    `posts/2026-05-10-p${at}.md`,
    post(`title: '${title} ${at}'\nkind: secruity`, LONG),
  ])
  const record = await brought(Object.fromEntries(posts))
  const markdown = againstMarkdown(record, true)
  expect(markdown).toMatch(
    /^<!-- belfry --against -->\n\n### Belfry: Merging this mails nobody; holds 60 notices; brings/,
  )
  expect(markdown).toContain('and 10 more')
  expect(markdown).not.toMatch(/<img|\]\(javascript|@everybody/)
})

test('the commands print all three forms, exit 1 for an error of the branch, and need no ledger', async () => {
  const repository = archive()
  repository.commit({ 'posts/2026-05-10-a.md': '---\ntitle: "open\n---\nText.\n' })
  const file = join(repository.folder, 'config/belfry.yaml')
  writeFileSync(join(repository.folder, 'uncommitted.md'), 'x')
  const run = (...args: string[]) => belfry([...args, '--against', 'main'], { config: file, now: NOW })
  const plan = await run('plan', '--json')
  expect([plan.code, plan.json()]).toMatchObject([1, { tell: [], problems: [{ file: 'posts/2026-05-10-a.md' }] }])
  expect((await run('plan', '--markdown')).stdout).toContain('POST_FRONT_MATTER')
  expect((await run('check')).stdout).toContain('Merging this brings 1 error, 0 warnings.')
  expect((await run('check', '--json')).json()).toMatchObject({ ok: false })
  const alone = await belfry(['plan', '--markdown'], { config: file })
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--register and --markdown need --against')])
})
