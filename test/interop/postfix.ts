/**
 * Belfry's mail through a real Postfix: two hops, into a maildir. Announcement and update for HTML and for text, a
 * request to confirm, and mail with OpenPGP where gpg is installed; each signed with RSA and Ed25519. What arrived must
 * be what was signed, byte for byte behind the trace fields, with every signature good. Run by `npm run
 * interop:postfix`; out: a table, and 1 where something differs. Without Postfix, or without the rights to start one,
 * it says so and ends with 0. mailauth verifies: opendkim-testmsg takes keys from DNS alone.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { smtpTransport } from '../../src/delivery/smtp/open-connections.js'
import type { Signer } from '../../src/mail/signing/signer.js'
import { personalise } from '../../src/mail/slots.js'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { BOTH_PASS, ed25519Key, pemOf, rsaKey, verdicts } from '../mail/signing/dkim-keys.js'
import { valuesOf, wireFaults } from '../mail/wire.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { openPostfix, type Postfix, whyNoPostfix } from './open-postfix.js'

/** What relays like to change: long lines, dots, `From ` and white space at the ends, octets above 127. */
const BODY = `Olá — já está disponível. 新しい版です。 שלום 🔔 [Descarregar](/downloads/?${'q=1&'.repeat(110)}end=1)

.A paragraph that begins with a dot.

From the first day on, a paragraph that begins as an mbox does.

| Naïve | Wert |
|---|---:|
| größer | 1 |

\`\`\`
.
..
.hidden = ${'x'.repeat(1500)}
From here on trailing spaces   
\ttab and a tab at the end\t
\`\`\`

${'Ein langer Absatz über Umlaute und ß, der nicht endet. '.repeat(60)}
`

/** Of one project: announcement and update in both formats, a request to confirm. */
const MESSAGES = 5

/** Over one connection, and so many of them on their way at a time. */
const MANY = 200
const LANES = 4

const reason = whyNoPostfix()
if (reason === undefined) await main()
else console.log(`skipped: ${reason}.`)

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-interop-'))
  const postfix = await openPostfix()
  try {
    const openpgp = makeOpenpgp(folder)
    const sent = await sendOne(postfix.transport, 'plain')
    if (openpgp !== undefined) sent.push(...(await sendOne(postfix.transport, 'openpgp', openpgp.keyFile)))
    const arrived = (await postfix.delivered(sent.length)).map(withoutTrace)
    console.log(
      `Postfix ${postfix.version}, two hops, ${sent.length} messages; a maildir has LF line ends, here made CRLF again`,
    )
    const rows = []
    for (const signed of sent) rows.push(await compared(signed, arrived, openpgp?.verify))
    table(rows)
    if (openpgp === undefined) console.log('gpg is not installed: nothing was signed with OpenPGP.')
    const good = rows.filter(({ isGood }) => isGood).length
    console.log(`${good} of ${rows.length} arrived as they were signed, with every signature good.`)
    if (good < MESSAGES * (openpgp === undefined ? 1 : 2)) process.exitCode = 1
    await wholeAtOnce(postfix)
  } finally {
    postfix.close()
    if (hasGpg()) spawnSync('gpgconf', ['--homedir', folder, '--kill', 'all'])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A project's life up to an announcement and its update. @returns every message as it was handed to the transport */
async function sendOne(transport: string, name: string, keyFile?: string): Promise<Buffer[]> {
  const project = await makeProject('sqlite', {
    mail: {
      transport,
      from: 'Lanterna — notícias <announce@lantern.example>',
      dkim: {
        selector: rsaKey.selector,
        key: pemOf(rsaKey.privateKey),
        ed25519: { selector: ed25519Key.selector, key: pemOf(ed25519Key.privateKey) },
      },
      ...(keyFile !== undefined && { openpgp: { key: keyFile } }),
    },
  })
  const clock = testClock('2026-05-01T09:00:00Z')
  const opened = await openTestWorld(project, clock)
  const sent: Buffer[] = []
  const prepare: Signer['prepare'] = (frozen) => {
    const signFor = opened.signer.prepare(frozen)
    return async (to, values) => {
      const fields = await signFor(to, values)
      sent.push(Buffer.concat([Buffer.from(fields), personalise(frozen, to, values)]))
      return fields
    }
  }
  const world: AppContext = { ...opened, signer: { ...opened.signer, prepare } }
  const runAt = async (...instants: string[]) => {
    for (const instant of instants) {
      clock.set(instant)
      await run(world)
    }
  }
  try {
    project.post('2026-04-14-hello.md', { title: 'Hello' }, 'A first post.')
    await run(world)
    for (const format of ['html', 'text'] as const) {
      const address = { address: `${name}-${format}@example.org`, key: `${name}-${format}@example.org` }
      await subscribe(world, { address, lists: ['announcements'], details: { format }, ask: 'vouch' })
    }
    const asking = { address: `${name}-new@example.org`, key: `${name}-new@example.org` }
    await subscribe(world, { address: asking, lists: ['announcements'], details: { format: 'html' }, ask: 'request' })
    const title = 'Notícias: a versão 3.1 já está disponível, mit Grüßen und einer Zeile, die lang genug ist 🔔'
    project.post('2026-05-02-news.md', { title }, BODY)
    await runAt('2026-05-02T10:00:00Z', '2026-05-02T10:31:00Z')
    const updates = [{ date: '2026-05-03', text: '.Ein Nachtrag: **größer** als gedacht.' }]
    project.post('2026-05-02-news.md', { title, updates }, BODY)
    await runAt('2026-05-03T10:00:00Z', '2026-05-03T10:31:00Z')
    return sent
  } finally {
    await opened.close()
    rmSync(project.folder, { recursive: true, force: true })
  }
}

/** Many messages over one connection, by BDAT, some of them to somebody whom the server refuses. */
async function wholeAtOnce(postfix: Postfix): Promise<void> {
  const { hostname: host, port } = new URL(postfix.discarding)
  const session = smtpTransport({ name: 'Postfix', options: { host, port: Number(port) } }).open()
  const people = Array.from({ length: MANY }, (_, index) =>
    index % 9 === 4 ? 'refused@example.org' : `p${index}@discard.example`,
  )
  const outcomes: string[] = []
  let next = 0
  const lane = async () => {
    for (let index = next++; index < MANY; index = next++) {
      const to = people[index] ?? ''
      const bytes = Buffer.from(
        `From: a@lantern.example\r\nSubject: ${index}\r\n\r\n.\r\n${'A line.\r\n'.repeat(index * 10)}`,
      )
      await session.ready()
      outcomes[index] = (
        await session.send({ from: `b${index}@lantern.example`, to, bytes, mayFinish: () => true })
      ).outcome
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await session.close()
  const wrong = people.filter((to, index) => outcomes[index] !== (to.startsWith('refused') ? 'failed' : 'accepted'))
  const wanted = people.filter((to) => !to.startsWith('refused'))
  const queued = () =>
    wanted.filter((to, index) => {
      const of = people.indexOf(to, index)
      const id = new RegExp(`: (\\w+): from=<b${of}@lantern\\.example>`).exec(postfix.log())?.[1]
      return postfix.log().split(`${id ?? '-'}: to=<${to}>, relay=none`).length === 2
    }).length
  for (let tries = 0; tries < 3000 && queued() < wanted.length; tries++) await delay(100)
  const commands = /disconnect from \S+ (.*\bmail=\d{3}\b.*)$/m.exec(postfix.log())?.[1] ?? ''
  console.log(`${MANY} messages at once, ${LANES} on their way at a time: ${wrong.length} outcomes are wrong,`)
  console.log(`${queued()} of ${wanted.length} came once, each from its own sender; ${commands}`)
  if (wrong.length > 0 || queued() < wanted.length || !/ bdat=/.test(commands) || / data=/.test(commands))
    process.exitCode = 1
}

/**
 * Every line of ours ends in CRLF, so LF alone can only be the maildir's. Trace fields are what stands on top (RFC 5321
 * §4.4).
 */
function withoutTrace(stored: Buffer): Buffer {
  const text = stored.toString('latin1').replace(/\r?\n/g, '\r\n')
  const trace =
    /^(?:(?:Return-Path|X-Original-To|Delivered-To|Received):[^\r]*\r\n(?:[ \t][^\r]*\r\n)*)*/.exec(text)?.[0] ?? ''
  return Buffer.from(text.slice(trace.length), 'latin1')
}

type Verify = (message: Buffer) => string

async function compared(signed: Buffer, arrived: readonly Buffer[], verify: Verify | undefined) {
  const [[to = ''], [id = '']] = [valuesOf(signed, 'To'), valuesOf(signed, 'Message-ID')]
  const [found, second] = arrived.filter(
    (one) => valuesOf(one, 'To')[0] === to && valuesOf(one, 'Message-ID')[0] === id,
  )
  const faults = wireFaults(signed)
  const what = `${to.replace(/@.*$/, '')}, ${valuesOf(signed, 'In-Reply-To').length > 0 ? 'update' : 'first'}`
  if (found === undefined || second !== undefined || faults.length > 0) {
    const bytes = faults.join('; ') || (found === undefined ? 'is not there' : 'is there twice')
    return { what, octets: signed.length, bytes, dkim: [], openpgp: '', isGood: false }
  }
  const dkim = await verdicts(found)
  const isSigned = /^Content-Type: multipart\/signed/m.test(found.toString('latin1'))
  const openpgp = isSigned ? (verify?.(found) ?? '') : ''
  const isEqual = found.equals(signed)
  return {
    what,
    octets: signed.length,
    bytes: isEqual ? 'equal' : `differ at ${firstDifference(signed, found)}`,
    dkim,
    openpgp,
    isGood: isEqual && dkim.join() === BOTH_PASS.join() && (!isSigned || openpgp === 'good'),
  }
}

function firstDifference(one: Buffer, other: Buffer): number {
  const at = one.findIndex((octet, index) => octet !== other[index])
  return at === -1 ? one.length : at
}

function table(rows: readonly Awaited<ReturnType<typeof compared>>[]): void {
  console.log(
    `  ${'message'.padEnd(26)} ${'octets'.padStart(7)}  ${'bytes'.padEnd(8)} ${'DKIM, by mailauth'.padEnd(38)} OpenPGP, by gpg`,
  )
  for (const { what, octets, bytes, dkim, openpgp } of rows)
    console.log(
      `  ${what.padEnd(26)} ${String(octets).padStart(7)}  ${bytes.padEnd(8)} ${dkim.join(', ').padEnd(38)} ${openpgp || '-'}`,
    )
}

function hasGpg(): boolean {
  return spawnSync('gpg', ['--version']).status === 0
}

/** @returns a project's key in a file, and gpg as the one who verifies; undefined without gpg */
function makeOpenpgp(folder: string): { keyFile: string; verify: Verify } | undefined {
  if (!hasGpg()) return undefined
  const gpg = ['--homedir', folder, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '']
  const name = 'Lantern OS <announce@lantern.example>'
  execFileSync('gpg', [...gpg, '--quick-generate-key', name, 'ed25519', 'sign', 'never'])
  const file = (called: string, text: string | Buffer) => {
    writeFileSync(join(folder, called), text, { mode: 0o600, encoding: 'latin1' })
    return join(folder, called)
  }
  const keyFile = file('secret.asc', execFileSync('gpg', [...gpg, '--armor', '--export-secret-keys']))
  const verify: Verify = (message) => {
    const text = message.toString('latin1')
    const boundary = /multipart\/signed;[\s\S]*?boundary="([^"]+)"/.exec(text)?.[1] ?? 'none'
    const [, content = '', signature = ''] = text.split(`--${boundary}`)
    const files = [
      file('signature.asc', signature.slice(signature.indexOf('-----BEGIN'))),
      file('content', content.replace(/^\r\n|\r\n$/g, '')),
    ]
    const ran = spawnSync('gpg', [...gpg, '--status-fd', '1', '--verify', ...files], { encoding: 'utf8' })
    return /^\[GNUPG:\] GOODSIG /m.test(ran.stdout) ? 'good' : `BAD: ${ran.stderr.trim()}`
  }
  return { keyFile, verify }
}
