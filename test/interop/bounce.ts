/**
 * What a real Postfix sends back, to the real LMTP listener: a server behind it refuses some recipients as unknown,
 * full or for what the mail is. Run by `npm run interop:bounce`; out: a line for each, and 1 where one is classed
 * otherwise or anybody else is suppressed. Without Postfix, or without the rights to start one, it says so and ends
 * with 0.
 */
import { deepStrictEqual } from 'node:assert'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sendDue } from '../../src/delivery/worker.js'
import { openInbound } from '../../src/run/inbound/open-listener.js'
import { queuedFor } from '../bench/crash/crowd.js'
import { freePort } from '../support/free-port.js'
import { openTestWorld } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { openPostfix, whyNoPostfix } from './open-postfix.js'

const RECIPIENTS = 40
const PATIENCE_MS = 300_000
/** By address: what the server says, what it is. */
const REFUSED: Readonly<Record<string, readonly [number, string, string]>> = {
  'reader-0@example.org': [550, '5.1.1 no such user here', 'hard'],
  'reader-1@example.org': [552, '5.2.2 mailbox full', 'soft'],
  'reader-2@example.org': [550, '5.7.1 refused as spam', 'policy'],
  'reader-3@example.org': [550, 'unknown user', 'hard'],
}

const reason = whyNoPostfix()
if (reason === undefined) await main()
else console.log(`skipped: ${reason}.`)

async function main(): Promise<void> {
  const lmtp = await freePort()
  const sink = await startSink((address) => {
    const [responseCode, words] = REFUSED[address] ?? []
    return responseCode === undefined ? undefined : Object.assign(new Error(words), { responseCode })
  })
  const postfix = await openPostfix({
    'example.org': `smtp:[127.0.0.1]:${new URL(sink.transport).port}`,
    'announce.lantern.example': `lmtp:inet:127.0.0.1:${lmtp}`,
  })
  const database = `sqlite:${join(mkdtempSync(join(tmpdir(), 'belfry-interop-')), 'belfry.db')}`
  const crowd = { database, transport: postfix.transport, recipients: RECIPIENTS, connections: 2, lease: '20s' }
  const { project } = await queuedFor(crowd)
  const opened = await openTestWorld(project, { now: Date.now })
  const listen = { protocol: 'lmtp' as const, host: '127.0.0.1', port: lmtp }
  const world = { ...opened, config: { ...opened.config, inbound: { ...opened.config.inbound, listen } } }
  const inbound = await openInbound(world)
  try {
    const { counts } = await sendDue(world)
    console.log(`Postfix ${postfix.version} took ${counts.accepted} messages, and sends back what is refused behind it`)
    const bounces = async () =>
      await world.store.db
        .selectFrom('bounces')
        .innerJoin('people', 'people.id', 'bounces.person_id')
        .select(['address', 'class', 'status', 'words', 'suppressed'])
        .orderBy('address')
        .execute()
    const until = performance.now() + PATIENCE_MS
    while ((await bounces()).length < Object.keys(REFUSED).length && performance.now() < until) await delay(100)
    // What would come beside them.
    await delay(1_000)
    const found = await bounces()
    for (const { address, class: is, status, words } of found) console.log(`  ${address}: ${is} ${status} "${words}"`)
    deepStrictEqual(
      found.map(({ address, class: is, suppressed }) => [address, is, suppressed === 1]),
      Object.entries(REFUSED).map(([address, [, , is]]) => [address, is, is === 'hard']),
    )
    deepStrictEqual(sink.received.length, RECIPIENTS - Object.keys(REFUSED).length)
    console.log('each is classed right, those who are not there are suppressed, and nobody else')
  } finally {
    await inbound?.close()
    postfix.close()
    await sink.close()
    await world.close()
  }
}
