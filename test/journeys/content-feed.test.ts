/** Posts that come from a CMS's feed: told once, edits judged, recalled by words; what scrolls out stays. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { belfry } from '../support/cli.js'
import { makeProject, type Project, testClock } from '../support/project.js'

interface Report {
  told: { key: string; severity: string }[]
  asked: { key: string }[]
  held: { key: string }[]
  problems: { code: string }[]
}
interface Entry {
  readonly id: string
  readonly at: string
  readonly body?: string
}

const SITE = 'https://lantern.example'
const item = ({ id, at, body = `All about ${id} and how it burns.` }: Entry) =>
  `<entry><id>tag:x:${id}</id><title>News of ${id}</title><link href="${SITE}/blog/${id}/"/>` +
  `<published>${at}</published><content type="html">&lt;p&gt;${body}&lt;/p&gt;</content></entry>`

describe('a project that has a feed alone', () => {
  test('init writes its configuration, check has nothing to say, replay tells of its entries', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'belfry-cms-'))
    const days = ['01', '02', '03'].map((day) => ({ id: `day-${day}`, at: `2026-04-${day}T08:00:00Z` }))
    const head = `<title>Lantern CMS</title><link href="${SITE}/"/>`
    writeFileSync(
      join(folder, 'cms.xml'),
      `<feed xml:lang="en-GB" xmlns="http://www.w3.org/2005/Atom">${head}${days.map(item).join('')}</feed>`,
    )
    const now = '2026-05-04T10:00:00Z'
    const made = await belfry(['init', folder, '--feed', join(folder, 'cms.xml'), '--yes', '--json'], { now })
    expect([made.code, made.json()]).toMatchObject([
      0,
      { posts: 3, problems: [], replay: { steps: 3, told: 2, asked: 0, held: 0 } },
    ])
    const config = join(folder, 'config/belfry.yaml')
    expect(parse(readFileSync(config, 'utf8'))).toMatchObject({
      site: { title: 'Lantern CMS', url: SITE, language: 'en-GB' },
      content: { feed: '../cms.xml' },
      feeds: { pages: false },
    })
    const told = await belfry(['replay', join(folder, 'cms.xml')], { config, now })
    expect(told.stdout).toMatch(/2026-04-02 {2}tell[\s\S]*2 told, 0 asked, 0 held, 0 silent\./)
    const against = await belfry(['plan', '--against', 'main'], { config, now })
    expect([against.code, against.stderr]).toEqual([2, expect.stringContaining('content.feed')])
  })
})

describe('posts from a feed', () => {
  let project: Project
  const clock = testClock('2026-05-04T08:00:00Z')
  const feed = (...entries: readonly Entry[]) =>
    writeFileSync(
      join(project.folder, 'cms.xml'),
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>CMS</title>${entries.map(item).join('\n')}</feed>`,
    )
  const call = async (...args: string[]) =>
    await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
  const run = async () => {
    clock.advance(3_600_000)
    const result = await call('run', '--json')
    return { ...(result.json() as Report), code: result.code }
  }
  const keys = (found: readonly { key: string }[]) => found.map(({ key }) => key)
  const published = () => readFileSync(join(project.public, 'atom.xml'), 'utf8')
  const old: Entry = { id: 'oil', at: '2026-04-30T08:00:00Z' }
  const fresh: Entry = { id: 'wick', at: '2026-05-04T09:00:00Z' }

  beforeEach(async () => {
    clock.set('2026-05-04T08:00:00Z')
    project = await makeProject('sqlite', {
      content: { posts: undefined as unknown as string, feed: 'cms.xml', register: 'content/register.yaml' },
      feeds: { folder: 'public', authority: 'lantern.example', since: '2026' },
    })
    feed(old)
    const first = await run()
    expect([first.code, keys(first.told)]).toEqual([0, []])
    expect(keys((await run()).told)).toEqual([])
    feed(fresh, old)
    await run()
    expect(keys((await run()).told)).toEqual(['announcement:tag:x:wick'])
  })

  test('feeds keep the ids of the entries, and check, plan and build go by the same feed', async () => {
    expect(published()).toContain('<id>tag:x:wick</id>')
    expect(published()).toContain(`${SITE}/blog/wick/`)
    expect(readdirSync(join(project.public, 'blog'))).toEqual(expect.arrayContaining(['oil', 'wick']))
    for (const command of ['check', 'plan', 'build']) expect((await call(command)).code).toBe(0)
  })

  test('what scrolls out is told nothing of, asked nothing of, and stays in feeds and pages', async () => {
    const before = published()
    feed({ id: 'lamp', at: '2026-05-04T12:00:00Z' })
    const found = await run()
    expect([found.code, keys(found.asked), keys(found.told), found.problems]).toEqual([0, [], [], []])
    expect(keys((await run()).told)).toEqual(['announcement:tag:x:lamp'])
    expect(published()).toContain('<id>tag:x:wick</id>')
    expect(published()).toContain('All about oil and how it burns.')
    expect(before).not.toContain('tag:x:lamp')
    expect(readdirSync(join(project.public, 'blog'))).toEqual(expect.arrayContaining(['lamp', 'oil', 'wick']))
    feed(fresh, old)
    expect(keys((await run()).told)).toEqual([])
  })

  test('a tombstone asks whether what was told is taken back, and takes its page', async () => {
    feed(old)
    const file = join(project.folder, 'cms.xml')
    const tombstone = (id: string) =>
      `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${id}" when="2026-05-04T13:00:00Z"/>`
    const scrolled = readFileSync(file, 'utf8')
    const stones = ['tag:x:wick', 'tag:x:oil', 'tag:x:stranger'].map(tombstone).join('')
    writeFileSync(file, scrolled.replace('</feed>', `${stones}</feed>`))
    const found = await run()
    // An entry that stands there all the same was not taken back.
    expect([found.code, keys(found.asked), keys(found.told)]).toEqual([0, ['retraction:tag:x:wick'], []])
    expect(published()).not.toContain('All about wick')
    expect(published()).toContain('All about oil')
  })

  test('also where the folder of what was read is lost', async () => {
    rmSync(join(project.folder, 'kept'), { recursive: true })
    feed({ id: 'lamp', at: '2026-05-04T12:00:00Z' })
    const found = await run()
    expect([found.code, keys(found.asked), keys(found.held)]).toEqual([0, [], []])
    expect(keys((await run()).told)).toEqual(['announcement:tag:x:lamp'])
  })

  test('what goes before it was told is not told', async () => {
    feed({ id: 'slip', at: '2026-05-04T12:00:00Z' }, fresh, old)
    await run()
    feed(fresh, old)
    expect([...keys((await run()).told), ...keys((await run()).told)]).toEqual([])
    expect(published()).not.toContain('tag:x:slip')
  })

  test('an edit is judged by its words, and a recall is one by words', async () => {
    feed({ ...fresh, body: 'All about wick and how it burns!' }, old)
    const comma = await run()
    expect([keys(comma.asked), keys(comma.told)]).toEqual([[], []])
    feed({ ...fresh, body: 'All about wick and how it burns. We have withdrawn it: do not install it.' }, old)
    const recalled = await run()
    const later = await run()
    const about = [...recalled.asked, ...recalled.told, ...recalled.held, ...later.told, ...later.asked]
    expect(keys(about).some((key) => key.includes('tag:x:wick'))).toBe(true)
  })

  test('a broken feed tells nothing: what was read last goes on, and the next good one is read', async () => {
    const before = published()
    for (const text of ['', '<feed', '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>']) {
      writeFileSync(join(project.folder, 'cms.xml'), text)
      const found = await run()
      expect([found.code, found.problems.map(({ code }) => code), keys(found.told)]).toEqual([1, ['CONTENT_FEED'], []])
      expect(published()).toBe(before)
    }
    feed(fresh, old)
    expect((await run()).code).toBe(0)
  })
})
