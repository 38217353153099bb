/**
 * Accounts of operators, their one-time links, sessions and API tokens. In: an address, a secret. Out: who it is. The
 * ledger holds SHA-256 of secrets, which are 256 random bits: who reads it can sign in with nothing. Door.
 */

import { createHash, randomBytes } from 'node:crypto'
import type { Transaction } from 'kysely'
import { BelfryError } from '../base/errors.js'
import type { Queries } from '../store/open.js'
import type { OperatorRow, Tables } from '../store/tables.js'
import type { Role, Scope } from './roles.js'
import { operatorsTexts } from './texts.js'

export type Operator = Pick<OperatorRow, 'id' | 'address' | 'role'>

/** An address, as it is shown and as it is compared (subscribers/address.ts). */
interface Named {
  readonly address: string
  readonly key: string
}

const HOUR_MS = 3_600_000
export const LINK_ENDS_MS = 24 * HOUR_MS
/** A link that anybody may ask for. */
export const MAILED_ENDS_MS = 15 * 60_000
export const IDLE_MS = 12 * HOUR_MS
/** However busy: a cookie that was stolen is of no use the week after. */
const SESSION_ENDS_MS = 7 * 24 * HOUR_MS
export const FRESH_MS = 10 * 60_000
/** A session's row is written once a minute, not at each page. */
const SEEN_MS = 60_000

function digestOf(secret: string): string {
  return createHash('sha256').update(`belfry:operator:${secret}`).digest('hex')
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Makes the account, gives it another role, or lets a revoked one in again. @returns the secret of a one-time link */
export async function inviteOperator(
  transaction: Transaction<Tables>,
  { address, key }: Named,
  role: Role,
  now: number,
): Promise<{ readonly operator: Operator; readonly secret: string }> {
  const row = { address, address_key: key, role, made_at: now, revoked_at: null }
  await transaction
    .insertInto('operators')
    .values(row)
    .onConflict((same) => same.column('address_key').doUpdateSet({ address, role, revoked_at: null }))
    .execute()
  const operator = await transaction
    .selectFrom('operators')
    .select(['id', 'address', 'role'])
    .where('address_key', '=', key)
    .executeTakeFirstOrThrow()
  // One invitation at a time: the one before is void.
  await transaction.deleteFrom('operator_links').where('operator_id', '=', operator.id).execute()
  return { operator, secret: await addLink(transaction, operator, now + LINK_ENDS_MS) }
}

/** Beside those that there are: whoever asks for one takes none away. @returns the secret of a one-time link */
export async function addLink(transaction: Transaction<Tables>, operator: Operator, endsAt: number): Promise<string> {
  const secret = newSecret()
  await transaction
    .insertInto('operator_links')
    .values({ hash: digestOf(secret), operator_id: operator.id, ends_at: endsAt })
    .execute()
  return secret
}

/** Whether a link would sign somebody in; nothing is changed. */
export async function linkHolds(queries: Queries, secret: string, now: number): Promise<boolean> {
  const row = await queries
    .selectFrom('operator_links')
    .innerJoin('operators', 'operators.id', 'operator_id')
    .select('hash')
    .where('hash', '=', digestOf(secret))
    .where('ends_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Uses up the link. @returns the secret of a session; undefined where the link is used, over or nobody's */
export async function signIn(
  transaction: Transaction<Tables>,
  secret: string,
  now: number,
): Promise<{ readonly operator: Operator; readonly session: string } | undefined> {
  if (!(await linkHolds(transaction, secret, now))) return undefined
  const used = await transaction
    .deleteFrom('operator_links')
    .where('hash', '=', digestOf(secret))
    .returning('operator_id')
    .executeTakeFirst()
  if (used === undefined) return undefined
  const operator = await transaction
    .selectFrom('operators')
    .select(['id', 'address', 'role'])
    .where('id', '=', used.operator_id)
    .executeTakeFirstOrThrow()
  await transaction.deleteFrom('operator_links').where('ends_at', '<', now).execute()
  return { operator, session: await beginSession(transaction, operator, now) }
}

/** Of who proved who they are. @returns the secret of the session */
export async function beginSession(transaction: Transaction<Tables>, { id }: Operator, now: number): Promise<string> {
  const session = newSecret()
  await transaction
    .insertInto('operator_sessions')
    .values({ hash: digestOf(session), operator_id: id, began_at: now, seen_at: now })
    .execute()
  await transaction
    .deleteFrom('operator_sessions')
    .where('seen_at', '<', now - IDLE_MS)
    .execute()
  return session
}

export interface OperatorSession {
  readonly operator: Operator
  /** Signed in within the last ten minutes. */
  readonly isFresh: boolean
}

/** @param isSeen whether the operator does something, so that the session idles from now on */
export async function sessionOf(
  queries: Queries,
  secret: string,
  now: number,
  isSeen = true,
): Promise<OperatorSession | undefined> {
  const hash = digestOf(secret)
  const row = await queries
    .selectFrom('operator_sessions')
    .innerJoin('operators', 'operators.id', 'operator_id')
    .select(['operators.id', 'address', 'role', 'began_at', 'seen_at'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where('seen_at', '>', now - IDLE_MS)
    .where('began_at', '>', now - SESSION_ENDS_MS)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { began_at: began, seen_at: seen, ...operator } = row
  if (isSeen && now - seen > SEEN_MS)
    await queries.updateTable('operator_sessions').set({ seen_at: now }).where('hash', '=', hash).execute()
  return { operator, isFresh: now - began < FRESH_MS }
}

export async function endSession(queries: Queries, secret: string): Promise<void> {
  await queries.deleteFrom('operator_sessions').where('hash', '=', digestOf(secret)).execute()
}

/** One of several browsers; `mark` names it, and opens nothing. */
export interface SessionListed {
  readonly mark: string
  readonly beganAt: number
  readonly seenAt: number
  readonly isThis: boolean
}

const MARK_DIGITS = 16

/** The newest first. @param secret of the session that asks */
export async function sessionsOf(
  queries: Queries,
  { id }: Operator,
  secret: string,
  now: number,
): Promise<SessionListed[]> {
  const rows = await queries
    .selectFrom('operator_sessions')
    .select(['hash', 'began_at', 'seen_at'])
    .where('operator_id', '=', id)
    .where('seen_at', '>', now - IDLE_MS)
    .where('began_at', '>', now - SESSION_ENDS_MS)
    .orderBy('began_at', 'desc')
    .orderBy('hash')
    .execute()
  return rows.map(({ hash, began_at: beganAt, seen_at: seenAt }) => ({
    ...{ beganAt, seenAt, mark: hash.slice(0, MARK_DIGITS), isThis: hash === digestOf(secret) },
  }))
}

/** @param mark of one session; left out for all but the one that asks @returns how many were ended */
export async function endSessions(
  queries: Queries,
  { id }: Operator,
  { secret, mark }: { readonly secret: string; readonly mark?: string },
): Promise<number> {
  const theirs = queries.deleteFrom('operator_sessions').where('operator_id', '=', id)
  const done = await (mark === undefined
    ? theirs.where('hash', '<>', digestOf(secret))
    : theirs.where((e) => e(e.fn<string>('substr', ['hash', e.lit(1), e.lit(MARK_DIGITS)]), '=', mark))
  ).executeTakeFirst()
  return Number(done.numDeletedRows)
}

/** Who has the address and was not revoked. */
export async function findOperator(queries: Queries, { key }: Named): Promise<Operator | undefined> {
  return await queries
    .selectFrom('operators')
    .select(['id', 'address', 'role'])
    .where('address_key', '=', key)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

/** @throws BelfryError OPERATOR_UNKNOWN */
export async function operatorNamed(queries: Queries, named: Named): Promise<Operator> {
  const row = await findOperator(queries, named)
  if (row === undefined)
    throw new BelfryError('OPERATOR_UNKNOWN', operatorsTexts.operatorStore.noOperatorHasAddress(named.address))
  return row
}

/** Ends the account: its sessions, links, tokens and passkeys are void at once. @throws BelfryError OPERATOR_UNKNOWN */
export async function revokeOperator(transaction: Transaction<Tables>, named: Named, now: number): Promise<Operator> {
  const operator = await operatorNamed(transaction, named)
  await transaction.updateTable('operators').set({ revoked_at: now }).where('id', '=', operator.id).execute()
  await transaction.deleteFrom('operator_sessions').where('operator_id', '=', operator.id).execute()
  await transaction.deleteFrom('operator_links').where('operator_id', '=', operator.id).execute()
  await transaction.deleteFrom('operator_tokens').where('operator_id', '=', operator.id).execute()
  await transaction.deleteFrom('operator_passkeys').where('operator_id', '=', operator.id).execute()
  // What they agreed to, and nobody else yet, is agreed to no more.
  await transaction.deleteFrom('approvals').where('operator', '=', operator.address.toLowerCase()).execute()
  return operator
}

export interface NewToken {
  readonly operator: Operator
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly endsAt: number
}

/** @returns the token, which nobody can read again */
export async function makeOperatorToken(
  transaction: Transaction<Tables>,
  { operator, name, scopes, endsAt }: NewToken,
  now: number,
): Promise<string> {
  const secret = `belfry_${newSecret()}`
  const row = { hash: digestOf(secret), operator_id: operator.id, name, scopes: scopes.join(' ') }
  await transaction
    .insertInto('operator_tokens')
    .values({ ...row, made_at: now, ends_at: endsAt })
    .execute()
  return secret
}

/** @returns how many tokens of this name were ended */
export async function endOperatorTokens(queries: Queries, operator: Operator, name: string): Promise<number> {
  const done = await queries
    .deleteFrom('operator_tokens')
    .where('operator_id', '=', operator.id)
    .where('name', '=', name)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

export interface TokenHolder {
  readonly operator: Operator
  readonly scopes: readonly Scope[]
  /** SHA-256 of the token. */
  readonly hash: string
}

export async function tokenHolder(queries: Queries, secret: string, now: number): Promise<TokenHolder | undefined> {
  const row = await queries
    .selectFrom('operator_tokens')
    .innerJoin('operators', 'operators.id', 'operator_id')
    .select(['operators.id', 'address', 'role', 'scopes', 'hash'])
    .where('hash', '=', digestOf(secret))
    .where('revoked_at', 'is', null)
    .where('ends_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { scopes, hash, ...operator } = row
  return { operator, hash, scopes: scopesIn(scopes) }
}

/** As the column has them: words with a space between. */
function scopesIn(column: string): Scope[] {
  return column.split(' ').filter((word): word is Scope => word !== '')
}

/** As `operators list --json` prints it, with instants in milliseconds. */
export interface OperatorListed extends Operator {
  readonly revokedAt: number | null
  readonly sessions: number
  readonly tokens: readonly { readonly name: string; readonly scopes: readonly Scope[]; readonly endsAt: number }[]
  readonly passkeys: readonly { readonly name: string; readonly madeAt: number; readonly usedAt: number | null }[]
}

export async function listOperators(queries: Queries, now: number): Promise<OperatorListed[]> {
  const rows = await queries.selectFrom('operators').selectAll().orderBy('address_key').execute()
  const sessions = await queries
    .selectFrom('operator_sessions')
    .select('operator_id')
    .where('seen_at', '>', now - IDLE_MS)
    .execute()
  const tokens = await queries.selectFrom('operator_tokens').selectAll().orderBy('name').execute()
  const passkeys = await queries.selectFrom('operator_passkeys').selectAll().orderBy('made_at').orderBy('id').execute()
  return rows.map(({ id, address, role, revoked_at: revokedAt }) => ({
    ...{ id, address, role, revokedAt },
    sessions: sessions.filter((one) => one.operator_id === id).length,
    tokens: tokens
      .filter((one) => one.operator_id === id && one.ends_at > now)
      .map(({ name, scopes, ends_at: endsAt }) => ({ name, scopes: scopesIn(scopes), endsAt })),
    passkeys: passkeys
      .filter((one) => one.operator_id === id)
      .map(({ name, made_at: madeAt, used_at: usedAt }) => ({ name, madeAt, usedAt })),
  }))
}
