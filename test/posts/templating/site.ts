/** A site for tests of templates. In: its files, in memory. Out: what Liquid is given of it. */
import { LiquidSite } from '../../../src/posts/templating/liquid.js'
import type { SiteFiles } from '../../../src/posts/templating/site-files.js'

/** Files in memory; one that is refused says why. */
export function filesOf(texts: Readonly<Record<string, string>>, posts = '_posts/'): SiteFiles {
  return {
    posts,
    read: (path) => (Object.hasOwn(texts, path) ? { text: texts[path] ?? '' } : undefined),
    list: (folder) => Object.keys(texts).filter((path) => path.startsWith(folder)),
  }
}

const PAGE = {
  path: '2026-02-02-b.md',
  values: { title: 'Boats', date: '2026-02-02 10:00:00 +0100', tags: ['x', 'y'] },
  own: {},
}

export function siteOf(texts: Readonly<Record<string, string>>) {
  const addressOf = (name: string) =>
    name.startsWith('2026-01-01-a') ? 'https://quay.example/site/2026/a/' : undefined
  const site = new LiquidSite(filesOf(texts), {
    url: 'https://quay.example/site',
    timezone: 'Europe/Berlin',
    addressOf,
  })
  return (text: string) => site.render(text, PAGE)
}
