import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { held } from '../../src/notices/by-hand.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { at, DAY, Folder, folderAt, HOUR, MINUTE, told } from './situations.js'

const NOON = '2026-05-04T12:00:00Z'
const KEY = 'announcement:2026-05-04-lantern-os-3-1-0-has-been-released'
const SETTLE = 30 * MINUTE

/** A folder with one new post that was seen at noon. */
function withNewPost(about: Partial<Announcement> = {}): { folder: Folder; post: Announcement } {
  const folder = folderAt('2026-05-04T11:00:00Z')
  folder.now = at(NOON)
  const post = folder.add(about)
  folder.run()
  return { folder, post }
}

test('the first run records everything there is and tells nothing', () => {
  const folder = new Folder(at(NOON))
  for (const day of ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04']) folder.add({ day })
  const first = folder.run()
  expect(first).toMatchObject({ baseline: true, tell: [], notices: [] })
  expect(first.posts.map((post) => post.state)).toEqual(['known', 'known', 'known', 'known'])
  for (let hour = 0; hour < 48; hour += 1) expect(told(folder.run(HOUR))).toEqual([])
})

test('a post dated after the first run is not baseline: it is told when its time comes', () => {
  const folder = new Folder(at(NOON))
  folder.add({ day: '2026-05-03' })
  const later = folder.add({ title: 'Planned', day: '2026-05-06' })
  expect(folder.run().posts.map((post) => [post.id, post.state])).toEqual([
    ['2026-05-03-lantern-os-3-1-0-has-been-released', 'known'],
    [later.id, 'seen'],
  ])
  expect(told(folder.run(DAY))).toEqual([])
  folder.now = at('2026-05-06T08:59:59Z')
  expect(told(folder.run())).toEqual([])
  folder.now = at('2026-05-06T09:00:00Z')
  expect(told(folder.run())).toEqual([`announcement:${later.id}`])
})

test('a baseline date tells posts from that day on, and holds apply to them', () => {
  const folder = new Folder(at(NOON))
  folder.rules = { ...folder.rules, baseline: at('2026-03-01') }
  folder.add({ title: 'Old', day: '2026-02-28' })
  const backFill = folder.add({ title: 'March', day: '2026-03-02' })
  const recent = folder.add({ title: 'May', day: '2026-05-03' })
  folder.run()
  expect(told(folder.run(SETTLE))).toEqual([`announcement:${recent.id}`])
  expect(folder.notice(backFill.id)).toMatchObject({ state: 'held', reason: expect.stringContaining('back-fill') })
  expect(folder.memory.notices.length).toBe(2)
})

test('a post that could not be read at the first run tells nobody when it is mended', () => {
  const folder = new Folder(at(NOON))
  folder.add({ title: 'Fine' })
  folder.unreadable = ['2026-05-01-broken.md']
  folder.run()
  folder.unreadable = []
  folder.add({
    title: 'Broken',
    slug: 'broken',
    day: '2026-05-01',
    id: 'an-id-of-its-own',
    path: '2026-05-01-broken.md',
  })
  expect(folder.run(DAY).notices).toEqual([])
  expect(told(folder.run(DAY))).toEqual([])
})

test('a post that was unreadable from its first sight after the baseline is told once it is mended', () => {
  const folder = folderAt('2026-05-04T11:00:00Z')
  folder.unreadable = ['2026-05-04-lantern-os-3-1-0-has-been-released.md']
  folder.run(HOUR)
  folder.unreadable = []
  folder.add()
  folder.run()
  expect(told(folder.run(SETTLE))).toEqual([KEY])
})

test('an empty ledger adopts what the register says was told', () => {
  const folder = new Folder(at(NOON))
  const planned = folder.add({ title: 'Planned', day: '2026-05-06' })
  folder.registerTold = new Map([
    [`announcement:${planned.id}`, at('2026-05-01T00:00:00Z')],
    ['end-of-life:lantern/2:eol:2026-01-01:reached', at('2026-01-01T00:00:00Z')],
  ])
  const first = folder.run()
  expect(first.tell).toEqual([])
  expect(first.changed).toMatchObject([
    {
      key: `announcement:${planned.id}`,
      kind: 'announcement',
      state: 'told',
      post: planned.id,
      toldAt: at('2026-05-01T00:00:00Z'),
    },
    { kind: 'end-of-life', state: 'told', post: null },
  ])
  for (let day = 0; day < 5; day += 1) expect(told(folder.run(DAY))).toEqual([])
})

test('an adopted post that comes back later is not told again', () => {
  const folder = new Folder(at(NOON))
  folder.add({ title: 'Another' })
  folder.registerTold = new Map([[KEY, at('2026-05-01T00:00:00Z')]])
  folder.run()
  folder.add()
  folder.run()
  expect(told(folder.run(SETTLE))).toEqual([])
  expect(folder.notice('2026-05-04-lantern-os-3-1-0-has-been-released')?.state).toBe('told')
})

test('a new post settles for as long as the rules say, and is told once', () => {
  const { folder } = withNewPost()
  expect(folder.memory.notices).toMatchObject([
    {
      key: KEY,
      state: 'settling',
      since: at(NOON),
      until: at('2026-05-04T12:30:00Z'),
      reason: 'settles until 2026-05-04T12:30:00Z',
      revision: 1,
    },
  ])
  expect(told(folder.run(SETTLE - 1))).toEqual([])
  expect(told(folder.run(1))).toEqual([KEY])
  expect(told(folder.run())).toEqual([])
  expect(told(folder.run(30 * DAY))).toEqual([])
})

test('with nothing to settle a post is told at first sight', () => {
  const folder = folderAt(NOON)
  folder.rules = { ...folder.rules, settleMs: 0 }
  folder.add()
  expect(told(folder.run())).toEqual([KEY])
})

test('edits while it settles join the notice and do not start it again', () => {
  const { folder, post } = withNewPost()
  folder.now = at('2026-05-04T12:20:00Z')
  const edited = folder.edit(post, { title: 'Lantern OS 3.1.0 is out', severity: 'important' })
  expect(told(folder.run())).toEqual([])
  expect(folder.memory.notices).toMatchObject([
    { state: 'settling', until: at('2026-05-04T12:30:00Z'), revision: 2, digest: edited.digest, severity: 'important' },
  ])
  const due = folder.run(10 * MINUTE)
  expect(told(due)).toEqual([KEY])
  expect(due.tell[0]?.digest).toBe(edited.digest)
})

test('an edit after it was told is silent', () => {
  const { folder, post } = withNewPost()
  folder.run(SETTLE)
  folder.edit(post, { body: post.body.replace('out', 'outt') })
  const after = folder.run(HOUR)
  expect(after).toMatchObject({ tell: [], changed: [], posted: [{ post: post.id, decision: 'silent' }] })
  expect(told(folder.run(DAY))).toEqual([])
})

test('a future post counts as seen and is due at its date, not before', () => {
  const { folder, post } = withNewPost({ day: '2026-06-01' })
  expect(folder.notice(post.id)).toMatchObject({ state: 'settling', until: at('2026-06-01T09:00:00Z') })
  folder.now = at('2026-06-01T08:59:59Z')
  expect(told(folder.run())).toEqual([])
  expect(told(folder.run(1000))).toEqual([`announcement:${post.id}`])
})

test('a date put off while it settles puts the notice off', () => {
  const { folder, post } = withNewPost()
  folder.edit(post, { instant: at('2026-05-10T09:00:00Z'), day: '2026-05-10' })
  expect(told(folder.run(SETTLE))).toEqual([])
  folder.now = at('2026-05-10T09:00:00Z')
  expect(told(folder.run())).toEqual([KEY])
})

test('a date that was wrong by a year and is mended does not keep the post waiting for a year', () => {
  const { folder, post } = withNewPost({ instant: at('2027-05-04T09:00:00Z') })
  folder.edit(post, { instant: at('2026-05-04T09:00:00Z') })
  expect(told(folder.run(10 * MINUTE))).toEqual([])
  expect(told(folder.run(20 * MINUTE))).toEqual([KEY])
})

test('a back-fill is held', () => {
  const folder = folderAt(NOON)
  folder.add({ title: 'The newest so far', day: '2026-05-02' })
  folder.run()
  folder.run(SETTLE)
  const post = folder.add({ day: '2026-04-20' })
  folder.run()
  expect(told(folder.run(SETTLE))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({
    state: 'held',
    reason: expect.stringMatching(/back-fill\): dated 2026-04-20, .*newWithin is 1w/),
  })
  expect(told(folder.run(30 * DAY))).toEqual([])
})

test('a post just within newWithin is told, and the judgement is at the end of settling', () => {
  const instant = at('2026-04-27T12:30:00Z')
  for (const [early, tells] of [
    [0, [KEY]],
    [1, []],
  ] as const) {
    const folder = new Folder(at(NOON))
    folder.add({ title: 'The newest so far', day: '2026-05-03' })
    folder.run()
    folder.add({ instant: instant - early })
    folder.run()
    expect(told(folder.run(SETTLE))).toEqual(tells)
  }
})

test('a flood of more than holdAbove is held whole, holdAbove itself is not', () => {
  for (const [count, tells] of [
    [3, 3],
    [4, 0],
  ] as const) {
    const folder = folderAt(NOON)
    for (let number = 0; number < count; number += 1) folder.add({ title: `News ${'abcd'[number]}`, day: '2026-05-01' })
    folder.run()
    expect(told(folder.run(SETTLE)).length).toBe(tells)
    const states = new Set(folder.memory.notices.map((notice) => notice.state))
    expect([...states]).toEqual([tells > 0 ? 'told' : 'held'])
  }
  const folder = folderAt(NOON)
  for (const letter of 'abcd') folder.add({ title: `News ${letter}`, day: '2026-05-01' })
  folder.run()
  folder.run(SETTLE)
  expect(folder.memory.notices[0]?.reason).toBe('4 notices at once are more than notices.holdAbove (3)')
})

test('a recall is told with a flood around it', () => {
  const folder = folderAt(NOON)
  for (const letter of 'abcd') folder.add({ title: `News ${letter}`, day: '2026-05-01' })
  folder.run()
  folder.now += SETTLE
  const recall = folder.add({ title: 'Do not install it', severity: 'recall' })
  expect(told(folder.run())).toEqual([`announcement:${recall.id}`])
  expect(folder.memory.notices.filter((notice) => notice.state === 'held').length).toBe(4)
})

describe('a back-fill', () => {
  test.each([
    ['nine days old, and the newest there is', '2026-04-25', 'told'],
    ['forty days old, and the newest there is', '2026-03-26', 'told'],
    ['older than backfillAfter, though the newest there is', '2026-03-15', 'held'],
    ['older than the newest that was known', '2025-12-31', 'held'],
  ])('%s', (_, day, state) => {
    const { folder, post } = withNewPost({ day })
    folder.run(SETTLE)
    expect(folder.notice(post.id)?.state).toBe(state)
  })

  test('posts that come together are news together, and one that waits for its date makes none of them old', () => {
    const folder = folderAt(NOON)
    folder.add({ title: 'To come', day: '2026-06-01' })
    folder.run()
    const [older, newer] = [
      folder.add({ title: 'A', day: '2026-04-24' }),
      folder.add({ title: 'B', day: '2026-04-25' }),
    ]
    folder.run()
    expect(told(folder.run(SETTLE))).toEqual([older, newer].map(({ id }) => `announcement:${id}`))
    const late = folder.add({ title: 'C', day: '2026-04-23' })
    folder.run()
    expect(told(folder.run(SETTLE))).toEqual([])
    expect(folder.notice(late.id)).toMatchObject({ state: 'held', heldBy: 'age' })
  })

  test('is what comes with a much newer post, though no newer one was known', () => {
    const folder = folderAt(NOON)
    const [old, fresh] = [folder.add({ title: 'A', day: '2026-04-10' }), folder.add({ title: 'B', day: '2026-05-03' })]
    folder.run()
    expect(told(folder.run(SETTLE))).toEqual([`announcement:${fresh.id}`])
    expect(folder.notice(old.id)).toMatchObject({ state: 'held', heldBy: 'age' })
  })

  test('is no update: a block that newly stands in a known post is told whatever day it carries', () => {
    for (const label of ['**Update (2026-01-05):**', '**Update (2025-11-30):**', '**Update:**', '(**Update:** late)']) {
      const folder = folderAt(NOON)
      const [old] = folder.posts
      if (old === undefined) throw new Error('the folder is empty')
      folder.edit(old, { body: `${label} The lamps of the second series burn for nine hours.\n\n${old.body}` })
      const [decided] = folder.run().posted
      expect(decided?.decision, label).not.toBe('silent')
      folder.run(SETTLE)
      const states = folder.memory.notices.filter(({ kind }) => kind === 'update').map(({ state }) => state)
      expect(states, label).toEqual([decided?.decision === 'tell' ? 'told' : 'asked'])
    }
  })

  test('is no update of a month-old announcement in front matter', () => {
    const folder = folderAt(NOON)
    const [old] = folder.posts
    if (old === undefined) throw new Error('the folder is empty')
    folder.edit(old, { statedUpdates: [{ day: '2026-02-01', text: 'Wicks of the first series are recalled.' }] })
    folder.run()
    expect(told(folder.run(SETTLE))).toEqual([`update:${old.id}:2026-02-01`])
  })
})

describe('posts dated within a day of the run', () => {
  test.each([
    [10, '2026-05-04', 10],
    [15, '2026-05-03', 15],
    [15, '2026-05-05', 15],
    [16, '2026-05-04', 0],
  ])('%i dated %s are one batch: %i are told', (count, day, tells) => {
    const folder = folderAt(NOON)
    for (let number = 0; number < count; number += 1) folder.add({ title: `News ${'abcdefghijklmnop'[number]}`, day })
    folder.run()
    expect(told(folder.run(2 * DAY)).length).toBe(tells)
  })

  test('are told though older ones beside them are a flood', () => {
    const folder = folderAt(NOON)
    for (const letter of 'abcd') folder.add({ title: `Old ${letter}`, day: '2026-05-01' })
    const fresh = folder.add({ title: 'Of today' })
    folder.run()
    expect(told(folder.run(SETTLE))).toEqual([`announcement:${fresh.id}`])
  })

  test('too many of them say so', () => {
    const folder = folderAt(NOON)
    folder.rules = { ...folder.rules, batchAbove: 1 }
    for (const letter of 'ab') folder.add({ title: `News ${letter}` })
    folder.run()
    folder.run(SETTLE)
    const [notice] = folder.memory.notices
    expect(notice?.reason).toBe('2 notices of one day at once are more than notices.batchAbove (1)')
  })
})

describe('a double', () => {
  const body =
    'Lantern OS 3.2.0 brings a wick that does not smoke, a glass of twice the strength and a hook for the ceiling.\n'
  const title = 'Lantern OS 3.2.0 has been released'
  const doubled = (about: Partial<Announcement>) => {
    const folder = folderAt(NOON)
    const first = folder.add({ title, body })
    folder.run()
    folder.run(SETTLE)
    const copy = folder.add({ title, body, slug: 'copy', day: '2026-05-05', ...about })
    folder.run(DAY)
    folder.run(SETTLE)
    return { first, copy, folder, notice: folder.notice(copy.id) }
  }

  test('is held, and names the post that people know', () => {
    const { first, notice } = doubled({ body: body.replace('strength', 'thickness') })
    expect(notice).toMatchObject({ state: 'held', heldBy: 'double', reason: expect.stringContaining(first.path) })
  })

  test('is held under a title in other letters, and stays so when it is dated anew', () => {
    const { folder, copy, notice } = doubled({ title: title.toUpperCase() })
    expect(notice?.heldBy).toBe('double')
    folder.edit(copy, { instant: copy.instant + HOUR })
    folder.run(HOUR)
    folder.run(SETTLE)
    expect(folder.notice(copy.id)?.heldBy).toBe('double')
  })

  test.each([
    ['another title', { title: 'Lantern OS 3.2.1 has been released' }],
    ['another text', { body: 'The lamps of the harbour are lit again, and everybody is welcome to see them.\n' }],
    ['a recall', { severity: 'recall' as const }],
  ])('is none with %s', (_, about) => {
    expect(doubled(about).notice?.state).toBe('told')
  })

  test('is none where only the day of a meeting is another', () => {
    const folder = folderAt(NOON)
    const meeting = (day: string) => `We meet on ${day} in the town hall to talk about lamps, wicks and oil.\n`
    folder.add({ title: 'We meet', body: meeting('2026-05-10') })
    folder.run()
    folder.run(SETTLE)
    const next = folder.add({ title: 'We meet', slug: 'again', day: '2026-05-05', body: meeting('2026-06-10') })
    folder.run(DAY)
    folder.run(SETTLE)
    expect(folder.notice(next.id)?.state).toBe('told')
  })
})

test('what has been due for longer than staleAfter is held', () => {
  const { folder, post } = withNewPost()
  expect(told(folder.run(SETTLE + 14 * DAY + 1))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({
    state: 'held',
    reason: 'due since 2026-05-04T12:30:00Z, longer than notices.staleAfter (2w)',
  })
})

test('a service that slept for days tells what came due meanwhile', () => {
  const { folder } = withNewPost()
  expect(told(folder.run(SETTLE + 13 * DAY))).toEqual([KEY])
})

test('a held post whose date is changed is judged again', () => {
  const { folder, post } = withNewPost({ day: '2026-03-01' })
  folder.run(SETTLE)
  const unchanged = folder.edit(post, { body: 'Only a word.\n' })
  expect(told(folder.run(HOUR))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'held', revision: 2 })
  folder.edit(unchanged, { instant: at('2026-05-04T09:00:00Z'), day: '2026-05-04' })
  expect(told(folder.run(HOUR))).toEqual([`announcement:${post.id}`])
})

test('a held post whose file name gets a new date is judged again, though its bytes are the same', () => {
  const { folder, post } = withNewPost({ day: '2026-03-01', slug: 'news' })
  folder.run(SETTLE)
  folder.rename(post, '2026-05-04', 'news')
  expect(told(folder.run(HOUR))).toEqual([`announcement:${post.id}`])
})

test('a held post re-dated into the future waits for its date', () => {
  const { folder, post } = withNewPost({ day: '2026-03-01' })
  folder.run(SETTLE)
  folder.edit(post, { instant: at('2026-05-20T09:00:00Z'), day: '2026-05-20' })
  expect(told(folder.run(HOUR))).toEqual([])
  folder.now = at('2026-05-20T09:00:00Z')
  expect(told(folder.run())).toEqual([`announcement:${post.id}`])
})

test('what an operator holds stays held, whatever date it gets', () => {
  const { folder, post } = withNewPost()
  folder.memory = { ...folder.memory, notices: folder.memory.notices.map(held) }
  folder.edit(post, { instant: at('2026-05-04T10:00:00Z') })
  expect(told(folder.run(DAY))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'held', reason: 'held by an operator', revision: 2 })
})

test('a post taken back before it was told is told to nobody', () => {
  const { folder, post } = withNewPost()
  folder.remove(post)
  expect(told(folder.run(SETTLE))).toEqual([])
  expect(folder.notice(post.id)).toMatchObject({ state: 'gone' })
  expect(told(folder.run(DAY))).toEqual([])
})

test('a post that comes back settles anew and is told', () => {
  const { folder, post } = withNewPost()
  folder.remove(post)
  folder.run(HOUR)
  folder.posts.push(post)
  folder.run(HOUR)
  expect(folder.notice(post.id)).toMatchObject({ state: 'settling', since: folder.now, revision: 1 })
  expect(told(folder.run(SETTLE))).toEqual([KEY])
})

test('a told post that vanishes and comes back is not told again', () => {
  const { folder, post } = withNewPost()
  folder.run(SETTLE)
  folder.remove(post)
  expect(folder.run(HOUR).posts).toMatchObject([{ id: post.id, goneAt: folder.now }])
  expect(folder.run(HOUR).posts).toEqual([])
  folder.posts.push(post)
  expect(folder.run(HOUR).posts).toMatchObject([{ id: post.id, goneAt: null }])
  expect(told(folder.run(DAY))).toEqual([])
})

test('a post that cannot be read for a while keeps its notice', () => {
  const { folder, post } = withNewPost()
  folder.remove(post)
  folder.unreadable = [post.path]
  expect(told(folder.run(SETTLE))).toEqual([])
  expect(folder.notice(post.id)?.state).toBe('settling')
  folder.unreadable = []
  folder.posts.push(post)
  expect(told(folder.run(MINUTE))).toEqual([KEY])
})

test('more posts vanishing at once than massEdit are a failed read: nothing is taken back', () => {
  for (const [vanishing, failed] of [
    [10, false],
    [11, true],
  ] as const) {
    const folder = new Folder(at('2026-05-04T11:00:00Z'))
    const posts = Array.from({ length: vanishing }, (_, number) =>
      folder.add({ title: `News of day ${number}`, day: '2026-05-01', body: `News ${number}.\n` }),
    )
    folder.add({ title: 'This one stays' })
    folder.run()
    for (const post of posts) folder.remove(post)
    const mass = folder.look(MINUTE)
    expect(mass.failedRead > 0).toBe(failed)
    expect(mass.posts.filter((post) => post.goneAt !== null).length).toBe(failed ? 0 : 10)
  }
})

test('a failed read leaves open notices as they are', () => {
  const folder = new Folder(at(NOON))
  for (let number = 0; number < 20; number += 1)
    folder.add({ title: `News of day ${number}`, day: '2026-05-01', body: `News ${number}.\n` })
  folder.run()
  const post = folder.add()
  folder.run()
  const all = folder.posts.splice(0)
  folder.add({ title: 'The only one left' })
  folder.run(MINUTE)
  expect(folder.notice(post.id)?.state).toBe('settling')
  folder.posts.splice(0, 1, ...all)
  expect(told(folder.run(SETTLE))).toContain(KEY)
})

test('a recall stated in front matter waits for nothing but its date', () => {
  const folder = folderAt(NOON)
  const recall = folder.add({ title: 'Do not install 3.1.0', severity: 'recall' })
  expect(told(folder.run())).toEqual([`announcement:${recall.id}`])
  const planned = folder.add({ title: 'Do not install 3.1.1', severity: 'recall', day: '2026-05-05' })
  expect(told(folder.run())).toEqual([])
  folder.now = planned.instant
  expect(told(folder.run())).toEqual([`announcement:${planned.id}`])
})

test('a settling post that becomes a recall is told at once', () => {
  const { folder, post } = withNewPost()
  folder.edit(post, { severity: 'recall' })
  expect(told(folder.run(MINUTE))).toEqual([KEY])
})

test('recalls are told first, then what is important, then the oldest', () => {
  const folder = folderAt(NOON)
  folder.rules = { ...folder.rules, settleMs: 0, holdAbove: 10 }
  const add = (title: string, about: Partial<Announcement>) => folder.add({ title, ...about }).id
  const news = add('News', { day: '2026-05-03' })
  const olderNews = add('Older news', { day: '2026-05-02' })
  const important = add('Important', { severity: 'important', day: '2026-05-04' })
  const olderImportant = add('Important before', { severity: 'important', day: '2026-05-01' })
  const recall = add('Recall', { severity: 'recall', day: '2026-05-04' })
  expect(told(folder.run())).toEqual(
    [recall, olderImportant, important, olderNews, news].map((id) => `announcement:${id}`),
  )
})

test('what was due and not told, because it could not be mailed, is due again', () => {
  const { folder } = withNewPost()
  const missed = folder.look(SETTLE)
  expect(told(missed)).toEqual([KEY])
  folder.memory = { ...folder.memory, notices: [...missed.notices] }
  expect(told(folder.run(MINUTE))).toEqual([KEY])
  expect(told(folder.run(MINUTE))).toEqual([])
})

test('deciding twice about the same situation decides the same', () => {
  const { folder } = withNewPost()
  expect(folder.look(SETTLE)).toEqual(folder.look())
})

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'add' | 'remove' | 'edit' | 'rename' | 'redate' | 'return' | 'break' | 'mend'
      readonly which: number
      readonly day: number
    }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, MINUTE, SETTLE, DAY, 10 * DAY) }),
  fc.record({
    do: fc.constantFrom(
      'add' as const,
      'remove' as const,
      'edit' as const,
      'rename' as const,
      'redate' as const,
      'return' as const,
      'break' as const,
      'mend' as const,
    ),
    which: fc.nat(30),
    day: fc.integer({ min: -20, max: 20 }),
  }),
)

/** Does one thing to the folder; `removed` and `broken` are what can come back. */
function perform(
  folder: Folder,
  one: Step,
  piles: { removed: Announcement[]; broken: Announcement[] },
  serial: number,
): void {
  if (one.do === 'wait') {
    folder.now += one.ms
    return
  }
  const day = new Date(folder.now + one.day * DAY).toISOString().slice(0, 10)
  const post = folder.posts[one.which % Math.max(1, folder.posts.length)]
  if (one.do === 'add')
    folder.add({ title: `News number ${serial}`, day, body: one.which % 3 === 0 ? '' : `News ${one.which % 5}.\n` })
  if (one.do === 'return') folder.posts.push(...piles.removed.splice(one.which % 3, 1))
  if (one.do === 'mend') folder.posts.push(...piles.broken.splice(0))
  if (post !== undefined) {
    if (one.do === 'edit') folder.edit(post, { body: `Edited ${serial}.\n` })
    if (one.do === 'redate') folder.edit(post, { instant: Date.parse(day), day })
    if (one.do === 'rename') folder.rename(post, day, `name-${serial}`)
    if (one.do === 'remove' || one.do === 'break') folder.remove(post)
    if (one.do === 'remove') piles.removed.push(post)
    if (one.do === 'break') piles.broken.push(post)
  }
  folder.unreadable = piles.broken.map((broken) => broken.path)
}

test('whatever happens to the folder, each post is told at most once and none of the baseline ever', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, floods) => {
      const folder = new Folder(at(NOON))
      folder.rules = { ...folder.rules, holdAbove: floods ? 100 : 3, batchAbove: floods ? 100 : 3 }
      for (let number = 0; number < 4; number += 1)
        folder.add({ title: `Old ${'abcd'[number]}`, day: '2026-05-01', body: `Old ${number}.\n` })
      const baseline = new Set(folder.posts.map((post) => `announcement:${post.id}`))
      folder.run()
      const piles = { removed: [], broken: [] }
      const counts = new Map<string, number>()
      steps.forEach((one, serial) => {
        perform(folder, one, piles, serial)
        for (const key of told(folder.run())) counts.set(key, (counts.get(key) ?? 0) + 1)
        // What a worker restarted from its ledger sees is the same.
        folder.memory = structuredClone(folder.memory)
      })
      for (const [key, count] of counts) {
        expect(count, key).toBe(1)
        expect(baseline.has(key), key).toBe(false)
      }
      expect(new Set(folder.memory.notices.map((notice) => notice.key)).size).toBe(folder.memory.notices.length)
    }),
    { numRuns: 400 },
  )
})

test('nothing is told before its post was seen for as long as it settles, nor before its date', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const folder = folderAt(NOON)
      const piles = { removed: [], broken: [] }
      steps.forEach((one, serial) => {
        perform(folder, one, piles, serial)
        for (const notice of folder.run().tell) {
          const post = folder.posts.find(
            (candidate) => candidate.path === folder.memory.posts.find((known) => known.id === notice.post)?.path,
          )
          expect(folder.now).toBeGreaterThanOrEqual(notice.since + SETTLE)
          expect(post?.instant).toBeLessThanOrEqual(folder.now)
        }
      })
    }),
    { numRuns: 300 },
  )
})
