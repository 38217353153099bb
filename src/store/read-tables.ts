/**
 * The tables of a ledger as the steps make them, found by taking these steps in a database that is forgotten at once:
 * nobody keeps a second list of tables and columns. In: the last step taken. Out: tables, those that others refer to
 * first. Door.
 */
import { Kysely, sql } from 'kysely'
import { sqliteDialect } from './dialect.js'
import { migrationsFor } from './migrations.js'
import { takeSteps } from './open-migrations.js'
import { openSqlite } from './open-sqlite.js'
import { sqliteDialectOn } from './sqlite-dialect.js'
import type { Tables } from './tables.js'

/** What a column holds, the same on both databases. */
export type ColumnKind = 'text' | 'integer' | 'real' | 'bytes'

export interface LedgerColumn {
  readonly name: string
  readonly kind: ColumnKind
}

export interface TableShape {
  readonly name: string
  readonly columns: readonly LedgerColumn[]
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[]
  /** Does the database number its rows, in `id`? */
  readonly isNumbered: boolean
}

/** Types as migrations.ts writes them. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  text: 'text',
  integer: 'integer',
  bigint: 'integer',
  'double precision': 'real',
  blob: 'bytes',
}

const known = new Map<string, Promise<readonly TableShape[]>>()

/** @param last name of the last step taken @throws Error where a column has a type that is not named above */
export async function readTables(last: string): Promise<readonly TableShape[]> {
  const found = known.get(last) ?? tablesAfter(last)
  known.set(last, found)
  return await found
}

/** Every step there is, in order. */
export function allSteps(): readonly string[] {
  return Object.keys(migrationsFor('sqlite')).sort()
}

async function tablesAfter(last: string): Promise<readonly TableShape[]> {
  const db = new Kysely<Tables>({ dialect: sqliteDialectOn(openSqlite(':memory:')) })
  try {
    await takeSteps(db, sqliteDialect, migrationsFor('sqlite'), last)
    const { rows } = await sql<{ table: string; name: string; type: string; pk: number }>`
      select t.name as "table", c.name, lower(c.type) as type, c.pk
      from sqlite_master t join pragma_table_info(t.name) c
      where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like 'kysely_%'
      order by t.rowid, c.cid`.execute(db)
    const names = [...new Set(rows.map(({ table }) => table))]
    return names.map((name) =>
      tableOf(
        name,
        rows.filter(({ table }) => table === name),
      ),
    )
  } finally {
    await db.destroy()
  }
}

function tableOf(name: string, rows: readonly { name: string; type: string; pk: number }[]): TableShape {
  const keyed = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const columns = rows.map((row) => {
    const kind = KINDS[row.type]
    if (kind === undefined || keyed.length === 0)
      throw new Error(`column ${row.name} of ${name} is of a type or a table that no backup can hold`)
    return { name: row.name, kind }
  })
  const isNumbered = keyed.length === 1 && keyed[0]?.name === 'id' && keyed[0].type === 'integer'
  return { name, columns, key: keyed.map((column) => column.name), isNumbered }
}
