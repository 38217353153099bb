/** Two posts may have the same bytes: a copy does until somebody edits it. Each is judged by what it said itself. */
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { listNotices } from '../../src/notices/memory-store.js'
import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'

const MINUTE = 60_000
const HEAD = { title: 'Lamps', categories: 'releases' }
const TEXT = 'Lamps are for sale again.'
const UPDATE = '\n\n**Update (2026-05-05):** They are sold out.'

describe.each(dialects)('posts with the same bytes, on %s', (dialect) => {
  const it = testOn(dialect)
  let world: AppContext
  let clock: TestClock
  let post: (name: string, head: Record<string, string>, body: string) => void

  beforeEach(async () => {
    clock = testClock('2026-05-05T12:00:00Z')
    const project = await makeProject(dialect)
    post = (name, head, body) => void project.post(name, head, body)
    world = await openTestWorld(project, clock)
  })
  afterEach(async () => await world.close())

  const states = async () => (await listNotices(world.store.db)).map(({ key, state }) => `${key} ${state}`)

  it('each of them is updated, while another says what it said', async () => {
    const ids = ['01', '02', '03'].map((day) => `2026-04-${day}-lamps`)
    for (const id of ids) post(`${id}.md`, HEAD, TEXT)
    await run(world)
    for (const [at, id] of ids.entries()) {
      post(`${id}.md`, HEAD, TEXT + UPDATE)
      await run(world)
      expect(await states()).toEqual(ids.slice(0, at + 1).map((one) => `update:${one}:2026-05-05 settling`))
    }
  })

  it('what was told is updated, while a copy says what it said', async () => {
    post('2026-04-01-first.md', { title: 'First' }, 'There is a site.')
    await run(world)
    post('2026-05-05-lamps.md', HEAD, TEXT)
    await run(world)
    clock.advance(31 * MINUTE)
    await run(world)
    post('2026-05-04-lamps-again.md', HEAD, TEXT)
    await run(world)
    post('2026-05-05-lamps.md', HEAD, TEXT + UPDATE)
    await run(world)
    expect(await states()).toContain('announcement:2026-05-05-lamps told')
    expect(await states()).toContain('update:2026-05-05-lamps:2026-05-05 settling')
  })
})
