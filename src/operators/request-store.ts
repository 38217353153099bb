/**
 * Requests of the API that may be sent again: the same key of the same token has the same answer, and no effect. In: a
 * token, a key, the digest of a request. Out: what is known of it. Door.
 */
import type { Queries } from '../store/open.js'

export interface ApiRequest {
  /** SHA-256 of the token. */
  readonly token: string
  /** Idempotency-Key. */
  readonly key: string
  /** Of method, path and body. */
  readonly digest: string
}

/** What was answered; an empty answer: it is under way, or its process died. */
export interface KnownRequest {
  readonly digest: string
  readonly status: number
  readonly answer: string
}

const KEPT_MS = 7 * 24 * 3_600_000

/** @returns undefined where it is new, and ours to do */
export async function claimRequest(
  queries: Queries,
  request: ApiRequest,
  now: number,
): Promise<KnownRequest | undefined> {
  const { token, key, digest } = request
  await queries
    .deleteFrom('api_requests')
    .where('at', '<', now - KEPT_MS)
    .execute()
  const done = await queries
    .insertInto('api_requests')
    .values({ token, key, digest, at: now, status: 0, answer: '' })
    .onConflict((same) => same.columns(['token', 'key']).doNothing())
    .executeTakeFirst()
  if (Number(done.numInsertedOrUpdatedRows ?? 0) > 0) return undefined
  const known = await queries
    .selectFrom('api_requests')
    .select(['digest', 'status', 'answer'])
    .where('token', '=', token)
    .where('key', '=', key)
    .executeTakeFirst()
  // It was refused, and forgotten, between the two questions.
  return known ?? (await claimRequest(queries, request, now))
}

export async function keepAnswer(
  queries: Queries,
  { token, key }: ApiRequest,
  { status, answer }: Omit<KnownRequest, 'digest'>,
): Promise<void> {
  await queries
    .updateTable('api_requests')
    .set({ status, answer })
    .where('token', '=', token)
    .where('key', '=', key)
    .execute()
}

/** What had no effect may be tried again under the same key. */
export async function forgetRequest(queries: Queries, { token, key }: ApiRequest): Promise<void> {
  await queries.deleteFrom('api_requests').where('token', '=', token).where('key', '=', key).execute()
}
