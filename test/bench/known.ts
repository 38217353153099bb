/**
 * Whether who is known can be told: known and unknown addresses in turn, shuffled, against a real `belfry serve` over
 * TCP, while a second connection asks for a page again and again. Its clock runs twenty times faster (quick-clock.mjs),
 * so that what waits for a full second is there soon; work takes as long as ever. In: how many of each, 1,000 unless
 * said, how long the second goes on after an answer, which way: `npm run bench:known -- [TRIES] [MS]
 * [form|link|api|change]`. Out: for the form, its button that asks for the link, the JSON API, and a change of
 * somebody's address to that one, how many of one half a classifier gets right that learned from the times of the
 * other. Ends with 1 where that is not within 45 to 55 %, or an answer is another for one kind. (Whoever confirms or
 * changes what they get comes by a link, and names no address.) The same of the processor time of the service, which
 * nobody outside sees, is said beside it.
 */
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { makeToken } from '../../src/subscribers/links.js'
import { addPerson } from '../delivery/ledger.js'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { accuracyOnOtherHalf, type Sample } from './classifier.js'
import { openConnection, type RawRequest } from './raw-connection.js'

const TRIES = Number(process.argv[2] ?? 1000)
/** Of the service's clock. */
const QUICKER = 20
/** A beat of the form's work and one of who sends, each 50 ms by that clock, and their work. */
const WATCH_MS = Number(process.argv[3] ?? 250)
const WAYS = (['form', 'link', 'api', 'change'] as const).filter((way) => (process.argv[4] ?? way) === way)
/** Between two questions of the second connection. */
const BETWEEN_MS = 4
const [LEAST, MOST] = [0.45, 0.55]

const port = await freePort()
const sink = await startSink()
const url = `http://127.0.0.1:${port}`
const project = await makeProject('sqlite', {
  database: 'sqlite:belfry.db',
  mail: { transport: sink.transport },
  web: { listen: `127.0.0.1:${port}`, url, trustedProxies: ['127.0.0.1'] },
})
const world = await openTestWorld(project, { now: Date.now })
const { store, keys } = world
for (const way of WAYS)
  for (let index = 0; index < TRIES; index += 1) await addPerson(store, addressOf(way, 'known', index), ['releases'])
// Whoever asks for a change of address has a link of their own, and asks once in ten minutes.
const links: string[] = []
if (WAYS.includes('change'))
  for (let index = 0; index < 2 * TRIES; index += 1) {
    // All of one length: the page that answers names whose link it was.
    const person = await addPerson(store, `me-${String(index).padStart(7, '0')}@me.example`, ['announcements'])
    links.push(`/preferences/${makeToken(keys, 'preferences', { person, mailing: 999_999 })}`)
  }
const quick = `--import ${new URL('quick-clock.mjs', import.meta.url)}`
const env = { NODE_OPTIONS: quick, BENCH_QUICKER: String(QUICKER) }
const service = startBelfry(['serve'], { config: project.configFile, env })
await service.said('Belfry is at')
await delay(3_000)
const watching = await openConnection(port)
for (const way of WAYS) {
  const samples: Sample[] = []
  const inside: Sample[] = []
  const answers: Record<Kind, Map<string, number>> = { known: new Map(), unknown: new Map() }
  for (const { kind, index } of shuffled()) {
    // The limits would answer in the place of the form, and a second step in the place of a mail.
    if (samples.length % 20 === 0) await store.db.deleteFrom('limits').execute()
    const { times, cpu, answer } = await tried(way, kind, index)
    samples.push({ isKnown: kind === 'known', times })
    inside.push({ isKnown: kind === 'known', times: cpu })
    answers[kind].set(answer, (answers[kind].get(answer) ?? 0) + 1)
  }
  for (const [kind, said] of Object.entries(answers))
    for (const [answer, count] of said) console.log(`${way}, ${kind}, ${count} × ${answer}`)
  if (answers.known.size !== 1 || [...answers.known.keys()].join() !== [...answers.unknown.keys()].join()) missed()
  console.log(`${way}: ${sink.received.length} mails so far (load ${loadavg()[0]?.toFixed(1)})`)
  for (const [name, share] of accuracyOnOtherHalf(samples)) {
    const isWithin = share >= LEAST && share <= MOST
    console.log(`${way}, ${name}: ${percent(share)}${isWithin ? '' : ' (missed: 45 to 55 %)'}`)
    if (!isWithin) missed()
  }
  for (const [name, share] of accuracyOnOtherHalf(inside)) console.log(`  inside, ${name}: ${percent(share)}`)
}
watching.close()
service.process.kill('SIGTERM')
await service.ended
await sink.close()
await world.close()

function missed(): void {
  process.exitCode = 1
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

type Way = (typeof WAYS)[number]

function asked(way: Way, kind: Kind, index: number): Pick<RawRequest, 'path' | 'body' | 'type'> {
  const address = addressOf(way, kind, index)
  const mine = links[kind === 'known' ? index : TRIES + index] ?? ''
  const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams({ address, ...fields }).toString()
  if (way === 'form') return { path: '/subscribe', body: form({ list: 'security' }) }
  if (way === 'link') return { path: '/subscribe', body: form({ want: 'preferences' }) }
  if (way === 'change') return { path: mine, body: form({ change: 'yes' }) }
  return {
    path: '/api/subscriptions',
    body: JSON.stringify({ address, lists: ['security'] }),
    type: 'application/json',
  }
}

type Kind = 'known' | 'unknown'

/** Domains are limited, too. */
function addressOf(way: string, kind: Kind, index: number): string {
  return `${way}-${kind === 'known' ? 'k' : 'u'}-${index}@d${index % 97}.example`
}

/**
 * One of each kind, in an order by chance, again and again: each half has as many of both, or who counted the first
 * half would be wrong about the other more often than by chance.
 */
function shuffled(): { readonly kind: Kind; readonly index: number }[] {
  return Array.from({ length: TRIES }, (_, index) => {
    const pair = [{ kind: 'known', index } as const, { kind: 'unknown', index } as const]
    return randomInt(2) === 0 ? pair : pair.reverse()
  }).flat()
}

/** What somebody sees of one try. All milliseconds. */
async function tried(way: Way, kind: Kind, index: number) {
  // Each from a network of its own: the limits would answer in the place of the form.
  const from = `10.${index % 250}.${Math.floor(index / 250)}.1`
  const seen: number[] = []
  const worked = workedMs()
  let isOver = false
  const watch = (async () => {
    while (!isOver) {
      seen.push((await watching.ask({ method: 'GET', path: '/subscribe/sent', from })).ms)
      await delay(BETWEEN_MS)
    }
  })()
  const asking = await openConnection(port)
  const { ms, head } = await asking.ask({ method: 'POST', from, ...asked(way, kind, index) })
  asking.close()
  await delay(WATCH_MS)
  isOver = true
  await watch
  const sorted = [...seen].sort((a, b) => b - a)
  const mean = seen.reduce((sum, one) => sum + one, 0) / seen.length
  const above = (limit: number) => seen.filter((one) => one > limit).length
  const cpu = { 'processor time': workedMs() - worked }
  const answer = head.replace(/^Date:.*\r\n/im, '').replaceAll('\r\n', ' | ')
  return {
    times: {
      answer: ms,
      'second connection, longest': sorted[0] ?? 0,
      'second connection, fifth longest': sorted[4] ?? 0,
      'second connection, mean': mean,
      'second connection, over 3 ms': above(3),
      'second connection, answers': seen.length,
    },
    cpu,
    answer,
  }
}

/** Milliseconds that the threads of the service have worked; 0 where the system does not say. */
function workedMs(): number {
  const folder = `/proc/${service.process.pid}/task`
  try {
    const all = readdirSync(folder).map((thread) => readFileSync(`${folder}/${thread}/schedstat`, 'utf8'))
    return all.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6
  } catch {
    return 0
  }
}
