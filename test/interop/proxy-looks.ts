/**
 * What must hold of a reverse proxy before a service, over TLS: who the client is, what is kept and packed, forms, the
 * one click to leave, progress as it comes. In: how the proxy is opened. Out: a line for each; a throw where one does
 * not hold. Door: processes, network.
 */
import { deepStrictEqual, ok } from 'node:assert'
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sendDue } from '../../src/delivery/worker.js'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord } from '../../src/run/sign-in/accounts.js'
import { freePort } from '../support/free-port.js'
import { CERTIFICATE, KEY } from '../support/loopback-certificate.js'
import { addressOf, linkIn, openWeb, type WebFixture } from '../web/web-fixture.js'

const PATIENCE_MS = 300_000
/** Posts of one network that are taken in an hour. */
const PER_NETWORK = 3

interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** An address of loopback that it comes from. */
  readonly from?: string
}

export interface Placed {
  readonly port: number
  /** Where the service listens. */
  readonly before: number
  /** PEM, for `localhost`. */
  readonly tls: { readonly certificate: string; readonly key: string }
}

/** @throws Error where something of it does not hold */
export async function lookThrough(open: (placed: Placed) => ChildProcess): Promise<void> {
  const port = await freePort()
  const environment = {
    BELFRY_WEB__URL: `https://localhost:${port}`,
    BELFRY_WEB__TRUSTED_PROXIES: '["127.0.0.1"]',
    BELFRY_CONSOLE: 'true',
  }
  const web = await openWeb({ environment, limits: { perNetwork: PER_NETWORK, perSharedNetwork: PER_NETWORK } })
  const proxy = open({ port, before: Number(new URL(web.url).port), tls: { certificate: CERTIFICATE, key: KEY } })
  try {
    await untilUp(port)
    for (const [what, look] of Object.entries(looks)) {
      await look(web, port)
      console.log(`good     ${what}`)
    }
  } finally {
    proxy.kill()
    await web.close()
  }
}

const looks: Readonly<Record<string, (web: WebFixture, port: number) => Promise<void>>> = {
  'a feed is packed once, and answered with 304 to who has it': async (_web, port) => {
    const first = await asked(port, '/atom.xml', { headers: { 'accept-encoding': 'gzip' } })
    deepStrictEqual([first.status, first.headers['content-encoding']], [200, 'gzip'])
    const headers = { 'if-none-match': String(first.headers.etag), 'accept-encoding': 'gzip' }
    const second = await asked(port, '/atom.xml', { headers })
    deepStrictEqual([second.status, second.body], [304, ''])
  },
  'the client is whom the proxy saw, whatever a request says of itself': async (_web, port) => {
    const tries: number[] = []
    for (let index = 0; index <= PER_NETWORK; index += 1) {
      const spoofed = { 'x-forwarded-for': `203.0.${index}.7`, forwarded: `for=198.51.${index}.7` }
      tries.push((await signedUp(port, `reader-${index}@example.org`, '127.9.8.7', spoofed)).status)
    }
    deepStrictEqual(tries, [...Array<number>(PER_NETWORK).fill(303), 429])
    deepStrictEqual((await signedUp(port, 'other@example.org', '127.77.8.7', {})).status, 303)
  },
  'a form of another site is refused, and so is what is too large': async (_web, port) => {
    const foreign = { origin: 'https://elsewhere.example' }
    deepStrictEqual((await signedUp(port, 'x@example.org', '127.1.1.1', foreign)).status, 403)
    const large = await asked(port, '/subscribe', { method: 'POST', body: 'a'.repeat(2_000_000) })
    deepStrictEqual(large.status, 413)
  },
  'one click leaves, at once': async (web, port) => {
    await web.join('ada@example.org')
    await web.announce('A new version')
    const link = linkIn(await web.mails(), 'ada@example.org', 'unsubscribe')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await asked(port, link, { method: 'POST', headers, body: 'List-Unsubscribe=One-Click' })
    ok(answer.status < 300, `${answer.status} ${answer.body.slice(0, 200)}`)
    ok(/ended/.test(await web.ledger()))
  },
  'progress of a mailing comes as it is made': async (web, port) => {
    await web.join('bea@example.org')
    writeFileSync(
      join(web.folder, 'posts', '2026-11-22-next.md'),
      '---\ntitle: Next\ncategories: [releases]\n---\nText.',
    )
    for (const _ of [1, 2]) {
      web.tick(86_400_000)
      await run(web.world, { send: false })
    }
    const { url } = await inviteByWord(web.world, addressOf('ops@example.org'), 'admin', { by: 'root', reason: '' })
    const origin = `https://localhost:${port}`
    const signIn = { method: 'POST', headers: { origin, 'content-type': 'application/x-www-form-urlencoded' } }
    const { headers } = await asked(port, new URL(url).pathname, signIn)
    const cookie = [headers['set-cookie']].flat()[0]?.split(';')[0] ?? ''
    const { mailing } = await web.world.store.db
      .selectFrom('mailings')
      .select((e) => e.fn.max('id').as('mailing'))
      .executeTakeFirstOrThrow()
    const stream = await opened(port, `/console/mailings/${mailing}/events`, { headers: { cookie } })
    deepStrictEqual(stream.statusCode, 200)
    let heard = ''
    stream.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8')
    })
    await until(() => heard.includes('event: look'))
    ok(!heard.includes('event: end'))
    await sendDue(web.world)
    await until(() => heard.includes('event: end'))
    stream.destroy()
  },
}

async function signedUp(port: number, address: string, from: string, headers: Readonly<Record<string, string>>) {
  const body = new URLSearchParams([
    ['address', address],
    ['list', 'releases'],
  ]).toString()
  const type = 'application/x-www-form-urlencoded'
  const all = { origin: `https://localhost:${port}`, 'content-type': type, ...headers }
  return await asked(port, '/subscribe', { method: 'POST', headers: all, body, from })
}

async function opened(port: number, path: string, { method = 'GET', headers = {}, body, from }: Ask) {
  return await new Promise<IncomingMessage>((resolve, reject) => {
    const place = { host: '127.0.0.1', servername: 'localhost', port, path, ca: CERTIFICATE }
    const all = { host: `localhost:${port}`, ...headers }
    const going = request(
      { ...place, method, headers: all, ...(from !== undefined && { localAddress: from }) },
      resolve,
    )
    going.on('error', reject)
    going.end(body)
  })
}

async function asked(port: number, path: string, ask: Ask) {
  const answer = await opened(port, path, ask)
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString('latin1') }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!isSo()) {
    if (performance.now() > end) throw new Error('it does not come')
    await delay(20)
  }
}

async function untilUp(port: number): Promise<void> {
  let isUp = false
  for (let tries = 0; !isUp && tries < 6000; tries += 1) {
    isUp = await asked(port, '/', {}).then(
      () => true,
      () => false,
    )
    if (!isUp) await delay(50)
  }
}
