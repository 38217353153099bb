/**
 * Those who read: they ask by the form and confirm by the link, are vouched for, leave with one click, by an operator's
 * word or for ever. In: dice, an app context, the mail that came. Out: what they did, into the book.
 */

import type { AppContext } from '../../../src/run/app-context.js'
import { addressFrom, suppressAll, unsubscribe } from '../../../src/run/people/by-operator.js'
import { subscribe } from '../../../src/run/people/membership.js'
import { webApp } from '../../../src/web/app.js'
import { defaultRateLimits } from '../../../src/web/limits.js'
import { PublishedFolder } from '../../../src/web/published/read-folder.js'
import type { Dice } from '../../bench/crash/seeded.js'
import type { Arrived, MoodySmtp } from '../../support/moody-smtp.js'
import { confirmUrl, readMail } from '../mail.js'
import { type Book, CHOOSE, type Copy, isAnswer } from './book.js'
import { LISTS } from './newsroom.js'

/** At once on the lists: from 20 on, a list that halves is held. */
const MOST = 18
const DOMAINS = ['example.org', 'example.net', 'lamps.example']

export class Town {
  readonly counts = {
    asked: 0,
    confirmed: 0,
    hadIt: 0,
    vouched: 0,
    clicked: 0,
    ended: 0,
    suppressed: 0,
    linksForgotten: 0,
  }
  /** Address → where in the order of arrival they asked, and for which lists. */
  readonly #asked = new Map<string, { at: number; lists: readonly string[] }>()
  readonly #everAsked = new Set<string>()
  readonly #away: string[] = []
  #born = 0

  constructor(
    private readonly dice: Dice,
    private readonly book: Book,
    private readonly sink: MoodySmtp,
  ) {}

  /** Is this an answer to the form, and who gets it never asked? */
  isUnasked(copy: Copy): boolean {
    return isAnswer(copy) && !this.#everAsked.has(copy.to)
  }

  async settle(context: AppContext, people: number): Promise<void> {
    for (let count = 0; count < people; count += 1) await this.#vouch(context)
  }

  /** What happens in a morning. */
  async live(context: AppContext): Promise<void> {
    await this.#confirm(context)
    const all = this.book.everybody()
    if (all.length < MOST && this.dice.below(3) === 0) await this.#come(context)
    if (all.length > MOST / 3 && this.dice.below(4) === 0) await this.#go(context, all)
  }

  async #come(context: AppContext): Promise<void> {
    const what = this.dice.below(4)
    if (what === 0) await this.#vouch(context)
    else await this.#ask(context, what === 1 ? this.#away.shift() : undefined)
  }

  #newcomer(): string {
    this.#born += 1
    return `reader-${this.#born}@${DOMAINS[this.#born % DOMAINS.length]}`
  }

  #someLists(): readonly string[] {
    return [LISTS, LISTS.slice(0, 1), LISTS.slice(1)][this.dice.below(3)] ?? LISTS
  }

  async #vouch(context: AppContext): Promise<void> {
    const [address, lists] = [this.#newcomer(), this.#someLists()]
    const request = { address: addressFrom(address), lists, details: {}, ask: 'vouch' as const, byOperator: true }
    if (!(await subscribe(context, request)).changed) throw new Error(`${address} was not taken`)
    this.counts.vouched += 1
    for (const list of lists) this.book.join(address, list)
  }

  async #ask(context: AppContext, back: string | undefined): Promise<void> {
    const [address, lists] = [back ?? this.#newcomer(), this.#someLists()]
    this.counts.asked += 1
    this.#everAsked.add(address)
    this.#asked.set(address, { at: this.sink.arrived.length, lists })
    await subscribe(context, { address: addressFrom(address), lists, details: {}, ask: 'request' })
  }

  /** Everybody whose link has come follows it. */
  async #confirm(context: AppContext): Promise<void> {
    for (const [address, { at, lists }] of this.#asked) {
      const mail = this.sink.arrived.slice(at).findLast((one) => one.to === address && isAnswer(one))
      if (mail === undefined) continue
      this.#asked.delete(address)
      if (mail.subject === CHOOSE) {
        this.counts.hadIt += 1
        continue
      }
      const url = confirmUrl(await readMail({ from: '', to: address, bytes: mail.bytes }))
      const answer = await post(context, url, { confirm: 'yes' })
      if (answer === 303) {
        this.counts.confirmed += 1
        for (const list of lists) this.book.join(address, list)
      } else this.counts.linksForgotten += 1
    }
  }

  async #go(context: AppContext, all: readonly string[]): Promise<void> {
    const address = all[this.dice.below(all.length)] ?? ''
    const what = this.dice.below(8)
    if (what < 4) await this.#click(context, address)
    else await this.#end(context, address, what === 7)
  }

  /** One click in any mail that they ever had, of a list that they are on. */
  async #click(context: AppContext, address: string): Promise<void> {
    const theirs = this.sink.arrived.filter(
      ({ to, subject }) => to === address && this.#listOf(address, subject) !== '',
    )
    const mail = theirs[this.dice.below(theirs.length)] as Arrived | undefined
    if (mail === undefined) return
    this.counts.clicked += 1
    const answer = await post(context, mail.leave, { 'List-Unsubscribe': 'One-Click' })
    if (answer !== 200) throw new Error(`${address} cannot leave by the link in "${mail.subject}": ${answer}`)
    for (const list of this.book.endedBy(mail.subject)) this.book.leave(address, list, this.sink.arrived.length)
    this.#away.push(address)
  }

  async #end(context: AppContext, address: string, forEver: boolean): Promise<void> {
    const word = { by: 'rita', reason: '' }
    const who = addressFrom(address)
    if (forEver) await suppressAll(context, [who], word)
    else await unsubscribe(context, who, undefined, word)
    this.counts[forEver ? 'suppressed' : 'ended'] += 1
    for (const list of LISTS) this.book.leave(address, list, this.sink.arrived.length)
    if (!forEver) this.#away.push(address)
  }

  #listOf(address: string, subject: string): string {
    const list = this.book.listOf(subject)
    return list !== undefined && this.book.on(list).includes(address) ? list : ''
  }
}

async function post(context: AppContext, url: string, fields: Record<string, string>): Promise<number> {
  const hooks = { mailWaiting: () => undefined }
  const app = webApp(context, hooks, defaultRateLimits, new PublishedFolder(context.config.feeds.folder))
  const body = new URLSearchParams(fields)
  const { pathname } = new URL(url)
  return (await app.request(pathname, { method: 'POST', body }, { client: '127.0.0.1', target: pathname })).status
}
