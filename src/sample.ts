/**
 * `npm start`: Belfry on the sample project. In: nothing. Out: a service on 127.0.0.1 that has a past: the first start
 * lives through the sample's last months, so that there are mails to read. With another configuration it only serves.
 */
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clockStartingAt, isoInstant } from './base/clock.js'
import { sentenceLog, silentLog } from './base/log.js'
import { serve } from './cli/serve.js'
import { explain } from './cli/terminal.js'
import { configFile } from './config/read-environment.js'
import { copyFolder } from './files/write-copy.js'
import { stageInstants } from './notices/end-of-life/stages.js'
import { type AppContext, openAppContext } from './run/app-context.js'
import { subscribe } from './run/people/membership.js'
import { run } from './run/pipeline.js'
import { read } from './run/read-content.js'
import { openReadContext, type ReadContext } from './run/read-context.js'
import { rulesOf } from './run/rules-of.js'
import { readFact, writeFact } from './store/meta-store.js'
import { parseAddress } from './subscribers/address.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** What another generator would have made: posts link to it. */
const samplePages = join(root, 'content', 'pages')
const sampleConfig = join(root, 'config', 'belfry.yaml')

/** What was there when the sample project took up Belfry; everything later is told. */
const BASELINE = Date.parse('2026-07-01T09:00:00Z')
const SUBSCRIBERS = [
  { text: 'ada@example.org', lists: ['releases', 'security', 'announcements'], format: 'html' },
  { text: 'grace@example.net', lists: ['security'], format: 'text' },
] as const

try {
  const file = configFile(undefined, process.env)
  const readContext = openReadContext({ file, log: silentLog })
  if (isSample(readContext)) {
    copyFolder(samplePages, readContext.config.feeds.folder)
    await fillOnce(readContext)
  }
  await serve(file, sentenceLog())
} catch (thrown) {
  process.exitCode = explain(thrown)
}

/** Only the repository's own configuration with its own database: nobody else's gets made-up subscribers. */
function isSample(readContext: ReadContext): boolean {
  return (
    readContext.config.file === sampleConfig &&
    readContext.config.database === `sqlite:${resolve(root, 'var/sample/belfry.db')}`
  )
}

async function fillOnce(readContext: ReadContext): Promise<void> {
  const context = await openAppContext(readContext)
  try {
    if ((await readFact(context.store.db, 'sample')) !== undefined) return
    process.stderr.write('First start: living through the last months of the sample project …\n')
    await fill(context)
    await writeFact(context.store.db, 'sample', 'filled')
  } finally {
    await context.close()
  }
}

/**
 * The same runs that cron would have made, at the times when something was due. Safe to repeat where it was broken off.
 */
async function fill(context: AppContext): Promise<void> {
  const at = (instant: number): AppContext => ({ ...context, clock: clockStartingAt(instant) })
  for (const { text, lists, format } of SUBSCRIBERS) {
    const address = parseAddress(text)
    if (address !== undefined) await subscribe(at(BASELINE), { address, lists, details: { format }, ask: 'vouch' })
  }
  await run(at(BASELINE))
  const { announcements, releases } = await read(context)
  const later = [
    ...announcements.map((post) => post.instant),
    ...stageInstants(releases, rulesOf(context.config, context.endOfLifeTexts)),
  ]
    .map((instant) => instant + 60_000)
    .filter((instant) => instant > BASELINE && instant < context.clock.now())
  for (const instant of later.sort((a, b) => a - b)) {
    const { told } = await run(at(instant))
    for (const { notice, recipients } of told)
      process.stderr.write(`  ${isoInstant(instant).slice(0, 10)}  ${notice.key} told to ${recipients}\n`)
  }
}
