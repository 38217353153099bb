/** What a search finds, where it is rare and where it is not: the same as a look at everybody. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/open.js'
import { BLOCK_BITS, BLOCK_PEOPLE } from '../../../src/subscribers/search/address-parts.js'
import { keepParts } from '../../../src/subscribers/search/address-parts-store.js'
import { listSubscribers, type Search, type SubscriberRecord } from '../../../src/subscribers/search/listing-store.js'
import { openLedger } from '../../delivery/ledger.js'
import { dialects, testOn } from '../../support/databases.js'

/** More than are looked up by number. */
const PEOPLE = 5_200

for (const dialect of dialects) {
  const it = testOn(dialect)
  describe(`a search on ${dialect}`, () => {
    let store: Store
    let all: SubscriberRecord[] = []
    const found = async (search: Search, most?: number) => {
      const people: SubscriberRecord[] = []
      for await (const person of listSubscribers(store, search, most)) people.push(person)
      return people
    }
    const addresses = async (search: Search, most?: number) => (await found(search, most)).map(({ address }) => address)

    beforeAll(async () => {
      store = await openLedger(dialect)
      await sql`insert into people (address, address_key, format, runs, created_at)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(PEOPLE)})
        select 'person' || i || '@example.org', 'person' || i || '@example.org', 'html', '', i from n`.execute(store.db)
      await sql`insert into people (address, address_key, format, runs, created_at) values
        ('a_b%c@example.net', 'a_b%c@example.net', 'html', '', 1), ('axbyc@example.net', 'axbyc@example.net', 'html', '', 1),
        ('xperson7@example.org', 'xperson7@example.org', 'text', '', 1), ('', 'erased:9', 'html', '', 1),
        ('ada@xn--mnchen-3ya.example', 'ada@xn--mnchen-3ya.example', 'html', '', 1)`.execute(store.db)
      await sql`insert into subscriptions (person_id, list, state, since)
        select id, 'releases', case when id % 100 = 0 then 'ended' else 'confirmed' end, 1 from people`.execute(
        store.db,
      )
      await sql`insert into subscriptions (person_id, list, state, since)
        select id, 'security', 'pending', 1 from people where id % 50 = 1`.execute(store.db)
      await sql`insert into suppressions (address_key, reason, since)
        select address_key, 'bounced', 1 from people where id % 40 = 2`.execute(store.db)
      all = await found({})
    })
    afterAll(async () => await store.close())

    const isOn = ({ subscriptions }: SubscriberRecord, list: string | undefined, state: string | undefined) =>
      subscriptions.some((one) => (list ?? one.list) === one.list && (state ?? one.state) === one.state)

    it('is everybody in the order they came, but for who was erased', async () => {
      expect(all.length).toBe(PEOPLE + 4)
      expect(all.map(({ address }) => address).slice(0, 2)).toEqual(['person1@example.org', 'person2@example.org'])
    })

    it('finds lists and states, rare or not, page by page', async () => {
      const searches: Search[] = [
        { list: 'releases' },
        { list: 'releases', state: 'ended' },
        { list: 'security' },
        { state: 'pending' },
        { state: 'confirmed' },
        { list: 'security', state: 'ended' },
        { list: 'nothing' },
      ]
      for (const search of searches) {
        const wanted = all.filter((person) => isOn(person, search.list, search.state))
        expect(await addresses(search)).toEqual(wanted.map(({ address }) => address))
      }
      const suppressed = all.filter((person) => person.suppressed).map(({ address }) => address)
      expect(await addresses({ state: 'suppressed' }, 7)).toEqual(suppressed)
      expect(await addresses({ state: 'suppressed', list: 'releases', text: 'son4' })).toEqual(
        suppressed.filter((address) => address.includes('son4')),
      )
    })

    it('finds parts of addresses, in any letter case; wildcards are characters', async () => {
      const holding = (text: string) => all.map(({ address }) => address).filter((one) => one.includes(text))
      for (const text of ['EXAMPLE', 'person51', 'nobody', '%', '_', '\\', 'a_b%'])
        expect(await addresses({ text })).toEqual(holding(text.toLowerCase()))
      expect(await addresses({ text: 'example', since: PEOPLE - 1 })).toEqual([
        `person${PEOPLE - 1}@example.org`,
        `person${PEOPLE}@example.org`,
      ])
    })

    it('finds who has a whole address; where nobody has it, whose holds it', async () => {
      expect(await addresses({ text: 'Person7@Example.org' })).toEqual(['person7@example.org'])
      expect(await addresses({ text: 'erson5200@example.org' })).toEqual(['person5200@example.org'])
      expect(await addresses({ text: 'person7@example.org', list: 'security' })).toEqual([])
      expect(await addresses({ text: 'münchen.example' })).toEqual(['ada@xn--mnchen-3ya.example'])
    })

    // What is known of blocks is written and asked in each database's own words.
    test('finds the same where blocks of people are ruled out; who came or changed since too', async () => {
      const [block, full] = [BLOCK_PEOPLE, PEOPLE >> BLOCK_BITS]
      const texts = ['n4999@', 'son51', 'xperson7', 'a_b%', 'nobody', 'EXAMPLE.net', '99', 'example']
      const before = await Promise.all(texts.map(async (text) => await addresses({ text })))
      expect(await keepParts(store)).toBe(full)
      expect(await keepParts(store)).toBe(0)
      expect(await Promise.all(texts.map(async (text) => await addresses({ text })))).toEqual(before)
      const blocks = async () => await store.db.selectFrom('address_parts').select('block').orderBy('block').execute()
      const without = (...gone: number[]) =>
        [...new Array(full).keys()].filter((one) => !gone.includes(one)).map((one) => ({ block: one }))
      await sql`update people set address = 'zebra@example.org', address_key = 'zebra@example.org'
        where id = ${3 * block + 7}`.execute(store.db)
      // One that a restored ledger brings, in the middle of the others.
      await sql`delete from subscriptions where person_id = ${5 * block}`.execute(store.db)
      await sql`delete from people where id = ${5 * block}`.execute(store.db)
      await sql`insert into people (id, address, address_key, format, runs, created_at)
        values (${5 * block}, 'quagga@example.org', 'quagga@example.org', 'html', '', 1)`.execute(store.db)
      expect(await blocks()).toEqual(without(3, 5))
      const both = ['zebra@example.org', 'quagga@example.org']
      expect(await Promise.all(['zebr', 'quagg'].map(async (text) => (await addresses({ text })).join()))).toEqual(both)
      expect(await keepParts(store)).toBe(2)
      // Of somebody who is deleted nothing stays in what is known of others.
      await sql`delete from people where id = ${5 * block}`.execute(store.db)
      expect(await blocks()).toEqual(without(5))
      await sql`insert into people (id, address, address_key, format, runs, created_at)
        values (${5 * block}, 'quagga@example.org', 'quagga@example.org', 'html', '', 1)`.execute(store.db)
      expect(await keepParts(store)).toBe(1)
      expect(await Promise.all(['zebr', 'quagg'].map(async (text) => (await addresses({ text })).join()))).toEqual(both)
    })
  })
}
