/** Webhooks of mail providers over HTTP: what is theirs is taken once, and all else gets one answer. */
import { execFile } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readHttps } from '../../src/inbound/webhooks/read-https.js'
import { noReleases } from '../../src/releases/release.js'
import { recentAccidents } from '../../src/run/inbound/accidents.js'
import { suppressionOf } from '../../src/subscribers/suppression-store.js'
import { sitesOf, webSite } from '../../src/web/web-context.js'
import { HOOK_BYTES, webhookRoutes } from '../../src/web/webhook-routes.js'
import { addMailing, addPerson } from '../delivery/ledger.js'
import { mailgunBody, sns, TOPIC } from '../inbound/hook-shapes.js'
import { compiled } from '../support/compiled.js'
import { CERTIFICATE, KEY } from '../support/loopback-certificate.js'
import { SNS_CERTIFICATE, SNS_KEY } from '../support/sns-certificate.js'
import { NO_HOOKS, openWeb, type WebFixture } from './web-fixture.js'

const SECRET = 'a-secret-in-an-address-1'
const MAILGUN_KEY = 'a-key-that-mailgun-shows-once'
const ADA = 'ada@example.net'
const many = Array.from({ length: 12 }, (_, index) => `person${index}@big.example`)

describe('webhooks over HTTP', () => {
  let web: WebFixture
  beforeEach(async () => {
    web = await openWeb({
      environment: {
        BELFRY_INBOUND__WEBHOOKS__POSTMARK: SECRET,
        BELFRY_INBOUND__WEBHOOKS__MAILGUN: MAILGUN_KEY,
        BELFRY_INBOUND__WEBHOOKS__SES: TOPIC,
      },
    })
    const { store, clock } = web.world
    for (const address of [ADA, ...many]) await addPerson(store, address, ['releases'])
    await addMailing(store)
    await store.db.updateTable('deliveries').set({ state: 'accepted' }).execute()
    await store.db
      .updateTable('mailings')
      .set({ created_at: clock.now() - 60_000 })
      .execute()
  })
  afterEach(async () => await web.close())

  const send = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await web.get(path, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  }
  const bounce = (address: string, id = 1) =>
    JSON.stringify({
      RecordType: 'Bounce',
      ID: id,
      Type: 'HardBounce',
      Email: address,
      BouncedAt: new Date(web.world.clock.now()).toISOString(),
      Description: 'smtp;550 5.1.1 no such user',
    })
  const reasonOf = async (address = ADA) => (await suppressionOf(web.world.store.db, address))?.reason
  const TAKEN = { status: 200, text: 'Taken.\n' }
  const NOTHING = { status: 404, text: 'Not found.\n' }

  test('what is proved by a secret in the address is taken, and once', async () => {
    const path = `/hooks/postmark/${SECRET}`
    expect(await send(path, bounce(ADA))).toEqual(TAKEN)
    expect(await reasonOf()).toContain('bounced')
    const before = await web.ledger()
    expect(await send(path, bounce(ADA))).toEqual(TAKEN)
    expect(await web.ledger()).toBe(before)
  })

  test.each([
    ['as the password of basic authentication', () => `Basic ${btoa(`postmark:${SECRET}`)}`, TAKEN],
    ['the same in another case of the word', () => `basic ${btoa(`:${SECRET}`)}`, TAKEN],
    ['as its name', () => `Basic ${btoa(`${SECRET}:`)}`, NOTHING],
    ['without a colon', () => `Basic ${btoa(SECRET)}`, NOTHING],
    ['as a bearer', () => `Bearer ${SECRET}`, NOTHING],
    ['in no base64', () => 'Basic ????', NOTHING],
  ])('the secret %s', async (_what, authorization, answer) => {
    expect(await send('/hooks/postmark', bounce(ADA), { Authorization: authorization() })).toEqual(answer)
    expect((await reasonOf()) !== undefined).toBe(answer === TAKEN)
  })

  test('whatever is not a provider’s gets one answer, and changes nothing', async () => {
    const before = await web.ledger()
    const answers = [
      await send('/hooks/postmark', bounce(ADA)),
      await send(`/hooks/postmark/${SECRET.slice(1)}`, bounce(ADA)),
      await send(`/hooks/postmark/${SECRET}x`, bounce(ADA)),
      // Its key is not set, and '' is no secret.
      await send('/hooks/mailjet', bounce(ADA), { Authorization: `Basic ${btoa(':')}` }),
      await send(`/hooks/mailgun/${MAILGUN_KEY}`, bounce(ADA)),
      await send('/hooks/mailgun', mailgunBody('another-key', 'one', web.world.clock.now(), { recipient: ADA })),
      await send('/hooks/nobody', bounce(ADA)),
      await send('/hooks/constructor', bounce(ADA)),
      await send('/hooks/ses', bounce(ADA)),
      await send('/hooks/ses', '\0not json'),
    ]
    for (const answer of answers) expect(answer).toEqual(NOTHING)
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const answer = await web.get(`/hooks/postmark/${SECRET}`, {
        method,
        ...(method === 'PUT' && { body: bounce(ADA) }),
      })
      expect(method === 'GET' || method === 'HEAD' ? [404] : [404, 405]).toContain(answer.status)
    }
    expect(await web.ledger()).toBe(before)
  })

  test('a body of more than a megabyte is refused, however its length is said', async () => {
    const path = `/hooks/postmark/${SECRET}`
    const padded = (address: string, length: number) => bounce(address).padEnd(length, ' ')
    expect(await send(path, padded(ADA, HOOK_BYTES))).toEqual(TAKEN)
    expect(await reasonOf()).toContain('bounced')
    const [other = ''] = many
    expect(await send(path, padded(other, HOOK_BYTES + 1))).toEqual({ status: 413, text: 'Too large.\n' })
    // A connection of its own: the last one ends with the answer.
    const chunks = new Blob([padded(other, HOOK_BYTES + 1)]).stream()
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: chunks, duplex: 'half' }
    expect((await web.get(path, { ...init, headers: { Connection: 'close' } })).status).toBe(413)
    expect(await reasonOf(other)).toBeUndefined()
  })

  test('a provider’s accident, told bounce by bounce, suppresses nobody and is known to operators', async () => {
    for (const [index, address] of many.entries())
      expect(await send(`/hooks/postmark/${SECRET}`, bounce(address, index + 10))).toEqual(TAKEN)
    for (const address of many) expect(await reasonOf(address)).toBeUndefined()
    expect(await recentAccidents(web.world)).toHaveLength(1)
  })

  test('a token of Mailgun’s counts once', async () => {
    const event = { event: 'failed', severity: 'permanent', recipient: ADA, 'delivery-status': { code: 550 } }
    const body = mailgunBody(MAILGUN_KEY, 'one', web.world.clock.now(), { ...event, reason: 'bounce' })
    expect(await send('/hooks/mailgun', body)).toEqual(TAKEN)
    expect(await reasonOf()).toContain('bounced')
    const before = await web.ledger()
    // The signature is of the token alone, so what stands beside it may be anybody's.
    expect(await send('/hooks/mailgun', body.replaceAll(ADA, many[0] ?? ''))).toEqual(TAKEN)
    expect(await web.ledger()).toBe(before)
  })

  test('SNS asks again while its certificate cannot be had, and is taken then', async () => {
    let pem: string | undefined
    const get = async () => {
      if (pem === undefined) throw new Error('nobody answers')
      return pem
    }
    const { world } = web
    // The certificate begins on 2026-11-29.
    web.tick(10 * 86_400_000)
    const routes = webhookRoutes(
      {
        context: world,
        hooks: NO_HOOKS,
        site: webSite(world.config),
        siteIn: sitesOf(world.config),
        releases: async () => noReleases,
      },
      get,
    )
    const message = {
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: ADA, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 no such user' }],
      },
      mail: { source: 'x@example.org', messageId: 'theirs' },
    }
    const fields = {
      Message: JSON.stringify(message),
      MessageId: 'one',
      Timestamp: new Date(world.clock.now()).toISOString(),
    }
    const body = JSON.stringify(sns(fields, createPrivateKey(SNS_KEY)))
    // SNS sends JSON as text/plain.
    const ask = async (text = body) =>
      await routes.request('/ses', { method: 'POST', body: text, headers: { 'Content-Type': 'text/plain' } })
    const early = await ask()
    expect([early.status, early.headers.get('Retry-After')]).toEqual([503, '60'])
    expect(await reasonOf()).toBeUndefined()
    pem = SNS_CERTIFICATE
    expect((await ask(body.replace('no such user', 'no such person'))).status).toBe(404)
    expect(await reasonOf()).toBeUndefined()
    expect((await ask()).status).toBe(200)
    expect(await reasonOf()).toContain('bounced')
  })
})

describe('a certificate is asked for over https', () => {
  const answers: Record<string, [number, Record<string, string>, string]> = {
    '/good': [200, {}, SNS_CERTIFICATE],
    '/moved': [302, { Location: '/good' }, ''],
    '/gone': [404, {}, SNS_CERTIFICATE],
    '/long': [200, {}, 'a'.repeat(20_001)],
  }
  const server = createServer({ cert: CERTIFICATE, key: KEY }, (request, response) => {
    const [status, headers, body] = answers[request.url ?? ''] ?? [500, {}, '']
    response.writeHead(status, headers).end(body)
  })
  const url = () => `https://localhost:${(server.address() as AddressInfo).port}`
  beforeAll(async () => await new Promise<void>((done) => server.listen(0, 'localhost', done)))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  test('which nobody vouches for: it is not had', async () => {
    await expect(readHttps(`${url()}/good`)).rejects.toThrow('fetch failed')
  })

  test('of a server that is vouched for; no redirect is followed, nothing else than 200 and few octets taken', async () => {
    const trusted = join(mkdtempSync(join(tmpdir(), 'belfry-ca-')), 'ca.pem')
    writeFileSync(trusted, CERTIFICATE)
    const module = pathToFileURL(join(compiled(), 'inbound/webhooks/read-https.js')).href
    const paths = Object.keys(answers).map((path) => url() + path)
    const script = `const { readHttps } = await import(${JSON.stringify(module)})
      const said = ${JSON.stringify(paths)}.map((path) => readHttps(path).catch((thrown) => thrown.message))
      console.log(JSON.stringify(await Promise.all(said)))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted },
    })
    expect(JSON.parse(stdout)).toEqual([
      SNS_CERTIFICATE,
      expect.stringContaining('fetch failed'),
      expect.stringMatching(/answers 404$/),
      expect.stringMatching(/more than 20000 octets$/),
    ])
  })
})
