/**
 * The `sendmail:` transport: hands each message to the sendmail program of the machine, through nodemailer. Its exit is
 * the reply.
 */
import { createTransport } from 'nodemailer'
import { messageOf } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import type { Transport } from './transport.js'

/** @param path of the program; empty for nodemailer's default, `sendmail` */
export function sendmailTransport(path: string): Transport {
  const mailer = createTransport({ sendmail: true, newline: 'unix', ...(path !== '' && { path }) })
  return {
    name: `sendmail ${path}`.trim(),
    open: () => ({
      ready: async () => undefined,
      close: async () => undefined,
      send: async (message) => {
        if (!message.mayFinish()) return { outcome: 'deferred', text: 'the lease ended before the message did' }
        try {
          const info = await mailer.sendMail({ envelope: { from: message.from, to: message.to }, raw: message.bytes })
          return { outcome: 'accepted', text: `sendmail took it: ${info.messageId}` }
        } catch (thrown) {
          return { outcome: 'deferred', text: plainLine(messageOf(thrown)) }
        }
      },
    }),
  }
}
