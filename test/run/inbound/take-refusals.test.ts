/** What servers say to our own delivery: who is suppressed by it, and who never is; on both databases. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { retryDeliveries } from '../../../src/delivery/retry-store.js'
import { sendDue } from '../../../src/delivery/worker.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { recentAccidents } from '../../../src/run/inbound/accidents.js'
import { takeInbound } from '../../../src/run/inbound/take-mail.js'
import { takeRefusals } from '../../../src/run/inbound/take-refusals.js'
import { showPerson, unsuppressAll } from '../../../src/run/people/by-operator.js'
import { run } from '../../../src/run/pipeline.js'
import { makeReturnPath } from '../../../src/subscribers/links.js'
import { suppressionOf } from '../../../src/subscribers/suppression-store.js'
import { addMailing, addPerson, addressOf } from '../../delivery/ledger.js'
import { dsn, PATH } from '../../inbound/shapes.js'
import { closing } from '../../support/closing.js'
import { dialects, testOn } from '../../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'
import { refusal, type Sink, startSink } from '../../support/smtp-sink.js'

const DAY = 86_400_000
const ADA = 'ada@example.net'

describe.each(dialects)('what servers refuse, on %s', (dialect) => {
  const it = testOn(dialect)
  let project: Project
  let world: AppContext
  let clock: TestClock
  let sink: Sink
  let people: Record<string, number>
  /** Address → code and words at RCPT. */
  let refused: Record<string, [number, string]>

  beforeEach(async () => {
    refused = {}
    people = {}
    clock = testClock('2026-05-04T12:00:00Z')
    sink = closing(
      await startSink((to) => {
        const [code, words] = refused[to] ?? [0, '']
        return code === 0 ? undefined : refusal(code, words)
      }),
    )
    project = await makeProject(dialect, {
      mail: { transport: sink.transport, operators: ['ops@lantern.example'] },
      delivery: { maxFailures: 'none', retryFor: '1m' },
    })
    world = await openTestWorld(project, clock)
  })
  afterEach(async () => await world.close())

  const join = async (...addresses: string[]) => {
    for (const address of addresses) people[address] = await addPerson(world.store, address, ['releases'])
  }
  const send = async () => {
    const mailing = await addMailing(world.store, { now: clock.now(), key: `announcement:${clock.now()}` })
    await sendDue(world)
    await takeRefusals(world)
    return mailing
  }
  const reasonOf = async (address = ADA) => (await suppressionOf(world.store.db, address))?.reason
  const bouncesOf = async (address = ADA) =>
    (await showPerson(world, addressOf(address))).bounces.map((one) => `${one.source} ${one.class} ${one.status}`)

  it('a code that says nobody is there suppresses, once; an operator undoes it, and a retry goes out', async () => {
    await join(ADA, 'bea@example.net')
    refused[ADA] = [550, '5.1.1 no such user']
    const mailing = await send()
    expect(await reasonOf()).toBe('bounced: 550 5.1.1 no such user')
    expect(await bouncesOf()).toEqual(['rcpt hard 5.1.1'])
    expect(await reasonOf('bea@example.net')).toBeUndefined()
    await unsuppressAll(world, [addressOf(ADA)], { by: 'mara', reason: 'it works again' })
    await takeRefusals(world)
    expect(await reasonOf()).toBeUndefined()
    delete refused[ADA]
    await world.store.transaction(
      async (transaction) =>
        await retryDeliveries({ dialect: world.store.dialect, transaction }, mailing, { what: 'failed' }, clock.now()),
    )
    await sendDue(world)
    expect(sink.received.map(({ to }) => to).sort()).toEqual([ADA, 'bea@example.net'])
  })

  test.each([
    ['policy', 550, '5.7.1 not wanted here', 'rcpt policy 5.7.1'],
    ['words of a list', 550, '5.1.1 blocked by our reputation list', 'rcpt policy 5.1.1'],
    ['no code', 550, 'no such user', 'rcpt soft '],
    ['what is said of the sender', 550, '5.1.8 we do not like your domain', 'rcpt policy 5.1.8'],
    ['full', 552, '5.2.2 mailbox full', 'rcpt soft 5.2.2'],
  ])('%s suppresses nobody', async (_what, code, words, kept) => {
    await join(ADA)
    refused[ADA] = [code, words]
    await send()
    expect([await reasonOf(), await bouncesOf()]).toEqual([undefined, [kept]])
    await takeRefusals(world)
    expect(await bouncesOf()).toEqual([kept])
  })

  it('a report about the same delivery is the same bounce', async () => {
    await join(ADA)
    refused[ADA] = [550, '5.1.1 no such user']
    const mailing = await send()
    const path = makeReturnPath(world.keys, { person: people[ADA] ?? 0, mailing }, 'announce.lantern.example')
    expect(await takeInbound(world, Buffer.from(dsn({}).replace(PATH, path)))).toMatchObject({ outcome: 'known' })
    expect(await bouncesOf()).toEqual(['rcpt hard 5.1.1'])
  })

  it('an accident of a provider suppresses nobody; operators hear of it once, whatever comes after', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `person${index}@big.example`)
    await join(ADA, ...many)
    for (const address of [ADA, ...many]) refused[address] = [550, '5.1.1 no such user']
    await send()
    for (const address of many) expect(await reasonOf(address)).toBeUndefined()
    expect(await reasonOf()).toContain('bounced')
    expect(await recentAccidents(world)).toMatchObject([{ domain: 'big.example', bounced: 12, mailed: 12 }])
    project.post('2026-04-14-first.md', { title: 'The tracker has moved' }, 'Go there.')
    const told = async () => {
      clock.advance(60_000)
      const { problems } = await run(world)
      expect(problems.filter(({ code }) => code === 'BOUNCE_ACCIDENT')).toHaveLength(1)
      return sink.received.filter(({ to }) => to === 'ops@lantern.example').map(({ bytes }) => bytes.toString())
    }
    for (let time = 0; time < 2; time += 1) {
      const [mail = '', ...more] = await told()
      expect(more).toEqual([])
      expect(mail).toContain('Much of big.example came back as if nobody were there')
    }
    clock.advance(3 * DAY)
    expect(await recentAccidents(world)).toEqual([])
  })

  it('mail that does not arrive for weeks ends in a suppression; one that arrived begins anew', async () => {
    await join(ADA, 'full@example.net')
    const full = 'full@example.net'
    for (let week = 0; week < 6; week += 1) {
      refused[ADA] = [552, '5.2.2 mailbox full']
      if (week === 2) delete refused[full]
      else refused[full] = [552, '5.2.2 mailbox full']
      expect(await reasonOf()).toBe(week < 5 ? undefined : 'did not arrive for weeks: 552 5.2.2 mailbox full')
      await send()
      clock.advance(3 * DAY)
    }
    expect(await reasonOf(full)).toBeUndefined()
    await unsuppressAll(world, [addressOf(ADA)], { by: 'mara', reason: 'emptied' })
    for (let week = 0; week < 4; week += 1) {
      await send()
      clock.advance(3 * DAY)
    }
    expect(await reasonOf()).toBeUndefined()
  })

  it('given up after a server said "later" for long is soft; what no server said is held against nobody', async () => {
    await join(ADA)
    refused[ADA] = [451, '4.3.0 later']
    await addMailing(world.store, { now: clock.now() })
    await sendDue(world)
    clock.advance(DAY)
    await sendDue(world)
    await takeRefusals(world)
    expect([await reasonOf(), await bouncesOf()]).toEqual([undefined, ['rcpt soft 4.3.0']])
    await world.store.db.deleteFrom('bounces').execute()
    await world.store.db
      .updateTable('deliveries')
      .set({ reply: 'gave up after 3 tries: connect ECONNREFUSED' })
      .execute()
    await takeRefusals(world)
    expect(await bouncesOf()).toEqual([])
  })
})
