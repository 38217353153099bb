import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { openTransport } from '../../../src/delivery/open-transport.js'
import type { Reply } from '../../../src/delivery/reply.js'
import { smtpTransport } from '../../../src/delivery/smtp/open-connections.js'
import type { Outgoing, Session } from '../../../src/delivery/transport.js'
import { serverOfConfig } from '../../../src/delivery/way-out.js'
import { configOf } from '../../support/announcements.js'
import { type Script, type ScriptedServer, startScripted } from '../../support/scripted-smtp.js'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function serverOf(script: Script): Promise<ScriptedServer> {
  const server = await startScripted(script)
  open.push(server)
  return server
}

function sessionTo(transport: string): Session {
  return smtpTransport(serverOfConfig(configOf({ mail: { transport } }))).open()
}

function message(about: Partial<Outgoing> = {}): Outgoing {
  const bytes = Buffer.from('Subject: hello\r\n\r\n.a line that begins with a dot\r\nThe end.\r\n')
  return { from: 'b-00@announce.lantern.example', to: 'ada@example.org', bytes, mayFinish: () => true, ...about }
}

/** One message over one session. */
async function replyTo(script: Script, about: Partial<Outgoing> = {}): Promise<Reply> {
  const session = sessionTo((await serverOf(script)).transport)
  await session.ready()
  const reply = await session.send(message(about))
  await session.close()
  return reply
}

test('2yz after the final dot is accepted, with the words of the server', async () => {
  expect(await replyTo({ dot: () => '250 2.0.0 queued as 7F3A' })).toEqual({
    outcome: 'accepted',
    text: '250 2.0.0 queued as 7F3A',
  })
})

test.each([
  ['RCPT', { rcpt: () => '450 4.2.1 greylisted' }],
  ['MAIL', { mail: () => '451 4.3.0 later' }],
  ['DATA', { data: () => '421 4.3.2 going down' }],
  ['the final dot', { dot: () => '452 4.3.1 no room' }],
])('4yz at %s is deferred', async (_where, script: Script) => {
  expect(await replyTo(script)).toMatchObject({ outcome: 'deferred', text: expect.stringMatching(/^4\d\d /) })
})

test.each([
  ['RCPT', { rcpt: () => '550 5.1.1 nobody here' }],
  ['DATA', { data: () => '554 5.5.1 no' }],
  ['the final dot', { dot: () => '554 5.7.1 looks like spam' }],
])('5yz at %s is failed', async (_where, script: Script) => {
  expect(await replyTo(script)).toMatchObject({ outcome: 'failed', text: expect.stringMatching(/^55\d /) })
})

test('5yz at MAIL is a refusal of the sender', async () => {
  expect(await replyTo({ mail: () => '550 5.7.1 not from you' })).toEqual({
    outcome: 'refused',
    text: '550 5.7.1 not from you',
  })
})

test('a message larger than the server takes is a refusal too: it would fail for everybody', async () => {
  expect(await replyTo({ extensions: ['SIZE 20'] })).toMatchObject({
    outcome: 'refused',
    text: expect.stringContaining('20'),
  })
})

test('a connection that breaks while the message is on its way was not sent', async () => {
  const bytes = Buffer.from(`Subject: long\r\n\r\n${'A line of a very long message.\r\n'.repeat(1_000_000)}`)
  const reply = await replyTo({ closeAfterOctets: 10_000 }, { bytes })
  expect(reply.outcome).toBe('deferred')
})

test.each([
  ['MAIL', { mail: () => 'close' }],
  ['RCPT', { rcpt: () => 'close' }],
  ['DATA', { data: () => 'close' }],
])('a connection that breaks at %s was not sent', async (_where, script: Script) => {
  expect((await replyTo(script)).outcome).toBe('deferred')
})

test('a connection that breaks between the final dot and the reply is uncertain', async () => {
  expect((await replyTo({ dot: () => 'close' })).outcome).toBe('uncertain')
})

test('a lease that ended breaks the message off before its final dot', async () => {
  const server = await serverOf({})
  const session = sessionTo(server.transport)
  await session.ready()
  expect(await session.send(message({ mayFinish: () => false }))).toEqual({
    outcome: 'deferred',
    text: 'the lease ended before the message did',
  })
  // The session is gone, not stuck in the middle of a message.
  await session.ready()
  expect((await session.send(message())).outcome).toBe('accepted')
  await session.close()
  expect(server.messages.length).toBe(1)
})

test('a refused recipient leaves the session usable', async () => {
  const server = await serverOf({ rcpt: (to) => (to.startsWith('bad') ? '550 no' : '250 ok') })
  const session = sessionTo(server.transport)
  const outcomes: string[] = []
  for (const to of ['bad@example.org', 'ada@example.org']) {
    await session.ready()
    outcomes.push((await session.send(message({ to }))).outcome)
  }
  await session.close()
  expect(outcomes).toEqual(['failed', 'accepted'])
  expect(server.commands.filter((line) => line.startsWith('EHLO'))).toEqual(['EHLO announce.lantern.example'])
})

test('an address in UTF-8 fails alone where the server does not take it, and goes out where it does', async () => {
  expect(await replyTo({}, { to: 'jörg@example.org' })).toEqual({
    outcome: 'failed',
    text: 'the server does not take addresses in UTF-8 (SMTPUTF8, RFC 6531)',
  })
  const server = await serverOf({ extensions: ['8BITMIME', 'SMTPUTF8'] })
  const session = sessionTo(server.transport)
  await session.ready()
  expect((await session.send(message({ to: 'jörg@example.org' }))).outcome).toBe('accepted')
  await session.close()
  expect(server.commands.find((line) => line.startsWith('MAIL'))).toContain('SMTPUTF8')
})

test.each([
  ['a server that greets with 421', { greeting: () => '421 too many connections' }],
  ['a server that closes at once', { greeting: () => 'close' }],
])('%s cannot be used, and nothing was sent', async (_what, script: Script) => {
  const server = await serverOf(script)
  await expect(sessionTo(server.transport).ready()).rejects.toMatchObject({ code: 'SMTP_UNREACHABLE', exitCode: 3 })
  expect(server.commands).toEqual([])
})

test('a port where nobody listens cannot be used', async () => {
  const server = await startScripted()
  await server.close()
  await expect(sessionTo(server.transport).ready()).rejects.toMatchObject({ code: 'SMTP_UNREACHABLE' })
})

test('whatever a message holds, the server gets the same bytes', async () => {
  const server = await serverOf({})
  const session = sessionTo(server.transport)
  const line = fc.string({ unit: fc.constantFrom('.', 'a', 'é', ' ', '='), maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), async (lines) => {
      const bytes = Buffer.from(`Subject: dots\r\n\r\n${lines.join('\r\n')}\r\n`)
      await session.ready()
      expect((await session.send(message({ bytes }))).outcome).toBe('accepted')
      expect(server.messages.at(-1)?.toString()).toBe(bytes.toString())
    }),
    { numRuns: 60 },
  )
  await session.close()
})

test('a password is for servers over TLS or on this machine, and mailed links are for https', async () => {
  const open = async (transport: string, url: string) =>
    await openTransport(configOf({ mail: { transport }, web: { url } }))
  const insecure = { code: 'CONFIG_INSECURE' }
  await expect(open('smtp://mail.example.org', 'http://lantern.example')).rejects.toMatchObject(insecure)
  await open('smtp://mail.example.org', 'https://lantern.example')
  await open('smtp://[::1]:2525', 'http://lantern.example')
  await open('smtp://127.0.0.1:2525', 'http://lantern.example')
  await expect(open('smtp://127.0.0.1.example.org', 'http://lantern.example')).rejects.toMatchObject(insecure)
  const cut = ['smtps://a%b:c@mail.example.org', 'smtps://a:50%@mail.example.org', 'smtps://a:%FF@mail.example.org']
  for (const transport of ['http://mail.example.org', 'smtp:', 'mail.example.org', '', ...cut]) {
    await expect(open(transport, 'https://lantern.example')).rejects.toMatchObject({ code: 'TRANSPORT' })
  }
})

test('a server on another machine that offers no TLS gets no mail, unless the configuration says none', async () => {
  const server = await serverOf({})
  // The same machine by an address that does not say so.
  const transport = server.transport.replace('127.0.0.1', '[::ffff:127.0.0.1]')
  const to = (tls: 'required' | 'none') => smtpTransport(serverOfConfig(configOf({ mail: { transport, tls } }))).open()
  const refused = to('required')
  await expect(refused.ready()).rejects.toThrow(expect.objectContaining({ code: 'SMTP_UNREACHABLE' }))
  await refused.close()
  const open = to('none')
  await open.ready()
  expect(await open.send(message())).toMatchObject({ outcome: 'accepted' })
  await open.close()
})

test('two at a time never give a connection more than perConnection: a place that is promised is waited for', async () => {
  const server = await serverOf({})
  const config = configOf({ mail: { transport: server.transport }, delivery: { perConnection: 1 } })
  const session = smtpTransport(serverOfConfig(config)).open()
  await session.ready()
  let isSecond = false
  const second = session.ready().then(() => {
    isSecond = true
  })
  // Whatever could go on without the first message has gone on.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(isSecond).toBe(false)
  expect(await session.send(message())).toMatchObject({ outcome: 'accepted' })
  await second
  session.skip?.()
  await session.ready()
  expect(await session.send(message())).toMatchObject({ outcome: 'accepted' })
  await session.close()
  const connections = server.commands
    .join('\n')
    .split(/^EHLO.*$/m)
    .slice(1)
  expect(connections.map((text) => text.match(/^DATA$/gm)?.length)).toEqual([1, 1])
})

test('with CHUNKING five messages at once arrive as they are, none of them by DATA', async () => {
  const server = await serverOf({ extensions: ['PIPELINING', 'CHUNKING', '8BITMIME'] })
  const session = sessionTo(server.transport)
  await session.ready()
  const bodies = ['.', '..\r\n.', 'A line.\r\n'.repeat(20_000), 'größer', 'the end']
  const messages = bodies.map((body, index) => message({ bytes: Buffer.from(`Subject: ${index}\r\n\r\n${body}\r\n`) }))
  const replies = await Promise.all(messages.map(async (one) => await session.send(one)))
  await session.close()
  expect(replies.map(({ outcome }) => outcome)).toEqual(bodies.map(() => 'accepted'))
  expect(server.messages).toEqual(messages.map(({ bytes }) => bytes))
  expect(server.commands.filter((line) => line === 'DATA')).toEqual([])
  expect(server.commands.filter((line) => line.endsWith(' BODY=8BITMIME')).length).toBe(1)
})

test('a server that offers CHUNKING and does not know BDAT is sent the same message by DATA, and never asked again', async () => {
  const server = await serverOf({ extensions: ['PIPELINING', 'CHUNKING'], chunk: () => '502 5.5.1 what?' })
  const transport = await openTransport(configOf({ mail: { transport: server.transport } }))
  for (const session of [transport.open(), transport.open()]) {
    await session.ready()
    const both = await Promise.all([session.send(message()), session.send(message())])
    expect(both.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
    await session.close()
  }
  expect(server.commands.filter((line) => line.startsWith('BDAT')).length).toBe(1)
  expect(server.messages).toEqual([1, 2, 3, 4].map(() => message().bytes))
  expect(server.commands.filter((line) => line.startsWith('EHLO')).length).toBe(2)
})

test('what takes a chunk for commands is shown nothing but a header, and the message goes over the next connection', async () => {
  const server = await serverOf({ extensions: ['PIPELINING', 'CHUNKING'], chunk: () => 'unknown' })
  const session = sessionTo(server.transport)
  const bytes = Buffer.from(
    'Subject: hello\r\n\r\nMAIL FROM:<eve@example.org>\r\nRCPT TO:<eve@example.org>\r\nDATA\r\n',
  )
  await session.ready()
  expect((await session.send(message({ bytes }))).outcome).toBe('unbegun')
  expect(server.commands.join()).not.toContain('eve@')
  await session.ready()
  expect((await session.send(message({ bytes }))).outcome).toBe('accepted')
  await session.close()
  expect(server.messages).toEqual([bytes])
})

test('a transport names its server without the password', async () => {
  const { name } = await openTransport(configOf({ mail: { transport: 'smtp://ada:secret@127.0.0.1:2525' } }))
  expect(name).toBe('smtp://127.0.0.1:2525')
})
