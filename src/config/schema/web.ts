/** `web`: where the service listens, and at which address people reach it. Pure. */
import * as z from 'zod'
import { parseNetwork } from '../../base/ip.js'
import { configTexts } from '../texts.js'
import { httpUrl, listening, optionalSection } from './values.js'

const NO_NETWORK = configTexts.schema.mustAddressOrNetwork()

const NO_METRICS = configTexts.schema.mustAddressListenLike()

export const webSection = optionalSection({
  listen: listening.prefault('127.0.0.1:8025'),
  metrics: z.union([z.literal('').transform(() => undefined), listening], { error: NO_METRICS }).prefault(''),
  url: httpUrl.default('http://localhost:8025'),
  trustedProxies: z
    .array(z.string().refine((text) => parseNetwork(text) !== undefined, { error: NO_NETWORK }))
    .default([]),
  origins: z.array(httpUrl).default([]),
  securityContact: z
    .string()
    .regex(/^$|^(https:\/\/|mailto:)\S+$/, { error: 'must be an https: or mailto: address' })
    .default(''),
})
