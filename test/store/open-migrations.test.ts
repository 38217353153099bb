/** Tables brought up to date: told, tried before, killed in the middle, kept waiting. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { Log } from '../../src/base/log.js'
import { migrationsFor } from '../../src/store/migrations.js'
import { openStore, stepsToTake } from '../../src/store/open.js'
import { belfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { compiled } from '../support/compiled.js'
import { type Dialect, dialects, freshDatabase } from '../support/databases.js'
import { openOlderLedger } from '../support/older-ledger.js'
import { makeProject, repository } from '../support/project.js'

const FIRST = '0001-first-tables'

/** A process that opens the database and is killed by itself as the step begins. */
async function killedAt(database: string, step: string): Promise<void> {
  const program = `import { openStore } from ${JSON.stringify(join(compiled(), 'store/open.js'))}
    await openStore(process.argv[1], {
      onStep: ({ name }) => { if (name === process.argv[2]) process.kill(process.pid, 'SIGKILL') },
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, database, step], { cwd: repository })
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
}

/** Each step is killed on one database in turn, and on both where TEST_DATABASES is `both`; the last on both always. */
function killing(dialect: Dialect, steps: readonly string[]): string[] {
  const turn = process.env.TEST_DATABASES === 'both' ? undefined : dialects.indexOf(dialect)
  return steps.filter((_, at) => turn === undefined || at === steps.length - 1 || at % dialects.length === turn)
}

for (const dialect of dialects) {
  describe(`tables on ${dialect}`, () => {
    const steps = Object.keys(migrationsFor(dialect))
    const older = async () => {
      const database = await freshDatabase(dialect)
      await (await openOlderLedger(database, FIRST)).destroy()
      return database
    }

    test('are as they were after a kill at any step, and are brought up to date by the next', async () => {
      const database = await older()
      for (const step of killing(dialect, steps.slice(1))) {
        await killedAt(database, step)
        expect(await stepsToTake(database)).toEqual(steps.slice(1))
      }
      closing(await openStore(database))
      expect(await stepsToTake(database)).toEqual([])
    })

    test('say which step is taken, where there was a ledger before', async () => {
      const said: string[] = []
      const log: Log = { info: (line) => said.push(line), warn: () => undefined, error: () => undefined }
      closing(await openStore(await freshDatabase(dialect), { log }))
      expect(said).toEqual([])
      closing(await openStore(await older(), { log }))
      const count = steps.length - 1
      expect(said).toEqual(steps.slice(1).map((name, index) => `migrating ${index + 1} of ${count}: ${name}`))
    })

    test('can be looked at before they are changed', async () => {
      const database = await older()
      const { configFile } = await makeProject(dialect, { database })
      const dry = await belfry(['migrate', '--dry-run'], { config: configFile })
      expect([dry.code, dry.stdout]).toEqual([
        0,
        `These steps would be taken:\n${steps
          .slice(1)
          .map((step) => `  ${step}\n`)
          .join('')}`,
      ])
      expect(await stepsToTake(database)).toEqual(steps.slice(1))
      const done = await belfry(['migrate', '--json'], { config: configFile })
      expect(done.json()).toEqual({ steps: steps.slice(1), done: true })
      expect(done.stderr).toContain(`migrating 1 of ${steps.length - 1}: ${steps[1]}`)
      expect((await belfry(['migrate'], { config: configFile })).stdout).toBe('The tables are up to date.\n')
    })
  })
}

test('on PostgreSQL a table that somebody works with is waited for a while at a time, and asked again', async () => {
  const database = await freshDatabase('postgres')
  await (await openOlderLedger(database, FIRST)).destroy()
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await client.query('begin; lock table notices in access share mode')
  const said: string[] = []
  const warn = (line: string) => {
    if (said.push(line) === 2) void client.query('commit')
  }
  const log: Log = { info: () => undefined, warn, error: () => undefined }
  closing(await openStore(database, { log, limits: { lockMs: 50 } }))
  expect(said.slice(0, 2)).toEqual(
    Array(2).fill('the tables cannot be changed while somebody works with them; trying again'),
  )
  expect(await stepsToTake(database)).toEqual([])
  await client.end()
})

describe('large tables on PostgreSQL', () => {
  const INDEX = 'mailings_to_history'

  /** A ledger before there were checks, with a mailing in it. */
  async function withRows(): Promise<{ database: string; client: pg.Client }> {
    const database = await freshDatabase('postgres')
    const older = await openOlderLedger(database, '0025-form-requests')
    await sql`insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience, link_key,
      reason, created_at, finished_at) values ('a', 'notice', 'finished', 1, 3, '', '', '', 0, 1, '', 0, 0)`.execute(
      older,
    )
    await older.destroy()
    const client = new pg.Client({ connectionString: database })
    await client.connect()
    return { database, client }
  }

  const indexIs = async (client: pg.Client) => {
    const { rows } = await client.query<{ valid: boolean }>(
      'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)',
      [INDEX],
    )
    return rows[0]?.valid
  }
  const unchecked = async (client: pg.Client) =>
    (await client.query('select conname from pg_constraint where not convalidated')).rows.length

  test('get indexes and checks once the steps are taken, and say so', async () => {
    const { database, client } = await withRows()
    const said: string[] = []
    const log: Log = { info: (line) => said.push(line), warn: (line) => said.push(line), error: () => undefined }
    closing(await openStore(database, { log }))
    expect([await indexIs(client), await unchecked(client)]).toEqual([true, 0])
    expect(said.slice(-2)).toEqual([
      `making index ${INDEX}; others go on meanwhile`,
      'checking rows of mailings; others go on meanwhile',
    ])
    await client.end()
  })

  /** A process that is killed while the server makes the index for it. */
  async function killedWithin(database: string, client: pg.Client): Promise<void> {
    const program = `import { openStore } from ${JSON.stringify(join(compiled(), 'store/open.js'))}
      await openStore(process.argv[1], {})`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, database], { cwd: repository })
    const ended = new Promise((resolve) => child.once('close', (_code, by) => resolve(by)))
    for (let looks = 0; (await indexIs(client)) === undefined; looks += 1)
      if (looks > 20_000) throw new Error('no index was begun')
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
  }

  test('get an index that was broken off with its process by the next who opens them, one at a time', async () => {
    const { database, client } = await withRows()
    const program = `import { openStore } from ${JSON.stringify(join(compiled(), 'store/open.js'))}
      const info = (line) => { if (line.startsWith('making index')) process.kill(process.pid, 'SIGKILL') }
      await openStore(process.argv[1], { log: { error() {}, warn() {}, info } })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, database], { cwd: repository })
    expect(await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)))).toBe('SIGKILL')
    expect([await stepsToTake(database), await indexIs(client)]).toEqual([[], undefined])
    // Somebody writes and does not end: the index waits for them in its first part, and is given up there.
    const writer = new pg.Client({ connectionString: database })
    await writer.connect()
    await writer.query("begin; update mailings set reason = 'written'")
    await killedWithin(database, client)
    expect(await indexIs(client)).toBe(false)
    // The server goes on with what its client asked, until somebody ends that; or it ends by itself.
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'create index concurrently%' and pid <> pg_backend_pid()`)
    await writer.query('commit')
    expect(await indexIs(client)).toBe(false)
    await Promise.all([0, 1].map(async () => closing(await openStore(database))))
    expect([await indexIs(client), await unchecked(client)]).toEqual([true, 0])
    const { rows } = await client.query<{ def: string }>('select pg_get_indexdef(to_regclass($1)) as def', [INDEX])
    expect(rows[0]?.def).toContain('history < 2')
    await Promise.all([client.end(), writer.end()])
  })
})
