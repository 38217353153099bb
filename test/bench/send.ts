/**
 * `belfry run`, with its ledger on SQLite forced to disk, against nodemailer's own pool, to the same local sink over ten connections:
 * Postfix's smtp-sink where it is installed. Run it with tsx: send.ts [MESSAGES]; the machine should have nothing else to do.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../src/pipeline.js'
import { KEY, readyToTell } from '../journeys/crowd.js'
import { compiled } from '../support/compiled.js'
import { openTestWorld, repository, testClock } from '../support/world.js'
import { measure, print } from './measured.js'

const MESSAGES = Number(process.argv[2] ?? 5000)
const CONNECTIONS = 10
const PORT = 24_725
const POSTFIX_SINK = ['/usr/sbin/smtp-sink', '/usr/lib/postfix/sbin/smtp-sink'].find(existsSync)
const POST = KEY.slice('announcement:'.length)
/** Makes a message of about 30 KB, HTML and text together. */
const PROSE =
  'It brings [many things](/downloads/) that a reader would want to know about, told in a *sentence* of a usual length.\n\n'.repeat(
    65,
  )
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const sink =
  POSTFIX_SINK === undefined
    ? spawn(process.execPath, ['--import', 'tsx', here('./node-sink.ts'), String(PORT)], {
        cwd: repository,
        stdio: 'ignore',
      })
    : spawn(POSTFIX_SINK, [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${PORT}`, '100'], {
        stdio: 'ignore',
      })

try {
  await listening()
  const addresses = Array.from({ length: MESSAGES }, (_, index) => `reader-${index}@example.org`)
  const { project, tellAt } = await readyToTell('sqlite', `smtp://127.0.0.1:${PORT}`, addresses, {
    body: PROSE,
    lease: '30s',
  })
  const call = { BELFRY_CONFIG: project.configFile, BELFRY_NOW: tellAt }
  const out = mkdtempSync(join(tmpdir(), 'belfry-bench-send-'))
  const main = join(compiled(), 'main.js')
  await measure(process.execPath, [main, 'preview', POST, '--out', out], call)
  const [html, text, message] = ['html', 'txt', 'eml'].map((ending) => join(out, POST, `mail.${ending}`))
  console.log(
    `${MESSAGES} messages of ${(statSync(message ?? '').size / 1024).toFixed(0)} KB, ${CONNECTIONS} connections, to ${POSTFIX_SINK ?? 'a sink in node'}`,
  )
  // A run with nothing to send: what starting, reading and publishing cost.
  const idle = await measure(process.execPath, [main, 'run'], { ...call, BELFRY_NOW: '2026-05-04T09:40:00Z' })
  const belfry = await measure(process.execPath, [main, 'run'], call)
  const bare = await measure(
    process.execPath,
    [
      '--import',
      'tsx',
      here('./bare-send.ts'),
      String(PORT),
      String(MESSAGES),
      String(CONNECTIONS),
      html ?? '',
      text ?? '',
    ],
    {},
    repository,
  )
  print('Sending', [
    { name: 'nodemailer pool, each composed', is: bare, messages: MESSAGES },
    { name: 'belfry run, ledger on SQLite', is: belfry, messages: MESSAGES },
  ])
  console.log(`  of which belfry needs ${idle.seconds.toFixed(2)} s where nothing is to be sent`)
  const world = await openTestWorld(project, testClock(tellAt))
  const { told } = await run(world)
  const accepted = await world.store.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll().as('n'))
    .where('state', '=', 'accepted')
    .executeTakeFirstOrThrow()
  await world.close()
  if (told.length > 0 || Number(accepted.n) !== MESSAGES)
    throw new Error(`only ${String(accepted.n)} of ${MESSAGES} were accepted`)
} finally {
  sink.kill()
}

/** Resolves when somebody listens there. */
async function listening(): Promise<void> {
  for (;;) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(PORT, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
