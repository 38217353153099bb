/** Asking for mail with the form. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkIn, openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
beforeAll(async () => {
  web = await openWeb()
})
afterAll(async () => await web.close())

const asked = (address: string, ...lists: string[]) => [
  ['address', address] as const,
  ...lists.map((list) => ['list', list] as const),
]

test('who asks is led to a page that says to look into the mailbox, and is mailed one link', async () => {
  const answer = await web.post('/subscribe', [
    ...asked('ada@example.org', 'releases', 'security'),
    ['format', 'text'],
    ['website', ''],
  ])
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/subscribe/sent'])
  expect(await (await web.get('/subscribe/sent')).text()).toContain('a mail is on its way to it')
  const theirs = (await web.mails()).filter((mail) => mail.to?.[0]?.address === 'ada@example.org')
  expect(theirs.map((mail) => [mail.subject, mail.html])).toEqual([
    ['Confirm your subscription to Lantern OS', undefined],
  ])
})

test('the answer is the same for an address that is subscribed already', async () => {
  await web.join('known@example.org')
  const answers = await Promise.all(
    ['known@example.org', 'new@example.org'].map(
      async (address) => await web.post('/subscribe', asked(address, 'releases')),
    ),
  )
  const [known, unknown] = answers.map(({ status, headers }) => [
    status,
    headers.get('location'),
    headers.get('cache-control'),
  ])
  expect(known).toEqual(unknown)
})

test('the other button mails a subscriber the link to change what they get, asks who gets nothing, and says the same', async () => {
  await web.join('there@example.org')
  const press = async (address: string) => await web.post('/subscribe', [...asked(address), ['want', 'preferences']])
  const answers = await Promise.all(['there@example.org', 'stranger@example.org'].map(press))
  expect(answers.map(({ status, headers }) => [status, headers.get('location')])).toEqual([
    [303, '/subscribe/sent'],
    [303, '/subscribe/sent'],
  ])
  const mails = await web.mails()
  const subjects = mails.filter(({ to }) => to?.[0]?.address === 'there@example.org').map(({ subject }) => subject)
  expect(subjects).toContain('Choose what you get from Lantern OS')
  const toStranger = mails.filter((mail) => mail.to?.[0]?.address === 'stranger@example.org')
  expect(toStranger.map(({ html }) => String(html).includes('/confirm/'))).toEqual([true])
  const page = await web.get(linkIn(mails, 'there@example.org', 'preferences'))
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Security bulletins')])
  expect((await press('no address')).status).toBe(422)
})

test.each([
  ['no address', asked('', 'releases'), 'address-fault', 'Write the address that the mail shall go to.'],
  ['what is none', asked('ada at example', 'releases'), 'address-fault', 'This is not a mail address.'],
  ['two addresses', asked('a@example.org, b@example.org', 'releases'), 'address-fault', 'This is not a mail address.'],
  [
    'a line break',
    asked('a@example.org\r\nBcc: b@example.org', 'releases'),
    'address-fault',
    'This is not a mail address.',
  ],
  ['no list', asked('eve@example.org'), 'lists-fault', 'Choose at least one.'],
  ['an unknown list', asked('eve@example.org', 'releases', 'gossip'), 'lists-fault', 'Choose again.'],
])('%s is told beside the field, and nothing changes', async (_what, fields, place, sentence) => {
  const before = await web.ledger()
  const answer = await web.post('/subscribe', fields)
  const page = await answer.text()
  expect(answer.status).toBe(422)
  expect(page).toContain(`aria-describedby="${place}"`)
  expect(page.slice(page.indexOf(`id="${place}"`)).split('</p>')[0]).toContain(sentence)
  expect(await web.ledger()).toBe(before)
})

test('what was typed stays, as text and not as HTML', async () => {
  const page = await (await web.post('/subscribe', [...asked('"><b>ada', 'security'), ['format', 'text']])).text()
  expect(page).toContain('value="&quot;>&lt;b>ada"')
  expect(page).not.toContain('<b>ada')
  expect(checkedIn(page)).toEqual(['security', 'text'])
})

test('a robot that fills in every field is thanked, and nothing changes', async () => {
  const before = await web.ledger()
  const answer = await web.post('/subscribe', [
    ...asked('robot@example.org', 'releases'),
    ['website', 'https://spam.example'],
  ])
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/subscribe/sent'])
  expect(await web.ledger()).toBe(before)
})

test('a body that is none of what it says changes nothing and fails nothing', async () => {
  const answer = await web.get('/subscribe', {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body: 'nonsense',
  })
  expect(answer.status).toBe(422)
})

test('too many requests from one client, or for one address, are asked to wait', async () => {
  const strict = await openWeb({ limits: { perSharedNetwork: 3, perMailbox: 2 } })
  try {
    const statuses = []
    for (const address of ['a@example.org', 'A@example.org', 'a@example.org'])
      statuses.push((await strict.post('/subscribe', asked(address, 'releases'))).status)
    expect(statuses).toEqual([303, 303, 429])
    // Who is refused for the address takes nothing of the network's.
    expect((await strict.post('/subscribe', asked('b@example.org', 'releases'))).status).toBe(303)
    const fifth = await strict.post('/subscribe', asked('c@example.org', 'releases'))
    expect(fifth.status).toBe(429)
    // One of three an hour.
    expect(Number(fifth.headers.get('retry-after'))).toBe(1200)
    expect(await fifth.text()).toContain('That was too often')
    expect((await strict.mails()).filter((mail) => mail.to?.[0]?.address === 'c@example.org')).toEqual([])
  } finally {
    await strict.close()
  }
})

test('the mailed link leads to the question', async () => {
  await web.post('/subscribe', asked('link@example.org', 'security'))
  const page = await (await web.get(linkIn(await web.mails(), 'link@example.org', 'confirm'))).text()
  expect(page).toContain('Security bulletins')
  expect(page).not.toContain('Everything else')
})

function checkedIn(page: string): string[] {
  return [...page.matchAll(/<input[^>]*\bchecked\b[^>]*>/g)].map(([tag]) => /value="([^"]*)"/.exec(tag)?.[1] ?? '')
}
