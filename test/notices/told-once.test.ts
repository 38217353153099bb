/**
 * Whatever happens to a folder of posts, and whenever Belfry looks, nobody is told a thing twice, nor of what was there
 * from the beginning. Sequences of edits, renames, deletions, restarts and operators' words, found by fast-check.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approved, dismissed } from '../../src/notices/by-hand.js'
import { isOpen, type Memory } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { announcementKey } from '../../src/register/notice-keys.js'
import { at, DAY, Folder, HOUR, MINUTE } from './situations.js'

const WORDS = 'lamp wick oil glass brass mantle globe burner gallery chimney hook handle'.split(' ')
const START = '2026-05-01T00:00:00Z'

/** Different enough from every other not to be taken for it. */
function bodyOf(number: number): string {
  const words = WORDS.map((word) => `${word}${number}`).join(' ')
  return `The ${words} are out, version ${number}.1, see [the page](/page/${number}/).\n\nEverything else stays as it was.\n`
}

const post = fc.nat({ max: 7 })
const ACTIONS = {
  add: fc.constant(0),
  link: post,
  doubt: post,
  block: post,
  recall: post,
  withdraw: post,
  plain: post,
  rename: post,
  redate: post,
  remove: post,
  comeBack: post,
  unreadable: post,
  approve: post,
  dismiss: post,
  restart: post,
  crash: post,
  wait: fc.constantFrom(MINUTE, 20 * MINUTE, 31 * MINUTE, 5 * HOUR, 2 * DAY, 9 * DAY, 20 * DAY),
}
type Action = keyof typeof ACTIONS

const NAMES = Object.keys(ACTIONS) as Action[]
const steps = fc.array(
  fc.oneof(...NAMES.map((action) => ACTIONS[action].map((number) => ({ action, number })))).chain((step) =>
    // Most things are followed by a run, some by another before anybody looked.
    fc.boolean().map((look) => ({ ...step, look })),
  ),
  { minLength: 1, maxLength: 40 },
)

class Life {
  readonly folder = new Folder(at(START))
  readonly told = new Map<string, number>()
  readonly baseline: ReadonlySet<string>
  readonly faults: string[] = []
  #away: Announcement[] = []
  #hidden: Announcement[] = []
  #count = 0

  constructor() {
    for (let old = 0; old < 3; old++) this.#add('2026-04-20')
    this.folder.run()
    this.baseline = new Set(this.folder.memory.posts.map(({ id }) => id))
  }

  #add(day = new Date(this.folder.now).toISOString().slice(0, 10)): void {
    const number = ++this.#count
    this.folder.add({ title: `Lamps ${number}.1 have been released`, day, body: bodyOf(number) })
  }

  do(action: Action, number: number): void {
    const { folder } = this
    const one = folder.posts[number % Math.max(1, folder.posts.length)]
    if (action === 'add') this.#add()
    else if (action === 'wait') folder.now += number
    else if (action === 'comeBack') this.#comeBack(number)
    else if (action === 'restart') folder.memory = JSON.parse(JSON.stringify(folder.memory)) as Memory
    // It ended before it could write what it had decided.
    else if (action === 'crash') folder.look()
    else if (action === 'approve' || action === 'dismiss') this.#operator(action, number)
    else if (one !== undefined) this.#change(one, action)
  }

  #change(one: Announcement, action: Action): void {
    const { folder } = this
    const today = new Date(folder.now).toISOString().slice(0, 10)
    const nth = `${++this.#count}`
    if (action === 'link') folder.edit(one, { body: one.body.replace(/\/page\/\w+\//, `/page/x${nth}/`) })
    else if (action === 'doubt') folder.edit(one, { body: one.body.replace(/version \S+,/, `version ${nth}.7,`) })
    else if (action === 'block')
      folder.edit(one, { body: `**Update (${today}):** there is news number ${nth} about it.\n\n${one.body}` })
    else if (action === 'recall') folder.edit(one, { severity: 'recall' })
    else if (action === 'withdraw') folder.edit(one, { withdrawn: true })
    else if (action === 'plain')
      folder.edit(one, { severity: 'info', withdrawn: false, body: bodyOf(Number(/glass(\d+)/.exec(one.body)?.[1])) })
    else if (action === 'rename') folder.rename(one, one.day, `renamed-${nth}`)
    else if (action === 'redate') folder.rename(one, today, one.slug)
    else if (action === 'remove' || action === 'unreadable') {
      folder.remove(one)
      if (action === 'remove') this.#away.push(one)
      else {
        this.#hidden.push(one)
        folder.unreadable.push(one.path)
      }
    }
  }

  #comeBack(number: number): void {
    const from = this.#hidden.length > 0 ? this.#hidden : this.#away
    const [back] = from.splice(number % Math.max(1, from.length), 1)
    if (back === undefined) return
    this.folder.unreadable = this.folder.unreadable.filter((path) => path !== back.path)
    this.folder.posts.push(back)
  }

  #operator(word: 'approve' | 'dismiss', number: number): void {
    const { memory } = this.folder
    const open = memory.notices.filter(isOpen)
    const one = open[number % Math.max(1, open.length)]
    if (one === undefined) return
    const changed = word === 'approve' ? approved(one, {}) : dismissed(one)
    const notices = memory.notices.map((notice) => (notice === one ? changed : notice))
    const isLast = word === 'dismiss' && !notices.some((notice) => notice.post === one.post && isOpen(notice))
    const posts = memory.posts.map((known) =>
      isLast && known.id === one.post && known.seen !== undefined
        ? { ...known, judged: known.seen, openSince: null }
        : known,
    )
    this.folder.memory = { ...memory, notices, posts }
  }

  run(): void {
    const { tell } = this.folder.run()
    for (const { key, kind, post: id, text } of tell) {
      const count = (this.told.get(key) ?? 0) + 1
      this.told.set(key, count)
      if (count > 1) this.faults.push(`${key} told ${count} times`)
      if (kind === 'announcement' && this.baseline.has(id ?? ''))
        this.faults.push(`${key} was there from the beginning`)
      const isKnown = this.baseline.has(id ?? '') || this.told.has(announcementKey(id ?? ''))
      if (kind === 'update' && !isKnown) this.faults.push(`${key} (“${text}”) of a post nobody heard of`)
    }
    const texts = tell.filter(({ kind, text }) => kind === 'update' && text !== '').map(({ text }) => text)
    for (const text of texts) {
      if (this.#texts.has(text)) this.faults.push(`“${text}” told twice`)
      this.#texts.add(text)
    }
  }
  readonly #texts = new Set<string>()
}

describe('any sequence of edits, renames, deletions, restarts and operators’ words', () => {
  test('tells each notice at most once, nothing of the baseline, and no update of a post that nobody heard of', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const life = new Life()
        for (const { action, number, look } of sequence) {
          life.do(action, number)
          if (look) life.run()
        }
        life.folder.now += 31 * MINUTE
        life.run()
        life.run()
        expect(life.faults).toEqual([])
      }),
      { numRuns: 600 },
    )
  })

  test('a post that is retracted, comes back and is gone again is not retracted twice', () => {
    const life = new Life()
    const script: [Action, number][] = [
      ['block', 0],
      ['wait', 31 * MINUTE],
      // What came back stands last.
      ...[0, 1].flatMap((place): [Action, number][] => [
        ['remove', place],
        ['approve', 0],
        ['comeBack', 0],
      ]),
    ]
    // An empty folder would be a failed read.
    const away = life.folder.posts.splice(2)
    for (const [action, number] of script) {
      life.do(action, number)
      life.run()
    }
    expect(away).toHaveLength(1)
    expect(life.faults).toEqual([])
    expect([...life.told.keys()].filter((key) => key.startsWith('retraction:'))).toHaveLength(1)
  })

  test('is about sequences in which much is told', () => {
    const tolds = fc.sample(steps, { numRuns: 1000, seed: 7 }).map((sequence) => {
      const life = new Life()
      for (const { action, number } of sequence) {
        life.do(action, number)
        life.run()
        life.folder.now += HOUR
      }
      return [...life.told.keys()]
    })
    const of = (kind: string) => tolds.flat().filter((key) => key.startsWith(kind)).length
    expect(of('announcement:')).toBeGreaterThan(100)
    expect(of('update:')).toBeGreaterThan(100)
    expect(of('retraction:')).toBeGreaterThan(1)
  })
})
