/** `delivery`: how fast mail is sent, and how long it is tried. Pure. */
import * as z from 'zod'
import { ratePerSecond, shareOfOne } from '../../base/units.js'
import { configTexts } from '../texts.js'
import { duration, noneOr, optionalSection } from './values.js'

/** Messages a second. */
const rate = noneOr(ratePerSecond, 'a rate; write it like 50/s, 3000/m or none')

/** By recipient domain in A-labels and lower case; `*` for each that is not named. */
const domainRates = z.record(z.string(), rate).superRefine((rates, context) => {
  for (const name of Object.keys(rates)) {
    if (!/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/.test(name))
      context.addIssue({ code: 'custom', path: [name], message: configTexts.schema.mustDomainSmallLetters() })
  }
})

export const deliverySection = optionalSection({
  connections: z.int().min(1).max(500).default(10),
  lanes: z.int().min(1).max(16).default(4),
  perConnection: z.union([z.literal('none'), z.int().min(1)]).default('none'),
  rate: rate.default('none'),
  domainRates: domainRates.default({}),
  maxFailures: noneOr(shareOfOne, 'a share; write it like 25%, or none').default(0.25),
  retryFor: duration('5d', '1m', '30d'),
  uncertain: z.enum(['resend', 'hold']).default('resend'),
  lease: duration('20s', '1s'),
  keep: duration('400d', '30d'),
})
