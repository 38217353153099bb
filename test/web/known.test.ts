/**
 * Nobody learns from a form who is known here: the answer is the same, and so is every statement that the database is
 * asked on the way to it. What takes longer for one than for another is done after the answer.
 */
import type { KyselyPlugin, RootOperationNode } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { makeToken } from '../../src/subscribers/links.js'
import { findByAddress } from '../../src/subscribers/person-store.js'
import { suppress } from '../../src/subscribers/suppression-store.js'
import { webApp } from '../../src/web/app.js'
import { defaultRateLimits } from '../../src/web/limits.js'
import { PublishedFolder } from '../../src/web/published/read-folder.js'
import type { WebApp } from '../../src/web/web-context.js'
import { addPerson, addressOf } from '../delivery/ledger.js'
import { dialects } from '../support/databases.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { NO_HOOKS } from './web-fixture.js'

const LIMITS = { ...defaultRateLimits, perSharedNetwork: 100_000, perMailbox: 100 }

/** Confirmed, waiting, one who left, who is never mailed, and somebody of whom nothing is known. */
const PEOPLE = ['confirmed', 'pending', 'left', 'suppressed', 'nobody'] as const
const addressFor = (who: string) => `${who}@example.org`

/** What the database is asked, without the values. */
function recorder(asked: string[], { store }: AppContext): KyselyPlugin {
  const compiled = (node: RootOperationNode) => store.db.getExecutor().compileQuery(node, { queryId: 'any' }).sql
  return {
    transformQuery: ({ node }) => {
      asked.push(compiled(node))
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

describe.each(dialects)('who is known, on %s', (dialect) => {
  let world: AppContext
  let app: WebApp
  let asked: string[]

  beforeAll(async () => {
    const project = await makeProject(dialect)
    world = await openTestWorld(project, testClock('2026-05-04T12:00:00Z'))
    const { store } = world
    for (const who of ['confirmed', 'left', 'suppressed', 'mover'])
      await addPerson(store, addressFor(who), ['releases'])
    await addPerson(store, addressFor('pending'), ['releases'], { ask: 'request' })
    const { id = 0 } = (await findByAddress(store.db, addressOf(addressFor('left')))) ?? {}
    await store.db.updateTable('subscriptions').set({ state: 'ended' }).where('person_id', '=', id).execute()
    await suppress(store.db, addressOf(addressFor('suppressed')), 'it bounced', 1)
    asked = []
    const db = store.db.withPlugin(recorder(asked, world))
    const transaction: typeof store.transaction = async (work) => await db.transaction().execute(work)
    const context = { ...world, store: { ...store, db, transaction } }
    app = webApp(context, NO_HOOKS, LIMITS, new PublishedFolder(project.public))
  })
  afterAll(async () => await world.close())

  /** Everything that whoever asks can see, and all that the database was asked meanwhile. */
  const answerTo = async (path: string, fields: readonly (readonly [string, string])[]) => {
    asked.length = 0
    const body = new URLSearchParams(fields.map(([name, value]) => [name, value]))
    const answer = await app.request(path, { method: 'POST', body }, { client: '127.0.0.1', target: path })
    return { status: answer.status, headers: [...answer.headers], page: await answer.text(), asked: [...asked] }
  }

  const asks = {
    'for lists': async (who: string) =>
      await answerTo('/subscribe', [
        ['address', addressFor(who)],
        ['list', 'security'],
      ]),
    'for the link': async (who: string) =>
      await answerTo('/subscribe', [
        ['address', addressFor(who)],
        ['want', 'preferences'],
      ]),
    'by JSON': async (who: string) => {
      asked.length = 0
      const body = JSON.stringify({ address: addressFor(who), lists: ['security'] })
      const headers = { 'Content-Type': 'application/json' }
      const path = '/api/subscriptions'
      const answer = await app.request(path, { method: 'POST', headers, body }, { client: '127.0.0.1', target: path })
      return { status: answer.status, headers: [...answer.headers], page: await answer.text(), asked: [...asked] }
    },
    'for another address': async (who: string) => {
      const { id: person = 0 } = (await findByAddress(world.store.db, addressOf(addressFor('mover')))) ?? {}
      const link = makeToken(world.keys, 'preferences', { person, mailing: 999 })
      return await answerTo(`/preferences/${link}`, [
        ['address', addressFor(who)],
        ['change', 'yes'],
      ])
    },
  }

  test.each(Object.entries(asks))('is not told by asking %s', async (_what, ask) => {
    // Whether an address was asked for a moment ago counts, whoever has it: each was.
    for (const who of PEOPLE) await ask(who)
    const [first, ...others] = await inTurn(PEOPLE, ask)
    expect([200, 202, 303]).toContain(first?.status)
    expect(first?.asked.at(-1)).toMatch(/^insert into "form_requests"/)
    for (const other of others) expect(other).toEqual(first)
  })

  test('is asked by no statement on the way to the answer to the form', async () => {
    const { asked: statements } = await asks['for lists']('confirmed')
    const tables = statements.flatMap((text) => [...text.matchAll(/(?:from|into|update|join) "(\w+)"/g)])
    expect([...new Set(tables.map(([, table]) => table))].sort()).toEqual(['form_requests', 'limits'])
  })
})

async function inTurn<Result>(people: readonly string[], ask: (who: string) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (const who of people) results.push(await ask(who))
  return results
}
