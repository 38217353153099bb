/**
 * What people and disks do to a folder of posts. Each bad one is named with file, line and remedy, none of them runs or
 * becomes an empty announcement, and the good ones beside them go out.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { belfry } from '../support/cli.js'
import { type Dialect, dialects, testOn } from '../support/databases.js'
import { makeProject, type Project } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'

interface ProblemJson {
  readonly file: string
  readonly line?: number
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly fix: string
}

const BAD = {
  '2026-05-01-malformed.md': 'POST_FRONT_MATTER',
  '2026-05-01-script.md': 'POST_FRONT_MATTER_EXECUTABLE',
  '2026-05-01-language.md': 'POST_FRONT_MATTER_EXECUTABLE',
  '2026-05-01-huge.md': 'POST_TOO_LARGE',
  '2026-05-01-latin-1.md': 'POST_ENCODING',
  '2026-05-01-dangling.md': 'POST_UNREADABLE',
  '2026-05-01-nameless.md': 'POST_TITLE',
  '2026-05-01-empty.md': 'POST_EMPTY',
} as const

/** Adds all of them. @returns the file that only running a post could make */
function spoil(project: Project): string {
  const proof = join(project.folder, 'executed')
  const write = (name: keyof typeof BAD, content: string | Buffer) => writeFileSync(join(project.posts, name), content)
  const code = `require('fs').writeFileSync(${JSON.stringify(proof)}, 'yes'); module.exports = { title: 'Run', date: '2026-05-01' }`
  write('2026-05-01-malformed.md', '---\ntitle: A: b\ndate: 2026-05-01\n---\n\nText.\n')
  write('2026-05-01-script.md', `---js\n${code}\n---\n\nText.\n`)
  write('2026-05-01-language.md', `---javascript\n${code}\n---\n\nText.\n`)
  write('2026-05-01-huge.md', `---\ntitle: Huge\n---\n\n${'All work and no play.\n'.repeat(250_000)}`)
  write('2026-05-01-latin-1.md', Buffer.from('---\ntitle: Latin\n---\n\nCaf\xe9 au lait.\n', 'latin1'))
  symlinkSync(join(project.folder, 'nowhere.md'), join(project.posts, '2026-05-01-dangling.md'))
  write('2026-05-01-nameless.md', '---\ndate: 2026-05-01\n---\n\nText.\n')
  write('2026-05-01-empty.md', '---\ntitle: Nothing to read\n---\n')
  mkdirSync(join(project.posts, '2026-05-01-folder.md'))
  return proof
}

function byFile(problems: readonly ProblemJson[]): Record<string, readonly [string, boolean, boolean]> {
  const name = (file: string) => file.replace(/^.*\//, '')
  return Object.fromEntries(
    problems
      .filter((one) => one.severity === 'error')
      .map((one) => [name(one.file), [one.code, (one.line ?? 0) > 0, one.fix.length > 10] as const]),
  )
}

/** A file that cannot be opened has no line to name. */
const EXPECTED = Object.fromEntries(
  Object.entries(BAD).map(([name, code]) => [name, [code, code !== 'POST_UNREADABLE', true]]),
)

async function projectWithAReader(dialect: Dialect, transport: string) {
  const project = await makeProject(dialect, { mail: { transport } })
  project.post(
    '2026-04-14-the-issue-tracker-has-moved.md',
    { title: 'The issue tracker has moved' },
    'It is elsewhere.',
  )
  const call = (now: string) => ({ config: project.configFile, now })
  expect(
    (await belfry(['subscribers', 'add', 'ada@example.org', '--confirmed'], call('2026-05-01T08:00:00Z'))).code,
  ).toBe(0)
  return { project, call }
}

for (const dialect of dialects) {
  const it = testOn(dialect)
  it(`bad posts among good ones are named, and the good ones go out, on ${dialect}`, async () => {
    const sink = await startSink()
    const { project, call } = await projectWithAReader(dialect, sink.transport)
    expect((await belfry(['run'], call('2026-05-01T09:00:00Z'))).code).toBe(0)
    const proof = spoil(project)
    project.post('2026-05-01-good.md', { title: 'A good one' }, 'It says something.')

    const check = await belfry(['check', '--json'], call('2026-05-01T09:05:00Z'))
    expect(check.code).toBe(1)
    const { ok, problems } = check.json() as { ok: boolean; problems: ProblemJson[] }
    expect(ok).toBe(false)
    expect(byFile(problems)).toEqual(EXPECTED)

    const sight = await belfry(['run', '--json'], call('2026-05-01T09:05:00Z'))
    const told = await belfry(['run', '--json'], call('2026-05-01T09:36:00Z'))
    await sink.close()
    expect([sight.code, told.code]).toEqual([1, 1])
    const report = told.json() as {
      told: { post: string }[]
      problems: ProblemJson[]
      held: unknown[]
      settling: unknown[]
    }
    expect(byFile(report.problems)).toEqual(EXPECTED)
    expect(report.told.map(({ post }) => post)).toEqual(['2026-05-01-good'])
    expect([...report.held, ...report.settling]).toEqual([])
    for (const name of Object.keys(BAD)) expect(told.stderr).toContain(name)
    expect(sink.received.map(({ to }) => to)).toEqual(['ada@example.org'])

    expect(existsSync(proof)).toBe(false)
    const feed = JSON.parse(readFileSync(join(project.public, 'feed.json'), 'utf8')) as {
      items: { title: string; content_html: string }[]
    }
    expect(feed.items.map(({ title }) => title)).toEqual(['A good one', 'The issue tracker has moved'])
    expect(feed.items.every((item) => item.content_html.length > 10)).toBe(true)
  })

  it(`a post that could not be read at the baseline tells nobody when it is mended, on ${dialect}`, async () => {
    const sink = await startSink()
    const { project, call } = await projectWithAReader(dialect, sink.transport)
    spoil(project)
    expect((await belfry(['run'], call('2026-05-01T09:00:00Z'))).code).toBe(1)
    project.post('2026-05-01-malformed.md', { title: 'Mended' }, 'Text.')
    project.post('2026-05-01-new.md', { title: 'New' }, 'Text.')
    await belfry(['run'], call('2026-05-01T09:05:00Z'))
    const told = await belfry(['run', '--json'], call('2026-05-01T09:36:00Z'))
    await sink.close()
    expect((told.json() as { told: { post: string }[] }).told.map(({ post }) => post)).toEqual(['2026-05-01-new'])
    expect(sink.received).toHaveLength(1)
  })

  it(`a post that breaks after it was announced is neither taken back nor told again, on ${dialect}`, async () => {
    const sink = await startSink()
    const { project, call } = await projectWithAReader(dialect, sink.transport)
    const file = join(project.posts, '2026-04-14-the-issue-tracker-has-moved.md')
    const good = readFileSync(file)
    expect((await belfry(['run'], call('2026-05-01T09:00:00Z'))).code).toBe(0)
    project.post('2026-05-01-good.md', { title: 'A good one' }, 'It says something.')
    writeFileSync(file, '---\ntitle: A: b\n---\n\nText.\n')
    expect((await belfry(['run'], call('2026-05-01T09:05:00Z'))).code).toBe(1)
    expect((await belfry(['run'], call('2026-05-01T09:36:00Z'))).code).toBe(1)
    writeFileSync(file, good)
    const mended = await belfry(['run', '--json'], call('2026-05-01T10:30:00Z'))
    await sink.close()
    expect(mended.json()).toMatchObject({ told: [], settling: [], held: [], problems: [] })
    expect(sink.received).toHaveLength(1)
  })
}
