/** Mailings that somebody watches: one look for all, bounds, ends; and the stream of events over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.js'
import type { MailingLook } from '../../src/delivery/mailing-look-store.js'
import { endSession } from '../../src/operators/operator-store.js'
import { inviteByWord, signInByLink } from '../../src/run/sign-in/accounts.js'
import { MailingWatches, type WatchedLook } from '../../src/web/console/open-mailing-watch.js'
import { addressOf, openWeb, type WebFixture } from './web-fixture.js'

const LOOK: MailingLook = {
  ...{ mailing: 1, key: 'announcement:a', subject: 'A', state: 'sending', audience: 10, accepted: 0 },
  ...{ queued: 10, leased: 0, sending: 0, deferred: 0, failed: 0, uncertain: 0, cancelled: 0, maybeTwice: 0 },
  ...{ messageId: '<a@x>', lists: ['all'], reason: '', startedAt: null, finishedAt: null, rate: 0, now: 0 },
  ...{ workers: 0, nextRetry: null, domains: [], slowed: [], isPartial: false },
}
const BOUNDS = { everyMs: 1, perOperator: 2, inAll: 3 }

function watches(until = Number.POSITIVE_INFINITY) {
  const looked = { count: 0 }
  const look = async (): Promise<MailingLook> => {
    looked.count += 1
    const accepted = looked.count
    return { ...LOOK, accepted, now: accepted * 1000, state: accepted >= until ? 'finished' : 'sending' }
  }
  return { looked, all: new MailingWatches(look, silentLog, BOUNDS) }
}

async function some(seen: AsyncGenerator<WatchedLook> | undefined, most: number): Promise<number[]> {
  const found: number[] = []
  if (seen !== undefined)
    for await (const { look } of seen) {
      found.push(look.accepted)
      if (found.length === most) break
    }
  return found
}

describe('watching', () => {
  test('is one look for all who watch a mailing, and none once they are gone', async () => {
    const { all, looked } = watches()
    const { signal } = new AbortController()
    const found = await Promise.all([1, 2, 3].map(async (who) => await some(all.watch(7, who, signal), 5)))
    for (const looks of found) expect(looks).toEqual(found[0])
    expect(looked.count).toBeLessThan(8)
    const before = looked.count
    expect(await some(all.watch(7, 1, signal), 2)).toEqual([before + 1, before + 2])
  })

  test('has a bound for an operator and one for all; who leaves makes room', () => {
    const { all } = watches()
    const gone = new AbortController()
    const { signal } = new AbortController()
    expect(all.watch(7, 1, gone.signal)).toBeDefined()
    expect(all.watch(8, 1, signal)).toBeDefined()
    expect(all.watch(9, 1, signal)).toBeUndefined()
    expect(all.watch(9, 2, signal)).toBeDefined()
    expect(all.watch(9, 3, signal)).toBeUndefined()
    gone.abort()
    expect(all.watch(9, 3, signal)).toBeDefined()
  })

  test('ends with the mailing, with a mailing that is gone, and where the ledger fails', async () => {
    const { signal } = new AbortController()
    expect(await some(watches(3).all.watch(7, 1, signal), 99)).toHaveLength(3)
    const gone = new MailingWatches(async () => undefined, silentLog, BOUNDS)
    expect(await some(gone.watch(7, 1, signal), 99)).toEqual([])
    const failing = new MailingWatches(async () => await Promise.reject(new Error('away')), silentLog, BOUNDS)
    expect(await some(failing.watch(7, 1, signal), 99)).toEqual([])
    expect(failing.watch(7, 1, signal)).toBeDefined()
  })

  test('shows a slow one the newest look', async () => {
    const { all, looked } = watches(20)
    const seen = all.watch(7, 1, new AbortController().signal)
    while (looked.count < 20) await new Promise(setImmediate)
    expect(await some(seen, 99)).toEqual([20])
  })
})

describe('the stream', () => {
  let web: WebFixture
  beforeAll(async () => {
    web = await openWeb({ environment: { BELFRY_CONSOLE: 'true' } })
    await web.join('reader@example.org')
    await web.announce('To be watched')
    await web.world.store.db.updateTable('deliveries').set({ state: 'queued' }).where('mailing_id', '=', 2).execute()
    await web.world.store.db
      .updateTable('mailings')
      .set({ state: 'sending', reason: 'asked by reader@example.org' })
      .where('id', '=', 2)
      .execute()
  })
  afterAll(async () => await web.close())

  const signIn = async (role: 'viewer' | 'admin') => {
    const { url } = await inviteByWord(web.world, addressOf(`${role}@x.example`), role, { by: 'root', reason: '' })
    return (await signInByLink(web.world, url.replace(/^.*\//, ''))) ?? ''
  }
  const open = async (secret: string, signal?: AbortSignal) =>
    await web.get('/console/mailings/2/events', {
      headers: { Cookie: `belfry-console=${secret}` },
      ...(signal && { signal }),
    })
  const firstOf = async (answer: Response) => {
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    const text = (await reader?.read())?.value ?? ''
    await reader?.cancel()
    return text
  }

  test('says how far it is, with addresses for those alone who may see them', async () => {
    const admin = await open(await signIn('admin'))
    expect(admin.headers.get('Content-Type')).toContain('text/event-stream')
    const text = await firstOf(admin)
    expect(text).toMatch(/^event: look\ndata: <p>Mailing 2 is sending: asked by reader@example\.org/)
    expect(await firstOf(await open(await signIn('viewer')))).toContain('asked by r***@example.org')
  })

  test('is refused to the ninth of an operator, and ends when the session does', async () => {
    const secret = await signIn('admin')
    const ended = new AbortController()
    const opened = await Promise.all(Array.from({ length: 8 }, async () => await open(secret, ended.signal)))
    expect(opened.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect((await open(secret)).status).toBe(429)
    const [first] = opened
    await endSession(web.world.store.db, secret)
    expect(await first?.text()).toMatch(/event: end\ndata: ?\n\n$/)
    ended.abort()
  })
})
