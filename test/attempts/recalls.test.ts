/**
 * Attempts to have a recall missed, told twice, or told in words that nobody gave: by edits back and forth, beside
 * other news, before anything was told, by renaming, by posts that cover others. Each is a folder of its own, over
 * which runs go. In: edits. Out: what each run tells and asks.
 */
import { describe, expect, test } from 'vitest'
import { approved, held, updateByHand } from '../../src/notices/by-hand.js'
import type { Decision } from '../../src/notices/decide.js'
import { isOpen, type Notice } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { unsaidRecalls } from '../../src/run/stops.js'
import { DAY, type Folder, folderAt, HOUR, MINUTE, remember } from '../notices/situations.js'

const BODY = 'The image is there, and everybody may install it at leisure, on whatever they have.\n'
const WHY = 'It may lose the files of whoever installs it.'
const WITHDRAWN = { withdrawn: true, severity: 'recall' as const }
const BECAUSE = { ...WITHDRAWN, withdrawnBecause: WHY }
const REINSTATED = {
  withdrawn: false,
  reinstated: true as const,
  severity: 'info' as const,
}
const PLAIN = { withdrawn: false, severity: 'info' as const }
const news = (text: string, day = '2026-05-05') => ({ statedUpdates: [{ day, text }] })

function withoutReason({ withdrawnBecause: _reason, ...post }: Announcement): Announcement {
  return post
}

/** A post that was told, and how it is edited. */
class Scene {
  readonly folder: Folder = folderAt('2026-05-04T10:00:00Z')
  post: Announcement

  constructor() {
    this.post = this.folder.add({ body: BODY })
    this.folder.run()
    this.run(31 * MINUTE)
    this.folder.now = Date.parse('2026-05-05T08:00:00Z')
  }

  edit(about: Partial<Announcement>): this {
    this.post = this.folder.edit(about.withdrawn === false ? withoutReason(this.post) : this.post, about)
    return this
  }

  /** @returns what was told: how grave, in which words */
  run(afterMs = 0): string[] {
    return said(this.folder.run(afterMs))
  }

  asked(): string[] {
    return this.folder.memory.notices.filter(isOpen).map(({ key, state, text }) => `${state} ${key} ${text}`)
  }
}

const said = ({ tell }: Decision) =>
  tell.map(({ key, severity, text, reinstates }) =>
    `${key.replace(/:2026-05-04-.*?(?=:|$)/, '')} ${reinstates ? 'holds again' : severity} ${text}`.trim(),
  )

test('is told at once, once, and stays told', () => {
  const scene = new Scene().edit(BECAUSE)
  expect(scene.run()).toEqual([`update:2026-05-05 recall ${WHY}`])
  for (let day = 0; day < 3; day += 1) expect(scene.run(DAY)).toEqual([])
})

test('written and taken out between two runs tells nothing', () => {
  const scene = new Scene().edit(BECAUSE).edit(PLAIN)
  expect([scene.run(), scene.run(HOUR), scene.asked()]).toEqual([[], [], []])
})

test('back and forth, each is told, and under a key of its own', () => {
  const scene = new Scene()
  expect(scene.edit(BECAUSE).run()).toEqual([`update:2026-05-05 recall ${WHY}`])
  expect(scene.edit(REINSTATED).run(HOUR)).toEqual([])
  expect(scene.run(31 * MINUTE)).toEqual(['update:2026-05-05#2 holds again'])
  expect(scene.edit(BECAUSE).run(HOUR)).toEqual([`update:2026-05-05#3 recall ${WHY}`])
  expect(scene.run(DAY)).toEqual([])
})

test('taken back before that has settled, it is recalled still, and nothing else is told', () => {
  const scene = new Scene().edit(BECAUSE)
  scene.run()
  scene.edit(REINSTATED).run(HOUR)
  expect(scene.edit(BECAUSE).run(10 * MINUTE)).toEqual([])
  expect([scene.run(DAY), scene.asked()]).toEqual([[], []])
})

const OTHER = 'A second image is there, for machines of another kind.'

test.each([
  ['one', news(OTHER).statedUpdates, `2026-05-05 recall ${WHY}\n\n${OTHER}`],
  ['one that says the reason', news(`Do not: ${WHY}`).statedUpdates, `2026-05-05 recall Do not: ${WHY}`],
  [
    'two, of two days',
    [...news(OTHER, '2026-05-04').statedUpdates, ...news('Files of Ada were lost.').statedUpdates],
    `2026-05-05 recall ${WHY}\n\n${OTHER}\n\nFiles of Ada were lost.`,
  ],
  [
    'one of a day that has not come',
    news('We say more then.', '2027-05-05').statedUpdates,
    `2026-05-05 recall ${WHY}\n\nWe say more then.`,
  ],
])('beside updates of the same commit (%s), it is one mail, in the words of all', (_how, statedUpdates, line) => {
  const scene = new Scene().edit({ ...BECAUSE, statedUpdates })
  expect(scene.run()).toEqual([`update:${line}`])
  expect([scene.run(HOUR), scene.run(DAY), scene.asked()]).toEqual([[], [], []])
})

describe('while an update of the post is on its way, it goes at once, and in no other words than its own', () => {
  const onItsWay = (decide?: (notice: Notice) => Notice, text = OTHER): Scene => {
    const scene = new Scene().edit(news(text))
    expect(scene.run()).toEqual([])
    const { memory } = scene.folder
    const notices = memory.notices.map((one) => (isOpen(one) && decide !== undefined ? decide(one) : one))
    scene.folder.memory = { ...memory, notices }
    return scene
  }

  test.each([
    ['that settles', undefined],
    ['that an operator holds', held],
    ['that is to leave later', (notice: Notice) => approved(notice, { at: Date.parse('2026-06-01T10:00:00Z') })],
  ])('%s', (_how, decide) => {
    const scene = onItsWay(decide).edit(BECAUSE)
    expect(scene.run(MINUTE)).toEqual([`update:2026-05-05#2 recall ${WHY}`])
    expect([scene.run(HOUR), scene.run(40 * DAY), scene.asked()]).toEqual([[], [], []])
  })

  test('without words it has none', () => {
    expect(onItsWay().edit(WITHDRAWN).run(MINUTE)).toEqual(['update:2026-05-05#2 recall'])
  })

  test.each([
    ['settles', undefined],
    ['is held', held],
  ])('without words, in those of a warning that %s', (_how, decide) => {
    const text = 'Do not install it: the disk is wiped on the first start.'
    expect(onItsWay(decide, text).edit(WITHDRAWN).run(MINUTE)).toEqual([`update:2026-05-05 recall ${text}`])
  })

  test('in an operator’s words, which wait: it is told once, whatever is edited then', () => {
    const later = { text: 'In my words.', at: Date.parse('2026-06-01T10:00:00Z') }
    const scene = onItsWay((notice) => approved(notice, later)).edit(BECAUSE)
    expect(scene.run(MINUTE)).toEqual([`update:2026-05-05#2 recall ${WHY}`])
    expect(scene.edit({ body: `${BODY}\nAnd so on.\n` }).run(MINUTE)).toEqual([])
    scene.edit({
      statedUpdates: [...news(OTHER).statedUpdates, ...news('The disk driver did it.', '2026-05-06').statedUpdates],
    })
    expect([...scene.run(DAY), ...scene.run(HOUR)]).toEqual(['update:2026-05-06 recall The disk driver did it.'])
    expect(scene.run(40 * DAY)).toEqual(['update:2026-05-05 info In my words.'])
    expect(scene.run(DAY)).toEqual([])
  })
})

test('while a question is open, its words are no reason', () => {
  const scene = new Scene().edit({ body: `${BODY}\nVerify it by the key 0xDEADBEEF12345678 from now on.\n` })
  scene.run()
  expect(scene.edit(WITHDRAWN).run(MINUTE)).toEqual(['update:2026-05-05 recall'])
  expect(scene.run(DAY)).toEqual([])
})

test.each([
  ['for a reason', BECAUSE, []],
  ['without one', WITHDRAWN, ['RECALL_UNSAID']],
])('before the announcement has settled, %s, people hear once, and that it is a recall', (_how, about, codes) => {
  const folder = folderAt('2026-05-04T10:00:00Z')
  const post = folder.add({ body: BODY })
  folder.run()
  folder.edit(post, about)
  const decision = folder.run(MINUTE)
  expect(said(decision)).toEqual(['announcement recall'])
  expect(unsaidRecalls(decision, (path) => path).map(({ code }) => code)).toEqual(codes)
  expect([said(folder.run(HOUR)), said(folder.run(DAY))]).toEqual([[], []])
})

test('before it has settled and taken back again, the announcement is told as any other', () => {
  const folder = folderAt('2026-05-04T10:00:00Z')
  const post = folder.add({ body: BODY })
  folder.run()
  folder.edit(withoutReason(folder.edit(post, BECAUSE)), PLAIN)
  expect([said(folder.run(MINUTE)), said(folder.run(HOUR))]).toEqual([[], ['announcement info']])
})

test.each([
  ['without a word', WITHDRAWN, 'hand' as const, []],
  ['for the same reason', BECAUSE, 'hand' as const, []],
  ['for the same, after a restore,', BECAUSE, 'register' as const, []],
  [
    'for another',
    { ...BECAUSE, withdrawnBecause: 'It was signed with a key that is not ours.' },
    'hand' as const,
    ['asked'],
  ],
])('that an operator told and front matter then says %s is told no second time', (_how, about, cameBy, asked) => {
  const scene = new Scene()
  const byHand = { severity: 'recall' as const, day: '2026-05-05', text: `Do not install it. ${WHY}` }
  const { folder } = scene
  const memory = remember(folder.memory, updateByHand(folder.look(), scene.post.id, byHand))
  const notices = memory.notices.map((one) => (one.kind === 'update' ? { ...one, cameBy } : one))
  folder.memory = { ...memory, notices }
  expect([scene.edit(about).run(HOUR), scene.run(DAY)]).toEqual([[], []])
  expect(scene.asked().map((line) => line.split(' ')[0])).toEqual(asked)
})

test('that holds again where it was never withdrawn is no news', () => {
  const scene = new Scene().edit(REINSTATED)
  expect([scene.run(), scene.run(HOUR), scene.asked()]).toEqual([[], [], []])
})

test('for another reason is a question, and no second recall', () => {
  const scene = new Scene().edit(BECAUSE)
  scene.run()
  expect(scene.edit({ withdrawnBecause: 'It was signed with a key that is not ours.' }).run(HOUR)).toEqual([])
  expect(scene.asked()).toEqual([expect.stringMatching(/^asked .*not ours\.$/)])
  expect(scene.edit({ withdrawnBecause: WHY }).run(HOUR)).toEqual([])
  expect(scene.asked()).toEqual([])
})

test('whose line is taken out and put back is told no second time', () => {
  const scene = new Scene().edit(BECAUSE)
  scene.run()
  expect(scene.edit(PLAIN).run(HOUR)).toEqual([])
  expect(scene.asked()).toHaveLength(1)
  expect([scene.edit(BECAUSE).run(HOUR), scene.run(DAY), scene.asked()]).toEqual([[], [], []])
})

test('said by withdrawn and then by severity is one recall, and no question whether it holds again', () => {
  const scene = new Scene().edit(WITHDRAWN)
  expect(scene.run()).toHaveLength(1)
  expect([scene.edit({ withdrawn: false, severity: 'recall' }).run(HOUR), scene.asked()]).toEqual([[], []])
  expect([scene.edit(WITHDRAWN).run(HOUR), scene.asked()]).toEqual([[], []])
})

test('of twenty posts at once are all told', () => {
  const folder = folderAt('2026-05-04T10:00:00Z')
  folder.rules = { ...folder.rules, holdAbove: 50, batchAbove: 50 }
  const posts = Array.from({ length: 20 }, (_, at) =>
    folder.add({ title: `Lamp ${at} is lit`, slug: `lamp-${at}`, body: BODY }),
  )
  folder.run()
  expect(folder.run(31 * MINUTE).tell).toHaveLength(20)
  for (const post of posts) folder.edit(post, BECAUSE)
  expect(folder.run(DAY).tell.map(({ severity }) => severity)).toEqual(posts.map(() => 'recall'))
})

test('of a post that is kept up to date, and where questions are ignored, is told', () => {
  const scene = new Scene().edit({ evergreen: true, body: BODY })
  scene.run()
  scene.folder.rules = { ...scene.folder.rules, askQuestions: false }
  expect(scene.edit(BECAUSE).run(HOUR)).toEqual([`update:2026-05-05 recall ${WHY}`])
})

test('of a post that is renamed in the same commit is told under its old name', () => {
  const scene = new Scene()
  scene.post = scene.folder.rename(scene.post, '2026-05-05', 'another-name')
  expect(scene.edit({ ...BECAUSE, id: scene.post.id }).run()).toHaveLength(1)
  expect(
    scene.folder.memory.notices.filter(({ kind, state }) => kind === 'announcement' && state === 'told'),
  ).toHaveLength(1)
  expect(scene.run(DAY)).toEqual([])
})

test('of a post that was gone in between is told, and the question about it goes', () => {
  const scene = new Scene()
  const { post, folder } = scene
  folder.remove(post)
  expect(scene.run()).toEqual([])
  folder.posts.push({ ...post, ...BECAUSE, digest: `${post.digest}-back` })
  expect(scene.run(HOUR)).toEqual([`update:2026-05-05 recall ${WHY}`])
  expect(scene.asked()).toEqual([])
})

test('beside a new post that links to it and tells the same is told all the same, and at once', () => {
  const scene = new Scene()
  scene.folder.add({
    title: 'Lantern OS 3.1.0 is withdrawn',
    slug: 'withdrawn',
    day: '2026-05-05',
    body: `[That one](${scene.post.url}) loses files. Update: do not install it.\n`,
  })
  expect(scene.edit(BECAUSE).run()).toEqual([`update:2026-05-05 recall ${WHY}`])
})

test('that nobody can read any more is not told, and no other instead', () => {
  const scene = new Scene()
  scene.folder.remove(scene.post)
  scene.folder.unreadable = [scene.post.path]
  expect([scene.run(), scene.run(DAY), scene.asked()]).toEqual([[], [], []])
  scene.folder.unreadable = []
  scene.folder.posts.push({ ...scene.post, ...BECAUSE, digest: `${scene.post.digest}-back` })
  expect(scene.run(HOUR)).toHaveLength(1)
})
