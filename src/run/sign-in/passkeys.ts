/**
 * Passkeys by an operator's own hand: added, used to sign in, removed. In: the app context, what the browser answered.
 * Out: what came of it; each is kept in `events`.
 */

import { BelfryError } from '../../base/errors.js'
import { beginSession, type Operator, operatorNamed } from '../../operators/operator-store.js'
import {
  addChallenge,
  addPasskey,
  countPasskey,
  MOST_PASSKEYS,
  passkeysOf,
  passkeyWithId,
  removePasskeys,
  takeChallenge,
} from '../../operators/passkey-store.js'
import {
  checkAnswerToAdd,
  checkAnswerToSignIn,
  optionsToAdd,
  optionsToSignIn,
  type Party,
  partyOf,
  readAnswerToAdd,
  readAnswerToSignIn,
} from '../../operators/passkeys.js'
import type { Address } from '../../subscribers/address.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'
import { accountOf } from './accounts.js'

/** @returns undefined where no browser offers passkeys at `web.url` */
export function ownParty({ config }: AppContext): Party | undefined {
  return partyOf(config.web.url, config.site.title)
}

/** @throws BelfryError PASSKEY_REFUSED where none can be made at `web.url`, or there are too many */
export async function askToAdd(context: AppContext, operator: Operator) {
  const { store, clock } = context
  const known = await passkeysOf(store.db, operator)
  if (known.length >= MOST_PASSKEYS) throw refused(runTexts.passkeys.hasPasskeys(operator.address, MOST_PASSKEYS))
  const party = someParty(context)
  return await optionsToAdd(party, operator, await challengeFor(context, 'add', operator, clock.now()), known)
}

/** @param operator who is signed in and shall prove it anew; undefined for anybody */
export async function askToSignIn(context: AppContext, operator: Operator | undefined) {
  const { store, clock } = context
  const party = someParty(context)
  const known = operator === undefined ? [] : await passkeysOf(store.db, operator)
  if (operator !== undefined && known.length === 0) throw refused(runTexts.passkeys.hasNoPasskey(operator.address))
  return await optionsToSignIn(party, await challengeFor(context, 'sign-in', operator, clock.now()), known)
}

async function challengeFor(
  { store }: AppContext,
  purpose: 'add' | 'sign-in',
  operator: Operator | undefined,
  now: number,
): Promise<string> {
  const challenge = await addChallenge(store.db, purpose, operator, now)
  if (challenge === undefined) throw refused(runTexts.passkeys.tooManySignIns())
  return challenge
}

/** @param text RegistrationResponseJSON @throws BelfryError PASSKEY_REFUSED */
export async function addByAnswer(
  context: AppContext,
  operator: Operator,
  { name, text }: { readonly name: string; readonly text: string },
  word: Word,
): Promise<void> {
  const { store, clock, log } = context
  const now = clock.now()
  const answered = readAnswerToAdd(text)
  if (answered === undefined) throw refused(runTexts.passkeys.noAnswerBrowser())
  const asked = await takeChallenge(store.db, answered.challenge, now)
  if (asked?.purpose !== 'add' || asked.operatorId !== operator.id) throw refused(runTexts.passkeys.askedForTooLong())
  const key = await checkAnswerToAdd(someParty(context), answered)
  if ('refused' in key) {
    log.warn(`a passkey is refused: ${key.refused}`)
    throw refused(runTexts.passkeys.signatureDoesNotFit())
  }
  await store.transaction(async (transaction) => {
    if (!(await addPasskey(transaction, operator, { ...key, name }, now)))
      throw refused(runTexts.passkeys.knownAlready())
    await recordEvent(transaction, { action: 'passkey', key: accountOf(operator), details: { added: name } }, word, now)
  })
}

/** @param text AuthenticationResponseJSON @returns the secret of a session @throws BelfryError PASSKEY_REFUSED */
export async function signInByAnswer(
  context: AppContext,
  text: string,
): Promise<{ readonly operator: Operator; readonly session: string }> {
  const { store, clock, log } = context
  const now = clock.now()
  const answered = readAnswerToSignIn(text)
  if (answered === undefined) throw refused(runTexts.passkeys.noAnswerBrowser())
  const asked = await takeChallenge(store.db, answered.challenge, now)
  if (asked?.purpose !== 'sign-in') throw refused(runTexts.passkeys.askedForTooLong())
  const found = await passkeyWithId(store.db, answered.answer.id)
  if (found === undefined) throw refused(runTexts.passkeys.noOperatorHasPasskey())
  const { operator, passkey } = found
  if (asked.operatorId !== null && asked.operatorId !== operator.id)
    throw refused(runTexts.passkeys.passkeyAnotherOperatorThan())
  const checked = await checkAnswerToSignIn(someParty(context), passkey, answered)
  if ('refused' in checked) {
    log.warn(`a sign-in by passkey is refused: ${checked.refused}`)
    throw refused(runTexts.passkeys.signatureDoesNotFit())
  }
  return await store.transaction(async (transaction) => {
    if (!(await countPasskey(transaction, passkey, checked.counter, now)))
      throw refused(runTexts.passkeys.usedElsewhere())
    const session = await beginSession(transaction, operator, now)
    const word: Word = { by: operator.address, reason: '', via: 'console' }
    const details = { passkey: passkey.name }
    await recordEvent(transaction, { action: 'sign-in', key: accountOf(operator), details }, word, now)
    return { operator, session }
  })
}

/** @returns the names of those removed */
export async function removeByWord(
  { store, clock }: AppContext,
  operator: Operator,
  by: { readonly id: string } | { readonly name: string },
  word: Word,
): Promise<string[]> {
  const now = clock.now()
  return await store.transaction(async (transaction) => {
    const removed = await removePasskeys(transaction, operator, by)
    const details = { removed }
    if (removed.length > 0)
      await recordEvent(transaction, { action: 'passkey', key: accountOf(operator), details }, word, now)
    return removed
  })
}

/** On the command line. @throws BelfryError OPERATOR_UNKNOWN, PASSKEY_UNKNOWN */
export async function removeNamedPasskey(
  context: AppContext,
  address: Address,
  name: string,
  word: Word,
): Promise<string[]> {
  const operator = await operatorNamed(context.store.db, address)
  const removed = await removeByWord(context, operator, { name }, word)
  if (removed.length > 0) return removed
  throw new BelfryError('PASSKEY_UNKNOWN', runTexts.passkeys.hasNoPasskeyName(address.address, name))
}

function someParty(context: AppContext): Party {
  const party = ownParty(context)
  if (party !== undefined) return party
  throw refused(runTexts.passkeys.noBrowserMakesPasskeys(context.config.web.url))
}

function refused(why: string): BelfryError {
  return new BelfryError('PASSKEY_REFUSED', why)
}
