/** `inbound`: where mail that came back is read, and by which secrets providers are known. Pure. */
import * as z from 'zod'
import { listenAddress } from '../../base/units.js'
import { IMAP_EXAMPLE, isSameFolder, parseImapAddress } from '../imap-address.js'
import type { KeyFault } from '../key-fault.js'
import { configTexts } from '../texts.js'
import { optionalSection } from './values.js'

/** `smtp://127.0.0.1:2525` or `lmtp://127.0.0.1:2424`; SMTP where nothing says. */
const mailListen = z
  .string()
  .default('')
  .transform((text, context) => {
    if (text === '') return undefined
    const [, protocol = 'smtp', rest = ''] = /^(?:(smtp|lmtp):(?:\/\/)?)?(.*?)\/?$/i.exec(text.trim()) ?? []
    const address = listenAddress(rest)
    if (address === undefined) {
      const message = `"${text}" is no address to take mail at; write it like lmtp://127.0.0.1:2424`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    return { ...address, protocol: protocol.toLowerCase() === 'lmtp' ? ('lmtp' as const) : ('smtp' as const) }
  })

/** Where a mailbox is polled; the password must not be shown. */
const imapAddress = z
  .string()
  .default('')
  .transform((text, context) => {
    if (text === '') return undefined
    const found = parseImapAddress(text)
    if ('fault' in found) {
      context.addIssue({ code: 'custom', message: configTexts.schema.writeLike(found.fault, IMAP_EXAMPLE) })
      return z.NEVER
    }
    return found.address
  })

const NO_TOPIC = configTexts.schema.mustArnSnsTopic()

const NO_SECRET = configTexts.schema.mustCharactersAtLeast()

/** Stands in an address. */
const hookSecret = z
  .string()
  .trim()
  .regex(/^$|^[\w-]{20,200}$/, { error: NO_SECRET })
  .default('')

export const inboundSection = optionalSection({
  listen: mailListen,
  cert: z.string().default(''),
  key: z.string().default(''),
  maildir: z.string().default(''),
  mbox: z.string().default(''),
  imap: imapAddress,
  imapTaken: z
    .string()
    .trim()
    .regex(/^\P{Cc}*$/u, { error: 'must be the name of a folder' })
    .default(''),
  pipe: z.boolean().default(false),
  webhooks: optionalSection({
    ses: z
      .string()
      .regex(/^$|^arn:aws(?:-cn|-us-gov)?:sns:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/, { error: NO_TOPIC })
      .default(''),
    mailgun: hookSecret,
    sendgrid: z.string().trim().default(''),
    postmark: hookSecret,
    mailjet: hookSecret,
  }),
})

export function inboundFaults({ cert, key, imap, imapTaken }: z.output<typeof inboundSection>): KeyFault[] {
  const lacking = cert === '' ? 'cert' : 'key'
  const isHalf = (cert === '') !== (key === '')
  const isRead = imap !== undefined && isSameFolder(imap.folder, imapTaken)
  return [
    ...(isHalf ? [{ path: ['inbound', lacking], message: configTexts.schema.neededForStarttlsInbound() }] : []),
    ...(isRead
      ? [{ path: ['inbound', 'imapTaken'], message: 'must be another folder than the one that is read' }]
      : []),
  ]
}
