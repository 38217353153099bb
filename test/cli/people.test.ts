/** `belfry subscribers`: an operator helps people, finds them, and takes them over from elsewhere. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect } from 'vitest'
import type { ImportedLine } from '../../src/run/people/import.js'
import { holderOf } from '../../src/run/people/link-holder.js'
import { confirm, subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { confirmUrl, readMail } from '../journeys/mail.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const WORD = ['--by', 'olga', '--reason', 'asked by phone'] as const

for (const dialect of dialects) {
  describe(`people, on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let sink: Sink
    let now = '2026-05-04T09:00:00Z'
    const call = async (...args: string[]) => await belfry(args, { config: project.configFile, now })
    const people = async (...args: string[]) => await call('subscribers', ...args)
    const json = async (...args: string[]) => (await people(...args, '--json')).json()
    const states = async (address: string) => {
      const { subscriptions } = (await json('show', address)) as { subscriptions: { list: string; state: string }[] }
      return Object.fromEntries(subscriptions.map(({ list, state }) => [list, state]))
    }
    /** @returns who was mailed */
    const tell = async (day: string, categories = 'releases') => {
      project.post(
        `2026-05-${day}-news.md`,
        { title: `News of day ${day}`, categories },
        `This is what day ${day} brought.`,
      )
      const before = sink.received.length
      for (const time of ['09:00', '10:00']) {
        now = `2026-05-${day}T${time}:00Z`
        expect((await call('run')).code).toBe(0)
      }
      return sink.received
        .slice(before)
        .map(({ to }) => to)
        .sort()
    }

    beforeEach(async () => {
      sink = await startSink()
      now = '2026-05-04T08:00:00Z'
      project = await makeProject(dialect, { mail: { transport: sink.transport } })
      project.post('2026-04-14-first.md', { title: 'The tracker has moved' }, 'Go there.')
      for (const name of ['ada', 'bea', 'cleo'])
        expect((await people('add', `${name}@example.org`, '--confirmed', '--runs', '')).code).toBe(0)
      expect((await call('run')).code).toBe(0)
      return async () => await sink.close()
    })

    it('the suppression list goes out and in with its reasons, and holds for who is known and who is not', async () => {
      const csv = async () => (await people('suppressions', 'export')).stdout
      expect(await csv()).toBe('address,reason,since\r\n')
      await json('suppress', 'cleo@example.org', '--by', 'mara', '--reason', 'asked, by phone')
      const file = join(project.folder, 'gone.csv')
      writeFileSync(
        file,
        'Email;Reason;Since\nAda@Example.org;hard bounce;2026-01-02\nno address;x;\nnew@example.net;;2031-01-01\n',
      )
      const report = { suppressed: 2, known: 0, skipped: [{ line: 3, reason: '"no address" is not a mail address' }] }
      const args = ['suppressions', 'import', file, ...WORD]
      const dry = await people(...args, '--dry-run', '--json')
      expect([dry.code, dry.json(), (await csv()).split('\r\n')]).toEqual([1, report, expect.any(Array)])
      expect(await csv()).not.toContain('ada')
      expect((await people(...args, '--json')).json()).toEqual(report)
      const list = [
        'address,reason,since',
        'ada@example.org,hard bounce,2026-01-02T00:00:00Z',
        `cleo@example.org,"asked, by phone",${now.replace('.000', '')}`,
        `new@example.net,${WORD[3]},${now}`,
        '',
      ]
      expect((await csv()).split('\r\n')).toEqual(list)
      expect(await json('suppressions', 'export')).toMatchObject([
        { address: 'ada@example.org', reason: 'hard bounce' },
        {},
        {},
      ])
      const added = await people('add', 'new@example.net', '--confirmed')
      expect([added.code, added.stderr]).toEqual([1, expect.stringContaining('suppressed')])
      expect(await tell('05')).toEqual(['bea@example.org'])
      // What it wrote it reads, and a list of bare addresses too.
      const again = join(project.folder, 'again.csv')
      writeFileSync(again, await csv())
      expect(await json('suppressions', 'import', again)).toEqual({ suppressed: 0, known: 3, skipped: [] })
      writeFileSync(again, 'bea@example.org\n')
      expect(await json('suppressions', 'import', again)).toEqual({ suppressed: 1, known: 0, skipped: [] })
      const { events } = (await json('show', 'ada@example.org')) as { events: unknown[] }
      expect(events).toMatchObject([{ action: 'add' }, { action: 'suppress', by: WORD[1] }])
    })

    it('one list ended, all ended, suppressed, let in again', async () => {
      expect(await json('unsubscribe', 'ada@example.org', '--lists', 'releases', ...WORD)).toEqual({
        address: 'ada@example.org',
        ended: ['releases'],
      })
      expect(await json('remove', 'bea@example.org', ...WORD)).toMatchObject({
        ended: ['announcements', 'releases', 'security'],
      })
      expect(await json('suppress', 'cleo@example.org', ...WORD)).toEqual({ addresses: 1, suppressed: 1 })
      expect(await states('ada@example.org')).toEqual({
        releases: 'ended',
        security: 'confirmed',
        announcements: 'confirmed',
      })
      expect(await tell('05', 'releases, security')).toEqual(['ada@example.org'])
      expect(await json('unsuppress', 'cleo@example.org', ...WORD)).toEqual({ addresses: 1, unsuppressed: 1 })
      expect(await tell('06')).toEqual(['cleo@example.org'])
      expect(await json('show', 'cleo@example.org')).toMatchObject({
        suppression: null,
        events: [
          { action: 'add' },
          { action: 'suppress', by: 'olga', reason: 'asked by phone' },
          { action: 'unsuppress', by: 'olga', reason: 'asked by phone' },
        ],
        deliveries: [{ subject: 'News of day 06', state: 'accepted' }],
      })
    })

    it('nobody, no list, no address, both of two: said, and nothing changes', async () => {
      for (const [code, args] of [
        ['PERSON_UNKNOWN', ['unsubscribe', 'nobody@example.org']],
        ['PERSON_UNKNOWN', ['show', 'nobody@example.org']],
        ['LIST_UNKNOWN', ['unsubscribe', 'ada@example.org', '--lists', 'news']],
        ['ADDRESS', ['erase', 'ada']],
        ['ADDRESS', ['add', 'jos\ufffd@example.org', '--confirmed']],
        ['USAGE', ['suppress']],
        ['USAGE', ['suppress', 'ada@example.org', '--domain', 'example.org']],
        ['USAGE', ['unsuppress', '--domain', 'example.org', '--since', 'yesterday']],
        ['LIST_UNKNOWN', ['move-list', 'releases', 'nowhere']],
        ['LIST_UNKNOWN', ['move-list', 'releases', 'security']],
      ] as const)
        expect([args, (await people(...args)).stderr]).toEqual([args, expect.stringContaining(`[${code}]`)])
      expect(await tell('05')).toEqual(['ada@example.org', 'bea@example.org', 'cleo@example.org'])
    })

    it('a domain whose server had an accident is suppressed and let in again as one', async () => {
      await people('add', 'dora@sub.example.org', '--confirmed')
      expect(await json('suppress', '--domain', 'EXAMPLE.org', '--reason', 'an accident')).toEqual({
        addresses: 3,
        suppressed: 3,
      })
      expect(await tell('05')).toEqual(['dora@sub.example.org'])
      expect(await json('unsuppress', '--domain', 'example.org', '--since', '2027-01-01')).toMatchObject({
        unsuppressed: 0,
      })
      expect(await json('unsuppress', '--domain', 'example.org', '--since', '2026-05-04')).toMatchObject({
        unsuppressed: 3,
      })
      expect(await tell('06')).toHaveLength(4)
    })

    it('who is erased is nobody, is in no file, and comes back by nobody’s word but their own', async () => {
      expect(await tell('05')).toContain('ada@example.org')
      expect((await people('erase', 'ada@example.org', ...WORD)).code).toBe(0)
      expect(await json('find', 'ada')).toEqual([])
      expect((await people('export')).stdout).not.toContain('ada')
      expect((await people('show', 'ada@example.org')).code).toBe(1)
      expect(await tell('06')).toEqual(['bea@example.org', 'cleo@example.org'])
      const added = await people('add', 'Ada@example.org', '--confirmed')
      expect(added).toMatchObject({ code: 1, stderr: expect.stringContaining('erased') })
      const file = join(project.folder, 'people.csv')
      writeFileSync(file, 'address\nada@example.org\n')
      expect(await json('import', file, '--confirmed')).toMatchObject({ added: 0, skipped: [{ line: 2 }] })
      expect(await tell('07')).toEqual(['bea@example.org', 'cleo@example.org'])
    })

    it('who is erased while mail to them waits gets none, and nothing names them any more', async () => {
      project.post('2026-05-05-news.md', { title: 'News', categories: 'releases' }, 'Something new.')
      now = '2026-05-05T09:00:00Z'
      await call('run')
      now = '2026-05-05T10:00:00Z'
      const world = await openTestWorld(project, testClock(now))
      expect((await run(world, { send: false })).told).toHaveLength(1)
      expect((await people('erase', 'ada@example.org')).code).toBe(0)
      expect((await call('run')).code).toBe(0)
      expect(sink.received.map(({ to }) => to).sort()).toEqual(['bea@example.org', 'cleo@example.org'])
      const rows = await world.store.db.selectFrom('deliveries').select(['address', 'state', 'reply']).execute()
      await world.close()
      expect(rows.filter(({ address }) => address === '').map(({ state }) => state)).toEqual(['cancelled'])
      expect(JSON.stringify(rows)).not.toContain('ada')
    })

    it('who was erased comes back when they confirm, and not because somebody typed their address', async () => {
      await people('erase', 'ada@example.org')
      const world = await openTestWorld(project, testClock(now))
      const address = { address: 'ada@example.org', key: 'ada@example.org' }
      await subscribe(world, { address, lists: ['releases'], details: {}, ask: 'request' })
      await call('run')
      expect((await people('add', 'ada@example.org', '--confirmed')).code).toBe(1)
      const asked = sink.received.findLast(({ to }) => to === 'ada@example.org')
      if (asked === undefined) throw new Error('nobody was asked')
      const token =
        confirmUrl(await readMail(asked))
          .split('/')
          .at(-1) ?? ''
      const holder = await holderOf(world, 'confirm', token)
      if (holder === undefined) throw new Error('the link leads nowhere')
      expect(await confirm(world, holder)).toEqual(['releases'])
      await world.close()
      expect((await people('add', 'ada@example.org', '--confirmed')).code).toBe(0)
    })

    it('people are found by list, state, part of the address and day, and what is exported comes back', async () => {
      await people('unsubscribe', 'ada@example.org', '--lists', 'releases')
      await people('suppress', 'bea@example.org')
      now = '2026-05-06T09:00:00Z'
      await people('add', 'dora_x@example.org', '--lists', 'security')
      const found = async (...args: string[]) =>
        ((await json('list', ...args)) as { address: string }[]).map(({ address }) => address.split('@')[0])
      expect(await found('--list', 'releases', '--state', 'confirmed')).toEqual(['bea', 'cleo'])
      expect(await found('--state', 'ended')).toEqual(['ada'])
      expect(await found('--state', 'suppressed')).toEqual(['bea'])
      expect(await found('--state', 'pending')).toEqual(['dora_x'])
      expect(await found('--since', '2026-05-05')).toEqual(['dora_x'])
      expect(await found('A_X@')).toEqual(['dora_x'])
      expect(await found('a%x')).toEqual([])
      const { stdout } = await people('export')
      const other = await makeProject(dialect, {})
      const file = join(other.folder, 'people.csv')
      writeFileSync(file, stdout)
      const there = { config: other.configFile, now }
      const trial = (await belfry(['subscribers', 'import', file, '--confirmed', '--dry-run', '--json'], there)).json()
      expect((await belfry(['subscribers', 'list', '--json'], there)).json()).toEqual([])
      const taken = (await belfry(['subscribers', 'import', file, '--confirmed', '--json'], there)).json()
      expect({ ...Object(taken), lines: Object(trial).lines }).toEqual(trial)
      const become = (Object(trial).lines as ImportedLine[]).map(({ address, done, become: is }) => [address, done, is])
      expect(become).toEqual([
        ['ada@example.org', 'added', 'confirmed'],
        ['bea@example.org', 'added', 'suppressed'],
        ['cleo@example.org', 'added', 'confirmed'],
        ['dora_x@example.org', 'added', 'pending'],
      ])
      expect(taken).toMatchObject({ added: 4, skipped: [], unused: [] })
      const after = (await belfry(['subscribers', 'export'], there)).stdout
      const lines = (text: string) => text.split('\r\n').sort()
      expect(lines(after)).toEqual(lines(stdout))
      expect((await belfry(['subscribers', 'add', 'bea@example.org', '--confirmed'], there)).stderr).toContain(
        '[SUPPRESSED]',
      )
    })

    it('a list that gets another id keeps its people, and who left the new one stays away', async () => {
      await people('unsubscribe', 'bea@example.org', '--lists', 'security')
      const env = {
        BELFRY_LISTS: JSON.stringify([
          { id: 'security', title: 'Security', categories: ['security', 'releases'] },
          { id: 'announcements', title: 'Everything else', categories: ['*'] },
        ]),
      }
      const later = async (...args: string[]) => await belfry(args, { config: project.configFile, now, env })
      project.post('2026-05-05-news.md', { title: 'News', categories: 'releases' }, 'Something new.')
      now = '2026-05-05T09:00:00Z'
      const stopped = await later('run')
      expect(stopped.code).toBe(1)
      expect(stopped.stderr).toContain('3 people are on the list "releases"')
      now = '2026-05-05T10:00:00Z'
      expect((await later('plan')).stderr).toContain('move-list releases NEW')
      expect((await later('run')).code).toBe(1)
      expect(sink.received).toEqual([])
      const moved = (await later('subscribers', 'move-list', 'releases', 'security', '--json')).json()
      expect(moved).toEqual({ from: 'releases', to: 'security', moved: 0, stayed: 3 })
      now = '2026-05-05T11:00:00Z'
      expect((await later('run')).code).toBe(0)
      expect(sink.received.map(({ to }) => to).sort()).toEqual(['ada@example.org', 'cleo@example.org'])
    })
  })
}
