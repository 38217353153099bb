/**
 * `belfry run`, as it is shipped, with its ledger on SQLite forced to disk and every message with links of its own,
 * against Postfix's smtp-source and nodemailer's pool, to the same local sink over ten connections: unsigned, signed
 * with RSA-2048, and over a wire that takes 10 ms each way; there also to a Postfix, which offers CHUNKING, where root
 * can start one. It discards before it queues: a message through its queue costs it 3.7 ms of the cores that all share
 * here, and would measure Postfix alone (540 messages/s on two cores, whoever sends them). Postfix's smtp-sink where it
 * is installed, else one in node. Run it with tsx: send.ts [MESSAGES] [TIMES] [EXPRESSION FOR NAMES OF ROWS] on a
 * machine that has nothing else to do; it prints the median of TIMES interleaved runs.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPostfix, whyNoPostfix } from '../interop/open-postfix.js'
import { KEY, readyToTell } from '../journeys/crowd.js'
import { openTestWorld, repository, testClock } from '../support/project.js'
import { goal, type Measured, measure } from './measured.js'
import { shipped } from './shipped.js'

const MESSAGES = Number(process.argv[2] ?? 50_000)
const TIMES = Number(process.argv[3] ?? 3)
const WANTED = new RegExp(process.argv[4] ?? '')
const CONNECTIONS = 10
const [PORT, SLOW_PORT, FAR_PORT] = [24_725, 24_726, 24_729]
/** What sends a few hundred a second, on whatever wire, says by fewer how fast it is. */
const SIGNED_MESSAGES = Math.min(MESSAGES, 15_000)
const POOL_MESSAGES = Math.min(MESSAGES, 5000)
const SLOW_MESSAGES = Math.min(MESSAGES, 3000)
const POOL_SLOW_MESSAGES = Math.min(MESSAGES, 2000)
/** With CHUNKING it takes Belfry as long to warm up as it takes to send so few. */
const FAR_MESSAGES = Math.min(MESSAGES, 10_000)
const program = (name: string) => ['/usr/sbin', '/usr/lib/postfix/sbin'].map((at) => join(at, name)).find(existsSync)
const [SINK, SOURCE] = [program('smtp-sink'), program('smtp-source')]
const POST = KEY.slice('announcement:'.length)
/** Makes a message of about 30 KB, HTML and text together. */
const PROSE =
  'It brings [many things](/downloads/) that a reader would want to know about, told in a *sentence* of a usual length.\n\n'.repeat(
    50,
  )
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'belfry-bench-send-'))
const main = join(shipped(join(folder, 'program')), 'main.js')
const keyFile = join(folder, 'dkim.pem')
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })

interface Sent extends Measured {
  /** Of the sending alone, without starting, reading and publishing. */
  readonly sendingSeconds: number
}

async function belfry(messages: number, port: number, key?: string): Promise<Sent> {
  const addresses = Array.from({ length: messages }, (_, index) => `reader-${index}@discard.example`)
  const about = { body: PROSE, lease: '30s' }
  const { project, tellAt } = await readyToTell('sqlite', `smtp://127.0.0.1:${port}`, addresses, about)
  const dkim = key === undefined ? {} : { BELFRY_MAIL__DKIM__SELECTOR: 'bench', BELFRY_MAIL__DKIM__KEY: key }
  const call = { BELFRY_CONFIG: project.configFile, BELFRY_NOW: tellAt, ...dkim }
  const measured = await measure(process.execPath, [main, 'run'], call)
  const world = await openTestWorld(project, testClock(tellAt))
  const row = await world.store.db
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select((e) => [e.fn.countAll<number>().as('accepted'), e.fn.max('deliveries.finished_at').as('end')])
    .select('started_at')
    .where('deliveries.state', '=', 'accepted')
    .groupBy('started_at')
    .executeTakeFirst()
  await world.close()
  if (row === undefined || Number(row.accepted) !== messages) throw new Error(`not all of ${messages} were accepted`)
  return { ...measured, sendingSeconds: (Number(row.end) - Number(row.started_at)) / 1000 }
}

/** The mail that belfry makes, as HTML and text, for others to send. */
async function sample(): Promise<{ html: string; text: string; octets: number }> {
  const { project, tellAt } = await readyToTell('sqlite', `smtp://127.0.0.1:${PORT}`, ['ada@example.org'], {
    body: PROSE,
  })
  const call = { BELFRY_CONFIG: project.configFile, BELFRY_NOW: tellAt }
  await measure(process.execPath, [main, 'preview', POST, '--out', folder], call)
  const [html = '', text = '', message = ''] = ['html', 'txt', 'eml'].map((end) => join(folder, POST, `mail.${end}`))
  return { html, text, octets: statSync(message).size }
}
const { html, text, octets } = await sample()

async function nodemailer(messages: number, port: number, key = ''): Promise<Sent> {
  const args = ['--import', 'tsx', here('./bare-send.ts'), port, messages, CONNECTIONS, html, text, key].map(String)
  const measured = await measure(process.execPath, args, {}, { cwd: repository })
  return { ...measured, sendingSeconds: Number(measured.output) }
}

async function smtpSource(): Promise<Sent> {
  const args = ['-s', CONNECTIONS, '-m', MESSAGES, '-l', octets, '-f', 'a@lantern.example', '-t', 'b@example.org']
  const measured = await measure(SOURCE ?? '', [...args.map(String), `127.0.0.1:${PORT}`])
  return { ...measured, sendingSeconds: measured.seconds }
}

const others: ChildProcess[] = []
function begin(command: string, ...args: readonly (string | number)[]): void {
  others.push(spawn(command, args.map(String), { cwd: repository, stdio: 'ignore' }))
}

/** Signatures a second on all cores, by OpenSSL's own account. */
function opensslSpeed(): number | undefined {
  try {
    const args = ['speed', '-multi', String(availableParallelism()), '-seconds', '2', 'rsa2048']
    const said = execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    return Number(/rsa +2048 bits +\S+ +\S+ +([\d.]+)/.exec(said)?.[1])
  } catch {
    return undefined
  }
}

interface Row {
  readonly name: string
  readonly messages: number
  readonly run: () => Promise<Sent>
  readonly sent: Sent[]
}
const row = (name: string, messages: number, run: () => Promise<Sent>): Row => ({ name, messages, run, sent: [] })
const rows = {
  source: row('smtp-source', MESSAGES, smtpSource),
  plain: row('belfry', MESSAGES, async () => await belfry(MESSAGES, PORT)),
  pool: row('nodemailer pool, composing', POOL_MESSAGES, async () => await nodemailer(POOL_MESSAGES, PORT)),
  signed: row('belfry, RSA-2048', SIGNED_MESSAGES, async () => await belfry(SIGNED_MESSAGES, PORT, keyFile)),
  poolSigned: row(
    'nodemailer pool, its DKIM',
    SLOW_MESSAGES,
    async () => await nodemailer(SLOW_MESSAGES, PORT, keyFile),
  ),
  slow: row('belfry, 10 ms each way', SLOW_MESSAGES, async () => await belfry(SLOW_MESSAGES, SLOW_PORT)),
  poolSlow: row(
    'nodemailer pool, 10 ms',
    POOL_SLOW_MESSAGES,
    async () => await nodemailer(POOL_SLOW_MESSAGES, SLOW_PORT),
  ),
  far: row('belfry, 10 ms, CHUNKING', FAR_MESSAGES, async () => await belfry(FAR_MESSAGES, FAR_PORT)),
  // What the cores give to both together, however short the way.
  near: row('belfry, CHUNKING, no wire', FAR_MESSAGES, async () => await belfry(FAR_MESSAGES, postfixPort())),
  poolFar: row(
    'nodemailer pool, 10 ms, Postfix',
    POOL_SLOW_MESSAGES,
    async () => await nodemailer(POOL_SLOW_MESSAGES, FAR_PORT),
  ),
}

const FAR = [rows.far, rows.near, rows.poolFar]

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
const rateOf = ({ messages, sent }: Row) => median(sent.map(({ sendingSeconds }) => messages / sendingSeconds))

const postfix = whyNoPostfix() === undefined ? await openPostfix() : undefined
const postfixPort = (): number => Number(postfix === undefined ? Number.NaN : new URL(postfix.discardingAtOnce).port)
const signatures: number[] = []
try {
  if (SINK === undefined) begin(process.execPath, '--import', 'tsx', here('./node-sink.ts'), PORT)
  else begin(SINK, ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${PORT}`, 100)
  begin(process.execPath, '--import', 'tsx', here('./slow-link.ts'), SLOW_PORT, PORT, 10)
  if (postfix !== undefined)
    begin(process.execPath, '--import', 'tsx', here('./slow-link.ts'), FAR_PORT, postfixPort(), 10)
  await Promise.all([PORT, SLOW_PORT, ...(postfix === undefined ? [] : [FAR_PORT])].map(listening))
  for (let time = 0; time < TIMES; time += 1) {
    for (const each of Object.values(rows)) {
      const isThere = each === rows.source ? SOURCE !== undefined : postfix !== undefined || !FAR.includes(each)
      if (isThere && WANTED.test(each.name)) each.sent.push(await each.run())
    }
    if (rows.signed.sent.length > 0) signatures.push(opensslSpeed() ?? Number.NaN)
  }
} finally {
  for (const each of others) each.kill()
  postfix?.close()
}

console.log(
  `Messages of ${(octets / 1024).toFixed(0)} KB, ${MESSAGES} where a row says no other number, ${CONNECTIONS} connections, to ${SINK ?? 'a sink in node'}; the median of ${TIMES}`,
)
for (const each of Object.values(rows)) {
  const { name, messages, sent } = each
  if (sent.length === 0) continue
  const rate = rateOf(each)
  const rates = sent.map(({ sendingSeconds }) => messages / sendingSeconds)
  const spread = (Math.max(...rates) - Math.min(...rates)) / rate
  const cpu = (median(sent.map(({ cpuSeconds }) => cpuSeconds)) * 1e6) / messages
  const shown = messages === MESSAGES ? name : `${name}, ${messages}`
  const whole = messages / median(sent.map(({ seconds }) => seconds))
  console.log(
    `  ${shown.padEnd(38)} ${rate.toFixed(0).padStart(6)} /s (spread ${(spread * 100).toFixed(0)}%, ${whole.toFixed(0)} /s with starting)  CPU ${cpu.toFixed(0).padStart(5)} µs each  peak ${median(sent.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
  )
}
const speed = median(signatures)
if (signatures.length > 0)
  console.log(
    `  openssl speed, ${availableParallelism()} cores               ${speed.toFixed(0).padStart(6)} signatures/s\n`,
  )
const against = (what: string, mine: number, other: number, least: number) => goal(what, mine / other, { least })
const wholeRate = ({ messages, sent }: Row) => messages / median(sent.map(({ seconds }) => seconds))
against('unsigned, of smtp-source, whole processes', wholeRate(rows.plain), wholeRate(rows.source), 0.92)
goal('unsigned, peak memory', median(rows.plain.sent.map(({ peakMb }) => peakMb)), { most: 210, unit: 'MB' })
against("signed, of nodemailer's pool with DKIM", rateOf(rows.signed), rateOf(rows.poolSigned), 5)
against('signed, of what the cores can sign', rateOf(rows.signed), speed, 0.45)
against("over 10 ms each way, of nodemailer's pool", rateOf(rows.slow), rateOf(rows.poolSlow), 2)
against('the same, to a Postfix that offers CHUNKING', rateOf(rows.far), rateOf(rows.poolFar), 4)

/** Resolves when somebody listens there. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
