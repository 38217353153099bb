/**
 * What ought to be mailed in a year, written from its facts and from nothing of the program: who is on which list, what
 * was told and when, what a restored ledger forgets. In: the facts, one by one, each with how many messages had arrived
 * by then. Out: who is owed what, and what is broken. Pure.
 */

export interface Copy {
  readonly to: string
  readonly subject: string
  /** Link of RFC 8058; empty where there is none. */
  readonly leave: string
}

/** Why somebody who was to have a notice need not have it any more, nor may get it. */
export type Excuse = 'left' | 'recalled' | 'cancelled' | 'forgotten'

interface Owed {
  readonly subject: string
  readonly to: string
  readonly list: string
  excuse: Excuse | undefined
  /** What arrives from here on breaks the promise; a place in the order of arrival. */
  overAt: number
  /** Times that an operator sent on what nobody knew was sent. */
  resumed: number
}

export interface Told {
  readonly subject: string
  /** Of the post that it is about. */
  readonly about: string
  readonly list: string
  readonly key: string
  readonly day: number
}

/** As it was when a ledger was copied. */
export interface Snapshot {
  readonly members: ReadonlyMap<string, ReadonlySet<string>>
  readonly told: ReadonlySet<string>
  readonly left: number
  readonly arrived: number
}

export interface Owing extends Readonly<Owed> {
  readonly told: Told
}

/** Of the mail to whoever asks for what they have: they get the link to change it, and confirm nothing. */
export const CHOOSE = 'Choose what you get from Lantern OS'

export class Book {
  readonly #members = new Map<string, Set<string>>()
  readonly #told = new Map<string, Told>()
  readonly #owed = new Map<string, Owed>()
  readonly #left: string[] = []
  readonly #forgotten = new Set<string>()

  constructor(lists: readonly string[]) {
    for (const list of lists) this.#members.set(list, new Set())
  }

  on(list: string): string[] {
    return [...(this.#members.get(list) ?? [])].sort()
  }

  everybody(): string[] {
    return [...new Set([...this.#members.values()].flatMap((all) => [...all]))].sort()
  }

  join(address: string, list: string): void {
    this.#members.get(list)?.add(address)
  }

  leave(address: string, list: string, arrived: number): void {
    this.#members.get(list)?.delete(address)
    this.#left.push(nameOf(address, list))
    for (const one of this.#owed.values()) if (one.to === address && one.list === list) end(one, 'left', arrived)
  }

  tell(told: Told): void {
    this.#told.set(told.subject, told)
    const { subject, list } = told
    for (const to of this.on(list))
      this.#owed.set(nameOf(subject, to), { subject, to, list, excuse: undefined, overAt: Infinity, resumed: 0 })
  }

  /** Nobody reads "is there" after "withdrawn". */
  recall(about: string, arrived: number): void {
    for (const one of this.#owed.values()) if (this.#of(one).about === about) end(one, 'recalled', arrived)
  }

  /** An operator's word on a mailing that was under way when the ledger was copied. */
  decide(key: string, word: 'resume' | 'cancel', arrived: number): void {
    for (const one of this.#owed.values()) {
      if (this.#of(one).key !== key) continue
      if (word === 'cancel') end(one, 'cancelled', arrived)
      else {
        one.resumed += 1
        // A cancelling that the ledger forgot, and the operator took back.
        if (one.excuse === 'cancelled') Object.assign(one, { excuse: undefined, overAt: Infinity })
      }
    }
  }

  snapshot(arrived: number): Snapshot {
    const members = new Map([...this.#members].map(([list, all]) => [list, new Set(all)]))
    return { members, told: new Set(this.#told.keys()), left: this.#left.length, arrived }
  }

  /** Whoever came since is unknown, whoever left since has left; what was told since is never mailed again. */
  restore({ members, told, left }: Snapshot, arrived: number): void {
    const since = new Set(this.#left.slice(left))
    for (const [list, all] of members) {
      const still = [...all].filter((address) => !since.has(nameOf(address, list)))
      this.#members.set(list, new Set(still))
    }
    for (const subject of this.#told.keys()) if (!told.has(subject)) this.#forgotten.add(subject)
    for (const one of this.#owed.values()) if (!told.has(one.subject)) end(one, 'forgotten', arrived)
  }

  /** What arrived that nobody was owed, or not any more. @param from place of the first copy in the order of arrival */
  breaches(copies: readonly Copy[], from: number): string[] {
    return copies.flatMap(({ to, subject, leave }, index) => {
      if (isAnswer({ subject, leave })) return []
      const one = this.#owed.get(nameOf(subject, to))
      if (one === undefined) return [`${to} got "${subject}", which nobody owed them`]
      if (from + index < one.overAt) return []
      return [`${to} got "${subject}" although it was over: ${one.excuse}`]
    })
  }

  owing(): Owing[] {
    return [...this.#owed.values()].map((one) => ({ ...one, told: this.#of(one) }))
  }

  /** Where no ledger knows a mail any more, nobody knows of which list it was: its link ends all. */
  endedBy(subject: string): string[] {
    const told = this.#told.get(subject)
    if (told === undefined) return []
    return this.#forgotten.has(subject) ? [...this.#members.keys()] : [told.list]
  }

  listOf(subject: string): string | undefined {
    return this.#told.get(subject)?.list
  }

  #of({ subject }: Owed): Told {
    const told = this.#told.get(subject)
    if (told === undefined) throw new Error(`"${subject}" was never told`)
    return told
  }
}

/** Mail that answers the form, and is no notice. */
export function isAnswer({ subject, leave }: Omit<Copy, 'to'>): boolean {
  return leave === '' || subject === CHOOSE
}

export function nameOf(one: string, other: string): string {
  return `${one}\n${other}`
}

/** The first reason stands, and what arrived before is nobody's fault. */
function end(one: Owed, excuse: Excuse, arrived: number): void {
  one.excuse ??= excuse
  one.overAt = Math.min(one.overAt, arrived)
}
