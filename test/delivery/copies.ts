/**
 * Mail to one person in numbers. In: a ledger that holds some. Out: the same so often, written by the database at once.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Store } from '../../src/store/open.js'

/** More than there are mailings to copy. */
const STEP = 10_000

/** Every mailing to one person, with its delivery and its bytes, `count` times more. */
export async function copyMailToOne(store: Store, count: number): Promise<void> {
  if (count === 0) return
  const tables = await store.db.introspection.getTables()
  const copy = async (
    table: 'mailings' | 'deliveries' | 'variants',
    values: Readonly<Record<string, RawBuilder<unknown>>>,
  ) => {
    const columns = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []
    const names = columns.filter((name) => name !== 'id' || 'id' in values)
    const mailing = table === 'mailings' ? sql`copied.id` : sql`copied.mailing_id`
    await sql`
      insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < cast(${count} as bigint))
      select ${sql.join(names.map((name) => values[name] ?? sql.ref(`copied.${name}`)))}
        from ${sql.table(table)} as copied cross join numbers
        where ${mailing} < ${sql.lit(STEP)} and ${mailing} in (select id from mailings where kind <> 'notice')`.execute(
      store.db,
    )
  }
  const step = sql`${sql.lit(STEP)} * cast(n as bigint)`
  await copy('mailings', {
    id: sql`copied.id + ${step}`,
    key: sql`copied.key || n`,
    message_id: sql`copied.message_id || n`,
  })
  await copy('variants', { mailing_id: sql`copied.mailing_id + ${step}` })
  await copy('deliveries', { mailing_id: sql`copied.mailing_id + ${step}` })
}
