/**
 * What operators do in the console, in Chromium, from the invitation on the command line to the inbox: a first notice
 * sent and watched, a mailing paused and resumed, two operators who have to agree, a question answered in other words,
 * a file of 10,000 people, a canary that did not come.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { sendDue } from '../../src/delivery/worker.js'
import { listNotices } from '../../src/notices/memory-store.js'
import type { AppContext } from '../../src/run/app-context.js'
import { noticeId } from '../../src/run/operators/notice-record.js'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord } from '../../src/run/sign-in/accounts.js'
import { AGAIN_MS } from '../../src/web/console/live-script.js'
import { startServer, type WebServer } from '../../src/web/server.js'
import { addPerson } from '../delivery/ledger.js'
import { openBrowser, type TestBrowser, toNextPage } from '../support/chromium.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { addressOf, NO_HOOKS } from '../web/web-fixture.js'

const WORD = { by: 'root', reason: '' }
const MINUTE = 60_000
const START = '2026-05-04T12:00:00Z'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => await browser.close())

describe.each(dialects)('in the console, on %s', (dialect) => {
  const it = testOn(dialect)
  let clock: TestClock
  let project: Project
  let world: AppContext
  let server: WebServer
  let url = ''
  const contexts: BrowserContext[] = []

  const begin = async (settings: Parameters<typeof makeProject>[1] = {}) => {
    clock = testClock(START)
    const port = await freePort()
    url = `http://localhost:${port}`
    project = await makeProject(dialect, { console: true, web: { listen: `127.0.0.1:${port}`, url }, ...settings })
    world = await openTestWorld(project, clock)
    for (const who of ['x', 'y', 'z']) await addPerson(world.store, `${who}@example.org`, ['releases'])
    write('2026-05-01-first', 'First', 'Text.')
    await run(world, { send: false })
    server = await startServer(world, NO_HOOKS)
  }
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    await server.close()
    await world.close()
  })

  const write = (name: string, title: string, body: string) =>
    project.post(`${name}.md`, { title, date: name.slice(0, 10), categories: ['releases'] }, body)

  const newPage = async (): Promise<Page> => {
    const context = await browser.newContext()
    contexts.push(context)
    const page = await context.newPage()
    return page
  }
  const follow = async (page: Page, link: string) => {
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
  }
  const signedIn = async (name: string): Promise<Page> => {
    const page = await newPage()
    await follow(page, (await inviteByWord(world, addressOf(`${name}@example.org`), 'sender', WORD)).url)
    return page
  }
  const press = async (page: Page, name: string) => await page.getByRole('button', { name, exact: true }).click()
  /** Both steps. */
  const pressTwice = async (page: Page, name: string) => {
    await press(page, `${name}…`)
    await press(page, name)
  }
  const mails = async () => {
    const names = readdirSync(project.outbox).sort()
    return await Promise.all(
      names.map(async (name) => await PostalMime.parse(readFileSync(join(project.outbox, name)))),
    )
  }
  const mailTo = async (address: string) =>
    (await mails()).filter((mail) => mail.to?.some((one) => one.address === address))

  it('the first operator, invited on the command line, signs in, sees, tries, sends, pauses and watches to the end', async () => {
    await begin()
    const invited = await belfry(
      ['operators', 'invite', 'ada@example.org', '--role', 'admin', '--by', 'root', '--json'],
      {
        config: project.configFile,
        now: START,
      },
    )
    const page = await newPage()
    await follow(page, (invited.json() as { url: string }).url)
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    await page.goto(`${url}/console/account`)
    await page.getByLabel('Name of the passkey').fill('Laptop')
    await press(page, 'Add a passkey')
    await page.locator('.rows p').getByText('Laptop', { exact: true }).waitFor()
    await press(page, 'Sign out')
    await press(page, 'Sign in with a passkey')

    write('2026-05-04-lamp', 'A new lamp', 'It burns longer.')
    await run(world, { send: false })
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'A new lamp' }).click()
    await page.getByText('3 people on releases').first().waitFor()
    await page.getByText(/The first run after .* mails it to 3 people on releases, unless its post changes/).waitFor()
    for (const view of ['Phone', 'Dark', 'Images off']) {
      await toNextPage(page, async () => await page.getByRole('link', { name: view, exact: true }).click())
      await page.frameLocator('iframe').locator('body', { hasText: 'It burns longer.' }).waitFor({ state: 'attached' })
    }
    await page.getByRole('link', { name: 'Plain text', exact: true }).click()
    await page.locator('pre').getByText('It burns longer.').waitFor()
    await pressTwice(page, 'Test send')
    await page.getByText('The server said of the test: accepted').waitFor()
    expect((await mailTo('ada@example.org')).map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/\[Test\].*A new lamp/),
    ])
    await pressTwice(page, 'Send now')
    await page.getByText('0 of 3 people are done').waitFor()
    await page.getByLabel('Why (it is kept)').fill('the lamp flickers')
    await press(page, 'Pause the mailing')
    await page.getByText(/is paused: an operator said so/).waitFor()
    await page.getByText(/^Paused by ada@example\.org \(console\), .*: the lamp flickers$/).waitFor()
    await sendDue(world)
    expect(await mailTo('x@example.org')).toEqual([])
    await pressTwice(page, 'Resume the mailing')
    await page.getByText('0 of 3 people are done').waitFor()
    await sendDue(world)
    // By itself: the server says so, and the page is loaded anew where it ends.
    await page.getByText('is finished').waitFor()
    await page.getByText('3 of 3 people are done').waitFor()
    expect(await mailTo('x@example.org')).toHaveLength(1)
    await page.getByRole('link', { name: 'Audit' }).click()
    for (const act of ['resume mailing:', 'pause mailing:', 'send announcement:', 'passkey'])
      await page.getByText(act).first().waitFor()
  })

  it('two operators agree to the same words; another revision begins anew', async () => {
    await begin({ operators: { approvals: 2, approvalsAbove: 1 } })
    write('2026-05-04-lamp', 'A new lamp', 'It burns longer.')
    await run(world, { send: false })
    const [ada, bea] = [await signedIn('ada'), await signedIn('bea')]
    const look = async (page: Page) => {
      await page.goto(`${url}/console`)
      await page.getByRole('link', { name: 'A new lamp' }).click()
    }
    await look(ada)
    await ada.getByText('2 operators have to agree: nobody else did yet').first().waitFor()
    await pressTwice(ada, 'Approve')
    await ada.getByText('It waits for another operator: 1 of 2 have agreed.').waitFor()
    await pressTwice(ada, 'Approve')
    await ada.getByText('It waits for another operator: 1 of 2 have agreed.').waitFor()
    await look(bea)
    await bea.getByText('ada@example.org did, and yours is the last that is needed').first().waitFor()
    await press(bea, 'Approve…')
    // What bea saw is no more.
    write('2026-05-04-lamp', 'A new lamp', 'It burns much longer.')
    await run(world, { send: false })
    await press(bea, 'Approve')
    await bea.getByText('at revision 2').waitFor()
    await look(bea)
    await bea.getByLabel('Severity').selectOption('important')
    await pressTwice(bea, 'Approve')
    await bea.getByText('It waits for another operator: 1 of 2 have agreed.').waitFor()
    await look(ada)
    // The form has what bea agreed to: as it stands it is the same.
    expect(await ada.getByLabel('Severity').inputValue()).toBe('important')
    await pressTwice(ada, 'Approve')
    await ada.getByText('It is due now.').waitFor()
    await run(world)
    expect((await mailTo('x@example.org')).map(({ text }) => text)).toEqual([expect.stringContaining('much longer')])
  })

  it('a question about an edit is answered in other words, which are mailed', async () => {
    await begin()
    const body = (day: string) => `It burns longer.\n\nIt is supported until ${day}, and then replaced.`
    write('2026-05-04-lamp', 'A new lamp', body('2027-05-04'))
    await run(world)
    clock.advance(31 * MINUTE)
    await run(world)
    expect(await mailTo('x@example.org')).toHaveLength(1)
    clock.set('2026-05-08T09:00:00Z')
    write('2026-05-04-lamp', 'A new lamp', body('2027-11-04'))
    await run(world)
    const page = await signedIn('ada')
    await page.getByRole('heading', { name: 'Asked: mailed only if you say so (1)' }).waitFor()
    await page.getByRole('link', { name: 'A new lamp' }).first().click()
    await page.getByText('Nobody is told: it waits until somebody approves or dismisses it.').waitFor()
    expect(await page.locator('del').allTextContents()).toEqual([expect.stringContaining('2027-05-04')])
    expect(await page.locator('ins').allTextContents()).toEqual([expect.stringContaining('2027-11-04')])
    await page.getByLabel('In these words').fill('We support it half a year longer.\n\nNobody need do anything.')
    await press(page, 'Approve…')
    await page.getByText('It is told in these words: We support it half a year longer.').waitFor()
    await press(page, 'Approve')
    await page.getByText('It is due now.').waitFor()
    await run(world)
    const [, told, ...more] = await mailTo('x@example.org')
    expect([told?.subject, more]).toEqual([expect.stringContaining('[Update] A new lamp'), []])
    expect(told?.text).toMatch(/half a year longer\.\n\nNobody need do anything\./)
    expect(told?.html).toContain('half a year longer')
  })

  it('10,000 people are looked at, their columns said, and imported', async () => {
    await begin()
    const people = 10_000
    const lines = Array.from({ length: people }, (_, at) => `person${at}@import.example,releases`)
    const page = await signedIn('ada')
    await page.goto(`${url}/console/people/import`)
    const buffer = Buffer.from(['Kontakt,Gruppe', ...lines, 'nobody,releases'].join('\n'))
    await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
    await page.getByLabel(/have confirmed it/).check()
    await press(page, 'Show what would happen')
    await page.getByText('No column of the header line holds addresses: it names "kontakt", "gruppe".').waitFor()
    await page.getByLabel('Addresses').selectOption('kontakt')
    await page.getByLabel('Lists that they get').selectOption('gruppe')
    await press(page, 'Show it again')
    await page
      .getByText(`It would be: ${people} added, 0 changed, 0 as they were, 1 skipped; nobody is mailed.`)
      .waitFor()
    await page.getByText(`Line by line, the first 200 of ${people}`).waitFor()
    const count = async () =>
      (
        await world.store.db
          .selectFrom('people')
          .select((e) => e.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n
    expect(Number(await count())).toBe(3)
    await press(page, 'Import')
    await page.getByRole('heading', { name: 'Imported' }).waitFor()
    await page.getByText(`${people} added, 0 changed, 0 as they were, 1 skipped`).waitFor()
    expect(Number(await count())).toBe(3 + people)
    await page.goto(`${url}/console/people?text=person9999`)
    await page.getByRole('link', { name: 'person9999@import.example' }).click()
    await page.getByText('releases: confirmed').waitFor()
  })

  it('a canary that did not come stands on the first page, until it is there', async () => {
    await begin({ expected: [{ title: 'Canary', every: '4 months', list: 'security' }], notices: { settle: '0m' } })
    const canary = (day: string) =>
      project.post(`${day}-canary.md`, { title: 'Canary', date: day, categories: ['security'] }, 'All is well.')
    canary('2026-05-04')
    await run(world)
    const page = await signedIn('ada')
    await page.getByText('Nothing is wrong with the service.').waitFor()
    clock.set('2026-09-05T12:00:00Z')
    await follow(page, (await inviteByWord(world, addressOf('ada@example.org'), 'sender', WORD)).url)
    await page.getByText('“Canary” was due on 2026-09-04 and has not come').waitFor()
    canary('2026-09-05')
    await run(world)
    await page.reload()
    await page.getByText('Nothing is wrong with the service.').waitFor()
  })

  it('who is the ninth to watch is told so, and sees it move once there is room', async () => {
    await begin()
    write('2026-05-04-lamp', 'A new lamp', 'It burns longer.')
    await run(world, { send: false })
    clock.advance(31 * MINUTE)
    await run(world, { send: false })
    const { id } = await world.store.db.selectFrom('mailings').select('id').executeTakeFirstOrThrow()
    const page = await signedIn('ada')
    const [cookie] = await page.context().cookies()
    const headers = { Cookie: `${cookie?.name}=${cookie?.value}` }
    const full = new AbortController()
    const { signal } = full
    const path = `${url}/console/mailings/${id}/events`
    await Promise.all(Array.from({ length: 8 }, async () => await fetch(path, { headers, signal })))
    await page.clock.install()
    await page.goto(`${url}/console/mailings/${id}`)
    await page.getByText('The numbers stand still').waitFor()
    full.abort()
    await sendDue(world)
    await page.getByText('0 of 3 people are done').waitFor()
    await page.clock.runFor(AGAIN_MS)
    await page.getByText('3 of 3 people are done').waitFor()
    const [notice] = await listNotices(world.store.db)
    expect(await page.locator(`a[href="/console/notices/${noticeId(notice?.key ?? '')}"]`).count()).toBe(1)
  })
})
