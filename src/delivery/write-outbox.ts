/**
 * The `file:` transport: each message becomes a file that a person or the outbox page can open. A message sent again
 * replaces itself. Door.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { messageOf } from '../base/errors.js'
import { writeAtomically } from '../files/write-folder.js'
import type { Transport } from './transport.js'

export function outboxTransport(folder: string): Transport {
  return {
    name: folder,
    open: () => ({
      ready: async () => undefined,
      close: async () => undefined,
      send: async (message) => {
        if (!message.mayFinish()) return { outcome: 'deferred', text: 'the lease ended before the message did' }
        const file = join(folder, outboxName(message.bytes, message.to))
        try {
          // The envelope is no part of the message; it stands in front as the trace fields that a final server adds
          // (RFC 5321 §4.4).
          const trace = Buffer.from(`Return-Path: <${message.from}>\r\nX-Original-To: ${message.to}\r\n`)
          await writeAtomically(file, Buffer.concat([trace, message.bytes]), { private: true })
          return { outcome: 'accepted', text: `250 written to ${file}` }
        } catch (thrown) {
          return { outcome: 'deferred', text: messageOf(thrown) }
        }
      },
    }),
  }
}

/** By Date, Message-ID and recipient, so that names sort by time and a copy finds its original. */
function outboxName(bytes: Buffer, to: string): string {
  const head = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1')
  const date = new Date(/^Date: (.*)$/im.exec(head)?.[1]?.trim() ?? 0)
  const stamp = date.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
  const messageId = /^Message-ID: (.*)$/im.exec(head)?.[1]?.trim() ?? ''
  return `${stamp}-${createHash('sha256').update(`${messageId}\n${to}`).digest('hex').slice(0, 16)}.eml`
}
