/**
 * What becomes of an edit, to the inbox: a release is announced, withdrawn, delayed and said more about, an operator is
 * asked, links are migrated. Every run is a world of its own, mail goes through real SMTP. Once over posts of this
 * file, and once over the archive's own story.
 */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import type { RunOptions, RunReport } from '../../src/run/run-report.js'
import { cloneArchive, pushNumbered } from '../support/archive.js'
import { belfry } from '../support/cli.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { type Dialect, dialects, testOn } from '../support/databases.js'
import { temporaryFolder } from '../support/git-repository.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { refusal, type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'
import { threadEntries } from './thread-entries.js'

const MINUTE = 60_000
const SETTLED = 31 * MINUTE
const NAME = '2026-05-04-lantern-os-3-1-0.md'
const KEY = 'announcement:2026-05-04-lantern-os-3-1-0'
const TITLE = 'Lantern OS 3.1.0 has been released'
const BODY = [
  'Lantern OS 3.1.0 is there. It boots in half the time, and the lamp does not flicker any more.',
  'Get it from [the downloads](/downloads/), and read [the notes](/doc/notes/3.1/) before you upgrade.',
  'It is supported until 2027-05-04. To upgrade, run `lanternctl upgrade --to 3.1.0` as an administrator.',
].join('\n\n')
const RECALL =
  '**Update (2026-05-10):** The download is withdrawn. Do not install this release: it may lose your files.'
const SECOND = '**Update (2026-05-17):** Version 3.1.1 is being tested and will be there within days.'

/** A project, its people and its mail; each run opens and closes a world, as a command does. */
class Scene {
  #seen = 0

  private constructor(
    readonly project: Project,
    readonly clock: TestClock,
    readonly sink: Sink,
  ) {}

  static async begin(dialect: Dialect, sink: Sink, at: string, settings: Parameters<typeof makeProject>[1] = {}) {
    const project = await makeProject(dialect, { mail: { transport: sink.transport }, ...settings })
    return new Scene(project, testClock(at), sink)
  }

  async within<Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> {
    const world = await openTestWorld(this.project, this.clock)
    try {
      return await work(world)
    } finally {
      await world.close()
    }
  }

  async people(...people: { name: string; format: 'html' | 'text' }[]): Promise<void> {
    await this.within(async (world) => {
      const lists = world.config.lists.map((list) => list.id)
      for (const { name, format } of people) {
        const address = `${name}@example.org`
        await subscribe(world, { address: { address, key: address }, lists, details: { format }, ask: 'vouch' })
      }
    })
  }

  /** @param afterMs how long nobody looked */
  async run(afterMs = 0, options: RunOptions = {}): Promise<{ report: RunReport; mail: readonly Mail[] }> {
    this.clock.advance(afterMs)
    const report = await this.within(async (world) => await run(world, options))
    const arrived = await Promise.all(this.sink.received.slice(this.#seen).map(readMail))
    // Connections race.
    const mail = arrived.sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))
    this.#seen = this.sink.received.length
    return { report, mail }
  }

  /** A command in a process of its own, at the scene's instant. */
  async command(...args: string[]) {
    return await belfry([...args, '--json'], {
      config: this.project.configFile,
      now: new Date(this.clock.now()).toISOString(),
    })
  }

  async notices(): Promise<{ key: string; state: string; text?: string; diff?: string; revision: number }[]> {
    return (await this.command('notices', 'list')).json() as never
  }

  feed(name: string): string {
    return readFileSync(join(this.project.public, name), 'utf8')
  }

  register(): string {
    return readFileSync(join(this.project.folder, 'content', 'register.yaml'), 'utf8')
  }

  release(body: string, more: Record<string, unknown> = {}): void {
    this.project.post(NAME, { title: TITLE, categories: 'releases', ...more }, body)
  }

  /** A baseline, then the release: announced and mailed. */
  async announce(): Promise<Mail> {
    this.project.post(
      '2026-04-14-the-issue-tracker-has-moved.md',
      { title: 'The issue tracker has moved' },
      'Go there.',
    )
    await this.people({ name: 'ada', format: 'html' }, { name: 'dave', format: 'text' })
    await this.run()
    this.release(BODY)
    this.clock.set('2026-05-04T10:00:00Z')
    await this.run()
    const { mail } = await this.run(SETTLED)
    expect(mail.map(({ to, subject }) => [to, subject])).toEqual([
      ['ada@example.org', TITLE],
      ['dave@example.org', TITLE],
    ])
    return to(mail, 'ada')
  }
}

function to(mail: readonly Mail[], name: string): Mail {
  const found = mail.find((one) => one.to.startsWith(name))
  if (found === undefined) throw new Error(`no mail to ${name}`)
  return found
}

const idOf = (mail: Mail) => mail.header('Message-ID')[0] ?? ''
const subjects = (mail: readonly Mail[]) => mail.map((one) => one.subject)
const keys = (report: RunReport) => report.told.map((one) => one.notice.key)

for (const dialect of dialects) {
  describe(`an edit, on ${dialect}`, () => {
    const it = testOn(dialect)
    let sink: Sink
    let scene: Scene
    const update = (day: string) => `update:2026-05-04-lantern-os-3-1-0:${day}`

    beforeEach(async () => {
      sink = await startSink()
      scene = await Scene.begin(dialect, sink, '2026-05-01T09:00:00Z')
    })
    afterEach(async () => await sink.close())

    it('the whole story: withdrawn, delayed, said more about, links migrated', async () => {
      const announced = await scene.announce()

      scene.clock.set('2026-05-10T12:00:00Z')
      scene.release(`${RECALL}\n\n${BODY}`)
      const sight = await scene.run()
      expect(sight.mail).toEqual([])
      expect(sight.report.decision.notices.find((one) => one.key === update('2026-05-10'))).toMatchObject({
        state: 'settling',
        severity: 'recall',
        until: Date.parse('2026-05-10T12:30:00Z'),
      })
      const recall = await scene.run(SETTLED)
      expect(keys(recall.report)).toEqual([update('2026-05-10')])
      expect(subjects(recall.mail)).toEqual([`Withdrawn: ${TITLE}`, `Withdrawn: ${TITLE}`])
      const html = to(recall.mail, 'ada')
      const text = to(recall.mail, 'dave')
      for (const mail of [html, text]) {
        // Of its own: folded, the thread of the announcement would hide it.
        expect(mail.header('In-Reply-To')).toEqual([])
        expect(mail.header('References')).toEqual([])
        const said = mail.text.replace(/\s+/g, ' ')
        expect(said.indexOf('The download is withdrawn.')).toBeGreaterThanOrEqual(0)
        expect(said.indexOf('The download is withdrawn.')).toBeLessThan(said.indexOf('Lantern OS 3.1.0 is there.'))
      }
      expect(html.types).toEqual(['multipart/alternative', 'text/plain', 'text/html'])
      expect(html.html.indexOf('The download is withdrawn.')).toBeLessThan(
        html.html.indexOf('Lantern OS 3.1.0 is there.'),
      )
      expect(text.types).toEqual(['text/plain'])
      expect(idOf(html)).not.toBe(idOf(announced))
      expect((await scene.run()).mail).toEqual([])
      expect(scene.register()).toContain(`key: ${update('2026-05-10')}`)
      expect(scene.register()).toContain('severity: recall')

      scene.clock.set('2026-05-12T09:00:00Z')
      scene.release(`${RECALL}\n\n${BODY}`, { title: `[Delayed] ${TITLE}` })
      const delayed = [await scene.run(), await scene.run(SETTLED)]
      expect(delayed.flatMap(({ mail }) => mail)).toEqual([])
      expect(await scene.notices()).toEqual([])

      scene.clock.set('2026-05-17T09:00:00Z')
      scene.release(`${SECOND}\n\n${RECALL}\n\n${BODY}`, { title: `[Updated] ${TITLE}` })
      await scene.run()
      const second = await scene.run(SETTLED)
      expect(keys(second.report)).toEqual([update('2026-05-17')])
      expect(subjects(second.mail)).toEqual(Array(2).fill(`Re: [Update] ${TITLE}`))
      for (const mail of second.mail) {
        expect(mail.header('In-Reply-To')).toEqual([idOf(html)])
        expect(mail.header('References')).toEqual([idOf(html)])
        expect(mail.text).toContain('3.1.1')
      }

      scene.clock.set('2026-05-30T09:00:00Z')
      scene.release(
        `${SECOND}\n\n${RECALL}\n\n${BODY}`.replaceAll('](/', '](https://www.lantern.example/').replaceAll('/)', ')'),
        { title: `[Updated] ${TITLE}` },
      )
      const migrated = [await scene.run(), await scene.run(SETTLED)]
      expect(migrated.flatMap(({ mail }) => mail)).toEqual([])
      expect(await scene.notices()).toEqual([])
      const told = [KEY, update('2026-05-10'), update('2026-05-17')]
      for (const key of told) expect(scene.register()).toContain(key)
      const all = (await scene.command('notices', 'list', '--all')).json() as { key: string; state: string }[]
      expect(all.map(({ key, state }) => [key, state])).toEqual(told.map((key) => [key, 'told']))
    })

    test.each([{ severity: 'recall' }, { withdrawn: true }])(
      'a recall stated in front matter (%o) goes out in the run that sees it',
      async (stated) => {
        await scene.announce()
        scene.clock.set('2026-05-10T12:00:00Z')
        scene.release(BODY, stated)
        const { report, mail } = await scene.run()
        expect(keys(report)).toEqual([update('2026-05-10')])
        expect(subjects(mail)).toEqual([`Withdrawn: ${TITLE}`, `Withdrawn: ${TITLE}`])
        expect((await scene.run(SETTLED)).mail).toEqual([])
      },
    )

    it('a recall cancels what has not started of its thread', async () => {
      scene.project.post('2026-04-14-old.md', { title: 'Old' }, 'It was there before.')
      await scene.people({ name: 'ada', format: 'html' }, { name: 'dave', format: 'text' })
      await scene.run()
      scene.release(BODY)
      scene.clock.set('2026-05-04T10:00:00Z')
      await scene.run()
      const queued = await scene.run(SETTLED, { send: false })
      expect(keys(queued.report)).toEqual([KEY])
      expect(queued.mail).toEqual([])
      scene.release(BODY, { withdrawn: true })
      const { mail } = await scene.run(MINUTE)
      expect(mail.map((one) => [one.to, one.subject])).toEqual([
        ['ada@example.org', `Withdrawn: ${TITLE}`],
        ['dave@example.org', `Withdrawn: ${TITLE}`],
      ])
      const rows = await scene.within(
        async ({ store }) =>
          await store.db
            .selectFrom('deliveries')
            .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
            .select(['mailings.key', 'deliveries.state', 'deliveries.reply'])
            .where('mailings.kind', '=', 'notice')
            .execute(),
      )
      expect(rows.filter((row) => row.key === KEY)).toEqual(
        Array(2).fill({ key: KEY, state: 'cancelled', reply: 'superseded by a recall' }),
      )
      expect(rows.filter((row) => row.key !== KEY).map((row) => row.state)).toEqual(['accepted', 'accepted'])
      expect((await scene.run(5 * 86_400_000)).mail).toEqual([])
    })

    it('who was put off by a busy server gets the recall, not the announcement', async () => {
      await sink.close()
      let isBusy = true
      sink = await startSink((address) =>
        isBusy && address.startsWith('dave') ? refusal(450, 'Try again later') : undefined,
      )
      scene = await Scene.begin(dialect, sink, '2026-05-01T09:00:00Z')
      scene.project.post('2026-04-14-old.md', { title: 'Old' }, 'It was there before.')
      await scene.people({ name: 'ada', format: 'html' }, { name: 'dave', format: 'text' })
      await scene.run()
      scene.release(BODY)
      scene.clock.set('2026-05-04T10:00:00Z')
      await scene.run()
      const first = await scene.run(SETTLED)
      expect(first.mail.map((one) => one.to)).toEqual(['ada@example.org'])
      expect(first.report.sent.counts.deferred).toBe(1)
      isBusy = false
      scene.release(BODY, { severity: 'recall' })
      const second = await scene.run(MINUTE)
      expect(second.mail.map((one) => [one.to, one.subject]).sort()).toEqual([
        ['ada@example.org', `Withdrawn: ${TITLE}`],
        ['dave@example.org', `Withdrawn: ${TITLE}`],
      ])
      expect((await scene.run(86_400_000)).mail).toEqual([])
    })

    it('a doubtful edit is asked with text and diff, and told in the operator’s words', async () => {
      const announced = await scene.announce()
      scene.clock.set('2026-05-08T09:00:00Z')
      scene.release(BODY.replace('2027-05-04', '2027-11-04'))
      const asked = [await scene.run(), await scene.run(SETTLED)]
      expect(asked.flatMap(({ mail }) => mail)).toEqual([])
      const [question, ...others] = await scene.notices()
      expect(others).toEqual([])
      expect(question).toMatchObject({ key: update('2026-05-08'), state: 'asked', revision: 1 })
      expect(question?.text).toContain('2027-11-04')
      expect(question?.diff).toMatch(/\[-2027-05-04\S*\s*-\].*\{\+2027-11-04\S*\s*\+\}/)
      const plan = (await scene.command('plan')).json() as { asked: { key: string; diff: string }[] }
      expect(plan.asked).toMatchObject([{ key: update('2026-05-08'), diff: question?.diff }])

      scene.release(BODY.replace('2027-05-04', '2027-12-04'))
      expect((await scene.run(MINUTE)).mail).toEqual([])
      expect(await scene.notices()).toMatchObject([{ key: update('2026-05-08'), state: 'asked', revision: 2 }])

      const file = join(temporaryFolder('words'), 'words.md')
      writeFileSync(file, 'We support it **seven months** longer.\n')
      const approve = async (revision: string) =>
        await scene.command('notices', 'approve', update('2026-05-08'), '--revision', revision, '--text', file)
      const old = await approve('1')
      expect(old.code).toBe(1)
      expect(old.stderr).toContain('revision 2')
      expect((await scene.run()).mail).toEqual([])
      expect((await approve('2')).code).toBe(0)
      const { report, mail } = await scene.run(MINUTE)
      expect(keys(report)).toEqual([update('2026-05-08')])
      expect(subjects(mail)).toEqual(Array(2).fill(`Re: [Update] ${TITLE}`))
      for (const one of mail) {
        expect(one.header('In-Reply-To')).toEqual([idOf(announced)])
        expect(one.text).toContain('seven months')
        expect(one.text.indexOf('seven months')).toBeLessThan(one.text.indexOf('2027-12-04'))
      }
      expect(scene.register()).toContain('seven months')
      expect((await scene.run(SETTLED)).mail).toEqual([])
      expect(await scene.notices()).toEqual([])
    })

    it('an edit after the approval is in the mail as the post then reads, with the operator’s words before it', async () => {
      await scene.announce()
      scene.clock.set('2026-05-08T09:00:00Z')
      scene.release(BODY.replace('2027-05-04', '2027-11-04'))
      await scene.run()
      const file = join(temporaryFolder('words'), 'words.md')
      writeFileSync(file, 'Half a year longer.\n')
      await scene.command('notices', 'approve', update('2026-05-08'), '--text', file)
      scene.release(BODY.replace('2027-05-04', '2027-11-04').replace('half the time', 'a third of the time'))
      const { mail } = await scene.run(MINUTE)
      expect(mail).toHaveLength(2)
      for (const one of mail) {
        expect(one.text).toContain('Half a year longer.')
        expect(one.text.replace(/\s+/g, ' ')).toContain('a third of the time')
      }
    })

    it('after a question is dismissed, edits are compared with what was dismissed', async () => {
      await scene.announce()
      scene.clock.set('2026-05-08T09:00:00Z')
      const longer = BODY.replace('2027-05-04', '2027-11-04')
      scene.release(longer)
      await scene.run()
      expect((await scene.command('notices', 'dismiss', update('2026-05-08'))).code).toBe(0)
      expect((await scene.run(MINUTE)).mail).toEqual([])
      scene.release(longer.replace('is there.', 'is here.'))
      await scene.run(MINUTE)
      expect(await scene.notices()).toEqual([])
      scene.clock.set('2026-05-09T09:00:00Z')
      scene.release(BODY)
      await scene.run()
      const [question] = await scene.notices()
      expect(question).toMatchObject({ key: update('2026-05-09'), state: 'asked' })
      expect(question?.diff).toMatch(/\[-2027-11-04\S*\s*-\].*\{\+2027-05-04\S*\s*\+\}/)
      expect(scene.sink.received).toHaveLength(2)
    })

    it('a dated block that comes while a question is open is told, and the question with it', async () => {
      await scene.announce()
      scene.clock.set('2026-05-08T09:00:00Z')
      scene.release(BODY.replace('2027-05-04', '2027-11-04'))
      await scene.run()
      scene.release(`**Update (2026-05-08):** Supported for longer.\n\n${BODY.replace('2027-05-04', '2027-11-04')}`)
      await scene.run(MINUTE)
      expect(await scene.notices()).toMatchObject([{ key: update('2026-05-08'), state: 'settling' }])
      const { mail } = await scene.run(SETTLED)
      expect(subjects(mail)).toEqual(Array(2).fill(`Re: [Update] ${TITLE}`))
      expect(await scene.notices()).toEqual([])
    })

    it('an entry of updates: in front matter is told; an edit taken back before it was told is not', async () => {
      await scene.announce()
      scene.clock.set('2026-05-08T09:00:00Z')
      scene.release(BODY, { updates: [{ date: '2026-05-08', text: 'There is a mirror in Oslo.' }] })
      await scene.run()
      const { mail } = await scene.run(SETTLED)
      expect(subjects(mail)).toEqual(Array(2).fill(`Re: [Update] ${TITLE}`))
      expect(mail[0]?.text).toContain('a mirror in Oslo')
      scene.clock.set('2026-05-09T09:00:00Z')
      const stated = { updates: [{ date: '2026-05-08', text: 'There is a mirror in Oslo.' }] }
      scene.release(`**Update (2026-05-09):** And one in Turku.\n\n${BODY}`, stated)
      await scene.run()
      scene.release(BODY, stated)
      await scene.run(MINUTE)
      expect((await scene.run(SETTLED)).mail).toEqual([])
      expect(await scene.notices()).toEqual([])
    })

    it('a post that says what it follows is threaded under it', async () => {
      const announced = await scene.announce()
      scene.clock.set('2026-05-20T09:00:00Z')
      scene.project.post(
        '2026-05-20-lantern-os-3-1-1.md',
        { title: 'Lantern OS 3.1.1 replaces 3.1.0', categories: 'releases', follows: '2026-05-04-lantern-os-3-1-0' },
        'It mends what was wrong with the lamp.',
      )
      await scene.run()
      const { report, mail } = await scene.run(SETTLED)
      expect(report.told.map(({ notice }) => notice.followUpOf)).toEqual([KEY])
      expect(subjects(mail)).toEqual(Array(2).fill('Lantern OS 3.1.1 replaces 3.1.0'))
      for (const one of mail) {
        expect(one.header('In-Reply-To')).toEqual([idOf(announced)])
        expect(one.header('References')).toEqual([idOf(announced)])
      }
    })

    it('the feeds have the told update as an entry of its own, a recall at their top', async () => {
      await scene.announce()
      scene.clock.set('2026-05-10T12:00:00Z')
      scene.release(`${RECALL}\n\n${BODY}`)
      await scene.run()
      await scene.run(SETTLED)
      const items = (JSON.parse(scene.feed('feed.json')) as { items: { title: string; content_html: string }[] }).items
      expect(items[0]?.content_html).toContain('The download is withdrawn.')
      expect(items).toHaveLength(3)
      expect(scene.feed('atom.xml')).toContain('in-reply-to')
    })

    it('a draft that is renamed and a post whose file is are not told again', async () => {
      await scene.announce()
      unlinkSync(join(scene.project.posts, NAME))
      scene.project.post('2026-05-05-lantern-3-1.md', { title: TITLE, categories: 'releases' }, BODY)
      scene.clock.set('2026-05-05T12:00:00Z')
      const { report } = await scene.run()
      expect(report.decision.announcements.map(({ id }) => id)).toContain('2026-05-04-lantern-os-3-1-0')
      expect((await scene.run(SETTLED)).mail).toEqual([])
      expect(await scene.notices()).toEqual([])
      expect(scene.register()).toContain('2026-05-05-lantern-3-1: 2026-05-04-lantern-os-3-1-0')
    })
  })
}

const isMissing = corpusPosts() === undefined
describe.skipIf(isMissing)(`the archive’s story (${isMissing ? corpusMissing : 'present'})`, () => {
  test('announced, withdrawn in its thread, nothing for a tag in the title, a second update, nothing for links', async () => {
    const archive = cloneArchive()
    if (archive === undefined) throw new Error(corpusMissing)
    const sink = await startSink()
    try {
      const scene = await Scene.begin('sqlite', sink, '2020-01-01T12:00:00Z', {
        site: { url: corpusSettings.url, title: 'The archive' },
        content: { posts: archive.folder },
        lists: [{ id: 'all', title: 'All', categories: ['*'] }],
      })
      const register = () => scene.within(async ({ config }) => readFileSync(config.content.register, 'utf8'))
      await scene.people({ name: 'ada', format: 'html' }, { name: 'dave', format: 'text' })
      archive.checkout(pushNumbered(252).base)
      await scene.run()
      const stem = '2020-01-02-qubes-4-0-2'
      const mailed: { push: number; key: string; mail: readonly Mail[] }[] = []
      const shown: string[] = []
      for (let number = 252; number <= 262; number++) {
        const { tip, pushDate } = pushNumbered(number)
        const at = Date.parse(pushDate)
        const next = number === 262 ? Number.POSITIVE_INFINITY : Date.parse(pushNumbered(number + 1).pushDate)
        archive.checkout(tip)
        // At the push, when what it brings has settled, and when a date of the day after has come.
        for (const after of [0, SETTLED, 2 * 3_600_000].filter((ms) => ms === 0 || at + ms < next)) {
          scene.clock.set(new Date(at + after).toISOString())
          const { report, mail } = await scene.run()
          for (const key of keys(report)) mailed.push({ push: number, key, mail })
        }
        const entries = threadEntries(scene.feed('atom.xml'), stem)
        shown.push(`push ${number}\n${entries.map((line) => `  ${line}\n`).join('')}`)
      }
      await expect(shown.join('\n')).toMatchFileSnapshot('../golden/feeds/archive-story.txt')
      const own = mailed.filter(({ key }) => key.includes(stem))
      expect(own.map(({ push, key }) => [push, key])).toEqual([
        [252, `announcement:${stem}`],
        [253, `update:${stem}:2020-01-08`],
        // The push of a quarter of an hour later only puts [Updated] into the title.
        [260, `update:${stem}:2020-01-15`],
      ])
      const of = (index: number, subject: RegExp) => own[index]?.mail.filter((one) => subject.test(one.subject)) ?? []
      const [announced, recall, second] = [
        to(of(0, /4\.0\.2/), 'ada'),
        to(of(1, /^Withdrawn: .*4\.0\.2/), 'ada'),
        to(of(2, /^Re: \[Update\] .*4\.0\.2/), 'ada'),
      ]
      expect(recall.header('In-Reply-To')).toEqual([])
      expect(second.header('References')).toEqual([idOf(recall)])
      expect(recall.subject).toBe(`Withdrawn: ${announced.subject}`)
      expect(to(of(1, /^Withdrawn: /), 'dave').types).toEqual(['text/plain'])
      for (const key of [`update:${stem}:2020-01-08`, `update:${stem}:2020-01-15`])
        expect(await register()).toContain(key)
      expect((await scene.run(86_400_000)).mail).toEqual([])
    } finally {
      await sink.close()
    }
  })
})
