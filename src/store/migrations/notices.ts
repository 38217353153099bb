/** What later steps added to notices and posts, and the days at which releases end. In: a ledger at the step before. */
import { type AlterTableBuilder, type Kysely, sql } from 'kysely'
import type { DialectName } from '../dialect.js'
import { required } from '../migration-columns.js'

/** Notices that come from the releases table have no post to take their title from. */
export async function addEndOfLife(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('notices')
    .addColumn('title', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema
    .createTable('ends')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', required)
    .addColumn('since', 'bigint', required)
    .addColumn('assumed', 'text')
    .execute()
}

/**
 * What a notice was decided by stood in its reason, a sentence, until here: each sentence that was compared becomes a
 * fact, once. A reason that was put beside a hold later says nothing of the hold but that it was no operator's; age is
 * the commonest of the others.
 */
export async function addNoticeFacts(db: Kysely<unknown>): Promise<void> {
  for (const add of NOTICE_FACTS) await add(db.schema.alterTable('notices')).execute()
  for (const statement of FACTS_FROM_REASONS) await statement.execute(db)
}

const NOTICE_FACTS: readonly ((table: AlterTableBuilder) => { execute(): Promise<void> })[] = [
  (table) => table.addColumn('held_by', 'text'),
  (table) => table.addColumn('text_by', 'text', (column) => column.notNull().defaultTo('post')),
  (table) => table.addColumn('came_by', 'text', (column) => column.notNull().defaultTo('read')),
  (table) => table.addColumn('approved', 'integer'),
]

const FACTS_FROM_REASONS = [
  sql`update notices set kind = 'retraction' where kind = 'update' and key like 'retraction:%'`,
  sql`update notices set held_by = case
      when reason = 'held by an operator' then 'operator'
      when reason like 'due since %, longer than notices.staleAfter %' then 'stale'
      when reason like '% notices at once are more than notices.holdAbove %' then 'flood'
      else 'age' end
    where state = 'held'`,
  sql`update notices set came_by = 'hand' where kind = 'manual' or reason = 'sent by hand'`,
  sql`update notices set came_by = 'register' where reason = 'adopted from the register'`,
  sql`update notices set text_by = 'operator'
    where reason = 'approved by an operator, in their own words' or (kind = 'update' and reason = 'sent by hand')`,
  sql`update notices set approved = revision where state = 'due' and (came_by = 'hand'
    or reason = 'approved by an operator' or reason = 'approved by an operator, in their own words')`,
]

/** What several posts have in common was asked of the first, and the others forgot that they had changed. */
export async function addAskedWith(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('asked_with', 'text').execute()
}

/** An update may take a withdrawal back. */
export async function addReinstates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('notices')
    .addColumn('reinstates', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}

/** Of what revision of the posts a notice was told, and who vouched for it. */
export async function addSigners(db: Kysely<unknown>): Promise<void> {
  for (const name of ['commit', 'path', 'signer'])
    await db.schema
      .alterTable('notices')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
      .execute()
}

/** A post tells what the releases table says, to those whom it reaches. */
export async function addStandIns(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('stand_in', 'text').execute()
}

/** An operator's word on when a notice may leave. */
export async function addNotBefore(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('not_before', 'bigint').execute()
}

/** What was open of a post that vanished comes back with it. */
export async function addWasOpen(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('was_open', 'text').execute()
}

/**
 * All of a post that a run with nothing to do asks for, without its texts. PostgreSQL keeps those elsewhere itself, and
 * refuses a row of which its index would hold more than 2,704 bytes: a long path must fail nothing.
 */
export async function indexStamped(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  if (dialect === 'postgres') return
  await db.schema
    .createIndex('posts_stamped')
    .on('posts')
    .columns(['id', 'path', 'url', 'state', 'instant', 'digest', 'judged_at', 'open_since', 'gone_at'])
    .execute()
}
