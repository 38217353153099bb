/** Choosing lists and format by the mailed link. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doFormRequests } from '../../src/run/people/form-requests.js'
import { makeToken } from '../../src/subscribers/links.js'
import { findByAddress } from '../../src/subscribers/person-store.js'
import { addressOf, linkIn, openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
let link = ''
beforeAll(async () => {
  web = await openWeb()
  await web.join('pia@example.org', ['releases', 'security'])
  await web.announce('Lantern OS 3.1.1 has been released')
  link = linkIn(await web.mails(), 'pia@example.org', 'preferences')
})
afterAll(async () => await web.close())

function checkedIn(page: string): string[] {
  return [...page.matchAll(/<input[^>]*\bchecked\b[^>]*>/g)].map(([tag]) => /value="([^"]*)"/.exec(tag)?.[1] ?? '')
}

test('the page shows what the person gets now, and a hundred GET and HEAD at once change nothing', async () => {
  const before = await web.ledger()
  expect(checkedIn(await (await web.get(link)).text())).toEqual(['releases', 'security', 'html'])
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => await web.get(link, { method: index % 2 === 0 ? 'GET' : 'HEAD' })),
  )
  expect(await web.ledger()).toBe(before)
})

test('a form that is sent without its button changes nothing', async () => {
  const before = await web.ledger()
  const answer = await web.post(link, [['list', 'announcements']])
  expect(checkedIn(await answer.text())).toEqual(['releases', 'security', 'html'])
  expect(await web.ledger()).toBe(before)
})

test('what is saved is shown, and the next look shows the same', async () => {
  const saved = await web.post(link, [
    ['list', 'security'],
    ['list', 'announcements'],
    ['list', 'gossip'],
    ['format', 'text'],
    ['save', 'yes'],
  ])
  const page = await saved.text()
  expect([saved.status, page.includes('Saved. It applies from the next mail on.')]).toEqual([200, true])
  expect(checkedIn(page)).toEqual(['security', 'announcements', 'text'])
  expect(checkedIn(await (await web.get(link)).text())).toEqual(['security', 'announcements', 'text'])
})

test('a list that was asked for and not confirmed says so, and is not chosen', async () => {
  await web.post('/subscribe', [
    ['address', 'pia@example.org'],
    ['list', 'releases'],
  ])
  await doFormRequests(web.world)
  const page = await (await web.get(link)).text()
  expect(page).toContain('asked for, not confirmed yet')
  expect(checkedIn(page)).toEqual(['security', 'announcements', 'text'])
})

test('with no list chosen all of it ends', async () => {
  const page = await (
    await web.post(link, [
      ['format', 'html'],
      ['save', 'yes'],
    ])
  ).text()
  expect(page).toContain('No more mail goes to you; it was immediate.')
  expect(checkedIn(page)).toEqual(['html'])
})

test('a forged token is not valid', async () => {
  const forged = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  for (const answer of [await web.get(forged), await web.post(forged, [['save', 'yes']])])
    expect(answer.status).toBe(404)
})

test('another address is asked for on the page, and changed from both mailboxes', async () => {
  await web.join('mover@example.org', ['releases'])
  const id = (await findByAddress(web.world.store.db, addressOf('mover@example.org')))?.id ?? 0
  const link = `/preferences/${makeToken(web.world.keys, 'preferences', { person: id, mailing: 999 })}`
  const wrong = await web.post(link, [
    ['address', 'mover at example'],
    ['change', 'yes'],
  ])
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('id="address-fault"')])
  const asked = await web.post(link, [
    ['address', 'mover@example.net'],
    ['change', 'yes'],
  ])
  expect(await asked.text()).toContain('Two mails are on their way')
  const mails = await web.mails()
  const [old, fresh] = ['mover@example.org', 'mover@example.net'].map((address) => linkIn(mails, address, 'address'))
  const before = await web.ledger()
  for (const path of [old, fresh]) {
    for (const method of ['GET', 'HEAD']) await web.get(path ?? '', { method })
    expect(await (await web.post(path ?? '', [])).text()).toContain('Yes, change it')
  }
  expect(await web.ledger()).toBe(before)
  expect(await (await web.get(fresh ?? '')).text()).not.toContain('mover@example.org')
  expect(await (await web.post(old ?? '', [['confirm', 'yes']])).text()).toContain('One of two has said yes')
  expect(await (await web.post(fresh ?? '', [['confirm', 'yes']])).text()).toContain('Your address is changed')
  expect((await web.get(fresh ?? '')).status).toBe(404)
})
