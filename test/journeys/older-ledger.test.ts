/**
 * A ledger and a register of the Belfry before notices had their facts in columns, a mailing under way among them:
 * opened by this one, all that was held stays held, what an operator said is told as they said it, the mailing goes to
 * its end, and nothing is told twice.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.js'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { approved, repeatedByHand } from '../../src/notices/by-hand.js'
import { bodyDigest } from '../../src/notices/identity.js'
import { findNotice, listNotices, saveNotice } from '../../src/notices/memory-store.js'
import { postText } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { formatRegister } from '../../src/register/format.js'
import { emptyRegister } from '../../src/register/register.js'
import type { AppContext } from '../../src/run/app-context.js'
import { foresee } from '../../src/run/due/decide-now.js'
import { run } from '../../src/run/pipeline.js'
import { read } from '../../src/run/read-content.js'
import { openReadContext } from '../../src/run/read-context.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import { makeSecret } from '../../src/subscribers/load-keys.js'
import { dialects, freshDatabase } from '../support/databases.js'
import { type OlderNotice, openOlderLedger } from '../support/older-ledger.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { readMail } from './mail.js'

const at = (iso: string) => Date.parse(iso)
const BASELINE = at('2026-05-01T08:00:00Z')
const SEEN = at('2026-05-04T10:00:00Z')
const UNTIL = at('2026-05-04T10:30:00Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const NAMES = ['told', 'operator', 'late', 'flood', 'stale', 'approved', 'worded', 'by-hand', 'asked', 'gone'] as const
const idOf = (name: string) => `2026-05-04-${name}`
const key = (name: string) => `announcement:${idOf(name)}`
const WORDED = `update:${idOf('worded')}:2026-05-05`
const BY_HAND = `update:${idOf('by-hand')}:2026-05-05`
const UNDATED = 'end-of-life:moth/0.9:eol:none:reached'
const TABLE = (label: string) => `title: Moth
permalink: /moth
releases:
  - releaseCycle: "1.0"
    releaseDate: 2026-01-01
    eol: 2028-01-01
  - releaseCycle: "0.9"
    releaseLabel: ${label}
    releaseDate: 2020-01-01
    eol: true
`

/** Notices with the sentences of that Belfry, word for word. */
function olderNotices(): OlderNotice[] {
  const base = {
    severity: 'info' as const,
    since: SEEN,
    until: UNTIL,
    revision: 1,
    digest: 'older',
    told_at: null,
    text: '',
    title: '',
    follow_up_of: null,
    diff: '[]',
  }
  const of = (name: string, about: Partial<OlderNotice> & Pick<OlderNotice, 'state' | 'reason'>): OlderNotice => ({
    ...base,
    key: key(name),
    kind: 'announcement',
    post: idOf(name),
    ...about,
  })
  const told = { state: 'told' as const, told_at: UNTIL, reason: 'new post, settled' }
  const update = (name: string, about: Partial<OlderNotice> & Pick<OlderNotice, 'state' | 'reason'>) =>
    of(name, { key: `update:${idOf(name)}:2026-05-05`, kind: 'update', follow_up_of: key(name), ...about })
  const adopted = { state: 'told' as const, told_at: UNTIL, reason: 'adopted from the register' }
  return [
    ...['told', 'worded', 'by-hand', 'asked', 'gone'].map((name) => of(name, told)),
    of('operator', { state: 'held', reason: 'held by an operator' }),
    of('late', {
      state: 'held',
      reason: 'a back-fill: dated 2026-05-04, older than notices.newWithin (1w) when it settled',
    }),
    of('flood', { state: 'held', reason: '4 notices at once are more than notices.holdAbove (3)' }),
    of('stale', { state: 'held', reason: 'due since 2026-05-04T10:30:00Z, longer than notices.staleAfter (2w)' }),
    of('approved', { state: 'due', reason: 'approved by an operator', revision: 2 }),
    update('worded', {
      state: 'due',
      text: 'As the operator put it.\n',
      reason: 'approved by an operator, in their own words',
    }),
    update('by-hand', { state: 'due', text: 'Sent by the operator.\n', reason: 'sent by hand' }),
    update('asked', { state: 'held', text: 'A doubt.\n', reason: 'a changed number (6 → 7)' }),
    of('gone', {
      key: `retraction:${idOf('gone')}`,
      kind: 'update',
      state: 'asked',
      follow_up_of: key('gone'),
      reason: 'a told post is gone: approve to retract it (with --severity recall to mail that), dismiss to leave it',
    }),
    of('adopted', adopted),
    of('', { ...adopted, key: 'manual:lost', kind: 'manual', post: null }),
    of('told', {
      ...told,
      key: 'manual:repeated',
      kind: 'manual',
      follow_up_of: key('told'),
      reason: 'repeated to security by hand',
    }),
    of('', {
      key: UNDATED,
      kind: 'end-of-life',
      state: 'held',
      post: null,
      title: 'Moth 0.9 has reached its end of life',
      text: 'It ended.\n',
      reason: 'had ended when it came into the releases table, and nobody says since when',
    }),
  ]
}

/** People of the mailing under way, and what had become of each. */
const PEOPLE: Readonly<Record<string, Partial<DeliveryRow>>> = {
  accepted: { state: 'accepted', attempts: 1, reply: '250 2.0.0 ok', finished_at: UNTIL },
  queued: { state: 'queued' },
  leased: { state: 'leased', owner: 'a worker that died', fence: 1, leased_until: 1 },
  sending: { state: 'sending', attempts: 1, owner: 'a worker that died', fence: 1, leased_until: 1 },
  deferred: { state: 'deferred', attempts: 2, reply: '450 4.2.1 later', due_at: UNTIL },
  uncertain: { state: 'uncertain', attempts: 1, maybe_twice: 1 },
  failed: { state: 'failed', attempts: 1, reply: '550 5.1.1 no such person', finished_at: UNTIL },
}

for (const dialect of dialects) {
  describe(`a ledger of the Belfry before, on ${dialect}`, () => {
    let sink: Sink
    let project: Project
    let clock: TestClock
    let seen: number

    const within = async <Result>(work: (context: AppContext) => Promise<Result>): Promise<Result> => {
      const context = await openTestWorld(project, clock)
      try {
        return await work(context)
      } finally {
        await context.close()
      }
    }
    const runAfter = async (ms: number) => {
      clock.advance(ms)
      await within(async (context) => await run(context))
      const mail = await Promise.all(sink.received.slice(seen).map(readMail))
      seen = sink.received.length
      return mail.sort((a, b) => (a.subject + a.to < b.subject + b.to ? -1 : 1))
    }
    const notices = async () => await within(async ({ store }) => await listNotices(store.db))
    const notice = async (name: string) => (await notices()).find((one) => one.key === name)
    const post = (name: string, about: Record<string, unknown> = {}, body = `The news of ${name}.`) =>
      project.post(`${idOf(name)}.md`, { title: `News of ${name}`, categories: 'security', ...about }, body)

    beforeEach(async () => {
      sink = await startSink()
      seen = 0
      clock = testClock('2026-05-05T09:00:00Z')
      project = await makeProject(dialect, {
        database: await freshDatabase(dialect),
        mail: { transport: sink.transport },
        content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
      })
      makeSecret(join(project.folder, 'secrets'), 'link-1')
      for (const name of NAMES) post(name)
      writeFileSync(join(project.folder, 'releases.yaml'), TABLE('Moth 0.9'))
      const reading = { file: project.configFile, environment: {}, clock, log: silentLog }
      const context = openReadContext(reading)
      await fill(context.config.database, (await read(context)).announcements)
      rmSync(join(project.posts, `${idOf('gone')}.md`))
    })
    afterEach(async () => await sink.close())

    async function fill(database: string, announcements: readonly Announcement[]): Promise<void> {
      const db = await openOlderLedger(database, '0005-retries')
      await db
        .insertInto('meta')
        .values({ name: 'baseline', value: String(BASELINE) })
        .execute()
      for (const one of announcements) {
        const { id, path, slug, url, title, instant, digest } = one
        const text = JSON.stringify(postText(one))
        const facts = { id, path, slug, url, title, instant, digest, judged: text, seen: text, told: null }
        const times = { judged_at: SEEN, open_since: null, first_seen_at: SEEN, gone_at: null }
        const state = { state: 'seen' as const, body_digest: bodyDigest(one.body), ...times }
        const isOpen = ['worded', 'by-hand', 'asked'].some((name) => id === idOf(name))
        const isGone = id === idOf('gone')
        const row = { ...facts, ...state, ...(isOpen && { open_since: SEEN }), ...(isGone && { gone_at: SEEN }) }
        await db.insertInto('posts').values(row).execute()
      }
      const ends = [
        { name: 'moth/1.0:eol', value: '2028-01-01', since: BASELINE, assumed: null },
        { name: 'moth/0.9:eol', value: 'true', since: SEEN, assumed: null },
      ]
      await db.insertInto('ends').values(ends).execute()
      const rows = olderNotices()
      await db.insertInto('notices').values(rows).execute()
      const told = rows.flatMap(({ key: name, told_at }): [string, number][] => (told_at ? [[name, told_at]] : []))
      const text = formatRegister({ ...emptyRegister, told: new Map(told) })
      writeFileSync(join(project.folder, 'content', 'register.yaml'), text)
      const mailing = {
        key: key('told'),
        kind: 'notice' as const,
        state: 'sending' as const,
        released: 1,
        priority: 3,
        subject: 'News of told',
        message_id: '<told@announce.lantern.example>',
        lists: 'releases',
        audience: Object.keys(PEOPLE).length,
        link_key: 1,
        reason: '',
        created_at: UNTIL,
        started_at: UNTIL,
        finished_at: null,
      }
      await db.insertInto('mailings').values(mailing).execute()
      const fields = ['Subject: News of told', 'Message-ID: <told@announce.lantern.example>']
      const message = Buffer.from(`${fields.join('\r\n')}\r\n\r\nIt is.\r\n`)
      for (const format of ['html', 'text'] as const)
        await db
          .insertInto('variants')
          .values({ mailing_id: 1, list: 'releases', format, message, slots: '[]' })
          .execute()
      const all: Record<string, Partial<DeliveryRow> | undefined> = { ada: undefined, ...PEOPLE }
      for (const [index, [name, about]] of Object.entries(all).entries()) {
        const person = { address: `${name}@example.org`, address_key: `${name}@example.org` }
        const format = 'text' as const
        await db
          .insertInto('people')
          .values({ ...person, format, runs: '', created_at: BASELINE })
          .execute()
        const list = about === undefined ? 'security' : 'releases'
        const subscription = { person_id: index + 1, list, state: 'confirmed' as const, since: BASELINE }
        await db.insertInto('subscriptions').values(subscription).execute()
        if (about === undefined) continue
        const address = { address: person.address, lists: list, list, format, since: BASELINE }
        const blank = { due_at: 0, attempts: 0, fence: 0, reply: '', maybe_twice: 0, state: 'queued' as const }
        await db
          .insertInto('deliveries')
          .values({ mailing_id: 1, person_id: index + 1, ...address, ...blank, ...about })
          .execute()
      }
      await db.destroy()
    }

    test('goes on: the mailing to its end, what was approved as it was put, all else held, nothing twice', async () => {
      // Since the operator's word their posts were edited.
      post('worded', {}, '**Update (2026-05-05):** The author says something else.\n\nThe news of worded.')
      post('by-hand', {}, '**Update (2026-05-05):** The author says this.\n\nThe news of by-hand.')
      const mail = await runAfter(0)
      expect(mail.map((one) => [one.to.replace('@example.org', ''), one.subject])).toEqual([
        ['ada', 'News of approved'],
        ...['deferred', 'leased', 'queued', 'sending', 'uncertain'].map((name) => [name, 'News of told']),
        ['ada', 'Re: [Update] News of by-hand'],
        ['ada', 'Re: [Update] News of worded'],
      ])
      const textOf = (subject: string) => mail.find((one) => one.subject === subject)?.text
      expect(textOf('Re: [Update] News of worded')).toContain('As the operator put it.')
      expect(textOf('Re: [Update] News of by-hand')).toContain('Sent by the operator.')
      const later = [await runAfter(31 * MINUTE), await runAfter(DAY), await runAfter(DAY)].flat()
      // What the author wrote since is news of its own, and told once.
      expect(later.map((one) => [one.to, one.subject])).toEqual([
        ['ada@example.org', 'Re: [Update] News of by-hand'],
        ['ada@example.org', 'Re: [Update] News of worded'],
      ])
      expect(later[0]?.text).toContain('The author says this.')
      const mailing = await within(async ({ store }) => await showMailing(store.db, 1, clock.now()))
      expect(mailing).toMatchObject({ state: 'finished', accepted: 6, failed: 1, maybeTwice: 2 })
    })

    test('holds what was held, and knows by what', async () => {
      writeFileSync(join(project.folder, 'releases.yaml'), TABLE('Moth of old'))
      post('operator', { date: '2026-05-05' }, 'Edited since.')
      post('late', { date: '2026-05-05' }, 'Edited since.')
      await runAfter(0)
      const facts = Object.fromEntries(
        (await notices()).map(({ key: name, state, heldBy, kind }) => [name, [state, heldBy, kind]]),
      )
      expect(facts).toMatchObject({
        [key('operator')]: ['held', 'operator', 'announcement'],
        [key('flood')]: ['held', 'flood', 'announcement'],
        [key('stale')]: ['held', 'stale', 'announcement'],
        [`update:${idOf('asked')}:2026-05-05`]: ['held', 'age', 'update'],
        [UNDATED]: ['held', 'age', 'end-of-life'],
        [`retraction:${idOf('gone')}`]: ['asked', null, 'retraction'],
        // A new date lifts what a rule held, and no operator's hold.
        [key('late')]: ['told', null, 'announcement'],
      })
      await runAfter(31 * MINUTE)
      expect((await notice(key('operator')))?.state).toBe('held')
      expect((await notice(UNDATED))?.state).toBe('held')
    })

    test('knows what an operator wrote, sent and adopted, and what they approved', async () => {
      const facts = Object.fromEntries(
        (await notices()).map(({ key: name, textBy, cameBy, approved }) => [name, [textBy, cameBy, approved]]),
      )
      expect(facts).toMatchObject({
        [key('told')]: ['post', 'read', null],
        [key('approved')]: ['post', 'read', 2],
        [WORDED]: ['operator', 'read', 1],
        [BY_HAND]: ['operator', 'hand', 1],
        [key('adopted')]: ['post', 'register', null],
        'manual:lost': ['post', 'register', null],
        'manual:repeated': ['post', 'hand', null],
      })
      const decision = await within(async (context) => await foresee(context, await read(context)))
      const again = { key: 'manual:again', list: 'releases' }
      expect(() => repeatedByHand(decision, idOf('told'), again)).toThrow(/Who got manual:lost is not known/)
    })

    test('a retraction that was asked is approved as a recall and mailed once', async () => {
      await runAfter(0)
      await within(async ({ store }) => {
        const question = await findNotice(store.db, `retraction:${idOf('gone')}`)
        if (question === undefined) throw new Error('nothing was asked')
        await saveNotice(store.db, approved(question, { severity: 'recall' }))
      })
      const mail = [await runAfter(MINUTE), await runAfter(DAY)].flat()
      expect(mail.map((one) => [one.to, one.subject])).toEqual([['ada@example.org', 'Withdrawn: News of gone']])
    })
  })
}
