/** A person's language, from the form to the last page: a site in English that offers German. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailDigest } from '../../src/mail/digest.js'
import { sendTest, triedPost } from '../../src/run/operators/manual-send.js'
import { showPerson } from '../../src/run/people/by-operator.js'
import { read } from '../../src/run/read-content.js'
import { addressOf, linkIn, openWeb, type WebFixture } from '../web/web-fixture.js'

let web: WebFixture
beforeAll(async () => {
  web = await openWeb({ environment: { BELFRY_SUBSCRIBERS__LANGUAGES: '[de]' } })
})
afterAll(async () => await web.close())

const german = { headers: { 'Accept-Language': 'de-CH, en;q=0.5' } }
const page = async (path: string, init?: RequestInit) => await (await web.get(path, init)).text()
const post = async (path: string, fields: readonly (readonly [string, string])[]) =>
  await (await web.post(path, fields)).text()
const ask = (address: string, language: string) =>
  [
    ['address', address],
    ['list', 'releases'],
    ['language', language],
    ['asked', 'en'],
  ] as const

describe('the form', () => {
  test('speaks what the browser accepts, and offers that first', async () => {
    const answer = await web.get('/subscribe', german)
    expect(answer.headers.get('Vary')).toContain('Accept-Language')
    const text = await answer.text()
    expect(text).toContain('<html lang="de"')
    expect(/<option[^>]*selected[^>]*>([^<]*)/.exec(text)?.[1]).toBe('Deutsch')
    const english = await page('/subscribe', { headers: { 'Accept-Language': 'fr' } })
    expect(english).toContain('<html lang="en"')
    expect(/<option[^>]*selected[^>]*>([^<]*)/.exec(english)?.[1]).toBe('English')
  })

  test('stands on the front page with the same choice', async () => {
    expect(await page('/')).toContain('<select id="language" name="language">')
  })

  test('a language that is not offered is a fault beside the field, and for a program', async () => {
    const answer = await web.post('/subscribe', ask('eve@example.org', 'fr'))
    expect([answer.status, (await answer.text()).includes('id="language-fault"')]).toEqual([422, true])
    const body = JSON.stringify({ address: 'eve@example.org', lists: ['releases'], language: 'fr' })
    const headers = { 'Content-Type': 'application/json' }
    const refused = await web.get('/api/subscriptions', { method: 'POST', headers, body })
    expect([refused.status, Object.keys((await refused.json()).fields)]).toEqual([422, ['language']])
  })

  test('a program is answered in the language that it asks for', async () => {
    const body = JSON.stringify({ address: 'uta@example.org', lists: ['releases'], language: 'DE' })
    const headers = { 'Content-Type': 'application/json' }
    const answer = await web.get('/api/subscriptions', { method: 'POST', headers, body })
    expect((await answer.json()).message).toMatch(/Mail/)
    expect((await web.mails()).at(-1)?.subject).toContain('Bestätigen')
  })
})

describe('who chose German', () => {
  let leave = ''
  test('is asked, welcomed to their preferences and mailed in German, the post as it was written', async () => {
    const sent = await web.post('/subscribe', ask('ida@example.org', 'de'))
    expect(sent.headers.get('Location')).toBe('/subscribe/sent?language=de')
    expect(await page('/subscribe/sent?language=de')).toContain('<html lang="de"')
    const mails = await web.mails()
    expect(mails.at(-1)?.subject).toContain('Bestätigen')
    const confirm = linkIn(mails, 'ida@example.org', 'confirm')
    expect(await page(confirm)).toContain('Soll ')
    const confirmed = await web.post(confirm, [['confirm', 'yes']])
    expect(await page(confirmed.headers.get('Location') ?? '')).toContain('<html lang="de"')
    expect((await showPerson(web.world, addressOf('ida@example.org'))).language).toBe('de')
    await web.join('ann@example.org', ['releases'])
    await web.announce('Lantern OS 3.2 has been released')
    const news = (await web.mails()).filter(({ subject }) => subject === 'Lantern OS 3.2 has been released')
    const to = (name: string) => news.find(({ to }) => to?.[0]?.address === `${name}@example.org`)
    expect(to('ida')?.html).toContain('<html lang="de"')
    expect(to('ida')?.html).toMatch(/lang="en"/)
    expect(to('ida')?.text).toContain('Abbestellen')
    expect(to('ann')?.html).toContain('<html lang="en"')
    expect(to('ann')?.text).not.toContain('Abbestellen')
    expect(to('ida')?.messageId).toBe(to('ann')?.messageId)
    expect(to('ida')?.headers.find(({ key }) => key === 'content-language')?.value).toBe('en, de')
    leave = linkIn(await web.mails(), 'ida@example.org', 'unsubscribe')
    // Anybody can compare either with what is published.
    const [{ digest = '', digests = {} } = {}] = JSON.parse(await page('/told.json')).slice(-1)
    expect(mailDigest(to('ann')?.subject ?? '', to('ann')?.text ?? '')).toBe(digest)
    expect(mailDigest(to('ida')?.subject ?? '', to('ida')?.text ?? '')).toBe(digests.de)
  })

  test('is what a test in German looks like, whose post stays as it is', async () => {
    const content = await read(web.world)
    const told = content.announcements.find(({ title }) => title === 'Lantern OS 3.2 has been released')
    const tried = triedPost(content, told?.id ?? '')
    const trial = { language: 'DE' }
    const { replies } = await sendTest(web.world, tried, trial, [addressOf('ops@example.org')])
    expect(replies.map(({ outcome }) => outcome)).toEqual(['accepted'])
    const mail = (await web.mails()).find(({ to }) => to?.[0]?.address === 'ops@example.org')
    expect(mail?.html).toMatch(/<html lang="de"[\s\S]*lang="en"/)
    expect(mail?.text).toContain('Abbestellen')
    expect(mail?.subject).toBe('[Test] Lantern OS 3.2 has been released')
  })

  test('leaves, comes back and changes the language on German pages', async () => {
    const goodbye = await post(leave, [['unsubscribe', 'yes']])
    expect(goodbye).toContain('<html lang="de"')
    const undo = /action="(\/unsubscribe\/undo\/[^"]+)"/.exec(goodbye)?.[1] ?? ''
    expect(await post(undo, [['list', 'releases']])).toContain('<html lang="de"')
    const link = linkIn(await web.mails(), 'ida@example.org', 'preferences')
    expect(await page(link)).toContain('<html lang="de"')
    const saved = await post(link, [
      ['list', 'releases'],
      ['language', 'en'],
      ['save', 'yes'],
    ])
    expect(saved).toContain('<html lang="en"')
    expect((await showPerson(web.world, addressOf('ida@example.org'))).language).toBe('en')
  })

  test('a form that somebody else fills in changes nothing of it', async () => {
    await web.post('/subscribe', ask('ida@example.org', 'de'))
    await web.mails()
    expect((await showPerson(web.world, addressOf('ida@example.org'))).language).toBe('en')
  })
})
