/**
 * A link that signs an operator in, by mail: past the ledger, like all that operators are told. In: the app context,
 * the address that was typed. Out: nothing, whoever has it; where it is no operator's, nothing is done.
 */

import { randomUUID } from 'node:crypto'
import { compose } from '../../mail/compose.js'
import { messageIdFor, personalHeaders } from '../../mail/headers.js'
import { addLink, findOperator, MAILED_ENDS_MS } from '../../operators/operator-store.js'
import type { Address } from '../../subscribers/address.js'
import { makeReturnPath } from '../../subscribers/links.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'

/** @throws BelfryError SMTP_UNREACHABLE where the mail cannot leave */
export async function mailSignIn(context: AppContext, address: Address): Promise<void> {
  const { config, store, clock, keys, transport, signer } = context
  const now = clock.now()
  const secret = await store.transaction(async (transaction) => {
    const operator = await findOperator(transaction, address)
    return operator && (await addLink(transaction, operator, now + MAILED_ENDS_MS))
  })
  if (secret === undefined) return
  const text = [
    `Sign in to the console of ${config.site.title} with this link, once, within 15 minutes:`,
    `${config.web.url}/console/sign-in/${secret}`,
    runTexts.mailLink.somebodyProbablyYouTyped(),
  ].join('\n\n')
  const message = await compose({
    ...{ config, text },
    subject: `Sign in to the console of ${config.site.title}`,
    headers: personalHeaders(config, 'operators'),
    messageId: messageIdFor(`sign-in:${randomUUID()}`, config.mail.domain),
    date: new Date(now),
  })
  const from = makeReturnPath(keys, { person: 0, mailing: 0 }, config.mail.domain)
  const session = transport.open()
  try {
    await session.ready()
    const bytes = await signer.sign(Buffer.concat([Buffer.from(`To: ${address.address}\r\n`), message]))
    await session.send({ from, to: address.address, bytes, mayFinish: () => true })
  } finally {
    await session.close()
  }
}
