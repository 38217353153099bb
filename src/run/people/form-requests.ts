/**
 * What forms ask for, kept before the answer and done after it: whoever asks learns nothing by the answer, nor by how
 * long it takes, of who is known. In: what was asked; later whatever waits. Out: people, lists, mail in the ledger.
 */
import { BelfryError, messageOf } from '../../base/errors.js'
import type { Address } from '../../subscribers/address.js'
import { networkHash } from '../../subscribers/consent-store.js'
import {
  endFormRequest,
  type FormAsk,
  type FormRequest,
  saveFormRequest,
  takeFormRequest,
  type WantedMail,
} from '../../subscribers/form-request-store.js'
import type { AppContext } from '../app-context.js'
import { askForAddress } from './address-change.js'
import { holderBy } from './link-holder.js'
import type { Settle } from './mail-person.js'
import { askForPreferences, type Said, subscribe } from './membership.js'

/** Writes one row, whoever has the address. */
export async function keepFormRequest(context: AppContext, to: Address, ask: FormAsk): Promise<void> {
  await saveFormRequest(context.store.db, { at: context.clock.now(), to, ask })
}

/** Proof of consent as it is kept: who reads the ledger learns no network from it. */
export function proofOf({ hashKey }: Pick<AppContext, 'hashKey'>, { network, wording }: Said) {
  return { from: networkHash(network, hashKey()), wording }
}

/**
 * Does all that waits, one after another, the oldest first. What fails is said in the log and stays for another time;
 * what somebody else took and died with, too. Nobody is mailed twice for one request.
 * @returns how many were done
 */
export async function doFormRequests(context: AppContext, signal?: AbortSignal): Promise<number> {
  let done = 0
  while (signal?.aborted !== true) {
    const request = await takeFormRequest(context.store)
    if (request === undefined) break
    if (await isDone(context, request)) done += 1
  }
  return done
}

async function isDone(context: AppContext, request: FormRequest): Promise<boolean> {
  try {
    await doRequest(context, request, async (transaction) => await endFormRequest(transaction, request.id))
    // Where nothing was mailed nothing has ended it.
    await endFormRequest(context.store.db, request.id)
    return true
  } catch (thrown) {
    const fix = thrown instanceof BelfryError ? ` (${thrown.fix})` : ''
    const code = thrown instanceof BelfryError ? thrown.code : undefined
    context.log.error(`what a form asked for waits: ${messageOf(thrown)}${fix}`, { code })
    return false
  }
}

async function doRequest(context: AppContext, { at, to, ask }: FormRequest, settle: Settle): Promise<void> {
  const wish = (wanted: WantedMail) => ({ address: to, ...wanted, at, ask: 'request' as const })
  if (ask.kind === 'preferences') return await askForPreferences(context, to, ask.instead && wish(ask.instead), settle)
  if (ask.kind === 'subscribe') {
    const { lists, details, said } = ask
    await subscribe(context, wish({ lists, details, said }), settle)
    return
  }
  const holder = await holderBy(context, 'preferences', ask.link)
  if (holder !== undefined) await askForAddress(context, holder, to, settle)
}
