/**
 * What a form and the JSON API do with a request that is sound: limits, proof of consent, one row. In: who asks, what.
 * Out: undefined where it is kept, or how long to wait. The same for both, and the same whoever is known.
 */
import { keepFormRequest, proofOf } from '../run/form-requests.js'
import { clientKey } from './client-key.js'
import { formWording } from './consent-wording.js'
import type { Limiter } from './limits.js'
import type { Request } from './subscribe-request.js'
import type { Web } from './web-context.js'

/** @returns seconds until the next try, where this one is too many */
export type TakeAsk = (client: string, request: Request) => Promise<number | undefined>

export function askTaker({ context }: Pick<Web, 'context'>, limiter: Limiter): TakeAsk {
  const { lists: all, site } = context.config
  return async (client, { to, lists, format, runs, isForLink }) => {
    const waitSeconds = await limiter.waitSeconds(client, to)
    if (waitSeconds !== undefined) return waitSeconds
    const wording = formWording(
      site.title,
      all.filter(({ id }) => lists.includes(id)),
    )
    const said = proofOf(context, { network: clientKey(client), wording })
    const details = { format, ...(runs !== undefined && { runs }) }
    const ask = isForLink ? { kind: 'preferences' as const } : { kind: 'subscribe' as const, lists, details, said }
    await keepFormRequest(context, to, ask)
    return undefined
  }
}
