/**
 * An operator's word: hold, approve, dismiss, send by hand, try a mail. Each command under test is a process of its
 * own.
 */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect } from 'vitest'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { readMail } from '../journeys/mail.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const POST = '2026-05-04-lantern-os-3-1-0'
const KEY = `announcement:${POST}`
const OLD = 'announcement:2026-03-01-found-again'

for (const dialect of dialects) {
  describe(`on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let sink: Sink
    const at = (time: string) => ({ config: project.configFile, now: `2026-05-04T${time}Z` })
    const recipients = () => sink.received.map(({ to }) => to)
    /** @returns keys that a run at this time told */
    const runAt = async (time: string) => {
      const result = await belfry(['run', '--json'], at(time))
      expect(result.code).toBe(0)
      return (result.json() as { told: { key: string }[] }).told.map(({ key }) => key)
    }

    beforeEach(async () => {
      sink = await startSink()
      project = await makeProject(dialect, { mail: { transport: sink.transport } })
      project.post(
        '2026-04-14-the-issue-tracker-has-moved.md',
        { title: 'The issue tracker has moved' },
        'It is elsewhere.',
      )
      const clock = testClock('2026-05-04T09:00:00Z')
      const world = await openTestWorld(project, clock)
      const ada = { address: 'ada@example.org', key: 'ada@example.org' }
      const lists = world.config.lists.map((list) => list.id)
      await subscribe(world, { address: ada, lists, details: {}, ask: 'vouch' })
      await run(world)
      project.post(
        `${POST}.md`,
        { title: 'Lantern OS 3.1.0 has been released', categories: 'releases' },
        'It is there.',
      )
      project.post('2026-03-01-found-again.md', { title: 'Found again' }, 'It was lost.')
      clock.set('2026-05-04T12:00:00Z')
      await run(world)
      await world.close()
      return async () => await sink.close()
    })

    it('a back-fill is held until it is approved in the revision it has', async () => {
      expect(await runAt('12:31:00')).toEqual([KEY])
      project.post('2026-03-01-found-again.md', { title: 'Found again' }, 'It was lost, and now it is not.')
      expect(await runAt('13:00:00')).toEqual([])
      const old = await belfry(['notices', 'approve', OLD, '--revision', '1'], at('13:01:00'))
      expect(old.code).toBe(1)
      expect(old.stderr).toContain('[NOTICE_REVISION]')
      const approved = await belfry(['notices', 'approve', OLD, '--revision', '2', '--json'], at('13:02:00'))
      expect(approved.json()).toMatchObject({ key: OLD, state: 'due', revision: 2 })
      expect(await runAt('13:03:00')).toEqual([OLD])
      expect(recipients()).toEqual(['ada@example.org', 'ada@example.org'])
      const again = await belfry(['notices', 'approve', OLD], at('13:04:00'))
      expect(again.code).toBe(1)
      expect(again.stderr).toContain('[NOTICE_STATE]')
    })

    it('what is dismissed is never told, what is held waits, and an approval ends settling', async () => {
      expect((await belfry(['notices', 'dismiss', OLD], at('12:10:00'))).code).toBe(0)
      expect((await belfry(['notices', 'hold', KEY], at('12:10:00'))).code).toBe(0)
      expect(await runAt('12:31:00')).toEqual([])
      expect((await belfry(['notices', 'approve', POST], at('12:32:00'))).code).toBe(0)
      expect(await runAt('12:33:00')).toEqual([KEY])
      expect(await runAt('18:00:00')).toEqual([])
      expect(recipients()).toEqual(['ada@example.org'])
      expect((await belfry(['notices', 'hold', 'announcement:unknown'], at('18:00:00'))).stderr).toContain(
        '[NOTICE_UNKNOWN]',
      )
    })

    it('send tells one post at once, the second time it refuses, and nobody has it twice', async () => {
      const asked = await belfry(['send', POST], at('12:01:00'))
      expect(asked.code).toBe(2)
      expect(recipients()).toEqual([])
      const sent = await belfry(['send', `${POST}.md`, '--yes', '--json'], at('12:02:00'))
      expect(sent.json()).toEqual({ key: KEY, mailing: 1, test: false, recipients: 1, accepted: 1, failed: 0 })
      const twice = await belfry(['send', POST, '--yes'], at('12:03:00'))
      expect(twice.code).toBe(1)
      expect(twice.stderr).toContain('[NOTICE_STATE]')
      expect(await runAt('12:31:00')).toEqual([])
      expect(recipients()).toEqual(['ada@example.org'])
      expect(readFileSync(`${project.folder}/content/register.yaml`, 'utf8')).toContain(KEY)
    })

    it('a test mail is marked, has a Message-ID of its own, and leaves the ledger as it was', async () => {
      const tested = await belfry(
        ['send', POST, '--test', 'mara@example.org', 'jo@example.org', '--json'],
        at('12:01:00'),
      )
      expect(tested.json()).toEqual({ key: KEY, test: true, recipients: 2, accepted: 2, failed: 0 })
      expect(await runAt('12:31:00')).toEqual([KEY])
      expect(recipients()).toEqual(['mara@example.org', 'jo@example.org', 'ada@example.org'])
      const mails = await Promise.all(sink.received.map(readMail))
      expect(mails.map(({ subject }) => subject)).toEqual([
        '[Test] Lantern OS 3.1.0 has been released',
        '[Test] Lantern OS 3.1.0 has been released',
        'Lantern OS 3.1.0 has been released',
      ])
      expect(new Set(mails.map((mail) => mail.header('Message-ID')[0])).size).toBe(3)
      expect((await belfry(['mailings', 'list', '--json'], at('12:32:00'))).json()).toHaveLength(1)
      expect((await belfry(['send', POST, '--test', 'nobody'], at('12:32:00'))).code).toBe(2)
      expect((await belfry(['send', 'unknown', '--test', 'mara@example.org'], at('12:32:00'))).stderr).toContain(
        '[POST_UNKNOWN]',
      )
    })
  })
}
