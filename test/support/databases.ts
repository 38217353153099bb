/**
 * The matrix of databases: every test of the ledger runs `for (const dialect of dialects)`. Out: a fresh database a
 * test can name in its configuration, empty or with the tables of now.
 */
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, test } from 'vitest'
import { freshPostgres } from './postgres.js'

export const dialects = ['sqlite', 'postgres'] as const
export type Dialect = (typeof dialects)[number]

/**
 * For journeys whose question is what is told, not what the database does: each test runs on one database, in turn, and
 * a file's tests on both. Every one runs on both where TEST_DATABASES is `both`. What the ledger itself promises (runs
 * at once, crashes, restores, who gets what) runs on both always.
 */
export function testOn(dialect: Dialect): (name: string, work: () => Promise<void>, timeout?: number) => void {
  const isOn = turnsOf(dialect)
  return (name, work, timeout) => {
    if (isOn()) test(name, work, timeout)
  }
}

/** The same for rows of `test.each`. */
export function rowsOn<Row>(dialect: Dialect, rows: readonly Row[]): Row[] {
  return rows.filter(turnsOf(dialect))
}

function turnsOf(dialect: Dialect): () => boolean {
  const both = process.env.TEST_DATABASES === 'both'
  let count = dialects.indexOf(dialect)
  return () => both || count++ % dialects.length === 0
}

/** Ledgers with their tables and nothing in them: making the tables again for each test took minutes of a run. */
export interface LedgerTemplates {
  /** A file. */
  readonly sqlite: string
  /** The name of a database on the server. */
  readonly postgres: string
}

/** A ledger with the tables of now. @returns the value for the `database` key */
export async function freshLedger(dialect: Dialect): Promise<string> {
  // Benchmarks have no templates: whoever opens the database makes the tables.
  if (process.env.VITEST === undefined && dialect === 'sqlite') return await freshDatabase(dialect)
  const templates = inject('ledgers')
  if (dialect === 'postgres') return await freshPostgres(inject('postgresUrl'), templates.postgres)
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-db-')), 'belfry.db')
  copyFileSync(templates.sqlite, file)
  return `sqlite:${file}`
}

/** Without tables. @returns the value for the `database` key */
export async function freshDatabase(dialect: Dialect): Promise<string> {
  if (dialect === 'sqlite') return `sqlite:${join(mkdtempSync(join(tmpdir(), 'belfry-db-')), 'belfry.db')}`
  return await freshPostgres(inject('postgresUrl'))
}
