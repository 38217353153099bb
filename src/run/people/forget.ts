/**
 * People who never confirmed are forgotten after `subscribers.pendingFor`, and what a form asked for that could not be
 * done since: what nobody confirmed is nobody's wish. Of erased people goes what was being sent to them then. In: the
 * app context. Out: how many never confirmed.
 */
import { forgetTaken } from '../../inbound/webhooks/taken-store.js'
import { emptyLeft } from '../../subscribers/erase-store.js'
import { forgetFormRequests } from '../../subscribers/form-request-store.js'
import { forgetUnconfirmed, unconfirmedSince } from '../../subscribers/unconfirmed-store.js'
import type { AppContext } from '../app-context.js'
import { inLedger } from '../in-ledger.js'

const PAGE = 200

export async function forgetPeople(context: AppContext): Promise<number> {
  const { clock, config, log } = context
  const limit = clock.now() - config.subscribers.pendingFor
  let all = 0
  await forgetFormRequests(context.store.db, limit)
  await forgetTaken(context.store.db, clock.now())
  await emptyLeft(context.store.db)
  // Most runs find nobody: then nothing is written, nor marked.
  while ((await unconfirmedSince(context.store.db, limit, 1)).length > 0) {
    all += await inLedger(context, async ({ transaction }) => {
      const people = await unconfirmedSince(transaction, limit, PAGE)
      await forgetUnconfirmed(transaction, people)
      return people.length
    })
  }
  if (all > 0) log.info(`forgot ${all} ${all === 1 ? 'person' : 'people'} who never confirmed`)
  return all
}
