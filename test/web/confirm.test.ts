/** Confirming by the mailed link. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeToken } from '../../src/subscribers/links.js'
import { linkIn, openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
beforeAll(async () => {
  web = await openWeb()
})
afterAll(async () => await web.close())

async function asked(address: string, ...lists: string[]): Promise<string> {
  await web.post('/subscribe', [['address', address], ...lists.map((list) => ['list', list] as const)])
  return linkIn(await web.mails(), address, 'confirm')
}

test('the link shows whom and what, and one button that is the yes', async () => {
  const page = await (await web.get(await asked('show@example.org', 'security'))).text()
  for (const found of [
    'show@example.org',
    'Lantern OS',
    'Security bulletins',
    'Vulnerabilities and what to do about them.',
  ])
    expect(page).toContain(found)
  expect(page.match(/<button[^>]*>/g)).toEqual(['<button type="submit" name="confirm" value="yes">'])
  expect(page).toContain('<meta name="robots" content="noindex"')
})

test('a hundred GET and HEAD at once change nothing', async () => {
  const link = await asked('scanned@example.org', 'releases')
  const before = await web.ledger()
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => await web.get(link, { method: index % 2 === 0 ? 'GET' : 'HEAD' })),
  )
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  expect(await web.ledger()).toBe(before)
})

test('a form that is sent without its button changes nothing', async () => {
  const link = await asked('blind@example.org', 'releases')
  const before = await web.ledger()
  for (const fields of [[], [['confirm', 'no']], [['List-Unsubscribe', 'One-Click']]] as const) {
    const answer = await web.post(link, fields)
    expect(await answer.text()).toContain('name="confirm"')
  }
  expect(await web.ledger()).toBe(before)
})

test('the button confirms; pressed again it says so and changes nothing', async () => {
  const link = await asked('yes@example.org', 'releases', 'security')
  const first = await web.post(link, [['confirm', 'yes']])
  expect(first.status).toBe(303)
  const next = first.headers.get('location') ?? ''
  const page = await (await web.get(next)).text()
  for (const found of ['<h1>You are subscribed</h1>', 'yes@example.org', 'by itself', 'name="save"'])
    expect(page).toContain(found)
  expect([...page.matchAll(/value="([a-z]+)" checked/g)].map(([, id]) => id)).toEqual(['releases', 'security', 'html'])
  expect(await (await web.get(next.replace('?new', ''))).text()).toContain('<h1>Your preferences</h1>')
  const after = await web.ledger()
  for (const again of [await web.post(link, [['confirm', 'yes']]), await web.get(link)])
    expect(await again.text()).toContain('This was confirmed already')
  expect(await web.ledger()).toBe(after)
})

test('an old link brings nobody back who left', async () => {
  const link = await asked('left@example.org', 'releases')
  await web.post(link, [['confirm', 'yes']])
  await web.announce('Lantern OS 3.1.1 has been released')
  await web.post(linkIn(await web.mails(), 'left@example.org', 'unsubscribe'), [['unsubscribe', 'yes']])
  const before = await web.ledger()
  for (const answer of [await web.get(link), await web.post(link, [['confirm', 'yes']])])
    expect(await answer.text()).toContain('This subscription has ended')
  expect(await web.ledger()).toBe(before)
})

test('a forged token, a foreign one and one for another purpose are not valid, and all look alike', async () => {
  const link = await asked('forged@example.org', 'releases')
  const before = await web.ledger()
  const turned = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  const mine = makeToken(web.world.keys, 'unsubscribe', { person: 1, mailing: 1 })
  const nobody = makeToken(web.world.keys, 'confirm', { person: 999_999, mailing: 999_999 })
  const pages = []
  for (const path of [
    turned,
    `${link}A`,
    `/confirm/${mine}`,
    `/confirm/${nobody}`,
    '/confirm/x',
    `/confirm/${'%00'}`,
    `/confirm/${'é'.repeat(39)}`,
  ]) {
    for (const answer of [await web.get(path), await web.post(path, [['confirm', 'yes']])]) {
      expect([path, answer.status]).toEqual([path, 404])
      pages.push(await answer.text())
    }
  }
  expect(new Set(pages).size).toBe(1)
  expect(pages[0]).toContain('This link is not valid')
  expect(await web.ledger()).toBe(before)
})
