/** Columns as the steps of migrations.ts make them. Pure. */
import type { ColumnDefinitionBuilder } from 'kysely'
import type { DialectName } from './dialect.js'

export const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** The type of a number that the database counts up, and what makes a key of it that is never given twice. */
export function serialKey(
  dialect: DialectName,
): [type: 'integer' | 'bigserial', build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder] {
  return dialect === 'sqlite'
    ? ['integer', (column) => column.primaryKey().autoIncrement()]
    : ['bigserial', (column) => column.primaryKey()]
}
