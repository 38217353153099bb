/**
 * Passkeys of operators and the challenges they sign. In: an operator, what an authenticator said. Out: what is known
 * of it. A challenge is used once, and over after minutes; the ledger holds public keys and digests alone. Door.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Queries } from '../store/open.js'
import type { OperatorChallengeTable, OperatorPasskeyTable } from '../store/tables/operators.js'
import type { Tables } from '../store/tables.js'
import type { Operator } from './operator-store.js'

/** How long somebody may look for their key. */
export const CHALLENGE_ENDS_MS = 5 * 60_000
/** So many at once are a flood. */
const CHALLENGES = 10_000
/** Of one operator. */
export const MOST_PASSKEYS = 20

type Purpose = OperatorChallengeTable['purpose']

export interface Passkey {
  readonly id: string
  readonly name: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly madeAt: number
  readonly usedAt: number | null
}

function digestOf(challenge: string): string {
  return createHash('sha256').update(`belfry:passkey:${challenge}`).digest('hex')
}

/**
 * @param operator whose passkey has to sign it; undefined where anybody signs in
 * @returns the challenge, base64url; undefined where too many wait for their answer
 */
export async function addChallenge(
  queries: Queries,
  purpose: Purpose,
  operator: Operator | undefined,
  now: number,
): Promise<string | undefined> {
  await queries.deleteFrom('operator_challenges').where('ends_at', '<=', now).execute()
  const { count } = await queries
    .selectFrom('operator_challenges')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) >= CHALLENGES) return undefined
  const challenge = randomBytes(32).toString('base64url')
  const row = { hash: digestOf(challenge), purpose, operator_id: operator?.id ?? null }
  await queries
    .insertInto('operator_challenges')
    .values({ ...row, ends_at: now + CHALLENGE_ENDS_MS })
    .execute()
  return challenge
}

/** Uses it up, whatever comes of it. @returns undefined where it is used, over or not ours */
export async function takeChallenge(
  queries: Queries,
  challenge: string,
  now: number,
): Promise<{ readonly purpose: Purpose; readonly operatorId: number | null } | undefined> {
  const row = await queries
    .deleteFrom('operator_challenges')
    .where('hash', '=', digestOf(challenge))
    .returning(['purpose', 'operator_id', 'ends_at'])
    .executeTakeFirst()
  if (row === undefined || row.ends_at <= now) return undefined
  return { purpose: row.purpose, operatorId: row.operator_id }
}

/** The oldest first. */
export async function passkeysOf(queries: Queries, { id }: Operator): Promise<Passkey[]> {
  const rows = await queries
    .selectFrom('operator_passkeys')
    .selectAll()
    .where('operator_id', '=', id)
    .orderBy('made_at')
    .orderBy('id')
    .execute()
  return rows.map(passkeyOf)
}

/** @param id of the credential @returns undefined where nobody has it, or who has it was revoked */
export async function passkeyWithId(
  queries: Queries,
  id: string,
): Promise<{ readonly passkey: Passkey; readonly operator: Operator } | undefined> {
  const row = await queries.selectFrom('operator_passkeys').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const operator = await queries
    .selectFrom('operators')
    .select(['id', 'address', 'role'])
    .where('id', '=', row.operator_id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return operator && { passkey: passkeyOf(row), operator }
}

/** @returns false where somebody has a credential of this id already */
export async function addPasskey(
  transaction: Transaction<Tables>,
  operator: Operator,
  { id, name, publicKey, counter, transports }: Omit<Passkey, 'madeAt' | 'usedAt'>,
  now: number,
): Promise<boolean> {
  const row = { id, name, public_key: publicKey, counter, transports: transports.join(' ') }
  const done = await transaction
    .insertInto('operator_passkeys')
    .values({ ...row, operator_id: operator.id, made_at: now, used_at: null })
    .onConflict((same) => same.column('id').doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows ?? 0) > 0
}

/** Two answers at once with one count are one sign-in. @returns false where another came first, or it was removed */
export async function countPasskey(
  transaction: Transaction<Tables>,
  { id, counter: before }: Passkey,
  counter: number,
  now: number,
): Promise<boolean> {
  const done = await transaction
    .updateTable('operator_passkeys')
    .set({ counter, used_at: now })
    .where('id', '=', id)
    .where('counter', '=', before)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

/** @param by the id of one, or the name that one or several have @returns the names of those removed */
export async function removePasskeys(
  queries: Queries,
  operator: Operator,
  by: { readonly id: string } | { readonly name: string },
): Promise<string[]> {
  const theirs = queries.deleteFrom('operator_passkeys').where('operator_id', '=', operator.id)
  const one = 'id' in by ? theirs.where('id', '=', by.id) : theirs.where('name', '=', by.name)
  return (await one.returning('name').execute()).map(({ name }) => name)
}

function passkeyOf({ id, name, counter, transports, ...row }: OperatorPasskeyTable): Passkey {
  const words = transports.split(' ').filter((word) => word !== '')
  return {
    ...{ id, name, counter, transports: words },
    ...{ publicKey: row.public_key, madeAt: row.made_at, usedAt: row.used_at },
  }
}
