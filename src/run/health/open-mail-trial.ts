/**
 * Whether mail that comes back is taken: a message to an address of our own goes out through the mail server, and must
 * come in by what `inbound` names. Door: mail, a port, timers. In: a read context. Out: one finding. A listener of ours
 * that nobody has opened is opened meanwhile, and mailboxes are read as a run reads them.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { BelfryError, messageOf } from '../../base/errors.js'
import { isMailRead } from '../../config/schema.js'
import { compose } from '../../mail/compose.js'
import { messageIdFor, personalHeaders, trialHeaders } from '../../mail/headers.js'
import { readFact } from '../../store/meta-store.js'
import { makeReturnPath } from '../../subscribers/links.js'
import { type AppContext, openAppContext } from '../app-context.js'
import { openInbound } from '../inbound/open-listener.js'
import { TRIAL_CAME_IN } from '../inbound/take-mail.js'
import { takeMailboxes } from '../inbound/take-mailboxes.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import { bad, type Finding, good } from './doctor.js'

export interface Waiting {
  /** How often is looked. */
  readonly times: number
  /** Before each further look. */
  readonly wait: () => Promise<unknown>
}

const A_MINUTE: Waiting = { times: 60, wait: async () => await pause(1_000) }
const NAME = 'inbound mail'

/** Whatever cannot be opened is a finding. */
export async function tryInbound(readContext: ReadContext, waiting = A_MINUTE): Promise<Finding> {
  const { inbound, mail } = readContext.config
  if (!isMailRead(inbound))
    return bad(NAME, 'unknown', runTexts.openMailTrial.nothingReads(), runTexts.openMailTrial.nameWayIn())
  if (!/^smtps?:/.test(mail.transport))
    return bad(NAME, 'unknown', runTexts.openMailTrial.staysHere(mail.transport), runTexts.openMailTrial.setTransport())
  try {
    const context = await openAppContext(readContext)
    try {
      return await tried(context, waiting)
    } finally {
      await context.close()
    }
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    return bad(NAME, 'error', runTexts.openMailTrial.couldNot(messageOf(thrown).replace(/\.$/, '')), thrown.fix)
  }
}

async function tried(context: AppContext, waiting: Waiting): Promise<Finding> {
  const sentAt = context.clock.now()
  const listener = await ownListener(context)
  try {
    const to = makeReturnPath(context.keys, { person: 0, mailing: sentAt }, context.config.mail.domain)
    const { outcome, text } = await send(context, to)
    if (outcome !== 'accepted')
      return bad(
        NAME,
        'error',
        runTexts.openMailTrial.refused(to, text),
        runTexts.openMailTrial.letThrough(to.replace(/.*@/, '')),
      )
    for (let time = 0; time < waiting.times; time += 1) {
      if (time > 0) await waiting.wait()
      const problems = await takeMailboxes(context)
      if ((await readFact(context.store.db, TRIAL_CAME_IN)) === String(sentAt))
        return good(NAME, runTexts.openMailTrial.cameIn(Math.round((context.clock.now() - sentAt) / 1000)))
      const [first] = problems
      if (first !== undefined) return bad(NAME, 'error', first.message.replace(/\.$/, ''), first.fix)
    }
    return bad(NAME, 'error', runTexts.openMailTrial.didNotComeIn(to), runTexts.openMailTrial.lookWhere())
  } finally {
    await listener?.close()
  }
}

/** Undefined where serve has it, or none is configured. */
async function ownListener(context: AppContext) {
  try {
    return await openInbound(context)
  } catch (thrown) {
    if (thrown instanceof BelfryError && thrown.code === 'LISTEN') return undefined
    throw thrown
  }
}

async function send({ config, clock, keys, transport, signer }: AppContext, to: string) {
  const message = await compose({
    ...{ config, text: runTexts.openMailTrial.body(config.site.title) },
    subject: runTexts.openMailTrial.subject(),
    headers: { ...personalHeaders(config, 'operators'), ...trialHeaders() },
    messageId: messageIdFor(`trial:${to}`, config.mail.domain),
    date: new Date(clock.now()),
  })
  const from = makeReturnPath(keys, { person: 0, mailing: 0 }, config.mail.domain)
  const session = transport.open()
  try {
    await session.ready()
    const bytes = await signer.sign(Buffer.concat([Buffer.from(`To: ${to}\r\n`), message]))
    return await session.send({ from, to, bytes, mayFinish: () => true })
  } finally {
    await session.close()
  }
}
