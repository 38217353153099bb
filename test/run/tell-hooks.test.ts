/** Webhooks: what is told and what is wrong reaches them once, tried again with the same id, five times at the most. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hookSecret, hookSignature } from '../../src/hubs/hook-signature.js'
import type { AppContext } from '../../src/run/app-context.js'
import type { Alarm } from '../../src/run/health/alarms.js'
import { dismissNotice } from '../../src/run/operators/decide-notice.js'
import { run } from '../../src/run/pipeline.js'
import { hookProblems, queueAlarms, queueEnds, tellHooks, withPage } from '../../src/run/tell-hooks.js'
import { RunsWatch } from '../../src/schedule/open-runs-watch.js'
import { PUBLISHED_AT, readFact, replaceFact } from '../../src/store/meta-store.js'
import { dialects, testOn } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { start } from '../support/processes.js'
import { makeProject, openTestWorld, type Project, repository, type TestClock, testClock } from '../support/project.js'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const MINUTE = 60_000

interface Heard {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
/** A service that answers as it is told. */
async function listen(heard: Heard[], status: () => number): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    heard.push({ headers: request.headers, body: Buffer.concat(await request.toArray()).toString() })
    response.writeHead(status(), { Location: 'http://127.0.0.1:1/' }).end('busy')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

describe.each(dialects)('a webhook, on %s', (dialect) => {
  const it = testOn(dialect)
  let project: Project
  let world: AppContext
  let clock: TestClock
  let server: Server
  let heard: Heard[] = []
  let status = 204
  beforeEach(async () => {
    heard = []
    status = 204
    const service = await listen(heard, () => status)
    server = service.server
    clock = testClock('2026-05-05T12:00:00Z')
    const hook = { url: service.url, secretFile: 'hook.secret' }
    project = await makeProject(dialect, { hooks: [hook], schedule: { cron: '* * * * *' } })
    writeFileSync(join(project.folder, 'hook.secret'), SECRET)
    world = await openTestWorld(project, clock)
    project.post('2026-05-01-first.md', { title: 'First' }, 'There is a site.')
    await run(world)
    project.post('2026-05-05-news.md', { title: 'News', categories: 'releases' }, 'Here it is.')
    await run(world)
    clock.advance(31 * MINUTE)
  })
  afterEach(async () => {
    server.close()
    await world.close()
  })

  const queued = async () =>
    (await world.store.db.selectFrom('hook_deliveries').select('key').where('type', '=', 'alarm').execute()).map(
      ({ key }) => key,
    )

  it('hears of what was told, signed, and once', async () => {
    await run(world)
    await run(world)
    expect(heard).toHaveLength(1)
    const [{ headers, body } = { headers: {}, body: '{}' }] = heard
    const { type, timestamp, data } = JSON.parse(body)
    expect([type, timestamp]).toEqual(['notice.told', '2026-05-05T12:31:00.000Z'])
    expect(data).toMatchObject({ key: 'announcement:2026-05-05-news', title: 'News', lists: ['releases'] })
    expect(data.url).toMatch(/^https:\/\/lantern\.example\/news\//)
    expect(body).not.toMatch(/recipients|audience/)
    const message = { id: String(headers['webhook-id']), timestamp: Number(headers['webhook-timestamp']), body }
    expect(headers['webhook-signature']).toBe(hookSignature(hookSecret(SECRET) ?? Buffer.alloc(0), message))
    expect(Math.abs(message.timestamp * 1000 - clock.now())).toBeLessThan(MINUTE)
  })

  it('that refuses is asked five times in a day with the same id, and then no more', async () => {
    status = 503
    const report = await run(world)
    expect(report.problems).toMatchObject([{ code: 'HOOK_FAILED', severity: 'warning' }])
    expect(report.problems[0]?.message).toContain('(try 1 of 5): it answers 503: busy')
    const began = clock.now()
    const problems = []
    for (let minutes = 0; minutes < 30 * 60; minutes += 10) {
      clock.advance(10 * MINUTE)
      problems.push(...(await tellHooks(world)))
    }
    expect(heard).toHaveLength(5)
    expect(new Set(heard.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1)
    const last = Number(heard[4]?.headers['webhook-timestamp']) * 1000
    expect(last - began).toBeLessThanOrEqual(24 * 60 * MINUTE)
    expect(problems.at(-1)?.message).toContain('it is not tried again')
  })

  it('that is gone for good hears of each thing once, and operators that it wants no more', async () => {
    status = 410
    expect((await run(world)).problems[0]?.message).toMatch(/try 1 of 5.*410.*not tried again, since it wants no more/)
    clock.advance(24 * 60 * MINUTE)
    expect([await tellHooks(world), heard.length]).toEqual([[], 1])
  })

  it('that was away for a day and comes back has what was told since, each once, and the older with the last try', async () => {
    status = 503
    await run(world)
    clock.advance(12 * 60 * MINUTE)
    await tellHooks(world)
    project.post('2026-05-05-more.md', { title: 'More', categories: 'releases' }, 'More of it.')
    await run(world)
    clock.advance(31 * MINUTE)
    await run(world)
    status = 204
    heard.length = 0
    for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
      clock.advance(10 * MINUTE)
      await tellHooks(world)
    }
    expect(heard.map(({ body }) => JSON.parse(body).data.title).sort()).toEqual(['More', 'News'])
    for (const { headers, body } of heard) {
      const message = { id: String(headers['webhook-id']), timestamp: Number(headers['webhook-timestamp']), body }
      expect(headers['webhook-signature']).toBe(hookSignature(hookSecret(SECRET) ?? Buffer.alloc(0), message))
    }
  })

  it('that leads elsewhere is not followed; that mends itself takes it at the next try', async () => {
    status = 307
    expect((await run(world)).problems[0]?.message).toContain('which is not followed')
    status = 200
    clock.advance(2 * MINUTE)
    expect(await tellHooks(world)).toEqual([])
    clock.advance(60 * MINUTE)
    expect(await tellHooks(world)).toEqual([])
    expect(heard).toHaveLength(2)
  })

  it('hears of what waits for an operator, once until it is over, where no operator has mail', async () => {
    project.post('2026-03-01-found.md', { title: 'Found again' }, 'It was lost.')
    await run(world)
    clock.advance(31 * MINUTE)
    await run(world)
    await run(world)
    const alarms = heard.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'alarm')
    expect(alarms).toMatchObject([
      { data: { what: 'held', command: 'belfry notices show announcement:2026-03-01-found' } },
    ])
    // It is over, once.
    const held = 'announcement:2026-03-01-found'
    await dismissNotice(world, held, undefined, { by: 'ada', reason: '' })
    await run(world)
    await run(world)
    const said = () => heard.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'alarm')
    expect(said().map(({ data }) => [data.what, data.key])).toEqual([
      ['held', `held:${held}`],
      ['over', `held:${held}`],
    ])
    expect(said()[1]).toMatchObject({ data: { title: 'Over: Found again', reason: 'it is not so any more' } })
  })

  it('an alarm that comes again on the day on which it ended is told again', async () => {
    const alarm: Alarm = { key: 'disk:feeds:error', what: 'alarm', title: 'Full', reason: 'full', command: 'df' }
    const told = async (over: readonly string[]) =>
      await world.store.transaction(async (transaction) => {
        const ended = over.map((key) => ({ key, title: 'Full', saysOver: true }))
        await queueEnds(world.config, transaction, ended, clock.now())
        await queueAlarms(world.config, transaction, [alarm], { keys: [alarm.key], now: clock.now() })
      })
    await told([])
    await told([])
    clock.advance(MINUTE)
    await told([alarm.key])
    await tellHooks(world)
    const said = heard.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'alarm')
    expect(said.map(({ data }) => data.what).sort()).toEqual(['alarm', 'alarm', 'over'])
    const page = { ...world.config, console: true }
    expect(withPage(page, alarm)).toMatchObject({ page: 'http://localhost:8025/console/go?to=/console' })
    expect(withPage(page, { ...alarm, path: '/mailings/3' }).page).toMatch(/to=\/console\/mailings\/3$/)
    expect(withPage(world.config, alarm)).toEqual(alarm)
  })

  it('feeds that are not renewed are told once, and that a run wrote them again', async () => {
    const since = Date.parse('2026-05-05T09:00:00Z')
    await replaceFact(world.store.db, PUBLISHED_AT, String(since))
    // When cron wakes next is asked of the system's clock.
    const now = clock.now()
    const watch = new RunsWatch(world)
    await watch.look()
    clock.set(new Date(Date.now() + 59 * MINUTE).toISOString())
    await watch.look()
    expect(await queued()).toEqual([])
    clock.advance(5 * MINUTE)
    await watch.look()
    await watch.look()
    expect(await queued()).toEqual(['not-renewed:feeds'])
    await watch.stop()
    clock.set(new Date(now).toISOString())
    await run(world)
    await run(world)
    const rows = await world.store.db.selectFrom('hook_deliveries').selectAll().where('type', '=', 'alarm').execute()
    const said = rows.map(({ body }) => JSON.parse(body).data).sort((a, b) => (a.what < b.what ? -1 : 1))
    expect(said.map(({ what, key }) => [what, key])).toEqual([
      ['alarm', 'not-renewed:feeds'],
      ['over', 'not-renewed:feeds'],
    ])
    expect(said[0].reason).toContain('2026-05-05T09:00:00Z')
    expect(await readFact(world.store.db, PUBLISHED_AT)).toBe(String(clock.now()))
  })

  it('without a secret, or in clear, is named by check, and nothing is sent', async () => {
    writeFileSync(join(project.folder, 'hook.secret'), 'secret')
    expect(hookProblems(world.config)).toMatchObject([{ code: 'HOOK', severity: 'error' }])
    const hooks = [{ url: 'http://bot.example/', secretFile: '/nowhere', kinds: ['alarm' as const] }]
    expect(hookProblems({ ...world.config, hooks }).map(({ message }) => message)).toEqual([
      'http://bot.example/ is not https',
      '/nowhere holds no secret',
    ])
    expect((await run(world)).problems).toMatchObject([{ code: 'HOOK_FAILED' }])
    expect(heard).toEqual([])
  })
})

test('the script of docs/hooks.md takes what is signed, once, and nothing else', async () => {
  const script = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(join(repository, 'docs', 'hooks.md'), 'utf8'))?.[1] ?? ''
  expect(script.trim().split('\n').length).toBeLessThanOrEqual(24)
  const heard: Heard[] = []
  const matrix = await listen(heard, () => 200)
  const port = String(await freePort())
  const env = { ...process.env, HOOK_SECRET: SECRET, MATRIX: matrix.url.slice(0, -1), TOKEN: 't', PORT: port }
  const saysSo = `${script.trim()}.on('listening', () => console.error('it listens'))`
  const { process: child, said } = start(process.execPath, ['--input-type=module', '-e', saysSo], {
    cwd: repository,
    env,
  })
  try {
    await said('it listens')
    const post = async (body: string, change: Record<string, string> = {}) => {
      const message = { id: 'msg_1', timestamp: Math.floor(Date.now() / 1000), body }
      const signature = hookSignature(hookSecret(SECRET) ?? Buffer.alloc(0), message)
      const ids = { 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp) }
      const headers = { ...ids, 'webhook-signature': signature, ...change }
      return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status
    }
    const body = JSON.stringify({ type: 'notice.told', data: { title: 'News', url: 'https://lantern.example/' } })
    expect([await post(body), await post(body), await post(body, { 'webhook-signature': 'v1,x' })]).toEqual([
      204, 204, 401,
    ])
    expect(heard.map((one) => JSON.parse(one.body).body)).toEqual(['News https://lantern.example/'])
  } finally {
    child.kill()
    matrix.server.close()
  }
})
