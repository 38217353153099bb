/**
 * A told post that vanishes: a question first; then, if an operator says so, a tombstone in the feeds, and a mail only
 * where it is a recall.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import type { RunReport } from '../../src/run/run-report.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { temporaryFolder } from '../support/git-repository.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'

const MINUTE = 60_000
const STEM = '2026-05-04-lantern-os-3-1-0'
const TITLE = 'Lantern OS 3.1.0 has been released'
const KEY = `retraction:${STEM}`
const URL_OF = 'https://lantern.example/news/2026/05/04/lantern-os-3-1-0/'

for (const dialect of dialects) {
  describe(`a told post that vanishes, on ${dialect}`, () => {
    const it = testOn(dialect)
    let sink: Sink
    let project: Project
    let clock: TestClock
    let announced: Mail
    let away: string

    const within = async <Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> => {
      const world = await openTestWorld(project, clock)
      try {
        return await work(world)
      } finally {
        await world.close()
      }
    }
    const runAfter = async (ms = 0): Promise<{ report: RunReport; mail: Mail[] }> => {
      clock.advance(ms)
      const before = sink.received.length
      const report = await within(run)
      return { report, mail: await Promise.all(sink.received.slice(before).map(readMail)) }
    }
    const command = async (...args: string[]) =>
      await belfry([...args, '--json'], { config: project.configFile, now: new Date(clock.now()).toISOString() })
    const open = async () => (await command('notices', 'list')).json() as { key: string; state: string }[]
    const feed = (name: string) => readFileSync(join(project.public, name), 'utf8')
    const register = () => readFileSync(join(project.folder, 'content', 'register.yaml'), 'utf8')
    const file = () => join(project.posts, `${STEM}.md`)
    const words = (text: string) => {
      const path = join(temporaryFolder('words'), 'words.md')
      writeFileSync(path, text)
      return path
    }

    beforeEach(async () => {
      sink = await startSink()
      project = await makeProject(dialect, { mail: { transport: sink.transport } })
      clock = testClock('2026-05-01T09:00:00Z')
      project.post('2026-04-14-the-issue-tracker-has-moved.md', { title: 'The tracker has moved' }, 'Go there.')
      await within(async (world) => {
        const lists = world.config.lists.map((list) => list.id)
        const ada = { address: 'ada@example.org', key: 'ada@example.org' }
        await subscribe(world, { address: ada, lists, details: {}, ask: 'vouch' })
        await run(world)
      })
      project.post(`${STEM}.md`, { title: TITLE, categories: 'releases' }, 'It boots in half the time.')
      clock.set('2026-05-04T10:00:00Z')
      await runAfter()
      const { mail } = await runAfter(31 * MINUTE)
      expect(mail).toHaveLength(1)
      announced = mail[0] as Mail
      away = join(temporaryFolder('away'), 'post.md')
      clock.set('2026-05-08T10:00:00Z')
      renameSync(file(), away)
    })
    afterEach(async () => await sink.close())

    it('is a question, and nothing is mailed', async () => {
      expect((await runAfter()).mail).toEqual([])
      expect((await runAfter(31 * MINUTE)).mail).toEqual([])
      expect(await open()).toMatchObject([{ key: KEY, kind: 'retraction', state: 'asked', revision: 1 }])
      expect(register()).not.toContain('retractions')
      expect(feed('atom.xml')).not.toContain('deleted-entry')
    })

    it('approved it has a tombstone in Atom, is gone from the other feeds, and nothing is mailed', async () => {
      await runAfter()
      expect((await command('notices', 'approve', KEY)).code).toBe(0)
      expect((await command('plan')).json()).toMatchObject({ tell: [{ key: KEY, lists: [], recipients: 0 }] })
      const { report, mail } = await runAfter(MINUTE)
      expect(report.told.map(({ notice, recipients }) => [notice.key, recipients])).toEqual([[KEY, 0]])
      expect(mail).toEqual([])
      const atom = feed('atom.xml')
      expect(atom).toMatch(/deleted-entry[^>]*ref="tag:lantern\.example,2026:2026-05-04-lantern-os-3-1-0"/)
      expect(atom).not.toContain(`<title>${TITLE}</title>`)
      for (const name of ['rss.xml', 'feed.json']) {
        expect(feed(name)).not.toContain(TITLE)
        expect(feed(name)).toContain('The tracker has moved')
      }
      expect(register()).toMatch(/retractions:\n {2}- post: 2026-05-04-lantern-os-3-1-0\n/)
      expect(register()).toContain(URL_OF)
      const again = [await runAfter(), await runAfter(86_400_000)]
      expect(again.flatMap((one) => [...one.mail, ...one.report.told])).toEqual([])
      expect(await open()).toEqual([])
    })

    it('approved as a recall it is mailed in the operator’s words, in a thread of its own', async () => {
      await runAfter()
      const text = words('The image was built from the **wrong branch**. Do not install it.\n')
      const approved = await command('notices', 'approve', KEY, '--severity', 'recall', '--text', text)
      expect([approved.code, approved.stderr]).toEqual([0, ''])
      const { mail } = await runAfter(MINUTE)
      expect(mail.map((one) => [one.to, one.subject])).toEqual([['ada@example.org', `Withdrawn: ${TITLE}`]])
      expect(mail[0]?.header('In-Reply-To')).toEqual([])
      expect(mail[0]?.header('Message-ID')).not.toEqual(announced.header('Message-ID'))
      expect(mail[0]?.text).toContain('wrong branch')
      expect(mail[0]?.html).toContain('<strong>wrong branch</strong>')
      expect(feed('atom.xml')).toContain('deleted-entry')
      expect((await runAfter(31 * MINUTE)).mail).toEqual([])
    })

    it('the recall reaches the lists that the announcement went to, and no others', async () => {
      await within(async (world) => {
        const bob = { address: 'bob@example.org', key: 'bob@example.org' }
        await subscribe(world, { address: bob, lists: ['announcements'], details: {}, ask: 'vouch' })
      })
      await runAfter()
      await command('notices', 'approve', KEY, '--severity', 'recall')
      expect((await command('plan')).json()).toMatchObject({
        tell: [{ key: KEY, lists: ['releases', 'security'], recipients: 1 }],
      })
      const { mail } = await runAfter(MINUTE)
      expect(mail.map((one) => [one.to, one.header('List-Id')[0]])).toEqual([
        ['ada@example.org', '"Lantern OS: Releases" <releases.announce.lantern.example>'],
      ])
    })

    it('dismissed it is left as it is, and not asked again', async () => {
      await runAfter()
      expect((await command('notices', 'dismiss', KEY)).code).toBe(0)
      expect((await runAfter(MINUTE)).mail).toEqual([])
      expect((await runAfter(86_400_000)).mail).toEqual([])
      expect(await open()).toEqual([])
      expect(feed('atom.xml')).not.toContain('deleted-entry')
    })

    it('there again while it is asked, it is no question any more, and nothing is told anew', async () => {
      await runAfter()
      renameSync(away, file())
      expect((await runAfter(MINUTE)).mail).toEqual([])
      expect(await open()).toEqual([])
      expect((await runAfter(31 * MINUTE)).mail).toEqual([])
      expect(feed('feed.json')).toContain(TITLE)
      renameSync(file(), away)
      await runAfter(MINUTE)
      expect(await open()).toMatchObject([{ key: KEY, state: 'asked', revision: 2 }])
    })

    it('retracted and there again, it is told neither anew nor as gone', async () => {
      await runAfter()
      await command('notices', 'approve', KEY)
      await runAfter(MINUTE)
      renameSync(away, file())
      const back = [await runAfter(MINUTE), await runAfter(31 * MINUTE)]
      expect(back.flatMap((one) => one.mail)).toEqual([])
      expect(feed('feed.json')).toContain(TITLE)
      expect(feed('atom.xml')).not.toContain('deleted-entry')
      renameSync(file(), away)
      expect((await runAfter(MINUTE)).mail).toEqual([])
      expect(await open()).toEqual([])
      expect(feed('atom.xml')).toContain('deleted-entry')
    })
  })
}
