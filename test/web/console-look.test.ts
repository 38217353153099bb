/**
 * The console in a real browser: an operator signs in, sees what is due, tries a mail, sends it and sees it end; every
 * page at phone and desktop width, light and dark, without sideways scrolling, axe findings, refused resources, or
 * anything that runs, whatever stands in titles and servers' words.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord } from '../../src/run/sign-in/accounts.js'
import { findings } from '../support/axe.js'
import { openBrowser, sideways, type TestBrowser, toNextPage } from '../support/chromium.js'
import { addressOf, openWeb, type WebFixture } from './web-fixture.js'

const HOSTILE = '"><script>document.title=1</script><img src=x onerror=alert(1)> #{7*7} {{7*7}} =cmd|calc \u202egnp'
const WORD = { by: 'root', reason: HOSTILE }

let web: WebFixture
let browser: TestBrowser
beforeAll(async () => {
  ;[web, browser] = await Promise.all([openWeb({ environment: { BELFRY_CONSOLE: 'true' } }), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await web.close()
})

async function signIn(page: Page): Promise<void> {
  const { url } = await inviteByWord(web.world, addressOf('ada@example.org'), 'admin', WORD)
  await page.goto(web.url + new URL(url).pathname)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
}

async function newPost(name: string, title: string): Promise<void> {
  const text = `---\ntitle: ${JSON.stringify(title)}\ndate: 2026-11-20\ncategories: [releases]\n---\n\n${HOSTILE}\n`
  writeFileSync(join(web.folder, 'posts', `2026-11-20-${name}.md`), text)
  await run(web.world, { send: false })
}

test('from the invitation to the mailing that has ended, without a script', async () => {
  await web.join('reader@example.org')
  await newPost('journey', 'A release to be sent')
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page)
  await page.getByRole('link', { name: 'A release to be sent' }).click()
  expect(await page.frameLocator('iframe').locator('h1').first().textContent()).toContain('A release to be sent')
  await page.getByRole('button', { name: 'Test send' }).click()
  await page.getByText('goes to you alone: ada@example.org').waitFor()
  await page.getByRole('button', { name: 'Test send' }).click()
  await page.getByText('The server said of the test: accepted').waitFor()
  await page.getByRole('button', { name: 'Send now' }).click()
  await page.getByText('is mailed at once to 1 person on releases').waitFor()
  await page.getByRole('button', { name: 'Send now' }).click()
  await page.getByText('0 of 1 person are done').waitFor()
  const mails = await web.mails()
  const to = (address: string) => mails.filter((mail) => mail.to?.some((one) => one.address === address))
  expect(to('reader@example.org').map(({ subject }) => subject)).toContain('A release to be sent')
  expect(to('ada@example.org')).toHaveLength(1)
  await page.reload()
  await page.getByText('1 of 1 person are done').waitFor()
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByText('send announcement:').first().waitFor()
  await toNextPage(page, async () => await page.getByRole('button', { name: 'Sign out' }).click())
  await page.goto(`${web.url}/console`)
  await page.getByRole('heading', { name: 'Sign in first' }).waitFor()
  await page.goto(`${web.url}/console/sign-in`)
  await page.getByLabel('Your address').fill('ada@example.org')
  await page.getByRole('button', { name: 'Mail me a link' }).click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await context.close()
})

test('a mailing is watched to its end, and its page says so by itself', async () => {
  await web.join('watcher@example.org')
  await web.announce('A release to be watched')
  const { db } = web.world.store
  const { id } = await db
    .selectFrom('mailings')
    .select((e) => e.fn.max('id').as('id'))
    .executeTakeFirstOrThrow()
  await db.updateTable('deliveries').set({ state: 'queued', due_at: 0 }).where('mailing_id', '=', id).execute()
  await db.updateTable('mailings').set({ state: 'sending', finished_at: null }).where('id', '=', id).execute()
  const context = await browser.newContext()
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('console', (message) => wrong.push(message.text()))
  await signIn(page)
  await page.goto(`${web.url}/console/mailings/${id}`)
  await page.getByText('not tried yet').waitFor()
  const focused = "document.activeElement.closest('#live .table')?.getAttribute('aria-label')"
  await page.locator('#live .table').focus()
  const table = await page.evaluate(focused)
  await db.updateTable('deliveries').set({ state: 'accepted' }).where('mailing_id', '=', id).execute()
  await page.getByText('accepted (2yz)').waitFor()
  expect([table, await page.evaluate(focused)]).toEqual([expect.any(String), table])
  expect(await page.getByRole('button', { name: 'Pause the mailing' }).count()).toBe(1)
  await db.updateTable('mailings').set({ state: 'finished', finished_at: 1 }).where('id', '=', id).execute()
  await page.getByText('is finished').waitFor()
  await page.getByText('Nothing is left to decide here.').waitFor()
  expect(wrong).toEqual([])
  await context.close()
})

test.each([
  [320, 'light'],
  [1280, 'dark'],
] as const)(
  'at %i px, %s, no page scrolls sideways, has an axe finding or runs anything',
  async (width, colorScheme) => {
    await web.join(`${colorScheme}.somebody.with.a.long.address@example.org`)
    await newPost(`hostile-${width}`, `${HOSTILE} ${width}`)
    const { db } = web.world.store
    await db
      .updateTable('deliveries')
      .set({ state: 'failed', reply: HOSTILE })
      .where('state', '=', 'accepted')
      .execute()
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    const wrong: string[] = []
    // Pictures of a mail are not fetched, which the browser says.
    page.on('console', (message) => {
      if (!message.text().startsWith('Loading the image')) wrong.push(message.text())
    })
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => wrong.push('a dialog')))
    page.on('response', (response) => {
      const { origin, protocol } = new URL(response.url())
      if (origin !== web.url && protocol !== 'data:') wrong.push(response.url())
    })
    await page.goto(`${web.url}/console/sign-in`)
    const look = async (what: string) => {
      const overflow = await sideways(page)
      expect([what, overflow, await findings(page, 'page'), wrong]).toEqual([what, 0, [], []])
      expect(await page.title()).toContain('Belfry')
    }
    await look('signed out')
    await signIn(page)
    await look('today')
    await toNextPage(page, async () => await page.locator('main a[href*="/notices/"]').first().click())
    await look('notice')
    await toNextPage(page, async () => await page.getByRole('button', { name: 'Send now' }).click())
    await look('second step')
    const pages = [
      '/mailings',
      '/posts',
      '/releases',
      '/feeds',
      '/charts',
      '/settings',
      '/people?text=example',
      '/audit',
    ]
    for (const path of [...pages, '/people/import', '/go?to=https://evil.example/']) {
      await page.goto(`${web.url}/console${path}`)
      await look(path)
      expect(await page.locator('main a[href*="evil"]').count()).toBe(0)
    }
    await page.goto(`${web.url}/console/mailings`)
    await toNextPage(page, async () => await page.locator('main a').last().click())
    await look('mailing')
    await page.goto(`${web.url}/console/people/show?address=${colorScheme}.somebody.with.a.long.address@example.org`)
    await look('person')
    await context.close()
  },
)
