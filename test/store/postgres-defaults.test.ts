/**
 * PostgreSQL as others have set it up: every default of isolation, no durability, odd styles; with a pooler before it
 * and without.
 */
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { exchange } from '../../src/delivery/exchange-store.js'
import { lease } from '../../src/delivery/lease-store.js'
import { readVariant } from '../../src/delivery/mailing-store.js'
import { openStore, type Store } from '../../src/store/open.js'
import { faultOf, refusalOf } from '../../src/store/postgres-settings.js'
import { addMailing, addPerson, deliveries, NOW, TERMS, untilWaiting } from '../delivery/ledger.js'
import { closing } from '../support/closing.js'
import { freshDatabase } from '../support/databases.js'
import { freshPostgres } from '../support/postgres.js'
import { startPooler } from '../support/transaction-pooler.js'
import {
  countsToTwenty,
  openGate,
  renewsWhileRowChanges,
  settingsOfWrites,
  startsWhileSomebodyLeaves,
} from './promises.js'

const ISOLATIONS = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const
const POOLINGS = ['straight', 'through a pooler'] as const

async function asSuperuser(database: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

/** Whoever connects from now on finds these defaults. */
async function setDefaults(database: string, defaults: Readonly<Record<string, string>>): Promise<void> {
  const name = new URL(database).pathname.slice(1)
  const words = Object.entries(defaults).map(([setting, value]) => `alter database ${name} set ${setting} = '${value}'`)
  await asSuperuser(database, ...words)
}

const cases = POOLINGS.flatMap((pooling) => ISOLATIONS.map((isolation) => [isolation, pooling] as const))

describe.each(cases)('PostgreSQL with %s as its default, %s', (isolation, pooling) => {
  const address = async (): Promise<string> => {
    const database = await freshDatabase('postgres')
    await setDefaults(database, {
      default_transaction_isolation: isolation,
      synchronous_commit: 'off',
      timezone: 'Pacific/Chatham',
      datestyle: 'SQL, DMY',
      intervalstyle: 'sql_standard',
      bytea_output: 'escape',
      standard_conforming_strings: 'off',
    })
    return pooling === 'straight' ? database : closing(await startPooler(database)).url
  }
  const opened = async (): Promise<Store> => closing(await openStore(await address()))

  test('who begins to leave first is never started after the acknowledgment', async () => {
    expect(await startsWhileSomebodyLeaves(await opened())).toEqual({ started: [], states: ['cancelled'] })
  })

  test('a statement of its own that waits for another sees what that wrote', async () => {
    expect(await renewsWhileRowChanges(await opened())).toBeGreaterThan(30 * 60_000)
  })

  test('whoever decides sees what was decided before', async () => {
    expect(await countsToTwenty(await opened())).toBe('20')
  })

  test('every write is read committed and waits for the disk', async () => {
    expect(await settingsOfWrites(await opened())).toEqual(Array(3).fill('read committed, local'))
  })

  test('several open it at once the first time, and leave no lock behind', async () => {
    const url = await address()
    const stores = await Promise.all(Array.from({ length: 4 }, async () => closing(await openStore(url))))
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_locks where locktype = 'advisory' and database =
        (select oid from pg_database where datname = current_database())`.execute(stores[0]?.db as Store['db'])
    expect(rows).toEqual([{ count: 0 }])
  })

  test('bytes and words come back as they were', async () => {
    const store = await opened()
    await addPerson(store, 'ada@example.org', ['releases'])
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
    const variants = [{ list: 'releases', format: 'html' as const, frozen: { bytes, slots: [] } }]
    await addMailing(store, { variants })
    const [row] = (await lease(store, TERMS)).rows
    if (row === undefined) throw new Error('nothing was leased')
    expect((await readVariant(store.db, row)).bytes).toEqual(bytes)
    await exchange(store, [], [row], { now: NOW })
    const reply = `550 it's "no" \\ \\' E'\\x' 😀`
    await exchange(store, [{ row, settled: { state: 'failed', dueAt: NOW, reply, attempts: 1 } }], [], { now: NOW })
    expect((await deliveries(store))[0]).toMatchObject({ state: 'failed', reply })
  })
})

describe('PostgreSQL', () => {
  test('keeps what is stricter than what is relied on', async () => {
    const database = await freshDatabase('postgres')
    await setDefaults(database, { synchronous_commit: 'remote_apply' })
    const store = closing(await openStore(database))
    expect(await settingsOfWrites(store)).toEqual(Array(3).fill('read committed, remote_apply'))
  })

  test('takes back a batch of which one statement fails, and goes on', async () => {
    const store = closing(await openStore(await freshDatabase('postgres')))
    const insert = sql`insert into meta values ('half', 'done')`
    await expect(store.batch([insert, sql`select 1 / 0`])).rejects.toThrow('division by zero')
    expect(await store.db.selectFrom('meta').selectAll().execute()).toEqual([])
    // Every connection of the pool, should one have been left in the middle.
    await Promise.all(
      Array.from({ length: 10 }, async (_, number) => {
        await store.batch([sql`insert into meta values (${`number ${number}`}, 'done')`])
      }),
    )
    expect((await store.db.selectFrom('meta').selectAll().execute()).length).toBe(10)
  })

  test('shows who is connected, by the name that the address gives', async () => {
    const database = await freshDatabase('postgres')
    const nameFor = async (url: string) => {
      const store = closing(await openStore(url))
      return (await sql<{ name: string }>`select current_setting('application_name') as name`.execute(store.db)).rows
    }
    expect(await nameFor(database)).toEqual([{ name: 'belfry' }])
    expect(await nameFor(`${database}?application_name=tower`)).toEqual([{ name: 'tower' }])
  })

  const inSchema = (database: string, schema: string) =>
    `${database}?options=${encodeURIComponent(`-c search_path=${schema}`)}`

  test('lets projects in two schemas neither wake each other nor wait for each other', async () => {
    const database = await freshDatabase('postgres')
    await asSuperuser(database, 'create schema one', 'create schema other')
    const [one, same, other] = [
      closing(await openStore(inSchema(database, 'one'))),
      closing(await openStore(inSchema(database, 'one'))),
      closing(await openStore(inSchema(database, 'other'))),
    ]
    const heard: string[] = []
    const gates = { one: openGate(), other: openGate() }
    const listen = async (store: Store, name: 'one' | 'other') => {
      let calls = 0
      closing(
        store.listen(() => {
          calls += 1
          // The first says that it listens.
          if (calls === 1) return gates[name].reached()
          heard.push(name)
          gates[name].let()
        }),
      )
      await gates[name].atGate
    }
    await listen(same, 'one')
    await listen(other, 'other')
    await one.transaction(async (transaction) => {
      await one.dialect.lockDecisions(transaction)
      // Within the lock of the first: it would wait for ever.
      await other.transaction(async (inOther) => {
        await other.dialect.lockDecisions(inOther)
        await other.dialect.wakeWorkers()?.execute(inOther)
      })
      const waiting = same.transaction(async (inSame) => await same.dialect.lockDecisions(inSame))
      await untilWaiting(one, 1)
      await one.dialect.wakeWorkers()?.execute(transaction)
      void waiting.catch(() => undefined)
    })
    await Promise.all([gates.one.open, gates.other.open])
    expect(heard.sort()).toEqual(['one', 'other'])
  })

  test('decides in turn with an older Belfry, which knows one lock for all schemas', async () => {
    const store = closing(await openStore(await freshDatabase('postgres')))
    const gate = openGate()
    const older = store.transaction(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${0x62656c66})`.execute(transaction)
      gate.reached()
      await gate.open
    })
    await gate.atGate
    const order: string[] = []
    const newer = store.transaction(async (transaction) => {
      await store.dialect.lockDecisions(transaction)
      order.push('newer')
    })
    await untilWaiting(store, 1)
    order.push('older')
    gate.let()
    await Promise.all([older, newer])
    expect(order).toEqual(['older', 'newer'])
  })

  test('does not take the tables of another application in another schema for its own', async () => {
    const database = await freshDatabase('postgres')
    await asSuperuser(
      database,
      'create table public.kysely_migration (name varchar primary key, timestamp varchar not null)',
      "insert into public.kysely_migration values ('2020-theirs', '')",
      'create schema belfry',
    )
    const store = closing(await openStore(inSchema(database, 'belfry,public')))
    await store.db.insertInto('meta').values({ name: 'ours', value: 'here' }).execute()
    const again = closing(await openStore(inSchema(database, 'belfry,public')))
    expect(await again.db.selectFrom('meta').select('name').execute()).toEqual([{ name: 'ours' }])
  })

  test('keeps ledgers of several schemas apart', async () => {
    const database = await freshDatabase('postgres')
    await asSuperuser(database, 'create schema one', 'create schema other')
    for (const name of ['one', 'other']) {
      const store = closing(await openStore(inSchema(database, name)))
      await store.db.insertInto('meta').values({ name, value: 'here' }).execute()
    }
    const again = closing(await openStore(inSchema(database, 'other')))
    expect((await again.db.selectFrom('meta').select('name').execute()).map(({ name }) => name)).toEqual(['other'])
  })

  test.each([
    ['drops what the address says of schemas', true, /search_path is .*public, not elsewhere as the address says/],
    ['takes no options', false, /the pooler takes no options/],
  ])('behind a pooler that %s is refused with the cure', async (_what, dropsOptions, message) => {
    const database = await freshDatabase('postgres')
    await asSuperuser(database, 'create schema elsewhere')
    const pooler = closing(await startPooler(database, { dropsOptions }))
    await expect(openStore(inSchema(pooler.url, 'elsewhere'))).rejects.toMatchObject({
      code: 'DATABASE_SETTINGS',
      exitCode: 3,
      message: expect.stringMatching(message),
      fix: expect.stringContaining('ALTER ROLE'),
    })
  })

  test('with a schema that is not there is refused with the cure', async () => {
    const database = await freshDatabase('postgres')
    await expect(openStore(inSchema(database, 'nowhere'))).rejects.toMatchObject({
      code: 'DATABASE_SETTINGS',
      fix: expect.stringContaining('Create the schema'),
    })
  })

  test('whose database does not store UTF-8 is refused, and nothing is made in it', async () => {
    const url = inject('postgresUrl')
    const name = new URL(await freshPostgres(url)).pathname.slice(1)
    const latin = `${name}_latin`
    const create = `create database ${latin} encoding 'LATIN1' locale 'C' template template0`
    await asSuperuser(`${url}/postgres`, create)
    await expect(openStore(`${url}/${latin}`)).rejects.toMatchObject({
      code: 'DATABASE_SETTINGS',
      message: expect.stringContaining('stores text as LATIN1'),
      fix: expect.stringContaining("create database … encoding 'UTF8' template template0"),
    })
    const client = new pg.Client({ connectionString: `${url}/${latin}` })
    await client.connect()
    const { rows } = await client.query(`select count(*)::int as count from pg_tables where schemaname = 'public'`)
    await client.end()
    expect(rows).toEqual([{ count: 0 }])
  })
})

describe('what is relied on', () => {
  const GOOD = {
    isolation: 'read committed',
    commit: 'on',
    stored: 'UTF8',
    spoken: 'UTF8',
    path: '"$user", public',
    schema: 'public',
    mayMake: true,
    reads: true,
    locked: 'people',
  }
  const address = 'postgres://ada@localhost/belfry'

  test.each([
    ['all is well', {}, address, undefined],
    ['a pooler makes something else of BEGIN', { isolation: 'serializable' }, address, /serializable/],
    ['commits are forgotten', { commit: 'off' }, address, /synchronous_commit is off/],
    ['the pooler speaks another encoding', { spoken: 'LATIN1' }, address, /arrives as LATIN1/],
    ['the role may make no tables', { mayMake: false }, address, /may make no tables in the schema public/],
    ['the path is as it is given', { path: 'a, "b"' }, `${address}?options=-c%20search_path%3Da,b`, undefined],
    ['so in the other spelling', { path: 'a, b' }, `${address}?options=--search_path%3Da,%5C%20b`, undefined],
    ['other options are given', {}, `${address}?options=-c%20geqo%3Doff`, undefined],
    ['the path is another', {}, `${address}?options=-c%20geqo%3Doff%20-csearch_path%3Da`, /not a as the address says/],
  ])('%s', (_what, more, given, message) => {
    const fault = faultOf({ ...GOOD, ...more }, new URL(given).searchParams.get('options') ?? undefined)
    if (message === undefined) expect(fault).toBeUndefined()
    else expect(fault?.message).toMatch(message)
  })

  test('whoever means to write is told where nothing can be written, others read', () => {
    const toWrite = (more: object) => faultOf({ ...GOOD, reads: false, locked: null, ...more }, undefined, true)
    expect([toWrite({}), faultOf(GOOD)]).toEqual([undefined, undefined])
    expect(toWrite({ reads: true })).toMatchObject({ message: expect.stringMatching(/takes no writes/) })
    expect(toWrite({ locked: 'people' })).toMatchObject({ fix: expect.stringMatching(/OWNER TO/) })
  })

  test('a pooler in statement mode says that it is no use', () => {
    expect(refusalOf('transaction blocks not allowed in statement pooling mode')?.fix).toContain('pool_mode')
    expect(refusalOf('password authentication failed')).toBeUndefined()
  })
})
