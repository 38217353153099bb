/** Where posts come from, as a sentence names it. Pure. In: the configuration. Out: folders, or a feed. */
import type { Config } from './schema.js'

export function placeOfPosts({ content: { posts, feed } }: Pick<Config, 'content'>): string {
  return feed === '' ? posts.join(', ') : feed
}
