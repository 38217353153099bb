/**
 * nodemailer's socket, taken over: in the clear, with AUTH, after STARTTLS, with and without PIPELINING; against a real
 * SMTP server.
 */
import { EventEmitter } from 'node:events'
import { type AddressInfo, createServer, Socket } from 'node:net'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test, vi } from 'vitest'
import { smtpTransport } from '../../../src/delivery/smtp/open-connections.js'
import { startScripted } from '../../support/scripted-smtp.js'

const open: { close(): unknown }[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of open.splice(0).reverse()) await one.close()
})

/** smtp-server, and whether each message came over TLS and as whom. */
async function serverOf(options: SMTPServerOptions) {
  const received: { to: string | undefined; secure: boolean; user: unknown; text: string }[] = []
  const server = new SMTPServer({
    ...options,
    onAuth: ({ username, password }, _session, callback) =>
      password === 'secret' ? callback(null, { user: username }) : callback(new Error('wrong')),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        received.push({ to: session.envelope.rcptTo[0]?.address, secure: session.secure, user: session.user, text })
        callback()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: async () => await new Promise<void>((resolve) => server.close(() => resolve())) })
  return { received, port: (server.server.address() as AddressInfo).port }
}

function message(to: string) {
  const bytes = Buffer.from(`Subject: x\r\n\r\n.${to}\r\n`)
  return { from: 'b@lantern.example', to: `${to}@example.org`, bytes, mayFinish: () => true }
}

test.each([
  ['in the clear', { disabledCommands: ['AUTH', 'STARTTLS'] }, false],
  ['in the clear without PIPELINING', { disabledCommands: ['AUTH', 'STARTTLS'], hidePIPELINING: true }, false],
  ['with AUTH', { disabledCommands: ['STARTTLS'] }, true],
  ['after STARTTLS and AUTH', {}, true],
  ['after STARTTLS and AUTH without PIPELINING', { hidePIPELINING: true }, true],
] as const)('five messages at once over one connection, %s', async (how, options, withAuth) => {
  const disabledCommands = 'disabledCommands' in options ? [...options.disabledCommands] : []
  const { received, port } = await serverOf({ authOptional: !withAuth, ...options, disabledCommands })
  const session = smtpTransport({
    name: 'test',
    options: { host: '127.0.0.1', port, tls: { rejectUnauthorized: false }, requireTLS: how.includes('STARTTLS') },
    ...(withAuth && { auth: { user: 'ada', pass: 'secret' } }),
  }).open()
  await session.ready()
  const people = ['ada', 'bob', 'cyd', 'dan', 'eve']
  const replies = await Promise.all(people.map(async (to) => await session.send(message(to))))
  await session.close()
  expect(replies.map((reply) => reply.outcome)).toEqual(people.map(() => 'accepted'))
  expect(received).toEqual(
    people.map((to) => ({
      to: `${to}@example.org`,
      secure: how.includes('STARTTLS'),
      user: withAuth ? 'ada' : undefined,
      text: `Subject: x\r\n\r\n.${to}\r\n`,
    })),
  )
})

test('a wrong password sends nothing', async () => {
  const { received, port } = await serverOf({})
  const options = { host: '127.0.0.1', port, tls: { rejectUnauthorized: false } }
  const session = smtpTransport({ name: 'test', options, auth: { user: 'ada', pass: 'guessed' } }).open()
  await expect(session.ready()).rejects.toMatchObject({ code: 'SMTP_REFUSED' })
  expect(received).toEqual([])
})

test('nodemailer leaves no listener on the socket', async () => {
  const { port } = await serverOf({ disabledCommands: ['AUTH', 'STARTTLS'] })
  const connect = vi.spyOn(SMTPConnection.prototype, 'connect')
  const removed = vi.spyOn(EventEmitter.prototype, 'removeListener')
  const session = smtpTransport({ name: 'test', options: { host: '127.0.0.1', port } }).open()
  await session.ready()
  const connection = connect.mock.contexts[0]
  const names = ['_onSocketData', '_onSocketTimeout', '_onSocketClose', '_onSocketEnd', '_onSocketError']
  const theirs = names.map((name): unknown => Reflect.get(connection ?? {}, name))
  expect(theirs.map((listener) => typeof listener)).toEqual(names.map(() => 'function'))
  const socket = removed.mock.contexts.find((each): each is Socket => each instanceof Socket)
  const left = ['data', 'timeout', 'close', 'end', 'error'].flatMap((event) => socket?.listeners(event) ?? [])
  expect(left.length).toBeGreaterThan(0)
  expect(left.filter((listener) => theirs.includes(listener))).toEqual([])
  await session.close()
})

test('what a server says right behind the greeting is not lost', async () => {
  const server = await startScripted({ extensions: ['PIPELINING', 'X\r\n250 HELP\r\n421 4.3.2 going down\r\n250-X'] })
  open.push(server)
  const session = smtpTransport({
    name: 'test',
    options: { host: '127.0.0.1', port: Number(new URL(server.transport).port) },
  }).open()
  await session.ready()
  expect((await session.send(message('ada'))).outcome).toBe('unbegun')
  expect(server.commands.filter((line) => line.startsWith('MAIL'))).toEqual([])
  await session.close()
})

test('a server that never comes to the end of its answer to EHLO is left', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write('220 hello\r\n250-well')
    const drip = () => socket.destroyed || socket.write('.', () => setImmediate(drip))
    drip()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: async () => await new Promise<void>((resolve) => server.close(() => resolve())) })
  const { port } = server.address() as AddressInfo
  const session = smtpTransport({
    name: 'test',
    options: { host: '127.0.0.1', port, socketCloseTimeout: 0 },
    openingMs: 50,
  }).open()
  await expect(session.ready()).rejects.toMatchObject({
    code: 'SMTP_UNREACHABLE',
    message: expect.stringContaining('the server took too long to begin'),
  })
})
