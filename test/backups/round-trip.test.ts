/**
 * Every table and column that the steps make goes through a backup and comes back, octet for octet, also by way of the
 * other database. Nobody lists them: rows are generated from the tables as they are.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DatabaseSync } from '@photostructure/sqlite'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { withBackup } from '../../src/backups/read-backup.js'
import { writeBackup } from '../../src/backups/write-backup.js'
import { silentLog } from '../../src/base/log.js'
import { roles } from '../../src/operators/roles.js'
import { lookAt, restore } from '../../src/run/backups/restore.js'
import { openReadContext, type ReadContext } from '../../src/run/read-context.js'
import { CHECKS } from '../../src/store/large-tables.js'
import { openStore } from '../../src/store/open.js'
import { withLedger } from '../../src/store/open-ledger.js'
import { allSteps, type ColumnKind, readTables, type TableShape } from '../../src/store/read-tables.js'
import { type Dialect, dialects, freshDatabase, freshLedger } from '../support/databases.js'
import { makeProject, testClock } from '../support/project.js'

const NEWEST = allSteps().at(-1) ?? ''
const TERMS = { replace: false, otherProject: false, dryRun: false }

async function contextOn(database: string): Promise<ReadContext> {
  const { configFile: file } = await makeProject('sqlite', { database })
  return openReadContext({ file, environment: {}, clock: testClock('2026-05-04T12:00:00Z'), log: silentLog })
}

async function backedUp({ config, clock }: ReadContext, file: string): Promise<string> {
  const project = { title: config.site.title, domain: config.mail.domain }
  await withLedger(config.database, {}, async (ledger) => {
    await writeBackup({ ledger, project, files: [], at: clock.now() }, file, { encryptTo: '' })
  })
  return file
}

/** Lines of tables alone: a restore adds that mail is stopped. */
function rowsIn(file: string): string[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(1, -2)
  return lines.filter((line) => !/^\["mail-stopped/.test(line) && !/^\{"rows"/.test(line))
}

const INTEGERS = fc.oneof(fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER), fc.maxSafeInteger())
/** Columns that SQLite and PostgreSQL hold in 32 bits. */
const SMALL = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const TEXTS = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    '[]',
    '{"a":"\\u0041"}',
    "it's",
    'a\\b',
    '0',
    '007',
    '1e3',
    'ünï\u{1F514}\r\n\t\u0001\u2028',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)
const REALS = fc.oneof(
  fc.constantFrom(0, 0.1, 5, 1e300, -(2 ** -20)),
  // Instants stand in these columns: SQLite's driver makes 0 of what is nearer to it than 2e-16.
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((real) => Math.abs(real) > 1e-9),
)
const VALUES: Readonly<Record<ColumnKind, fc.Arbitrary<unknown>>> = {
  integer: INTEGERS,
  text: TEXTS,
  real: REALS.map((number) => number + 0),
  bytes: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
}

interface Shape {
  readonly name: string
  readonly type: string
  readonly notnull: number
}

const SAID = Object.fromEntries(CHECKS.map(({ table, words }) => [table, words]))
/** Those that the database takes. */
const statesOf = (table: string) => fc.constantFrom(...(SAID[table] ?? ['accepted', 'uncertain']))

/** Rows that break no rule between tables: numbers of people and mailings are those of the rows. */
function rowsOf(
  { name: table, columns, key }: TableShape,
  shapes: readonly Shape[],
  count: number,
): fc.Arbitrary<unknown[][]> {
  const row = fc.tuple(
    ...columns.map(({ name, kind }) => {
      if (name === 'state') return statesOf(table)
      if (name === 'role') return fc.constantFrom(...roles)
      const shape = shapes.find((one) => one.name === name)
      const values = shape?.type.toLowerCase() === 'integer' && !key.includes(name) ? SMALL : VALUES[kind]
      return shape?.notnull === 1 || key.includes(name) ? values : fc.option(values, { nil: null })
    }),
  )
  return fc.array(row, { minLength: count, maxLength: count }).map((rows) =>
    rows.map((values, index) =>
      values.map((value, at) => {
        const name = columns[at]?.name ?? ''
        if (name === 'id' && columns[at]?.kind === 'integer') return index + 1
        // Blocks of none of the people here: whoever adds a person takes the block of theirs away.
        if (['person_id', 'mailing_id', 'operator_id', 'block'].includes(name)) return index + 1
        return typeof value === 'string' && /key|name|^id$|hub|hash|list|instance|about|^cycle$|^digest$/.test(name)
          ? `${value}${index}`
          : value
      }),
    ),
  )
}

/** @returns rows that were written, by table */
async function fill(file: string, seed: number): Promise<Map<string, unknown[][]>> {
  const database = new DatabaseSync(file)
  const filled = new Map<string, unknown[][]>()
  for (const table of await readTables(NEWEST)) {
    const shapes = database.prepare(`pragma table_info(${table.name})`).all() as Shape[]
    const [rows = []] = fc.sample(rowsOf(table, shapes, 12), { seed, numRuns: 1 })
    database.exec(`delete from ${table.name}`)
    const into = database.prepare(`insert into ${table.name} values (${table.columns.map(() => '?').join()})`)
    for (const row of rows) into.run(...row)
    filled.set(table.name, rows)
  }
  database.close()
  return filled
}

describe('every table of a ledger', () => {
  for (const dialect of dialects)
    test(`is known with all of its columns on ${dialect}`, async () => {
      const store = await openStore(await freshLedger(dialect))
      const found = await store.db.introspection.getTables()
      await store.close()
      const known = await readTables(NEWEST)
      const byName = (tables: readonly { name: string; columns: readonly { name: string }[] }[]) =>
        Object.fromEntries(tables.map(({ name, columns }) => [name, columns.map((column) => column.name).sort()]))
      expect(byName(found.filter(({ name }) => !/^(sqlite|kysely)_/.test(name)))).toEqual(byName(known))
    })

  test.each([1, 2, 3])('goes from SQLite to PostgreSQL and back octet for octet (seed %i)', async (seed) => {
    const first = await contextOn(await freshLedger('sqlite'))
    const filled = await fill(first.config.database.slice('sqlite:'.length), seed)
    const second = await contextOn(await freshDatabase('postgres'))
    const third = await contextOn(await freshDatabase('sqlite'))
    const fileOf = ({ config }: ReadContext, name: string) => join(config.file, '..', name)

    const one = await backedUp(first, fileOf(first, 'one'))
    await restore(second, one, TERMS)
    const two = await backedUp(second, fileOf(second, 'two'))
    expect([...rowsIn(two)].sort()).toEqual([...rowsIn(one)].sort())
    await restore(third, two, TERMS)

    const database = new DatabaseSync(third.config.database.slice('sqlite:'.length))
    for (const { name, columns, key } of await readTables(NEWEST)) {
      const rows = database
        .prepare(`select * from ${name} where ${name === 'meta' ? "name not like 'mail-stopped%'" : '1'}`)
        .all()
        .map((row) => Object.values(row as object).map((one) => (one instanceof Uint8Array ? Buffer.from(one) : one)))
      const order = columns.flatMap((column, index) => (key.includes(column.name) ? [index] : []))
      const sorted = (all: readonly (readonly unknown[])[]) =>
        [...all].sort((a, b) => {
          const at = order.find((index) => a[index] !== b[index]) ?? 0
          return String(a[at]) < String(b[at]) ? -1 : 1
        })
      expect([name, sorted(rows as unknown[][])]).toEqual([name, sorted(filled.get(name) ?? [])])
    }
    database.close()
  })
})

test('a large backup is read without a listener left behind for each piece of it', async () => {
  const { config } = await contextOn(await freshLedger('sqlite'))
  const file = join(config.file, '..', 'large')
  const files = [{ name: 'register', bytes: randomBytes(8_000_000) }]
  await withLedger(config.database, {}, async (ledger) => {
    await writeBackup({ ledger, project: { title: '', domain: '' }, files, at: 0 }, file, { encryptTo: '' })
  })
  const warnings: string[] = []
  const listen = ({ name }: Error) => warnings.push(name)
  process.on('warning', listen)
  const held = await withBackup(file, lookAt)
  process.off('warning', listen)
  expect(held.files[0]?.bytes.equals(files[0]?.bytes ?? Buffer.alloc(0))).toBe(true)
  expect(warnings).toEqual([])
})

for (const dialect of dialects)
  describe(`numbers on ${dialect}`, () => {
    test('go on above those that were ever given, also of who was erased', async () => {
      const from = await contextOn(await freshLedger(dialect))
      const add = async (database: string, name: string) => {
        const store = await openStore(database)
        const person = { address: name, address_key: name, format: 'text' as const, runs: '', created_at: 1 }
        const { id } = await store.db.insertInto('people').values(person).returning('id').executeTakeFirstOrThrow()
        if (name === 'gone') await sql`delete from people where id = ${id}`.execute(store.db)
        await store.close()
        return id
      }
      for (const name of ['ada', 'grace', 'gone']) await add(from.config.database, name)
      const file = await backedUp(from, join(from.config.file, '..', 'one'))
      for (const other of dialects) {
        const into = await contextOn(await freshDatabase(other as Dialect))
        await restore(into, file, TERMS)
        expect([other, await add(into.config.database, 'next')]).toEqual([other, 4])
      }
    })
  })
