/** The suppression list is asked when a message starts and when somebody signs up; on both databases. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sendDue } from '../../../src/delivery/worker.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { suppressEach } from '../../../src/run/people/by-operator.js'
import { subscribe } from '../../../src/run/people/membership.js'
import { addMailing, addPerson, addressOf } from '../../delivery/ledger.js'
import { dialects } from '../../support/databases.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'

const ADA = 'ada@example.net'

describe.each(dialects)('whom nothing is mailed to, on %s', (dialect) => {
  let world: AppContext
  beforeEach(async () => {
    world = await openTestWorld(await makeProject(dialect), testClock('2026-05-05T12:00:00Z'))
  })
  afterEach(async () => await world.close())
  const suppressed = async (...addresses: string[]) =>
    await suppressEach(
      world,
      addresses.map((address) => ({ address: addressOf(address), reason: 'of old' })),
      { by: 'mara', reason: '' },
    )

  test('gets nothing of a mailing that was queued before', async () => {
    for (const address of [ADA, 'bea@example.net']) await addPerson(world.store, address, ['releases'])
    await addMailing(world.store)
    expect(await suppressed(ADA, 'somebody@example.org')).toBe(2)
    await sendDue(world)
    const rows = await world.store.db.selectFrom('deliveries').select(['address', 'state']).orderBy('address').execute()
    expect(rows).toEqual([
      { address: ADA, state: 'cancelled' },
      { address: 'bea@example.net', state: 'accepted' },
    ])
  })

  test.each(['request', 'vouch'] as const)('is asked nothing and brought back by nobody (%s)', async (ask) => {
    await suppressed(ADA)
    const request = { address: addressOf('ADA@example.net'), lists: ['releases'], details: {}, ask }
    expect(await subscribe(world, request)).toMatchObject({
      changed: false,
      pending: [],
      refused: expect.stringContaining('suppressed'),
    })
    expect(await world.store.db.selectFrom('mailings').select('id').execute()).toEqual([])
  })
})
