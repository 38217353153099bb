/**
 * Stage by fault: a submission server fails at each of twelve stages in each of seven ways, on both databases, on one
 * with PIPELINING and on the other without (each on both with TEST_DATABASES=both); with CHUNKING at the seven stages
 * that differ. What is asked of each: the exact state of the rows, the next action, and that a worker which finds the
 * server well again brings everything to its end, with a second copy only where the state said so.
 */
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { moveMailing } from '../../src/delivery/mailing-store.js'
import { smtpTransport } from '../../src/delivery/smtp/open-connections.js'
import type { Transport } from '../../src/delivery/transport.js'
import { noReplies, type SendResult, sendDue } from '../../src/delivery/worker.js'
import type { AppContext } from '../../src/run/app-context.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import { dialects, testOn } from '../support/databases.js'
import {
  CHUNK_STAGES,
  FAULTS,
  type FaultyServer,
  type Ill,
  type Offer,
  STAGES,
  startFaulty,
} from '../support/faulty-smtp.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { type Verdict, verdictsOf } from './fault-table.js'
import { addMailing, addPerson, MINUTE } from './ledger.js'

const PEOPLE = ['ada@example.org', 'bob@example.org']
/** More than the buffers between two sockets hold: the client is in the middle of it when the server is. */
const LONG = Buffer.from('A line of a long message.\r\n'.repeat(300_000))
const EVER = 600_000
/** Waited for only where the server stalls: long enough for a busy machine to bring it there. */
const SOON = 400

/** Each time is long but that of the stage that stalls: no time is raced. */
function transportTo(server: FaultyServer, { stage, fault }: Ill, isWell: boolean): Transport {
  const stalls = (...stages: Ill['stage'][]) => !isWell && fault === 'stall' && stages.includes(stage)
  const ms = (...stages: Ill['stage'][]) => (stalls(...stages) ? SOON : EVER)
  const transport = smtpTransport({
    name: 'smtp://faulty',
    options: {
      host: '127.0.0.1',
      port: server.port,
      requireTLS: true,
      tls: { ca: server.certificate },
      greetingTimeout: stalls('connect', 'greeting') ? SOON : EVER,
      socketTimeout: stalls('ehlo', 'starttls', 'auth') ? SOON : EVER,
    },
    auth: { user: 'lantern', pass: 'secret' },
    waitMs: {
      // Behind the reply to a message it is the next one's RSET or MAIL that is not answered.
      get rset() {
        return stalls('after') && server.has.length > 0 ? SOON : EVER
      },
      get mail() {
        return stalls('after') && server.has.length > 0 ? SOON : ms('mail')
      },
      rcpt: ms('rcpt'),
      data: ms('data'),
      block: ms('body'),
      chunk: ms('chunk'),
      dot: ms('dot'),
      last: ms('last'),
      emptyDot: EVER,
      quit: ms('quit'),
    },
  })
  return stage === 'body' && !isWell ? lengthening(transport) : transport
}

function lengthening(transport: Transport): Transport {
  return {
    name: transport.name,
    open: () => {
      const session = transport.open()
      return {
        ready: async () => await session.ready(),
        close: async () => await session.close(),
        send: async (message) => await session.send({ ...message, bytes: Buffer.concat([message.bytes, LONG]) }),
      }
    },
  }
}

for (const dialect of dialects) {
  describe(`on ${dialect}`, () => {
    let server: FaultyServer
    let clock: TestClock
    let world: AppContext

    beforeAll(async () => {
      server = await startFaulty()
      clock = testClock('2026-05-04T12:00:00Z')
      world = await openTestWorld(await makeProject(dialect, { delivery: { connections: 1, lease: '1m' } }), clock)
      for (const address of PEOPLE) await addPerson(world.store, address, ['releases'])
    })

    afterAll(async () => {
      await world.close()
      await server.close()
    })

    const rowsOf = async (mailing: number): Promise<DeliveryRow[]> =>
      await world.store.db
        .selectFrom('deliveries')
        .selectAll()
        .where('mailing_id', '=', mailing)
        .orderBy('id')
        .execute()

    const asFound = async (mailing: number, { counts, unreachable }: SendResult, due: readonly DeliveryRow[]) => ({
      rows: (await rowsOf(mailing)).map((row, index) => ({
        state: row.state,
        attempts: row.attempts,
        dueInMs: row.due_at === due[index]?.due_at ? 'as before' : row.due_at - clock.now(),
        maybeTwice: row.maybe_twice,
        owner: row.owner,
      })),
      counts,
      unreachable: unreachable?.code,
      mailing: (await showMailing(world.store.db, mailing, clock.now()))?.state,
      copies: PEOPLE.map((address) => server.has.filter((one) => one === address).length),
    })

    const asSaid = (verdicts: readonly Verdict[], due: readonly DeliveryRow[]) => {
      const counts = noReplies()
      for (const { counted } of verdicts) if (counted !== undefined) counts[counted] += 1
      const isOpen = verdicts.some(({ state }) => state !== 'accepted' && state !== 'failed')
      return {
        rows: verdicts.map(({ state, attempts, dueInMs }, index) => ({
          state,
          attempts,
          dueInMs: dueInMs(due[index]?.id ?? 0) ?? 'as before',
          maybeTwice: 0,
          owner: null,
        })),
        counts,
        unreachable: verdicts.find((one) => one.unreachable !== undefined)?.unreachable,
        mailing: verdicts.find((one) => one.mailing !== undefined)?.mailing ?? (isOpen ? 'sending' : 'finished'),
        copies: verdicts.map(({ copies }) => copies),
      }
    }

    /** Everything that waits is due, what was paused goes on, the server is well. */
    const sendAgain = async (mailing: number, ill: Ill): Promise<SendResult> => {
      server.heal()
      clock.advance(7 * MINUTE)
      await world.store.transaction(
        async (transaction) =>
          await moveMailing(
            { dialect: world.store.dialect, transaction },
            mailing,
            { move: 'resume', reason: '' },
            clock.now(),
          ),
      )
      return await sendDue({ ...world, transport: transportTo(server, ill, true) })
    }

    const cell = async (ill: Ill, ...offers: Offer[]) => {
      server.begin(ill, offers)
      const verdicts = verdictsOf(ill, offers.includes('CHUNKING'))
      const key = `${ill.stage} ${ill.fault} ${offers.join()}`
      const mailing = await addMailing(world.store, { key, now: clock.now() })
      const due = await rowsOf(mailing)
      const result = await sendDue({ ...world, transport: transportTo(server, ill, false) })
      expect(server.wasReached).toBe(true)
      expect(await asFound(mailing, result, due)).toEqual(asSaid(verdicts, due))
      const { counts, unreachable } = await sendAgain(mailing, ill)
      const again = verdicts.filter(({ state }) => state !== 'accepted' && state !== 'failed')
      expect({ counts, unreachable }).toEqual({
        counts: { ...noReplies(), accepted: again.length },
        unreachable: undefined,
      })
      expect(
        (await rowsOf(mailing)).map((row, index) => [
          row.state,
          row.maybe_twice,
          server.has.filter((one) => one === PEOPLE[index]).length,
        ]),
      ).toEqual(
        verdicts.map(({ state, copiesAtLast }) => [
          state === 'failed' ? 'failed' : 'accepted',
          state === 'uncertain' ? 1 : 0,
          copiesAtLast,
        ]),
      )
      expect((await showMailing(world.store.db, mailing, clock.now()))?.state).toBe('finished')
      clock.advance(MINUTE)
    }

    // What a server did is known before the ledger hears of it: each fault meets both databases, one with PIPELINING,
    // one without it; and one with CHUNKING.
    const it = testOn(dialect)
    for (const stage of STAGES) {
      for (const fault of FAULTS)
        it(`at ${stage}, ${fault}, with PIPELINING`, async () => await cell({ stage, fault }, 'PIPELINING'))
      for (const fault of FAULTS) it(`at ${stage}, ${fault}, without it`, async () => await cell({ stage, fault }))
    }
    for (const stage of CHUNK_STAGES) {
      for (const fault of FAULTS)
        it(`at ${stage}, ${fault}, with CHUNKING`, async () => await cell({ stage, fault }, 'PIPELINING', 'CHUNKING'))
    }
  })
}
