/**
 * The pictures of README.md: a mail, the news page and the console, of the sample project. Run by
 * `npm run docs:pictures`; it writes docs/pictures.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord } from '../../src/run/sign-in/accounts.js'
import { openBrowser, type TestBrowser } from '../support/chromium.js'
import { repository } from '../support/project.js'
import { addressOf, openWeb, type WebFixture } from '../web/web-fixture.js'

const READERS = ['ada', 'bert', 'cy', 'dora', 'emil', 'fia', 'gus'].map((name) => `${name}@example.org`)
const FOLDER = join(repository, 'docs/pictures')
const NEXT_RELEASE = `---
title: Lantern OS 3.1.1 has been released
date: 2026-11-20
categories: [releases]
severity: important
---

Lantern OS 3.1.1 mends the two faults of Security Bulletin 003. Update this week.

- The installer asks again before it overwrites a disk.
- Mail in the side bar no longer stands still after a night asleep.
`

mkdirSync(FOLDER, { recursive: true })
const [web, browser] = await Promise.all([openWeb({ environment: { BELFRY_CONSOLE: 'true' } }), openBrowser()])
try {
  for (const reader of READERS) await web.join(reader)
  await takeNews(browser, web)
  writeFileSync(join(web.folder, 'posts', '2026-11-20-lantern-os-3-1-1.md'), NEXT_RELEASE)
  await run(web.world, { send: false })
  await takeConsole(browser, web)
} finally {
  await browser.close()
  await web.close()
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
}

async function pageOf(opened: TestBrowser, width: number, height: number): Promise<Page> {
  return await (await opened.newContext({ viewport: { width, height } })).newPage()
}

async function takeNews(opened: TestBrowser, { url }: WebFixture): Promise<void> {
  const page = await pageOf(opened, 900, 700)
  await page.goto(url)
  await take(page, 'news')
}

/** What waits, and the mail as it will look. */
async function takeConsole(opened: TestBrowser, { url, world }: WebFixture): Promise<void> {
  const page = await pageOf(opened, 900, 700)
  const { url: link } = await inviteByWord(world, addressOf(READERS[0] ?? ''), 'admin', { by: 'root', reason: '' })
  await page.goto(url + new URL(link).pathname)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  await page.getByRole('link', { name: 'Lantern OS 3.1.1 has been released' }).click()
  await page.getByRole('button', { name: 'Send now' }).waitFor()
  await take(page, 'console')
  const source = await page.locator('iframe').first().getAttribute('src')
  await page.setViewportSize({ width: 640, height: 700 })
  await page.goto(new URL(source ?? '', url).href)
  await take(page, 'mail')
}
