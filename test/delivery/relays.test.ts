/** What relays offer, ask for and refuse, and what becomes of a mailing: the next action of each. */
import { describe, expect } from 'vitest'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { createPersonal } from '../../src/delivery/mailing-store.js'
import { openTransport } from '../../src/delivery/open-transport.js'
import { smtpTransport } from '../../src/delivery/smtp/open-connections.js'
import { noReplies, sendDue } from '../../src/delivery/worker.js'
import type { Store } from '../../src/store/open.js'
import { closing } from '../support/closing.js'
import { dialects, testOn } from '../support/databases.js'
import { startFaulty } from '../support/faulty-smtp.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { type Script, startScripted } from '../support/scripted-smtp.js'
import { addMailing, addPeople, addPerson, MINUTE, NOW } from './ledger.js'
import { watching } from './watching.js'

/** Somebody asked to be subscribed, and is mailed a request to confirm. */
async function askToConfirm(store: Store, address: string): Promise<number> {
  const id = await addPerson(store, address, ['releases'], { ask: 'request' })
  const message = { bytes: Buffer.from('Subject: Please confirm\r\n\r\nConfirm.\r\n'), slots: [] }
  const mailing = {
    key: `confirmation:${address}`,
    kind: 'confirmation' as const,
    priority: 1,
    subject: 'Please confirm',
    messageId: `<${id}@announce.lantern.example>`,
    lists: ['releases'],
    linkKey: 1,
    variants: [{ list: 'releases', format: 'html' as const, frozen: message }],
  }
  return await store.transaction(
    async (transaction) =>
      await createPersonal({ dialect: store.dialect, transaction }, mailing, { id, address, format: 'html' }, NOW),
  )
}

for (const dialect of dialects) {
  describe(`a relay, on ${dialect}`, () => {
    const it = testOn(dialect)
    const openReadContext = async (script: Script, delivery: Record<string, unknown> = {}) => {
      const server = closing(await startScripted(script))
      const clock = testClock('2026-05-04T12:00:00Z')
      const settings = { mail: { transport: server.transport }, delivery: { connections: 1, ...delivery } }
      const world = closing(await openTestWorld(await makeProject(dialect, settings), clock))
      const stateOf = async (mailing: number) => await showMailing(world.store.db, mailing, clock.now())
      return { server, clock, world, stateOf }
    }

    it('without PIPELINING is never sent a command before it answered the one before, and gets everything', async () => {
      const { server, world } = await openReadContext({ extensions: ['8BITMIME'] })
      await addPeople(world.store, 5)
      await addMailing(world.store)
      expect((await sendDue(world)).counts).toEqual({ ...noReplies(), accepted: 5 })
      expect(server.early).toBe(0)
      expect(server.messages.length).toBe(5)
    })

    it('without 8BITMIME is sent the same octets, all of them ASCII, and no BODY', async () => {
      const { server, world } = await openReadContext({ extensions: ['PIPELINING'] })
      await addPeople(world.store, 2)
      await addMailing(world.store)
      expect((await sendDue(world)).counts.accepted).toBe(2)
      expect(server.commands.filter((line) => line.includes('BODY='))).toEqual([])
      expect(server.early).toBeGreaterThan(0)
      expect(server.messages.every((bytes) => bytes.every((octet) => octet < 128))).toBe(true)
    })

    it('whose SIZE is below the message is sent nothing; the mailing pauses and says both sizes', async () => {
      const { server, world, stateOf } = await openReadContext({ extensions: ['PIPELINING', 'SIZE 50'] })
      await addPeople(world.store, 3)
      const mailing = await addMailing(world.store)
      await sendDue(world)
      expect(await stateOf(mailing)).toMatchObject({
        state: 'paused',
        queued: 3,
        failed: 0,
        reason: expect.stringMatching(
          /^the server refused the sender: the message has \d+ octets, the server takes 50$/,
        ),
      })
      expect(server.commands.filter((line) => line.startsWith('MAIL'))).toEqual([])
    })

    it('that says 421 at the first connection and not at the next gets everything over the next', async () => {
      const { server, world } = await openReadContext(
        { greeting: (connection) => (connection === 1 ? '421 4.3.2 too busy' : '220 hello') },
        { connections: 2 },
      )
      await addPeople(world.store, 6)
      await addMailing(world.store)
      const { counts, unreachable } = await sendDue(world)
      expect({ counts, unreachable }).toEqual({ counts: { ...noReplies(), accepted: 6 }, unreachable: undefined })
      expect(server.messages.length).toBe(6)
    })

    it('that greylists takes each at its retry; the others of the domain are not made to wait', async () => {
      const known = new Set<string>()
      const rcpt = (to: string) => {
        if (known.has(to)) return '250 ok'
        known.add(to)
        return '450 4.7.1 Greylisted, come back in five minutes'
      }
      const { server, clock, world, stateOf } = await openReadContext({ rcpt })
      await addPeople(world.store, 8)
      const mailing = await addMailing(world.store)
      expect((await sendDue(world)).counts).toEqual({ ...noReplies(), deferred: 8 })
      clock.advance(7 * MINUTE)
      expect((await sendDue(world)).counts).toEqual({ ...noReplies(), accepted: 8 })
      expect(server.messages.length).toBe(8)
      expect(await stateOf(mailing)).toMatchObject({ state: 'finished', accepted: 8, maybeTwice: 0 })
    })

    it('is given a new connection after perConnection messages, none of them lost in between', async () => {
      const { server, world } = await openReadContext({ extensions: ['PIPELINING'] }, { perConnection: 3 })
      await addPeople(world.store, 10)
      await addMailing(world.store)
      expect((await sendDue(world)).counts).toEqual({ ...noReplies(), accepted: 10 })
      const connections = server.commands
        .join('\n')
        .split(/^EHLO.*$/m)
        .slice(1)
      expect(connections.map((text) => text.match(/^DATA$/gm)?.length)).toEqual([3, 3, 3, 1])
      expect(connections.every((text) => text.endsWith('QUIT') || text.endsWith('QUIT\n'))).toBe(true)
    })

    it('that refuses too many recipients pauses the notice, which a person resumes; a confirmation it refuses only fails', async () => {
      const { server, world, stateOf } = await openReadContext(
        { rcpt: () => '550 5.1.1 nobody' },
        { maxFailures: '25%' },
      )
      await addPeople(world.store, 130)
      const confirmation = await askToConfirm(world.store, 'new@example.org')
      const notice = await addMailing(world.store)
      const { counts } = await sendDue(world)
      const paused = await stateOf(notice)
      expect(paused).toMatchObject({
        state: 'paused',
        reason: '100% of the last recipients were refused, the last with: 550 5.1.1 nobody',
      })
      // The hundredth says so; what was started by then comes to its end.
      expect(paused?.failed).toBeGreaterThanOrEqual(100)
      expect(paused?.failed).toBeLessThanOrEqual(104)
      expect(counts.failed).toBe((paused?.failed ?? 0) + 1)
      expect(await stateOf(confirmation)).toMatchObject({ state: 'finished', failed: 1 })
      expect(server.messages.length).toBe(0)
      await askToConfirm(world.store, 'other@example.org')
      expect((await sendDue(world)).counts.failed).toBe(1)
    })

    it('that says what no database holds pauses the notice all the same, and its account', async () => {
      const odd = '550 5.7.1 no\0 \x1b[31mspam\x07 here'
      const { world, stateOf } = await openReadContext({ rcpt: () => odd }, { maxFailures: '25%' })
      await addPeople(world.store, 130)
      const notice = await addMailing(world.store)
      await sendDue(world)
      const paused = await stateOf(notice)
      expect(paused).toMatchObject({
        state: 'paused',
        reason: '100% of the last recipients were refused, the last with: 550 5.7.1 no [31mspam here',
      })
      // Those that another lane started meanwhile come to their end.
      expect(paused?.failed).toBeLessThan(130)
      const ofSender = await openReadContext({ mail: () => odd })
      await addPeople(ofSender.world.store, 2)
      const refused = await addMailing(ofSender.world.store)
      await sendDue(ofSender.world)
      expect((await ofSender.stateOf(refused))?.reason).toBe(
        'the server refused the sender: 550 5.7.1 no [31mspam here',
      )
    })

    it('that refuses few enough pauses nothing', async () => {
      const rcpt = (to: string) => (/^person\d*[05]@/.test(to) ? '550 5.1.1 nobody' : '250 ok')
      const { world, stateOf } = await openReadContext({ rcpt }, { maxFailures: '25%' })
      await addPeople(world.store, 130)
      const notice = await addMailing(world.store)
      await sendDue(world)
      expect(await stateOf(notice)).toMatchObject({ state: 'finished', accepted: 104, failed: 26 })
    })

    it('that refuses the sender defers a confirmation and pauses a notice', async () => {
      const { world, stateOf } = await openReadContext({ mail: () => '550 5.7.1 not from you' })
      await addPeople(world.store, 1)
      const confirmation = await askToConfirm(world.store, 'new@example.org')
      const notice = await addMailing(world.store)
      await sendDue(world)
      expect(await stateOf(notice)).toMatchObject({ state: 'paused', queued: 1 })
      expect(await stateOf(confirmation)).toMatchObject({ state: 'sending', deferred: 1 })
    })

    it('that does not let the account in pauses the notice and leaves a confirmation queued, for whenever it does', async () => {
      const faulty = closing(await startFaulty())
      faulty.begin({ stage: 'auth', fault: '5yz' }, ['PIPELINING'])
      const { clock, world, stateOf } = await openReadContext({})
      await addPeople(world.store, 3)
      const confirmation = await askToConfirm(world.store, 'new@example.org')
      const notice = await addMailing(world.store)
      const transport = smtpTransport({
        name: 'smtp://faulty',
        options: { host: '127.0.0.1', port: faulty.port, requireTLS: true, tls: { ca: faulty.certificate } },
        auth: { user: 'lantern', pass: 'guessed' },
      })
      const { counts, unreachable } = await sendDue({ ...world, transport })
      expect({ counts, code: unreachable?.code }).toEqual({ counts: noReplies(), code: 'SMTP_REFUSED' })
      expect(await stateOf(notice)).toMatchObject({
        state: 'paused',
        queued: 3,
        reason: expect.stringContaining('535 5.7.8 wrong password'),
      })
      expect(await stateOf(confirmation)).toMatchObject({ state: 'sending', queued: 1 })
      faulty.heal()
      clock.advance(MINUTE)
      expect((await sendDue({ ...world, transport })).counts).toEqual({ ...noReplies(), accepted: 1 })
      expect(faulty.has).toEqual(['new@example.org'])
    })

    it('is sent everything once while the clock goes back and forth by hours', async () => {
      const { server, clock, world, stateOf } = await openReadContext({}, { connections: 2, rate: '1000/s' })
      await addPeople(world.store, 40)
      const mailing = await addMailing(world.store)
      const jumps = [5, -9, 3, -2, 26, -23].map((hours) => hours * 60 * MINUTE)
      const transport = watching(await openTransport(world.config), {
        before: (_message, count) => {
          if (count % 5 === 0) clock.advance(jumps[(count / 5 - 1) % jumps.length] ?? 0)
        },
      })
      const sleep = async (ms: number) => clock.advance(ms)
      expect((await sendDue({ ...world, transport, sleep })).counts).toEqual({ ...noReplies(), accepted: 40 })
      expect(server.messages.length).toBe(40)
      expect(await stateOf(mailing)).toMatchObject({ state: 'finished', accepted: 40, maybeTwice: 0 })
    })
  })
}
