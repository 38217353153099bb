/** `belfry replay`: a history walked with the real deciding code, over a small repository and over a real archive. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ReplayLine } from '../../src/run/history/replay.js'
import { belfry, type Result } from '../support/cli.js'
import { compiled } from '../support/compiled.js'
import { corpusMissing, corpusPosts, corpusTable } from '../support/corpus.js'
import { makeRepository, type TestRepository, temporaryFolder } from '../support/git-repository.js'
import { start } from '../support/processes.js'
import { type ExpectedPost, readPushes } from '../support/pushes.js'

const DAY_MS = 86_400_000

function linesOf({ stdout }: { stdout: string }): ReplayLine[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): ReplayLine => JSON.parse(line))
}

const short = (lines: readonly ReplayLine[]) => lines.map(({ post, decision, kind }) => `${decision} ${kind} ${post}`)

function post(title: string, body: string, more = ''): string {
  return `---\ntitle: ${title}\n${more}---\n\n${body}\n`
}

const RELEASE =
  'Lantern OS 3.1.0 has been released. Get the image from [the page](/downloads/) and write it to a stick.'
const TALK =
  'Mara speaks about lamps, wicks and oil in the town hall on Friday, and everybody is welcome to come along.'

describe('a small repository', () => {
  let repository: TestRepository
  const replay = async (...more: string[]): Promise<Result> =>
    await belfry(['replay', repository.folder, ...more], { cwd: temporaryFolder('nowhere') })

  beforeAll(() => {
    repository = makeRepository()
    const { commit, git } = repository
    commit({ '_posts/2026-01-01-old.md': post('Old news', 'It was there before.') }, { date: '2026-01-02T12:00:00Z' })
    commit(
      {
        '_posts/2026-02-XX-draft.md': post('A draft', 'Not yet.'),
        '_drafts/2026-02-01-idea.md': post('An idea', 'Not at all.'),
        '_posts/2026-02-01-unpublished.md': post('Unpublished', 'Hidden words.', 'published: false\n'),
        'README.md': 'No post.\n',
      },
      { date: '2026-02-01T12:00:00Z' },
    )
    commit(
      { '_posts/2026-02-10-lantern-os-3-1-0.md': '---\ntitle: A\ntitle: B\n---\n\nTwo titles.\n' },
      { date: '2026-02-10T12:00:00Z' },
    )
    commit(
      { '_posts/2026-02-10-lantern-os-3-1-0.md': post('Lantern OS 3.1.0 has been released', RELEASE) },
      { date: '2026-02-10T12:10:00Z' },
    )
    commit(
      { '_posts/2026-02-10-lantern-os-3-1-0.md': '---\ntitle: [\n---\n\nBroken for a push.\n' },
      { date: '2026-02-12T12:00:00Z' },
    )
    commit(
      { '_posts/2026-02-10-lantern-os-3-1-0.md': post('Lantern OS 3.1.0 has been released', RELEASE) },
      { date: '2026-02-12T12:05:00Z' },
    )
    git('checkout', '-q', '-b', 'side')
    commit({ '_posts/2026-03-01-a-talk.md': post('A talk', 'Soon.') }, { date: '2026-03-01T08:00:00Z' })
    commit({ '_posts/2026-03-01-a-talk.md': post('A talk about lamps', TALK) }, { date: '2026-03-01T09:00:00Z' })
    git('checkout', '-q', 'main')
    git('merge', '-q', '--no-ff', '--no-commit', 'side')
    commit({}, { date: '2026-03-01T12:00:00Z', message: 'Merge' })
    git('mv', '_posts/2026-02-XX-draft.md', '_posts/2026-03-10-draft.md')
    commit({}, { date: '2026-03-10T12:00:00Z' })
    // The folder is renamed in one commit, as a force-push would show it.
    git('mv', '_posts', 'content')
    git('mv', 'content', 'moved')
    git('mv', '_drafts', 'ideas')
    git('rm', '-q', '-f', '-r', 'README.md', 'ideas')
    git('mv', 'moved', 'posts')
    commit({}, { date: '2026-03-20T12:00:00Z' })
    commit(
      {
        'posts/2026-02-10-lantern-os-3-1-0.md': post(
          'Lantern OS 3.1.0 has been released',
          `**Update (2026-03-25):** The download is withdrawn; do not install it.\n\n${RELEASE}`,
        ),
      },
      { date: '2026-03-25T12:00:00Z' },
    )
  })

  test('each post is told once: through a push that cannot be read, a merge, a draft that ripens, a renamed folder', async () => {
    const result = await replay('--json')
    expect([result.code, result.stderr]).toEqual([0, ''])
    const lines = linesOf(result)
    expect(short(lines.filter((line) => line.decision !== 'silent'))).toEqual([
      'tell announcement 2026-02-10-lantern-os-3-1-0.md',
      'tell announcement 2026-03-01-a-talk.md',
      'tell announcement 2026-03-10-draft.md',
      'tell update posts/2026-02-10-lantern-os-3-1-0.md',
    ])
    expect(lines.at(-1)).toMatchObject({ severity: 'recall', at: '2026-03-25T12:00:00Z' })
    const commits = repository.git('rev-list', '--first-parent', 'main').split('\n')
    for (const { push } of lines) expect(commits).toContain(push)
  })

  test('for people it prints what is told, asked and held, and counts the rest', async () => {
    const { code, stdout } = await replay()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^2026-02-10 {2}tell {2}announcement {2}2026-02-10-lantern-os-3-1-0\.md: a new post$/m)
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^4 told, 0 asked, 0 held, \d+ silent\.$/)
  })

  test('--since makes what is there then the baseline', async () => {
    const lines = linesOf(await replay('--json', '--since', '2026-03-01T10:00:00Z'))
    expect(short(lines.filter((line) => line.decision === 'tell'))).toEqual([
      'tell announcement 2026-03-10-draft.md',
      'tell update posts/2026-02-10-lantern-os-3-1-0.md',
    ])
  })

  test('--pushes gives the steps, a force-push to another line of history among them', async () => {
    const commits = repository.git('rev-list', '--first-parent', '--reverse', 'main').split('\n')
    const [first = '', , , told = ''] = commits
    repository.git('checkout', '-q', '--orphan', 'forced', told)
    const body = `**Update (2026-02-16):** There is a mirror now.\n\n${RELEASE}`
    const forced = repository.commit(
      { '_posts/2026-02-10-lantern-os-3-1-0.md': post('Lantern OS 3.1.0 has been released', body) },
      { date: '2026-01-05T12:00:00Z' },
    )
    repository.git('checkout', '-q', '-f', 'main')
    const file = join(temporaryFolder('pushes'), 'pushes.jsonl')
    const pushes = [
      { push: 1, tip: first, pushDate: '2026-01-02T12:00:00Z' },
      { push: 2, base: first, tip: told, pushDate: '2026-02-10T14:00:00+01:00' },
      { push: 3, base: told, tip: forced, pushDate: '2026-02-16T12:00:00Z' },
    ]
    writeFileSync(file, pushes.map((push) => `${JSON.stringify(push)}\n`).join(''))
    const lines = linesOf(await replay('--json', '--pushes', file))
    expect(lines.map(({ push, at, decision, kind }) => [push, at, decision, kind])).toEqual([
      [2, '2026-02-10T13:00:00Z', 'tell', 'announcement'],
      [3, '2026-02-16T12:00:00Z', 'tell', 'update'],
    ])
  })

  test('an unknown date, a list of pushes that is none and a missing one are named with exit code 2', async () => {
    const since = await replay('--since', 'yesterday')
    expect(since.code).toBe(2)
    expect(since.stderr).toContain('yesterday')
    const file = join(temporaryFolder('pushes'), 'pushes.jsonl')
    writeFileSync(file, '{"push": 1}\n')
    const broken = await replay('--pushes', file)
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain(`${file}:1: `)
    expect((await replay('--pushes', `${file}.none`)).code).toBe(2)
  })
})

test('the clock runs on past a notice that cannot settle: what settles behind it is told at its time', async () => {
  const { commit, folder } = makeRepository()
  commit({ '_posts/2026-01-01-old.md': post('Old news', 'It was there before.') }, { date: '2026-01-02T12:00:00Z' })
  commit({ '_posts/2026-02-10-stuck.md': post('A lamp', RELEASE) }, { date: '2026-02-10T12:00:00Z' })
  const broken = '---\ntitle: [\n---\n\nBroken for weeks.\n'
  commit(
    { '_posts/2026-02-10-stuck.md': broken, '_posts/2026-02-10-talk.md': post('A talk', TALK) },
    { date: '2026-02-10T12:05:00Z' },
  )
  // Told only now, the talk would be due for longer than notices.staleAfter, as the lamp is.
  commit({ '_posts/2026-02-10-stuck.md': post('A lamp', RELEASE) }, { date: '2026-03-05T12:00:00Z' })
  const lines = linesOf(await belfry(['replay', folder, '--json'], { cwd: temporaryFolder('nowhere') }))
  expect(short(lines.filter(({ decision }) => decision !== 'silent'))).toEqual([
    'hold announcement 2026-02-10-stuck.md',
    'tell announcement 2026-02-10-talk.md',
  ])
})

describe('the releases table', () => {
  const tableOf = (...cycles: readonly (readonly [cycle: string, eol: string])[]) =>
    [
      'products:\n  lantern:\n    title: Lantern OS\n    releases:\n',
      ...cycles.map(([cycle, eol]) => `      - { releaseCycle: "${cycle}", releaseDate: 2024-01-01, eol: ${eol} }\n`),
    ].join('')
  const old = { '_posts/2026-01-01-old.md': post('Old news', 'It was there before.') }
  const talk = { '_posts/2026-08-01-talk.md': post('A talk', TALK) }
  const replayed = async (folder: string, ...more: string[]) => {
    const result = await belfry(['replay', folder, '--json', ...more], { cwd: temporaryFolder('nowhere') })
    expect([result.code, result.stderr]).toEqual([0, ''])
    return linesOf(result).filter(({ kind }) => kind === 'end-of-life')
  }
  const told = (lines: readonly ReplayLine[]) =>
    lines.map((line) =>
      line.kind === 'end-of-life' ? `${line.at} ${line.decision} ${line.cycle} ${line.date} ${line.stage}` : line.post,
    )

  test.each(['content/releases.yaml', 'releases.yaml'])('%s is replayed, between pushes too', async (file) => {
    const { commit, folder } = makeRepository()
    commit({ ...old, [file]: tableOf(['2.0', '2026-01-20']) }, { date: '2026-01-02T12:00:00Z' })
    const stated = commit(
      { [file]: tableOf(['2.0', '2026-01-20'], ['2.1', '2026-06-10']) },
      { date: '2026-02-01T12:00:00Z' },
    )
    const moved = commit(
      { [file]: tableOf(['2.0', '2026-01-20'], ['2.1', '2026-07-10']) },
      { date: '2026-03-20T12:00:00Z' },
    )
    commit(talk, { date: '2026-08-01T12:00:00Z' })
    const lines = await replayed(folder)
    // 2.0 was 18 days from its end at the baseline: only its day is still to come.
    expect(told(lines)).toEqual([
      '2026-01-20T09:00:00Z tell 2.0 2026-01-20 reached',
      '2026-03-12T09:00:00Z tell 2.1 2026-06-10 approaching-90d',
      '2026-03-20T12:30:00Z tell 2.1 2026-07-10 date-changed',
      '2026-04-11T09:00:00Z tell 2.1 2026-07-10 approaching-90d',
      '2026-06-10T09:00:00Z tell 2.1 2026-07-10 approaching-30d',
      '2026-07-10T09:00:00Z tell 2.1 2026-07-10 reached',
    ])
    expect(lines.slice(1).map(({ push }) => push)).toEqual([stated, ...Array(4).fill(moved)])
    const root = 'end-of-life:lantern/2.1:eol:2026-06-10:approaching-90d'
    expect(lines.at(-1)).toEqual({
      ...{ push: moved, at: '2026-07-10T09:00:00Z', kind: 'end-of-life', product: 'lantern', cycle: '2.1' },
      ...{ field: 'eol', date: '2026-07-10', stage: 'reached', decision: 'tell', severity: 'important' },
      ...{ reason: expect.any(String), followUpOf: root },
    })
    const { stdout } = await belfry(['replay', folder], { cwd: temporaryFolder('nowhere') })
    expect(stdout).toMatch(/^2026-07-10 {2}tell {2}end-of-life {3}lantern\/2\.1 eol 2026-07-10 reached: /m)
  })

  test('after the last push only what settles is waited for, and what falls due meanwhile is told', async () => {
    const { commit, folder } = makeRepository()
    const table = { 'content/releases.yaml': tableOf(['2.1', '2026-06-10'], ['2.2', '2030-01-01']) }
    commit({ ...old, ...table }, { date: '2026-01-02T12:00:00Z' })
    expect(told(await replayed(folder))).toEqual([])
    commit({ '_posts/2026-03-12-talk.md': post('A talk', TALK) }, { date: '2026-03-12T08:20:00Z' })
    expect(told(await replayed(folder))).toEqual([])
    commit({ '_posts/2026-03-12-lamp.md': post('A lamp', RELEASE) }, { date: '2026-03-12T08:45:00Z' })
    expect(told(await replayed(folder))).toEqual(['2026-03-12T09:00:00Z tell 2.1 2026-06-10 approaching-90d'])
  })

  test('one that comes late is late, a date that moves is told anew, and a broken table changes nothing', async () => {
    const { commit, folder } = makeRepository()
    commit(old, { date: '2026-01-02T12:00:00Z' })
    commit({ 'releases.yaml': tableOf(['2.1', '2026-06-10']) }, { date: '2026-05-01T12:00:00Z' })
    commit({ 'releases.yaml': tableOf(['2.1', '2026-08-10']) }, { date: '2026-05-20T12:00:00Z' })
    commit({ 'releases.yaml': tableOf(['2.1', '2026-05-20']) }, { date: '2026-05-20T12:10:00Z' })
    commit({ 'releases.yaml': 'products: [' }, { date: '2026-05-20T12:20:00Z' })
    commit({ 'releases.yaml': tableOf(['2.1', '2026-06-10']) }, { date: '2026-06-09T12:00:00Z' })
    commit(talk, { date: '2026-08-01T12:00:00Z' })
    const lines = await replayed(folder)
    expect(told(lines.filter(({ decision }) => decision !== 'silent'))).toMatchInlineSnapshot(`
      [
        "2026-05-01T12:30:00Z tell 2.1 2026-06-10 approaching-40d",
        "2026-05-11T09:00:00Z tell 2.1 2026-06-10 approaching-30d",
        "2026-05-20T12:40:00Z tell 2.1 2026-05-20 reached",
        "2026-06-09T12:30:00Z tell 2.1 2026-06-10 date-changed",
        "2026-06-10T09:00:00Z tell 2.1 2026-06-10 reached",
      ]
    `)
  })

  test('a post that is the notice itself is told in its stead, and the table is silent', async () => {
    const { commit, folder } = makeRepository()
    commit({ ...old, 'releases.yaml': tableOf(['2.1', '2026-06-10']) }, { date: '2026-01-02T12:00:00Z' })
    const front = 'endOfLife: { product: lantern, cycle: "2.1", stage: reached }\n'
    const ended = post('Lantern OS 2.1 has reached end of life', 'It gets no updates.', front)
    commit({ '_posts/2026-06-10-lantern-os-2-1-eol.md': ended }, { date: '2026-06-10T08:00:00Z' })
    commit(talk, { date: '2026-08-01T12:00:00Z' })
    const all = linesOf(await belfry(['replay', folder, '--json'], { cwd: temporaryFolder('nowhere') }))
    expect(all.map(({ at, kind, decision }) => `${at} ${decision} ${kind}`)).toMatchInlineSnapshot(`
      [
        "2026-03-12T09:00:00Z tell end-of-life",
        "2026-05-11T09:00:00Z tell end-of-life",
        "2026-06-10T08:00:00Z tell announcement",
        "2026-06-10T09:00:00Z silent end-of-life",
        "2026-08-01T12:00:00Z tell announcement",
      ]
    `)
  })

  test('--releases names it, a configuration does by a path of its repository, and one that is never there is named', async () => {
    const { commit, folder } = makeRepository()
    const table = (cycle: string) => tableOf([cycle, '2026-06-10'])
    const tables = { 'tables/a.yaml': table('a'), 'tables/b.yaml': table('b'), 'releases.yaml': table('usual') }
    commit({ ...old, ...tables }, { date: '2026-01-02T12:00:00Z' })
    commit(talk, { date: '2026-08-01T12:00:00Z' })
    const cycles = async (...more: string[]) => [
      ...new Set((await replayed(folder, ...more)).map((line) => line.kind === 'end-of-life' && line.cycle)),
    ]
    const configured = (name: string, content: string) => {
      const file = join(name, 'belfry.yaml')
      const rest =
        'feeds: { folder: public, ids: url }\nmail: { from: news@lantern.example, domain: lantern.example }\n'
      writeFileSync(
        file,
        `site: { title: T, url: "https://lantern.example" }\ncontent: { posts: _posts, ${content} }\n${rest}`,
      )
      return ['--config', file]
    }
    expect(await cycles()).toEqual(['usual'])
    expect(await cycles('--releases', 'tables/a.yaml')).toEqual(['a'])
    expect(await cycles(...configured(folder, 'releases: ./tables/b.yaml'))).toEqual(['b'])
    expect(await cycles(...configured(folder, 'releases: ./tables/b.yaml'), '--releases', 'tables/a.yaml')).toEqual([
      'a',
    ])
    const remote = 'git: { remote: "https://git.lantern.example/posts.git" }'
    expect(await cycles(...configured(temporaryFolder('c'), `releases: tables/a.yaml, ${remote}`))).toEqual(['a'])
    // A file elsewhere on this disk is not in the history.
    expect(await cycles(...configured(temporaryFolder('c'), 'releases: ./other.yaml'))).toEqual(['usual'])
    const missing = await belfry(['replay', folder, '--releases', 'nowhere.yaml'], { cwd: folder })
    expect([missing.code, missing.stdout]).toEqual([1, ''])
    expect(missing.stderr).toContain('holds no releases table nowhere.yaml at any of these steps')
  })
})

describe('what is no history to walk', () => {
  test('a folder without a repository', async () => {
    const folder = temporaryFolder('none')
    const { code, stdout, stderr } = await belfry(['replay', folder], { cwd: folder })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`${folder} is neither a git repository nor a bundle`)
  })

  test('a repository without a commit', async () => {
    const { folder } = makeRepository()
    const { code, stdout, stderr } = await belfry(['replay', folder], { cwd: folder })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('has no commits yet')
  })

  test('a push of a commit that is not there', async () => {
    const repository = makeRepository()
    repository.commit({ '_posts/2026-01-01-old.md': post('Old news', 'It was there before.') })
    const file = join(temporaryFolder('pushes'), 'pushes.jsonl')
    writeFileSync(file, `{"push": 1, "tip": "${'1'.repeat(40)}", "pushDate": "2026-01-02T12:00:00Z"}\n`)
    const { code, stderr } = await belfry(['replay', repository.folder, '--pushes', file], { cwd: repository.folder })
    expect(code).toBe(1)
    expect(stderr).toContain('1'.repeat(40))
  })

  test('a repository in which there is no post at any step', async () => {
    const repository = makeRepository()
    repository.commit({ 'README.md': 'Nothing here.\n' })
    const { code, stderr } = await belfry(['replay', repository.folder], { cwd: repository.folder })
    expect(code).toBe(1)
    expect(stderr).toContain('holds no post at any of these steps')
    expect(stderr).toContain('--folder')
    const late = await belfry(['replay', repository.folder, '--since', '2030-01-01'], { cwd: repository.folder })
    expect(late.code).toBe(1)
    expect(late.stderr).toContain('holds no commit')
  })
})

const clone = corpusPosts()
const table = corpusTable('pushes.jsonl')
const isMissing = clone === undefined || table === undefined

/** Says on its last line of stderr how much memory it took at most. */
async function measured(args: readonly string[]): Promise<{ code: number | null; stdout: string; peakMb: number }> {
  const main = join(compiled(), 'main.js')
  const spy = join(temporaryFolder('spy'), 'spy.mjs')
  writeFileSync(spy, "process.once('exit', () => console.error('maxrss', process.resourceUsage().maxRSS))\n")
  const ended = await start(process.execPath, ['--import', spy, main, ...args], {
    cwd: temporaryFolder('nowhere'),
    env: process.env,
  }).ended
  return { ...ended, peakMb: Number(/maxrss (\d+)/.exec(ended.stderr)?.[1]) / 1024 }
}

interface Row {
  readonly push: number
  readonly expected: ExpectedPost
  readonly lines: readonly ReplayLine[]
}

describe.skipIf(isMissing)(`a real archive (${isMissing ? corpusMissing : 'present'})`, () => {
  let lines: ReplayLine[] = []
  let rows: Row[] = []
  const expecting = (expect: ExpectedPost['expect']) => rows.filter((row) => row.expected.expect === expect)
  const has = (row: Row, decision: ReplayLine['decision'], kind?: ReplayLine['kind']) =>
    row.lines.some((line) => line.decision === decision && (kind === undefined || line.kind === kind))
  const name = ({ push, expected }: Row) => `${push} ${expected.post}`

  beforeAll(async () => {
    const config = join(temporaryFolder('config'), 'belfry.yaml')
    writeFileSync(
      config,
      [
        'site: { title: The archive, url: "https://www.qubes-os.org" }',
        'content: { posts: posts }',
        'feeds: { folder: public, ids: url }',
        'mail: { from: news@archive.example, domain: archive.example }',
      ].join('\n'),
    )
    const started = performance.now()
    const { code, stdout, peakMb } = await measured([
      ...['replay', clone ?? '', '--pushes', table ?? '', '--config', config, '--json'],
    ])
    const seconds = (performance.now() - started) / 1000
    expect(code).toBe(0)
    lines = linesOf({ stdout })
    // Nobody can be told of the first push: it is the baseline.
    rows = readPushes(table ?? '')
      .filter(({ push }) => push > 1)
      .flatMap(({ push, posts }) =>
        posts.map((expected) => ({
          push,
          expected,
          lines: lines.filter((line) => line.push === push && line.post === expected.post),
        })),
      )
    console.log([...tableOf(), `${seconds.toFixed(1)} s in all, ${Math.round(peakMb)} MB at most`].join('\n'))
  })

  function tableOf(): string[] {
    const columns = [
      'announcement tell',
      'announcement hold',
      'announcement ask',
      'update tell',
      'update ask',
      'silent',
    ]
    const outcome = (row: Row) => {
      const line = row.lines.find((one) => one.decision !== 'silent')
      return line === undefined ? 'silent' : `${line.kind} ${line.decision}`
    }
    const cells = (expect: ExpectedPost['expect']) =>
      columns.map((column) =>
        String(expecting(expect).filter((row) => outcome(row) === column).length).padStart(column.length + 2),
      )
    return [
      `          ${columns.map((column) => `  ${column}`).join('')}`,
      ...(['announce', 'update', 'either', 'silent'] as const).map(
        (expect) => expect.padEnd(10) + cells(expect).join(''),
      ),
      `${questions().length} questions, at most ${mostInAYear(questions())} in 365 days`,
    ]
  }

  /** Several about one post in a day are one. */
  function questions(): number[] {
    const asked = lines.filter((line) => line.decision === 'ask')
    return [...new Map(asked.map((line) => [`${line.at.slice(0, 10)} ${line.post}`, Date.parse(line.at)])).values()]
  }

  function mostInAYear(instants: readonly number[]): number {
    return Math.max(
      0,
      ...instants.map((from) => instants.filter((at) => at >= from && at < from + 365 * DAY_MS).length),
    )
  }

  test('nothing is told of the baseline', () => {
    expect(lines.filter((line) => line.push === 1)).toEqual([])
  })

  test('announcements: precision and recall are at least 0.99', () => {
    const announced = lines.filter((line) => line.decision === 'tell' && line.kind === 'announcement')
    const wanted = expecting('announce')
    const right = wanted.filter((row) => has(row, 'tell', 'announcement'))
    const wrong = announced.filter((line) =>
      rows.every(
        ({ push, expected }) =>
          push !== line.push ||
          expected.post !== line.post ||
          (expected.expect !== 'announce' && expected.acceptable?.includes('announce') !== true),
      ),
    )
    expect(right.length / wanted.length).toBeGreaterThanOrEqual(0.99)
    expect(1 - wrong.length / announced.length).toBeGreaterThanOrEqual(0.99)
  })

  test('every update is told or asked', () => {
    const updates = expecting('update')
    expect(updates).toHaveLength(10)
    const missed = updates.filter(
      (row) => !has(row, 'tell') && !has(row, 'ask') && row.expected.coveredBy === undefined,
    )
    expect(missed.map(name)).toEqual([])
  })

  test('the five that gain a dated block are told without asking', () => {
    const told = expecting('update').filter((row) => has(row, 'tell', 'update'))
    expect(told.map((row) => row.push)).toEqual([42, 199, 229, 253, 259])
  })

  test('a withdrawn download is a recall', () => {
    expect(lines.filter((line) => line.severity === 'recall').map((line) => line.push)).toEqual([253])
  })

  test('nothing that should be silent is told', () => {
    expect(
      expecting('silent')
        .filter((row) => has(row, 'tell'))
        .map(name),
    ).toEqual([])
    const labelled = new Set(rows.map(name))
    const others = lines.filter((line) => line.decision === 'tell' && !labelled.has(`${line.push} ${line.post}`))
    expect(others).toEqual([])
  })

  test('what is arguable ends as its reader accepts; to ask and to hold are always acceptable', () => {
    const wrong = expecting('either').filter((row) => {
      if (has(row, 'ask') || has(row, 'hold')) return false
      const came = has(row, 'tell', 'announcement') ? 'announce' : has(row, 'tell', 'update') ? 'update' : 'silent'
      return row.expected.acceptable?.includes(came) !== true
    })
    expect(wrong.map(name)).toEqual([])
  })

  test('what is threaded is threaded rightly: each follow-up is one that a reader labelled', () => {
    const found = lines.filter((line) => line.followUpOf !== undefined)
    const pairs = found.map((line) => `${line.post} follows ${line.followUpOf}`)
    const labelled = rows.flatMap(({ expected: { post, followUpOf } }) =>
      followUpOf === undefined ? [] : [`${post} follows ${followUpOf}`],
    )
    const right = pairs.filter((pair) => labelled.includes(pair))
    console.log(`${right.length} of ${labelled.length} labelled follow-ups, ${pairs.length - right.length} wrong`)
    expect(pairs.filter((pair) => !labelled.includes(pair))).toEqual([])
    expect(right.length).toBeGreaterThanOrEqual(4)
  })

  test('a person is asked at most ten times in any 365 days', () => {
    expect(mostInAYear(questions())).toBeLessThanOrEqual(10)
  })
})
