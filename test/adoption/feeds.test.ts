/**
 * Whoever follows a site's feed sees nothing again when Belfry's takes its place: each of its entries has the id that
 * it had, to three readers of npm. newsboat and rss2email are asked by npm run interop:adopted.
 */
import { expect, test } from 'vitest'
import { feedParser, feedsmith, rssParser } from '../feeds/read-back.js'
import { bothFeeds } from './feeds.js'
import { followed } from './published.js'

test.each(followed)('%s: init, ids and check end as they should, and no entry is new', async (site) => {
  const { before, after, codes } = await bothFeeds(site)
  expect(codes).toEqual({ init: 0, ids: 0, check: 0, build: 0 })
  const readers = { feedParser, feedsmith, rssParser }
  for (const [name, read] of Object.entries(readers)) {
    const keys = async (text: string) => (await read(text)).map(({ id }) => id)
    // A name with `&` makes jekyll-feed write what is no XML: strict readers are given what was meant.
    const known = new Set(await keys(before.replace(/&(?!#|[a-z]+;)/gi, '&amp;')))
    const shown = await keys(after)
    expect([name, shown.length]).toEqual([name, 20])
    expect(shown.filter((id) => !known.has(id))).toEqual([])
  }
})
