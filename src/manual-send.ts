/**
 * Trying one post's mail. In: a world, the post's name, addresses. Out: what the server said. A test goes past the ledger: it is
 * marked, it has a Message-ID of its own, and its links belong to nobody.
 */
import type { List } from './config/schema.js'
import type { Announcement } from './content/announcement.js'
import type { Reply } from './delivery/reply.js'
import { BelfryError } from './errors.js'
import { composeTest } from './mail/freeze-notice.js'
import { listsFor } from './notices/lists-for.js'
import { announcementKey } from './notices/notice.js'
import type { Address } from './subscribers/address.js'
import { makeReturnPath } from './subscribers/links.js'
import type { Desk, World } from './world.js'

/** By id, path, or file name, with or without folder and ending. @throws BelfryError POST_UNKNOWN */
export function findPost(announcements: readonly Announcement[], name: string): Announcement {
  const wanted = name.replace(/\\/g, '/')
  const stem = wanted.replace(/^.*\//, '').replace(/\.(md|markdown)$/i, '')
  const found =
    announcements.find((post) => post.id === name || post.path === wanted) ??
    announcements.find((post) => post.id === stem || post.path.replace(/^.*\//, '').replace(/\.[^.]+$/, '') === stem) ??
    announcements.find((post) => post.slug === stem)
  if (found === undefined)
    throw new BelfryError(
      'POST_UNKNOWN',
      `There is no post "${name}" among the ${announcements.length} that could be read.`,
    )
  return found
}

/** The lists a post goes to, or the first one where it goes to none: a test must show something. */
export function listForTest({ config }: Desk, post: Announcement): List {
  const list = listsFor(post, config.lists)[0] ?? config.lists[0]
  if (list === undefined) throw new BelfryError('LIST_UNKNOWN', 'The configuration names no list.')
  return list
}

/** @throws BelfryError SMTP_UNREACHABLE */
export async function sendTest(world: World, post: Announcement, to: readonly Address[]): Promise<Reply[]> {
  const input = { ...world, key: announcementKey(post), announcement: post, lists: [], now: world.clock.now() }
  const list = listForTest(world, post)
  const session = world.transport.open()
  const from = makeReturnPath(world.keys, { person: 0, mailing: 0 }, world.config.mail.domain)
  const replies: Reply[] = []
  try {
    for (const { address } of to) {
      await session.ready()
      const bytes = await composeTest(input, list, 'html', address)
      replies.push(await session.send({ from, to: address, bytes, mayFinish: () => true }))
    }
  } finally {
    await session.close()
  }
  return replies
}
