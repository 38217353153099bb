/**
 * A mailbox of a real Dovecot, polled: by TLS and in the clear, marked read and moved, numbered anew, a wrong password.
 * Run by `npm run interop:imap`; out: a line for each, and 1 where one is otherwise. Without dovecot-imapd, or without
 * the rights to start it, it says so and ends with 0.
 */
import { deepStrictEqual } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/config/schema.js'
import { imapLimits } from '../../src/inbound/open-imap.js'
import type { AppContext } from '../../src/run/app-context.js'
import { takeMailboxes } from '../../src/run/inbound/take-mailboxes.js'
import { makeReturnPath } from '../../src/subscribers/links.js'
import { suppressionOf } from '../../src/subscribers/suppression-store.js'
import { queuedFor } from '../bench/crash/crowd.js'
import { dsn, PATH } from '../inbound/shapes.js'
import { CERTIFICATE } from '../support/loopback-certificate.js'
import { openTestWorld } from '../support/project.js'
import { type Dovecot, openDovecot, PASSWORD, USER, whyNoDovecot } from './open-dovecot.js'

/** Ten minutes: on a machine that does much else a look takes longer than a service gives it. */
const limits = { ...imapLimits, idleMs: 600_000, lookMs: 600_000 }

const reason = whyNoDovecot()
if (reason !== undefined) console.log(`skipped: ${reason}.`)
else if (process.env.BELFRY_INTEROP_CA === undefined) again()
else await main()

/** With Dovecot's certificate vouched for, which Node reads at its start alone. */
function again(): void {
  const ca = join(mkdtempSync(join(tmpdir(), 'belfry-interop-')), 'ca.pem')
  writeFileSync(ca, CERTIFICATE)
  const args = [...process.execArgv, fileURLToPath(import.meta.url)]
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca, BELFRY_INTEROP_CA: ca }
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1
}

async function main(): Promise<void> {
  const dovecot = await openDovecot()
  const folder = mkdtempSync(join(tmpdir(), 'belfry-interop-'))
  const crowd = { database: `sqlite:${join(folder, 'belfry.db')}`, transport: 'file:outbox', connections: 1 }
  const { project, mailing } = await queuedFor({ ...crowd, recipients: 30, lease: '20s' })
  const world = await openTestWorld(project, { now: Date.now })
  try {
    console.log(`Dovecot ${dovecot.version}`)
    await tried(dovecot, world, mailing)
  } finally {
    await world.close()
    dovecot.close()
  }
}

async function tried(dovecot: Dovecot, world: AppContext, mailing: number): Promise<void> {
  const people = await world.store.db.selectFrom('people').select(['id', 'address']).orderBy('id').execute()
  const bounceOf = (index: number) => {
    const path = makeReturnPath(world.keys, { person: Number(people[index]?.id), mailing }, world.config.mail.domain)
    return dsn({ diagnostic: 'smtp; 550 5.1.1 no such user' }).replace(PATH, path)
  }
  const gone = async (index: number) =>
    (await suppressionOf(world.store.db, people[index]?.address ?? '')) !== undefined
  const clear = {
    host: 'localhost',
    port: dovecot.imapPort,
    secure: false,
    user: USER,
    password: PASSWORD,
    folder: 'INBOX',
  }
  const secured = { ...clear, port: dovecot.imapsPort, secure: true }
  const look = async (inbound: Partial<Config['inbound']>) => {
    const config = { ...world.config, inbound: { ...world.config.inbound, imap: secured, ...inbound } }
    return (await takeMailboxes({ ...world, config }, { limits })).map(({ message }) => message)
  }
  const flags = (name: string) => dovecot.held(name).map((file) => /:2,(\w*)$/.exec(file)?.[1] ?? 'new')

  dovecot.put('Subject: lunch\n\nAt one?\n')
  dovecot.put(bounceOf(0))
  deepStrictEqual([await look({}), await gone(0), flags('').sort()], [[], true, ['', 'S']])
  console.log('by TLS: a bounce is taken and marked read, and what is not for Belfry is left')
  dovecot.put(bounceOf(1))
  deepStrictEqual([await look({ imap: clear, imapTaken: 'Taken' }), await gone(1)], [[], true])
  deepStrictEqual(dovecot.held('Taken').length, 1)
  console.log('in the clear, on this machine: a bounce is taken and moved to a folder that was made')
  await dovecot.renumber()
  dovecot.put(bounceOf(2))
  deepStrictEqual([await look({}), await gone(2)], [[], true])
  console.log('numbered anew: what is new is taken')
  const [message = ''] = await look({ imap: { ...secured, password: 'wrong' } })
  deepStrictEqual(/refuses user and password/.test(message) && !message.includes('wrong'), true)
  console.log(`a wrong password: ${message}`)
  const [missing = ''] = await look({ imap: { ...secured, folder: 'Nowhere' } })
  deepStrictEqual(/Nowhere.*no such folder/.test(missing), true)
  console.log(`no such folder: ${missing}`)
  for (let index = 3; index < 30; index += 1) dovecot.put(bounceOf(index))
  deepStrictEqual([await look({}), flags('').filter((one) => one === 'S').length], [[], 29])
  console.log('27 in one look, which the rule for a provider’s accident sees as one')
}
