/** The chain of what was decided: it holds under writers at once, erasing, restores; it shows what was changed. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRegister } from '../../../src/register/read.js'
import { emptyRegister } from '../../../src/register/register.js'
import { adoptLedger } from '../../../src/run/adopt.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { verifyAudit } from '../../../src/run/history/audit.js'
import { erase, suppressAll, unsubscribe } from '../../../src/run/people/by-operator.js'
import { run } from '../../../src/run/pipeline.js'
import { readEvents, readHead } from '../../../src/store/chain-store.js'
import { digestOfReason, hashOfEvent } from '../../../src/store/event-chain.js'
import { replaceFact } from '../../../src/store/meta-store.js'
import { openStore } from '../../../src/store/open.js'
import type { EventRow } from '../../../src/store/tables.js'
import { recordEvent } from '../../../src/subscribers/event-store.js'
import { addPerson, addressOf } from '../../delivery/ledger.js'
import { belfry } from '../../support/cli.js'
import { dialects, freshDatabase } from '../../support/databases.js'
import { openOlderLedger } from '../../support/older-ledger.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'

const WORD = { by: 'mara', reason: 'she asked on the phone' }
const ADA = 'ada@example.net'

describe('the hash of a row', () => {
  const row = {
    ...{ id: 7, at: 1_777_000_000_000, actor: 'mara', via: 'cli', action: 'suppress', person_id: 3, key: '' },
    ...{ reason_digest: '', details: '{"a":1}' },
  }
  test('is that of the hash before and the row, as sha256sum has it', () => {
    // printf '%s%s' ab '{"action":"suppress","actor":"mara",…}' | sha256sum
    expect(hashOfEvent('ab', row)).toBe('95836053b7e1928bc6e948eb25eb555d6561b439117d3ebcf1dbd28133389964')
  })
  test('is another for every other fact', () => {
    const others: Partial<typeof row>[] = [
      ...[{ id: 8 }, { at: 1 }, { actor: 'x' }, { via: 'web' }, { action: 'erase' }, { person_id: 4 }],
      ...[{ key: 'k' }, { reason_digest: 'd' }, { details: '{}' }],
    ]
    const hashes = others.map((other) => hashOfEvent('ab', { ...row, ...other }))
    expect(new Set([...hashes, hashOfEvent('ab', row), hashOfEvent('', row)]).size).toBe(11)
  })
})

describe.each(dialects)('what was decided, on %s', (dialect) => {
  let project: Project
  let world: AppContext
  let clock: TestClock
  beforeEach(async () => {
    clock = testClock('2026-05-05T12:00:00Z')
    project = await makeProject(dialect)
    world = await openTestWorld(project, clock)
  })
  afterEach(async () => await world.close())

  const rows = async (): Promise<EventRow[]> => {
    const all: EventRow[] = []
    for await (const row of readEvents(world.store.db)) all.push(row)
    return all
  }
  const verdict = async (register = emptyRegister) => await verifyAudit(world.store.db, register)
  const some = async (count: number) => {
    await world.store.transaction(async (transaction) => {
      for (let i = 0; i < count; i += 1)
        await recordEvent(transaction, { action: 'export', key: `k${i}` }, WORD, clock.now())
    })
  }
  /** As somebody would who may do anything to the database. */
  const meddle = async (statement: string) => {
    for (const name of ['events_never_change', 'events_never_go'])
      await sql.raw(`drop trigger ${name}${dialect === 'postgres' ? ' on events' : ''}`).execute(world.store.db)
    await sql.raw(statement).execute(world.store.db)
  }

  test('is one chain, however many write at once', async () => {
    await Promise.all(Array.from({ length: 12 }, async (_, i) => await some(1 + (i % 3))))
    expect((await rows()).map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1))
    expect(await verdict()).toMatchObject({ ok: true, events: 24, head: { number: 24 } })
  })

  test('is not recorded where its transaction was not committed', async () => {
    await some(1)
    const undone = world.store.transaction(async (transaction) => {
      await recordEvent(transaction, { action: 'export' }, WORD, 1)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await expect(recordEvent(world.store.db, { action: 'export' }, WORD, 1)).rejects.toThrow('within the transaction')
    expect(await verdict()).toMatchObject({ ok: true, events: 1 })
  })

  test.each(["update events set actor = 'nobody'", "update events set reason = 'another'", 'delete from events'])(
    'is not changed: %s',
    async (statement) => {
      await some(1)
      await expect(sql.raw(statement).execute(world.store.db)).rejects.toThrow('events are append-only')
    },
  )

  test.each([
    ["update events set actor = 'nobody' where id = 3", 3, 'its hash'],
    ["update events set reason = 'another' where id = 2", 2, 'its reason'],
    ['delete from events where id = 4', 5, 'its hash'],
    ['delete from events where id = 6', 6, 'rows are missing'],
    ['delete from events', 6, 'rows are missing'],
  ])('shows where it was changed all the same: %s', async (statement, number, why) => {
    await some(6)
    await meddle(statement)
    expect(await verdict()).toMatchObject({ ok: false, fault: { number, why: expect.stringContaining(why) } })
  })

  test('shows that all of it was written anew, by the head in the register', async () => {
    await some(3)
    const audit = await readHead(world.store.db)
    expect(await verdict({ ...emptyRegister, audit })).toMatchObject({ ok: true })
    await some(2)
    expect(await verdict({ ...emptyRegister, audit })).toMatchObject({ ok: true, events: 5 })
    const other = { ...audit, hash: 'f'.repeat(64) }
    expect(await verdict({ ...emptyRegister, audit: other })).toMatchObject({ ok: false, fault: { number: 3 } })
  })

  test('holds when a person is erased, and says nothing of them any more', async () => {
    await addPerson(world.store, ADA, ['releases'])
    await unsubscribe(world, addressOf(ADA), undefined, WORD)
    await suppressAll(world, [addressOf(ADA)], WORD)
    await erase(world, addressOf(ADA), { ...WORD, reason: '' })
    const all = await rows()
    expect(all.map(({ action, reason, salt }) => [action, reason, salt])).toEqual([
      ['unsubscribe', '', ''],
      ['suppress', '', ''],
      ['erase', '', ''],
    ])
    expect(all[0]?.reason_digest).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(all)).not.toContain('@')
    expect(await verdict()).toMatchObject({ ok: true, events: 3 })
  })

  test('goes on in a restored copy, and says that it was restored', async () => {
    await some(4)
    const forgot = { number: 9, hash: 'e'.repeat(64) }
    const register = { ...emptyRegister, audit: forgot }
    expect(await verdict(register)).toMatchObject({ ok: false, fault: { number: 9 } })
    await replaceFact(world.store.db, 'mail-stopped:restored', '0')
    await adoptLedger(world, register, { dryRun: true, word: WORD })
    expect(await rows()).toHaveLength(4)
    await adoptLedger(world, register, { dryRun: false, word: WORD })
    expect(await verdict(register)).toMatchObject({ ok: true, events: 5 })
    const last = (await rows()).at(-1)
    expect(last).toMatchObject({ action: 'adopt', actor: 'mara' })
    expect(JSON.parse(last?.details ?? '')).toMatchObject({ restored: true, forgot })
  })

  test('names who held, approved and told, and the register keeps the head', async () => {
    project.post('2026-05-01-first.md', { title: 'First' }, 'There is a site.')
    await run(world)
    project.post('2026-03-01-found.md', { title: 'Found again' }, 'It was lost.')
    await run(world)
    clock.advance(31 * 60_000)
    await run(world)
    const key = 'announcement:2026-03-01-found'
    const call = { config: project.configFile, now: new Date(clock.now()).toISOString() }
    const approved = await belfry(['notices', 'approve', key, '--by', 'mara', '--reason', 'it is news'], call)
    expect(approved.code).toBe(0)
    await run(world)
    expect((await rows()).map(({ actor, via, action, key: of }) => [actor, via, action, of])).toEqual([
      ['belfry', 'service', 'hold', key],
      ['mara', 'cli', 'approve', key],
      ['belfry', 'service', 'tell', key],
    ])
    const register = readRegister(world.config.content.register)
    expect(register.audit).toEqual(await readHead(world.store.db))
    const verified = await belfry(['audit', 'verify', '--json'], call)
    expect([verified.code, verified.json()]).toMatchObject([0, { ok: true, events: 3 }])
    const exported = await belfry(['audit', 'export'], call)
    expect(
      exported.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).action),
    ).toEqual(['hold', 'approve', 'tell'])
  })

  test('opens harmless in a spreadsheet', async () => {
    await world.store.transaction(async (transaction) => {
      for (const by of ['=1+1', '+x', '-x', '@x', '\t=1', ' =1', 'plain', 'a"b,c'])
        await recordEvent(transaction, { action: 'export' }, { by, reason: '=HYPERLINK("x")' }, clock.now())
    })
    const call = { config: project.configFile, now: new Date(clock.now()).toISOString() }
    const csv = (await belfry(['audit', 'export', '--csv'], call)).stdout
    expect(csv).not.toMatch(/(^|[,"])\s*[=+@-]/m)
    expect(csv).toContain(`'=1+1,cli,export,,,"'=HYPERLINK(""x"")"`)
    expect(csv.split('\r\n')[7]).toMatch(/^7,[^,]*,plain,/)
    await meddle("update events set actor = 'nobody' where id = 3")
    const verified = await belfry(['audit', 'verify'], call)
    expect([verified.code, verified.stdout]).toEqual([1, expect.stringContaining('Row 3 does not fit')])
  })

  test('of an older ledger has its hashes when that is opened', async () => {
    const database = await freshDatabase(dialect)
    const old = await openOlderLedger(database, '0030-history')
    const COUNT = 5_000
    const reasons = Array.from({ length: COUNT }, (_, i) => (i % 2 === 0 ? '' : `because ${i}`))
    for (let from = 0; from < COUNT; from += 1_000)
      await old
        .insertInto('events')
        .values(reasons.slice(from, from + 1_000).map((reason, i) => olderEvent(from + i, reason)))
        .execute()
    await old.destroy()
    const store = await openStore(database)
    try {
      const found = await verifyAudit(store.db, emptyRegister)
      expect(found).toMatchObject({ ok: true, events: COUNT })
      await store.transaction(async (transaction) => await recordEvent(transaction, { action: 'export' }, WORD, 1))
      expect(await verifyAudit(store.db, emptyRegister)).toMatchObject({ ok: true, events: COUNT + 1 })
      const one = await store.db.selectFrom('events').selectAll().where('key', '=', 'k1').executeTakeFirstOrThrow()
      expect(one.reason_digest).toBe(digestOfReason('because 1', one.salt))
    } finally {
      await store.close()
    }
  })
})

/** As that Belfry wrote it; numbers were the database's, with gaps. */
function olderEvent(i: number, reason: string) {
  const facts = { id: i * 2 + 1, at: 1_777_000_000_000 + i, actor: 'mara', via: 'cli', action: 'suppress' as const }
  return { ...facts, person_id: i, key: `k${i}`, reason, details: '{}', hash: '' }
}
