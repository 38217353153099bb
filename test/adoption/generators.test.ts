/**
 * Sites of five generators, as the generators published them (npm run interop:generators) and as Belfry reads them
 * after `belfry init --yes`: address, instant, title, visible words, ids of headings, links, pictures, and the ids of
 * their feeds. What differs is named here, with the reason.
 */
import { expect, test } from 'vitest'
import { differences } from './compare.js'
import type { Site } from './published.js'

type Named = Readonly<Record<string, readonly [what: string, said: readonly string[], why: string]>>

const named: Readonly<Record<Site, Named>> = {
  jekyll: {},
  hugo: {
    'content/posts/2024/deep.md': ['url, words', [], 'the month is that of the zone in the date; callouts came later'],
    'content/posts/eighth-published-later.md': ['date', [], 'readers see it from publishDate on'],
    'content/posts/quotes-and-dashes.md': ['words', [], 'goldmark turns an inner quote the wrong way'],
    'content/posts/html-inside.md': ['words', [], 'goldmark drops HTML unless it is told that it is safe'],
    'content/posts/tenth-url.md': ['date', [], 'Hugo reads no YAML time without seconds, and publishes the year 1'],
  },
  eleventy: {
    'src/blog/own-page.md': [
      'url',
      [],
      'index.html at the end of a permalink is left out; belfry ids knows both as one',
    ],
    'src/blog/toml-like.md': ['not read', ['POST_NEARLY'], 'front matter that names its language is none here'],
  },
  docusaurus: {
    'blog/2024-01-02-hello.md': ['words', [], 'a callout says its type before a title'],
    'blog/2024-03-04-bundle/index.md': [
      'pictures',
      [],
      'small pictures stand in the page itself, large ones by a digest',
    ],
    'blog/2024-12-13-admonitions.md': ['words', [], 'names of callouts are capital by style there'],
    'blog/2025-02-11-pictures-and-links.md': ['pictures', [], 'small pictures stand in the page itself'],
    'blog/2025-03-01-alerts.md': ['words', [], 'names of callouts are capital by style there'],
    'blog/2025-03-24-callouts.md': ['words', [], 'names of callouts are capital by style there'],
  },
  hexo: {
    'source/_posts/json-front.md': ['not read', ['POST_NEARLY'], 'JSON between semicolons is not read'],
    'source/_posts/quotes-and-dashes.md': ['words', [], 'marked opens a quote before a year'],
    'source/_posts/tags-of-nunjucks.md': ['words', [], 'a style alone parts author and source there'],
    'source/_posts/zoned.md': ['url, date', [], 'Hexo ignores the zone that a date names'],
  },
  plain: {},
  astro: {
    'src/content/blog/dashes.md': ['words', [], 'two hyphens are a long dash there, and three are none'],
    'src/content/blog/parts.mdx': ['words', ['POST_DROPPED'], 'a list is not walked through'],
    'src/content/blog/quotes-and-dashes.md': ['words', [], 'two hyphens are a long dash there, and three are none'],
  },
  vitepress: {
    'posts/alerts.md': ['words', [], 'names of callouts are capital there'],
    'posts/badge.md': ['words', ['POST_DROPPED'], 'a component is left out'],
    'posts/containers.md': ['words', [], 'names of callouts are capital there, and none where a title stands'],
    'posts/contents.md': ['words, links', [], 'the table of contents is left out'],
    'posts/more-or-less.md': ['words', [], 'what is opened has its name in front'],
    'posts/struck-out.md': ['words', [], 'there are no tasks in lists there'],
    'posts/values.md': ['words', [], 'code in a line is run there, too'],
  },
}

/** Of the entries of its feed, how many are no post by their link: those of posts that are not read. */
const strangers: Readonly<Record<Site, number>> = {
  jekyll: 0,
  hugo: 0,
  eleventy: 1,
  docusaurus: 0,
  hexo: 1,
  plain: 0,
  astro: 0,
  vitepress: 0,
}

test.each(Object.keys(named) as Site[])('%s', async (site) => {
  const { apart, ids } = await differences(site)
  expect(Object.fromEntries(apart.map(({ source, what, said }) => [source, [what, said]]))).toEqual(
    Object.fromEntries(Object.entries(named[site]).map(([source, [what, said]]) => [source, [what, said]])),
  )
  expect(ids[1] - ids[0]).toBe(strangers[site])
})
