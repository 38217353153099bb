/**
 * 500 hostile strings in what strangers and authors can write: posts, the releases table, servers' words, what came
 * back, reasons, searches, files. Every page of the console and of the site, and every mail, is looked at in a browser
 * that says what ran and what was asked for. Nothing may run, and nothing may be asked of another server. Images that
 * an author shows on the site from elsewhere are the author's; in the console not even those.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jsonLog } from '../../src/cli/serving/open-service-log.js'
import { readToldLog } from '../../src/feeds/parse-told-log.js'
import { listNotices } from '../../src/notices/memory-store.js'
import { isOpen } from '../../src/notices/notice.js'
import { approveNotice } from '../../src/run/operators/decide-notice.js'
import { noticeId } from '../../src/run/operators/notice-record.js'
import { run } from '../../src/run/pipeline.js'
import { postsNow } from '../../src/run/posts-now.js'
import { inviteByWord } from '../../src/run/sign-in/accounts.js'
import { storable } from '../../src/store/storable.js'
import { unquoted } from '../../src/subscribers/export-csv.js'
import { suppressionLines } from '../../src/subscribers/suppression-csv.js'
import { addMailing, addPeople } from '../delivery/ledger.js'
import { openBrowser, type TestBrowser, toNextPage } from '../support/chromium.js'
import { belfry } from '../support/cli.js'
import { bulkEvents, hostileStrings } from '../support/hostile-strings.js'
import { addressOf, openWeb, type WebFixture } from './web-fixture.js'

const POSTS = 10
const A_PAGE = 100
const WORD = { by: 'root', reason: '' }
const strings = hostileStrings()
const at = (index: number) => strings[index % strings.length] ?? ''

const ENVIRONMENT = {
  BELFRY_CONSOLE: 'true',
  // Nobody is there: what it would be told stays in the ledger.
  BELFRY_HOOKS: JSON.stringify([{ url: 'http://127.0.0.1:9/', secretFile: 'none.secret' }]),
}
const logged: string[] = []

let web: WebFixture
let browser: TestBrowser
beforeAll(async () => {
  const made = await Promise.all([
    openWeb({
      environment: ENVIRONMENT,
      releases: releases(),
      log: jsonLog({ write: (line) => void logged.push(line) }),
    }),
    openBrowser(),
  ])
  ;[web, browser] = made
  await addPeople(web.world.store, A_PAGE)
  for (let post = 0; post < POSTS; post += 1) writePost(post)
  await run(web.world, { send: false })
  await fillLedger()
})
afterAll(async () => {
  await browser.close()
  await web.close()
})

function releases(): string {
  const cycle = (number: number) => ({
    releaseCycle: `${number}.0`,
    releaseDate: '2026-01-01',
    eol: `2027-0${number}-01`,
    latest: at(number * 7),
    codename: at(number * 11),
    note: at(number * 13),
    link: at(number * 17),
    upgrade: at(number * 19),
  })
  const labels = { releaseLabel: `${at(301)} __RELEASE_CYCLE__`, eolColumn: at(302), tags: [at(303)] }
  const product = { title: at(300), ...labels, releases: [1, 2, 3, 4, 5].map(cycle) }
  return JSON.stringify({ products: { wick: product } })
}

/** Each string stands in the body of one post, and in what that says about itself. */
function writePost(post: number): void {
  const first = post * (strings.length / POSTS)
  const own = (index: number) => at(first + index)
  const matter = {
    ...{ title: own(0), date: '2026-11-20', categories: ['releases', own(1)], author: own(2) },
    ...{ version: own(3), upgrade: own(4), download_url: own(5), image: own(6), tags: [own(7)] },
    ...{ updates: [{ date: '2026-11-20', text: own(8) }], redirect_from: [own(9)], severity: own(10) },
    ...(post % 5 === 0 && { withdrawn: own(11) }),
  }
  const lines = Array.from({ length: strings.length / POSTS }, (_, index) => own(index))
  // Of some of them no page is made; what is wrong with them is shown.
  const said = post % 3 === 0 ? matter : { ...matter, severity: 'info' }
  const ways = [(line: string) => line, (line: string) => `- ${line}`, (line: string) => `[${line}](${line})`]
  const body = lines.map((line, index) => ways[index % 3]?.(line)).join('\n\n')
  writeFileSync(
    join(web.folder, 'posts', `2026-11-20-hostile-${post}.md`),
    `---\n${JSON.stringify(said)}\n---\n\n${body}\n`,
  )
}

async function fillLedger(): Promise<void> {
  const { store } = web.world
  const people = await store.db.selectFrom('people').select(['id', 'address']).orderBy('id').limit(A_PAGE).execute()
  for (let mailing = 0; mailing * A_PAGE < strings.length; mailing += 1) {
    const own = strings.slice(mailing * A_PAGE, (mailing + 1) * A_PAGE)
    const id = await addMailing(store, { key: `announcement:${own[0]}`, subject: own[1] ?? '' })
    const of = (index: number) => ({ mailing_id: id, person_id: people[index]?.id ?? 0 })
    await store.db.deleteFrom('deliveries').where('mailing_id', '=', id).execute()
    const delivery = { lists: 'releases', list: 'releases', format: 'html', state: 'failed' } as const
    const rest = { due_at: 0, attempts: 1, retried_at: null, since: 0, owner: null, fence: 0, leased_until: null }
    const done = { maybe_twice: 0, finished_at: 1, single_priority: null }
    await store.db
      .insertInto('deliveries')
      .values(
        own.map((reply, n) => ({ ...of(n), address: people[n]?.address ?? '', ...delivery, ...rest, ...done, reply })),
      )
      .execute()
    const bounce = { class: 'soft', status: '4.2.2', source: 'mail', at: 1, suppressed: 0 } as const
    await store.db
      .insertInto('bounces')
      .values(own.map((words, n) => ({ ...of(n), ...bounce, words })))
      .execute()
    await store.db
      .updateTable('mailings')
      .set({ reason: own[2] ?? '', state: 'paused' })
      .where('id', '=', id)
      .execute()
  }
  await bulkEvents(store, strings)
}

interface Watched {
  readonly page: Page
  readonly wrong: string[]
}

/** @param policed what a policy kept from running counts: in the console that would be a hole in the escaping */
async function watched(policed: boolean): Promise<Watched> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const wrong: string[] = []
  const host = new URL(web.url).host
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => wrong.push(`dialog on ${page.url()}`)))
  page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`))
  page.on('popup', (popup) => wrong.push(`popup ${popup.url()}`))
  page.on('download', (download) => wrong.push(`download ${download.url()}`))
  page.on('console', (message) => {
    const text = message.text()
    // Of images in a mail the frame's own policies keep those of others out, and with images off all.
    const isOfMail = text.startsWith('Loading the image') && /img-src ('none'|'self' data:)/.test(text)
    if (policed && !isOfMail && !text.startsWith('Failed to load resource')) wrong.push(`${page.url()}: ${text}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    const isImage = !policed && request.resourceType() === 'image'
    if (url.host !== host && url.protocol !== 'data:' && !isImage) wrong.push(`${page.url()} asks ${request.url()}`)
  })
  return { page, wrong }
}

/** Goes there, and looks whether a string left its mark on the page or on one of its frames. */
async function look({ page, wrong }: Watched, path: string): Promise<void> {
  await page.goto(web.url + path, { waitUntil: 'load' })
  for (const frame of page.frames())
    if (await frame.evaluate('document.documentElement.hasAttribute("data-hit")').catch(() => false))
      wrong.push(`a mark on ${frame.url()}`)
}

test('there are 500 strings of five kinds, all different', () => {
  expect([strings.length, new Set(strings).size]).toEqual([500, 500])
  for (const kind of [/<script/i, /<svg/i, /\{\{|\{%|\$\{|<%/, /\u001b/, /^[=+@-]/])
    expect(strings.filter((one) => kind.test(one)).length).toBeGreaterThan(40)
})

test('a string that is not escaped would be seen', async () => {
  const seen = await watched(true)
  await seen.page.setContent(`<p>${strings.find((one) => one.startsWith('<img')) ?? ''}</p>`)
  await seen.page.waitForFunction('document.documentElement.hasAttribute("data-hit")')
  expect(seen.wrong.some((one) => one.includes('evil.example'))).toBe(true)
  await seen.page.context().close()
})

test('in the console nothing runs and nothing is asked of another server', async () => {
  const seen = await watched(true)
  const { page, wrong } = seen
  const { url } = await inviteByWord(web.world, addressOf('ada@example.org'), 'admin', WORD)
  await page.goto(web.url + new URL(url).pathname)
  await toNextPage(page, async () => await page.getByRole('button', { name: 'Sign in' }).click())
  const open = (await listNotices(web.world.store.db)).filter(isOpen)
  expect(open.length).toBeGreaterThan(6)
  for (const { key } of open) await look(seen, `/console/notices/${noticeId(key)}`)
  for (const view of ['dark', 'darkened', 'images-off', 'text', 'fields'])
    for (const { key } of open.slice(0, 1)) await look(seen, `/console/notices/${noticeId(key)}?view=${view}`)
  await look(seen, '/console/posts')
  const posts = await page
    .locator('main .rows a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  for (const href of posts.slice(0, 10)) await look(seen, href ?? '')
  const pages = [
    '',
    '/mailings',
    '/releases',
    '/feeds',
    '/charts',
    '/settings',
    '/people',
    '/people?state=confirmed',
    '/audit',
  ]
  for (const path of pages) await look(seen, `/console${path}`)
  for (let earlier = 0; earlier < 4; earlier += 1) {
    await toNextPage(page, async () => await page.getByRole('link', { name: 'Earlier' }).click())
    await look(seen, new URL(page.url()).pathname + new URL(page.url()).search)
  }
  const mailings = await web.world.store.db.selectFrom('mailings').select('id').where('kind', '=', 'notice').execute()
  expect(mailings.length).toBeGreaterThanOrEqual(5)
  for (const { id } of mailings) await look(seen, `/console/mailings/${id}`)
  await look(seen, '/console/people/show?address=person1@example.org')
  for (const text of strings.filter((_, index) => index % 83 === 3)) {
    const said = encodeURIComponent(text)
    await look(seen, `/console/posts?text=${said}&kind=${said}&state=${said}&page=${said}`)
    await look(seen, `/console/people?text=${said}&list=${said}&state=${said}`)
    await look(seen, `/console/notices/${said}`)
  }
  expect(wrong).toEqual([])
  await page.context().close()
})

test('a hostile file is shown line by line, and imports nobody', async () => {
  const seen = await watched(true)
  const { page, wrong } = seen
  const { url } = await inviteByWord(web.world, addressOf('bob@example.org'), 'admin', WORD)
  await page.goto(web.url + new URL(url).pathname)
  await toNextPage(page, async () => await page.getByRole('button', { name: 'Sign in' }).click())
  const line = (text: string) => `"${text.replace(/[\r\n]/g, ' ').replaceAll('"', '""')}",releases`
  for (let from = 0; from < strings.length; from += 200) {
    await page.goto(`${web.url}/console/people/import`)
    const text = ['address,lists', ...strings.slice(from, from + 200).map(line)].join('\n')
    const name = '"><img src=x onerror=alert(1)>.csv'
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByRole('button', { name: 'Show what would happen' }).click()
    await page.getByText('It would be: 0 added').waitFor()
  }
  // What columns are called stands in choices, and comes back with them.
  // With NUL in them it would be no text, and is refused.
  const header = strings.slice(0, 150).map((text) => `"${text.replace(/[\r\n\0]/g, ' ').replaceAll('"', '""')}"`)
  const buffer = Buffer.from(`${header.join(',')}\nx@example.org\n`)
  await page.goto(`${web.url}/console/people/import`)
  await page.locator('input[type=file]').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Show what would happen' }).click()
  await page.getByLabel('Addresses').selectOption({ index: 7 })
  await page.getByLabel('Lists that they get').selectOption({ index: 9 })
  await page.getByRole('button', { name: 'Show it again' }).click()
  await page.getByRole('heading', { name: 'What the import would do' }).waitFor()
  expect(wrong).toEqual([])
  await page.context().close()
})

test('on the site, in forms and mail nothing runs and nothing but images is asked of another server', async () => {
  await tellAll()
  const seen = await watched(false)
  const { page, wrong } = seen
  const { posts } = await postsNow(web.world)
  const site = posts.map(({ post }) => new URL(post.url).pathname)
  expect(site.filter((path) => path.includes('hostile')).length).toBeGreaterThan(6)
  await look(seen, '/')
  const links = (inside: string) =>
    page.locator(`${inside} a[href^="/"]`).evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  for (const href of site) await look(seen, href)
  for (const path of ['/atom.xml', '/rss.xml', '/feeds.opml', '/subscribe', '/help', '/outbox']) await look(seen, path)
  const mails = (await links('main')).filter((href) => href.startsWith('/outbox/')).slice(0, 8)
  expect(mails.length).toBeGreaterThan(3)
  for (const href of mails) await look(seen, href)
  for (const text of strings.filter((_, index) => index % 83 === 7)) {
    const said = encodeURIComponent(text)
    for (const path of [`/subscribe?list=${said}`, `/confirm/${said}`, `/${said}`, `/preferences/${said}`])
      await look(seen, path)
  }
  expect(wrong).toEqual([])
  await page.context().close()
})

/** Whatever waits; nothing where it was told. */
async function tellAll(): Promise<void> {
  for (const { key, revision } of (await listNotices(web.world.store.db)).filter(isOpen))
    await approveNotice(web.world, key, { revision }, WORD)
  await run(web.world)
}

/** What moves a cursor, clears a screen, or shows text in another order than it has. */
const STEERS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]/

test('on a terminal, in logs, webhooks and the told log there is text alone', async () => {
  await tellAll()
  const now = new Date(web.world.clock.now()).toISOString()
  const call = { config: join(web.folder, 'belfry.yaml'), now, env: ENVIRONMENT }
  const { id } = await web.world.store.db
    .selectFrom('mailings')
    .select('id')
    .where('state', '=', 'paused')
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const commands = [
    ['notices', 'list', '--all'],
    ['mailings', 'list'],
    ['mailings', 'show', String(id), '--bounced'],
    ['plan'],
    ['check'],
    ['releases'],
    ['notices', 'list', '--all', '--json'],
    ['mailings', 'show', String(id), '--bounced', '--json'],
  ]
  for (const args of commands) {
    const { stdout, stderr } = await belfry(args, call)
    expect([args, STEERS.exec(stdout)?.[0], STEERS.exec(stderr)?.[0]]).toEqual([args, undefined, undefined])
    expect(stdout.length).toBeGreaterThan(50)
    if (args.includes('--json')) expect(JSON.parse(stdout)).toBeInstanceOf(Array)
  }
  const exported = (await belfry(['audit', 'export'], call)).stdout
  expect(STEERS.exec(exported)).toBeNull()
  const reasons = exported.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).reason]))
  for (const text of strings) expect(reasons).toContain(storable(text))

  const log = jsonLog({ write: (line) => void logged.push(line) })
  for (const text of strings) log.warn(text, { reply: text })
  for (const line of logged)
    expect([JSON.parse(line).level, STEERS.exec(line.trimEnd())]).toEqual([expect.any(Number), null])
  expect(logged.length).toBeGreaterThanOrEqual(strings.length)

  const hooks = await web.world.store.db.selectFrom('hook_deliveries').select('body').execute()
  expect(hooks.length).toBeGreaterThan(3)
  for (const { body } of hooks) expect(STEERS.exec(JSON.parse(body).data.title)).toBeNull()
  const told = readToldLog(readFileSync(join(web.folder, 'public', 'told.json'), 'utf8'))
  expect('entries' in told && told.entries.length).toBeGreaterThan(3)
})

test('no field of an export is a formula, and each comes back as it was', async () => {
  const list = strings.map((reason, index) => ({
    address: `a${index}@example.org`,
    reason,
    since: '2026-11-20T09:00:00Z',
  }))
  let csv = ''
  for await (const line of suppressionLines(
    (async function* () {
      yield* list
    })(),
  ))
    csv += line
  const rows: string[][] = parse(csv, { from_line: 2 })
  expect(rows.flat().filter((field) => /^\s*[=+\-@]/.test(field))).toEqual([])
  expect(rows.map(([, reason = '']) => unquoted(reason))).toEqual(strings)
})
