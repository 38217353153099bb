/** A post that is away for one run: what was open of it comes back with it, out of the ledger as well as in memory. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { approved, dismissed, held } from '../../src/notices/by-hand.js'
import { closeComparison, findNotice, listNotices, saveNotice } from '../../src/notices/memory-store.js'
import type { Notice } from '../../src/notices/notice.js'
import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'

const MINUTE = 60_000
const ID = '2026-05-05-lamps'
const FILE = `${ID}.md`
const HEAD = { title: 'Lamps', categories: 'releases' }
const TEXT = 'Lamps are for sale again.'
const UPDATE = `${TEXT}\n\n**Update (2026-05-05):** They are sold out.`
const UPDATE_KEY = `update:${ID}:2026-05-05`
const RETRACTION_KEY = `retraction:${ID}`

describe.each(dialects)('a post that was away, on %s', (dialect) => {
  const it = testOn(dialect)
  let world: AppContext
  let clock: TestClock
  let project: Project

  beforeEach(async () => {
    clock = testClock('2026-05-05T12:00:00Z')
    project = await makeProject(dialect)
    project.post('2026-04-01-first.md', { title: 'First' }, 'There is a site.')
    world = await openTestWorld(project, clock)
    await run(world)
    project.post(FILE, HEAD, TEXT)
    await run(world)
    clock.advance(31 * MINUTE)
    await run(world)
    project.post(FILE, HEAD, UPDATE)
    await run(world)
  })
  afterEach(async () => await world.close())

  const say = async (key: string, word: (notice: Notice) => Notice) => {
    const notice = await findNotice(world.store.db, key)
    if (notice === undefined) throw new Error(`there is no notice ${key}`)
    await saveNotice(world.store.db, word(notice))
    if (notice.post !== null) await closeComparison(world.store.db, notice.post, clock.now())
  }
  const away = async () => {
    rmSync(join(project.posts, FILE))
    await run(world)
  }
  const back = async (body = UPDATE) => {
    project.post(FILE, HEAD, body)
    await run(world)
    clock.advance(31 * MINUTE)
    await run(world)
  }
  const states = async () =>
    new Map((await listNotices(world.store.db)).map(({ key, state, heldBy }) => [key, heldBy ?? state]))

  it('its update is told once', async () => {
    await away()
    expect((await states()).get(UPDATE_KEY)).toBe('gone')
    await back()
    await away()
    await back()
    expect(await states()).toMatchObject(
      new Map([
        [`announcement:${ID}`, 'told'],
        [UPDATE_KEY, 'told'],
        [RETRACTION_KEY, 'gone'],
      ]),
    )
  })

  it('an operator’s word holds', async () => {
    await say(UPDATE_KEY, held)
    await away()
    await back()
    expect((await states()).get(UPDATE_KEY)).toBe('operator')
    await say(UPDATE_KEY, (notice) => approved(notice, { text: 'None are left.' }))
    await away()
    await back()
    expect(await findNotice(world.store.db, UPDATE_KEY)).toMatchObject({ state: 'told', text: 'None are left.' })
  })

  it('the comparison stays open, whatever is said of its vanishing', async () => {
    await away()
    await say(RETRACTION_KEY, dismissed)
    await back(`${UPDATE}\n\n**Update (2026-05-05):** More come in June.`)
    const told = await states()
    expect([told.get(UPDATE_KEY), told.get(`${UPDATE_KEY}#2`)]).toEqual(['told', 'told'])
  })
})
