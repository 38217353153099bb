/** Two operators have to agree to what people start: by whichever way, for what it says now, each counted once. */
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { findNotice } from '../../../src/notices/memory-store.js'
import type { AppContext } from '../../../src/run/app-context.js'
import { foreseeNotice, noticesNow, sendForeseen } from '../../../src/run/operators/acts.js'
import { isAgreed, waitsSentence } from '../../../src/run/operators/agreement.js'
import { approveNotice, dismissNotice, holdNotice } from '../../../src/run/operators/decide-notice.js'
import { mailingNumbered } from '../../../src/run/operators/mailing-numbered.js'
import { agreedToSteer, foreseeRetries, steerMailing } from '../../../src/run/operators/steer-mailing.js'
import { run } from '../../../src/run/pipeline.js'
import { inviteByWord, revokeByWord } from '../../../src/run/sign-in/accounts.js'
import { newestEvents } from '../../../src/subscribers/event-store.js'
import { addPerson, addressOf } from '../../delivery/ledger.js'
import { dialects, testOn } from '../../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'

const ADA = { by: 'ada@example.org', reason: '', via: 'console' } as const
const BEA = { by: 'bea@example.org', reason: '', via: 'api' } as const
const KEY = 'announcement:2026-05-04-open'
const HOUR = 3_600_000

describe.each(dialects)('on %s', (dialect) => {
  const it = testOn(dialect)
  let clock: TestClock
  let project: Project
  let world: AppContext

  beforeEach(async () => {
    clock = testClock('2026-05-04T12:00:00Z')
    project = await makeProject(dialect, { operators: { approvals: 2, approvalsAbove: 1 } })
    project.post('2026-05-01-first.md', { title: 'First', date: '2026-05-01', categories: ['releases'] }, 'Text.')
    world = await openTestWorld(project, clock)
    for (const who of ['x', 'y']) await addPerson(world.store, `${who}@example.org`, ['releases'])
    await run(world, { send: false })
    write('Text.')
    await run(world, { send: false })
  })
  afterEach(async () => await world.close())

  const write = (text: string) =>
    project.post('2026-05-04-open.md', { title: 'Open', date: '2026-05-04', categories: ['releases'] }, text)
  const notice = async () => {
    const found = await findNotice(world.store.db, KEY)
    if (found === undefined) throw new Error('there is no notice')
    return found
  }
  const approve = async (word: typeof ADA | typeof BEA) => isAgreed(await approveNotice(world, KEY, {}, word))
  const send = async (word: typeof ADA | typeof BEA) => {
    const open = await notice()
    return await sendForeseen(world, await foreseeNotice(world, open, open.revision, {}), word)
  }

  it('an approval takes two, and the same operator counts once', async () => {
    expect([await approve(ADA), await approve(ADA), (await notice()).state]).toEqual([false, false, 'settling'])
    expect([await approve(BEA), (await notice()).state]).toEqual([true, 'due'])
  })

  it('a new revision, other words, another instant, or a day later begin anew', async () => {
    await approve(ADA)
    write('Other text.')
    await run(world, { send: false })
    expect((await notice()).revision).toBe(2)
    expect(await approve(BEA)).toBe(false)
    expect(isAgreed(await approveNotice(world, KEY, { severity: 'important' }, ADA))).toBe(false)
    expect(await approve(BEA)).toBe(false)
    const at = clock.now() + HOUR
    expect(isAgreed(await approveNotice(world, KEY, { at }, ADA))).toBe(false)
    expect(isAgreed(await approveNotice(world, KEY, { at: at + 1 }, BEA))).toBe(false)
    await holdNotice(world, KEY, ADA)
    clock.advance(24 * HOUR + 1)
    expect(await approve(ADA)).toBe(false)
    expect(await approve(BEA)).toBe(true)
  })

  it('who agreed to what is shown, until it is another revision; the same words count whichever way they came', async () => {
    const at = clock.now() + HOUR
    await approveNotice(world, KEY, { severity: 'important', at }, ADA)
    const agreed = async () => (await noticesNow(world, [await notice()]))[0]?.agreed
    const ada = { operator: ADA.by, said: { severity: 'important', at } }
    const nobody = { needed: 2, agreed: [] }
    expect(await agreed()).toEqual({ approve: { needed: 2, agreed: [ada] }, send: nobody })
    await send(ADA)
    expect((await agreed())?.send.agreed).toEqual([{ operator: ADA.by, said: {} }])
    write('Other text.')
    await run(world, { send: false })
    expect(await agreed()).toEqual({ approve: nobody, send: nobody })
    await approveNotice(world, KEY, { severity: 'important', at }, ADA)
    expect(isAgreed(await approveNotice(world, KEY, { at, severity: 'important' }, BEA))).toBe(true)
    expect(await agreed()).toEqual({ approve: nobody, send: nobody })
  })

  it('who is revoked has agreed to nothing any more', async () => {
    await inviteByWord(world, addressOf(ADA.by), 'sender', ADA)
    await approve(ADA)
    await revokeByWord(world, addressOf(ADA.by), BEA)
    expect([await approve(BEA), (await notice()).state]).toEqual([false, 'settling'])
  })

  it('a send takes two, and what stops takes one', async () => {
    const first = await send(ADA)
    expect([first.mailing, waitsSentence(first)]).toEqual([
      undefined,
      'It waits for another operator: 1 of 2 have agreed.',
    ])
    expect((await notice()).state).toBe('settling')
    const { mailing = 0, recipients } = await send(BEA)
    expect([(await notice()).state, recipients]).toEqual(['told', 2])
    expect(isAgreed(await steerMailing(world, String(mailing), 'pause', ADA))).toBe(true)
    expect(isAgreed(await steerMailing(world, String(mailing), 'resume', ADA))).toBe(false)
    const look = await mailingNumbered(world, String(mailing))
    expect(await agreedToSteer(world, look, await foreseeRetries(world, look))).toEqual({
      resume: { needed: 2, agreed: [{ operator: ADA.by, said: {} }] },
    })
    expect(isAgreed(await steerMailing(world, String(mailing), 'resume', BEA))).toBe(true)
    expect(isAgreed(await steerMailing(world, String(mailing), 'cancel', BEA))).toBe(true)
    // Each word once, by whoever said it, with how many had agreed by then.
    const kept = (await newestEvents(world.store.db, 7)).map(({ action, by, via, details }) => {
      const { approvals } = details as { approvals?: number }
      return [action, by.slice(0, 3), via, ...(approvals === undefined ? [] : [approvals])]
    })
    expect(kept.reverse()).toEqual([
      ['send', 'ada', 'console', 1],
      ['send', 'bea', 'api', 2],
      ['tell', 'bea', 'api'],
      ['pause', 'ada', 'console'],
      ['resume', 'ada', 'console', 1],
      ['resume', 'bea', 'api', 2],
      ['cancel', 'bea', 'api'],
    ])
  })

  it('dismissing takes one, and so does what reaches few', async () => {
    expect(isAgreed(await dismissNotice(world, KEY, undefined, ADA))).toBe(true)
    await world.close()
    project = await makeProject(dialect, { operators: { approvals: 2, approvalsAbove: 2 } })
    project.post('2026-05-01-first.md', { title: 'First', date: '2026-05-01', categories: ['releases'] }, 'Text.')
    world = await openTestWorld(project, clock)
    for (const who of ['x', 'y']) await addPerson(world.store, `${who}@example.org`, ['releases'])
    await run(world, { send: false })
    write('Text.')
    await run(world, { send: false })
    expect(await approve(ADA)).toBe(true)
  })
})
