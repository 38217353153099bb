/** Who a mailing about a release cycle goes to; the rest of an audience is in mailing-store.test.ts. */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { countAudience } from '../../src/delivery/audience/audience-store.js'
import type { Store } from '../../src/store/open.js'
import { savePerson } from '../../src/subscribers/person-store.js'
import type { RunningCycle } from '../../src/subscribers/runs.js'
import { dialects } from '../support/databases.js'
import { matchesRuns } from '../support/matches-runs.js'
import { addMailing, addPerson, addressOf, deliveries, NOW, openLedger } from './ledger.js'

const about = { product: 'qubes', cycle: '4.1' }

for (const dialect of dialects) {
  describe(`people who run a cycle, on ${dialect}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openLedger(dialect)
    })
    afterEach(async () => await store.close())

    const add = async (name: string, runs: readonly string[], lists: readonly string[] = ['releases']) => {
      await addPerson(store, `${name}@example.org`, lists)
      await savePerson(store.db, addressOf(`${name}@example.org`), { runs }, NOW)
    }

    const mailed = async (runs: RunningCycle) => {
      await addMailing(store, { runs, lists: ['releases', 'security'] })
      return (await deliveries(store)).map(({ address }) => address.split('@')[0])
    }

    test('a mailing goes to them and to those who named none, once, and as many are counted', async () => {
      await add('first', ['qubes/4.1', 'qubes/4.2'], ['releases', 'security'])
      await add('last', ['qubes/4.0', 'qubes/4.1'])
      await add('none', [])
      await add('other', ['qubes/4.2'])
      await add('elsewhere', ['qubes/4.1'], ['announcements'])
      expect(await countAudience(store.db, { lists: ['releases', 'security'], runs: about })).toBe(3)
      expect(await mailed(about)).toEqual(['first', 'last', 'none'])
    })

    test('a bare cycle, kept from when there was one product, counts', async () => {
      await add('bare', ['4.1'])
      expect(await mailed(about)).toEqual(['bare'])
    })

    test('whole words in their own letter case are meant, and % and _ are letters', async () => {
      await add('longer', ['qubes/4.10'])
      await add('shorter', ['qubes/4'])
      await add('prefixed', ['xqubes/4.1'])
      await add('shouted', ['QUBES/4.1'])
      await add('dashed', ['qubes/4-1'])
      expect(await mailed(about)).toEqual([])
      const wild = { product: '%', cycle: '_' }
      await add('wild', ['%/_'])
      expect(await countAudience(store.db, { lists: ['releases'], runs: wild })).toBe(1)
    })

    test('an audience that nobody narrowed is everybody', async () => {
      await add('first', ['qubes/4.1'])
      await add('none', [])
      expect(await countAudience(store.db, { lists: ['releases'] })).toBe(2)
    })
  })

  describe(`the words and the statement on ${dialect}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await openLedger(dialect)
      await addPerson(store, 'ada@example.org', ['releases'])
    })
    afterAll(async () => await store.close())

    test('say the same of every person and every cycle', async () => {
      const part = fc.stringMatching(/^[aA%_.'\\é4]{1,3}$/)
      const name = fc.oneof(
        part,
        fc.tuple(part, part).map(([product, cycle]) => `${product}/${cycle}`),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(name, { maxLength: 3 }), part, part, async (runs, product, cycle) => {
          const about = { product, cycle }
          await savePerson(store.db, addressOf('ada@example.org'), { runs }, NOW)
          const counted = await countAudience(store.db, { lists: ['releases'], runs: about })
          expect(counted).toBe(matchesRuns(runs, about) ? 1 : 0)
        }),
        { numRuns: 150 },
      )
    })
  })
}
