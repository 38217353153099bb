/**
 * The id of an entry through the life of its post: renamed, dated anew, moved to another domain, taken back. A golden
 * Atom feed a step, from real runs; after each step another machine, which has posts and register alone, builds the
 * same bytes.
 */
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { belfry } from '../support/cli.js'
import { temporaryFolder } from '../support/git-repository.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'

const OLD = '2026-05-04-lantern-31'
const NEW = '2026-05-04-lantern-os-3-1-released'
const DATED = '2026-05-06-lantern-os-3-1-released'
const TITLE = 'Lantern OS 3.1 has been released'

async function runIn(project: Project, clock: TestClock, ms: number): Promise<void> {
  clock.advance(ms)
  const world = await openTestWorld(project, clock)
  try {
    await run(world)
  } finally {
    await world.close()
  }
}

const MINUTES = 60_000

for (const ids of ['tag', 'url'] as const) {
  test(`feeds.ids: ${ids}: the id stays`, async () => {
    const feeds = { folder: 'public', authority: 'lantern.example', since: '2026', ids }
    const project = await makeProject('sqlite', { feeds })
    const clock = testClock('2026-05-01T09:00:00Z')
    const move = (from: string, to: string) => renameSync(join(project.posts, from), join(project.posts, to))
    const atom = () => readFileSync(join(project.public, 'atom.xml'), 'utf8')
    const idOfPost = () => /<title>Lantern OS 3\.1 [^<]*<\/title>\s*<id>([^<]*)</.exec(atom())?.[1]
    const page = (day: string, name: string) =>
      readFileSync(join(project.public, 'news', ...day.split('-'), name, 'index.html'), 'utf8')
    const leadsOn = (path: string) => {
      const refresh = `<meta http-equiv="refresh" content="0; url=../../../../../news/${path}/"/>`
      for (const name of ['lantern-31', 'lantern-os-3-1-released']) expect(page('2026-05-04', name)).toContain(refresh)
    }
    const step = async (name: string) => {
      await runIn(project, clock, MINUTES)
      await expect(atom()).toMatchFileSnapshot(`../golden/feeds/ids/${ids}/${name}.atom.xml`)
      expect(await builtElsewhere(project, clock)).toBe(atom())
    }

    project.post('2026-04-14-older.md', { title: 'Older' }, 'It stays.')
    await runIn(project, clock, 0)
    clock.set('2026-05-04T10:00:00Z')
    project.post(`${OLD}.md`, { title: TITLE, categories: 'releases' }, 'It boots in half the time.')
    await runIn(project, clock, 0)
    clock.advance(31 * MINUTES)
    await step('told')
    const id = idOfPost()
    expect(id).toBe(
      ids === 'tag' ? `tag:lantern.example,2026:${OLD}` : 'https://lantern.example/news/2026/05/04/lantern-31/',
    )

    move(`${OLD}.md`, `${NEW}.md`)
    await step('renamed')
    expect(idOfPost()).toBe(id)
    expect(atom()).toContain('href="https://lantern.example/news/2026/05/04/lantern-os-3-1-released/"')

    clock.set('2026-05-06T10:00:00Z')
    move(`${NEW}.md`, `${DATED}.md`)
    await step('dated-anew')
    expect(idOfPost()).toBe(id)
    leadsOn('2026/05/06/lantern-os-3-1-released')

    const config = readFileSync(project.configFile, 'utf8')
    writeFileSync(project.configFile, config.replace('url: https://lantern.example', 'url: https://elsewhere.example'))
    await step('moved')
    expect(idOfPost()).toBe(id)
    leadsOn('2026/05/06/lantern-os-3-1-released')
    expect(atom()).toContain('href="https://elsewhere.example/news/2026/05/06/lantern-os-3-1-released/"')

    rmSync(join(project.posts, `${DATED}.md`))
    await runIn(project, clock, MINUTES)
    const approve = ['notices', 'approve', `retraction:${OLD}`]
    const now = new Date(clock.now()).toISOString()
    expect((await belfry(approve, { config: project.configFile, now })).stderr).toBe('')
    await step('taken-back')
    expect(atom()).toContain(`<at:deleted-entry ref="${id}"`)
    expect(page('2026-05-04', 'lantern-31')).not.toContain('http-equiv')
  })
}

/** The Atom feed that a machine makes which has only what is committed. */
async function builtElsewhere(project: Project, clock: TestClock): Promise<string> {
  const folder = temporaryFolder('elsewhere')
  cpSync(join(project.folder, 'content'), join(folder, 'content'), { recursive: true })
  cpSync(project.configFile, join(folder, 'belfry.yaml'))
  const built = await belfry(['build'], {
    config: join(folder, 'belfry.yaml'),
    now: new Date(clock.now()).toISOString(),
  })
  // Its lists wait for posts of their categories, and that is said.
  const said = built.stderr.split('\n').filter((line) => !line.includes(': no post has the category '))
  expect([built.code, said]).toEqual([0, ['']])
  return readFileSync(join(folder, 'public', 'atom.xml'), 'utf8')
}
