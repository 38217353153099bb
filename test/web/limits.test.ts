/** How often the form may be used, on both databases. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/schema.js'
import { openStore, type Store } from '../../src/store/open.js'
import { mailboxOf } from '../../src/subscribers/mailbox.js'
import { defaultRateLimits, type Limiter, limiterOf, type RateLimits } from '../../src/web/limits.js'
import { dialects, freshLedger } from '../support/databases.js'
import { addressOf } from './web-fixture.js'

const HOUR_MS = 3_600_000
const START = Date.parse('2026-11-20T09:00:00Z')

const open: Store[] = []
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

test('addresses that lead into one mailbox have one name', () => {
  const names = (...texts: string[]) => new Set(texts.map((text) => mailboxOf(addressOf(text))))
  expect(names('ada@gmail.com', 'A.d.a+x@Gmail.com', 'ada+y+z@googlemail.com')).toEqual(new Set(['ada@gmail.com']))
  expect(names('ada@example.org', 'ADA+x@example.org')).toEqual(new Set(['ada@example.org']))
  expect(names('a.da@example.org', 'ada@example.org', '+x@example.org', '+y@example.org').size).toBe(4)
})

for (const dialect of dialects) {
  describe(`on ${dialect}`, () => {
    /** Machines with one ledger and one clock. */
    async function machines(limits: Partial<RateLimits>, isCanonical = true) {
      const database = await freshLedger(dialect)
      const time = { now: START }
      const opened = async () => {
        const store = await openStore(database)
        open.push(store)
        return store
      }
      const machine = async (shared?: Store): Promise<Limiter & { store: Store }> => {
        const store = shared ?? (await opened())
        const config = { subscribers: { canonical: isCanonical } } as Config
        const context = { store, config, clock: { now: () => time.now }, hashKey: () => Buffer.alloc(32, 1) }
        return { ...limiterOf(context, { ...defaultRateLimits, ...limits }), store }
      }
      return { time, machine }
    }

    const rows = async ({ store }: { store: Store }) =>
      await store.db.selectFrom('limits').selectAll().orderBy('name').execute()

    test('machines count together, and a restart forgets nothing', async () => {
      const { machine } = await machines({ perMailbox: 2 })
      const [first, second] = [await machine(), await machine()]
      const to = addressOf('ada@example.org')
      expect(await first.waitSeconds('192.0.2.1', to)).toBeUndefined()
      expect(await second.waitSeconds('198.51.100.1', to)).toBeUndefined()
      expect(await first.waitSeconds('203.0.113.1', to)).toBe(1800)
      expect(await (await machine()).waitSeconds('203.0.113.1', to)).toBe(1800)
    })

    test('a network signs in by passkey so often in an hour, whoever it is, and mails count by themselves', async () => {
      const { machine, time } = await machines({})
      const limiter = await machine()
      for (let n = 0; n < 120; n += 1) expect(await limiter.waitToSignIn('192.0.2.1')).toBeUndefined()
      expect(await limiter.waitToSignIn('192.0.2.1')).toBe(30)
      expect(await (await machine()).waitToSignIn('192.0.2.1')).toBe(30)
      expect(await limiter.waitToSignIn('198.51.100.1')).toBeUndefined()
      expect(await limiter.waitSeconds('192.0.2.1', addressOf('ada@example.org'))).toBeUndefined()
      time.now += 30_000
      expect(await limiter.waitToSignIn('192.0.2.1')).toBeUndefined()
    })

    test('of requests at the same time no more are taken than the limit says', async () => {
      const { machine } = await machines({ perDomain: 5 })
      const first = await machine()
      // SQLite makes who writes wait by stopping its thread, on which the other one would go on.
      const both = [first, await machine(dialect === 'sqlite' ? first.store : undefined)]
      const waits = await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const limiter = both[n % 2]
          return await limiter?.waitSeconds(`192.0.${n}.1`, addressOf(`n${n}@example.org`))
        }),
      )
      expect(waits.filter((wait) => wait === undefined)).toHaveLength(5)
    })

    test.each([
      ['network', { perNetwork: 1 }, ['192.0.2.1', 'a@a.example'], ['192.0.2.9', 'b@b.example']],
      ['mailbox', { perMailbox: 1 }, ['192.0.2.1', 'ada+1@a.example'], ['198.51.100.1', 'Ada+2@a.example']],
      ['domain', { perDomain: 1 }, ['192.0.2.1', 'a@a.example'], ['198.51.100.1', 'b@a.example']],
      ['everybody', { inAll: 1 }, ['192.0.2.1', 'a@a.example'], ['198.51.100.1', 'b@b.example']],
    ] as const)('a limit of %s', async (_what, limits, [oneClient, one], [otherClient, other]) => {
      const { machine, time } = await machines(limits)
      const limiter = await machine()
      expect(await limiter.waitSeconds(oneClient, addressOf(one))).toBeUndefined()
      expect(await limiter.waitSeconds(otherClient, addressOf(other))).toBe(3600)
      time.now += HOUR_MS
      expect(await limiter.waitSeconds(otherClient, addressOf(other))).toBeUndefined()
    })

    test('of the spellings of one mailbox one is taken in ten minutes, and that one again', async () => {
      const { time, machine } = await machines({})
      const limiter = await machine()
      const asks = async (text: string) => await limiter.waitSeconds('192.0.2.1', addressOf(text))
      expect(await asks('a.da+1@gmail.com')).toBeUndefined()
      expect(await asks('ada+2@gmail.com')).toBe(600)
      expect(await asks('ada@googlemail.com')).toBe(600)
      expect(await asks('A.DA+1@gmail.com')).toBeUndefined()
      time.now += 600_000
      expect(await asks('ada@gmail.com')).toBeUndefined()
      expect(await asks('other@gmail.com')).toBeUndefined()
    })

    test('with subscribers.canonical: false each address is a mailbox of its own', async () => {
      const limiter = await (await machines({ perMailbox: 1 }, false)).machine()
      expect(await limiter.waitSeconds('192.0.2.1', addressOf('ada+1@a.example'))).toBeUndefined()
      expect(await limiter.waitSeconds('192.0.2.1', addressOf('ada+2@a.example'))).toBeUndefined()
    })

    test('who is refused takes nothing of anybody, writes nothing, and costs no second question', async () => {
      const { machine } = await machines({ perMailbox: 1 })
      const limiter = await machine()
      const ask = async () => await limiter.waitSeconds('192.0.2.1', addressOf('ada@example.org'))
      await ask()
      const before = await rows(limiter)
      expect(await ask()).toBe(3600)
      expect(await rows(limiter)).toEqual(before)
      await limiter.store.close()
      expect(await ask()).toBe(3600)
    })

    test('a clock that is set back refuses nobody for what was counted before', async () => {
      const { machine, time } = await machines({ perMailbox: 1 })
      const limiter = await machine()
      const ask = async () => await limiter.waitSeconds('192.0.2.1', addressOf('ada@example.org'))
      expect([await ask(), await ask()]).toEqual([undefined, 3600])
      time.now -= 24 * HOUR_MS
      expect([await ask(), await ask()]).toEqual([undefined, 3600])
    })

    test('no address stands in the ledger, and what says nothing any more is forgotten', async () => {
      const { machine, time } = await machines({})
      const limiter = await machine()
      for (let n = 0; n < 10; n += 1) await limiter.waitSeconds(`192.0.${n}.1`, addressOf(`n${n}@d${n}.example`))
      expect(await rows(limiter)).toHaveLength(51)
      expect(JSON.stringify(await rows(limiter))).not.toMatch(/example|192/)
      time.now += 2 * HOUR_MS
      await limiter.waitSeconds('192.0.2.1', addressOf('ada@example.org'))
      expect(await rows(limiter)).toHaveLength(6)
    })
  })
}
