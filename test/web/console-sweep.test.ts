/**
 * Every route of the console and of the operators' API, by what the router itself says, against everybody who has no
 * right to it: nobody, a role that may not, a session that is over, a forged form, another site's page, another
 * method, a token that is over or for something else. Nothing changes, and the status says why. A new route has no
 * row and fails. What the API answers is what its description says. Each route on one database in turn; each page on
 * PostgreSQL.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listNotices } from '../../src/notices/memory-store.js'
import { IDLE_MS } from '../../src/operators/operator-store.js'
import { may, type Right, type Role, roles, type Scope, scopes, tokenMay } from '../../src/operators/roles.js'
import type { AppContext } from '../../src/run/app-context.js'
import { noticeId } from '../../src/run/operators/notice-record.js'
import { steerMailing } from '../../src/run/operators/steer-mailing.js'
import { suppressAll } from '../../src/run/people/by-operator.js'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord, signInByLink, tokenByWord } from '../../src/run/sign-in/accounts.js'
import { allSteps, readTables } from '../../src/store/read-tables.js'
import { webApp } from '../../src/web/app.js'
import { defaultRateLimits } from '../../src/web/limits.js'
import { operatorOperations } from '../../src/web/operator-operations.js'
import { PublishedFolder } from '../../src/web/published/read-folder.js'
import type { WebApp } from '../../src/web/web-context.js'
import { addPerson, addressOf } from '../delivery/ledger.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { NO_HOOKS } from './web-fixture.js'

type Fields = Readonly<Record<string, string>>

interface Row {
  /** Absent where nobody need be known. */
  readonly right?: Right
  /** What is asked for. */
  readonly query?: string
  /** What changes something. */
  readonly press?: Fields
  /** It signs in: no session and no token of a form is asked. */
  readonly signsIn?: true
  /** Before it does anything, the mailing is brought into this state. */
  readonly paused?: true
  /** It changes nothing in the ledger of this test. */
  readonly idle?: true
}

const SURE = { revision: '1', sure: 'yes' }

const ROWS: Readonly<Record<string, Row>> = {
  'GET /console/style.css': {},
  'GET /console/live.js': {},
  'GET /console/sign-in': {},
  // Whoever types an address there learns nothing, and gets nothing but mail to it.
  'POST /console/sign-in': { press: { address: 'new@example.org' }, signsIn: true },
  'GET /console/sign-in/:secret': {},
  'POST /console/sign-in/:secret': { press: {}, signsIn: true },
  'GET /console/passkeys.js': {},
  'POST /console/sign-in/passkey/options': { press: {}, signsIn: true },
  // What answers nothing that was asked signs nobody in.
  'POST /console/sign-in/passkey': { press: { response: '{}' }, signsIn: true, idle: true },
  'GET /console/account': { right: 'see' },
  'POST /console/account/sessions': { right: 'see', press: { session: 'others' } },
  'POST /console/account/passkeys/options': { right: 'see', press: { name: 'Phone' } },
  'POST /console/account/passkeys': { right: 'see', press: { name: 'Phone', response: '{}' }, idle: true },
  'POST /console/account/passkeys/remove': { right: 'see', press: { id: 'nobodys' }, idle: true },
  'POST /console/sign-out': { right: 'see', press: {} },
  'GET /console/go': {},
  'GET /console': { right: 'see' },
  'GET /console/notices/:id': { right: 'see' },
  'GET /console/notices/:id/html': { right: 'see' },
  'POST /console/notices/:id/hold': { right: 'try', press: SURE },
  'POST /console/notices/:id/dismiss': { right: 'decide', press: SURE },
  'POST /console/notices/:id/approve': { right: 'decide', press: SURE },
  'POST /console/notices/:id/send': { right: 'decide', press: SURE },
  'POST /console/notices/:id/test': { right: 'try', press: SURE },
  'GET /console/mailings': { right: 'see' },
  'GET /console/mailings/:number': { right: 'see' },
  'GET /console/mailings/:number/events': { right: 'see' },
  'POST /console/mailings/:number/pause': { right: 'stop', press: {} },
  'POST /console/mailings/:number/resume': { right: 'decide', press: SURE, paused: true },
  'POST /console/mailings/:number/cancel': { right: 'stop', press: SURE },
  'POST /console/mailings/:number/retry': { right: 'decide', press: SURE, idle: true },
  'GET /console/saved-mail': { right: 'see' },
  'POST /console/saved-mail': { right: 'see', press: {}, idle: true },
  'GET /console/posts': { right: 'see' },
  'GET /console/posts/show': { right: 'see', query: '?id=2026-05-04-open' },
  'GET /console/releases': { right: 'see' },
  'GET /console/charts': { right: 'see' },
  'GET /console/feeds': { right: 'see' },
  'GET /console/settings': { right: 'people' },
  'GET /console/people': { right: 'people' },
  'GET /console/people/show': { right: 'people', query: '?address=ada@example.org' },
  'POST /console/people/suppress': { right: 'people', press: { address: 'ada@example.org' } },
  'POST /console/people/unsuppress': { right: 'people', press: { address: 'gone@example.org' } },
  'POST /console/people/add': { right: 'people', press: { address: 'new@example.org', list: 'releases' } },
  'POST /console/people/set': { right: 'people', press: { address: 'ada@example.org', format: 'text' } },
  'POST /console/people/unsubscribe': { right: 'people', press: { address: 'ada@example.org', list: 'releases' } },
  'POST /console/people/export': { right: 'rule', press: {} },
  'GET /console/people/import': { right: 'people' },
  'POST /console/people/import': {
    right: 'people',
    press: { sure: 'yes', bytes: Buffer.from('address\nnew@example.org\n').toString('base64') },
  },
  'POST /console/people/erase': {
    right: 'rule',
    press: { address: 'ada@example.org', again: 'ada@example.org' },
  },
  'GET /console/audit': { right: 'see' },
}

/** Bodies of the API; the rights are those of its operations. */
const BODIES: Readonly<Record<string, object>> = {
  sendNotice: { revision: 1 },
  approveNotice: { revision: 1 },
}
const IDLE = ['retryMailing']

const START = '2026-05-04T12:00:00Z'
const MINUTE = 60_000
const HERE = { Origin: 'http://localhost:8025', 'Sec-Fetch-Site': 'same-origin' }
const ELSEWHERE: readonly Fields[] = [
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'cross-site' },
]

describe.each(dialects)('whoever has no right to it changes nothing, on %s', (dialect) => {
  const it = testOn(dialect)
  let clock: TestClock
  let world: AppContext
  let app: WebApp
  let id = ''
  let number = ''

  const begin = async (settings: Parameters<typeof makeProject>[1] = {}) => {
    clock = testClock(START)
    const project = await makeProject(dialect, { console: true, ...settings })
    project.post('2026-05-01-first.md', { title: 'First', date: '2026-05-01', categories: ['releases'] }, 'Text.')
    world = await openTestWorld(project, clock)
    app = webApp(world, NO_HOOKS, defaultRateLimits, new PublishedFolder(project.public))
    await addPerson(world.store, 'ada@example.org', ['releases'])
    await suppressAll(world, [addressOf('gone@example.org')], { by: 'root', reason: '' })
    await run(world, { send: false })
    project.post('2026-05-04-told.md', { title: 'Told', date: '2026-05-04', categories: ['releases'] }, 'Text.')
    await run(world, { send: false })
    clock.advance(40 * MINUTE)
    project.post('2026-05-04-open.md', { title: 'Open', date: '2026-05-04', categories: ['releases'] }, 'Text.')
    await run(world, { send: false })
    const notices = await listNotices(world.store.db)
    id = noticeId(notices.find(({ state }) => state === 'settling')?.key ?? '')
    const mailing = await world.store.db.selectFrom('mailings').select('id').executeTakeFirstOrThrow()
    number = String(mailing.id)
  }
  beforeEach(async () => await begin())
  afterEach(async () => await world.close())

  const link = async (role: Role) => {
    const { url } = await inviteByWord(world, addressOf(`${role}@operators.example`), role, { by: 'root', reason: '' })
    return url.replace(/^.*\//, '')
  }
  const signedIn = async (role: Role) => `belfry-console=${(await signInByLink(world, await link(role))) ?? ''}`
  const token = async (role: Role, given: readonly Scope[], ms = MINUTE) => {
    await link(role)
    const address = addressOf(`${role}@operators.example`)
    return await tokenByWord(world, { address, name: 'x', scopes: given, ms }, { by: 'root', reason: '' })
  }

  /** All rows of each table but for those by which somebody is seen to live. */
  const ledger = async () => {
    const tables = (await readTables(allSteps().at(-1) ?? '')).filter(({ name }) => name !== 'machines')
    const digests: Record<string, string> = {}
    for (const { name, key } of tables) {
      const order = sql.join(key.map((column) => sql.ref(column)))
      const { rows } = await sql`select * from ${sql.table(name)} order by ${order}`.execute(world.store.db)
      digests[name] = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
    }
    return digests
  }

  const ask = async (method: string, path: string, headers: Fields, body?: string) =>
    await app.request(
      `http://localhost:8025${path}`,
      {
        method,
        headers: {
          ...headers,
          ...(body !== undefined && method !== 'GET' && { 'Content-Length': String(body.length) }),
        },
        ...(body !== undefined && method !== 'GET' && { body }),
      },
      { client: '127.0.0.1', target: path },
    )
  const form = (fields: Fields) => new URLSearchParams(fields).toString()
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const csrfOf = async (cookie: string) => {
    const page = await (await ask('GET', '/console', { Cookie: cookie })).text()
    return /name="csrf" value="([\w-]+)"/.exec(page)?.[1] ?? ''
  }
  const lacking = (right: Right) => roles.filter((role) => !may(role, right))

  it('each route of the router has a row, and each row a route', async () => {
    const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
    const ofConsole = routes.filter((route) => / \/console/.test(route)).sort()
    expect(ofConsole).toEqual(Object.keys(ROWS).sort())
    const described = Object.values(operatorOperations).map(
      ({ method, path }) => `${method.toUpperCase()} /api${path.replace(/\{(\w+)\}/g, ':$1')}`,
    )
    const ofApi = routes.filter((route) => / \/api\/(notices|mailings)/.test(route)).sort()
    expect(ofApi).toEqual(described.sort())
  })

  const sweep = async (route: string, row: Row) => {
    const [method = '', pattern = ''] = route.split(' ')
    const secret = row.signsIn === true || pattern.includes(':secret') ? await link('viewer') : ''
    const path = pattern.replace(':id', id).replace(':number', number).replace(':secret', secret)
    const { query = '' } = row
    if (row.paused === true) await steerMailing(world, number, 'pause', { by: 'root', reason: '' })
    const admin = await signedIn('admin')
    const csrf = await csrfOf(admin)
    const bad = await Promise.all(lacking(row.right ?? 'see').map(signedIn))
    const badForms = await Promise.all(bad.map(csrfOf))
    const before = await ledger()
    const refused = async (status: number, headers: Fields, fields: Fields = {}) => {
      const answer = await ask(method, path + query, { ...FORM, ...headers }, form({ ...row.press, ...fields }))
      expect([route, headers, answer.status]).toEqual([route, headers, status])
      expect(answer.headers.get('Set-Cookie')).toBeNull()
      const policy = answer.headers.get('Content-Security-Policy') ?? ''
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe-inline')
    }
    const isPost = method === 'POST'
    const known = { Cookie: admin, ...(isPost && HERE) }
    if (row.right !== undefined) {
      await refused(401, isPost ? HERE : {}, { csrf })
      await refused(401, { Cookie: `belfry-console=${'x'.repeat(43)}`, ...(isPost && HERE) }, { csrf })
      for (const [index, cookie] of bad.entries())
        await refused(403, { ...known, Cookie: cookie }, { csrf: badForms[index] ?? '' })
    }
    if (isPost) {
      for (const headers of [{}, ...ELSEWHERE]) await refused(403, { Cookie: admin, ...headers }, { csrf })
      if (row.signsIn !== true)
        for (const forged of ['', 'x', csrf.slice(1), `${csrf}x`, await csrfOf(await signedIn('admin'))]) {
          const now = await ledger()
          await refused(403, known, { csrf: forged })
          expect(await ledger()).toEqual(now)
        }
    }
    for (const other of ['PUT', 'DELETE', 'PATCH', ...(isPost ? [] : ['POST'])]) {
      if (other === 'POST' && ROWS[`POST ${pattern}`] !== undefined) continue
      const answer = await ask(other, path, { ...known, ...HERE, ...FORM }, form({ ...row.press, csrf }))
      expect([other, answer.status]).toEqual([other, 405])
    }
    if (!isPost) {
      const answer = await ask('GET', path + query, { Cookie: admin })
      expect([route, answer.status]).toEqual([route, 200])
      // A stream has no end of its own.
      await answer.body?.cancel()
      expect((await ask('HEAD', path + query, { Cookie: admin })).status).toBe(200)
      expect(await ledger()).toEqual(before)
    }
    // Over: the same cookie, half a day later.
    if (row.right !== undefined) {
      clock.advance(IDLE_MS)
      await refused(401, known, { csrf })
      clock.set(START)
      clock.advance(40 * MINUTE)
    }
    const between = await ledger()
    const { operator_sessions: _, events: __, event_head: ___, ...rest } = between
    expect(rest).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name in rest)))
    if (!isPost || row.idle === true) return
    // With a right to it the same does change something.
    const answer = await ask('POST', path, { ...FORM, ...known }, form({ ...row.press, csrf }))
    expect([route, [200, 303].includes(answer.status)]).toEqual([route, true])
    expect(await ledger()).not.toEqual(between)
  }
  for (const [route, row] of Object.entries(ROWS)) it(route, async () => await sweep(route, row))

  if (dialect === 'postgres')
    test('each page is shown, with what is looked for', async () => {
      const headers = { Cookie: await signedIn('admin') }
      const { message_id: mail } = await world.store.db
        .selectFrom('mailings')
        .select('message_id')
        .executeTakeFirstOrThrow()
      const searches = [
        'mailings?text=told',
        `mailings?text=${encodeURIComponent(mail)}`,
        'audit?before=4',
        'posts?state=settling',
      ]
      const people = [
        'people?text=ada',
        'people?list=releases',
        'people?state=confirmed&text=example',
        'people?state=suppressed',
      ]
      const rows = Object.entries(ROWS).filter(([route]) => route.startsWith('GET ') && !/secret|events/.test(route))
      const paths = rows.map(([route, { query = '' }]) => `${route.slice(4)}${query}`)
      for (const path of [...paths, ...[...searches, ...people].map((one) => `/console/${one}`)]) {
        const answer = await ask('GET', path.replace(':id', id).replace(':number', number), headers)
        expect([path, answer.status]).toEqual([path, 200])
        if (path.includes('text=told') || /people\?(text|list|state=c)/.test(path))
          expect(await answer.text()).toMatch(/Told|@example\.org/)
      }
    })

  for (const act of ['approve', 'send'])
    it(`${act} needs a second step, a fresh sign-in and the revision that was seen`, async () => {
      const cookie = await signedIn('sender')
      const csrf = await csrfOf(cookie)
      const path = `/console/notices/${id}/${act}`
      const press = async (fields: Fields) =>
        await ask('POST', path, { ...FORM, ...HERE, Cookie: cookie }, form({ csrf, ...fields }))
      const { operator_sessions: _, ...before } = await ledger()
      const first = await press({ revision: '1' })
      expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('name="sure"')])
      expect((await press({ revision: '2', sure: 'yes' })).status).toBe(409)
      clock.advance(10 * MINUTE)
      expect((await press({ revision: '1', sure: 'yes' })).status).toBe(403)
      const { operator_sessions: __, ...after } = await ledger()
      expect(after).toEqual(before)
    })

  it('an approval names an instant, in the console and by the API', async () => {
    const cookie = await signedIn('sender')
    const csrf = await csrfOf(cookie)
    const press = async (fields: Fields) => {
      const headers = { ...FORM, ...HERE, Cookie: cookie }
      const body = form({ csrf, revision: '1', ...fields })
      const answer = await ask('POST', `/console/notices/${id}/approve`, headers, body)
      return [answer.status, await answer.text()]
    }
    // All that was typed comes back, with the focus on what is wrong.
    expect(await press({ at: '2026-05-04T12:00Z', severity: 'important' })).toEqual([
      422,
      expect.stringMatching(
        /is over.* Nothing was decided\.<.* value="2026-05-04T12:00Z"[^>]* autofocus.*<option value="important" selected/s,
      ),
    ])
    expect(await press({ at: '2026-05-05T09:00+02:00' })).toEqual([
      200,
      expect.stringMatching(
        /name="at" value="2026-05-05T07:00:00Z"[\s\S]*The first run from [^<]* on mails it to 1 person/,
      ),
    ])
    const at = '2026-05-05T07:00:00Z'
    // A press on Approve that changes nothing else leaves the instant as it is.
    const leaves = expect.stringMatching(/<dt>Leaves<\/dt>[\s\S]*name="at" value="2026-05-05T07:00:00Z"/)
    expect(await press({ at, sure: 'yes' })).toEqual([200, leaves])

    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${await token('sender', scopes)}` }
    const asked = async (when: string) =>
      await ask('POST', `/api/notices/${id}/approve`, headers, JSON.stringify({ revision: 1, at: when }))
    expect((await asked('soon')).status).toBe(422)
    const covered = JSON.stringify({ coveredBy: 'no-such-post' })
    expect((await ask('POST', `/api/notices/${id}/dismiss`, headers, covered)).status).toBe(422)
    const then = '2026-05-06T09:00:00Z'
    expect(await (await asked(then)).json()).toMatchObject({
      notice: { state: 'due', notBefore: then, leavesAt: then },
    })
  })

  type Operation = (typeof operatorOperations)[keyof typeof operatorOperations]
  /** Its status is one of those that the description has, and so is what it says. */
  const asDescribed = async (name: string, { answers }: Operation, answer: Response) => {
    const said: unknown = await answer.clone().json()
    const found = Object.entries(answers).find(([status]) => Number(status) === answer.status)?.[1]
    expect([name, answer.status, found?.schema.parse(said)]).toEqual([name, answer.status, said])
  }

  const sweepApi = async (name: string, operation: Operation) => {
    const { method, path: pattern, right } = operation
    const path = `/api${pattern.replace('{id}', id).replace('{number}', number)}`
    const verb = method.toUpperCase()
    if (name === 'resumeMailing') await steerMailing(world, number, 'pause', { by: 'root', reason: '' })
    const good = await token('admin', scopes)
    const over = await token('admin', scopes, 1)
    clock.advance(2)
    const wrong = await Promise.all([
      ...lacking(right).map(async (role) => await token(role, scopes)),
      ...scopes.filter((scope) => !tokenMay('admin', [scope], right)).map(async (one) => await token('admin', [one])),
    ])
    const body = JSON.stringify(BODIES[name] ?? {})
    const with_ = (secret: string, more: Fields = {}) => ({
      'Content-Type': 'application/json',
      'Idempotency-Key': 'a-key-of-mine',
      Authorization: `Bearer ${secret}`,
      ...more,
    })
    const before = await ledger()
    const refused = async (status: number, headers: Fields, asked = verb) => {
      const answer = await ask(asked, path, headers, body)
      expect([name, headers, answer.status]).toEqual([name, headers, status])
      await asDescribed(name, operation, answer)
      if (status === 405) expect(answer.headers.get('Allow')).toBe(verb === 'GET' ? 'GET, HEAD' : 'POST')
    }
    const { Authorization: _, ...nobody } = with_('')
    await refused(401, nobody)
    await refused(401, with_(`belfry_${'x'.repeat(43)}`))
    await refused(401, with_(over))
    await refused(401, { ...nobody, Cookie: await signedIn('admin') })
    for (const secret of wrong) await refused(403, with_(secret))
    for (const headers of ELSEWHERE) await refused(403, with_(good, headers))
    for (const other of ['PUT', 'DELETE', 'PATCH', ...(verb === 'GET' ? ['POST'] : ['GET'])])
      await refused(405, with_(good), other)
    if (verb === 'POST') {
      await refused(415, { ...with_(good), 'Content-Type': 'text/plain' })
      if (name === 'sendNotice') {
        const { 'Idempotency-Key': __, ...keyless } = with_(good)
        await refused(400, keyless)
      }
    }
    const { operator_sessions: s, operator_links: l, events: e, event_head: h, operators: o, ...rest } = await ledger()
    expect(rest).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table in rest)))
    const answer = await ask(verb, path, with_(good), body)
    expect([name, answer.status, await answer.clone().text()]).toEqual([name, 200, expect.anything()])
    await asDescribed(name, operation, answer)
    const gone = path.replace(id, '0'.repeat(16)).replace(`/${number}`, '/999')
    if (gone !== path) {
      const none = await ask(verb, gone, with_(good, { 'Idempotency-Key': 'of-nothing' }), body)
      expect([name, none.status]).toEqual([name, 404])
      await asDescribed(name, operation, none)
    }
    if (verb === 'GET' || IDLE.includes(name)) return
    const after = await ledger()
    expect(after).not.toEqual({
      ...rest,
      operator_sessions: s,
      operator_links: l,
      events: e,
      event_head: h,
      operators: o,
    })
    // Again by the same key: the same answer, no second effect; another request by it is refused.
    const again = await ask(verb, path, with_(good), body)
    expect([again.status, await again.text()]).toEqual([200, await answer.text()])
    const other = await ask(verb, path, with_(good), JSON.stringify({ ...BODIES[name], reason: 'other' }))
    expect(other.status).toBe(422)
    await asDescribed(name, operation, other)
    expect(await ledger()).toEqual(after)
  }
  for (const [name, operation] of Object.entries(operatorOperations))
    it(`API: ${name}`, async () => await sweepApi(name, operation))

  it('where two have to agree, the API says that one did, again by the same key, and then that both did', async () => {
    await world.close()
    await begin({ operators: { approvals: 2, approvalsAbove: 0 } })
    const tokens = { ada: await token('admin', scopes), bea: await token('sender', scopes) }
    const send = async (who: keyof typeof tokens, key: string, body: object = { revision: 1 }) => {
      const headers = {
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
        Authorization: `Bearer ${tokens[who]}`,
      }
      const answer = await ask('POST', `/api/notices/${id}/send`, headers, JSON.stringify(body))
      await asDescribed('sendNotice', operatorOperations.sendNotice, answer)
      return [answer.status, await answer.json()]
    }
    const waits = [202, { recipients: 1, approvals: 1, needed: 2 }]
    expect([await send('ada', 'first-of-ada'), await send('ada', 'first-of-ada')]).toEqual([waits, waits])
    expect(await send('ada', 'second-of-ada')).toEqual(waits)
    expect((await send('bea', 'old-revision', { revision: 7 }))[0]).toBe(409)
    expect((await send('bea', 'no-such-list', { revision: 1, list: 'gossip' }))[0]).toBe(422)
    expect((await send('bea', 'what-is-that', { revision: 1, gossip: 1 }))[0]).toBe(422)
    // The same key of another operator is another request.
    const told = await send('bea', 'first-of-ada')
    expect(told).toEqual([200, { mailing: expect.any(Number), recipients: 1, approvals: 2, needed: 2 }])
    expect(await send('bea', 'first-of-ada')).toEqual(told)
    expect((await send('bea', 'once-more-please'))[0]).toBe(409)
  })
})
