/**
 * What signing costs: signatures per second, and one mail of 30 KB patched for a person and signed, against
 * nodemailer's DKIM and mailauth's signer on the same patched bytes. CPU and time of this process; run it with tsx:
 * sign.ts [MESSAGES] on a quiet machine.
 */
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import DKIM from 'nodemailer/lib/dkim'
import { compose } from '../../src/mail/compose.js'
import { listHeaders } from '../../src/mail/headers.js'
import { bodyHash, partsOf } from '../../src/mail/signing/dkim.js'
import type { DkimKey } from '../../src/mail/signing/dkim-key.js'
import { signerWith } from '../../src/mail/signing/signer.js'
import { findSlots, type Placeholders, personalise, placeholdersFor } from '../../src/mail/slots.js'
import { makeLeaveToken, makeToken } from '../../src/subscribers/links.js'
import { configOf } from '../support/announcements.js'
import { goal } from './measured.js'

const MESSAGES = Number(process.argv[2] ?? 2000)
/** Connections: so many messages are in the making at once. */
const AT_ONCE = 10

const domain = 'lantern.example'
const make = (algorithm: DkimKey['algorithm'], selector: string): DkimKey => ({
  algorithm,
  domain,
  selector,
  privateKey:
    algorithm === 'rsa-sha256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : generateKeyPairSync('ed25519').privateKey,
})
const rsa = make('rsa-sha256', 'rsa')
const ed25519 = make('ed25519-sha256', 'ed')
const pem = (key: DkimKey) => key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const placeholders = placeholdersFor('bench')
const config = configOf({ web: { url: 'https://mail.lantern.example' } })
const url = `https://mail.lantern.example/unsubscribe/${placeholders.unsubscribe}`
const prose = 'It brings many things that a reader would want to know about, told in a sentence of a usual length.\n'
const bytes = await compose({
  config,
  subject: 'Lantern OS 3.1.0 has been released',
  text: `${prose.repeat(80)}\nLeave: ${url}\nsince ${placeholders.since}\n`,
  html: `<html><body>${`    <p style="margin: 0">\n      ${prose}    </p>\n`.repeat(125)}<a href="${url}">Leave</a></body></html>\n`,
  headers: listHeaders({
    config,
    list: { id: 'releases', title: 'Releases', description: '', categories: ['releases'] },
    key: 'announcement:bench',
    severity: 'info',
    archivedAt: 'https://lantern.example/news/',
    unsubscribeUrl: url,
  }),
  messageId: '<bench@announce.lantern.example>',
  date: new Date('2026-05-04T12:00:00Z'),
})
const frozen = { bytes, slots: findSlots(bytes, placeholders) }
const keys = { current: 1, byNumber: new Map([[1, Buffer.alloc(32, 7)]]) }

function patched(person: number): Buffer {
  const claim = { person, mailing: 1 }
  const values: Placeholders = {
    unsubscribe: makeToken(keys, 'unsubscribe', claim),
    leave: makeLeaveToken(keys, claim),
    preferences: makeToken(keys, 'preferences', claim),
    confirm: makeToken(keys, 'confirm', claim),
    address: makeToken(keys, 'address', claim),
    since: '2026-05-04',
  }
  return personalise(frozen, `reader-${person}@example.org`, values)
}

const both = signerWith([rsa, ed25519])
const withRsa = signerWith([rsa])
const withEd25519 = signerWith([ed25519])
const theirs = new DKIM({
  domainName: domain,
  keySelector: 'rsa',
  privateKey: pem(rsa),
  cacheDir: false,
  headerFieldNames:
    'from:to:subject:date:message-id:mime-version:content-type:reply-to:list-id:list-unsubscribe:list-unsubscribe-post:auto-submitted:in-reply-to:references',
})
const nodemailer = async (message: Buffer) => {
  const out = theirs.sign(message)
  out.resume()
  await once(out, 'end')
}
const mailauth = (signers: readonly DkimKey[]) => async (message: Buffer) =>
  await dkimSign(message, {
    signingDomain: domain,
    selector: '',
    privateKey: '',
    canonicalization: 'relaxed/relaxed',
    signatureData: signers.map((key) => ({ signingDomain: domain, selector: key.selector, privateKey: pem(key) })),
  })

interface Figures {
  readonly name: string
  readonly perSecond: number
  readonly cpuMs: number
  /** The longest that the main thread could do nothing else, per message. */
  readonly mainMs: number
}

async function measure(name: string, work: (message: Buffer) => unknown): Promise<Figures> {
  await each(Math.ceil(MESSAGES / 10), work)
  const cpu = process.cpuUsage()
  const idle = performance.eventLoopUtilization()
  const start = performance.now()
  await each(MESSAGES, work)
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const { active } = performance.eventLoopUtilization(idle)
  return {
    name,
    perSecond: (MESSAGES * 1000) / ms,
    cpuMs: (user + system) / 1000 / MESSAGES,
    mainMs: active / MESSAGES,
  }
}

async function each(count: number, work: (message: Buffer) => unknown): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) {
      next += 1
      await work(patched(next))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

const rows = [
  await measure('patch alone', () => undefined),
  await measure('patch + body hash, no signature', (message) => bodyHash(partsOf(message).body)),
  await measure('belfry, RSA-2048', async (message) => await withRsa.sign(message)),
  await measure('belfry, Ed25519', async (message) => await withEd25519.sign(message)),
  await measure('belfry, both', async (message) => await both.sign(message)),
  await measure('mailauth, RSA-2048', mailauth([rsa])),
  await measure('mailauth, Ed25519', mailauth([ed25519])),
  await measure('mailauth, both', mailauth([rsa, ed25519])),
  await measure('nodemailer DKIM, RSA-2048', nodemailer),
]
const first = rows.find(({ name }) => name === 'belfry, RSA-2048')
console.log(
  `${MESSAGES} messages of ${(bytes.length / 1024).toFixed(0)} KB, ${AT_ONCE} at once; (1.00x is belfry, RSA-2048)`,
)
for (const { name, perSecond, cpuMs, mainMs } of rows) {
  const ratio = (mine: number, other = mine) => `(${(mine / other).toFixed(2)}x)`.padEnd(9)
  console.log(
    `  ${name.padEnd(34)} ${perSecond.toFixed(0).padStart(7)} /s ${ratio(perSecond, first?.perSecond)} CPU ${cpuMs.toFixed(3)} ms ${ratio(cpuMs, first?.cpuMs)} main thread ${mainMs.toFixed(3)} ms ${ratio(mainMs, first?.mainMs)}`,
  )
}
const cpuOf = (name: string) => rows.find((row) => row.name === name)?.cpuMs ?? Number.NaN
const alone = cpuOf('patch alone')
const signature = (name: string) => (cpuOf(name) - alone) * 1000
console.log('CPU of a signature beside the patch')
for (const name of ['belfry, RSA-2048', 'belfry, Ed25519', 'belfry, both'])
  console.log(`  ${name.padEnd(34)} ${signature(name).toFixed(0).padStart(5)} µs`)
goal("RSA, of mailauth's CPU", cpuOf('belfry, RSA-2048') / cpuOf('mailauth, RSA-2048'), { most: 1 })
