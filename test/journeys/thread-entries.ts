/**
 * What an Atom feed says of one thread, without a word of its texts: in a golden file it shows what moves and what
 * stays. In: the feed, the post's id. Out: a line for each entry that is the post's or replies to it: id, published,
 * updated, in-reply-to.
 */
import { all, one, parseXml } from '../feeds/xml-tree.js'

export function threadEntries(feed: string, post: string): string[] {
  const entries = all(parseXml(feed), 'entry').map((entry) => ({
    id: one(entry, 'id').text,
    published: one(entry, 'published').text,
    updated: one(entry, 'updated').text,
    inReplyTo: all(entry, 'thr:in-reply-to')[0]?.attributes.ref ?? '-',
  }))
  const own = entries.find(({ id }) => id.endsWith(`:${post}`))?.id
  return entries
    .filter(({ id, inReplyTo }) => own !== undefined && (id === own || inReplyTo === own))
    .map(({ id, published, updated, inReplyTo }) => [id, published, updated, inReplyTo].join(' '))
}
