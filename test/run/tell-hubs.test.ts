/** From a post to a WebSub subscriber, over HTTP: `serve` as the site, a real hub, both databases. */
import { afterEach, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { feedFilesIn, run } from '../../src/run/pipeline.js'
import { tellHubs } from '../../src/run/tell-hubs.js'
import { startDaemon } from '../../src/schedule/daemon.js'
import { startServer } from '../../src/web/server.js'
import { openHub, type TestHub } from '../hubs/hub.js'
import { dialects, testOn } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'

const MINUTE_MS = 60_000
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Site {
  readonly project: Project
  readonly hub: TestHub
  readonly url: string
  readonly clock: TestClock
  world: AppContext
  post(title: string): void
}

async function openSite(dialect: (typeof dialects)[number], isServed = true): Promise<Site> {
  const hub = await openHub()
  closing.push(hub.close)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const project = await makeProject(dialect, {
    site: { url },
    feeds: { hubs: [hub.url] },
    web: { listen: `127.0.0.1:${port}` },
  })
  const clock = testClock('2026-11-20T09:00:00Z')
  const post = (title: string) =>
    project.post(
      `2026-11-19-${title.toLowerCase().replace(/\W+/g, '-')}.md`,
      { title, categories: ['releases'] },
      title,
    )
  post('Lantern 1.0')
  const world = await openTestWorld(project, clock)
  const site: Site = { project, hub, url, clock, world, post }
  closing.push(async () => await site.world.close())
  if (isServed) {
    const server = await startServer(world, { mailWaiting: () => undefined })
    closing.push(server.close)
  }
  return site
}

const warnings = (report: Awaited<ReturnType<typeof run>>) =>
  report.problems.map(({ code, message }) => ({ code, message }))

for (const dialect of dialects)
  describe(dialect, () => {
    const it = testOn(dialect)
    it('a subscriber of the hub gets the new entry, and hubs hear only of feeds that changed', async () => {
      const { hub, url, world, post } = await openSite(dialect)
      await run(world)
      expect(hub.pings).toContain(`${url}/atom.xml`)
      expect(await hub.subscribe(`${url}/atom.xml`)).toBe(202)
      hub.pings.length = 0
      await run(world)
      expect(hub.pings).toEqual([])
      post('Lantern 2.0')
      expect(warnings(await run(world))).toEqual([])
      expect(new Set(hub.pings).size).toBe(hub.pings.length)
      expect(hub.pings).toEqual(expect.arrayContaining([`${url}/atom.xml`, `${url}/rss.xml`, `${url}/feed.json`]))
      await hub.until(() => hub.handed.length > 0)
      expect(hub.handed).toHaveLength(1)
      expect(hub.handed[0]).toContain('<title>Lantern 2.0</title>')
    })

    it('what a hub refused is told again later, also by another process', async () => {
      const site = await openSite(dialect)
      const { hub, clock, project } = site
      hub.refuseWith(503)
      const [warning] = warnings(await run(site.world))
      expect(warning?.code).toBe('HUB_PING')
      expect(warning?.message).toMatch(/was not told of .* and \d+ more: it answers 503: not today$/)
      const tries = hub.pings.length
      clock.advance(MINUTE_MS - 1)
      await run(site.world)
      expect(hub.pings).toHaveLength(tries)
      hub.refuseWith(0)
      const again = await openTestWorld(project, clock)
      closing.push(async () => await again.close())
      clock.advance(1)
      expect(warnings(await run(again))).toEqual([])
      expect(hub.pings).toHaveLength(2 * tries)
      clock.advance(60 * MINUTE_MS)
      await run(again)
      expect(hub.pings).toHaveLength(2 * tries)
    })

    it('a feed that is not live yet waits, and is told all the same after five looks', async () => {
      const { hub, clock, world } = await openSite(dialect, false)
      for (let look = 1; look < 5; look += 1) {
        await run(world)
        clock.advance(60 * MINUTE_MS)
      }
      expect(hub.pings).toEqual([])
      await run(world)
      expect(hub.pings.length).toBeGreaterThan(0)
    })

    it('the service tells hubs beside its runs', async () => {
      const { hub, url, world } = await openSite(dialect)
      const daemon = startDaemon(world)
      await hub.until(() => hub.pings.includes(`${url}/atom.xml`))
      await daemon.stop()
    })

    test('two runs at once tell once', async () => {
      const { hub, url, world } = await openSite(dialect)
      const { published } = await run(world, { send: false })
      expect(hub.pings).toEqual([])
      const feeds = feedFilesIn(published)
      await Promise.all([tellHubs(world, feeds), tellHubs(world, feeds)])
      expect([...hub.pings].sort()).toEqual(feeds.map((feed) => `${url}/${feed}`).sort())
    })
  })
