/**
 * Whatever happens to a folder between two runs, every post is announced once and every update is told once, unless
 * somebody is asked about it, or held or dismissed it. The folder is edited at random: posts come, gain and lose
 * updates, are renamed, vanish, come back, cannot be read; operators say a word on what is open.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { approved, dismissed, held } from '../../src/notices/by-hand.js'
import type { Decision } from '../../src/notices/decide.js'
import { isOpen } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { type Folder, folderAt, HOUR, MINUTE } from './situations.js'

const DAY = '2026-05-04'
const MOST_POSTS = 3
const NOUNS = 'lamp wick oil glass brass mantle globe burner gallery chimney hook handle pier crane boat rope'.split(
  ' ',
)

/** Twelve words that stand in no other text. */
const words = (of: string) =>
  NOUNS.slice(0, 12)
    .map((noun, at) => `${noun}${of}${at}`)
    .join(' ')

interface File {
  readonly name: string
  post: Announcement
  /** Numbers of its updates. */
  readonly updates: number[]
  where: 'there' | 'away' | 'unreadable'
}

const steps = {
  begin: 'adds a post',
  update: 'adds an update',
  takeBack: 'takes an update out',
  turn: 'writes the updates the other way round',
  typo: 'mends a word',
  rename: 'renames the file',
  away: 'takes the file away',
  unreadable: 'breaks the file',
  back: 'brings it back',
  hold: 'an operator holds',
  approve: 'an operator approves',
  dismiss: 'an operator dismisses',
  wait: 'ten minutes',
  settle: 'an hour',
} as const
type Step = keyof typeof steps

class Life {
  readonly folder: Folder = folderAt(`${DAY}T12:00:00Z`)
  readonly files: File[] = []
  /** What was said in mail, each time. */
  readonly said: string[] = []
  /** Ids of posts on which an operator said something that keeps mail back. */
  readonly kept = new Set<string | null>()
  #count = 0

  constructor() {
    this.folder.rules = { ...this.folder.rules, holdAbove: 100, batchAbove: 100, massEdit: 100 }
  }

  go(step: Step, which: number): void {
    const file = this.files[which % Math.max(1, this.files.length)]
    if (step === 'begin') this.#begin()
    else if (step === 'hold' || step === 'approve' || step === 'dismiss') this.#word(step, which)
    else if (file?.where === 'there') this.#edit(file, step, which)
    else if (file !== undefined && step === 'back') this.bringBack(file)
    this.run(step === 'wait' ? 10 * MINUTE : step === 'settle' ? HOUR : MINUTE)
  }

  run(afterMs: number): void {
    const decision = this.folder.run(afterMs)
    for (const { kind, post, text } of decision.tell)
      this.said.push(kind === 'announcement' ? bodyOf(decision, post) : text)
  }

  bringBack(file: File): void {
    const { folder } = this
    if (file.where !== 'there') folder.posts.push(file.post)
    folder.unreadable = folder.unreadable.filter((path) => path !== file.post.path)
    file.where = 'there'
  }

  #begin(): void {
    if (this.files.length === MOST_POSTS) return
    const name = `p${this.#count++}`
    const post = this.folder.add({ title: `News of ${words(name)}`, slug: name, day: DAY, body: `${words(name)}.\n` })
    this.files.push({ name, post, updates: [], where: 'there' })
  }

  #edit(file: File, step: Step, which: number): void {
    const { folder } = this
    if (step === 'update') file.updates.push(this.#count++)
    if (step === 'takeBack') file.updates.splice(which % Math.max(1, file.updates.length), 1)
    if (step === 'turn') file.updates.reverse()
    if (step === 'rename') file.post = folder.rename(file.post, DAY, `r${this.#count++}`)
    if (step === 'away' || step === 'unreadable') {
      folder.remove(file.post)
      file.where = step
      if (step === 'unreadable') folder.unreadable.push(file.post.path)
      return
    }
    const blocks = file.updates.map(
      (number) => `\n**Update (2026-04-${10 + (number % 20)}):** ${words(`u${number}u`)}.\n`,
    )
    const last = step === 'typo' ? 'ooil' : 'oil'
    const body = `${words(file.name).replace('oil', last)}.\n${blocks.join('')}`
    if (body !== file.post.body) file.post = folder.edit(file.post, { body, digest: body })
  }

  #word(step: 'hold' | 'approve' | 'dismiss', which: number): void {
    const { memory } = this.folder
    const open = memory.notices.filter((notice) => isOpen(notice) && notice.kind !== 'retraction')
    const notice = open[which % Math.max(1, open.length)]
    if (notice === undefined) return
    if (step !== 'approve') this.kept.add(notice.post)
    const now = step === 'hold' ? held(notice) : step === 'approve' ? approved(notice, {}) : dismissed(notice)
    this.folder.memory = { ...memory, notices: memory.notices.map((one) => (one === notice ? now : one)) }
  }

  /** Of what stands in the folder: what was not said once, nobody is asked about, and nobody keeps back. */
  wrong(): string[] {
    const { posts, notices } = this.folder.memory
    return this.files.flatMap((file) => {
      const id = posts.find(({ path }) => path === file.post.path)?.id
      const isAsked = this.kept.has(id ?? null) || notices.some((notice) => notice.post === id && isOpen(notice))
      const texts = [`${file.name}0 `, ...file.updates.map((number) => `u${number}u0 `)]
      return texts.flatMap((text) => {
        const times = this.said.filter((one) => one.includes(text)).length
        return times === 1 || (times === 0 && isAsked) ? [] : [`${text}said ${times} times`]
      })
    })
  }
}

function bodyOf({ announcements }: Decision, post: string | null): string {
  return announcements.find(({ id }) => id === post)?.body ?? ''
}

const step = fc.tuple(fc.constantFrom(...(Object.keys(steps) as Step[])), fc.nat(9))

test('nothing that stands in the folder in the end is lost, and nothing is told twice', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 25 }), (all) => {
      const life = new Life()
      for (const [one, which] of all) life.go(one, which)
      for (const file of life.files) life.bringBack(file)
      life.run(MINUTE)
      life.run(HOUR)
      life.run(HOUR)
      expect(life.wrong()).toEqual([])
    }),
    { numRuns: 2000 },
  )
})
