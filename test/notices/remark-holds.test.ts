/** What is to be told of a post with remarks waits until it is mended or approved; a stated recall waits for nobody. */
import { expect, test } from 'vitest'
import { approved, dismissed, held } from '../../src/notices/by-hand.js'
import type { Notice } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { announcementKey } from '../../src/register/notice-keys.js'
import { at, DAY, type Folder, folderAt, HOUR, MINUTE, told } from './situations.js'

const NOON = '2026-05-04T12:00:00Z'

function remarkedPost(about: Partial<Announcement> = {}): { folder: Folder; post: Announcement } {
  const folder = folderAt(NOON)
  const post = folder.add({ title: 'Lamps 4 are out', slug: 'lamps-4', ...about })
  folder.remarked = [post.path]
  return { folder, post }
}

function say(folder: Folder, key: string, word: (notice: Notice) => Notice): void {
  const notices = folder.memory.notices.map((notice) => (notice.key === key ? word(notice) : notice))
  folder.memory = { ...folder.memory, notices }
}

test('a post with remarks is held from its first sight, however long', () => {
  const { folder, post } = remarkedPost()
  for (const ms of [0, MINUTE, HOUR, DAY]) expect(told(folder.run(ms))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'held', heldBy: 'remarks', until: at('2026-05-04T12:30:00Z') })
})

test('a mended post settles on with its old time, and is told at once where that is over', () => {
  const { folder, post } = remarkedPost()
  folder.run()
  folder.remarked = []
  folder.edit(post, { body: 'Mended.\n' })
  expect(told(folder.run(10 * MINUTE))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'settling', heldBy: null, until: at('2026-05-04T12:30:00Z') })
  expect(told(folder.run(20 * MINUTE))).toEqual([announcementKey(post)])
  const late = remarkedPost()
  late.folder.run()
  late.folder.run(HOUR)
  late.folder.remarked = []
  expect(told(late.folder.run(MINUTE))).toEqual([announcementKey(late.post)])
})

test('a new date while it is held does not cut its settling short', () => {
  const { folder, post } = remarkedPost()
  folder.run()
  const renamed = folder.rename(post, '2026-05-03', post.slug)
  folder.remarked = [renamed.path]
  folder.run(MINUTE)
  expect(folder.notice(post.id)).toMatchObject({ heldBy: 'remarks', until: at('2026-05-04T12:30:00Z') })
  folder.remarked = []
  expect(told(folder.run(MINUTE))).toEqual([])
  expect(told(folder.run(HOUR))).toEqual([announcementKey(post)])
})

test('a stated recall is held by no remark, one that is stated later is let go', () => {
  const recall = remarkedPost({ severity: 'recall' })
  expect(told(recall.folder.run())).toEqual([announcementKey(recall.post)])
  const { folder, post } = remarkedPost()
  folder.run()
  folder.edit(post, { severity: 'recall' })
  expect(told(folder.run(MINUTE))).toEqual([announcementKey(post)])
})

test('an update of a post with remarks is held as well, and a recall of it is not', () => {
  const { folder, post } = remarkedPost()
  folder.remarked = []
  folder.run()
  folder.run(HOUR)
  folder.remarked = [post.path]
  const block = `**Update (2026-05-04):** the second batch burns longer.\n\n${post.body}`
  const edited = folder.edit(post, { body: block })
  folder.run(MINUTE)
  const key = `update:${post.id}:2026-05-04`
  expect(told(folder.run(HOUR))).toEqual([])
  expect(folder.memory.notices.find((one) => one.key === key)).toMatchObject({ state: 'held', heldBy: 'remarks' })
  folder.edit(edited, { withdrawn: true })
  // Under a key of its own: what waits for a word is told in no recall's words, and not after it either.
  expect(told(folder.run(MINUTE))).toEqual([`${key}#2`])
  expect(told(folder.run(HOUR))).toEqual([])
})

test('an approval accepts the remarks of its revision; an edit that leaves remarks waits anew', () => {
  const { folder, post } = remarkedPost()
  folder.run()
  say(folder, announcementKey(post), (notice) => approved(notice, {}))
  expect(told(folder.look(MINUTE))).toEqual([announcementKey(post)])
  folder.edit(post, { body: 'Other faults.\n' })
  expect(told(folder.run(MINUTE))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'held', heldBy: 'remarks', revision: 2, approved: 1 })
  say(folder, announcementKey(post), (notice) => approved(notice, { revision: 2 }))
  expect(told(folder.run(MINUTE))).toEqual([announcementKey(post)])
})

test('an operator’s hold outlives the remarks, and what was dismissed is not held', () => {
  const { folder, post } = remarkedPost()
  folder.run()
  say(folder, announcementKey(post), held)
  folder.remarked = []
  expect(told(folder.run(HOUR))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'held', heldBy: 'operator' })
  folder.remarked = [post.path]
  say(folder, announcementKey(post), (notice) => dismissed(notice))
  folder.run(MINUTE)
  expect(folder.notice(post.id)).toMatchObject({ state: 'dismissed', heldBy: null })
})

test('while its post cannot be read a held notice stays as it is', () => {
  const { folder, post } = remarkedPost()
  folder.run()
  folder.remove(post)
  folder.remarked = []
  folder.unreadable = [post.path]
  folder.run(HOUR)
  expect(folder.notice(post.id)).toMatchObject({ state: 'held', heldBy: 'remarks' })
})
