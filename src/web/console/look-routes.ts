/**
 * Pages of the console that only show: posts, releases, feeds, charts, settings. In: requests of operators. Out: pages.
 */

import { NewestCache } from '../../base/newest-cache.js'
import { readSettings } from '../../config/read-settings.js'
import { type ChartsNow, chartsNow } from '../../run/charts-now.js'
import { feedsNow } from '../../run/output/read-feeds.js'
import { postsNow, threadOfPost } from '../../run/posts-now.js'
import { releasesNow } from '../../run/releases-now.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp } from '../web-context.js'
import { chartsPage } from './charts.js'
import { FEEDS_ON_A_PAGE, feedsNowPage } from './feeds.js'
import { looking, pageOf, refuseWith } from './guard.js'
import { postPage, postsPage } from './posts.js'
import { releasesPage } from './releases.js'
import { settingsPage } from './settings.js'

const LONGEST_TEXT = 200
const MINUTE_MS = 60_000

export function lookRoutes(app: WebApp, web: Web): void {
  const { context } = web
  const { timezone } = context.config.site
  app.get('/posts', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const asked = (name: string) => (c.req.query(name) ?? '').trim().slice(0, LONGEST_TEXT)
    const search = { text: asked('text'), kind: asked('kind'), state: asked('state') }
    return c.html(postsPage(here, await postsNow(context), search, pageOf(c)))
  })
  app.get('/posts/show', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const id = c.req.query('id') ?? ''
    const found = (await postsNow(context)).posts.find(({ post }) => post.id === id)
    if (found === undefined) return refuseWith(c, 404, 'There is no such post', webTexts.lookRoutes.noPostCanRead())
    return c.html(postPage(here, found, await threadOfPost(context, found), timezone))
  })
  app.get('/releases', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    return c.html(releasesPage(here, await releasesNow(context), timezone))
  })
  // What it counts is much: it is asked once a minute, whoever looks.
  const charts = new NewestCache<number, Promise<ChartsNow>>({ most: 1 })
  app.get('/charts', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const minute = Math.floor(context.clock.now() / MINUTE_MS)
    return c.html(chartsPage(here, await charts.getOrMake(minute, async () => await chartsNow(context))))
  })
  app.get('/feeds', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const page = pageOf(c)
    const found = await feedsNow(context, (page - 1) * FEEDS_ON_A_PAGE, FEEDS_ON_A_PAGE)
    return c.html(feedsNowPage(here, found, page, timezone))
  })
  // It names operators and servers.
  app.get('/settings', async (c) => {
    const here = await looking(web, c, 'people')
    if (here instanceof Response) return here
    const { file } = context.config
    return c.html(settingsPage(here, readSettings(file), file))
  })
}
