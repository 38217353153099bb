/**
 * A service that is stopped and started anew under load: [sqlite|postgres] [RESTARTS] [PEOPLE]. Run it with tsx. It
 * says how long each stop took, and ends with 1 where somebody has no mail or two, or a stop took ten seconds.
 */
import { run } from '../../src/run/pipeline.js'
import { readyToTell } from '../journeys/crowd.js'
import { restartService } from '../journeys/restarting.js'
import { openTestWorld, testClock } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { openDatabase } from './open-database.js'

const [dialect = 'sqlite', restarts = '50', people = '20000'] = process.argv.slice(2)
if (dialect !== 'sqlite' && dialect !== 'postgres') throw new Error('sqlite or postgres?')
const LONGEST_MS = 10_000
const addresses = Array.from({ length: Number(people) }, (_, index) => `reader-${index}@example.org`)

const waiting = new Map<number, () => void>()
const sink = await startSink(undefined, (count) => waiting.get(count)?.())
const received = async (count: number) =>
  await new Promise<void>((resolve) => {
    if (sink.received.length >= count) resolve()
    else waiting.set(count, resolve)
  })
const { database, stop } = await openDatabase(dialect, true)
const { project, tellAt } = await readyToTell(dialect, sink.transport, addresses, { database })
const world = await openTestWorld(project, testClock(tellAt))
await run(world, { send: false })
const stopAt = Array.from({ length: Number(restarts) }, (_, index) =>
  Math.ceil(((index + 1) * addresses.length) / Number(restarts)),
)
const { ended, stopMs, answers } = await restartService(project, { stopAt, pauseMs: 10, received })
const copies = new Map<string, number>()
for (const { to } of sink.received) copies.set(to, (copies.get(to) ?? 0) + 1)
const lost = addresses.filter((one) => !copies.has(one)).length
const doubled = [...copies.values()].filter((count) => count > 1).length
const sorted = [...stopMs].sort((a, b) => a - b)
const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
const wrong = ended.filter(({ code, signal }) => code !== 0 || signal !== null).length
console.log(`${ended.length} restarts, ${addresses.length} people: ${lost} lost, ${doubled} doubled`)
console.log(`stops: median ${at(0.5)} ms, longest ${at(1)} ms; ${wrong} ended otherwise than with 0`)
console.log(`answers: ${[...answers].map(([status, count]) => `${count} × ${status}`).join(', ')}`)
await world.close()
await sink.close()
await stop()
process.exit(lost + doubled + wrong === 0 && Number(at(1)) < LONGEST_MS ? 0 : 1)
