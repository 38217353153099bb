/** What is due and waits: for the instant that an operator said, for a send window; what waits for neither. */
import { describe, expect, test } from 'vitest'
import { approved, held } from '../../src/notices/by-hand.js'
import type { Notice } from '../../src/notices/notice.js'
import { announcementKey } from '../../src/register/notice-keys.js'
import { at, DAY, type Folder, folderAt, HOUR, rules, told } from './situations.js'

const SETTLE = rules.settleMs
/** A Friday. */
const FRIDAY = '2026-12-04T13:00:00Z'
const windows = [{ days: [1, 2, 3, 4], from: 480, until: 1440 }]
const MONDAY = at('2026-12-07T08:00:00Z')

function withPost(about: { severity?: 'recall' } = {}): { folder: Folder; id: string; key: string } {
  const folder = folderAt(FRIDAY)
  folder.rules = { ...rules, sending: { windows, timezone: 'UTC' } }
  const { id } = folder.add({ title: 'Lantern OS 3.1.0', day: '2026-12-04', instant: at(FRIDAY), ...about })
  folder.run()
  return { folder, id, key: announcementKey(id) }
}

function say(folder: Folder, key: string, word: (notice: Notice) => Notice): void {
  const notices = folder.memory.notices.map((notice) => (notice.key === key ? word(notice) : notice))
  folder.memory = { ...folder.memory, notices }
}

describe('send windows', () => {
  test('what settles outside of them waits, due, until one opens', () => {
    const { folder, id, key } = withPost()
    const decision = folder.run(SETTLE)
    expect(told(decision)).toEqual([])
    expect(decision.waiting).toMatchObject([{ notice: { key }, leavesAt: MONDAY }])
    expect(folder.notice(id)?.state).toBe('due')
    expect(told(folder.run(MONDAY - folder.now - 1))).toEqual([])
    expect(told(folder.run(1))).toEqual([key])
  })

  test('an edit meanwhile is part of what leaves', () => {
    const { folder, id } = withPost()
    folder.run(SETTLE)
    const [, post] = folder.posts
    if (post !== undefined) folder.edit(post, { body: 'Said better, with 3 words more.\n' })
    const decision = folder.run(MONDAY - folder.now)
    expect(decision.tell).toMatchObject([{ key: announcementKey(id), revision: 2 }])
  })

  test('a recall waits for none', () => {
    const { folder, key } = withPost({ severity: 'recall' })
    expect(told(folder.run())).toEqual([])
    expect(folder.memory.notices.find((notice) => notice.key === key)?.state).toBe('told')
  })

  test('time counts as overdue from the opening on', () => {
    const { folder, id } = withPost()
    folder.rules = { ...folder.rules, staleAfterMs: DAY }
    folder.run(SETTLE)
    expect(told(folder.look(MONDAY - folder.now + DAY))).toHaveLength(1)
    folder.run(1)
    expect(folder.notice(id)).toMatchObject({ state: 'held', heldBy: 'stale' })
  })
})

describe('an operator’s instant', () => {
  const TUESDAY = at('2026-12-08T10:00:00Z')

  test('the notice stays due and leaves then', () => {
    const { folder, id, key } = withPost()
    say(folder, key, (notice) => approved(notice, { at: TUESDAY }))
    expect(folder.run(HOUR).waiting).toMatchObject([{ leavesAt: TUESDAY }])
    expect(folder.notice(id)).toMatchObject({ state: 'due', notBefore: TUESDAY })
    expect(told(folder.run(TUESDAY - folder.now))).toEqual([key])
  })

  test('outside of the windows it leaves when the next one opens', () => {
    const { folder, key } = withPost()
    say(folder, key, (notice) => approved(notice, { at: at('2026-12-11T10:00:00Z') }))
    expect(folder.run(HOUR).waiting).toMatchObject([{ leavesAt: at('2026-12-14T08:00:00Z') }])
  })

  test('nobody looked for longer than staleAfter: it is held, and asks for another word', () => {
    const { folder, id, key } = withPost()
    folder.rules = rules
    say(folder, key, (notice) => approved(notice, { at: TUESDAY }))
    expect(told(folder.run(TUESDAY - folder.now + rules.staleAfterMs + 1))).toEqual([])
    expect(folder.notice(id)).toMatchObject({ state: 'held', heldBy: 'stale', notBefore: null })
    say(folder, key, (notice) => approved(notice, {}))
    expect(told(folder.run(HOUR))).toEqual([key])
  })

  test('it is taken back by a hold, and by an approval without one', () => {
    const { folder, id, key } = withPost()
    say(folder, key, (notice) => held(approved(notice, { at: TUESDAY })))
    expect(folder.notice(id)).toMatchObject({ state: 'held', notBefore: null })
    say(folder, key, (notice) => approved(approved(notice, { at: TUESDAY }), {}))
    expect(folder.notice(id)).toMatchObject({ state: 'due', notBefore: null })
  })

  test('a recall ignores it', () => {
    const { folder, key } = withPost()
    say(folder, key, (notice) => approved(notice, { at: TUESDAY, severity: 'recall' }))
    expect(told(folder.run(HOUR))).toEqual([key])
  })
})
