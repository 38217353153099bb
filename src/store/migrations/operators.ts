/** Accounts of operators, what they sign in with, requests of the API, approvals. In: a ledger at the step before. */
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import type { DialectName } from '../dialect.js'
import { wordsOf } from '../large-tables.js'
import { required, serialKey } from '../migration-columns.js'

const ofOperator = (column: ColumnDefinitionBuilder) => column.notNull().references('operators.id').onDelete('cascade')

/** Accounts, and what they sign in with. */
export async function operatorTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const roles = wordsOf({ words: ['viewer', 'author', 'sender', 'admin'] })
  await db.schema
    .createTable('operators')
    .addColumn('id', ...serialKey(dialect))
    .addColumn('address', 'text', required)
    .addColumn('address_key', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull().check(sql`role in ${roles}`))
    .addColumn('made_at', 'bigint', required)
    .addColumn('revoked_at', 'bigint')
    .execute()
  await db.schema
    .createTable('operator_links')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('operator_id', 'bigint', ofOperator)
    .addColumn('ends_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('operator_sessions')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('operator_id', 'bigint', ofOperator)
    .addColumn('began_at', 'bigint', required)
    .addColumn('seen_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('operator_tokens')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('operator_id', 'bigint', ofOperator)
    .addColumn('name', 'text', required)
    .addColumn('scopes', 'text', required)
    .addColumn('made_at', 'bigint', required)
    .addColumn('ends_at', 'bigint', required)
    .execute()
}

/** What was asked of the API, and who agreed to what. */
export async function requestTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_requests')
    .addColumn('token', 'text', required)
    .addColumn('key', 'text', required)
    .addColumn('digest', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('status', 'integer', required)
    .addColumn('answer', 'text', required)
    .addPrimaryKeyConstraint('api_requests_key', ['token', 'key'])
    .execute()
  await db.schema
    .createTable('approvals')
    .addColumn('about', 'text', required)
    .addColumn('operator', 'text', required)
    .addColumn('digest', 'text', required)
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('approvals_key', ['about', 'operator'])
    .execute()
}

/** What operators sign in with beside links, and what was asked of them lately. */
export async function passkeyTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('operator_passkeys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('operator_id', 'bigint', ofOperator)
    .addColumn('name', 'text', required)
    .addColumn('public_key', 'text', required)
    .addColumn('counter', 'bigint', required)
    .addColumn('transports', 'text', required)
    .addColumn('made_at', 'bigint', required)
    .addColumn('used_at', 'bigint')
    .execute()
  await db.schema
    .createTable('operator_challenges')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', required)
    .addColumn('operator_id', 'bigint', (column) => column.references('operators.id').onDelete('cascade'))
    .addColumn('ends_at', 'bigint', required)
    .execute()
}

/** What was agreed to, so that the next operator is shown it; of words said before, nobody knows. */
export async function agreedWords(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('approvals')
    .addColumn('said', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
}
