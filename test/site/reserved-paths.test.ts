/** Addresses of the site and of the service are no post's, in whatever spelling; others are free. */
import { expect, test } from 'vitest'
import { permalinkPath } from '../../src/posts/permalink.js'
import { reservedFor } from '../../src/site/reserved-paths.js'

const site = 'https://lantern.example/project'
const owner = (path: string) =>
  reservedFor(site + permalinkPath(path, { slug: 'x', categories: [], instant: 0, timezone: 'UTC' }), site)

test.each([
  ...['/', '//', '/index', '/index.html', '/Index.HTML', '/index.html/', '/%2e%2e/'],
  ...['/404', '/404.html', '/404/', '/favicon.ico', '/belfry.css', '/feed.css', '/feeds.opml', '/feeds-all.opml'],
  ...['/atom.xml', '/Atom.XML', '/%61tom.xml', '/./atom.xml', '/atom.xml/', '/atom.xml/x', '/atom.xml.gz', '/rss.xml'],
  ...['/feed.json', '/feed.json/', '/feed.json.br', '/releases.json', '/releases.ics', '/told.json'],
  ...['/feeds', '/feeds/', '/FEEDS.html', '/feeds/list/all/', '/feeds/list/all/atom.xml', '/feeds/own/'],
  ...['/archive', '/archive/', '/archive.html', '/archive/2026', '/archive/2026/', '/archive/2026/x/'],
  ...['/.belfry-manifest.json', '/.belfry-lock/', '/.well-known/security.txt', '/.well-known'],
  ...[
    '/subscribe',
    '/subscribe/',
    '/Subscribe.html',
    '/confirm/x',
    '/preferences',
    '/unsubscribe/',
    '/goodbye',
    '/help',
  ],
  ...['/outbox', '/outbox/x', '/console/', '/api', '/api/v1/x', '/healthz', '/readyz/', '/hooks/x'],
])('%s is somebody else’s', (path) => {
  expect(owner(path)).toBeDefined()
})

test.each([
  ...[
    '/news/',
    '/news',
    '/2026/',
    '/archives/',
    '/archive/old/',
    '/archived/2026/',
    '/feed/',
    '/feed',
    '/atom',
    '/rss/',
  ],
  ...['/news/feed.json', '/news/index.html', '/blog/subscribe/', '/subscribed/', '/helpful', '/goodbyes/', '/apis/'],
  ...['/:title/', '/release.json', '/well-known/x', '/belfry/', '/consoles', '/404s/', '/x/404.html'],
])('%s is free', (path) => {
  expect(owner(path)).toBeUndefined()
})

test('an address that is not below the site is nobody’s here', () => {
  for (const url of [
    'https://lantern.example/feeds/',
    'https://lantern.example/projects/',
    'https://elsewhere.example/',
  ])
    expect(reservedFor(url, site)).toBeUndefined()
})
