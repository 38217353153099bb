/**
 * A folder that is half there for one run (a checkout on its way, a branch for a minute, a draft switched back and
 * forth): what was open of a post that vanished and came back is told, asked and held as if it had never been away.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approved, held } from '../../src/notices/by-hand.js'
import { isOpen, type Notice } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { type Folder, folderAt, HOUR, MINUTE, told } from './situations.js'

const NOON = '2026-05-04T12:00:00Z'
const BODY = 'The lamp brings light to everybody who wants it.\n\nIt is made of brass, and of glass.\n'
const UPDATE = '\n**Update (2026-05-04):** The lamp 1.0.1 is needed.\n'

/** A post that people know. */
function known(): { folder: Folder; post: Announcement } {
  const folder = folderAt(NOON)
  const post = folder.add({ title: 'The lamp', day: '2026-05-04', body: BODY })
  folder.run()
  folder.run(HOUR)
  return { folder, post }
}

function awayAndBack(folder: Folder, post: Announcement): void {
  folder.remove(post)
  folder.run(MINUTE)
  folder.posts.push(post)
  folder.run(MINUTE)
}

/** An operator's word, or none. */
type Word = (notice: Notice) => Notice

function say(folder: Folder, word: Word): void {
  const notices = folder.memory.notices.map((notice) => (isOpen(notice) ? word(notice) : notice))
  folder.memory = { ...folder.memory, notices }
}

/** What an update is, or is not, after the post was away. */
function updateAfter(edited: string, word: Word = (notice) => notice): Notice | undefined {
  const { folder, post } = known()
  const now = folder.edit(post, { body: edited })
  folder.run(MINUTE)
  say(folder, word)
  awayAndBack(folder, now)
  folder.run(HOUR)
  expect(folder.memory.notices.filter(({ kind }) => kind === 'retraction').filter(isOpen)).toEqual([])
  return folder.memory.notices.find(({ kind }) => kind === 'update')
}

describe('of a post that people know', () => {
  test('an update that settled is told', () => {
    expect(updateAfter(BODY + UPDATE)).toMatchObject({ state: 'told', text: 'The lamp 1.0.1 is needed.' })
  })

  test('a question is asked again, in its words', () => {
    const question = updateAfter(BODY.replace('It is', 'It is not'))
    expect(question).toMatchObject({
      state: 'asked',
      reason: 'a sentence that says the opposite now, or other than before',
    })
    expect(question?.diff).not.toEqual([])
  })

  test('an operator’s hold holds', () => {
    expect(updateAfter(BODY + UPDATE, held)).toMatchObject({ state: 'held', heldBy: 'operator' })
  })

  test('an approval counts, in the operator’s words, and not before the instant they said', () => {
    const at = Date.parse(NOON) + 24 * HOUR
    const word: Word = (notice) => approved(notice, { text: 'In other words.', at })
    expect(updateAfter(BODY + UPDATE, word)).toMatchObject({ state: 'due', text: 'In other words.', notBefore: at })
  })
})

describe('of a post that nobody was told of', () => {
  const announcementAfter = (word: Word, edit?: Partial<Announcement>) => {
    const folder = folderAt(NOON)
    const post = folder.add({ title: 'The lamp', day: '2026-05-04', body: BODY })
    folder.run()
    say(folder, word)
    folder.remove(post)
    folder.run(MINUTE)
    folder.posts.push(edit === undefined ? post : { ...post, ...edit })
    const back = folder.run(MINUTE)
    return { folder, back, notice: () => folder.notice(post.id) }
  }

  test('it settles anew', () => {
    const { folder, back, notice } = announcementAfter((one) => one)
    expect(notice()).toMatchObject({ state: 'settling', until: folder.now + 30 * MINUTE })
    expect(back.posted).toMatchObject([{ decision: 'tell', kind: 'announcement', reason: 'the post is there again' }])
    expect(told(folder.run(HOUR))).toEqual([notice()?.key])
  })

  test('an operator’s hold and instant hold, edited or not', () => {
    for (const edit of [undefined, { body: `${BODY}\nAnd more.\n`, digest: 'other' }]) {
      const ofHold = announcementAfter(held, edit)
      ofHold.folder.run(HOUR)
      expect(ofHold.notice()).toMatchObject({ state: 'held', heldBy: 'operator' })
      const ofApproval = announcementAfter((one) => approved(one, { at: Date.parse(NOON) + 24 * HOUR }), edit)
      expect(told(ofApproval.folder.run(HOUR))).toEqual([])
      expect(told(ofApproval.folder.run(24 * HOUR))).toEqual([ofApproval.notice()?.key])
    }
  })

  test('whether it is another one under a new name is asked again', () => {
    const { folder, post } = known()
    folder.remove(post)
    const body = `${BODY}\n${'Of this nothing stood there before. '.repeat(3)}\n`
    const other = folder.add({ title: 'The lamp', day: '2026-05-05', slug: 'light', body })
    folder.run(MINUTE)
    expect(folder.notice(other.id)).toMatchObject({ state: 'asked' })
    awayAndBack(folder, other)
    folder.run(48 * HOUR)
    expect(folder.notice(other.id)).toMatchObject({ state: 'asked', reason: /too alike to tell/ })
  })
})

test('what was dismissed with the vanished post’s question comes back with the post, which says something new', () => {
  const { folder, post } = known()
  const now = folder.edit(post, { body: BODY + UPDATE })
  folder.run(MINUTE)
  folder.remove(now)
  folder.run(MINUTE)
  say(folder, (notice) => ({ ...notice, state: 'dismissed' }))
  folder.posts.push({ ...now, body: `${BODY}\nMore of it.\n${UPDATE}`, digest: 'more' })
  folder.run(MINUTE)
  expect(told(folder.run(HOUR))).toEqual([`update:${post.id}:2026-05-04`])
})

const EDITS: readonly ((body: string, round: number) => Partial<Announcement>)[] = [
  (body, round) => ({ body: `${body}\n**Update (2026-05-04):** The ${round + 1}. sort of lamp is sold now.\n` }),
  (body, round) => ({ body: `${body}\nIn harbour ${round + 10} it must not be lit.\n` }),
  (body) => ({ body: body.replace('brass', 'bras') }),
  (_, round) => ({ title: `The lamp ${round + 2}.0` }),
  () => ({ severity: 'important' }),
  () => ({ withdrawn: true, withdrawnBecause: 'It burns.' }),
]

test('whatever is edited, and whenever it is away, the same is told and asked', () => {
  const step = fc.record({
    edits: fc.array(fc.nat(EDITS.length - 1), { minLength: 1, maxLength: 3 }),
    isAway: fc.boolean(),
  })
  const live = (steps: readonly { edits: readonly number[]; isAway: boolean }[], mayBeAway: boolean) => {
    const { folder, post } = known()
    let now = post
    let round = 0
    for (const { edits, isAway } of steps) {
      for (const edit of edits) {
        now = folder.edit(now, EDITS[edit]?.(now.body, round++) ?? {})
        folder.run(MINUTE)
        if (isAway && mayBeAway) awayAndBack(folder, now)
        else folder.run(2 * MINUTE)
      }
      folder.run(HOUR)
    }
    return folder.memory.notices
      .filter(({ kind }) => kind !== 'retraction')
      .map(({ key, state, severity, text }) => ({ key, state, severity, text }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), (steps) => {
      expect(live(steps, true)).toEqual(live(steps, false))
    }),
  )
})
