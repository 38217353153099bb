/** `mail`: from whom, over which server, signed by which keys. Pure. */
import * as z from 'zod'
import { look } from '../look.js'
import { domain, httpAddress, mailbox, optionalSection, section } from './values.js'

/**
 * Selectors of RFC 6376 §3.1; the PEM text itself may stand for the path, as `…_FILE` from the environment gives it.
 */
const dkimKey = {
  selector: z
    .string()
    .regex(/^$|^(?=.{1,63}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i, {
      error: 'must be letters, digits and hyphens, like news2026',
    })
    .default(''),
  key: z.string().trim().default(''),
}

export const mailSection = section({
  from: mailbox,
  replyTo: z.union([z.literal(''), mailbox]).default(''),
  domain,
  transport: z.string().default('file:../var/outbox'),
  tls: z.enum(['required', 'none']).default('required'),
  templates: z.string().default(''),
  postalAddress: z.string().default(''),
  provenance: z.boolean().default(false),
  dkim: optionalSection({ ...dkimKey, ed25519: optionalSection(dkimKey) }),
  verify: z.union([z.literal(''), httpAddress]).default(''),
  welcome: z.boolean().default(false),
  operators: z.array(mailbox).default([]),
  look,
  openpgp: optionalSection({ key: z.string().trim().default('') }),
})
