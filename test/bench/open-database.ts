/**
 * A database for a bench, outside of the test runner. In: its kind. Out: the value of the `database` key, and a way to
 * end it.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Settings, startPostgres } from '../support/postgres.js'

export interface BenchDatabase {
  readonly database: string
  stop(): Promise<void>
}

/**
 * @param isDurable does PostgreSQL force commits to disk, as it does where nobody says otherwise? SQLite always does
 * @param settings of PostgreSQL's server
 */
export async function openDatabase(kind: string, isDurable: boolean, settings: Settings = {}): Promise<BenchDatabase> {
  if (kind === 'sqlite') {
    const file = join(mkdtempSync(join(tmpdir(), 'belfry-bench-')), 'belfry.db')
    return { database: `sqlite:${file}`, stop: async () => undefined }
  }
  if (kind !== 'postgres') throw new Error(`${kind} is neither postgres nor sqlite`)
  const server = await startPostgres({ isDurable, settings })
  const client = new pg.Client({ connectionString: `${server.url}/postgres` })
  await client.connect()
  await client.query('create database bench')
  await client.end()
  return { database: `${server.url}/bench`, stop: server.stop }
}
