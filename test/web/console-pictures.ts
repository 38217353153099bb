/**
 * Pictures of each page of the console in four forms: phone and desktop, light and dark. Run by
 * `npm run console:pictures -- [FOLDER] [PART OF A NAME …]`; it writes one PNG for each page and form, and one that
 * has the four side by side, in `var/console-pictures` where no folder is named. They are looked at, not compared.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { sendDue } from '../../src/delivery/worker.js'
import { listNotices } from '../../src/notices/memory-store.js'
import type { Notice } from '../../src/notices/notice.js'
import { approveNotice } from '../../src/run/operators/decide-notice.js'
import { noticeId } from '../../src/run/operators/notice-record.js'
import { steerMailing } from '../../src/run/operators/steer-mailing.js'
import { suppressAll } from '../../src/run/people/by-operator.js'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord } from '../../src/run/sign-in/accounts.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import { addPerson } from '../delivery/ledger.js'
import { openBrowser, sideways, type TestBrowser } from '../support/chromium.js'
import { addressOf, openWeb, type WebFixture } from './web-fixture.js'

const [place = 'var/console-pictures', ...parts] = process.argv.slice(2)
const FOLDER = resolve(place)
const WORD = { by: 'root', reason: '' }
const ADMIN = 'ada@lantern.example'
const HOUR = 3_600_000
const HEIGHT = 844

const FORMS = (['light', 'dark'] as const).flatMap((scheme) => [390, 1280].map((width) => ({ width, scheme })))

const RELEASES = `products:
  lantern-os:
    title: Lantern OS
    releases:
      - { releaseCycle: '3.1', releaseDate: 2026-11-10, eol: 2027-11-10, latest: 3.1.0 }
      - { releaseCycle: '3.0', releaseDate: 2025-09-23, eol: 2027-03-31, latest: 3.0.3, successor: '3.1' }
      - { releaseCycle: '2.1', releaseDate: 2024-11-12, eol: 2026-12-15, latest: 2.1.8, successor: '3.0' }
`

const READERS = ['anna', 'bert', 'chiara', 'dmitri', 'elif', 'fatou', 'goran', 'hedda', 'ines', 'jonas', 'kaya', 'leo']
const HOSTS = ['example.org', 'mail.example', 'uni.example', 'slow.example']

const web = await openWeb({ environment: { BELFRY_CONSOLE: 'true' }, releases: RELEASES })
const browser = await openBrowser()
try {
  await setTheScene(web)
  mkdirSync(FOLDER, { recursive: true })
  await takeAll(web, browser)
} finally {
  await browser.close()
  await web.close()
}

/** What a week of a project leaves: something in each state that a page shows otherwise. */
async function setTheScene({ world, ...web }: WebFixture): Promise<void> {
  const { store } = world
  for (const [at, name] of READERS.entries())
    await addPerson(
      store,
      `${name}@${HOSTS[at % HOSTS.length]}`,
      at % 3 === 0 ? ['releases', 'security'] : ['releases'],
      {
        now: world.clock.now() - at * 24 * HOUR,
      },
    )
  await suppressAll(world, [addressOf('gone@uni.example')], { by: 'root', reason: 'asked by telephone' })
  post('2026-11-20-withdrawn', 'Lantern Notes 5.1 is out', ['releases'], 'Notes 5.1 opens old notebooks again.')
  post('2026-11-20-edited', 'Lantern Mail 2.4 is out', ['releases'], supported('2027-05-04'))
  await nextRun(2)
  await nextRun(2)
  await sendDue(world)
  await end('Lantern Notes 5.1 is out', [])
  await end('Lantern Mail 2.4 is out', [
    { state: 'failed', reply: '550 5.1.1 The email account that you tried to reach does not exist' },
    { state: 'failed', reply: '552 5.2.2 Mailbox full' },
    { state: 'uncertain', reply: 'the connection ended after the message was sent' },
  ])
  post(
    '2026-11-20-paused',
    'A survey on what to build next',
    ['announcements', 'releases'],
    'Ten questions, five minutes.',
  )
  await nextRun(1)
  await nextRun(0)
  await steer('A survey on what to build next', 'pause')
  web.tick(20 * HOUR)
  post('2026-11-21-now', 'Lantern OS 3.1.1 has been released', ['releases'], 'It mends two faults of the installer.')
  await nextRun(1)
  await nextRun(0)
  await underWay('Lantern OS 3.1.1 has been released')
  post('2026-11-20-edited', 'Lantern Mail 2.4 is out', ['releases'], supported('2027-11-04'))
  post('2026-11-20-withdrawn', 'Lantern Notes 5.1 is out', ['releases'], 'It loses notebooks.', 'withdrawn: true\n')
  post('2026-11-21-held', 'Lantern Security Bulletin 003', ['security'], 'Two faults.', 'severity: urgent\n')
  post('2026-11-21-approved', 'Lantern OS 3.2.0 rc1 is ready for testing', ['releases'], 'Try it.')
  post('2026-11-21-fresh', 'Lantern Files 1.9 has new thumbnails', ['releases'], 'They are drawn at once.')
  await run(world, { send: false })
  const approved = await noticeOf('Lantern OS 3.2.0 rc1 is ready for testing')
  const at = Date.parse('2026-11-23T08:00:00Z')
  await approveNotice(world, approved.key, { revision: approved.revision, at }, WORD)

  function post(name: string, title: string, categories: readonly string[], body: string, more = ''): void {
    const front = `title: ${title}\ndate: ${name.slice(0, 10)}\ncategories: [${categories.join(', ')}]\n${more}`
    writeFileSync(join(web.folder, 'posts', `${name}.md`), `---\n${front}---\n\n${body}\n`)
  }
  async function nextRun(hours: number): Promise<void> {
    await run(world, { send: false })
    web.tick(hours * HOUR)
  }
  async function noticeOf(title: string): Promise<Notice> {
    const found = (await listNotices(store.db)).find((one) => one.title === title || one.key.includes('approved'))
    if (found === undefined) throw new Error(`no notice tells ${title}`)
    return found
  }
  async function mailingOf(subject: string): Promise<number> {
    const all = await store.db.selectFrom('mailings').select(['id', 'subject']).execute()
    const found = all.find((one) => one.subject.includes(subject))
    if (found === undefined) throw new Error(`no mailing has ${subject}: ${all.map((one) => one.subject).join(', ')}`)
    return found.id
  }
  async function deliveriesOf(subject: string): Promise<{ mailing: number; ids: number[] }> {
    const mailing = await mailingOf(subject)
    const rows = await store.db.selectFrom('deliveries').select('id').where('mailing_id', '=', mailing).execute()
    return { mailing, ids: rows.map(({ id }) => id) }
  }
  async function become(ids: readonly number[], to: Partial<DeliveryRow>): Promise<void> {
    await store.db
      .updateTable('deliveries')
      .set(to)
      .where('id', 'in', [...ids])
      .execute()
  }
  async function end(subject: string, troubles: readonly Pick<DeliveryRow, 'state' | 'reply'>[]): Promise<void> {
    const { mailing, ids } = await deliveriesOf(subject)
    const now = world.clock.now()
    await become(ids, { state: 'accepted', reply: '250 2.0.0 Ok: queued' })
    for (const [at, trouble] of troubles.entries()) await become(ids.slice(at, at + 1), trouble)
    const ended = { state: 'finished' as const, started_at: now - HOUR, finished_at: now - HOUR + 42_000 }
    await store.db.updateTable('mailings').set(ended).where('id', '=', mailing).execute()
  }
  async function steer(subject: string, move: 'pause'): Promise<void> {
    const number = String(await mailingOf(subject))
    await steerMailing(world, number, move, { by: ADMIN, reason: 'a question is missing', via: 'console' })
  }
  async function underWay(subject: string): Promise<void> {
    const { mailing, ids } = await deliveriesOf(subject)
    const now = world.clock.now()
    await become(ids.slice(0, 5), { state: 'accepted', reply: '250 2.0.0 Ok: queued' })
    await become(ids.slice(5, 7), { state: 'deferred', reply: '451 4.7.1 Try again later', due_at: now + 240_000 })
    await become(ids.slice(7, 8), { state: 'failed', reply: '550 5.7.1 Refused by policy' })
    const going = { state: 'sending' as const, started_at: now - 60_000 }
    await store.db.updateTable('mailings').set(going).where('id', '=', mailing).execute()
  }
}

function supported(until: string): string {
  return `It finds old mail faster.\n\nIt is supported until ${until}, and then replaced by 3.0.`
}

type Open = (page: Page) => Promise<unknown>

async function shots({ url, world, folder }: WebFixture): Promise<readonly (readonly [name: string, open: Open])[]> {
  const { db } = world.store
  const at =
    (path: string): Open =>
    async (page) =>
      await page.goto(`${url}/console${path}`)
  const notices = await listNotices(db)
  const mailings = await db
    .selectFrom('mailings')
    .select(['id', 'subject', 'state'])
    .where('kind', '=', 'notice')
    .execute()
  const withdrawn = notices.find(({ kind, state }) => kind !== 'announcement' && state === 'told')
  const notice = (like: (one: Notice) => boolean) => `/notices/${noticeId(notices.find(like)?.key ?? '')}`
  const asked = notice(({ state }) => state === 'asked')
  const due = notice(({ state }) => state === 'due')
  const settling = notice(({ state, kind }) => state === 'settling' && kind === 'announcement')
  const pressing = (path: string, label: string, fields: Readonly<Record<string, string>> = {}): Open => {
    return async (page) => {
      await page.goto(`${url}/console${path}`)
      for (const [name, value] of Object.entries(fields)) await page.getByLabel(name).first().fill(value)
      await page.getByRole('button', { name: label }).first().click()
      await page.waitForLoadState('load')
    }
  }
  const checking: Open = async (page) => {
    await page.goto(`${url}/console/saved-mail`)
    const [, file = ''] = readdirSync(join(folder, 'outbox'))
    const buffer = readFileSync(join(folder, 'outbox', file))
    await page.locator('input[type=file]').setInputFiles({ name: 'mail.eml', mimeType: 'message/rfc822', buffer })
    await page.getByRole('button', { name: 'Check it' }).click()
    await page.waitForLoadState('load')
  }
  const importing: Open = async (page) => {
    await page.goto(`${url}/console/people/import`)
    const buffer = Buffer.from(
      'address,lists,name\nnew@example.org,releases,Nora\nanna@example.org,releases,\nnobody,x,\n',
    )
    await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Show what would happen' }).click()
    await page.waitForLoadState('load')
  }
  return [
    ['today', at('')],
    ...(['due', 'held', 'asked', 'told'] as const).map(
      (state) => [`notice-${state}`, at(notice((one) => one.state === state))] as const,
    ),
    ['notice-settling', at(settling)],
    ['notice-retraction', at(notice(({ key }) => key === withdrawn?.key))],
    ...['phone', 'dark', 'darkened', 'images-off', 'text', 'fields'].map(
      (view) => [`notice-mail-${view}`, at(`${due}?view=${view}#mail`)] as const,
    ),
    ['step-approve', pressing(due, 'Approve…')],
    ['step-approve-words', pressing(asked, 'Approve…', { 'In these words': 'It is supported half a year longer.' })],
    ['step-send', pressing(settling, 'Send now…')],
    ['step-test', pressing(due, 'Test send…')],
    ['step-hold', pressing(settling, 'Hold…')],
    ['step-dismiss', pressing(asked, 'Dismiss…')],
    ['mailings', at('/mailings')],
    ['saved-mail', at('/saved-mail')],
    ['saved-mail-checked', checking],
    ['mailings-found', at('/mailings?text=mail')],
    ['mailings-none', at('/mailings?text=no+such+thing')],
    ...mailings.map(
      ({ id, subject, state }) =>
        [`mailing-${state}-${subject.toLowerCase().replace(/\W+/g, '-').slice(0, 20)}`, at(`/mailings/${id}`)] as const,
    ),
    [
      'step-cancel',
      pressing(`/mailings/${mailings.find(({ state }) => state === 'sending')?.id ?? 0}`, 'Cancel the mailing…'),
    ],
    ['posts', at('/posts?text=lantern')],
    ['posts-held', at('/posts?state=held')],
    ['post-held', at('/posts/show?id=2026-11-21-held')],
    ['post-thread', at('/posts/show?id=2026-11-20-edited')],
    ['releases', at('/releases')],
    ['feeds', at('/feeds')],
    ['charts', at('/charts')],
    ['people', at('/people')],
    ['people-found', at('/people?text=example')],
    ['person', at('/people/show?address=anna@example.org')],
    ['import', at('/people/import')],
    ['import-trial', importing],
    ['audit', at('/audit')],
    ['settings', at('/settings')],
    ['account', at('/account')],
    ['go', at('/go?to=/console/mailings')],
    ['not-found', at('/nothing')],
  ]
}

async function takeAll(web: WebFixture, browser: TestBrowser): Promise<void> {
  const { url } = await inviteByWord(web.world, addressOf(ADMIN), 'admin', WORD)
  const link = `${web.url}${new URL(url).pathname}`
  const signedOut: readonly (readonly [string, Open])[] = [
    ['sign-in', async (page) => await page.goto(`${web.url}/console/sign-in`)],
    ['sign-in-link', async (page) => await page.goto(link)],
    ['signed-out', async (page) => await page.goto(`${web.url}/console`)],
  ]
  const strangers = await pagesIn(browser)
  for (const [name, open] of signedOut.filter(([one]) => isWanted(one))) await takeIn(browser, strangers, name, open)
  const page = await (await browser.newContext()).newPage()
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  const pages = await pagesIn(browser, await page.context().storageState())
  for (const [name, open] of (await shots(web)).filter(([one]) => isWanted(one)))
    await takeIn(browser, pages, name, open)
}

function isWanted(name: string): boolean {
  return parts.length === 0 || parts.some((part) => name.includes(part))
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>

interface FormPage {
  readonly width: number
  readonly scheme: 'light' | 'dark'
  readonly page: Page
}

/** One for each form. */
async function pagesIn(browser: TestBrowser, session?: Session): Promise<FormPage[]> {
  return await Promise.all(
    FORMS.map(async ({ width, scheme }) => {
      const signedIn = session !== undefined && { storageState: session }
      const context = await browser.newContext({ colorScheme: scheme, ...signedIn })
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      return { width, scheme, page }
    }),
  )
}

/** In the four forms, and these on one sheet. */
async function takeIn(browser: TestBrowser, pages: readonly FormPage[], name: string, open: Open): Promise<void> {
  const pictures: { readonly width: number; readonly png: string }[] = []
  for (const { width, scheme, page } of pages) {
    await page.setViewportSize({ width, height: HEIGHT })
    await open(page)
    const wider = await sideways(page)
    if (wider > 0) console.log(`${name} is ${wider} pixels wider than its window at ${width}`)
    // What stands in a frame is drawn where the window reaches.
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
    await page.setViewportSize({ width, height: Math.max(HEIGHT, height) })
    const file = join(FOLDER, `${name}-${width}-${scheme}.png`)
    await page.screenshot({ path: file, fullPage: true, animations: 'disabled' })
    pictures.push({ width, png: readFileSync(file).toString('base64') })
  }
  const page = await browser.newPage({ viewport: { width: 2434, height: HEIGHT } })
  const images = pictures.map(({ width, png }) => `<img width="${width / 1.4}" src="data:image/png;base64,${png}">`)
  const style = 'body { display: flex; gap: 12px; align-items: flex-start; margin: 12px; background: #888 }'
  await page.setContent(`<style>${style}</style>${images.join('')}`)
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
  await page.close()
  console.log(name)
}
