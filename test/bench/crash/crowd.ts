/**
 * A project whose mailing waits in the ledger, for as many people as wanted: written by the database, by the real time,
 * because workers live in it. In: a database, a server, how many. Out: the project, with nothing sent.
 */
import { sql } from 'kysely'
import type { AppContext } from '../../../src/run/app-context.js'
import { run } from '../../../src/run/pipeline.js'
import { makeProject, openTestWorld, type Project, testClock } from '../../support/project.js'

export interface Crowd {
  readonly database: string
  readonly transport: string
  readonly recipients: number
  readonly connections: number
  /** As by default where it is not said. */
  readonly lanes?: number
  /** As `delivery.lease` writes it. */
  readonly lease: string
  /** Of the post, Markdown. */
  readonly body?: string
}

const BODY = 'It is available on the [downloads](/downloads/) page.\n\n'.repeat(10)
const DAY_MS = 24 * 60 * 60_000
const MINUTE_MS = 60_000

export interface Queued {
  readonly project: Project
  readonly mailing: number
}

export async function queuedFor(crowd: Crowd): Promise<Queued> {
  const { project, queue } = await readyFor(crowd)
  return { project, mailing: await queue() }
}

export interface Waiting {
  readonly project: Project
  /** Tells the post. @returns the number of its mailing */
  queue(): Promise<number>
}

/** Lived through until the post has settled. */
export async function readyFor({
  database,
  transport,
  recipients,
  connections,
  lanes = 4,
  lease,
  body = BODY,
}: Crowd): Promise<Waiting> {
  // The other dialect's database would only be made, and never opened.
  const project = await makeProject('sqlite', {
    database,
    mail: { transport },
    delivery: { lease, connections, lanes },
  })
  const now = Date.now()
  const day = new Date(now - DAY_MS).toISOString().slice(0, 10)
  const clock = testClock(new Date(now - 32 * MINUTE_MS).toISOString())
  project.post(
    `${day}-the-issue-tracker-has-moved.md`,
    { title: 'The issue tracker has moved' },
    'It is elsewhere now.',
  )
  const world = await openTestWorld(project, clock)
  try {
    await vouchFor(world, recipients)
    await run(world, { send: false })
    project.post(
      `${day}-lantern-os-3-1-0-has-been-released.md`,
      { title: 'Lantern OS 3.1.0 has been released', categories: 'releases' },
      body,
    )
    clock.advance(MINUTE_MS)
    await run(world, { send: false })
  } finally {
    await world.close()
  }
  const queue = async () => {
    const opened = await openTestWorld(project, testClock(new Date(now).toISOString()))
    try {
      const [told] = (await run(opened, { send: false })).told
      if (told?.recipients !== recipients) throw new Error(`queued for ${told?.recipients} of ${recipients}`)
      return told.mailing
    } finally {
      await opened.close()
    }
  }
  return { project, queue }
}

async function vouchFor({ store, clock }: AppContext, count: number): Promise<void> {
  const now = clock.now()
  await store.transaction(async (transaction) => {
    await sql`
      insert into people (address, address_key, format, runs, created_at)
      with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < cast(${count} as bigint))
      select 'reader-' || n || '@example.org', 'reader-' || n || '@example.org', 'html', '', cast(${now} as bigint) from numbers`.execute(
      transaction,
    )
    await sql`
      insert into subscriptions (person_id, list, state, since)
      select id, 'releases', 'confirmed', cast(${now} as bigint) from people`.execute(transaction)
  })
}
