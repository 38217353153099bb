/** Leaving: one-click by a mail program (RFC 8058), or by the page. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeToken } from '../../src/subscribers/links.js'
import { linkIn, openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
let turn = 0
let address = ''
let link = ''
beforeAll(async () => {
  web = await openWeb()
})
afterAll(async () => await web.close())

/** A subscriber of everything who got one announcement. */
beforeEach(async () => {
  turn += 1
  address = `reader${turn}@example.org`
  await web.join(address)
  await web.announce(`Lantern OS 3.2.${turn} has been released`)
  link = linkIn(await web.mails(), address, 'unsubscribe')
})

async function states(): Promise<Record<string, string>> {
  const rows = await web.world.store.db
    .selectFrom('subscriptions')
    .innerJoin('people', 'people.id', 'subscriptions.person_id')
    .select(['list', 'state'])
    .where('people.address', '=', address)
    .execute()
  return Object.fromEntries(rows.map(({ list, state }) => [list, state]))
}

const STILL_ON = { releases: 'confirmed', security: 'confirmed', announcements: 'confirmed' }
const OFF_RELEASES = { ...STILL_ON, releases: 'ended' }

test('the page shows what would end, and a hundred GET and HEAD at once end nothing', async () => {
  const page = await (await web.get(link)).text()
  expect(page).toContain(address)
  expect(page).toContain('<button type="submit" name="unsubscribe" value="yes">')
  const before = await web.ledger()
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => await web.get(link, { method: index % 2 === 0 ? 'GET' : 'HEAD' })),
  )
  expect(await web.ledger()).toBe(before)
})

test('the address in the List-Unsubscribe header is that page', async () => {
  const mail = (await web.mails()).filter((one) => one.to?.[0]?.address === address).at(-1)
  const header = (name: string) => mail?.headers.find(({ key }) => key === name)?.value
  expect(header('list-unsubscribe')).toBe(`<${web.world.config.web.url}${link}>`)
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
})

const multipart = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'

test.each([
  ['urlencoded', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
  ['urlencoded with a charset', 'application/x-www-form-urlencoded; charset=utf-8', 'List-Unsubscribe=One-Click'],
  ['multipart', 'multipart/form-data; boundary=b', multipart],
])(
  'one-click, %s, from another origin: 200, no redirect, in force when the answer comes, twice the same',
  async (_what, type, body) => {
    const oneClick = async () =>
      await web.get(link, { method: 'POST', headers: { 'Content-Type': type, Origin: 'https://mail.example' }, body })
    const first = await oneClick()
    expect([first.status, first.headers.get('location'), first.headers.get('set-cookie')]).toEqual([200, null, null])
    expect(await first.text()).toBe('You are unsubscribed.\n')
    expect(await states()).toEqual(OFF_RELEASES)
    const after = await web.ledger()
    const second = await oneClick()
    expect([second.status, await second.text()]).toEqual([200, 'You are unsubscribed.\n'])
    expect(await web.ledger()).toBe(after)
  },
)

test('nothing more is mailed after the answer', async () => {
  await web.post(link, [['List-Unsubscribe', 'One-Click']])
  const before = (await web.mails()).filter((mail) => mail.to?.[0]?.address === address).length
  await web.announce(`Lantern OS 3.3.${turn} has been released`)
  expect((await web.mails()).filter((mail) => mail.to?.[0]?.address === address)).toHaveLength(before)
})

test('the button ends it, names what ended and what is left; pressed again it says so', async () => {
  const page = await (await web.post(link, [['unsubscribe', 'yes']])).text()
  for (const found of [
    'You are unsubscribed',
    '<strong>Releases</strong>',
    'It was immediate.',
    'You still get',
    'Take it back',
  ])
    expect(page).toContain(found)
  expect(await states()).toEqual(OFF_RELEASES)
  const again = await web.post(link, [['unsubscribe', 'yes']])
  expect([again.status, (await again.text()).includes('That was done before.')]).toEqual([200, true])
})

/** What the button of a page sends that takes a leaving back. */
function undoOn(page: string): [path: string, fields: [string, string][]] {
  const path = /action="(\/unsubscribe\/undo\/[\w-]{39})"/.exec(page)?.[1] ?? ''
  return [path, [...page.matchAll(/type="hidden" name="list" value="([^"]+)"/g)].map(([, id]) => ['list', id ?? ''])]
}

test('everything is left with the other button; both are taken back with one press, once', async () => {
  const asked = await (await web.get(link)).text()
  expect(asked).toContain('<button type="submit" class="plain" name="unsubscribe" value="all">')
  const page = await (await web.post(link, [['unsubscribe', 'all']])).text()
  expect(page).not.toContain('You still get')
  expect(Object.values(await states())).toEqual(['ended', 'ended', 'ended'])
  const [path, fields] = undoOn(page)
  const before = await web.ledger()
  expect((await web.get(path)).status).toBe(404)
  expect(await web.ledger()).toBe(before)
  const back = await (await web.post(path, fields)).text()
  for (const found of ['You are subscribed again', address, 'Security bulletins']) expect(back).toContain(found)
  expect(await states()).toEqual(STILL_ON)
  const after = await web.ledger()
  expect(await (await web.post(path, fields)).text()).toContain('Nothing was changed')
  expect(await web.ledger()).toBe(after)
})

test('the link in mail, which others may have got, takes nothing back', async () => {
  await web.post(link, [['unsubscribe', 'yes']])
  for (const answer of [await web.get(link), await web.post(link, [['unsubscribe', 'yes']])]) {
    const page = await answer.text()
    expect(page).toContain('Subscribe again')
    expect(page).not.toContain('undo')
  }
  const before = await web.ledger()
  const token = link.slice(link.lastIndexOf('/') + 1)
  const answer = await web.post(`/unsubscribe/undo/${token}`, [['list', 'releases']])
  expect(answer.status).toBe(404)
  expect(await web.ledger()).toBe(before)
})

test('a form without its button, and a body that is none, change nothing', async () => {
  for (const body of ['', 'List-Unsubscribe=Two-Clicks', 'unsubscribe=', multipart]) {
    const answer = await web.get(link, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    })
    expect([answer.status, (await answer.text()).includes('name="unsubscribe"')]).toEqual([200, true])
  }
  await web.get(link, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=other' },
    body: multipart,
  })
  expect(await states()).toEqual(STILL_ON)
})

test('who was erased since is out, and hears so without a name', async () => {
  const { db } = web.world.store
  const { id } = await db.selectFrom('people').select('id').where('address', '=', address).executeTakeFirstOrThrow()
  for (const table of ['deliveries', 'subscriptions'] as const)
    await db.deleteFrom(table).where('person_id', '=', id).execute()
  await db.deleteFrom('people').where('id', '=', id).execute()
  for (const answer of [await web.post(link, [['List-Unsubscribe', 'One-Click']]), await web.get(link)]) {
    const text = await answer.text()
    expect([answer.status, text.includes('You are unsubscribed'), text.includes(address)]).toEqual([200, true, false])
  }
})

test('a forged token and one for another purpose change nothing and tell nothing', async () => {
  const preferences = makeToken(web.world.keys, 'preferences', { person: 1, mailing: 1 })
  const strange = { ...web.world.keys, byNumber: new Map([[web.world.keys.current, Buffer.alloc(32)]]) }
  const foreign = makeToken(strange, 'unsubscribe', { person: 1, mailing: 1 })
  for (const token of [link.slice('/unsubscribe/'.length, -1), preferences, foreign]) {
    for (const answer of [
      await web.get(`/unsubscribe/${token}`),
      await web.post(`/unsubscribe/${token}`, [['List-Unsubscribe', 'One-Click']]),
    ]) {
      expect([answer.status, (await answer.text()).includes('This link is not valid')]).toEqual([404, true])
    }
  }
  expect(await states()).toEqual(STILL_ON)
})
