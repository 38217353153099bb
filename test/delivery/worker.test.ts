import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { createMailing, moveMailing, newestMailing, releaseMailings } from '../../src/delivery/mailing-store.js'
import { openTransport } from '../../src/delivery/open-transport.js'
import { retryDelayMs } from '../../src/delivery/retry-delay.js'
import type { Transport } from '../../src/delivery/transport.js'
import { noReplies, sendDue } from '../../src/delivery/worker.js'
import { freezeAnnouncement } from '../../src/mail/freeze-notice.js'
import { signerWith } from '../../src/mail/signing/signer.js'
import type { AppContext } from '../../src/run/app-context.js'
import { makeToken, readReturnPath, readToken } from '../../src/subscribers/links.js'
import { endLists } from '../../src/subscribers/person-store.js'
import { BOTH_PASS, bothKeys, verdicts } from '../mail/signing/dkim-keys.js'
import { announcement } from '../support/announcements.js'
import { closing } from '../support/closing.js'
import { dialects } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { type ScriptedServer, startScripted } from '../support/scripted-smtp.js'
import { refusal, type Sink, startSink } from '../support/smtp-sink.js'
import { addPeople, addPerson, deliveries, delivery, MINUTE } from './ledger.js'
import { watching } from './watching.js'

interface ReadContext {
  readonly world: AppContext
  readonly clock: TestClock
}

for (const dialect of dialects) {
  describe(`a worker on ${dialect}`, () => {
    const openReadContext = async (
      server: Sink | ScriptedServer,
      delivery: Record<string, unknown> = {},
    ): Promise<ReadContext> => {
      const clock = testClock('2026-05-04T12:00:00Z')
      const project = await makeProject(dialect, { mail: { transport: server.transport }, delivery })
      return { world: closing(await openTestWorld(project, clock)), clock }
    }

    /** A real announcement, frozen for `lists`. */
    const queue = async (
      { world, clock }: ReadContext,
      ids: readonly string[] = ['releases'],
      key = 'announcement:one',
    ): Promise<number> => {
      const post = announcement()
      const lists = world.config.lists.filter((list) => ids.includes(list.id))
      const templates = await world.templates()
      const about = { key, announcement: post, lists, now: clock.now() }
      const frozen = await freezeAnnouncement({ ...world, ...about, templates })
      const mailing = {
        ...frozen,
        key,
        kind: 'notice' as const,
        priority: 3,
        lists: lists.map((list) => list.id),
        linkKey: world.keys.current,
      }
      const { id } = await world.store.transaction(
        async (transaction) => await createMailing({ dialect: world.store.dialect, transaction }, mailing, clock.now()),
      )
      await releaseMailings(world.store, await newestMailing(world.store.db))
      return id
    }

    test('everybody gets one message, over their own return path, with links of their own', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink)
      const ids = await addPeople(desk.world.store, 25)
      const mailing = await queue(desk)
      const { counts } = await sendDue(desk.world)
      expect(counts).toEqual({ ...noReplies(), accepted: 25 })
      expect(sink.received.map((one) => one.to).sort()).toEqual(ids.map((id) => `person${id}@example.org`).sort())
      for (const { from, to, bytes } of sink.received) {
        const person = Number(/\d+/.exec(to)?.[0])
        expect(readReturnPath(desk.world.keys, from)).toEqual({ person, mailing })
        const token = /^List-Unsubscribe: <http:\/\/localhost:8025\/unsubscribe\/([\w-]+)>\r$/m.exec(
          bytes.toString(),
        )?.[1]
        expect(readToken(desk.world.keys, 'unsubscribe', token ?? '')).toEqual({ person, mailing })
        expect(bytes.toString().match(/^To: .*$/gm)).toEqual([`To: ${to}`])
      }
      expect(await showMailing(desk.world.store.db, mailing, desk.clock.now())).toMatchObject({
        state: 'finished',
        accepted: 25,
      })
      await sendDue(desk.world)
      expect(sink.received.length).toBe(25)
    })

    test('a mailing that was under way before links were masked goes on with the links that it had', async () => {
      const sink = closing(await startSink())
      const { world, clock } = await openReadContext(sink)
      await addPerson(world.store, 'person1@example.org', ['releases'])
      const mailing = await queue({ world, clock })
      await world.store.db.updateTable('mailings').set({ token_form: 'open' }).execute()
      await sendDue(world)
      const open = makeToken({ ...world.keys, form: 'open' }, 'unsubscribe', { person: 1, mailing })
      expect(sink.received[0]?.bytes.toString()).toContain(`<http://localhost:8025/unsubscribe/${open}>`)
    })

    test('a recipient that is refused fails alone, with the words of the server', async () => {
      const sink = closing(
        await startSink((address) =>
          address === 'person2@example.org' ? refusal(550, '5.1.1 nobody here') : undefined,
        ),
      )
      const desk = await openReadContext(sink)
      await addPeople(desk.world.store, 3)
      const mailing = await queue(desk)
      expect((await sendDue(desk.world)).counts).toMatchObject({ accepted: 2, failed: 1 })
      expect((await deliveries(desk.world.store))[1]).toMatchObject({
        state: 'failed',
        reply: expect.stringContaining('5.1.1 nobody here'),
      })
      expect(await showMailing(desk.world.store.db, mailing, desk.clock.now())).toMatchObject({
        state: 'finished',
        accepted: 2,
        failed: 1,
      })
    })

    test('a retry after a temporary refusal has the same bytes, and comes when it is due', async () => {
      const server = closing(
        await startScripted({ dot: (transaction) => (transaction <= 2 ? '451 4.3.0 try later' : '250 ok') }),
      )
      const desk = await openReadContext(server, { connections: 1 })
      await addPerson(desk.world.store, 'ada@example.org', ['releases'])
      await queue(desk)
      expect((await sendDue(desk.world)).counts).toMatchObject({ deferred: 1 })
      expect(await deliveries(desk.world.store)).toMatchObject([
        { state: 'deferred', attempts: 1, reply: '451 4.3.0 try later' },
      ])
      const [id = 0] = (await deliveries(desk.world.store)).map((row) => row.id)
      desk.clock.advance(retryDelayMs(1, id) - 1)
      await sendDue(desk.world)
      expect(server.messages.length).toBe(1)
      desk.clock.advance(1)
      await sendDue(desk.world)
      desk.clock.advance(retryDelayMs(2, id))
      await sendDue(desk.world)
      expect(await deliveries(desk.world.store)).toMatchObject([{ state: 'accepted', attempts: 3, maybe_twice: 0 }])
      const [first, second, third] = server.messages.map((bytes) => bytes.toString('latin1'))
      expect(server.messages.length).toBe(3)
      expect(first).toMatch(/^Message-ID: <[0-9a-f]{24}@announce\.lantern\.example>\r$/m)
      expect(first).toMatch(/^Date: Mon, 04 May 2026 12:00:00 \+0000\r$/m)
      expect(second).toBe(first)
      expect(third).toBe(first)
      expect(
        new Set(server.commands.filter((line) => line.startsWith('MAIL')).map((line) => line.toLowerCase())).size,
      ).toBe(1)
    })

    test('each person has signatures of their own, over the real wire, and a retry of another process has the same', async () => {
      const server = closing(
        await startScripted({ dot: (transaction) => (transaction <= 2 ? '451 4.3.0 try later' : '250 ok') }),
      )
      const desk = await openReadContext(server, { connections: 1 })
      await addPeople(desk.world.store, 2)
      await queue(desk)
      await sendDue({ ...desk.world, signer: signerWith(bothKeys) })
      desk.clock.advance(7 * MINUTE)
      await sendDue({ ...desk.world, signer: signerWith(bothKeys) })
      expect(server.messages.length).toBe(4)
      for (const message of server.messages) expect(await verdicts(message)).toEqual(BOTH_PASS)
      expect(new Set(server.messages.map((message) => message.toString('latin1'))).size).toBe(2)
    })

    test('retrying ends after retryFor, and says so', async () => {
      const sink = closing(await startSink(() => refusal(450, '4.2.1 greylisted')))
      const desk = await openReadContext(sink, { retryFor: '15m' })
      await addPerson(desk.world.store, 'ada@example.org', ['releases'])
      const mailing = await queue(desk)
      for (let tries = 0; tries < 4; tries += 1) {
        await sendDue(desk.world)
        desk.clock.advance(10 * MINUTE)
      }
      expect(await deliveries(desk.world.store)).toMatchObject([
        { state: 'failed', reply: expect.stringMatching(/^gave up after 2 tries: 450 4\.2\.1/) },
      ])
      expect((await showMailing(desk.world.store.db, mailing, desk.clock.now()))?.state).toBe('finished')
    })

    test('a server that refuses the sender pauses the mailing and takes nobody off it', async () => {
      const server = closing(await startScripted({ mail: () => '550 5.7.1 not from you' }))
      const desk = await openReadContext(server, { connections: 3 })
      await addPeople(desk.world.store, 30)
      const mailing = await queue(desk)
      await sendDue(desk.world)
      const details = await showMailing(desk.world.store.db, mailing, desk.clock.now())
      expect(details).toMatchObject({
        state: 'paused',
        queued: 30,
        failed: 0,
        reason: 'the server refused the sender: 550 5.7.1 not from you',
      })
      // It did not try on with everybody: those under way came to their end.
      expect(server.commands.filter((line) => line.startsWith('MAIL')).length).toBeLessThanOrEqual(3 * 4)
      expect((await sendDue(desk.world)).counts.refused).toBe(0)
    })

    test('a resumed mailing goes on where it was paused', async () => {
      let mended = false
      const server = closing(await startScripted({ mail: () => (mended ? '250 ok' : '550 5.7.1 not from you') }))
      const desk = await openReadContext(server)
      await addPeople(desk.world.store, 3)
      const mailing = await queue(desk)
      await sendDue(desk.world)
      mended = true
      await desk.world.store.transaction(
        async (transaction) =>
          await moveMailing(
            { dialect: desk.world.store.dialect, transaction },
            mailing,
            { move: 'resume', reason: '' },
            desk.clock.now(),
          ),
      )
      expect((await sendDue(desk.world)).counts.accepted).toBe(3)
      expect(server.messages.length).toBe(3)
    })

    test('where no server answers, nothing is touched', async () => {
      const server = await startScripted()
      await server.close()
      const desk = await openReadContext(server)
      await addPeople(desk.world.store, 3)
      const mailing = await queue(desk)
      const { unreachable } = await sendDue(desk.world)
      expect(unreachable).toMatchObject({ code: 'SMTP_UNREACHABLE' })
      for (const row of await deliveries(desk.world.store))
        expect(row).toMatchObject({ state: 'queued', attempts: 0, owner: null, reply: '', maybe_twice: 0 })
      expect((await showMailing(desk.world.store.db, mailing, desk.clock.now()))?.state).toBe('sending')
    })

    test('what a dead worker held and this one sets free at its very end is sent by it', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink, { connections: 1, lease: '1s' })
      const { store } = desk.world
      await addPeople(store, 2)
      await queue(desk)
      const [caught] = await deliveries(store)
      const id = caught?.id ?? 0
      const hold = async (until: number) =>
        await store.db
          .updateTable('deliveries')
          .set({ state: 'sending', owner: 'dead', leased_until: until })
          .where('id', '=', id)
          .execute()
      await hold(Number.MAX_SAFE_INTEGER)
      let closings = 0
      const transport: Transport = {
        ...desk.world.transport,
        open: () => {
          const session = desk.world.transport.open()
          return {
            ready: async () => await session.ready(),
            skip: () => session.skip?.(),
            send: async (message) => await session.send(message),
            // Everything that was found is sent. The other worker's lease ends now.
            close: async () => {
              closings += 1
              if (closings === 1) {
                await hold(1)
                while ((await delivery(store, id)).state !== 'uncertain') await new Promise(setImmediate)
              }
              await session.close()
            },
          }
        },
      }
      const { counts } = await sendDue({ ...desk.world, transport })
      expect(counts).toMatchObject({ accepted: 2 })
      expect(sink.received).toHaveLength(2)
      expect(await delivery(store, id)).toMatchObject({ state: 'accepted', maybe_twice: 1 })
    })

    test('a server that takes fewer connections than configured still gets everything', async () => {
      const server = closing(
        await startScripted({
          greeting: (connection) => (connection <= 2 ? '220 hello' : '421 4.7.0 too many connections'),
        }),
      )
      const desk = await openReadContext(server, { connections: 5 })
      await addPeople(desk.world.store, 30)
      await queue(desk)
      const { counts, unreachable } = await sendDue(desk.world)
      expect(unreachable).toBeUndefined()
      expect(counts).toMatchObject({ accepted: 30, deferred: 0 })
      expect(server.messages.length).toBe(30)
    })

    test('a connection that breaks after the final dot leaves the delivery uncertain; it is sent again later, the same, and named', async () => {
      const server = closing(await startScripted({ dot: (transaction) => (transaction === 1 ? 'close' : '250 ok') }))
      const desk = await openReadContext(server, { connections: 1 })
      await addPerson(desk.world.store, 'ada@example.org', ['releases'])
      const mailing = await queue(desk)
      expect((await sendDue(desk.world)).counts).toMatchObject({ uncertain: 1, accepted: 0 })
      expect(await deliveries(desk.world.store)).toMatchObject([{ state: 'uncertain', maybe_twice: 0 }])
      desk.clock.advance(7 * MINUTE)
      expect((await sendDue(desk.world)).counts).toMatchObject({ accepted: 1 })
      expect(await showMailing(desk.world.store.db, mailing, desk.clock.now())).toMatchObject({
        state: 'finished',
        accepted: 1,
        maybeTwice: 1,
      })
      const [first, second] = server.messages
      expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true)
    })

    test('with uncertain: hold an uncertain delivery waits for an operator', async () => {
      const server = closing(await startScripted({ dot: () => 'close' }))
      const desk = await openReadContext(server, { connections: 1, uncertain: 'hold' })
      await addPerson(desk.world.store, 'ada@example.org', ['releases'])
      const mailing = await queue(desk)
      await sendDue(desk.world)
      desk.clock.advance(60 * MINUTE)
      await sendDue(desk.world)
      expect(server.messages.length).toBe(1)
      expect(await showMailing(desk.world.store.db, mailing, desk.clock.now())).toMatchObject({
        state: 'finished',
        uncertain: 1,
        maybeTwice: 0,
      })
    })

    test('an address in UTF-8 fails alone where the server does not take it', async () => {
      const server = closing(await startScripted())
      const desk = await openReadContext(server)
      await addPerson(desk.world.store, 'jörg@example.org', ['releases'])
      await addPeople(desk.world.store, 2)
      await queue(desk)
      expect((await sendDue(desk.world)).counts).toMatchObject({ accepted: 2, failed: 1 })
      expect((await deliveries(desk.world.store))[0]).toMatchObject({
        state: 'failed',
        reply: expect.stringContaining('SMTPUTF8'),
      })
    })

    test.each([
      [1, 3],
      [2, 6],
      [4, 12],
    ])(
      'of one worker with %i lanes on each of three connections at most %i deliveries are being sent',
      async (lanes, most) => {
        const sink = closing(await startSink())
        const desk = await openReadContext(sink, { connections: 3, lanes })
        await addPeople(desk.world.store, 40)
        await queue(desk)
        const seen: number[] = []
        const watched = watching(await openTransport(desk.world.config), {
          before: async () => {
            const rows = await desk.world.store.db
              .selectFrom('deliveries')
              .select('id')
              .where('state', '=', 'sending')
              .execute()
            seen.push(rows.length)
          },
        })
        expect((await sendDue({ ...desk.world, transport: watched })).counts.accepted).toBe(40)
        expect(seen.length).toBe(40)
        expect(Math.max(...seen)).toBeLessThanOrEqual(most)
        expect(Math.max(...seen)).toBeGreaterThan(most / 2)
        // The row that is being sent was committed as such before.
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(1)
      },
    )

    test('a mailing that comes while one connection is busy gets all the connections there may be', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink, { connections: 4 })
      const { world } = desk
      await addPerson(world.store, 'ada@example.org', ['security'])
      await addPeople(world.store, 60)
      await queue(desk, ['security'])
      const transport = await openTransport(world.config)
      let opened = 0
      let second: Promise<number> | undefined
      const before = async () => {
        second ??= queue(desk, ['releases'], 'announcement:another')
        await second
      }
      const watched = watching(transport, { before })
      const counting = {
        ...watched,
        open: () => {
          opened += 1
          return watched.open()
        },
      }
      expect((await sendDue({ ...world, transport: counting })).counts.accepted).toBe(61)
      expect(opened).toBe(4)
    })

    test('who leaves while the mailing is under way gets nothing that was not started', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink, { connections: 1 })
      const ids = await addPeople(desk.world.store, 12)
      await queue(desk)
      const { store } = desk.world
      const left = ids.slice(7)
      const leave = async () => {
        for (const person of left)
          await store.transaction(
            async (transaction) =>
              await endLists(store, transaction, { person, lists: ['releases'] }, desk.clock.now()),
          )
      }
      let leaving: Promise<void> | undefined
      const watched = watching(await openTransport(desk.world.config), {
        before: async (message) => {
          if (message.to === 'person3@example.org') leaving = leave()
          await leaving
        },
      })
      await sendDue({ ...desk.world, transport: watched })
      const mailed = ids.slice(0, 7).map((id) => `person${id}@example.org`)
      expect(sink.received.map((one) => one.to).sort()).toEqual(mailed)
      expect((await deliveries(store)).filter((row) => row.state === 'cancelled').map((row) => row.person_id)).toEqual(
        left,
      )
    })

    test('a service that calls for months leaves nothing behind on its signal', async () => {
      const desk = await openReadContext(closing(await startSink()))
      const { signal } = new AbortController()
      for (let call = 0; call < 20; call += 1) await sendDue({ ...desk.world, signal })
      expect(getEventListeners(signal, 'abort')).toEqual([])
      expect((await sendDue({ ...desk.world, signal: AbortSignal.abort() })).counts.accepted).toBe(0)
    })

    test('a worker that is told to stop ends after the message it is sending and gives the rest back', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink, { connections: 1, lanes: 2 })
      await addPeople(desk.world.store, 8)
      await queue(desk)
      const stop = new AbortController()
      const watched = watching(await openTransport(desk.world.config), {
        before: async (message) => {
          if (message.to === 'person2@example.org') stop.abort()
        },
      })
      expect((await sendDue({ ...desk.world, transport: watched, signal: stop.signal })).counts.accepted).toBe(2)
      expect((await deliveries(desk.world.store)).map((row) => row.state)).toEqual([
        'accepted',
        'accepted',
        ...Array.from({ length: 6 }, () => 'queued'),
      ])
    })

    test('two workers at once send everything once', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink, { connections: 2 })
      await addPeople(desk.world.store, 60)
      await queue(desk)
      const both = await Promise.all([sendDue(desk.world, 'one'), sendDue(desk.world, 'two')])
      expect(both.map((one) => one.counts.accepted).reduce((a, b) => a + b)).toBe(60)
      expect(new Set(sink.received.map((one) => one.to)).size).toBe(60)
      expect(sink.received.length).toBe(60)
    })

    test('what a dead worker was sending is sent again and named, what it had only leased is not named', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink)
      await addPeople(desk.world.store, 4)
      const mailing = await queue(desk)
      const dead = { owner: 'dead', fence: 1, leased_until: 1, attempts: 1 }
      const rows = await deliveries(desk.world.store)
      const set = async (index: number, state: 'leased' | 'sending') =>
        await desk.world.store.db
          .updateTable('deliveries')
          .set({ ...dead, state })
          .where('id', '=', rows[index]?.id ?? 0)
          .execute()
      await set(0, 'sending')
      await set(1, 'leased')
      await sendDue(desk.world)
      expect(sink.received.length).toBe(4)
      expect((await deliveries(desk.world.store)).map((row) => [row.state, row.maybe_twice])).toEqual([
        ['accepted', 1],
        ['accepted', 0],
        ['accepted', 0],
        ['accepted', 0],
      ])
      expect((await showMailing(desk.world.store.db, mailing, desk.clock.now()))?.maybeTwice).toBe(1)
    })

    test('each gets the frozen message of their first list and their format', async () => {
      const sink = closing(await startSink())
      const desk = await openReadContext(sink)
      await addPerson(desk.world.store, 'both@example.org', ['security', 'releases'])
      await addPerson(desk.world.store, 'text@example.org', ['security'], { format: 'text' })
      await queue(desk, ['releases', 'security'])
      await sendDue(desk.world)
      const of = (to: string) => sink.received.find((one) => one.to === to)?.bytes.toString() ?? ''
      expect(of('both@example.org')).toMatch(/^List-ID: [^<]* <releases\.announce\.lantern\.example>\r$/im)
      expect(of('both@example.org')).toContain('Content-Type: multipart/alternative')
      expect(of('text@example.org')).toMatch(/^List-ID: [^<]* <security\.announce\.lantern\.example>\r$/im)
      expect(of('text@example.org')).not.toMatch(/multipart|text\/html/)
    })
  })
}
