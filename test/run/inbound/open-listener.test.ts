/**
 * Mail that comes in by SMTP and LMTP: whom it is taken for, that what is acknowledged is committed, what is refused,
 * and how it ends. On both databases.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Log } from '../../../src/base/log.js'
import { defaultLimits, type InboundLimits, type MailServer } from '../../../src/inbound/open-mail-server.js'
import { type AppContext, openAppContext } from '../../../src/run/app-context.js'
import { openInbound } from '../../../src/run/inbound/open-listener.js'
import { showPerson } from '../../../src/run/people/by-operator.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { leaveAddress, makeLeaveToken, makeReturnPath, makeToken } from '../../../src/subscribers/links.js'
import { suppressionOf } from '../../../src/subscribers/suppression-store.js'
import { addMailing, addPerson, addressOf } from '../../delivery/ledger.js'
import { arf, dsn, PATH } from '../../inbound/shapes.js'
import { closing } from '../../support/closing.js'
import { type Dialect, dialects } from '../../support/databases.js'
import { LineClient } from '../../support/line-client.js'
import { CERTIFICATE, KEY } from '../../support/loopback-certificate.js'
import { makeProject, testClock } from '../../support/project.js'

const DOMAIN = 'announce.lantern.example'
const ADA = 'ada@example.net'
const EVE = 'eve@example.org'

interface Scene {
  readonly world: AppContext
  readonly listener: MailServer
  readonly said: string[]
  readonly path: string
  readonly leave: string
  statesOf(address: string): Promise<string[]>
  isSuppressed(address: string): Promise<boolean>
}

async function scene(
  dialect: Dialect,
  inbound: Record<string, string> = { listen: '127.0.0.1:0' },
  limits: Partial<InboundLimits> = {},
): Promise<Scene> {
  const project = await makeProject(dialect, { inbound })
  writeFileSync(join(project.folder, 'cert.pem'), CERTIFICATE)
  writeFileSync(join(project.folder, 'key.pem'), KEY)
  const said: string[] = []
  const log: Log = {
    info: (text) => said.push(text),
    warn: (text) => said.push(text),
    error: (text) => said.push(text),
  }
  const clock = testClock('2026-05-05T12:00:00Z')
  const world = closing(
    await openAppContext(openReadContext({ file: project.configFile, environment: {}, clock, log })),
  )
  const claims = {
    ada: await addPerson(world.store, ADA, ['releases']),
    eve: await addPerson(world.store, EVE, ['releases']),
  }
  const mailing = await addMailing(world.store)
  const listener = await openInbound(world, { ...defaultLimits, graceMs: 50, ...limits })
  if (listener === undefined) throw new Error('nothing listens')
  const shown = async (address: string) => await showPerson(world, addressOf(address))
  return {
    world,
    listener: closing(listener),
    said,
    path: makeReturnPath(world.keys, { person: claims.ada, mailing }, DOMAIN),
    leave: leaveAddress(makeLeaveToken(world.keys, { person: claims.eve, mailing }), DOMAIN),
    statesOf: async (address) => (await shown(address)).subscriptions.map(({ state }) => state),
    isSuppressed: async (address) => (await suppressionOf(world.store.db, addressOf(address).key)) !== undefined,
  }
}

async function dialogue(port: number, hello = 'EHLO mx.example.net'): Promise<LineClient> {
  const { client } = await LineClient.open(port)
  closing(client)
  await client.say(hello)
  return client
}

const message = (text: string) => [...text.split('\r\n').map((line) => line.replace(/^\./, '..')), '.']

describe.each(dialects)('mail that comes in, on %s', (dialect) => {
  test('a bounce and a wish to leave are in force when they are acknowledged, and the log names nobody', async () => {
    const { listener, said, path, leave, statesOf, isSuppressed } = await scene(dialect)
    const client = await dialogue(listener.port)
    expect(await client.say('MAIL FROM:<>')).toMatch(/^250/)
    expect(await client.say(`RCPT TO:<${path.toUpperCase()}>`)).toMatch(/^250/)
    expect(await client.say('DATA')).toMatch(/^354/)
    expect(await client.say(...message(dsn({}).replace(PATH, 'someone@lantern.example')))).toMatch(/^250/)
    expect(await isSuppressed(ADA)).toBe(true)
    await client.say('MAIL FROM:<x@y.example>')
    expect(await client.say(`RCPT TO:<${leave}>`)).toMatch(/^250/)
    await client.say('DATA')
    expect(await client.say('', 'unsubscribe', '.')).toMatch(/^250/)
    expect(await statesOf(EVE)).toEqual(['ended'])
    expect(said).toEqual(['mail that came in: suppressed', 'mail that came in: left'])
  })

  test('by LMTP each recipient is answered, over TLS where there is a certificate', async () => {
    const given = { listen: 'lmtp://127.0.0.1:0', cert: 'cert.pem', key: 'key.pem' }
    const { listener, path, leave, statesOf, isSuppressed } = await scene(dialect, given)
    const client = await dialogue(listener.port, 'LHLO mx.example.net')
    expect(await client.startTls()).toMatch(/^220/)
    expect(await client.say('LHLO mx.example.net')).not.toContain('STARTTLS')
    await client.say('MAIL FROM:<>')
    for (const to of [path, leave]) await client.say(`RCPT TO:<${to}>`)
    await client.say('DATA')
    expect(await client.say(...message(dsn({})))).toMatch(/^250/)
    expect(await client.reply()).toMatch(/^250/)
    expect(await isSuppressed(ADA)).toBe(true)
    // The report is no wish to leave, whoever it was sent to.
    expect(await statesOf(EVE)).toEqual(['confirmed'])
  })

  test('where the ledger is away the sender keeps it', async () => {
    const { world, listener, said, path } = await scene(dialect)
    const client = await dialogue(listener.port)
    await client.say('MAIL FROM:<>')
    await client.say(`RCPT TO:<${path}>`)
    await client.say('DATA')
    await world.store.close()
    expect(await client.say(...message(dsn({})))).toMatch(/^451 4\.3\.0/)
    expect(said.join('\n')).toMatch(/^mail that came in cannot be taken now/)
    expect(said.join('\n')).not.toContain('@')
  })
})

describe('mail that comes in', () => {
  let at: Scene
  beforeEach(async () => {
    at = await scene('sqlite', undefined, { bytes: 2000, connections: 2, recipients: 2 })
  })

  test('is refused at RCPT for whoever no MAC of ours names', async () => {
    const { world, listener, path, leave } = at
    const claim = { person: 1, mailing: 1 }
    const flipped = path.replace(/^b-(.)/, (_, digit) => `b-${digit === '0' ? '1' : '0'}`)
    const client = await dialogue(listener.port)
    await client.say('MAIL FROM:<x@y.example>')
    for (const to of [
      `nobody@${DOMAIN}`,
      `postmaster@${DOMAIN}`,
      ADA,
      flipped,
      path.replace(DOMAIN, 'lantern.example'),
      path.replace(DOMAIN, `x.${DOMAIN}`),
      path.replace(/^b/, 'u'),
      leave.replace(/^u/, 'b'),
      `u-${makeToken(world.keys, 'preferences', claim)}@${DOMAIN}`,
      makeReturnPath({ ...world.keys, ledger: 'another' }, claim, DOMAIN),
    ])
      expect(await client.say(`RCPT TO:<${to}>`), to).toMatch(/^550 5\.1\.1/)
    expect(await client.say('DATA')).toMatch(/^503/)
    for (const to of [`complaints@${DOMAIN}`, `u-${makeToken(world.keys, 'unsubscribe', claim)}@${DOMAIN}`])
      expect(await client.say(`RCPT TO:<${to}>`)).toMatch(/^250/)
  })

  test('at complaints@ is believed by what the report holds', async () => {
    const client = await dialogue(at.listener.port)
    for (const [original, outcome] of [
      [`Return-Path: <${PATH}>`, 'ignored'],
      [`Return-Path: <${at.path}>`, 'suppressed'],
    ] as const) {
      await client.say('MAIL FROM:<abuse@isp.example>')
      await client.say(`RCPT TO:<complaints@${DOMAIN}>`)
      await client.say('DATA')
      expect(await client.say(...message(arf('abuse', original)))).toMatch(/^250/)
      expect(at.said.at(-1)).toBe(`mail that came in: ${outcome}`)
    }
  })

  test('has limits: size, recipients, connections, unknown words', async () => {
    const { listener, path, leave, isSuppressed } = at
    const client = await dialogue(listener.port)
    expect(await client.say('MAIL FROM:<> SIZE=2001')).toMatch(/^552/)
    await client.say('MAIL FROM:<>')
    await client.say(`RCPT TO:<${path}>`)
    await client.say('DATA')
    expect(await client.say(...message(dsn({ more: `X: ${'x'.repeat(900)}\r\n`.repeat(3) })))).toMatch(/^552/)
    expect([await isSuppressed(ADA), at.said]).toEqual([false, []])
    await client.say('MAIL FROM:<>')
    for (const to of [path, leave]) expect(await client.say(`RCPT TO:<${to}>`)).toMatch(/^250/)
    expect(await client.say(`RCPT TO:<complaints@${DOMAIN}>`)).toMatch(/^452/)
    closing((await LineClient.open(listener.port)).client)
    const third = await LineClient.open(listener.port)
    expect(third.greeting).toMatch(/^421/)
    for (const word of ['STARTTLS', 'AUTH PLAIN', 'WIZ x', 'SHELL', 'VRFY ada'])
      expect(await client.say(word)).not.toMatch(/^2[23][0-1]/)
  })

  test('which breaks off in the middle is nothing', async () => {
    const client = await dialogue(at.listener.port)
    await client.say('MAIL FROM:<>')
    await client.say(`RCPT TO:<${at.path}>`)
    await client.say('DATA')
    client.close()
    await at.listener.close()
    expect([await at.isSuppressed(ADA), at.said]).toEqual([false, []])
  })

  test('of a client that says nothing is waited for no longer than is said, and no client keeps it from its end', async () => {
    const quick = await scene('sqlite', undefined, { idleMs: 100 })
    const { client, greeting } = await LineClient.open(quick.listener.port)
    // Idle before the greeting, or after it.
    expect([greeting, await client.reply()]).toContainEqual(expect.stringMatching(/^421/))
    const open = await dialogue(at.listener.port)
    await at.listener.close()
    expect(await open.reply()).toMatch(/^421/)
  })
})
