/** Whose webhooks are understood, by their names in addresses and in `inbound.webhooks`; Amazon's way is its own. */
import type { Provider } from './event.js'
import { mailgun } from './mailgun.js'
import { mailjet } from './mailjet.js'
import { postmark } from './postmark.js'
import { sendgrid } from './sendgrid.js'

export const providers = { mailgun, mailjet, postmark, sendgrid } as const satisfies Readonly<Record<string, Provider>>

export type ProviderName = keyof typeof providers | 'ses'

export function isProvider(name: string): name is keyof typeof providers {
  return Object.hasOwn(providers, name)
}
