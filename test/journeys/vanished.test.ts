/** What vanished without a word: posts, people, a list. Nothing is told over it, and what was published stays. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { moveListTo } from '../../src/run/people/by-operator.js'
import { holderOf } from '../../src/run/people/link-holder.js'
import { leave, subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { suppress } from '../../src/subscribers/suppression-store.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { oneClickUrl, readMail } from './mail.js'

interface Report {
  told: { key: string }[]
  held: { key: string; heldBy?: string; reason: string }[]
  problems: { code: string; message: string }[]
}

for (const dialect of dialects) {
  describe(`vanished, on ${dialect}`, () => {
    const it = testOn(dialect)
    let project: Project
    let sink: Sink
    let clock: TestClock
    let earlier = 0

    const name = (number: number) => `person-${number}@example.org`
    const address = (text: string) => ({ address: text, key: text })
    const join20 = async (...lists: string[]) => {
      const world = await openTestWorld(project, clock)
      for (let number = 0; number < 20; number += 1)
        await subscribe(world, { address: address(name(number)), lists, details: {}, ask: 'vouch' })
      await world.close()
    }
    const call = async (...args: string[]) =>
      await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
    const runAt = async (instant: string) => {
      clock.set(instant)
      const result = await call('run', '--json')
      return { ...(result.json() as Report), code: result.code, stderr: result.stderr }
    }
    const release = (day: string, more: Record<string, unknown> = {}) =>
      project.post(
        `2026-05-${day}-lantern.md`,
        { title: `Lantern of day ${day}`, categories: 'releases', ...more },
        `What is new on day ${day}.`,
      )
    const files = () =>
      readdirSync(project.public, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(xml|json|html)$/.test(path))
        .map((path) => [path, readFileSync(join(project.public, path), 'utf8')])

    beforeEach(async () => {
      sink = await startSink()
      project = await makeProject(dialect, {
        mail: { transport: sink.transport, operators: ['ops@lantern.example'] },
      })
      for (let number = 10; number < 24; number += 1)
        project.post(`2026-04-${number}-older.md`, { title: `Older news ${number}` }, `What happened on day ${number}.`)
      clock = testClock('2026-05-04T08:00:00Z')
      await join20('releases')
      expect((await call('run')).code).toBe(0)
      release('05')
      await runAt('2026-05-05T09:00:00Z')
      await runAt('2026-05-05T10:00:00Z')
      expect(sink.received).toHaveLength(20)
      earlier = sink.received.length
      return async () => await sink.close()
    })

    const suppressMany = async (from: number, to: number) => {
      const world = await openTestWorld(project, clock)
      for (let number = from; number < to; number += 1)
        await suppress(world.store.db, address(name(number)), 'bounced', clock.now())
      await world.close()
    }
    const toPeople = () => sink.received.slice(earlier).filter(({ to }) => to !== 'ops@lantern.example').length
    const toOperators = () => sink.received.filter(({ to }) => to === 'ops@lantern.example').length

    it('half of the people or more is no surprise; less is held, until somebody looked', async () => {
      await suppressMany(0, 10)
      release('06')
      await runAt('2026-05-06T09:00:00Z')
      expect((await runAt('2026-05-06T10:00:00Z')).told).toHaveLength(1)
      expect(toPeople()).toBe(10)
      // The last mailing reached ten, too few to say anything by.
      await suppressMany(10, 19)
      release('07')
      await runAt('2026-05-07T09:00:00Z')
      expect((await runAt('2026-05-07T10:00:00Z')).told).toHaveLength(1)
    })

    test.each([
      [11, 'it would reach 9 on the list releases, whose last mailing went to 20: less than half'],
      [20, 'it would reach nobody, though 20 confirmed releases: all of them are suppressed'],
    ])('%d of 20 gone: held, operators hear it once, an approval tells it', async (gone, reason) => {
      await suppressMany(0, gone)
      release('06')
      await runAt('2026-05-06T09:00:00Z')
      expect(((await call('plan', '--json')).json() as Report).told).toBeUndefined()
      const key = 'announcement:2026-05-06-lantern'
      const held = await runAt('2026-05-06T10:00:00Z')
      expect(held).toMatchObject({ told: [], held: [{ key, reason }] })
      expect(toPeople()).toBe(0)
      await runAt('2026-05-06T11:00:00Z')
      expect(toOperators()).toBe(1)
      expect((await call('notices', 'approve', key)).code).toBe(0)
      expect((await runAt('2026-05-06T12:00:00Z')).told).toHaveLength(1)
      expect(toPeople()).toBe(20 - gone)
    })

    it('a recall waits for nobody, and operators hear how few it reached', async () => {
      await suppressMany(0, 19)
      release('05', { withdrawn: 'The image is broken.' })
      const recall = await runAt('2026-05-06T09:00:00Z')
      expect(recall.told).toHaveLength(1)
      expect(recall.problems).toMatchObject([{ code: 'AUDIENCE_SHRUNK' }])
      expect(toPeople()).toBe(1)
      expect(toOperators()).toBe(1)
    })

    test.each([
      ['all', 15],
      ['more than massEdit', 11],
    ])(
      '%s of the posts gone: feeds and pages stay, nothing is told, until an operator says so',
      async (_what, gone) => {
        const before = files()
        const aside = join(project.folder, 'aside')
        const names = readdirSync(project.posts).sort()
        renameSync(project.posts, aside)
        mkdirSync(project.posts)
        for (const kept of names.slice(gone)) copyFileSync(join(aside, kept), join(project.posts, kept))
        const failed = await runAt('2026-05-06T09:00:00Z')
        expect(failed).toMatchObject({ code: 1, told: [], problems: [{ code: 'POSTS_GONE' }] })
        expect(files()).toEqual(before)
        expect((await call('plan')).stderr).toContain('source accept --gone')
        await runAt('2026-05-06T10:00:00Z')
        expect(toOperators()).toBe(1)
        expect((await call('source', 'show', '--json')).json()).toMatchObject({ announcements: 15 - gone, gone })
        // They come back: nothing happened.
        for (const kept of names) copyFileSync(join(aside, kept), join(project.posts, kept))
        expect(await runAt('2026-05-06T11:00:00Z')).toMatchObject({ code: 0, told: [], problems: [] })
        expect(files()).toEqual(before)
        // They go again, and are meant to.
        rmSync(project.posts, { recursive: true })
        mkdirSync(project.posts)
        for (const kept of names.slice(gone)) copyFileSync(join(aside, kept), join(project.posts, kept))
        expect((await call('source', 'accept', '--gone', '--json')).json()).toEqual({ gone })
        const accepted = await runAt('2026-05-06T12:00:00Z')
        expect(accepted.problems.map(({ code }) => code)).not.toContain('POSTS_GONE')
        expect(files()).not.toEqual(before)
        expect(toPeople()).toBe(0)
        // The word was for what was gone then.
        expect((await call('source', 'show', '--json')).json()).toMatchObject({ gone: 0 })
      },
    )

    it('what is queued goes on while the posts are gone', async () => {
      release('06')
      await runAt('2026-05-06T09:00:00Z')
      clock.set('2026-05-06T10:00:00Z')
      const world = await openTestWorld(project, clock)
      await run(world, { send: false })
      await world.close()
      expect(toPeople()).toBe(0)
      for (const path of readdirSync(project.posts)) rmSync(join(project.posts, path))
      const failed = await runAt('2026-05-06T10:05:00Z')
      expect(failed).toMatchObject({ code: 1, told: [] })
      expect(toPeople()).toBe(20)
    })

    test.each([
      ['another authority', { BELFRY_FEEDS__AUTHORITY: 'lantem.example' }],
      ['another year', { BELFRY_FEEDS__SINCE: '2025' }],
      ['addresses instead of tags', { BELFRY_FEEDS__IDS: 'url' }],
    ])('entries that would get other ids (%s): nothing is published or told, until it is meant', async (_what, env) => {
      const before = files()
      release('06')
      const other = async (instant: string, more: Record<string, string> = {}) => {
        clock.set(instant)
        const options = { config: project.configFile, now: instant, env: { ...env, ...more } }
        return { ...(await belfry(['run', '--json'], options)), build: await belfry(['build'], options) }
      }
      await other('2026-05-06T09:00:00Z')
      const stopped = await other('2026-05-06T10:00:00Z')
      expect(stopped.json()).toMatchObject({ told: [], problems: [{ code: 'FEED_IDS_CHANGED' }] })
      expect([stopped.code, stopped.build.code]).toEqual([1, 1])
      expect(stopped.build.stderr).toContain('feeds.changed')
      expect(files()).toEqual(before)
      expect(toPeople()).toBe(0)
      const meant = await other('2026-05-06T11:00:00Z', { BELFRY_FEEDS__CHANGED: '2026-05-06' })
      expect(meant.json()).toMatchObject({ problems: [] })
      expect(toPeople()).toBe(20)
      expect(files()).not.toEqual(before)
      // What was meant is remembered, and an older word is not a new one.
      expect((await other('2026-05-06T12:00:00Z')).code).toBe(0)
      const back = { BELFRY_FEEDS__AUTHORITY: 'lantern.example', BELFRY_FEEDS__SINCE: '2026', BELFRY_FEEDS__IDS: 'tag' }
      expect((await other('2026-05-06T13:00:00Z', { ...back, BELFRY_FEEDS__CHANGED: '2026-05-06' })).code).toBe(1)
    })

    it('links of mail that was sent for a list’s old id end the new one', async () => {
      const world = await openTestWorld(project, clock)
      release('06')
      await runAt('2026-05-06T09:00:00Z')
      await runAt('2026-05-06T10:00:00Z')
      const mail = sink.received.find(({ to }) => to === name(3))
      if (mail === undefined) throw new Error('no mail')
      const token =
        oneClickUrl(await readMail(mail))
          .split('/')
          .at(-1) ?? ''
      const lists = world.config.lists.map((list) => (list.id === 'releases' ? { ...list, id: 'news' } : list))
      const later = { ...world, config: { ...world.config, lists } }
      await moveListTo(later, { from: 'releases', to: 'news' }, { by: 'olga', reason: '' })
      const holder = await holderOf(later, 'unsubscribe', token)
      expect(holder?.lists.map((list) => list.id)).toEqual(['news'])
      if (holder === undefined) throw new Error('no holder')
      expect((await leave(later, holder)).sort()).toEqual(['news', 'releases'])
      const after = await holderOf(later, 'unsubscribe', token)
      expect(after?.states.get('news')?.state).toBe('ended')
      await world.close()
    })
  })
}
