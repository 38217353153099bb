/** `hooks`: webhooks of the project that are told. Pure. */
import * as z from 'zod'
import { httpAddress } from './values.js'

export const hookKinds = ['notice.told', 'alarm'] as const

export type HookKind = (typeof hookKinds)[number]

export const hook = z.strictObject({
  url: httpAddress,
  secretFile: z.string().min(1),
  kinds: z
    .array(z.enum(hookKinds))
    .min(1)
    .default([...hookKinds]),
})
