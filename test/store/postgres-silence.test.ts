/** A database that says nothing any more while its connections stand: through a proxy, with limits of milliseconds. */
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Log } from '../../src/base/log.js'
import { sendDue } from '../../src/delivery/worker.js'
import { openAppContext } from '../../src/run/app-context.js'
import { openReadContext } from '../../src/run/read-context.js'
import { openStore } from '../../src/store/open.js'
import { webApp } from '../../src/web/app.js'
import { defaultRateLimits } from '../../src/web/limits.js'
import { PublishedFolder } from '../../src/web/published/read-folder.js'
import { addMailing, addPeople, deliveries } from '../delivery/ledger.js'
import { startBelfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { freshDatabase } from '../support/databases.js'
import { makeProject } from '../support/project.js'
import { startScripted } from '../support/scripted-smtp.js'
import { startProxy } from '../support/silent-proxy.js'

const SHORT = { connectMs: 3_000, shortMs: 1_000, longMs: 2_000, beatMs: 500, stopMs: 500 }
const SILENT = { code: 'DATABASE_SILENT', exitCode: 3 }

/** A log whose lines can be waited for. */
function lines() {
  const said: string[] = []
  const waiting = new Set<() => void>()
  const note = (line: string) => {
    said.push(line)
    for (const look of waiting) look()
  }
  const log: Log = { info: note, warn: note, error: note }
  const until = async (text: RegExp) =>
    await new Promise<void>((resolve) => {
      const look = () => {
        if (said.some((line) => text.test(line))) resolve()
      }
      waiting.add(look)
      look()
    })
  return { log, said, until }
}

describe('a PostgreSQL that falls silent', () => {
  test('ends what waits for it with a word, and the next question goes over a new connection', async () => {
    const proxy = closing(await startProxy(await freshDatabase('postgres')))
    const store = closing(await openStore(proxy.url, { limits: SHORT }))
    proxy.silence(false)
    const ask = async () => (await sql<{ one: number }>`select 1 as one`.execute(store.db)).rows
    await expect(ask()).rejects.toMatchObject(SILENT)
    expect(await ask()).toEqual([{ one: 1 }])
    proxy.silence(false)
    await expect(store.batch([sql`select 1`])).rejects.toMatchObject(SILENT)
    expect(await ask()).toEqual([{ one: 1 }])
    proxy.silence(false)
    await expect(store.transaction(async () => undefined)).rejects.toMatchObject(SILENT)
    expect(await ask()).toEqual([{ one: 1 }])
  })

  test('gives a statement within a transaction more time than one of its own', async () => {
    const store = closing(await openStore(await freshDatabase('postgres'), { limits: { ...SHORT, longMs: 60_000 } }))
    await expect(sql`select pg_sleep(2)`.execute(store.db)).rejects.toMatchObject(SILENT)
    await store.transaction(async (transaction) => await sql`select pg_sleep(1.2)`.execute(transaction))
  })

  test('is not waited for when it is opened', async () => {
    const proxy = closing(await startProxy(await freshDatabase('postgres')))
    proxy.silence(true)
    await expect(openStore(proxy.url, { limits: SHORT })).rejects.toMatchObject({ code: 'DATABASE', exitCode: 3 })
  })

  test('is missed by who listens, who says so and listens again', async () => {
    const database = await freshDatabase('postgres')
    const proxy = closing(await startProxy(database))
    const other = closing(await openStore(database))
    const { log, until } = lines()
    const store = closing(await openStore(proxy.url, { limits: SHORT, log }))
    let heard: () => void = () => undefined
    const next = async () =>
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    const listening = next()
    closing(store.listen(() => heard()))
    await listening
    proxy.silence(false)
    await until(/nothing is heard from the database, connecting again: The database did not answer within 0.5 s/)
    await until(/the database is heard again/)
    const again = next()
    await other.dialect.wakeWorkers()?.execute(other.db)
    await again
  })

  test('ends the claim of a worker whose lease is not renewed; what is found again is sent once', async () => {
    const database = await freshDatabase('postgres')
    const proxy = closing(await startProxy(database))
    const silences = { count: 0 }
    const server = closing(
      await startScripted({
        dot: () => {
          silences.count += 1
          if (silences.count === 1) proxy.silence(false)
          return '250 ok'
        },
      }),
    )
    const project = await makeProject('postgres', {
      database: proxy.url,
      mail: { transport: server.transport },
      delivery: { lease: '1s', connections: 1 },
    })
    const { log, until } = lines()
    const context = closing(await openAppContext(openReadContext({ file: project.configFile, environment: {}, log })))
    await addPeople(context.store, 3)
    await addMailing(context.store)
    const sending = sendDue(context).catch(() => undefined)
    await until(/the database did not answer for a whole lease \(1 s\): connecting again/)
    await sending
    expect(await sql`select 1`.execute(context.store.db)).toBeDefined()
    expect((await deliveries(context.store)).map(({ state }) => state)).not.toContain('failed')
  })

  test('is told by /readyz', async () => {
    const proxy = closing(await startProxy(await freshDatabase('postgres')))
    const project = await makeProject('postgres', { database: proxy.url })
    const context = closing(await openAppContext(openReadContext({ file: project.configFile, environment: {} })))
    const store = closing(await openStore(proxy.url, { limits: SHORT }))
    const hooks = { mailWaiting: () => undefined }
    const web = webApp({ ...context, store }, hooks, defaultRateLimits, new PublishedFolder(project.public))
    const ready = async () => {
      const answer = await web.request('/readyz')
      return [answer.status, await answer.text(), answer.headers.get('Cache-Control')]
    }
    expect(await ready()).toEqual([200, 'ready\n', 'no-store'])
    proxy.silence(true)
    expect(await ready()).toEqual([503, 'the database does not answer\n', 'no-store'])
  })

  test('is waited for no longer by who was told to stop, and asked nothing any more', async () => {
    const proxy = closing(await startProxy(await freshDatabase('postgres')))
    const stop = new AbortController()
    const limits = { ...SHORT, shortMs: 60_000, longMs: 60_000, connectMs: 60_000, stopMs: 300 }
    const store = closing(await openStore(proxy.url, { limits, signal: stop.signal }))
    proxy.silence(true)
    const asked = Array.from({ length: 12 }, async () => await sql`select 1`.execute(store.db))
    await proxy.unheard
    stop.abort()
    const ends = await Promise.allSettled(asked)
    expect(ends.map(({ status }) => status)).toEqual(Array(12).fill('rejected'))
    await expect(sql`select 1`.execute(store.db)).rejects.toMatchObject(SILENT)
    // Those that were connecting too, and those for whom nothing was connected yet: none takes the minute it may take.
  })

  test.each(['serve', 'worker', 'run'])('lets `belfry %s` end when it gets SIGTERM', async (command) => {
    const database = await freshDatabase('postgres')
    closing(await openStore(database))
    const proxy = closing(await startProxy(database))
    const project = await makeProject('postgres', { database: proxy.url })
    project.post('2026-05-01-one.md', { title: 'One' }, 'Text.')
    proxy.silence(command === 'run')
    const running = startBelfry([command], { config: project.configFile })
    if (command !== 'run') {
      await running.said(command === 'serve' ? 'Belfry is at' : 'This worker sends')
      proxy.silence(true)
    }
    await proxy.unheard
    running.process.kill('SIGTERM')
    const { signal } = await running.ended
    expect(signal).toBeNull()
  })
})
