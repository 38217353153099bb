/**
 * A reader's whole stay, with a browser and a running service: the form, the request to confirm, a post, and the way
 * out.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendDue } from '../../src/delivery/worker.js'
import type { AppContext } from '../../src/run/app-context.js'
import { doFormRequests } from '../../src/run/people/form-requests.js'
import { run } from '../../src/run/pipeline.js'
import { startServer, type WebServer } from '../../src/web/server.js'
import { openBrowser, type TestBrowser } from '../support/chromium.js'
import { type Dialect, dialects } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => await browser.close())

interface Service {
  readonly project: Project
  readonly clock: TestClock
  readonly world: AppContext
  readonly server: WebServer
}

/** The service without its timer: the test says when mail is sent. */
async function startService(dialect: Dialect): Promise<Service> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const project = await makeProject(dialect, { web: { listen: `127.0.0.1:${port}`, url }, site: { url } })
  project.post(
    '2026-04-14-the-issue-tracker-has-moved.md',
    { title: 'The issue tracker has moved' },
    'It is elsewhere.',
  )
  const clock = testClock('2026-05-04T09:00:00Z')
  const world = await openTestWorld(project, clock)
  await run(world)
  return { project, clock, world, server: await startServer(world, { mailWaiting: () => undefined }) }
}

/** Two runs with settling between them. @returns how many people it was told to */
async function announce({ project, clock, world }: Service, title: string): Promise<number[]> {
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  project.post(
    `${day}-${title.toLowerCase().replace(/\W+/g, '-')}.md`,
    { title, categories: 'releases' },
    'It is there.',
  )
  await run(world)
  clock.advance(31 * 60_000)
  const { told } = await run(world)
  clock.advance(24 * 3_600_000)
  return told.map(({ recipients }) => recipients)
}

/** Opens the newest mail with this subject in the outbox page and follows the link in it, as a click does. */
async function followLinkInMail(page: Page, url: string, subject: RegExp, link: RegExp): Promise<void> {
  await page.goto(`${url}/outbox`)
  await page.getByRole('link', { name: subject }).first().click()
  const found = page.frameLocator('iframe').getByRole('link', { name: link }).first()
  await page.goto((await found.getAttribute('href')) ?? '')
}

for (const dialect of dialects) {
  test(`from the form on the front page to the last mail, on ${dialect}`, async () => {
    const service = await startService(dialect)
    const { server, world } = service
    const page = await browser.newPage()
    try {
      await page.goto(server.url)
      await page.getByRole('textbox').first().fill('ada@example.org')
      await page
        .getByRole('button', { name: /subscribe/i })
        .first()
        .click()
      await page.waitForURL(`${server.url}/subscribe/sent`)
      expect(await doFormRequests(world)).toBe(1)
      expect(await announce(service, 'Lantern OS 3.0.9')).toEqual([0])
      await sendDue(world)

      await followLinkInMail(page, server.url, /confirm your subscription/i, /confirm/i)
      expect(page.url()).toMatch(/\/confirm\/[\w-]{39}$/)
      await page.getByRole('button').last().click()
      await page.getByRole('heading', { level: 1, name: 'You are subscribed', exact: true }).waitFor()

      expect(await announce(service, 'Lantern OS 3.1.0')).toEqual([1])
      await followLinkInMail(page, server.url, /3\.1\.0/, /unsubscribe/i)
      expect(page.url()).toMatch(/\/unsubscribe\/[\w-]{39}$/)
      expect(await announce(service, 'Lantern OS 3.1.1')).toEqual([1])
      await page.getByRole('button').first().click()
      await page.getByRole('heading', { level: 1, name: /unsubscribed/i }).waitFor()

      expect(await announce(service, 'Lantern OS 3.1.2')).toEqual([0])
      await page.goto(`${server.url}/outbox`)
      const subjects = await page.getByRole('link', { name: /Lantern OS 3|Confirm/ }).allTextContents()
      expect(subjects.join('\n')).toContain('3.1.1')
      expect(subjects.join('\n')).not.toMatch(/3\.0\.9|3\.1\.2/)
    } finally {
      await page.close()
      await server.close()
      await world.close()
    }
  })
}
