/**
 * The pages in a real browser: the whole way from the form over the outbox to the confirmation, and every page without
 * sideways scrolling, axe findings or refused resources, at phone and desktop width, light and dark; those of a person
 * in their own language, from left to right and from right to left.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findings } from '../support/axe.js'
import { openBrowser, sideways, type TestBrowser, toNextPage } from '../support/chromium.js'
import { linkIn, openWeb, type WebFixture } from './web-fixture.js'

/** One product more than stand unfolded on a form, a long name among them. */
const RELEASES = [
  'products:',
  '  lantern: { title: Lantern OS, releases: [{ releaseCycle: "3.1", eol: false }, { releaseCycle: "3.0", eol: false }] }',
  '  server: { title: Lantern Server, releases: [{ releaseCycle: "2024 Long Term Servicing, Extended Edition", eol: false }] }',
  ...[1, 2, 3, 4, 5].map(
    (tool) => `  tool-${tool}: { title: Tool ${tool}, releases: [{ releaseCycle: "${tool}", eol: false }] }`,
  ),
].join('\n')
const READER = 'a.reader.with.a.rather.long.address@mail.example.org'

let web: WebFixture
let bare: WebFixture
let browser: TestBrowser
beforeAll(async () => {
  ;[web, bare, browser] = await Promise.all([
    openWeb({ releases: RELEASES, environment: { BELFRY_SUBSCRIBERS__LANGUAGES: '[de, ar]' } }),
    openWeb({ environment: { BELFRY_FEEDS__PAGES: 'false' } }),
    openBrowser(),
  ])
})
afterAll(async () => {
  await browser.close()
  await web.close()
  await bare.close()
})

/** Links in mail lead to web.url, whose port a test cannot have: the browser is led to the server's own. */
async function leadToServer(context: BrowserContext): Promise<void> {
  await context.route(`${web.world.config.web.url}/**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    await route.continue({ url: web.url + pathname })
  })
}

test('from the front page by the form, the outbox and the link in the mail to a confirmed subscription', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  await leadToServer(context)
  const page = await context.newPage()
  await page.goto(web.url)
  await page.fill('#address', 'browser@example.org')
  await page.uncheck('[value=security]')
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
  await web.mails()
  await page.goto(`${web.url}/outbox`)
  await page.getByRole('link', { name: 'Confirm your subscription to Lantern OS' }).click()
  await page.frameLocator('iframe').locator('a[href*="/confirm/"]').first().click()
  await page.getByRole('button', { name: 'Yes, subscribe me' }).click()
  await page.getByRole('heading', { name: 'You are subscribed' }).waitFor()
  const on = await page
    .locator('[name=list]:checked')
    .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')))
  expect(on).toEqual(['releases', 'announcements'])
  await context.close()
})

async function wrongForm(page: Page): Promise<void> {
  for (const box of await page.locator('[name=list]').all()) await box.uncheck()
  await page.fill('#address', 'ada at example')
  await page.evaluate('document.forms[0].noValidate = true')
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.locator('#address-fault').waitFor()
}

/** By what it does: what it says is said in another language each time. */
const press = (button: string) => async (page: Page) => {
  await toNextPage(page, async () => await page.locator(button).click())
}
const YES = '[name=confirm]'
const LEAVE = '[name=unsubscribe][value=yes]'
const UNDO = 'form[action*="/undo/"] button'

const inTurn =
  (...acts: readonly ((page: Page) => Promise<void>)[]) =>
  async (page: Page) => {
    for (const act of acts) await act(page)
  }

/** Every product's releases. */
async function unfold(page: Page): Promise<void> {
  for (const summary of await page.locator('.runs summary').all()) await summary.click()
  expect(await page.locator('.runs [type=checkbox]:visible').count()).toBe(8)
}

async function otherAddress(page: Page): Promise<void> {
  await page.fill('#address', 'another.address@mail.example.org')
  await press('[name=change]')(page)
}

/** A person's own are in their language. */
const OWN = /\/(?:confirm|preferences|unsubscribe)\/.{30}/

type Stop = readonly [what: string, address: string, act?: (page: Page) => Promise<void>]

test.each([
  [320, 'light', 'de', 'ltr'],
  [1280, 'dark', 'ar', 'rtl'],
] as const)(
  "at %i px, %s, no page scrolls sideways or has an axe finding, a person's in %s",
  async (width, colorScheme, language, direction) => {
    const reader = `${colorScheme}.${READER}`
    for (const address of [reader, `new.${reader}`])
      await web.post('/subscribe', [
        ['address', address],
        ['list', 'releases'],
        ['list', 'security'],
        ['language', language],
      ])
    await web.post(linkIn(await web.mails(), reader, 'confirm'), [['confirm', 'yes']])
    await web.announce(`Lantern OS 3.${width}.1 has been released`)
    const mails = await web.mails()
    const [confirm, unsubscribe, preferences] = [
      linkIn(mails, `new.${reader}`, 'confirm'),
      linkIn(mails, reader, 'unsubscribe'),
      linkIn(mails, reader, 'preferences'),
    ]
    const mail = /href="(\/outbox\/[^"]+\.eml)"/.exec(await (await web.get('/outbox')).text())?.[1] ?? ''
    const stops: readonly Stop[] = [
      ['front page', web.url],
      ['front page without static pages', bare.url],
      ['form', `${web.url}/subscribe`],
      ['releases', `${web.url}/subscribe`, unfold],
      ['faults', `${web.url}/subscribe`, wrongForm],
      ['sent', `${web.url}/subscribe/sent`],
      ['help', `${web.url}/help`],
      ['confirm', web.url + confirm],
      ['confirmed', web.url + confirm, press(YES)],
      ['preferences', web.url + preferences],
      ['saved', web.url + preferences, press('[name=save]')],
      ['asked for another address', web.url + preferences, otherAddress],
      ['unsubscribe', web.url + unsubscribe],
      ['taken back', web.url + unsubscribe, inTurn(press(LEAVE), press(UNDO))],
      ['unsubscribed', web.url + unsubscribe, press(LEAVE)],
      ['outbox', `${web.url}/outbox`],
      ['mail', web.url + mail],
      ['not found', `${web.url}/nothing-here`],
      ['not valid', `${web.url}/confirm/x`],
    ]
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    for (const [what, address, act] of stops) {
      await page.goto(address)
      await act?.(page)
      const overflow = await sideways(page)
      expect([what, overflow, await findings(page, 'page'), refused]).toEqual([what, 0, [], []])
      const root = page.locator('html')
      const own = OWN.test(page.url())
      const spoken = [await root.getAttribute('lang'), (await root.getAttribute('dir')) ?? 'ltr']
      expect([what, ...spoken]).toEqual([what, own ? language : 'en', own ? direction : 'ltr'])
    }
    await context.close()
  },
)
