/** While very many ask, each takes a second step: a wait without script, or work. */
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problemSchema } from '../../src/web/problem.js'
import { isWorked, nextStep, STEP_WAIT_MS } from '../../src/web/second-step.js'
import { openBrowser } from '../support/chromium.js'
import { openWeb, type WebFixture } from './web-fixture.js'

const NOW = Date.parse('2026-05-04T12:00:00Z')
const ABOUT = { key: Buffer.from('a key'), network: '192.0.2.0', address: 'ada@example.org' }
const FIRST = { ticket: '', work: '' }

/** Some hundred thousand hashes; a connection that ends meanwhile is seen to end. */
async function workFor(ticket: string): Promise<string> {
  for (let tried = 0; ; tried += 1) {
    if (isWorked(ticket, String(tried))) return String(tried)
    if (tried % 5_000 === 0) await setImmediate()
  }
}

describe('a step', () => {
  const ticket = nextStep(ABOUT, FIRST, NOW)?.ticket ?? ''

  test('is taken by who waited, for an hour, and not before', () => {
    expect(nextStep(ABOUT, FIRST, NOW)).toEqual({ ticket, ms: STEP_WAIT_MS })
    expect(nextStep(ABOUT, { ticket, work: '' }, NOW + 5_000)).toEqual({ ticket, ms: STEP_WAIT_MS - 5_000 })
    expect(nextStep(ABOUT, { ticket, work: '' }, NOW + STEP_WAIT_MS)).toBeUndefined()
    expect(nextStep(ABOUT, { ticket, work: '' }, NOW + 3_599_999)).toBeUndefined()
    expect(nextStep(ABOUT, { ticket, work: '' }, NOW + 3_600_000)?.ticket).not.toBe(ticket)
  })

  test('is taken by who worked, at once', async () => {
    const work = await workFor(ticket)
    expect(nextStep(ABOUT, { ticket, work }, NOW)).toBeUndefined()
    expect(nextStep(ABOUT, { ticket, work: `${work} ` }, NOW)).toEqual({ ticket, ms: STEP_WAIT_MS })
    expect(isWorked(ticket, work.padStart(65, '0'))).toBe(false)
  })

  test.each([
    ['another address', { ...ABOUT, address: 'eve@example.org' }, ticket],
    ['another network', { ...ABOUT, network: '198.51.100.0' }, ticket],
    ['another key', { ...ABOUT, key: Buffer.from('other') }, ticket],
    ['a later day', ABOUT, ticket.replace(/^./, 'z')],
    ['an earlier one', ABOUT, `${(NOW - 60_000).toString(36)}${ticket.slice(8)}`],
    ['words', ABOUT, 'a ticket, please'],
    ['a long text', ABOUT, 'a'.repeat(60_000)],
  ])('is not taken with a ticket for %s', (_what, about, given) => {
    const next = nextStep(about, { ticket: given, work: '' }, NOW + STEP_WAIT_MS)
    expect(next?.ms).toBe(STEP_WAIT_MS)
    expect(next?.ticket).not.toBe(given)
  })
})

describe('the form while very many ask', () => {
  let web: WebFixture
  beforeEach(async () => {
    web = await openWeb({ limits: { calm: 2 } })
    for (const name of ['one', 'two']) expect((await ask(`${name}@example.org`)).status).toBe(303)
  })
  afterEach(async () => await web.close())

  const ask = async (address: string, more: readonly (readonly [string, string])[] = []) =>
    await web.post('/subscribe', [['address', address], ['list', 'releases'], ['format', 'text'], ...more])
  const byJson = async (more: Record<string, string> = {}) =>
    await web.get('/api/subscriptions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ address: 'ada@example.org', lists: ['releases'], ...more }),
    })

  test('is a page without script that asks the same again, whoever is known; nothing changes before', async () => {
    const before = await web.ledger()
    const [known, fresh] = [await ask('one@example.org'), await ask('new@example.org')]
    const [first, second] = [await known.text(), await fresh.text()]
    expect([known.status, fresh.status]).toEqual([200, 200])
    const alike = (page: string) => page.replace(/(one|new)@example/, '').replace(/value="[^"]{40,}"/, '')
    expect(alike(first)).toBe(alike(second))
    // One file of this server, and nothing else may run.
    expect(first.match(/<script[^>]*>/g)).toEqual(['<script src="/subscribe/step.js" defer>'])
    expect(first).not.toContain('Pages without scripts')
    expect(known.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self';")
    expect((await web.get('/subscribe')).headers.get('Content-Security-Policy')).not.toContain('script-src')
    const early = await web.post('/subscribe', hiddenIn(second))
    expect([early.status, await early.text()]).toEqual([200, expect.stringContaining('Wait 15 seconds')])
    expect(await web.ledger()).toBe(before)
  })

  test('takes what was typed along, once the wait is over', async () => {
    const fields = hiddenIn(await (await ask('ada@example.org')).text())
    expect(fields.map(([name]) => name)).toEqual(['address', 'list', 'format', 'ticket'])
    web.tick(STEP_WAIT_MS)
    expect((await web.post('/subscribe', fields)).headers.get('location')).toBe('/subscribe/sent')
    const theirs = (await web.mails()).filter(({ to }) => to?.[0]?.address === 'ada@example.org')
    expect(theirs.map(({ subject, html }) => [subject, html])).toEqual([
      ['Confirm your subscription to Lantern OS', undefined],
    ])
  })

  test('is taken by JSON with work', async () => {
    const answer = await byJson()
    const { step } = problemSchema.parse(await answer.json())
    expect([answer.status, step]).toEqual([428, { ticket: expect.any(String), waitSeconds: 15, bits: 18 }])
    const ticket = step?.ticket ?? ''
    expect((await byJson({ ticket, work: 'none' })).status).toBe(428)
    expect((await byJson({ ticket, work: await workFor(ticket) })).status).toBe(202)
  })

  test('is taken by the page’s own script in a browser, in no secure context', async () => {
    const theirs = async () => (await web.mails()).filter(({ to }) => to?.[0]?.address === 'ada@example.org').length
    const before = await theirs()
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      const errors: string[] = []
      page.on('console', (message) => errors.push(message.text()))
      page.on('pageerror', (error) => errors.push(String(error)))
      await page.goto(`${web.url}/subscribe`)
      await page.fill('#address', 'ada@example.org')
      await page.click('form button[type=submit]')
      await page.waitForURL('**/subscribe/sent')
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
    expect(await theirs()).toBe(before + 1)
  })

  test('is not asked any more when the flood is over', async () => {
    web.tick(3_600_000)
    expect((await ask('ada@example.org')).status).toBe(303)
  })
})

/** What the page would send. */
function hiddenIn(page: string): (readonly [string, string])[] {
  return [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
}
