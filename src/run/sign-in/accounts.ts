/**
 * Accounts of operators by somebody's word: invited, revoked, given tokens; signing in. In: the app context, an
 * address, who says it. Out: a link or a token, each told once; each word is kept in `events`.
 */
import { isoInstant } from '../../base/clock.js'
import {
  endOperatorTokens,
  endSessions,
  inviteOperator,
  LINK_ENDS_MS,
  listOperators,
  makeOperatorToken,
  type Operator,
  operatorNamed,
  revokeOperator,
  signIn,
} from '../../operators/operator-store.js'
import type { Role, Scope } from '../../operators/roles.js'
import type { Address } from '../../subscribers/address.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'

/** @returns the address of a page that signs in once */
export async function inviteByWord(
  { store, clock, config }: AppContext,
  address: Address,
  role: Role,
  word: Word,
): Promise<{ readonly url: string; readonly endsAt: string }> {
  const now = clock.now()
  return await store.transaction(async (transaction) => {
    const { operator, secret } = await inviteOperator(transaction, address, role, now)
    await recordEvent(transaction, { action: 'invite', key: accountOf(operator), details: { role } }, word, now)
    return { url: `${config.web.url}/console/sign-in/${secret}`, endsAt: isoInstant(now + LINK_ENDS_MS) }
  })
}

/** @throws BelfryError OPERATOR_UNKNOWN */
export async function revokeByWord({ store, clock }: AppContext, address: Address, word: Word): Promise<void> {
  const now = clock.now()
  await store.transaction(async (transaction) => {
    const operator = await revokeOperator(transaction, address, now)
    await recordEvent(transaction, { action: 'revoke', key: accountOf(operator) }, word, now)
  })
}

/** @throws BelfryError OPERATOR_UNKNOWN */
export async function tokenByWord(
  { store, clock }: AppContext,
  asked: { readonly address: Address; readonly name: string; readonly scopes: readonly Scope[]; readonly ms: number },
  word: Word,
): Promise<string> {
  const now = clock.now()
  const { address, name, scopes, ms } = asked
  return await store.transaction(async (transaction) => {
    const operator = await operatorNamed(transaction, address)
    const token = await makeOperatorToken(transaction, { operator, name, scopes, endsAt: now + ms }, now)
    await recordEvent(transaction, { action: 'token', key: accountOf(operator), details: { name, scopes } }, word, now)
    return token
  })
}

/** @returns how many @throws BelfryError OPERATOR_UNKNOWN */
export async function endTokens(
  { store, clock }: AppContext,
  address: Address,
  name: string,
  word: Word,
): Promise<number> {
  const now = clock.now()
  return await store.transaction(async (transaction) => {
    const operator = await operatorNamed(transaction, address)
    const ended = await endOperatorTokens(transaction, operator, name)
    const details = { name, ended }
    if (ended > 0) await recordEvent(transaction, { action: 'token', key: accountOf(operator), details }, word, now)
    return ended
  })
}

/** @returns the secret of a session; undefined where the link is used, over or nobody's */
export async function signInByLink({ store, clock }: AppContext, secret: string): Promise<string | undefined> {
  const now = clock.now()
  return await store.transaction(async (transaction) => {
    const done = await signIn(transaction, secret, now)
    if (done === undefined) return undefined
    const word: Word = { by: done.operator.address, reason: '', via: 'console' }
    await recordEvent(transaction, { action: 'sign-in', key: accountOf(done.operator) }, word, now)
    return done.session
  })
}

/** @param which by its mark; all others where it is left out @returns how many */
export async function endSessionsByWord(
  { store, clock }: AppContext,
  operator: Operator,
  which: { readonly secret: string; readonly mark?: string },
  word: Word,
): Promise<number> {
  const now = clock.now()
  return await store.transaction(async (transaction) => {
    const ended = await endSessions(transaction, operator, which)
    const details = { ended }
    if (ended > 0) await recordEvent(transaction, { action: 'sign-out', key: accountOf(operator), details }, word, now)
    return ended
  })
}

/** As `operators list --json` prints them. */
export async function listedOperators({ store, clock }: AppContext) {
  const found = await listOperators(store.db, clock.now())
  return found.map(({ address, role, revokedAt, sessions, tokens, passkeys }) => ({
    ...{ address, role, sessions },
    revoked: revokedAt === null ? null : isoInstant(revokedAt),
    tokens: tokens.map(({ name, scopes, endsAt }) => ({ name, scopes, ends: isoInstant(endsAt) })),
    passkeys: passkeys.map(({ name, madeAt, usedAt }) => ({
      ...{ name, added: isoInstant(madeAt), used: usedAt === null ? null : isoInstant(usedAt) },
    })),
  }))
}

/** As `events` name an account. */
export function accountOf({ id }: Operator): string {
  return `operator:${id}`
}
