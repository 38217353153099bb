/**
 * What forms ask for is kept as one row and done later: once, whoever dies meanwhile and however many processes look,
 * and as of the moment when it was asked.
 */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listMailings } from '../../../src/delivery/mailing-reports-store.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { erase, showPerson } from '../../../src/run/people/by-operator.js'
import { forgetPeople } from '../../../src/run/people/forget.js'
import { doFormRequests, keepFormRequest, proofOf } from '../../../src/run/people/form-requests.js'
import { holderOf } from '../../../src/run/people/link-holder.js'
import { leaveAll, subscribe } from '../../../src/run/people/membership.js'
import { takeFormRequest } from '../../../src/subscribers/form-request-store.js'
import { makeToken } from '../../../src/subscribers/links.js'
import { findByAddress, subscriptionsOf } from '../../../src/subscribers/person-store.js'
import { suppress } from '../../../src/subscribers/suppression-store.js'
import { addPerson, addressOf, MINUTE } from '../../delivery/ledger.js'
import { type Dialect, dialects } from '../../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'

const ADA = addressOf('ada@example.org')
const EVE = addressOf('eve@example.org')
const DAY = 86_400_000

/** Nobody can become a person with this address. */
async function refuse({ store: { db } }: AppContext, dialect: Dialect, key: string): Promise<void> {
  if (dialect === 'postgres')
    await sql`alter table people add constraint no_such check (address_key <> ${sql.lit(key)})`.execute(db)
  else
    await sql`create trigger no_such before insert on people when new.address_key = ${sql.lit(key)}
      begin select raise(abort, 'no such person'); end`.execute(db)
}

describe.each(dialects)('what a form asked for, on %s', (dialect) => {
  let clock: TestClock
  let project: Project
  let world: AppContext

  beforeEach(async () => {
    clock = testClock('2026-05-04T12:00:00Z')
    project = await makeProject(dialect)
    world = await openTestWorld(project, clock)
  })
  afterEach(async () => await world.close())

  const asks = async (to = ADA, lists: readonly string[] = ['releases']) => {
    const said = proofOf(world, { network: '192.0.2.0', wording: 'Releases, please' })
    await keepFormRequest(world, to, { kind: 'subscribe', lists, details: { format: 'text' }, said })
  }
  const mailings = async () => (await listMailings(world.store.db, true)).map(({ key }) => key.replace(/:.*/, ''))
  const waiting = async () => (await world.store.db.selectFrom('form_requests').selectAll().execute()).length
  const statesOf = async (address = ADA) => {
    const person = await findByAddress(world.store.db, address)
    return Object.fromEntries(
      [...(await subscriptionsOf(world.store.db, person?.id ?? 0))].map(([list, { state }]) => [list, state]),
    )
  }
  /** As if whoever took them had died long ago. */
  const takersDied = async () => await world.store.db.updateTable('form_requests').set({ next_at: 0 }).execute()

  test('makes nobody known before it is done, and is done as of when it was asked', async () => {
    await asks()
    expect(await findByAddress(world.store.db, ADA)).toBeUndefined()
    clock.advance(3 * MINUTE)
    expect(await doFormRequests(world)).toBe(1)
    const { consents, format } = await showPerson(world, ADA)
    expect([format, await statesOf(), await mailings()]).toEqual(['text', { releases: 'pending' }, ['confirmation']])
    expect(consents.map(({ asked, askedFrom, wording }) => [asked, askedFrom, wording])).toEqual([
      ['2026-05-04T12:00:00Z', expect.stringMatching(/^[0-9a-f]{32}$/), 'Releases, please'],
    ])
    expect([await doFormRequests(world), await waiting()]).toEqual([0, 0])
  })

  test('that a process took and died with is done by another, once the time to do it is over', async () => {
    await asks()
    expect(await takeFormRequest(world.store)).toMatchObject({ to: ADA })
    const other = await openTestWorld(project, clock)
    try {
      expect(await doFormRequests(other)).toBe(0)
      await takersDied()
      expect(await doFormRequests(other)).toBe(1)
    } finally {
      await other.close()
    }
    expect([await mailings(), await waiting()]).toEqual([['confirmation'], 0])
  })

  test('is waited for longer by each who comes after one that died', async () => {
    await asks()
    const waits: number[] = []
    for (let tries = 0; tries < 12; tries += 1) {
      const { now } = await world.store.db.selectNoFrom(world.store.dialect.now().as('now')).executeTakeFirstOrThrow()
      await takeFormRequest(world.store)
      const row = await world.store.db.selectFrom('form_requests').selectAll().executeTakeFirstOrThrow()
      waits.push(Math.round((row.next_at - Number(now)) / 10_000))
      await takersDied()
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360])
  })

  test('mails nothing where somebody else ended it, also long after', async () => {
    await subscribe(world, { address: ADA, lists: ['releases'], details: {}, ask: 'request' }, async () => false)
    expect([await statesOf(), await mailings()]).toEqual([{ releases: 'pending' }, []])
  })

  test('is done once by several at the same time', async () => {
    const names = Array.from({ length: 6 }, (_, index) => addressOf(`p${index}@example.org`))
    for (const name of names) await asks(name)
    const other = await openTestWorld(project, clock)
    try {
      // Two writers of SQLite in one thread would wait for each other: there one has begun when the other comes.
      if (dialect === 'sqlite') {
        const taken = await takeFormRequest(other.store)
        expect(await doFormRequests(world)).toBe(names.length - 1)
        await takersDied()
        expect([taken?.to, await doFormRequests(other)]).toEqual([names[0], 1])
      } else {
        const done = await Promise.all([doFormRequests(world), doFormRequests(other)])
        expect(done.reduce((sum, count) => sum + count, 0)).toBe(names.length)
      }
    } finally {
      await other.close()
    }
    expect([(await mailings()).length, await waiting()]).toEqual([names.length, 0])
  })

  test('that fails stays, is told, and keeps nobody else waiting', async () => {
    const said: string[] = []
    const log = { ...world.log, error: (sentence: string) => void said.push(sentence) }
    await refuse(world, dialect, EVE.key)
    await asks(EVE)
    await asks(ADA)
    expect(await doFormRequests({ ...world, log })).toBe(1)
    expect(said).toEqual([expect.stringMatching(/^what a form asked for waits: .*no.such/)])
    expect([await waiting(), await statesOf(ADA)]).toEqual([1, { releases: 'pending' }])
  })

  test('brings nobody back who left since', async () => {
    await addPerson(world.store, ADA.address, ['releases', 'security'])
    await asks(ADA, ['releases', 'announcements'])
    clock.advance(1)
    const { id: person = 0 } = (await findByAddress(world.store.db, ADA)) ?? {}
    const token = makeToken(world.keys, 'unsubscribe', { person, mailing: 999 })
    const holder = await holderOf(world, 'unsubscribe', token)
    if (holder === undefined) throw new Error('the link holds nothing')
    await leaveAll(world, holder)
    expect(await doFormRequests(world)).toBe(1)
    expect(await statesOf()).toEqual({ releases: 'ended', security: 'ended', announcements: 'pending' })
    await asks(ADA, ['releases'])
    await doFormRequests(world)
    expect(await statesOf()).toMatchObject({ releases: 'pending' })
  })

  test('is one mail whoever wants the link: it, or what a form asks who is new; none for who is suppressed', async () => {
    await addPerson(world.store, ADA.address, ['releases'])
    await addPerson(world.store, 'gone@example.org', ['releases'])
    await suppress(world.store.db, addressOf('gone@example.org'), 'it bounced', clock.now())
    const said = proofOf(world, { network: '192.0.2.0', wording: 'Releases, please' })
    const instead = { lists: ['security'], details: {}, said }
    for (const to of [ADA, EVE, addressOf('gone@example.org')])
      await keepFormRequest(world, to, { kind: 'preferences', instead })
    expect(await doFormRequests(world)).toBe(3)
    expect((await mailings()).sort()).toEqual(['confirmation', 'preferences'])
    expect([await statesOf(), await statesOf(EVE)]).toEqual([{ releases: 'confirmed' }, { security: 'pending' }])
    // Who waits gets nothing yet either; and what an older Belfry kept says nothing of lists.
    clock.advance(11 * MINUTE)
    await keepFormRequest(world, EVE, { kind: 'preferences', instead })
    await keepFormRequest(world, addressOf('new@example.org'), { kind: 'preferences' })
    expect(await doFormRequests(world)).toBe(2)
    expect((await mailings()).sort()).toEqual(['confirmation', 'confirmation', 'preferences'])
  })

  test('is another address, of whom the link was made for, and of nobody where they were erased', async () => {
    await addPerson(world.store, ADA.address, ['releases'])
    const person = (await findByAddress(world.store.db, ADA))?.id ?? 0
    const change = async () => await keepFormRequest(world, EVE, { kind: 'address', link: { person, mailing: 999 } })
    await change()
    expect(await doFormRequests(world)).toBe(1)
    expect(await mailings()).toEqual(['address', 'address'])
    await change()
    await erase(world, ADA, { by: 'olga', reason: '' })
    expect([await doFormRequests(world), await waiting()]).toEqual([1, 0])
  })

  test('is forgotten with who is erased, and after the time for a confirmation', async () => {
    await addPerson(world.store, ADA.address, ['releases'])
    await asks(ADA)
    await asks(EVE)
    await erase(world, ADA, { by: 'olga', reason: '' })
    expect(await waiting()).toBe(1)
    clock.advance(30 * DAY + 1)
    await forgetPeople(world)
    expect(await waiting()).toBe(0)
  })
})
