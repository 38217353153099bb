/**
 * Every route there is, by what the router itself says, against everything that somebody may come with who has no
 * right to it: no token, another person's, one for another purpose, one that is over or used, another site's page. And
 * GET and HEAD of every address, valid ones too. Nothing changes, and answers do not differ. A new route has no row and
 * fails.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { askForAddress } from '../../src/run/people/address-change.js'
import { holderOf } from '../../src/run/people/link-holder.js'
import { askForPreferences, leave, subscribe } from '../../src/run/people/membership.js'
import { allSteps, readTables } from '../../src/store/read-tables.js'
import { type Claim, makeToken, type Purpose } from '../../src/subscribers/links.js'
import { findByAddress } from '../../src/subscribers/person-store.js'
import { webApp } from '../../src/web/app.js'
import { defaultRateLimits } from '../../src/web/limits.js'
import { PublishedFolder } from '../../src/web/published/read-folder.js'
import type { WebApp } from '../../src/web/web-context.js'
import { addPerson, addressOf } from '../delivery/ledger.js'
import { dialects, rowsOn } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { NO_HOOKS } from './web-fixture.js'

type Fields = Readonly<Record<string, string>>

interface Row {
  /** Of the token in the address; absent where there is none. */
  readonly purpose?: Purpose
  /** What changes something where it comes with a right to it; absent where nothing of it changes anything. */
  readonly press?: Fields
  /** What else is pressed there. */
  readonly also?: readonly Fields[]
  /** A link to it is over after so many days. */
  readonly days?: number
  /** It tells the holder of a link whose person is on no list of it that they are off, and nobody else. */
  readonly tellsOff?: true
  /** Where it came from is asked. */
  readonly asksOrigin?: true
}

const NEW: Fields = { address: 'new@example.org', list: 'releases' }

const ROWS: Readonly<Record<string, Row>> = {
  'GET /subscribe': {},
  'GET /subscribe/sent': {},
  'GET /subscribe/step.js': {},
  'POST /subscribe': { press: NEW, also: [{ ...NEW, want: 'preferences' }], asksOrigin: true },
  'POST /api/subscriptions': { press: NEW, also: [{ ...NEW, want: 'preferences' }], asksOrigin: true },
  'GET /api/openapi.json': {},
  'GET /confirm/:token': { purpose: 'confirm', days: 30 },
  'POST /confirm/:token': { purpose: 'confirm', days: 30, press: { confirm: 'yes' } },
  'GET /unsubscribe/:token': { purpose: 'unsubscribe', tellsOff: true },
  'POST /unsubscribe/:token': {
    purpose: 'unsubscribe',
    press: { unsubscribe: 'yes' },
    also: [{ unsubscribe: 'all' }, { 'List-Unsubscribe': 'One-Click' }],
    tellsOff: true,
  },
  'POST /unsubscribe/undo/:token': { purpose: 'undo', days: 1 / 24, press: { list: 'releases' } },
  'GET /preferences/:token': { purpose: 'preferences' },
  'POST /preferences/:token': {
    purpose: 'preferences',
    press: { save: 'yes', list: 'announcements', format: 'text' },
    also: [
      { change: 'yes', address: 'ada@third.example' },
      { save: 'yes', language: 'de' },
    ],
  },
  'GET /address/:token': { purpose: 'address', days: 30 },
  'POST /address/:token': { purpose: 'address', days: 30, press: { confirm: 'yes' } },
  // What has no signature and no secret of a provider; the others: test/run/inbound/take-webhook.test.ts.
  'POST /hooks/:name': {},
  'POST /hooks/:name/:secret': {},
  'GET /help': {},
  'GET /.well-known/security.txt': {},
  'GET /outbox': {},
  'GET /outbox/:name': {},
  'GET /outbox/:name/html': {},
  'GET /outbox/:name/source': {},
  'GET /healthz': {},
  'GET /readyz': {},
  'GET /belfry-web.css': {},
  'GET /*': {},
}

/** What stands before or behind routes: it answers for none, or says that there is no such method. */
const FOR_ALL = ['/*', '/api/*', '/api/openapi.json', '/api/subscriptions', '/outbox/*']

const PURPOSES: readonly Purpose[] = ['confirm', 'unsubscribe', 'undo', 'preferences', 'address', 'return-path']
const CROSS_SITE: readonly Fields[] = [
  { Origin: 'https://evil.example' },
  { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
  { Origin: 'null' },
  { 'Sec-Fetch-Site': 'cross-site' },
]
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe.each(dialects)('what nobody has a right to, on %s', (dialect) => {
  let clock: TestClock
  let world: AppContext
  let app: WebApp
  /** Whom a link of each purpose was made for, and the mailing that it came with. */
  let claims: Readonly<Record<Purpose, Claim>>
  let bea = 0

  beforeEach(async () => {
    clock = testClock('2026-05-04T12:00:00Z')
    const project = await makeProject(dialect)
    world = await openTestWorld(project, clock)
    app = webApp(world, NO_HOOKS, defaultRateLimits, new PublishedFolder(project.public))
    const mailed = async (who: string) => {
      await addPerson(world.store, `${who}@example.org`, ['releases', 'security'])
      await askForPreferences(world, addressOf(`${who}@example.org`))
      return await newest(who)
    }
    const ada = await mailed('ada')
    bea = (await mailed('bea')).person
    const cleo = await mailed('cleo')
    await subscribe(world, { address: addressOf('dan@example.org'), lists: ['releases'], details: {}, ask: 'request' })
    const dan = await newest('dan')
    await askForAddress(world, await holding('preferences', ada), addressOf('ada@other.example'))
    const { old_mailing } = await world.store.db.selectFrom('address_changes').selectAll().executeTakeFirstOrThrow()
    await leave(world, await holding('unsubscribe', cleo))
    const address = { person: ada.person, mailing: old_mailing }
    claims = { confirm: dan, unsubscribe: ada, undo: cleo, preferences: ada, address, 'return-path': ada }
  })
  afterEach(async () => await world.close())

  const newest = async (who: string): Promise<Claim> => {
    const { id: person = 0 } = (await findByAddress(world.store.db, addressOf(`${who}@example.org`))) ?? {}
    const deliveries = world.store.db.selectFrom('deliveries').select('mailing_id').where('person_id', '=', person)
    const { mailing_id: mailing } = await deliveries.orderBy('mailing_id', 'desc').executeTakeFirstOrThrow()
    return { person, mailing }
  }
  const holding = async (purpose: Purpose, claim: Claim) => {
    const holder = await holderOf(world, purpose, makeToken(world.keys, purpose, claim))
    if (holder === undefined) throw new Error('the link holds nothing')
    return holder
  }

  /** A digest of all rows of each table, but for the one by which a machine says that it lives. */
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

  const ask = async (route: string, token: string, headers: Fields = {}, fields: Fields = {}) => {
    const [method = '', pattern = ''] = route.split(' ')
    const path = pattern.replace(/:\w+/, token).replace('*', 'nothing-here')
    const sent = method === 'POST' ? bodyFor(path, fields) : { headers: {} }
    const init = { method, ...sent, headers: { ...sent.headers, ...headers } }
    const answer = await app.request(path, init, { client: '127.0.0.1', target: path })
    return { status: answer.status, headers: [...answer.headers], text: await answer.text() }
  }
  const tokenOf = (purpose: Purpose | undefined, claim?: Claim) =>
    purpose === undefined ? 'x' : makeToken(world.keys, purpose, claim ?? claims[purpose])

  test('every route of the router has a row, and no row is left over', () => {
    const routes = [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))]
    const ofOne = routes.filter((route) => !route.startsWith('ALL '))
    expect(ofOne.sort()).toEqual(Object.keys(ROWS).sort())
    expect(routes.filter((route) => route.startsWith('ALL ')).sort()).toEqual(FOR_ALL.map((path) => `ALL ${path}`))
  })

  test.each(rowsOn(dialect, Object.entries(ROWS)))('%s', async (route, row) => {
    const { purpose, press = {}, also = [] } = row
    const presses = [press, ...also]
    const before = await ledger()
    // Every way to come without a right to it gets one answer.
    if (purpose !== undefined) {
      const forged = tokenOf(purpose).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
      const other = PURPOSES.filter((one) => one !== purpose).map((one) => tokenOf(one, claims[purpose]))
      const none = await ask(route, 'x', {}, press)
      expect(none.status).toBe(404)
      for (const token of [forged, ...other, tokenOf(purpose).slice(1), `${tokenOf(purpose)}A`])
        for (const headers of [{}, ...CROSS_SITE])
          for (const fields of presses) expect(await ask(route, token, headers, fields)).toEqual(none)
      for (const fields of presses) {
        const another = await ask(route, tokenOf(purpose, { ...claims[purpose], person: bea }), {}, fields)
        const nobody = await ask(route, tokenOf(purpose, { ...claims[purpose], person: 4711 }), {}, fields)
        expect(another).toEqual(nobody)
        expect(another.status).toBe(row.tellsOff === true ? 200 : 404)
      }
      await ask(route, '', {}, press)
    }
    if (row.asksOrigin === true) {
      const refusals = []
      for (const headers of CROSS_SITE)
        for (const address of ['ada@example.org', 'new@example.org'])
          for (const fields of presses) refusals.push(await ask(route, '', headers, { ...fields, address }))
      expect(refusals[0]?.status).toBe(403)
      for (const refusal of refusals) expect(refusal).toEqual(refusals[0])
    }
    // Whoever only looks changes nothing, with the right link too.
    const path = route.replace(/^\S+/, '')
    const [got, headed] = [await ask(`GET${path}`, tokenOf(purpose)), await ask(`HEAD${path}`, tokenOf(purpose))]
    expect(headed).toEqual({ ...got, text: '' })
    if (row.press === undefined) await ask(`POST${path}`, tokenOf(purpose), {}, { confirm: 'no' })
    expect(await ledger()).toEqual(before)
    if (row.press === undefined) return
    if (row.days !== undefined) {
      clock.advance(row.days * DAY + 1)
      await ask(route, tokenOf(purpose), {}, press)
      expect(await ledger()).toEqual(before)
      clock.advance(-row.days * DAY - 1)
    }
    // The same with a right to it does change something, and a second time nothing more.
    await ask(route, tokenOf(purpose), {}, press)
    const after = await ledger()
    expect(after).not.toEqual(before)
    if (purpose === undefined) return
    clock.advance(MINUTE)
    await ask(route, tokenOf(purpose), {}, press)
    expect(await ledger()).toEqual(after)
  })
})

/** The JSON API has lists where the form has a list. */
function bodyFor(path: string, { list, ...fields }: Fields) {
  if (!path.startsWith('/api/')) return { body: new URLSearchParams({ ...fields, ...(list && { list }) }), headers: {} }
  const headers = { 'Content-Type': 'application/json' }
  return { body: JSON.stringify({ ...fields, ...(list && { lists: [list] }) }), headers }
}
