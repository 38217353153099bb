/** What comes while a build reads and publishes, an instant or another build, is passed over by none after it. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildAlone } from '../../../src/run/output/build-alone.js'
import { buildContent } from '../../../src/run/output/build-content.js'
import { publish } from '../../../src/run/output/publish.js'
import { lookAround, rememberBuilt } from '../../../src/run/output/read-still.js'
import { publishedOf, read } from '../../../src/run/read-content.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { makeProject, type Project, testClock } from '../../support/project.js'

/** The disk has been at rest for a minute. */
const rested = () => Date.now() + 60_000

async function threePosts(): Promise<Project> {
  const project = await makeProject('sqlite')
  project.post('2026-04-01-lamp.md', { title: 'Lamp' }, 'It burns.')
  project.post('2026-05-04-sale.md', { title: 'Sale', expiryDate: '2026-05-05 12:30:00 +0000' }, 'Buy.')
  project.post('2026-05-05-soon.md', { title: 'Soon', date: '2026-05-05 12:30:00 +0000' }, 'Then.')
  return project
}

const inFeed = ({ public: folder }: Project) =>
  ['Lamp', 'Sale', 'Soon'].filter((title) => readFileSync(join(folder, 'atom.xml'), 'utf8').includes(title))

test.each([
  ['that comes', '12:29:59', '12:30:00'],
  ['before which the clock is set back', '12:40:00', '12:10:00'],
])('an instant %s meanwhile', async (_what, before, after) => {
  for (let calls = 0; calls <= 6; calls += 1) {
    const project = await threePosts()
    const clock = testClock(`2026-05-05T${before}Z`)
    let left = calls
    const now = () => {
      if (left === 0) clock.set(`2026-05-05T${after}Z`)
      left -= 1
      return clock.now()
    }
    const context = openReadContext({ file: project.configFile, environment: {}, clock: { now } })
    await buildAlone(context, undefined, rested())
    left = -1
    const seen: unknown[] = []
    for (const at of ['12:35', '13:00', '23:00']) {
      clock.set(`2026-05-05T${at}:00Z`)
      await buildAlone(context, undefined, rested())
      seen.push(inFeed(project))
    }
    expect([calls, ...seen]).toEqual([calls, ['Lamp', 'Soon'], ['Lamp', 'Soon'], ['Lamp', 'Soon']])
    rmSync(project.folder, { recursive: true })
  }
})

test('another one, that had read before, and publishes what was then', async () => {
  const project = await threePosts()
  const clock = testClock('2026-05-05T12:00:00Z')
  const context = openReadContext({ file: project.configFile, environment: {}, clock })
  await buildAlone(context, undefined, rested())
  const other = await read(context)
  for (const post of other.announcements) expect(post.body).not.toBe('')
  project.post('2026-04-01-lamp.md', { title: 'Lamp', categories: 'news' }, 'It burns, and shines.')
  const seen = lookAround(context.config, rested())
  const { isOfFiles, problems, of } = await buildContent(context, { at: rested() })
  expect([seen === undefined, isOfFiles]).toEqual([false, true])
  await publish(context, { ...other, announcements: publishedOf(other) })
  if (seen !== undefined) expect(rememberBuilt(context.config, seen, { problems, of })).toBeUndefined()
  await buildAlone(context, undefined, rested())
  expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('and shines')
})
