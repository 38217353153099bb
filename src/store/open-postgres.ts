/**
 * A pool of connections to PostgreSQL. In: its address. Out: Kysely's dialect on it, and a way to ask for several
 * statements at once. Door.
 */
import { type CompiledQuery, type Dialect, PostgresDialect, type QueryResult } from 'kysely'
import pg from 'pg'
import type { Batch } from './sqlite-dialect.js'

export function openPostgres(url: string): Dialect & { readonly batch: Batch } {
  const pool = new pg.Pool({ connectionString: url, max: 10, types: { getTypeParser: numbersFromBigints } })
  // A pooled connection that breaks while idle reports here; the next query gets a new one.
  pool.on('error', () => undefined)
  // One that breaks in the middle of a transaction reports to its query, and here as well: unheard, that would end the
  // process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const dialect = new PostgresDialect({ pool })
  return {
    createDriver: () => dialect.createDriver(),
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    // Several statements in one simple query are one transaction, each with a snapshot of its own (PostgreSQL,
    // §54.2.2.1).
    batch: async (statements) => resultsOf(await pool.query(statements.map(inlined).join(';\n')), statements.length),
  }
}

/** One result, or a list of them where there were several statements. */
function resultsOf(answer: unknown, count: number): QueryResult<unknown>[] {
  const results: unknown[] = count === 1 ? [answer] : Array.isArray(answer) ? answer : []
  return results.map((result) => ({ rows: rowsOf(result) }))
}

function rowsOf(result: unknown): unknown[] {
  const rows: unknown = Reflect.get(Object(result), 'rows')
  return Array.isArray(rows) ? rows : []
}

/** A simple query has no parameters: they are written into it as literals. */
function inlined({ sql, parameters }: CompiledQuery): string {
  return sql.replace(/\$(\d+)/g, (_, number: string) => literal(parameters[Number(number) - 1]))
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `array[${value.map(literal).join(',')}]`
  // A sign of its own would join with what stands before.
  return typeof value === 'number' ? `(${value})` : pg.escapeLiteral(String(value))
}

/** Instants, counts and ids all fit into a double; pg would hand them over as text. */
function numbersFromBigints(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}
