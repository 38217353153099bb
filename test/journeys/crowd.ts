/**
 * Many subscribers at once, and a project whose next run mails all of them. In: how many. Out: a project, with the
 * instant to run at.
 */

import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { parseAddress } from '../../src/subscribers/address.js'
import type { Dialect } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'

export const KEY = 'announcement:2026-05-04-lantern-os-3-1-0-has-been-released'

export interface Ready {
  readonly project: Project
  /** A run at this instant tells the post. */
  readonly tellAt: string
}

/** Lived through until the post has settled. */
export async function readyToTell(
  dialect: Dialect,
  transport: string,
  addresses: readonly string[],
  { body = BODY, lease = '2s', database = '' } = {},
): Promise<Ready> {
  const place = database === '' ? {} : { database }
  const project = await makeProject(dialect, { mail: { transport }, delivery: { lease }, ...place })
  const clock = testClock('2026-05-04T09:30:00Z')
  project.post(
    '2026-04-14-the-issue-tracker-has-moved.md',
    { title: 'The issue tracker has moved' },
    'It is elsewhere now.',
  )
  const world = await openTestWorld(project, clock)
  try {
    await vouchFor(world, addresses)
    await run(world)
    project.post(
      `${KEY.slice('announcement:'.length)}.md`,
      { title: 'Lantern OS 3.1.0 has been released', categories: 'releases' },
      body,
    )
    clock.advance(60_000)
    await run(world)
  } finally {
    await world.close()
  }
  return { project, tellAt: '2026-05-04T10:02:00Z' }
}

/** Long enough that a message takes several packets. */
const BODY = 'It is available on the [downloads](/downloads/) page.\n\n'.repeat(60)

/** All in one statement for every hundred: thousands of commits would be the longest part of the test. */
async function vouchFor(world: AppContext, addresses: readonly string[]): Promise<void> {
  const now = world.clock.now()
  const people = addresses
    .flatMap((text) => parseAddress(text) ?? [])
    .map(({ address, key }) => ({ address, address_key: key, format: 'html' as const, runs: '', created_at: now }))
  await world.store.transaction(async (transaction) => {
    for (let from = 0; from < people.length; from += 100) {
      const ids = await transaction
        .insertInto('people')
        .values(people.slice(from, from + 100))
        .returning('id')
        .execute()
      const rows = ids.map(({ id }) => ({ person_id: id, list: 'releases', state: 'confirmed' as const, since: now }))
      await transaction.insertInto('subscriptions').values(rows).execute()
    }
  })
}
