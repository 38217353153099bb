/**
 * The matrix of databases: every test of the ledger runs `for (const dialect of dialects)`. Out: a fresh, empty
 * database a test can name in its configuration.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'

export const dialects = ['sqlite', 'postgres'] as const
export type Dialect = (typeof dialects)[number]

/** @returns the value for the `database` key */
export async function freshDatabase(dialect: Dialect): Promise<string> {
  if (dialect === 'sqlite') return `sqlite:${join(mkdtempSync(join(tmpdir(), 'belfry-db-')), 'belfry.db')}`
  return await freshPostgres(inject('postgresUrl'))
}

/** @param url a server's, without a database */
export async function freshPostgres(url: string): Promise<string> {
  const name = `belfry_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return `${url}/${name}`
}
