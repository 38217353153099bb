/**
 * Those who write: posts in a repository whose commits are signed, edits, recalls, a releases table whose dates move,
 * keys that come, go and are stolen. In: dice, the day. Out: commits, and what ought to be told of them, when, and in
 * which words its mail is named.
 */
import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { Dice } from '../../bench/crash/seeded.js'
import { makeRepository, type TestRepository } from '../../support/git-repository.js'
import { sshSigner, type TestSigner } from '../../support/signers.js'

const DAY = 86_400_000
const SETTLES = 30 * 60_000
/** Days before an end of life that it is told. */
export const STAGE = 30
export const LISTS = ['news', 'security'] as const

/** What ought to be told. */
export interface Due {
  readonly key: string
  readonly subject: string
  readonly about: string
  readonly list: string
  /** Not before. */
  readonly from: number
}

interface Post {
  readonly id: string
  readonly title: string
  readonly list: string
  readonly day: string
  body: string
  front: Record<string, unknown>
  isTold: boolean
  isRecalled: boolean
}

interface Cycle {
  readonly name: string
  /** Days since the epoch. */
  ends: number
  moves: number
}

export class Newsroom {
  readonly repository: TestRepository = makeRepository()
  readonly counts = { posts: 0, updates: 0, silent: 0, recalls: 0, ends: 0, moves: 0, keys: 0, stolen: 0, unsigned: 0 }
  /** Ids of posts that an operator holds; what they dismissed, and never tell. */
  readonly held = new Set<string>()
  readonly dismissed = new Set<string>()
  #pending: Due[] = []
  #posts: Post[] = []
  #cycles: Cycle[] = []
  #signers: TestSigner[] = [sshSigner('ada@lantern.example')]
  #intruding: string | undefined
  #paper = 0

  constructor(
    private readonly signersFile: string,
    private readonly dice: Dice,
    now: number,
  ) {
    this.#allow()
    this.#write('zero', 'news', now - 60 * DAY)
    this.#commit({}, now)
  }

  /** Told it ought to be by now; what an operator holds is not. */
  due(now: number): Due[] {
    return this.#pending.filter(({ from, about }) => from <= now && !this.held.has(about))
  }

  /** Is anything to be looked at? A post with a stolen key is. */
  hasNews(now: number): boolean {
    return this.#intruding !== undefined || this.due(now).length > 0
  }

  hasTold(key: string): Due | undefined {
    const found = this.#pending.find((due) => due.key === key)
    this.#pending = this.#pending.filter((due) => due !== found)
    const post = this.#posts.find(({ id }) => id === found?.about)
    if (post !== undefined) post.isTold = true
    return found
  }

  /** Posts that are seen and not told. */
  fresh(): string[] {
    return this.#pending.filter(({ key }) => key.startsWith('announcement:')).map(({ about }) => about)
  }

  release(id: string, now: number): void {
    this.held.delete(id)
    this.#pending = this.#pending.map((due) => (due.about === id ? { ...due, from: now } : due))
  }

  dismiss(id: string): void {
    this.held.delete(id)
    this.dismissed.add(id)
    this.#pending = this.#pending.filter(({ about }) => about !== id)
  }

  publish(now: number): void {
    this.#paper += 1
    const list = LISTS[this.dice.below(2)] ?? 'news'
    this.counts.posts += 1
    const post = this.#write(`${this.#paper}`, list, now)
    this.#expect(post, `announcement:${post.id}`, post.title, now + SETTLES)
    this.#commit({}, now)
  }

  /** News of a told post, a slip of the pen, or the end of it. */
  edit(now: number): void {
    const told = this.#posts.filter(({ isTold, isRecalled, id }) => isTold && !isRecalled && !this.#isPending(id))
    const post = told.slice(-40)[this.dice.below(Math.min(40, told.length))]
    if (post === undefined) return
    const what = this.dice.below(4)
    const day = dayOf(now)
    if (what === 0) {
      post.body = post.body.replace('teh', 'the')
      this.counts.silent += 1
    } else if (what === 1) {
      post.isRecalled = true
      this.counts.recalls += 1
      post.front = {
        ...post.front,
        withdrawn: this.dice.below(2) === 0 || `It may lose the files of paper ${post.id}.`,
      }
      this.#expect(post, updateKey(post, day), `Withdrawn: ${post.title}`, now)
    } else {
      // Mail of a second one would bear the same subject.
      if (post.front.updates !== undefined) return
      this.counts.updates += 1
      const text = `There is more to say of ${post.title}, since ${day}: the second half is there.`
      post.front = { ...post.front, updates: [{ date: day, text }] }
      this.#expect(post, updateKey(post, day), `Re: [Update] ${post.title}`, now + SETTLES)
    }
    this.#put(post)
    this.#commit({}, now)
  }

  /** A cycle more, or another date of one that is far off, or of one whose end was told. */
  changeTable(now: number): void {
    const today = Math.floor(now / DAY)
    const cycle = this.#cycles[this.dice.below(this.#cycles.length + 2)]
    if (cycle === undefined) {
      const name = `4.${this.#cycles.length + 1}`
      this.#cycles.push({ name, ends: today + 45 + this.dice.below(90), moves: 0 })
    } else if (cycle.ends > today + STAGE + 5) {
      cycle.ends += 10 + this.dice.below(30)
      // People were told of the date that it had.
      if (cycle.moves > 0) this.#expectMove(cycle, now)
    } else if (cycle.ends > today + 5 && cycle.ends < today + STAGE) {
      cycle.ends = today + 45 + this.dice.below(40)
      this.#expectMove(cycle, now)
    } else return
    this.#commit({ 'releases.yaml': this.#table() }, now)
  }

  /** What the table brings today. */
  begin(now: number): void {
    const today = Math.floor(now / DAY)
    for (const cycle of this.#cycles) {
      if (cycle.ends === today + STAGE) this.#expectEnd(cycle, `approaching-${STAGE}d`, now)
      if (cycle.ends === today) this.#expectEnd(cycle, 'reached', now)
      if (cycle.ends === today || cycle.ends === today + STAGE) this.counts.ends += 1
    }
  }

  /** A new key signs, and the old one is taken out. */
  changeKey(now: number): void {
    this.counts.keys += 1
    this.#signers.push(sshSigner(`key-${this.counts.keys}@lantern.example`))
    this.#allow()
    this.#commit({}, now)
  }

  /** After it was seen that the new key signs. */
  forgetOldKeys(): void {
    this.#signers = this.#signers.slice(-1)
    this.#allow()
  }

  /** Somebody has a key that is allowed, and a post of theirs is read. */
  steal(now: number): void {
    this.counts.stolen += 1
    const thief = sshSigner(`thief-${this.counts.stolen}@lantern.example`)
    this.#allow(thief)
    this.#intruding = `posts/${dayOf(now)}-stolen-${this.counts.stolen}.md`
    const text = source({ title: `Send us your keys, part ${this.counts.stolen}`, categories: 'security' }, 'Today.')
    this.repository.commit({ [this.#intruding]: text }, { sign: thief, date: new Date(now).toISOString() })
  }

  /** The key is taken out before the post has settled, and then the post. */
  takeOut(): void {
    if (this.#intruding !== undefined) this.#allow()
  }

  mend(now: number): void {
    if (this.#intruding === undefined) return
    this.#commit({ [this.#intruding]: null }, now)
    this.#intruding = undefined
  }

  /** A post that nobody signs stands in front of what is read. */
  pushUnsigned(now: number): void {
    if (this.#intruding !== undefined) return
    this.counts.unsigned += 1
    this.#intruding = `posts/${dayOf(now)}-unsigned-${this.counts.unsigned}.md`
    const text = source({ title: `Nobody signs this, part ${this.counts.unsigned}`, categories: 'news' }, 'Today.')
    this.repository.commit({ [this.#intruding]: text }, { date: new Date(now).toISOString() })
  }

  #isPending(id: string): boolean {
    return this.#pending.some(({ about }) => about === id)
  }

  #write(paper: string, list: string, now: number): Post {
    const day = dayOf(now)
    const title = `Lantern paper ${paper} is out`
    const body = `Paper ${paper} says, on ${this.dice.below(90) + 10} pages, what teh keepers of lamps know.`
    const front = { title, categories: list, date: new Date(now).toISOString() }
    const post = { id: `${day}-paper-${paper}`, title, list, day, body, front, isTold: false, isRecalled: false }
    this.#posts.push(post)
    this.#put(post)
    return post
  }

  #changes: Record<string, string | null> = {}

  #put({ id, front, body }: Post): void {
    this.#changes[`posts/${id}.md`] = source(front, body)
  }

  #commit(files: Record<string, string | null>, now: number): void {
    const sign = this.#signers.at(-1)
    const date = new Date(now).toISOString()
    this.repository.commit({ ...this.#changes, ...files }, { date, ...(sign !== undefined && { sign }) })
    this.#changes = {}
  }

  #allow(...more: readonly TestSigner[]): void {
    writeFileSync(this.signersFile, [...this.#signers, ...more].map(({ allowed }) => allowed).join(''))
  }

  #expect({ id, list }: Post, key: string, subject: string, from: number): void {
    this.#pending.push({ key, subject, about: id, list, from })
  }

  #expectMove(cycle: Cycle, now: number): void {
    this.counts.moves += 1
    cycle.moves += 1
    this.#expectEnd(cycle, 'date-changed', now + SETTLES)
  }

  #expectEnd({ name, ends }: Cycle, stage: string, from: number): void {
    const date = new Date(ends * DAY)
    const key = `end-of-life:lantern/${name}:eol:${dayOf(date.getTime())}:${stage}`
    const when = date.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
    const how = stage === 'date-changed' ? 'is supported longer, until' : 'reaches its end of life on'
    const left = stage.startsWith('approaching') ? `${STAGE} days left: ` : ''
    this.#pending.push({ key, subject: `${left}Lantern OS ${name} ${how} ${when}`, about: name, list: 'news', from })
  }

  #table(): string {
    const releases = this.#cycles.map(({ name, ends }) => ({ releaseCycle: name, eol: dayOf(ends * DAY) }))
    return stringify({ title: 'Lantern OS', permalink: '/lantern', releases })
  }
}

function source(front: object, body: string): string {
  return `---\n${stringify(front)}---\n\n${body}\n`
}

function updateKey({ id }: Post, day: string): string {
  return `update:${id}:${day}`
}

export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}
