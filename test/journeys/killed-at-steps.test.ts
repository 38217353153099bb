/**
 * A worker dies at each place between two states of a delivery. What the ledger says right then is exact: from it
 * follows who gets a second copy, and the next run sends just that.
 */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { maybeTwice } from '../../src/delivery/mailing-reports-store.js'
import type { DeliveryStep } from '../../src/delivery/worker-needs.js'
import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import type { Tables } from '../../src/store/tables.js'
import { belfry } from '../support/cli.js'
import { compiledProgram } from '../support/compiled.js'
import { type CountingSink, startCountingSink } from '../support/counting-sink.js'
import { dialects } from '../support/databases.js'
import { start } from '../support/processes.js'
import { openTestWorld, repository, testClock } from '../support/project.js'
import { readyToTell } from './crowd.js'

const PEOPLE = Array.from({ length: 150 }, (_, index) => `reader-${index}@example.org`)
/** The defaults of delivery.connections and delivery.lanes. */
const MOST_IN_DOUBT = 10 * 4

type State = Tables['deliveries']['state']

/** Right after the kill: addresses by state, and those that the server has taken. */
interface Scene {
  readonly of: (state: State) => string[]
  readonly taken: readonly string[]
}

interface Fate {
  readonly step: DeliveryStep
  readonly occurrence: number
  /** What is so after this step at this occurrence, beside what is so after each. */
  readonly expectScene: (scene: Scene) => void
}

const fates: readonly Fate[] = [
  {
    step: 'leased',
    occurrence: 1,
    expectScene: ({ of, taken }) => {
      expect(of('leased')).toHaveLength(MOST_IN_DOUBT)
      expect(of('queued')).toHaveLength(PEOPLE.length - MOST_IN_DOUBT)
      expect(taken).toEqual([])
    },
  },
  {
    step: 'leased',
    occurrence: 3,
    expectScene: ({ of }) => expect(of('leased').length).toBeGreaterThan(0),
  },
  {
    step: 'started',
    occurrence: 1,
    expectScene: ({ of, taken }) => {
      expect(of('sending').length).toBeGreaterThan(0)
      expect(of('accepted')).toEqual([])
      expect(taken).toEqual([])
    },
  },
  {
    step: 'started',
    occurrence: 100,
    expectScene: ({ of }) => expect(of('sending').length + of('accepted').length).toBeGreaterThanOrEqual(100),
  },
  {
    step: 'replied',
    occurrence: 1,
    expectScene: ({ of, taken }) => {
      expect(of('accepted')).toEqual([])
      expect(taken.length).toBeGreaterThan(0)
    },
  },
  {
    step: 'replied',
    occurrence: 100,
    expectScene: ({ of, taken }) => {
      expect(taken.length).toBeGreaterThanOrEqual(100)
      expect(of('sending').length).toBeGreaterThan(0)
    },
  },
  {
    step: 'stored',
    occurrence: 1,
    expectScene: ({ of }) => expect(of('accepted').length).toBeGreaterThan(0),
  },
  {
    step: 'stored',
    occurrence: 100,
    expectScene: ({ of }) => expect(of('accepted').length).toBeGreaterThanOrEqual(100),
  },
]

for (const dialect of dialects) {
  for (const { step, occurrence, expectScene } of fates) {
    test(`killed when a delivery is ${step}, occurrence ${occurrence}, on ${dialect}: only what was being sent is sent again`, async () => {
      const sink = await startCountingSink()
      const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE, {
        body: 'It is there.',
        lease: '60s',
      })
      const world = await openTestWorld(project, testClock(tellAt))
      const [told] = (await run(world, { send: false })).told
      const mailing = told?.mailing ?? 0

      const own = await sessions(world)
      const args = [compiledProgram('dies-at-step'), project.configFile, tellAt, step, String(occurrence)]
      const died = await start(process.execPath, args, { cwd: repository, env: process.env }).ended
      expect(died).toMatchObject({ signal: 'SIGKILL', stderr: '' })
      await sink.quiet()
      while ((await sessions(world)).some((pid) => !own.includes(pid)));
      const scene = await sceneAfter(world, sink)
      expectScene(scene)
      const inDoubt = scene.of('sending')
      expect(inDoubt.length).toBeLessThanOrEqual(MOST_IN_DOUBT)
      const settled = scene.of('accepted')
      expect(scene.taken).toEqual(expect.arrayContaining(settled))
      expect([...inDoubt, ...settled]).toEqual(expect.arrayContaining([...scene.taken]))
      const waiting = [...scene.of('queued'), ...scene.of('leased')]
      expect([...waiting, ...inDoubt, ...settled].sort()).toEqual([...PEOPLE].sort())

      await sql`update deliveries set leased_until = 0 where owner is not null`.execute(world.store.db)
      expect(await belfry(['run', '--json'], { config: project.configFile, now: tellAt })).toMatchObject({ code: 0 })
      const expected = [...PEOPLE, ...scene.taken.filter((address) => inDoubt.includes(address))]
      expect(sink.copies.map(({ to }) => to).sort()).toEqual(expected.sort())
      expect((await maybeTwice(world.store.db, mailing)).sort()).toEqual(inDoubt.sort())
      expect((await sceneAfter(world, sink)).of('accepted')).toHaveLength(PEOPLE.length)
      expect(new Set(sink.copies.map(({ messageId }) => messageId)).size).toBe(1)
      expect(new Set(sink.copies.map(({ to, digest }) => `${to} ${digest}`)).size).toBe(PEOPLE.length)
      await world.close()
      await sink.close()
    })
  }
}

/** PostgreSQL's on this database, beside the one that asks: what a killed process asked is still carried out. */
async function sessions({ store }: AppContext): Promise<number[]> {
  if (store.dialect.name !== 'postgres') return []
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`.execute(
    store.db,
  )
  return rows.map(({ pid }) => pid)
}

async function sceneAfter({ store }: AppContext, { copies }: CountingSink): Promise<Scene> {
  const rows = await store.db.selectFrom('deliveries').select(['address', 'state']).execute()
  return {
    of: (state) => rows.filter((row) => row.state === state).map(({ address }) => address),
    taken: copies.map(({ to }) => to),
  }
}
