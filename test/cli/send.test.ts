/**
 * `belfry send` beyond the first telling: repeated to a list, an update in an operator's words, tried mail. Each call
 * is a process.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { type Mail, readMail } from '../journeys/mail.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const POST = '2026-05-04-lantern-os-3-1-0'
const TITLE = 'Lantern OS 3.1.0 has been released'
const BODY = 'It is there. Get it from [the downloads].\n\n[the downloads]: https://lantern.example/downloads/'
const MANUAL = expect.stringMatching(/^manual:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const FEEDS = ['atom.xml', 'rss.xml', 'feed.json', 'index.html']

for (const dialect of dialects) {
  describe(`send, on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let sink: Sink
    let clock: TestClock
    let announced: Mail

    const person = async (name: string, ...lists: string[]) => {
      const world = await openTestWorld(project, clock)
      const address = `${name}@example.org`
      await subscribe(world, { address: { address, key: address }, lists, details: {}, ask: 'vouch' })
      await world.close()
    }
    const runNow = async () => {
      const world = await openTestWorld(project, clock)
      const report = await run(world)
      await world.close()
      return report
    }
    const command = async (...args: string[]) =>
      await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
    /** @returns what arrived while `work` was done, sorted by recipient */
    const arriving = async (work: () => Promise<unknown>): Promise<Mail[]> => {
      const before = sink.received.length
      await work()
      const mails = await Promise.all(sink.received.slice(before).map(readMail))
      return mails.sort((a, b) => (a.to < b.to ? -1 : 1))
    }
    const feeds = () => FEEDS.map((name) => readFileSync(join(project.public, name), 'utf8'))

    beforeEach(async () => {
      sink = await startSink()
      project = await makeProject(dialect, { mail: { transport: sink.transport } })
      project.post('2026-04-14-the-issue-tracker-has-moved.md', { title: 'The tracker has moved' }, 'Go there.')
      clock = testClock('2026-05-04T09:00:00Z')
      await person('ada', 'releases')
      await person('both', 'releases', 'announcements')
      await person('cleo', 'announcements')
      await runNow()
      project.post(`${POST}.md`, { title: TITLE, categories: 'releases' }, BODY)
      clock.set('2026-05-04T12:00:00Z')
      await runNow()
      clock.set('2026-05-04T12:31:00Z')
      const [first] = await arriving(runNow)
      announced = first as Mail
      expect(announced.to).toBe('ada@example.org')
      clock.set('2026-05-05T09:00:00Z')
      return async () => await sink.close()
    })

    it('a told post is repeated to a list, for who does not have it, in no thread, and the feeds stay', async () => {
      const before = feeds()
      const dry = await command('send', POST, '--list', 'announcements', '--dry-run', '--json')
      expect(dry.json()).toEqual({ key: MANUAL, test: false, recipients: 1, accepted: 0, failed: 0 })
      const unasked = await command('send', POST, '--list', 'announcements')
      expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('[USAGE]')])
      const mails = await arriving(async () => {
        const sent = await command('send', POST, '--list', 'announcements', '--yes', '--json')
        expect(sent.json()).toEqual({
          key: MANUAL,
          mailing: 2,
          test: false,
          recipients: 1,
          accepted: 1,
          failed: 0,
        })
      })
      expect(mails.map((mail) => [mail.to, mail.subject])).toEqual([['cleo@example.org', TITLE]])
      expect(mails[0]?.header('List-Id')).toEqual([
        '"Lantern OS: Everything else" <announcements.announce.lantern.example>',
      ])
      expect(mails[0]?.header('References')).toEqual([])
      expect(mails[0]?.header('In-Reply-To')).toEqual([])
      expect(mails[0]?.header('Feedback-ID')[0]).toContain(':announcements:manual:')
      expect(mails[0]?.header('Message-ID')).not.toEqual(announced.header('Message-ID'))
      expect(feeds()).toEqual(before)
      clock.advance(3_600_000)
      expect(await arriving(runNow)).toEqual([])
      expect(feeds()).toEqual(before)
      expect((await command('notices', 'list', '--all', '--json')).json()).toContainEqual(
        expect.objectContaining({ key: MANUAL, kind: 'manual', state: 'told', post: POST }),
      )
    })

    it('a list that got it is refused, and who confirmed later is exactly its audience', async () => {
      const own = await command('send', POST, '--list', 'releases', '--yes')
      expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('releases got')])
      await command('send', POST, '--list', 'announcements', '--yes')
      clock.advance(60_000)
      const again = await command('send', POST, '--list', 'announcements', '--dry-run')
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('announcements got')])
      await person('dora', 'announcements')
      await person('emil', 'releases')
      for (const [list, name] of [
        ['announcements', 'dora'],
        ['releases', 'emil'],
      ] as const) {
        const mails = await arriving(async () => await command('send', POST, '--list', list, '--yes'))
        expect(mails.map((mail) => mail.to)).toEqual([`${name}@example.org`])
      }
      const empty = await command('send', POST, '--list', 'security', '--dry-run')
      expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('Nobody is left on security')])
    })

    it('it says what is wrong: untold, unknown list, together with an update', async () => {
      const old = await command('send', '2026-04-14-the-issue-tracker-has-moved', '--list', 'releases', '--yes')
      expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('was not told yet')])
      project.post('2026-05-05-new.md', { title: 'New' }, 'It is new.')
      const fresh = await command('send', 'new', '--list', 'releases', '--yes')
      expect(fresh.stderr).toMatch(/belfry run tells it .*\[NOTICE_STATE\]/)
      const misspelt = await command('send', POST, '--list', 'anouncements', '--yes')
      expect([misspelt.code, misspelt.stderr]).toEqual([1, expect.stringContaining('did you mean "announcements"?')])
      const two = await command('send', POST, '--list', 'announcements', '--update', 'News.', '--yes')
      expect([two.code, two.stderr]).toEqual([2, expect.stringContaining('[USAGE]')])
      expect(sink.received).toHaveLength(2)
    })

    it('a repetition that cannot be mailed is forgotten, and no later run sends it', async () => {
      const config = { config: project.configFile, now: new Date(clock.now()).toISOString() }
      const env = { BELFRY_NOTICES__REQUIRE_LIVE: 'true', BELFRY_SITE__URL: 'http://127.0.0.1:9' }
      const waits = await belfry(['send', POST, '--list', 'announcements', '--yes', '--json'], { ...config, env })
      expect([waits.code, waits.stderr]).toEqual([1, expect.stringMatching(/manual:.* does not answer with 200/)])
      expect(waits.json()).toEqual({ key: MANUAL, test: false, recipients: 1, accepted: 0, failed: 0 })
      expect((await command('notices', 'list', '--json')).json()).toEqual([])
      clock.advance(3_600_000)
      expect(await arriving(runNow)).toEqual([])
      expect((await command('send', POST, '--list', 'announcements', '--dry-run')).code).toBe(0)
    })

    test.each([
      ['the page is not there', { BELFRY_NOTICES__REQUIRE_LIVE: 'true', BELFRY_SITE__URL: 'http://127.0.0.1:9' }],
      ['the feeds had other ids', { BELFRY_FEEDS__IDS: 'url' }],
    ])(
      'an update or post that cannot go out, because %s, leaves nothing behind and goes out once later',
      async (_why, env) => {
        const config = { config: project.configFile, now: new Date(clock.now()).toISOString() }
        project.post('2026-05-05-new.md', { title: 'New', categories: 'releases' }, 'It is new.')
        const words = [
          [POST, '--update', 'The mirrors have it.'],
          ['2026-05-05-new', '--severity', 'important'],
        ]
        const before = (await command('notices', 'list', '--json')).json()
        for (const word of words) {
          const waits = await belfry(['send', ...word, '--yes', '--json'], { ...config, env })
          expect([waits.code, waits.json()]).toEqual([1, expect.objectContaining({ accepted: 0 })])
        }
        expect((await command('notices', 'list', '--json')).json()).toEqual(before)
        expect(await arriving(runNow)).toEqual([])
        for (const word of words) {
          const mails = await arriving(async () => expect((await command('send', ...word, '--yes')).code).toBe(0))
          expect(mails.map((mail) => mail.to)).toEqual(['ada@example.org', 'both@example.org'])
        }
        clock.advance(3_600_000)
        expect(await arriving(runNow)).toEqual([])
      },
    )

    test('two operators who repeat it at once send it once', async () => {
      const mails = await arriving(async () => {
        const send = async () => await command('send', POST, '--list', 'announcements', '--yes')
        await Promise.all([send(), send()])
      })
      expect(mails.map((mail) => mail.to)).toEqual(['cleo@example.org'])
    })

    it('news of a repeated post goes to that list too; a recall begins a thread for everybody, and what follows answers it', async () => {
      await arriving(async () => await command('send', POST, '--list', 'announcements', '--yes'))
      clock.advance(60_000)
      const mails = await arriving(async () => {
        const told = await command(
          'send',
          POST,
          '--update',
          'It is gone again, see [the downloads].',
          '--severity',
          'recall',
          '--yes',
        )
        expect(told.stdout).toContain('3 accepted, 0 failed')
      })
      expect(mails.map((mail) => [mail.to, mail.subject, mail.header('References')[0]])).toEqual([
        ['ada@example.org', `Withdrawn: ${TITLE}`, undefined],
        ['both@example.org', `Withdrawn: ${TITLE}`, undefined],
        ['cleo@example.org', `Withdrawn: ${TITLE}`, undefined],
      ])
      clock.advance(60_000)
      const after = await arriving(async () => await command('send', POST, '--update', 'It is back.', '--yes'))
      const [recall] = mails[0]?.header('Message-ID') ?? []
      expect(after.map((mail) => [mail.to, mail.subject, mail.header('References')[0]])).toEqual(
        ['ada', 'both', 'cleo'].map((name) => [`${name}@example.org`, `Re: [Update] ${TITLE}`, recall]),
      )
      expect(mails[0]?.html).toContain('href="https://lantern.example/downloads/"')
    })

    it('an update sent while a question is open has a key of its own, and the question stays', async () => {
      project.post(
        `${POST}.md`,
        { title: TITLE, categories: 'releases' },
        BODY.replace('It is there.', 'Version 3.1.1 is there.'),
      )
      await runNow()
      const question = (await command('notices', 'list', '--json')).json()
      expect(question).toMatchObject([{ key: `update:${POST}:2026-05-05`, state: 'asked' }])
      const sent = await command('send', POST, '--update', 'A smaller image is there.', '--yes', '--json')
      expect(sent.json()).toMatchObject({ key: `update:${POST}:2026-05-05#2`, recipients: 2, accepted: 2 })
      expect((await command('notices', 'list', '--json')).json()).toEqual(question)
      const words = join(project.folder, 'words.md')
      writeFileSync(words, 'It is 3.1.1 now: [the downloads].\n')
      const approved = await command('notices', 'approve', `update:${POST}:2026-05-05`, '--text', words)
      expect([approved.code, approved.stderr]).toEqual([0, ''])
      const [mail] = await arriving(runNow)
      expect(mail?.html).toMatch(/3\.1\.1 now: <a [^>]*href="https:\/\/lantern\.example\/downloads\/"/)
    })

    it('what is counted is its own mailing alone, whatever else was due', async () => {
      project.post('2026-05-05-new.md', { title: 'New', categories: 'releases' }, 'It is new.')
      await runNow()
      clock.advance(31 * 60_000)
      const world = await openTestWorld(project, clock)
      await run(world, { send: false })
      await world.close()
      const mails = await arriving(async () => {
        const sent = await command('send', POST, '--list', 'announcements', '--yes', '--json')
        expect(sent.json()).toMatchObject({ recipients: 1, accepted: 1, failed: 0 })
      })
      expect(mails.map((mail) => mail.to)).toEqual(['ada@example.org', 'both@example.org', 'cleo@example.org'])
    })

    it('an update can be tried: by mail to an address, and as files', async () => {
      const words = 'A smaller image is there, see [the downloads].'
      const key = `update:${POST}:2026-05-05`
      const [mail] = await arriving(async () => {
        const tested = await command('send', POST, '--update', words, '--test', 'mara@example.org', '--json')
        expect(tested.json()).toEqual({ key, test: true, recipients: 1, accepted: 1, failed: 0 })
      })
      expect(mail?.subject).toBe(`[Test] Re: [Update] ${TITLE}`)
      expect(mail?.text).toContain('A smaller image is there')
      expect(mail?.html).toContain('href="https://lantern.example/downloads/"')
      const out = join(project.folder, 'preview')
      const previewed = await command(
        'preview',
        POST,
        '--update',
        words,
        '--severity',
        'recall',
        '--out',
        out,
        '--json',
      )
      expect(previewed.json()).toMatchObject({ key, subject: `Withdrawn: ${TITLE}` })
      expect(readFileSync(join(out, POST, 'mail.txt'), 'utf8')).toContain('A smaller image is there')
      expect(readFileSync(join(out, POST, 'mail.eml'), 'utf8')).toContain('[Test] Withdrawn:')
      expect((await command('notices', 'list', '--json')).json()).toEqual([])
    })
  })
}
