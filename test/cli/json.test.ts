/**
 * What programs read: with --json, stdout holds one JSON value of the shape that docs/json.md promises, and nothing
 * else.
 */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { belfry, type Result } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { makeProject, type Project } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'

const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
const KEY = 'announcement:2026-05-04-lantern-os-3-1-0'
const OLD = 'announcement:2026-03-01-found-again'

/** No post of the project is about security yet. */
const UNUSED = expect.objectContaining({ code: 'LIST_CATEGORY', severity: 'warning' })

for (const dialect of dialects) {
  describe(`on ${dialect}`, () => {
    let project: Project
    const results: Record<string, Result> = {}
    const json = (name: string) => {
      const result = results[name]
      if (result === undefined) throw new Error(`no ${name}`)
      return result.json()
    }

    beforeAll(async () => {
      const sink = await startSink((address) =>
        address.startsWith('gone') ? Object.assign(new Error('no such person'), { responseCode: 550 }) : undefined,
      )
      project = await makeProject(dialect, { mail: { transport: sink.transport } })
      project.post(
        '2026-04-14-the-issue-tracker-has-moved.md',
        { title: 'The issue tracker has moved' },
        'It is elsewhere.',
      )
      const people = join(project.folder, 'people.csv')
      const lines = [
        'address,lists,format,runs',
        'ada@example.org,releases security,text,3.0 3.1',
        'gone@example.org,,,',
        'nobody,,,',
        'bob@example.org,fishing,,',
      ]
      writeFileSync(people, `${lines.join('\n')}\n`)
      const call = async (name: string, now: string, ...args: string[]) => {
        results[name] = await belfry([...args, '--json'], { config: project.configFile, now })
      }
      await call('import', '2026-05-04T08:00:00Z', 'subscribers', 'import', people, '--confirmed')
      await call('import again', '2026-05-04T08:00:00Z', 'subscribers', 'import', people, '--confirmed')
      await call('subscribers', '2026-05-04T08:00:00Z', 'subscribers', 'list')
      await call('baseline', '2026-05-04T09:00:00Z', 'run')
      project.post(
        '2026-05-04-lantern-os-3-1-0.md',
        { title: 'Lantern OS 3.1.0 has been released', categories: 'releases' },
        'It is there.',
      )
      project.post('2026-03-01-found-again.md', { title: 'Found again' }, 'It was lost.')
      await call('plan before', '2026-05-04T12:00:00Z', 'plan')
      await call('sight', '2026-05-04T12:00:00Z', 'run')
      await call('plan due', '2026-05-04T12:31:00Z', 'plan')
      await call('told', '2026-05-04T12:31:00Z', 'run')
      await call('notices', '2026-05-04T12:32:00Z', 'notices', 'list')
      await call('all notices', '2026-05-04T12:32:00Z', 'notices', 'list', '--all')
      await call('mailings', '2026-05-04T12:32:00Z', 'mailings', 'list')
      await call('mailing', '2026-05-04T12:32:00Z', 'mailings', 'show', '1')
      await call('build', '2026-05-04T12:32:00Z', 'build', '--out', join(project.folder, 'elsewhere'))
      await call(
        'preview',
        '2026-05-04T12:32:00Z',
        'preview',
        '2026-05-04-lantern-os-3-1-0',
        '--out',
        join(project.folder, 'preview'),
      )
      await call('dry run', '2026-05-04T12:32:00Z', 'send', '2026-03-01-found-again', '--dry-run')
      await sink.close()
    })

    test('every one of them exits as it should and says nothing but JSON on stdout', () => {
      const codes = Object.entries(results).map(([name, { code }]) => [name, code])
      expect(codes).toEqual(Object.keys(results).map((name) => [name, name.startsWith('import') ? 1 : 0]))
      for (const name of Object.keys(results)) expect(() => json(name), name).not.toThrow()
    })

    test('subscribers import counts, and names what it skipped by line', () => {
      const skipped = [
        { line: 4, reason: expect.stringContaining('nobody') },
        { line: 5, reason: expect.stringContaining('fishing') },
      ]
      const read = {
        columns: { address: 'address', lists: 'lists', format: 'format', runs: 'runs' },
        unused: [],
      }
      const become = { confirmed: 2, pending: 0, ended: 0, suppressed: 0 }
      expect(json('import')).toEqual({ added: 2, changed: 0, become, skipped, ...read })
      expect(json('import again')).toEqual({
        added: 0,
        changed: 0,
        become: { ...become, confirmed: 0 },
        skipped,
        ...read,
      })
    })

    test('subscribers list gives addresses with their subscriptions', () => {
      const on = (list: string) => ({ list, state: 'confirmed', since: INSTANT })
      expect(json('subscribers')).toEqual([
        {
          address: 'ada@example.org',
          format: 'text',
          runs: ['3.0', '3.1'],
          language: '',
          suppressed: false,
          subscriptions: [on('releases'), on('security')],
        },
        {
          address: 'gone@example.org',
          format: 'html',
          runs: [],
          language: '',
          suppressed: false,
          subscriptions: [on('announcements'), on('releases'), on('security')],
        },
      ])
    })

    test('plan says what would happen and changes nothing', () => {
      const feeds = (changed: boolean) => {
        const main = ['atom.xml', 'rss.xml', 'feed.json'].map((feed) => ({
          feed,
          entries: expect.any(Number),
          changed,
        }))
        return expect.arrayContaining([...main, { ...main[0], feed: 'feeds/list/releases/atom.xml' }])
      }
      expect(json('plan before')).toEqual({
        at: INSTANT,
        baseline: false,
        stopped: [],
        publish: feeds(true),
        tell: [],
        waiting: [],
        held: [],
        asked: [],
        settling: expect.arrayContaining([expect.objectContaining({ key: KEY, until: '2026-05-04T12:30:00Z' })]),
        upcoming: expect.arrayContaining([
          { at: '2026-05-04T12:30:00Z', key: KEY, kind: 'announcement', severity: 'info' },
        ]),
        silent: [],
        passedOver: [],
        problems: [UNUSED],
      })
      expect(json('plan due')).toMatchObject({
        publish: feeds(false),
        tell: [
          {
            key: KEY,
            kind: 'announcement',
            post: KEY.slice(13),
            severity: 'info',
            lists: ['releases'],
            recipients: 2,
            reason: expect.any(String),
          },
        ],
        held: [
          {
            key: OLD,
            revision: 1,
            reason: expect.stringContaining('back-fill'),
            lists: ['announcements'],
            recipients: 1,
          },
        ],
      })
    })

    test('run gives the same with what it did', () => {
      expect(json('baseline')).toMatchObject({
        baseline: true,
        told: [],
        deliveries: { queued: 0, accepted: 0, deferred: 0, failed: 0, uncertain: 0 },
      })
      expect(json('sight')).toMatchObject({ told: [], settling: [{ key: KEY }, { key: OLD }] })
      expect(json('told')).toMatchObject({
        tell: [],
        told: [{ key: KEY, mailing: 1, recipients: 2 }],
        deliveries: { queued: 2, accepted: 1, deferred: 0, failed: 1, uncertain: 0 },
      })
    })

    test('notices list gives those that are open, with --all every one', () => {
      const held = {
        key: OLD,
        kind: 'announcement',
        state: 'held',
        severity: 'info',
        post: OLD.slice(13),
        since: INSTANT,
        until: INSTANT,
        reason: expect.any(String),
        heldBy: 'age',
        revision: 1,
      }
      expect(json('notices')).toEqual([held])
      expect(json('all notices')).toEqual(
        expect.arrayContaining([held, expect.objectContaining({ key: KEY, state: 'told', toldAt: INSTANT })]),
      )
    })

    test('mailings list and show count what became of each delivery', () => {
      const row = {
        mailing: 1,
        key: KEY,
        subject: 'Lantern OS 3.1.0 has been released',
        state: 'finished',
        audience: 2,
        accepted: 1,
        startedAt: INSTANT,
      }
      expect(json('mailings')).toEqual([row])
      expect(json('mailing')).toEqual({
        ...row,
        lists: ['releases'],
        messageId: expect.stringMatching(/^<.+@announce\.lantern\.example>$/),
        reason: '',
        ...{ queued: 0, leased: 0, sending: 0, deferred: 0, failed: 1, uncertain: 0, cancelled: 0, maybeTwice: 0 },
        finishedAt: INSTANT,
        rate: expect.any(Number),
      })
    })

    test('build lists its files with their sizes', () => {
      const { files, problems } = json('build') as {
        files: { path: string; bytes: number; changed: boolean }[]
        problems: unknown[]
      }
      // Pages have nothing to do with what lists take.
      expect(problems).toEqual([])
      expect(files.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['atom.xml', 'rss.xml', 'feed.json', 'index.html']),
      )
      expect(files.every(({ bytes, changed }) => bytes > 0 && changed)).toBe(true)
    })

    test('preview and send --dry-run say what would be sent', () => {
      const preview = json('preview') as { files: { path: string }[] }
      expect(preview).toMatchObject({ key: KEY, subject: 'Lantern OS 3.1.0 has been released' })
      const names = preview.files.map(({ path }) => basename(path))
      expect(names).toEqual(expect.arrayContaining(['mail.html', 'mail.txt', 'mail.eml', 'index.html']))
      expect(json('dry run')).toEqual({ key: OLD, test: false, recipients: 1, accepted: 0, failed: 0 })
    })
  })
}
