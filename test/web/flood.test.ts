/**
 * A flood of requests, small: for one mailbox in all its spellings from many networks, and for many addresses from one
 * network. The large one is `npm run bench:flood`.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { spelling, VICTIM } from '../support/mailbox-spellings.js'
import { openWeb, type WebFixture } from './web-fixture.js'

const POSTS = 300

let web: WebFixture
beforeEach(async () => {
  web = await openWeb({ environment: { BELFRY_WEB__TRUSTED_PROXIES: '["127.0.0.1"]' } })
})
afterEach(async () => await web.close())

const ask = async (address: string, network: string) => {
  const body = new URLSearchParams({ address, list: 'releases' })
  const answer = await web.get('/subscribe', { method: 'POST', headers: { 'X-Forwarded-For': network }, body })
  await answer.text()
  return answer.status
}
const networkOf = (index: number) => `203.${Math.floor(index / 200)}.${index % 200}.7`
const mailed = async () => (await web.mails()).flatMap(({ to }) => to?.[0]?.address ?? [])

test('all spellings of a mailbox, from as many networks, are one mail; a newcomer is mailed meanwhile', async () => {
  const spellings = Array.from({ length: POSTS }, (_, index) => spelling(index))
  expect(new Set(spellings).size).toBe(POSTS)
  const statuses = new Set<number>()
  for (const [index, address] of spellings.entries()) statuses.add(await ask(address, networkOf(index)))
  expect([...statuses].sort()).toEqual([303, 429])
  expect(await ask('newcomer@example.org', '198.51.100.7')).toBe(303)
  expect((await mailed()).sort()).toEqual([VICTIM, 'newcomer@example.org'])
})

test('many addresses from one network are twenty mails, and nobody elsewhere waits for them', async () => {
  for (let index = 0; index < POSTS; index += 1)
    expect(await ask(`p${index}@example.org`, `203.0.113.${index % 250}`)).toBe(index < 20 ? 303 : 429)
  expect(await ask('newcomer@example.org', '198.51.100.7')).toBe(303)
  const to = await mailed()
  expect([to.length, to.includes('newcomer@example.org')]).toEqual([21, true])
})
