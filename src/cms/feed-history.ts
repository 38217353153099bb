/**
 * A feed as a history: each entry came at its own instant. Pure. In: its entries. Out: what run/history/replay.ts walks
 * through, a step for each instant, oldest first. What an entry was before it was edited, a feed does not say.
 */
import type { SiteSettings } from '../posts/announcement.js'
import type { History } from '../source/open-history.js'
import { entryPost } from './entry-post.js'
import type { SourceEntry } from './feed-entries.js'

export function feedHistory(entries: readonly SourceEntry[], { url }: Pick<SiteSettings, 'url'>): History {
  const posts = entries.flatMap((entry) => {
    const post = entryPost(entry, url, new Map())
    return 'fault' in post || entry.at === undefined ? [] : [{ ...post, at: entry.at }]
  })
  const bytes = new Map(posts.map((post) => [post.path, post.bytes]))
  const instants = [...new Set(posts.map(({ at }) => at))].sort((a, b) => a - b)
  const inOrder = [...posts].sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    firstParents: async () => instants.map((at) => ({ commit: new Date(at).toISOString(), at })),
    posts: async (commit) =>
      inOrder.filter(({ at }) => at <= Date.parse(commit)).map(({ path }) => ({ path, blob: path })),
    site: async () => undefined,
    blob: async (id) => bytes.get(id) ?? new Uint8Array(),
    releases: async () => undefined,
    close: async () => undefined,
  }
}
