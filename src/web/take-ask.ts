/**
 * What a form and the JSON API do with a request that is sound: limits, proof of consent, one row. In: who asks, what.
 * Out: undefined where it is kept, else a second step to take, or how long to wait. The same whoever is known.
 */
import { keepFormRequest, proofOf } from '../run/people/form-requests.js'
import { clientKey } from './client-key.js'
import { formWording } from './consent-wording.js'
import type { Limiter } from './limits.js'
import { type NextStep, nextStep, type Step } from './second-step.js'
import type { Request } from './subscribe-request.js'
import type { Web } from './web-context.js'

/** What else there is to do: a second step, or seconds to wait where this was too many. */
export type NotKept = { readonly step: NextStep } | { readonly waitSeconds: number }

export type TakeAsk = (client: string, request: Request, step: Step) => Promise<NotKept | undefined>

export function askTaker({ context, siteIn }: Pick<Web, 'context' | 'siteIn'>, limiter: Limiter): TakeAsk {
  const { lists: all, site } = context.config
  return async (client, { to, lists, format, runs, language, asked, isForLink }, taken) => {
    const about = { key: context.hashKey(), network: clientKey(client), address: to.key }
    const step = (await limiter.isFlooded()) ? nextStep(about, taken, context.clock.now()) : undefined
    if (step !== undefined) return { step }
    const waitSeconds = await limiter.waitSeconds(client, to)
    if (waitSeconds !== undefined) return { waitSeconds }
    const { words } = siteIn(language ?? '')
    const chosen = all.filter(({ id }) => lists.includes(id))
    // Who asks for the link alone may have chosen none; whoever turns out to get nothing is asked about all.
    const wanted = isForLink && chosen.length === 0 ? all : chosen
    const wording = formWording({ words, title: site.title }, wanted, siteIn(asked ?? language ?? '').words)
    const said = proofOf(context, { network: clientKey(client), wording })
    const details = { format, ...(runs !== undefined && { runs }), ...(language !== undefined && { language }) }
    const asks = { lists: wanted.map(({ id }) => id), details, said }
    await keepFormRequest(
      context,
      to,
      isForLink ? { kind: 'preferences', instead: asks } : { kind: 'subscribe', ...asks },
    )
    return undefined
  }
}
