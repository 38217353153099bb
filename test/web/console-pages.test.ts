/**
 * What the console's pages say: posts, releases, feeds, settings, subscribers from a form and from a file. By HTTP, as
 * a browser without a script asks.
 */
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listNotices } from '../../src/notices/memory-store.js'
import type { Role } from '../../src/operators/roles.js'
import { noticeId } from '../../src/run/operators/notice-record.js'
import { feedsNow } from '../../src/run/output/read-feeds.js'
import { run } from '../../src/run/pipeline.js'
import { read } from '../../src/run/read-content.js'
import { inviteByWord, signInByLink, tokenByWord } from '../../src/run/sign-in/accounts.js'
import { MAIL_RESTORED, MAIL_STOPPED, setFact } from '../../src/store/meta-store.js'
import { IMPORT_COLUMNS } from '../../src/subscribers/import-shapes.js'
import { leaveAddress, makeLeaveToken } from '../../src/subscribers/links.js'
import { MOST_BYTES } from '../../src/web/console/import.js'
import { importText } from '../support/import-text.js'
import { addressOf, openWeb, type WebFixture } from './web-fixture.js'

const RELEASES = `products:
  wick:
    title: Wick
    releases:
      - { releaseCycle: '2.0', releaseDate: 2026-06-01, eol: 2027-10-01, latest: 2.0.3 }
      - { releaseCycle: '1.0', releaseDate: 2024-06-01, eol: 2026-12-15, latest: 1.0.9, successor: '2.0' }
`
const WORD = { by: 'root', reason: '' }

let web: WebFixture
let admin = ''
let csrf = ''
beforeAll(async () => {
  web = await openWeb({ environment: { BELFRY_CONSOLE: 'true' }, releases: RELEASES })
  await web.join('reader@example.org')
  await web.announce('Wick 2.0.4 is out')
  post('held', 'Wick 2.0.5', 'severity: urgent')
  post('waits', 'Wick 2.0.6', 'follows: 2026-11-21-wick-2-0-4-is-out')
  await run(web.world, { send: false })
  const now = web.world.clock.now()
  const slowed = { next_at: now, planned_at: now, asked_at: now, gap_us: 60_000_000, full_gap_us: 1_000 }
  await web.world.store.db
    .insertInto('shares')
    .values({ name: 'slow.example', ...slowed })
    .execute()
  admin = await signIn('admin')
  csrf = /name="csrf" value="([\w-]+)"/.exec(await page('/console'))?.[1] ?? ''
})
afterAll(async () => await web.close())

function post(name: string, title: string, more: string): void {
  const text = `---\ntitle: ${title}\ndate: 2026-11-22\ncategories: [releases]\n${more}\n---\n\nText.\n`
  writeFileSync(join(web.folder, 'posts', `2026-11-22-${name}.md`), text)
}

async function signIn(role: Role): Promise<string> {
  const { url } = await inviteByWord(web.world, addressOf(`${role}@operators.example`), role, WORD)
  return `belfry-console=${(await signInByLink(web.world, url.replace(/^.*\//, ''))) ?? ''}`
}

async function page(path: string): Promise<string> {
  return textOf(await (await web.get(path, { headers: { Cookie: admin } })).text())
}

test('today says when the next run is due', async () => {
  const at = new Date(web.world.clock.now() + 300_000).toISOString().slice(11, 16)
  expect(await page('/console')).toMatch(new RegExp(`The next run is due [^.]*${at}[^.]*\\. Runs come by`))
})

/** Without tags, but for forms. */
function textOf(html: string): string {
  return html.replace(/<(?!input|form)[^>]*>/g, ' ').replace(/\s+/g, ' ')
}

async function press(path: string, fields: Readonly<Record<string, string | Blob>>): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries({ csrf, ...fields })) body.append(name, value)
  return await web.get(path, {
    method: 'POST',
    body,
    headers: { Cookie: admin, Origin: 'http://localhost:8025', 'Sec-Fetch-Site': 'same-origin' },
  })
}

test('posts have kind, state, why they wait, remarks; and are found by each', async () => {
  const all = await page('/console/posts')
  expect(all).toMatch(
    /Wick 2\.0\.5 2026-11-22, patch-release, info: held: waits for an approval its post has remarks.*Remarks: 1/,
  )
  expect(all).toMatch(/Wick 2\.0\.4 is out 2026-11-21, patch-release, info: told/)
  const held = await page('/console/posts?state=held')
  expect(held).toMatch(/1 of \d+ posts/)
  expect(await page('/console/posts?state=remarks')).toContain('Wick 2.0.5')
  expect(await page('/console/posts?kind=security&text=WICK')).toMatch(/0 of \d+ posts/)
  expect(await page('/console/posts?text=waits.md')).toMatch(/1 of \d+ posts.*Wick 2\.0\.6/)
})

test('today says why a post waits and what is wrong with the service', async () => {
  const text = await page('/console')
  expect(text).toMatch(
    /Held: waits until you approve it \(1\) Wick 2\.0\.5 announcement, info: 1 person on releases its post has remarks/,
  )
  expect(text).toMatch(/Health .*slow\.example is slowed/)
})

test('today names a post that cannot be read, and how it is mended', async () => {
  post('broken', 'Wick: a word of warning', '')
  const text = await page('/console')
  rmSync(join(web.folder, 'posts', '2026-11-22-broken.md'))
  expect(text).toMatch(
    /A post cannot be read: nobody is told of it .*\[POST_FRONT_MATTER\] .*broken\.md:2 Put the value in/,
  )
  expect(await page('/console')).not.toContain('cannot be read')
})

test('a list of posts has pages', async () => {
  for (let number = 0; number < 60; number += 1) post(`many-${number}`, `Many ${number}`, 'draft: false')
  expect(await page('/console/posts?text=many')).toContain('Page 1 of 2')
  const last = await page('/console/posts?text=many&page=9')
  expect(last).toContain('Page 2 of 2')
  expect(last.match(/Many \d+ 2026/g)).toHaveLength(10)
})

test('a post shows its remarks with the cure, and its thread with the mailing', async () => {
  const held = await page('/console/posts/show?id=2026-11-22-held')
  expect(held).toContain('[POST_SEVERITY]')
  expect(held).toContain('posts/2026-11-22-held.md:5')
  const follows = await page('/console/posts/show?id=2026-11-22-waits')
  expect(follows).toMatch(/announcement:2026-11-21-wick.*told.*Mailing 2, finished, to 1 person.*waits.*settling/)
  expect((await web.get('/console/posts/show?id=nothing', { headers: { Cookie: admin } })).status).toBe(404)
})

test('a mail in hand leads to its mailing, notice, post', async () => {
  const { message_id: id } = await web.world.store.db
    .selectFrom('mailings')
    .select('message_id')
    .where('id', '=', 2)
    .executeTakeFirstOrThrow()
  const texts = await Promise.all((await web.mails()).map(async ({ text = '' }) => text))
  const text = texts.find((one) => one.includes('Wick 2.0.4')) ?? ''
  const linked = /\S+\/unsubscribe\/[\w-]{39}/.exec(text)?.[0] ?? ''
  const leave = leaveAddress(makeLeaveToken(web.world.keys, { person: 1, mailing: 2 }), 'announce.lantern.example')
  const { announcements } = await read(web.world)
  const url = `${announcements.find(({ title }) => title === 'Wick 2.0.4 is out')?.url ?? ''}?from=mail`
  const subjects = ['WICK 2.0.4', 'Re: wick  2.0.4 is out', 'Subject: [list] Wick 2.0.4 is out (fwd)']
  for (const text of [id, id.replace(/[<>]/g, ''), `Message-ID: ${id}`, linked, leave, url, ...subjects])
    expect(await page(`/console/mailings?text=${encodeURIComponent(text)}`)).toMatch(
      /saved as a file Wick 2\.0\.4 is out finished/,
    )
  for (const text of ['nothing', linked.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A')), 'https://evil.example/'])
    expect(await page(`/console/mailings?text=${encodeURIComponent(text)}`)).toContain('No mailing is found by that.')
  const html = await (await web.get('/console/mailings/2', { headers: { Cookie: admin } })).text()
  const notice = /href="(\/console\/notices\/\w{16})">announcement:/.exec(html)?.[1] ?? ''
  expect(await page(notice)).toContain('Post 2026-11-21-wick-2-0-4-is-out Commit not from git Signed by not signed')
  expect(textOf(html)).toContain('Commit not from git Signed by not signed')
})

test('a saved mail says what it came from, and whether it is what everybody was told', async () => {
  const outbox = join(web.folder, 'outbox')
  const files = readdirSync(outbox).map((name) => readFileSync(join(outbox, name)))
  const mail = files.find((bytes) => /^Subject: Wick 2\.0\.4/m.test(bytes.toString())) ?? Buffer.alloc(0)
  const check = async (bytes: Buffer, name: string) => {
    const answer = await press('/console/saved-mail', { file: new File([new Uint8Array(bytes)], name) })
    return `${answer.status} ${textOf(await answer.text())}`
  }
  const good = await check(mail, 'wick.eml')
  expect(good).toMatch(/^200 .*wick\.eml: it says what everybody was told\. Notice announcement:2026-11-21-wick/)
  expect(good).toMatch(/log: good .*entry: good .*text: good .*The mailing Wick 2\.0\.4 is out finished/)
  const other = await check(Buffer.from(mail.toString().replace(/is out\./g, 'is in.')), '<b>x')
  expect(other).toMatch(/^200 .*&lt;b>x: something about it differs.*text: BAD .*The mailing Wick/)
  expect(await check(Buffer.from('<html>'), 'https://evil.example/')).toMatch(/^200 .*neither a mail nor a page/)
  expect(await check(Buffer.alloc(0), 'x')).toMatch(/^422 .*Choose a mail/)
  expect(await check(Buffer.alloc(6 * 1024 * 1024), 'x')).toMatch(/^413 .*At most 5 MB/)
})

test('a cycle has its days left, and each mail that is to come of it', async () => {
  const text = await page('/console/releases')
  expect(text).toMatch(/1\.0 supported 23/)
  expect(text).toMatch(/15 December 2026, 09:00 UTC: Wick 1\.0 reaches.*important: goes to 1 person on releases/)
})

test('a feed has its address, entries and verdict; what is wrong with it is said', async () => {
  expect(await page('/console/feeds')).toMatch(
    /atom\.xml \d+ 30 \w+ 2026|atom\.xml \d+ \d+ \w+ \d{4}, \d\d:\d\d UTC valid/,
  )
  const file = join(web.folder, 'public', 'feeds', 'list', 'security', 'atom.xml')
  // File systems count parts of a millisecond, of which no day can be told.
  utimesSync(file, 1_796_045_494.486_351, 1_796_045_494.486_351)
  const { feeds } = await feedsNow(web.world, 0, 100)
  expect(feeds.filter(({ changedAt = 0 }) => !Number.isInteger(changedAt))).toEqual([])
  const good = readFileSync(file, 'utf8')
  writeFileSync(file, good.replace('<updated>', '<updated>yester'))
  const text = await page('/console/feeds')
  writeFileSync(file, good)
  expect(text).toMatch(/feeds\/list\/security\/atom\.xml \d+ [^,]+, \d\d:\d\d UTC 1 error/)
  expect(text).toContain('[FEED_RULE]')
  expect(await page('/console/feeds')).not.toContain('error')
})

test('charts show each day and each list, as bars and as numbers, and no opens', async () => {
  const { db } = web.world.store
  const person = await db.selectFrom('people').select('id').executeTakeFirstOrThrow()
  const at = Date.parse('2026-11-21T23:30:00Z')
  const bounce = { person_id: person.id, mailing_id: 2, status: '5.1.1', words: 'gone', suppressed: 0 }
  for (const kind of ['hard', 'complaint'] as const)
    await db
      .insertInto('bounces')
      .values({ ...bounce, source: 'mail', class: kind, at })
      .execute()
  const html = await (await web.get('/console/charts', { headers: { Cookie: admin } })).text()
  const text = textOf(html)
  expect(text).toMatch(
    /Mails of notices by the day on which the mailing began, 2026-08-\d\d to 2026-11-22; at most 1 on one day/,
  )
  expect(text).toMatch(/Day accepted failed 2026-11-22 1 0 /)
  expect(text).toMatch(/List confirmed asked to confirm Releases \d+ \d+ Security bulletins/)
  expect(text).toMatch(/Day no such mailbox for a while by policy complaints 2026-11-21 1 0 0 1 /)
  // Where the axes begin and end.
  expect(text).toMatch(/accepted failed 1 0 2026-08-\d\d 2026-11-22 Mails of notices/)
  // The bar of the one day is as high as the chart, and stands in the last slot.
  expect(html).toContain('class="bar-0" x="712.8" y="0" width="6.4" height="180"')
  expect(html).not.toMatch(/style=|<script|opened:/)
  expect(html.match(/<svg class="bars"[^>]* role="img" aria-label="/g)).toHaveLength(3)
})

test('the API gives mailings and notices by pages, and says what is wrong with a page', async () => {
  const { db } = web.world.store
  await inviteByWord(web.world, addressOf('ci@operators.example'), 'author', WORD)
  const about = {
    address: addressOf('ci@operators.example'),
    name: 'ci',
    scopes: ['read', 'stop'] as const,
    ms: 60_000,
  }
  const headers = { Authorization: `Bearer ${await tokenByWord(web.world, about, WORD)}` }
  const paged = async <One>(first: string): Promise<One[]> => {
    const seen: One[] = []
    for (let path = first; path !== ''; ) {
      // The scheme is known however it is written (RFC 9110).
      const answer = await web.get(path, { headers: { Authorization: headers.Authorization.replace('B', 'b') } })
      seen.push(...((await answer.json()) as One[]))
      const next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('Link') ?? '')?.[1]
      path = next === undefined ? '' : new URL(next, web.url + path).href.slice(web.url.length)
    }
    return seen
  }
  const seen = await paged<{ mailing: number }>('/api/mailings?limit=1')
  const all = await db.selectFrom('mailings').select('id').where('kind', '=', 'notice').orderBy('id', 'desc').execute()
  expect(seen.map(({ mailing }) => mailing)).toEqual(all.map(({ id }) => id))
  const known = await listNotices(db)
  const perPage = Math.ceil(known.length / 3)
  const notices = await paged<{ key: string }>(`/api/notices?all=true&limit=${perPage}`)
  expect(notices.map(({ key }) => key)).toEqual(known.map(({ key }) => key))
  // What is open alone, after one that is told.
  const told = known.find(({ state }) => state === 'told')
  const open = await paged<{ state: string }>(`/api/notices?limit=1&after=${noticeId(told?.key ?? '')}`)
  expect(open.filter(({ state }) => state === 'told')).toEqual([])
  expect((await web.get(`/api/notices?after=${'0'.repeat(16)}`, { headers })).status).toBe(404)
  const slip = await web.get('/api/mailings/1/pause', {
    method: 'POST',
    body: '{"reson":"a typo"}',
    headers: { ...headers, 'Content-Type': 'application/json' },
  })
  expect(await slip.json()).toMatchObject({ status: 422, fields: { reson: 'is no field of this request' } })
  const slips = ['limit=0', 'limit=101', 'limit=x', 'before=-1'].map((query) => `mailings?${query}`)
  for (const path of [...slips, 'notices?limit=0', 'notices?after=release', 'notices?all=yes']) {
    const answer = await web.get(`/api/${path}`, { headers })
    const field = /\?(\w+)/.exec(path)?.[1] ?? ''
    const problem = { status: 422, code: 'API_FIELD', fields: { [field]: expect.any(String) } }
    expect([answer.status, await answer.json()]).toEqual([422, expect.objectContaining(problem)])
  }
})

test('who paused a mailing, when and why, stands wherever it is shown, with addresses masked for some', async () => {
  const { db } = web.world.store
  const { id } = await db.selectFrom('mailings').select('id').where('kind', '=', 'notice').executeTakeFirstOrThrow()
  await db.updateTable('mailings').set({ state: 'sending' }).where('id', '=', id).execute()
  const said = textOf(await (await press(`/console/mailings/${id}/pause`, { reason: 'a typo of x@y.example' })).text())
  expect(said).toContain('It is paused: no further mail begins.')
  const by = /Paused by admin@operators\.example \(console\), 22 November 2026, \d\d:\d\d UTC: a typo of x@y\.example/
  for (const path of [`/console/mailings/${id}`, '/console/mailings', '/console']) expect(await page(path)).toMatch(by)
  const viewer = { headers: { Cookie: await signIn('viewer') } }
  expect(textOf(await (await web.get(`/console/mailings/${id}`, viewer)).text())).toMatch(
    /Paused by a\*\*\*@operators\.example \(console\), .*: a typo of x\*\*\*@y\.example/,
  )
  await db.updateTable('mailings').set({ state: 'finished' }).where('id', '=', id).execute()
})

test('what fails says so to operators as a page of the console, with what the log calls it', async () => {
  const { db } = web.world.store
  await sql`alter table events rename to gone`.execute(db)
  const failed = await web.get('/console/audit', { headers: { Cookie: admin } })
  await sql`alter table gone rename to events`.execute(db)
  const request = failed.headers.get('X-Request-Id') ?? 'none'
  expect([failed.status, textOf(await failed.text())]).toEqual([500, expect.stringContaining(`as request ${request}.`)])
  expect(await page('/console/audit')).toContain('admin@operators.example')
})

test('settings name the line that a value comes from', async () => {
  const text = await page('/console/settings')
  expect(text).toMatch(/mail\.transport file:outbox belfry\.yaml, line \d+/)
  expect(text).toMatch(/\d+ keys at their defaults At its default in notices .*notices\.staleAfter 14d /)
})

/** A form with what was typed: what is wrong stands before its field, which has the focus. */
const comesBack = (field: string, value: string) =>
  expect.stringMatching(
    new RegExp(
      `id="fault">[^<]+\\.<.*<input name="${field}"[^>]* value="${value}"[^>]* aria-describedby="fault" autofocus`,
      's',
    ),
  )

test('one person is added, asked to confirm, or vouched for', async () => {
  const fields = { address: 'new@example.org', list: 'security', runs: 'wick/2.0', reason: 'by letter' }
  expect(textOf(await (await press('/console/people/add', fields)).text())).toContain('asks them to confirm security')
  const vouched = { ...fields, address: 'vouched@example.org', confirmed: 'yes' }
  expect(textOf(await (await press('/console/people/add', vouched)).text())).toContain('they get mail from now on')
  const shown = await page('/console/people/show?address=vouched@example.org')
  expect(shown).toMatch(/Runs wick\/2\.0\..*security: confirmed.*by admin@operators\.example: by letter/)
  const unknown = await press('/console/people/add', { ...fields, runs: 'wick/9.9', confirmed: 'yes' })
  expect([unknown.status, await unknown.text()]).toEqual([422, comesBack('runs', 'wick/9.9')])
  const listless = await press('/console/people/add', { address: 'x@example.org' })
  const html = await listless.text()
  expect([listless.status, html]).toEqual([422, comesBack('list', 'releases')])
  expect(html).toContain('value="x@example.org"')
  expect(await (await press('/console/people/add', { ...fields, address: 'x@' })).text()).toEqual(
    comesBack('address', 'x@'),
  )
  expect(await page('/console/people?state=confirmed&list=security')).toContain('vouched@example.org')
  expect(await page('/console/people?state=pending&list=releases')).toContain('Nobody is found')
})

test('a person is changed, has lists added and lists ended, each as the command line does it', async () => {
  const address = 'several@example.org'
  await press('/console/people/add', { address, list: 'releases', confirmed: 'yes', format: 'text', runs: 'wick/2.0' })
  const form = await page(`/console/people/show?address=${address}`)
  expect(form).toContain('name="runs" value="wick/2.0"')
  const changed = textOf(await (await press('/console/people/set', { address, format: 'html', runs: '' })).text())
  expect(changed).toMatch(/It is changed\..*mailed as html\. Lists/)
  const same = await press('/console/people/set', { address, format: 'html', runs: '' })
  expect(textOf(await same.text())).toContain('it was so before')
  const unknown = await press('/console/people/set', { address, runs: 'wick/9.9' })
  expect([unknown.status, await unknown.text()]).toEqual([422, comesBack('runs', 'wick/9.9')])
  // A form that says no format leaves it as it is.
  await press('/console/people/set', { address, format: 'text', runs: '' })
  expect(textOf(await (await press('/console/people/add', { address, list: 'security' })).text())).toContain('security')
  expect(await page(`/console/people/show?address=${address}`)).toMatch(/mailed as text.*security: pending/)
  const none = await press('/console/people/unsubscribe', { address })
  expect([none.status, await none.text()]).toEqual([422, comesBack('list', 'releases')])
  const ended = textOf(await (await press('/console/people/unsubscribe', { address, list: 'releases' })).text())
  expect(ended).toMatch(/Ended: releases\..*releases: ended/)
  const slip = await press('/console/people/erase', { address, again: 'severa@example.org' })
  expect([slip.status, await slip.text()]).toEqual([422, expect.stringMatching(/Nothing was erased.*autofocus/s)])
  expect((await press('/console/people/set', { address: 'nobody@example.org', runs: '' })).status).toBe(404)
})

const CSV = 'address,lists\nanna@example.org,releases\nreader@example.org,releases\nnobody\n'

test('a file is looked at before it is imported, and the same bytes are', async () => {
  const before = await web.ledger()
  const look = await press('/console/people/import', { file: new File([CSV], 'people.csv'), confirmed: 'yes' })
  const html = await look.text()
  expect(textOf(html)).toMatch(/It would be: 1 added, 0 changed, 1 as they were, 1 skipped; nobody is mailed/)
  expect(textOf(html)).toMatch(/2 anna@example\.org added nothing.*3 reader@example\.org as it was/)
  expect(textOf(html)).toContain('&quot;nobody&quot; is not a mail address')
  expect(await web.ledger()).toBe(before)
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
  const again = { sure: 'yes', bytes: hidden('bytes'), confirmed: hidden('confirmed'), encoding: hidden('encoding') }
  expect(textOf(await (await press('/console/people/import', again)).text())).toMatch(/Imported.* 1 added, 0 changed/)
  expect(await page('/console/people/show?address=anna@example.org')).toContain('releases: confirmed')
})

test('who is named no list comes to those that are ticked', async () => {
  const file = new File(['address\nlist.less@example.org\n'], 'x.csv')
  expect(await page('/console/people/import')).toContain('Lists of people for whom the file names none')
  const none = await press('/console/people/import', { file, ticked: 'yes', confirmed: 'yes' })
  expect([none.status, textOf(await none.text())]).toEqual([422, expect.stringContaining('Choose one list at least')])
  const look = await press('/console/people/import', { file, ticked: 'yes', list: 'security', confirmed: 'yes' })
  const html = await look.text()
  expect(textOf(html)).toContain('names no list come to: security.')
  const fields = ['bytes', 'confirmed', 'list'].map((name) => [
    name,
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '',
  ])
  await press('/console/people/import', { ...Object.fromEntries(fields), sure: 'yes' })
  const shown = await page('/console/people/show?address=list.less@example.org')
  expect(shown).toMatch(/Lists security: confirmed/)
  expect(shown).not.toContain('releases: ')
})

test('what nobody can tell of its columns an operator says, and may say otherwise', async () => {
  const csv = 'Kontakt,Gruppe,Note\nbert@example.org,releases,x\n'
  const look = await press('/console/people/import', { file: new File([csv], 'x.csv'), confirmed: 'yes' })
  const html = await look.text()
  expect([look.status, textOf(html)]).toEqual([422, expect.stringMatching(/No column .* holds addresses: .*kontakt/)])
  expect(html.match(/<option value="kontakt"/g)).toHaveLength(IMPORT_COLUMNS.length)
  const hidden = (text: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
  const said = { mapped: 'yes', 'map-address': 'kontakt', 'map-lists': 'note' }
  const wrong = await press('/console/people/import', { ...said, confirmed: 'yes', bytes: hidden(html, 'bytes') })
  const trial = await wrong.text()
  expect(textOf(trial)).toMatch(
    /0 added.*1 skipped.*address from kontakt, lists from note.*there is no list &quot;x&quot;/,
  )
  const right = { ...said, 'map-lists': 'gruppe', confirmed: 'yes', bytes: hidden(trial, 'bytes') }
  const seen = await (await press('/console/people/import', right)).text()
  expect(seen).toMatch(/<option value="gruppe" selected/)
  const sent = ['bytes', 'confirmed', 'mapped', 'map-address', 'map-lists', 'map-format']
  const fields = Object.fromEntries(sent.map((name) => [name, hidden(seen, name)]))
  expect(textOf(await (await press('/console/people/import', { ...fields, sure: 'yes' })).text())).toContain('1 added')
  expect(await page('/console/people/show?address=bert@example.org')).toMatch(/Lists releases: confirmed/)
  const missing = await press('/console/people/import', { ...right, 'map-address': 'mail' })
  expect([missing.status, textOf(await missing.text())]).toEqual([422, expect.stringContaining('is called')])
})

test('a file in another encoding, too large, too long or empty is said to be so', async () => {
  const latin = Buffer.from('address\njos\u00e9@example.org\n', 'latin1')
  const sent = async (bytes: BlobPart, more = {}) => {
    const answer = await press('/console/people/import', { file: new File([bytes], 'x.csv'), ...more })
    return `${answer.status} ${textOf(await answer.text())}`
  }
  expect(await sent(latin)).toMatch(/^422 .*The file is not UTF-8 in line 2/)
  expect(await sent(latin, { encoding: 'latin1' })).toContain('1 added')
  expect(await sent('')).toMatch(/^422 .*Choose a file/)
  expect(await sent('x'.repeat(MOST_BYTES + 1))).toMatch(/^413 /)
  expect(await sent('x'.repeat(MOST_BYTES * 2))).toMatch(/^413 /)
  const many = Array.from({ length: 20_001 }, (_, at) => `a${at}@x.org`).join('\n')
  expect(await sent(latin)).toMatch(/Go back to the page before/)
  expect(await sent(many)).toMatch(/^422 .*20001 rows; 20000 at most/)
})

test('an export is what import reads, and no field of it is a formula', async () => {
  const formulas = ['=1+2@example.org', '+49@example.org', '-2+3@example.org', "'=x@example.org"]
  for (const address of formulas) await press('/console/people/add', { address, list: 'security', confirmed: 'yes' })
  const answer = await press('/console/people/export', { list: 'security', state: 'confirmed' })
  expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="subscribers.csv"')
  const text = await answer.text()
  expect(text.split(/[\r\n,]+/).filter((field) => /^[=+\-@\t]/.test(field))).toEqual([])
  const rules = { lists: ['security'], releases: { products: [], unreadable: [] }, languages: [] }
  const { people } = await importText(text, rules)
  expect(people.map(({ address }) => address.address)).toEqual(expect.arrayContaining(formulas))
})

test('what will be held once it has settled is not what is mailed next; what stops mail is said', async () => {
  const { db } = web.world.store
  const text = '---\ntitle: Minutes of a meeting\ndate: 2026-09-22\ncategories: [announcements]\n---\n\nText.\n'
  writeFileSync(join(web.folder, 'posts', '2026-09-22-minutes.md'), text)
  await run(web.world, { send: false })
  const today = await page('/console')
  expect(today).toMatch(/Minutes of a meeting announcement, info: .*Then it is held, .*\(a back-fill\)/)
  expect(today).not.toMatch(/Mailed next: “Minutes/)
  const [notice] = (await listNotices(db)).filter(({ key }) => key.includes('minutes'))
  expect(await page(`/console/notices/${noticeId(notice?.key ?? '')}`)).toMatch(/If nobody decides Then it is held/)
  for (const name of [MAIL_STOPPED, MAIL_RESTORED]) {
    await setFact(db, name, true)
    expect(await page('/console')).toMatch(/No mail leaves from here: (?!.*Mailed next)/)
    await setFact(db, name, false)
  }
  expect(await page('/console')).not.toContain('No mail leaves')
})
