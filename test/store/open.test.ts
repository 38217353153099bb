import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { CHECKS } from '../../src/store/large-tables.js'
import { openStore, type Store } from '../../src/store/open.js'
import { openSqlite } from '../../src/store/open-sqlite.js'
import type { Tables } from '../../src/store/tables.js'
import { compiled } from '../support/compiled.js'
import { type Dialect, dialects, freshDatabase } from '../support/databases.js'
import { repository } from '../support/project.js'

const open: Store[] = []

afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

async function opened(database: string): Promise<Store> {
  const store = await openStore(database)
  open.push(store)
  return store
}

type States<Table extends keyof Tables> = Tables[Table] extends { state: infer State extends string }
  ? Readonly<Record<State, true>>
  : never

/** Of every type of states: what is left out, or too many, does not compile. */
const STATES: {
  readonly [Table in 'posts' | 'notices' | 'subscriptions' | 'mailings' | 'deliveries']: States<Table>
} = {
  posts: { known: true, seen: true, unreadable: true },
  notices: { settling: true, held: true, asked: true, due: true, told: true, dismissed: true, gone: true },
  subscriptions: { pending: true, confirmed: true, ended: true },
  mailings: { queued: true, sending: true, paused: true, cancelled: true, finished: true },
  deliveries: {
    queued: true,
    leased: true,
    sending: true,
    accepted: true,
    deferred: true,
    failed: true,
    uncertain: true,
    cancelled: true,
  },
}

const TABLES = [
  'address_changes',
  'address_parts',
  'api_requests',
  'approvals',
  'bounces',
  'consents',
  'deliveries',
  'delivery_history',
  'ends',
  'erased',
  'event_head',
  'events',
  'form_requests',
  'hook_deliveries',
  'language_variants',
  'ledger',
  'limits',
  'machines',
  'mailings',
  'meta',
  'moved_lists',
  'notices',
  'operator_challenges',
  'operator_links',
  'operator_passkeys',
  'operator_sessions',
  'operator_tokens',
  'operators',
  'people',
  'pings',
  'posts',
  'reason_variants',
  'renamed_cycles',
  'shares',
  'subscriptions',
  'suppressions',
  'variants',
  'webhook_events',
  'wordings',
]

async function tablesOf(store: Store): Promise<string[]> {
  const tables = await store.db.introspection.getTables()
  return tables.map((table) => table.name).sort()
}

const fact = async (store: Store, name: string) =>
  (await store.db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst())?.value

/** Another process opens the database, writes one fact and ends. */
async function openElsewhere(database: string, name: string): Promise<void> {
  const program = `import { openStore } from ${JSON.stringify(join(compiled(), 'store/open.js'))}
    const store = await openStore(process.argv[1])
    await store.db.insertInto('meta').values({ name: process.argv[2], value: 'here' }).execute()
    await store.close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, database, name], {
    cwd: repository,
  })
  let fault = ''
  child.stderr.on('data', (chunk: Buffer) => {
    fault += chunk.toString()
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(fault)
}

for (const dialect of dialects) {
  describe(`a database on ${dialect}`, () => {
    const fresh = async () => await freshDatabase(dialect)

    test('gets its tables when it is opened first', async () => {
      const store = await opened(await fresh())
      expect(store.dialect.name).toBe(dialect)
      expect(await tablesOf(store)).toEqual(TABLES)
    })

    test('keeps what it holds when it is opened again', async () => {
      const database = await fresh()
      const first = await openStore(database)
      await first.db.insertInto('meta').values({ name: 'baseline', value: '1' }).execute()
      await first.close()
      const second = await opened(database)
      expect(await fact(second, 'baseline')).toBe('1')
      expect(await tablesOf(second)).toEqual(TABLES)
    })

    test('may be opened by several processes at once, the first time included', async () => {
      const database = await fresh()
      await Promise.all(
        Array.from({ length: 4 }, async (_, number) => await openElsewhere(database, `opener ${number}`)),
      )
      const store = await opened(database)
      expect((await store.db.selectFrom('meta').selectAll().execute()).length).toBe(4)
      expect(await tablesOf(store)).toEqual(TABLES)
    })

    test('written by a newer Belfry is refused and left as it is', async () => {
      const database = await fresh()
      const store = await openStore(database)
      await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01T00:00:00Z')`.execute(
        store.db,
      )
      await store.close()
      await expect(openStore(database)).rejects.toMatchObject({ code: 'DATABASE_NEWER', exitCode: 3 })
    })

    test('takes back everything of a transaction that fails', async () => {
      const store = await opened(await fresh())
      const failing = store.transaction(async (transaction) => {
        await transaction.insertInto('meta').values({ name: 'half', value: 'done' }).execute()
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await fact(store, 'half')).toBeUndefined()
    })

    test('lets two writers wait for each other instead of failing', async () => {
      const database = await fresh()
      const stores = [await opened(database), await opened(database)]
      await stores[0]?.db.insertInto('meta').values({ name: 'count', value: '0' }).execute()
      const addOne = async (store: Store) =>
        await store.transaction(async (transaction) => {
          await store.dialect.lockDecisions(transaction)
          const row = await transaction
            .selectFrom('meta')
            .select('value')
            .where('name', '=', 'count')
            .executeTakeFirstOrThrow()
          await transaction
            .updateTable('meta')
            .set({ value: String(Number(row.value) + 1) })
            .where('name', '=', 'count')
            .execute()
        })
      // In one process a second connection to SQLite would wait for the first with the event loop stopped: there they
      // take turns.
      if (dialect === 'sqlite') for (let turn = 0; turn < 10; turn += 1) for (const store of stores) await addOne(store)
      else await Promise.all(Array.from({ length: 10 }, () => stores.map(addOne)).flat())
      expect(await fact(stores[1] as Store, 'count')).toBe('20')
    })

    test('hands out numbers, not texts: instants, counts and ids', async () => {
      const store = await opened(await fresh())
      const instant = Date.parse('2026-05-04T12:00:00Z')
      const person = {
        address: 'ada@example.org',
        address_key: 'ada@example.org',
        format: 'html' as const,
        runs: '',
        created_at: instant,
      }
      await store.db.insertInto('people').values(person).execute()
      const row = await store.db.selectFrom('people').selectAll().executeTakeFirstOrThrow()
      expect(row).toEqual({ id: 1, language: '', ...person })
      const { count } = await store.db
        .selectFrom('people')
        .select((e) => e.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      expect(count).toBe(1)
    })

    test('holds any text in each way of writing, with a mark for what is no text', async () => {
      const store = await opened(await fresh())
      const odd = 'Lan\0tern \uD800OS \u{1F3EE}'
      const plain = 'Lan\uFFFDtern \uFFFDOS \u{1F3EE}'
      await store.db.insertInto('meta').values({ name: 'alone', value: odd }).execute()
      await store.transaction(
        async (transaction) => await transaction.insertInto('meta').values({ name: 'within', value: odd }).execute(),
      )
      await store.batch([sql`insert into meta values ('batch', ${odd})`])
      const rows = store.dialect.rows('odd', { value: 'text' }, [{ value: odd }])
      await sql`insert into meta select 'rows', odd.value from ${rows} where true`.execute(store.db)
      const found = await store.db.selectFrom('meta').select('value').where('value', '=', odd).execute()
      expect(found.map(({ value }) => value)).toEqual(Array(4).fill(plain))
    })

    test('has a clock that goes on, in milliseconds', async () => {
      const store = await opened(await fresh())
      const read = async () =>
        Number((await sql<{ now: number }>`select ${store.dialect.now()} as now`.execute(store.db)).rows[0]?.now)
      const [first, second] = [await read(), await read()]
      expect(Number.isInteger(first)).toBe(true)
      expect(second).toBeGreaterThanOrEqual(first)
      expect(Math.abs(first - Date.now())).toBeLessThan(24 * 3_600_000)
    })

    test('refuses a state that nobody knows, new or set', async () => {
      const store = await opened(await fresh())
      const meant = Object.fromEntries(CHECKS.map(({ table, words }) => [table, [...words].sort()]))
      const typed = Object.fromEntries(Object.entries(STATES).map(([table, of]) => [table, Object.keys(of).sort()]))
      expect(meant).toEqual(typed)
      await sql`insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience,
        link_key, reason, created_at) values ('a', 'notice', 'queued', 0, 3, '', '', '', 0, 1, '', 0)`.execute(store.db)
      for (const state of Object.keys(STATES.mailings))
        await sql`update mailings set state = ${state}`.execute(store.db)
      await expect(sql`update mailings set state = 'sent'`.execute(store.db)).rejects.toThrow('mailings_state')
      const sent = sql`insert into subscriptions (person_id, list, state, since) values (1, 'all', 'sent', 0)`
      await expect(sent.execute(store.db)).rejects.toThrow('subscriptions_state')
    })

    test('forgets the subscriptions of a person who is erased', async () => {
      const store = await opened(await fresh())
      await store.db
        .insertInto('people')
        .values({ address: 'a@b.org', address_key: 'a@b.org', format: 'html', runs: '', created_at: 0 })
        .execute()
      await store.db
        .insertInto('subscriptions')
        .values({ person_id: 1, list: 'all', state: 'confirmed', since: 0 })
        .execute()
      await store.db.deleteFrom('people').execute()
      expect(await store.db.selectFrom('subscriptions').selectAll().execute()).toEqual([])
    })
  })
}

test('a SQLite file is made with its folder, for its owner alone', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'belfry-store-')), 'var')
  await opened(`sqlite:${join(folder, 'belfry.db')}`)
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700')
})

test('where another process writes and does not end, who only reads goes on, and who writes is told why', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-busy-')), 'belfry.db')
  const [writer, other] = [openSqlite(file), openSqlite(file, 1)]
  const ask = (sql: string) => ({ sql, parameters: [] })
  writer.execute(ask('create table t (a)'))
  writer.execute(ask('begin immediate'))
  expect(other.execute(ask('select * from t'))).toEqual({ rows: [] })
  const told = { code: 'DATABASE_BUSY', exitCode: 3 }
  expect(() => other.execute(ask('insert into t values (1)'))).toThrow(expect.objectContaining(told))
  expect(() => other.batch([ask('insert into t values (1)')])).toThrow(expect.objectContaining(told))
  writer.execute(ask('rollback'))
  expect(other.execute(ask('insert into t values (1)'))).toMatchObject({ changes: 1 })
  for (const one of [writer, other]) one.close()
})

test('while somebody else writes the process goes on: who reads is answered, who writes comes after it', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-busy-')), 'belfry.db')
  const store = await opened(`sqlite:${file}`)
  const writer = openSqlite(file)
  const ask = (text: string) => writer.execute({ sql: text, parameters: [] })
  const row = (key: string) => sql`insert into meta (name, value) values (${key}, 'x')`
  const ways: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    'a statement': async (key) => await row(key).execute(store.db),
    'a batch': async (key) => await store.batch([row(key)]),
    'a transaction': async (key) => await store.transaction(async (transaction) => await row(key).execute(transaction)),
  }
  for (const [name, write] of Object.entries(ways)) {
    ask('begin immediate')
    const order: string[] = []
    const writing = write(name).then(() => order.push('written'))
    for (let n = 0; n < 3; n += 1) await sql`select 1 from meta`.execute(store.db)
    order.push('read')
    ask('commit')
    await writing
    expect([name, order]).toEqual([name, ['read', 'written']])
  }
  const { rows } = await sql<{ name: string }>`select name from meta where value = 'x' order by name`.execute(store.db)
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(ways).sort())
  writer.close()
})

test.each([
  ['mysql://localhost/belfry', 'DATABASE'],
  ['belfry.db', 'DATABASE'],
  ['sqlite:', 'DATABASE'],
])('%s names no database', async (database, code) => {
  await expect(openStore(database)).rejects.toMatchObject({ code })
})

test('a database that cannot be opened is a dependency that is not there, and its password is not shown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-store-'))
  mkdirSync(join(folder, 'a-folder.db'))
  await expect(openStore(`sqlite:${join(folder, 'a-folder.db')}`)).rejects.toMatchObject({
    code: 'DATABASE',
    exitCode: 3,
  })
  writeFileSync(
    join(folder, 'text.db'),
    'This is no database at all, only some text that is long enough to look like a header.'.repeat(9),
  )
  await expect(openStore(`sqlite:${join(folder, 'text.db')}`)).rejects.toMatchObject({ code: 'DATABASE', exitCode: 3 })
  const refused = openStore('postgres://ada:secret@127.0.0.1:1/belfry')
  await expect(refused).rejects.toMatchObject({
    code: 'DATABASE',
    exitCode: 3,
    message: expect.not.stringContaining('secret'),
  })
})

/** Both are tried: the matrix must not shrink unseen. */
test('the tests run on both databases', () => {
  const both: readonly Dialect[] = dialects
  expect(both).toEqual(['sqlite', 'postgres'])
})
