/**
 * A worker that slept through its lease must not finish the message it was in the middle of: another worker has it by
 * now.
 */
import { expect, test } from 'vitest'
import { smtpTransport } from '../../src/delivery/smtp/open-connections.js'
import { startSink } from '../support/smtp-sink.js'

test('a message whose lease ended before the final dot is broken off, never arrives, and the session goes on', async () => {
  const sink = await startSink()
  const { hostname: host, port } = new URL(sink.transport)
  const session = smtpTransport({ name: sink.transport, options: { host, port: Number(port) } }).open()
  const message = { from: 'a@lantern.example', to: 'ada@example.org', bytes: Buffer.from('Subject: x\r\n\r\nx\r\n') }
  await session.ready()
  expect(await session.send({ ...message, mayFinish: () => false })).toMatchObject({ outcome: 'deferred' })
  await session.ready()
  expect(await session.send({ ...message, mayFinish: () => true })).toMatchObject({ outcome: 'accepted' })
  await session.close()
  await sink.close()
  expect(sink.received).toHaveLength(1)
})
