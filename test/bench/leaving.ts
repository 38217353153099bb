/**
 * A mailing to many that runs, and people who leave it meanwhile, by each way there is: the one-click link, a mail to
 * the address to leave by, a bounce, an operator's `remove`; each at random moments. Run it with tsx: leaving.ts
 * [sqlite|postgres] [RECIPIENTS] [OF EACH]. A real `belfry serve` sends, answers the links and takes the mail. Out: how
 * many had been started before their answer and how many were spared; ends with 1 where anybody got a mail that was
 * started after the answer, or somebody else got none.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { remove } from '../../src/run/people/by-operator.js'
import { parseAddress } from '../../src/subscribers/address.js'
import { leaveAddress, makeLeaveToken, makeReturnPath, makeToken } from '../../src/subscribers/links.js'
import { dsn, PATH } from '../inbound/shapes.js'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { LineClient } from '../support/line-client.js'
import { openTestWorld } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { queuedFor } from './crash/crowd.js'
import { openDatabase } from './open-database.js'
import { openConnection } from './raw-connection.js'

const [kind = 'sqlite', ...numbers] = process.argv.slice(2)
const [RECIPIENTS = 10_000, OF_EACH = 100] = numbers.map(Number)
/** Slow enough that all of them fall into the mailing, and most people wait still. */
const RATE = Math.ceil(RECIPIENTS / 25)
/** Of the mailing's time, in which they leave. */
const WITHIN_MS = 18_000

interface Leaver {
  readonly person: number
  readonly address: string
}
type Way = (leaver: Leaver) => Promise<void>

const { database, stop } = await openDatabase(kind, true)
const sink = await startSink()
const { project, mailing } = await queuedFor({
  ...{ database, transport: sink.transport, recipients: RECIPIENTS },
  ...{ connections: 10, lease: '20s' },
})
const world = await openTestWorld(project, { now: Date.now })
const [httpPort, lmtpPort] = [await freePort(), await freePort()]
const service = startBelfry(['serve'], {
  config: project.configFile,
  env: {
    BELFRY_WEB__LISTEN: `127.0.0.1:${httpPort}`,
    BELFRY_INBOUND__LISTEN: `lmtp://127.0.0.1:${lmtpPort}`,
    BELFRY_DELIVERY__RATE: `${RATE}/s`,
  },
})
await service.said('Mail that comes back is taken')
while (sink.received.length === 0) await delay(10)

const { domain } = world.config.mail
const claimOf = ({ person }: Leaver) => ({ person, mailing })
const http = await openConnection(httpPort)
const [forLeave, forBounces] = [await openLmtp(), await openLmtp()]
const ways: Readonly<Record<string, Way>> = {
  'one-click': async (leaver) => {
    const path = `/unsubscribe/${makeToken(world.keys, 'unsubscribe', claimOf(leaver))}`
    const { head } = await http.ask({ method: 'POST', path, from: '192.0.2.1', body: 'List-Unsubscribe=One-Click' })
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(`a link was refused: ${head}`)
  },
  mailto: async (leaver) => {
    const to = leaveAddress(makeLeaveToken(world.keys, claimOf(leaver)), domain)
    await forLeave(to, `To: <${to}>\r\nSubject: unsubscribe\r\n`)
  },
  bounce: async (leaver) => {
    const to = makeReturnPath(world.keys, claimOf(leaver), domain)
    await forBounces(to, dsn({ diagnostic: 'smtp; 550 5.1.1 no such user' }).replace(PATH, to))
  },
  remove: async ({ address }) => {
    const parsed = parseAddress(address)
    if (parsed === undefined) throw new Error(`${address} is no address`)
    await remove(world, parsed, { by: 'bench', reason: '' })
  },
}

const rows = await world.store.db.selectFrom('people').select(['id', 'address']).orderBy('id').execute()
const people: Leaver[] = rows.map(({ id, address }) => ({ person: Number(id), address }))
const leaving = new Map<string, string[]>()
const spared = new Set<string>()
const begun = performance.now()
await Promise.all(Object.entries(ways).map(async ([name, way]) => leaving.set(name, await leave(way))))
const leftAfterMs = performance.now() - begun
const stillWaits = await waiting()
while ((await waiting()) > 0) await delay(200)
service.process.kill('SIGTERM')
await service.ended
http.close()

const got = new Map<string, number>()
for (const { to } of sink.received) got.set(to, (got.get(to) ?? 0) + 1)
const wrong = [...spared].filter((address) => got.has(address))
const leavers = new Set([...leaving.values()].flat())
const missed = rows.filter(({ address }) => !leavers.has(address) && got.get(address) !== 1)
for (const [name, all] of leaving)
  console.log(
    `${name}: ${all.length} left; ${all.filter((one) => spared.has(one)).length} before their mail was started`,
  )
console.log(
  `all within ${(leftAfterMs / 1000).toFixed(1)} s, when ${stillWaits} of ${RECIPIENTS} still waited (${kind})`,
)
console.log(`started after the answer: ${wrong.length}; of the others without exactly one mail: ${missed.length}`)
await world.close()
await sink.close()
await stop()
process.exit(wrong.length + missed.length > 0 || stillWaits === 0 ? 1 : 0)

/** A connection of its own for each way. @returns delivers a message by it; it is answered once it was committed */
async function openLmtp(): Promise<(to: string, text: string) => Promise<void>> {
  const { client } = await LineClient.open(lmtpPort)
  await client.say('LHLO bench')
  return async (to, text) => {
    await client.say('MAIL FROM:<>')
    const said = [await client.say(`RCPT TO:<${to}>`), await client.say('DATA'), await client.say(text, '.')]
    if (!said[2]?.startsWith('250')) throw new Error(`a mail was refused: ${said.join(', ')}`)
  }
}

/** One after another, at random moments. @returns their addresses */
async function leave(way: Way): Promise<string[]> {
  const moments = Array.from({ length: OF_EACH }, () => randomInt(WITHIN_MS)).sort((a, b) => a - b)
  const left: string[] = []
  for (const moment of moments) {
    await delay(Math.max(0, begun + moment - performance.now()))
    const [leaver] = people.splice(randomInt(people.length), 1)
    if (leaver === undefined) break
    await way(leaver)
    // As it is once the answer was read: what was not started by then may not start.
    if (!(await isStarted(leaver))) spared.add(leaver.address)
    left.push(leaver.address)
  }
  return left
}

async function isStarted({ person }: Leaver): Promise<boolean> {
  const { state } = await world.store.db
    .selectFrom('deliveries')
    .select('state')
    .where('mailing_id', '=', mailing)
    .where('person_id', '=', person)
    .executeTakeFirstOrThrow()
  return state === 'sending' || state === 'accepted'
}

async function waiting(): Promise<number> {
  const { count } = await world.store.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll().as('count'))
    .where('mailing_id', '=', mailing)
    .where('state', 'in', ['queued', 'leased', 'sending', 'deferred'])
    .executeTakeFirstOrThrow()
  return Number(count)
}
