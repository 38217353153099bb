/**
 * A remark from the author's file to the reader: what must be mended holds the notice, an old archive stops nothing, a
 * new way of reading is no news.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Notice } from '../../src/notices/notice.js'
import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import type { RunReport } from '../../src/run/run-report.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'

const MINUTE = 60_000
const TEMPLATE = 'Get it from [the mirror]({{ site.mirror }}/get/).\n'

for (const dialect of dialects) {
  describe(`remarks on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let clock: TestClock

    const within = async <Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> => {
      const world = await openTestWorld(project, clock)
      try {
        return await work(world)
      } finally {
        await world.close()
      }
    }
    const runAfter = async (ms = 0): Promise<RunReport> => {
      clock.advance(ms)
      return await within((world) => run(world))
    }
    const command = async (...args: string[]) =>
      await belfry([...args, '--json'], { config: project.configFile, now: new Date(clock.now()).toISOString() })
    const codes = ({ problems }: RunReport) => problems.map(({ code, severity }) => `${severity} ${code}`)
    const noticeOf = (report: RunReport, post: string) => report.decision.notices.find((notice) => notice.post === post)

    beforeEach(async () => {
      project = await makeProject(dialect)
      clock = testClock('2026-05-01T09:00:00Z')
      project.post('2026-04-01-old.md', { title: 'Old' }, TEMPLATE)
    })

    it('what must be mended holds the notice; the post is published; mended, it settles on', async () => {
      const first = await runAfter()
      // The archive is full of templates, and nothing of it is about to be told.
      expect(codes(first)).toEqual([])
      expect((await command('check')).json()).toMatchObject({ ok: false })
      project.post('2026-05-01-new.md', { title: 'Lantern 3.1 released', severity: 'grave' }, TEMPLATE)
      const seen = await runAfter(MINUTE)
      expect(codes(seen)).toEqual(['error POST_SEVERITY', 'error POST_TEMPLATE'])
      expect(noticeOf(seen, '2026-05-01-new')).toMatchObject({ state: 'held', heldBy: 'remarks' })
      expect(existsSync(join(project.public, 'news/2026/05/01/new/index.html'))).toBe(true)
      const until = noticeOf(seen, '2026-05-01-new')?.until
      expect((await runAfter(60 * MINUTE)).told).toEqual([])
      project.post('2026-05-01-new.md', { title: 'Lantern 3.1 released' }, 'Get it.\n')
      const mended = await runAfter(MINUTE)
      expect(codes(mended)).toEqual([])
      expect(mended.told.map(({ notice }) => [notice.post, notice.until])).toEqual([['2026-05-01-new', until]])
    })

    it('an operator approves the remarks of one revision', async () => {
      await runAfter()
      project.post('2026-05-01-new.md', { title: 'Lantern 3.1 released' }, TEMPLATE)
      await runAfter(MINUTE)
      const plan = await command('plan')
      expect(plan.code).toBe(1)
      expect((await command('notices', 'approve', 'announcement:2026-05-01-new', '--revision', '1')).code).toBe(0)
      const told = await runAfter(MINUTE)
      expect(told.told.map(({ notice }) => notice.post)).toEqual(['2026-05-01-new'])
      expect(codes(await runAfter(MINUTE))).toEqual([])
    })

    it('no remark holds a stated recall', async () => {
      project.post('2026-04-20-bad.md', { title: 'Lantern 3.0 released' }, 'Get it.\n')
      await runAfter()
      // One that nobody can read is told by no run, which says so.
      project.post('2026-04-20-bad.md', { title: 'Lantern 3.0 released', withdrawn: 'ture' }, 'Get it.\n')
      expect(codes(await runAfter(MINUTE))).toEqual(['error POST_WITHDRAWN'])
      project.post('2026-04-20-bad.md', { title: 'Lantern 3.0 released', withdrawn: 'yes' }, TEMPLATE)
      const report = await runAfter(MINUTE)
      expect(report.told.map(({ notice }) => notice.severity)).toEqual(['recall'])
    })

    it('an unlisted post has a page and stands nowhere else', async () => {
      await runAfter()
      project.post('2026-05-01-quiet.md', { title: 'A quiet page', unlisted: 'yes' }, 'Read it.\n')
      const report = await runAfter(60 * MINUTE)
      expect([report.told, noticeOf(report, '2026-05-01-quiet')]).toEqual([[], undefined])
      expect(readFileSync(join(project.public, 'news/2026/05/01/quiet/index.html'), 'utf8')).toContain('A quiet page')
      for (const file of ['atom.xml', 'index.html', 'archive/2026/index.html'])
        expect(readFileSync(join(project.public, file), 'utf8')).not.toContain('A quiet page')
    })

    it('a post at an address of the site or the service is named, the others are published, the folder heals', async () => {
      const taken = ['/', '/feed.json/', '/Feeds/', '/404', '/subscribe', '/api/x/', '/archive/2026/', '/.well-known/a']
      for (const [index, permalink] of taken.entries())
        project.post(`2026-04-0${index + 2}-taken.md`, { title: `Taken ${index}`, permalink, id: `t${index}` }, 'x\n')
      project.post('2026-04-20-free.md', { title: 'Free', permalink: '/news/' }, 'x\n')
      const report = await runAfter()
      expect(codes(report)).toEqual(taken.map(() => 'error POST_RESERVED'))
      expect(report.problems[0]).toMatchObject({ line: 3, column: 12 })
      expect(readFileSync(join(project.public, 'feed.json'), 'utf8')).toContain('Free')
      expect(existsSync(join(project.public, 'news/index.html'))).toBe(true)
      // As runs of the release before left it: a page that could not be written named in the manifest, or a folder in
      // the file's place.
      const manifest = join(project.public, '.belfry-manifest.json')
      const lists = JSON.parse(readFileSync(manifest, 'utf8')) as { files: Record<string, object> }
      writeFileSync(manifest, JSON.stringify({ files: { ...lists.files, 'feed.json/index.html': {} } }))
      await runAfter(MINUTE)
      for (const ending of ['', '.gz', '.br']) rmSync(join(project.public, `feed.json${ending}`))
      mkdirSync(join(project.public, 'feed.json'))
      writeFileSync(join(project.public, 'feed.json/index.html'), 'a page')
      writeFileSync(manifest, JSON.stringify({ files: { ...lists.files, 'feed.json/index.html': {} } }))
      await runAfter(MINUTE)
      expect(readFileSync(join(project.public, 'feed.json'), 'utf8')).toContain('Free')
    })

    it('what only a new way of reading sees joins the baseline, and what leaves by it is one question', async () => {
      project.post('2026-04-20-a.md', { title: 'A' }, 'a\n')
      project.post('2026-04-21-b.md', { title: 'B' }, 'b\n')
      await runAfter()
      for (const [name, title] of [
        ['2026-05-01-c.md', 'C is out'],
        ['2026-05-01-d.md', 'D is out'],
      ] as const)
        project.post(name, { title, date: '2026-05-01' }, `${title}, and quite another text.\n`)
      await runAfter(MINUTE)
      expect((await runAfter(60 * MINUTE)).told).toHaveLength(2)
      // The ledger as the release before left it: it took drafts for posts, and could not read the dates below.
      await within(async ({ store }) => {
        await store.db.deleteFrom('meta').where('name', '=', 'reads').execute()
      })
      for (const name of ['c', 'd'])
        writeFileSync(
          join(project.posts, `2026-05-01-${name}.md`),
          readFileSync(join(project.posts, `2026-05-01-${name}.md`), 'utf8').replace('---\n', '---\ndraft: true\n'),
        )
      project.post('2026-04-22-e.md', { title: 'E', date: '2026/4/22' }, 'e\n')
      project.post('2026-04-23-f.md', { title: 'F', date: '23 April 2026', kind: 'lamp' }, 'f\n')
      project.post('2026-05-02-g.md', { title: 'G', date: '2026-5-2 9:00:00 +0000' }, 'g\n')
      const upgraded = await runAfter(MINUTE)
      const asks = ({ key, askedWith }: Notice) => askedWith === null || askedWith === key
      const open = upgraded.decision.notices.filter((notice) => notice.state !== 'told' && asks(notice))
      expect(open.map(({ key, state }) => [key, state])).toEqual([
        ['announcement:2026-05-02-g', 'settling'],
        [expect.stringMatching(/^retraction:2026-05-01-[cd]$/), 'asked'],
      ])
      expect(open[1]?.reason).toMatch(/2026-05-01-[cd]\.md, 2026-05-01-[cd]\.md/)
      expect(upgraded.told).toEqual([])
      const again = await runAfter(60 * MINUTE)
      expect([again.told, again.decision.posts]).toEqual([[], []])
    })
  })
}

test('a folder without a post that can be read is an error of check and build, and what was published stays', async () => {
  const project = await makeProject('sqlite')
  const options = { config: project.configFile, now: '2026-05-01T09:00:00Z' }
  project.post('2026-04-01-old.md', { title: 'Old' }, 'x\n')
  await belfry(['build'], options)
  const before = readFileSync(join(project.public, 'atom.xml'), 'utf8')
  writeFileSync(join(project.posts, '2026-04-01-old.md'), '+++\ntitle = Old\n+++\nx\n')
  for (const command of ['check', 'build']) {
    const result = await belfry([command], options)
    expect([
      command,
      result.code,
      /holds no post|no post that can be read/.test(result.stdout + result.stderr),
    ]).toEqual([command, 1, true])
  }
  expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toBe(before)
})
