/**
 * `npm start`: Belfry on the sample project. In: nothing. Out: a service on 127.0.0.1 that has a past: the first start lives through
 * the sample's last months, so that there are mails to read. With another configuration it only serves.
 */
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from './cli/serve.js'
import { explain } from './cli/terminal.js'
import { clockStartingAt, isoInstant } from './base/clock.js'
import { configFile } from './config/load.js'
import { type Desk, openDesk } from './run/read-context.js'
import { sentenceLog, silentLog } from './base/log.js'
import { subscribe } from './run/membership.js'
import { stageInstants } from './notices/end-of-life/stages.js'
import { rulesOf, run } from './run/pipeline.js'
import { read } from './run/read-content.js'
import { readFact, writeFact } from './store/meta-store.js'
import { parseAddress } from './subscribers/address.js'
import { openWorld, type World } from './run/app-context.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sampleConfig = join(root, 'config', 'belfry.yaml')

/** What was there when the sample project took up Belfry; everything later is told. */
const BASELINE = Date.parse('2026-07-01T09:00:00Z')
const SUBSCRIBERS = [
  { text: 'ada@example.org', lists: ['releases', 'security', 'announcements'], format: 'html' },
  { text: 'grace@example.net', lists: ['security'], format: 'text' },
] as const

try {
  const file = configFile(undefined, process.env)
  const desk = openDesk({ file, log: silentLog })
  if (isSample(desk)) await fillOnce(desk)
  await serve(file, sentenceLog())
} catch (thrown) {
  process.exitCode = explain(thrown)
}

/** Only the repository's own configuration with its own database: nobody else's gets made-up subscribers. */
function isSample(desk: Desk): boolean {
  return desk.config.file === sampleConfig && desk.config.database === `sqlite:${resolve(root, 'var/sample/belfry.db')}`
}

async function fillOnce(desk: Desk): Promise<void> {
  const world = await openWorld(desk)
  try {
    if ((await readFact(world.store.db, 'sample')) !== undefined) return
    process.stderr.write('First start: living through the last months of the sample project …\n')
    await fill(world)
    await writeFact(world.store.db, 'sample', 'filled')
  } finally {
    await world.close()
  }
}

/** The same runs that cron would have made, at the times when something was due. Safe to repeat where it was broken off. */
async function fill(world: World): Promise<void> {
  const at = (instant: number): World => ({ ...world, clock: clockStartingAt(instant) })
  for (const { text, lists, format } of SUBSCRIBERS) {
    const address = parseAddress(text)
    if (address !== undefined) await subscribe(at(BASELINE), { address, lists, details: { format }, ask: 'vouch' })
  }
  await run(at(BASELINE))
  const { announcements, releases } = await read(world)
  const later = [
    ...announcements.map((post) => post.instant),
    ...stageInstants(releases, rulesOf(world.config, world.words)),
  ]
    .map((instant) => instant + 60_000)
    .filter((instant) => instant > BASELINE && instant < world.clock.now())
  for (const instant of later.sort((a, b) => a - b)) {
    const { told } = await run(at(instant))
    for (const { notice, recipients } of told)
      process.stderr.write(`  ${isoInstant(instant).slice(0, 10)}  ${notice.key} told to ${recipients}\n`)
  }
}
