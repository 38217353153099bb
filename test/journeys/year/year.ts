/**
 * A year of a project, compressed: posts, edits, recalls, dates that move, keys that change, people who come and go, a
 * server that fails, ledgers restored from copies of random days. In: a database, a seed, how many days. Out: what
 * happened, counted, and the first promise that was broken, with its day. The book says what ought to have been mailed;
 * the server's own memory says what was.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { silentLog } from '../../../src/base/log.js'
import { maybeTwice } from '../../../src/delivery/mailing-reports-store.js'
import { moveMailing } from '../../../src/delivery/mailing-store.js'
import { sendDue } from '../../../src/delivery/worker.js'
import { isFeedError, validateFeed } from '../../../src/feeds/check/document.js'
import { approved, dismissed, held } from '../../../src/notices/by-hand.js'
import { closeComparison, listNotices, saveNotice } from '../../../src/notices/memory-store.js'
import { isOpen, type Notice } from '../../../src/notices/notice.js'
import { readRegister } from '../../../src/register/read.js'
import { adoptLedger } from '../../../src/run/adopt.js'
import { type AppContext, openAppContext } from '../../../src/run/app-context.js'
import { run } from '../../../src/run/pipeline.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { type Dice, diceOf } from '../../bench/crash/seeded.js'
import type { Dialect } from '../../support/databases.js'
import { copyOfLedger } from '../../support/ledger-copy.js'
import { type Mood, type MoodySmtp, startMoody } from '../../support/moody-smtp.js'
import { makeProject, type TestClock, testClock } from '../../support/project.js'
import { Book, nameOf, type Snapshot } from './book.js'
import { LISTS, Newsroom } from './newsroom.js'
import { Town } from './town.js'

const DAY = 86_400_000
const HOUR = 3_600_000
const FIRST = Date.parse('2026-01-05T00:00:00Z')
/** Of a hundred messages, how many each. */
const MOODS: readonly (readonly [Mood, number])[] = [
  ['later', 5],
  ['slow', 3],
  ['never', 1],
  ['laterAtDot', 3],
  ['cutBefore', 3],
  ['cutAfter', 6],
]
/** A delivery that can be sent is there after so many days, whatever befell it. */
const LATEST_DAYS = 6
const COPIES = 6

export interface YearSize {
  readonly dialect: Dialect
  /** The `database` key; nothing is in it. */
  readonly database: string
  readonly seed: number
  readonly days: number
  readonly posts: number
  /** How often the ledger is restored from a copy, about: not while something is held. */
  readonly restores: number
  /** Called at the end of each day, with its number. */
  readonly onDay?: (day: number) => void
}

export interface YearEnd {
  readonly counts: Readonly<Record<string, number>>
  /** The promise that was broken first, with the day; undefined where none was. */
  readonly broken: string | undefined
}

interface Copied {
  readonly database: string
  readonly snapshot: Snapshot
}

export async function liveThrough(size: YearSize): Promise<YearEnd> {
  const year = await Year.begin(size)
  try {
    return { broken: await year.pass(), counts: year.counts() }
  } finally {
    await year.close()
  }
}

class Year {
  readonly #book = new Book(LISTS)
  readonly #newsroom: Newsroom
  readonly #town: Town
  readonly #counts = {
    runs: 0,
    restores: 0,
    adopted: 0,
    leftAgain: 0,
    resumed: 0,
    cancelled: 0,
    holds: 0,
    asked: 0,
    refused: 0,
    unreached: 0,
  }
  /** Message-ID and address, as `mailings show N --maybe-twice` names them. */
  readonly #named = new Set<string>()
  /** Keys that an adoption named. */
  readonly #adopted = new Set<string>()
  #copies: Copied[] = []
  #context: AppContext | undefined
  #seen = 0
  #doubles = 0
  #day = 0

  private constructor(
    private readonly size: YearSize,
    private readonly dice: Dice,
    private readonly sink: MoodySmtp,
    private readonly clock: TestClock,
    private readonly file: string,
    private database: string,
  ) {
    this.#newsroom = new Newsroom(join(file, '..', 'allowed-signers'), dice, clock.now())
    this.#town = new Town(dice, this.#book, sink)
  }

  static async begin(size: YearSize): Promise<Year> {
    const moody = diceOf(size.seed + 1)
    const sink = await startMoody(() => moodOf(moody.below(100)))
    const clock = testClock(new Date(FIRST - DAY).toISOString())
    const lists = LISTS.map((id) => ({ id, title: `The ${id} list`, categories: [id] }))
    const project = await makeProject(size.dialect, {
      database: size.database,
      mail: { transport: sink.transport },
      delivery: { connections: 2, lease: '20s' },
      notices: { endOfLife: ['30d', '0d'], endOfLifeAt: '08:00', endOfLifeLists: ['news'] },
      lists,
    })
    const folder = join(project.folder, 'config')
    mkdirSync(folder)
    const file = join(folder, 'belfry.yaml')
    const year = new Year(size, diceOf(size.seed), sink, clock, file, size.database)
    const remote = year.#newsroom.repository.folder
    const git = { remote, allowedSigners: 'allowed-signers' }
    const settings = parse(readFileSync(project.configFile, 'utf8')) as Record<string, unknown>
    writeFileSync(file, stringify({ ...settings, content: { posts: 'posts', releases: 'releases.yaml', git } }))
    return year
  }

  /** @returns what was broken */
  async pass(): Promise<string | undefined> {
    try {
      await this.#town.settle(await this.#open(), 12)
      await this.#run()
      for (this.#day = 0; this.#day < this.size.days; this.#day += 1) {
        await this.#live()
        this.size.onDay?.(this.#day)
      }
      await this.#calm()
      return undefined
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown
      return `day ${this.#day} (${new Date(this.clock.now()).toISOString()}): ${thrown.stack}`
    }
  }

  counts(): Record<string, number> {
    const { arrived, moods } = this.sink
    const owing = this.#book.owing()
    const over = (excuse: string) => owing.filter((one) => one.excuse === excuse && !this.#has(one)).length
    return {
      ...{ days: this.#day, messages: arrived.length, owed: owing.length, doubles: this.#doubles },
      ...{ leftBefore: over('left'), recalledBefore: over('recalled'), cancelledBefore: over('cancelled') },
      ...{ forgotten: over('forgotten') },
      ...this.#newsroom.counts,
      ...this.#town.counts,
      ...this.#counts,
      ...moods,
    }
  }

  async close(): Promise<void> {
    await this.#context?.close()
    await this.sink.close()
  }

  async #live(): Promise<void> {
    this.#at(6)
    if (this.dice.below(this.size.days) < this.size.restores) await this.#restore()
    const context = await this.#open()
    await this.#town.live(context)
    this.#at(8.5)
    this.#newsroom.begin(this.clock.now())
    const later = this.#write()
    await this.#run()
    const isDismissed = await this.#operate()
    this.#at(9.5)
    later()
    // The register knows what was dismissed from the next run on.
    if (isDismissed || this.#newsroom.hasNews(this.clock.now())) await this.#run()
    if (await this.#letGo()) await this.#run()
    this.#isToldInTime()
    for (const hour of [12, 16, 22]) await this.#send(hour)
    await this.#judge()
    if (this.dice.below(5) === 0) await this.#copy()
  }

  /** @returns what happens between the two runs of a day */
  #write(): () => void {
    const now = this.clock.now()
    const { dice } = this
    const newsroom = this.#newsroom
    newsroom.mend(now)
    if (dice.below(this.size.days) < this.size.posts - this.size.posts / 8) newsroom.publish(now)
    if (dice.below(8) === 0 && newsroom.counts.posts < this.size.posts) newsroom.publish(now)
    if (dice.below(4) === 0) newsroom.edit(now)
    if (dice.below(8) === 0) newsroom.changeTable(now)
    const signs = dice.below(30)
    if (signs === 0) newsroom.steal(now)
    if (signs === 1) newsroom.changeKey(now)
    return () => {
      if (signs === 0) newsroom.takeOut()
      if (signs === 1) newsroom.forgetOldKeys()
      if (signs === 2) newsroom.pushUnsigned(this.clock.now())
    }
  }

  /** The operator holds what is seen, and lets go what was held. @returns whether something was dismissed */
  async #operate(): Promise<boolean> {
    const { dice } = this
    const newsroom = this.#newsroom
    const before = newsroom.dismissed.size
    for (const id of [...newsroom.held]) {
      if (dice.below(2) === 0) continue
      if (dice.below(3) === 0) {
        newsroom.dismiss(id)
        await this.#say(`announcement:${id}`, (notice) => dismissed(notice, undefined))
      } else {
        newsroom.release(id, this.clock.now())
        await this.#say(`announcement:${id}`, (notice) => approved(notice, {}))
      }
    }
    for (const id of newsroom.fresh()) {
      if (newsroom.held.has(id) || dice.below(12) !== 0) continue
      this.#counts.holds += 1
      newsroom.held.add(id)
      await this.#say(`announcement:${id}`, held)
    }
    return newsroom.dismissed.size > before
  }

  /** What is held since all whom it would reach are suppressed. @returns whether there was any */
  async #letGo(): Promise<boolean> {
    const { store } = await this.#open()
    const due = this.#newsroom.due(this.clock.now()).filter(({ list }) => this.#book.on(list).length === 0)
    const unreached = (await listNotices(store.db)).filter(
      ({ key, state, heldBy }) => state === 'held' && heldBy === 'audience' && due.some((one) => one.key === key),
    )
    for (const { key } of unreached) await this.#say(key, (notice) => approved(notice, {}))
    this.#counts.unreached += unreached.length
    return unreached.length > 0
  }

  async #say(key: string, word: (notice: Notice) => Notice): Promise<void> {
    const { store, clock } = await this.#open()
    await store.transaction(async (transaction) => {
      const notice = (await listNotices(transaction)).find((one) => one.key === key)
      if (notice === undefined) throw new Error(`there is no notice ${key}`)
      const said = word(notice)
      await saveNotice(transaction, said)
      if (said.state === 'dismissed' && said.post !== null) await closeComparison(transaction, said.post, clock.now())
    })
  }

  async #run(): Promise<void> {
    const context = await this.#open()
    const before = this.sink.arrived.length
    this.#counts.runs += 1
    const report = await run(context)
    const due = new Set(this.#newsroom.due(this.clock.now()).map(({ key }) => key))
    for (const { notice } of report.told) {
      const ought = due.has(notice.key) ? this.#newsroom.hasTold(notice.key) : undefined
      if (ought === undefined) throw new Error(`${notice.key} was told, and ought not to be`)
      if (ought.subject.startsWith('Withdrawn: ')) this.#book.recall(ought.about, before)
      this.#book.tell({ ...ought, day: this.#day })
    }
    await this.#suppress(context)
    await this.#answer(context)
    this.#look()
  }

  /**
   * Whom a server refused for ever is mailed no more but what was under way to them; nobody else is suppressed but by
   * an operator's word.
   */
  async #suppress({ store, config }: AppContext): Promise<void> {
    const underWay = config.delivery.connections * config.delivery.lanes
    for (const { address_key: address } of await store.db.selectFrom('suppressions').select('address_key').execute()) {
      const lists = LISTS.filter((list) => this.#book.on(list).includes(address))
      if (lists.length > 0 && !this.sink.refused.includes(address)) throw new Error(`${address} is suppressed`)
      if (lists.length > 0) this.#counts.refused += 1
      const refusedAt = this.sink.refusedAt[this.sink.refused.lastIndexOf(address)] ?? 0
      for (const list of lists) this.#book.leave(address, list, refusedAt + underWay)
    }
  }

  /** What is asked is no news, and what was dismissed stays so, whatever a restored ledger forgot. */
  async #answer({ store }: AppContext): Promise<void> {
    for (const notice of (await listNotices(store.db)).filter(isOpen)) {
      const isAsked = notice.state === 'asked'
      if (!isAsked && !this.#newsroom.dismissed.has(notice.post ?? '')) continue
      this.#counts.asked += 1
      await this.#say(notice.key, (one) => dismissed(one, undefined))
    }
  }

  async #send(hour: number): Promise<void> {
    this.#at(hour)
    const context = await this.#open()
    await sendDue(context)
    await this.#suppress(context)
    this.#look()
  }

  #isToldInTime(): void {
    const late = this.#newsroom.due(this.clock.now()).map(({ key }) => key)
    if (late.length > 0) throw new Error(`not told in time: ${late.join(', ')}`)
  }

  /** What arrived since the last look. */
  #look(): void {
    const { arrived } = this.sink
    const fresh = arrived.slice(this.#seen)
    const breaches = this.#book.breaches(fresh, this.#seen)
    for (const one of fresh)
      if (this.#town.isUnasked(one)) breaches.push(`${one.to} got "${one.subject}", and asked for nothing`)
    if (breaches.length > 0) throw new Error(breaches.join('\n'))
    this.#seen = arrived.length
  }

  async #copy(): Promise<void> {
    const { arrived } = this.sink
    const snapshot = this.#book.snapshot(arrived.length)
    await this.#shut()
    this.#copies.push({ database: await copyOfLedger(this.database), snapshot })
    if (this.#copies.length > COPIES) this.#copies.splice(this.dice.below(this.#copies.length), 1)
  }

  /** The ledger is that of a random day; the posts, the register and the marks are of today. */
  async #restore(): Promise<void> {
    const old = this.#copies.filter(({ snapshot }) => snapshot.arrived < this.sink.arrived.length)
    const copy = old[this.dice.below(Math.max(1, old.length))]
    if (copy === undefined || this.#newsroom.held.size > 0) return
    this.#counts.restores += 1
    await this.#nameDoubles()
    await this.#shut()
    this.database = await copyOfLedger(copy.database)
    this.#copies = this.#copies.filter((one) => one.snapshot.arrived <= copy.snapshot.arrived)
    const before = this.sink.arrived.length
    const stopped = await run(await this.#open())
    if (!stopped.problems.some(({ code }) => code === 'LEDGER_BEHIND')) throw new Error('nobody says LEDGER_BEHIND')
    if (stopped.told.length > 0 || this.sink.arrived.length > before)
      throw new Error('mailed by a ledger that is behind')
    this.#book.restore(copy.snapshot, before)
    await this.#adopt()
  }

  async #adopt(): Promise<void> {
    const context = await this.#open()
    const register = readRegister(context.config.content.register)
    const trial = await adoptLedger(context, register, { dryRun: true })
    const done = await adoptLedger(context, register, { dryRun: false })
    if (JSON.stringify(trial) !== JSON.stringify(done)) throw new Error('the trial of the adoption said otherwise')
    this.#counts.adopted += done.adopted.length
    this.#counts.leftAgain += done.left
    for (const key of done.adopted) this.#adopted.add(key)
    for (const mailing of done.mailings) await this.#decide(context, mailing)
    if ((await context.marks.stop()) !== undefined) throw new Error('adopted, and stopped all the same')
  }

  async #decide({ store, clock }: AppContext, mailing: number): Promise<void> {
    const move = this.dice.below(2) === 0 ? 'resume' : 'cancel'
    this.#counts[move === 'resume' ? 'resumed' : 'cancelled'] += 1
    const { key } = await store.db
      .selectFrom('mailings')
      .select('key')
      .where('id', '=', mailing)
      .executeTakeFirstOrThrow()
    this.#book.decide(key, move, this.sink.arrived.length)
    await store.transaction(async (transaction) => {
      const word = { move, reason: `${move} by an operator` } as const
      if (!(await moveMailing({ dialect: store.dialect, transaction }, mailing, word, clock.now())))
        throw new Error(`mailing ${mailing} cannot ${move}`)
    })
  }

  /** At the end of each day. */
  async #judge(): Promise<void> {
    await this.#nameDoubles()
    this.#areFeedsValid()
    await this.#isRegisterTheLedger()
    await this.#isNobodyLost(this.#day - LATEST_DAYS)
  }

  /** Whoever has something twice is named, and something explains it. */
  async #nameDoubles(): Promise<void> {
    const { store } = await this.#open()
    const copies = new Map<string, { messageId: string; to: string; subject: string; count: number; cuts: number }>()
    for (const [index, { messageId, to, subject }] of this.sink.arrived.entries()) {
      const name = nameOf(messageId, to)
      const one = copies.get(name) ?? { messageId, to, subject, count: 0, cuts: 0 }
      copies.set(name, { ...one, count: one.count + 1, cuts: one.cuts + (this.sink.cut.includes(index) ? 1 : 0) })
    }
    const resumed = new Map(this.#book.owing().map((one) => [nameOf(one.subject, one.to), one.resumed]))
    const doubles = [...copies].filter(([, { count }]) => count > 1)
    this.#doubles = doubles.length
    for (const [name, { messageId, to, subject, count, cuts }] of doubles) {
      const explained = 1 + cuts + (resumed.get(nameOf(subject, to)) ?? 0)
      if (subject.includes('paper') && count > explained)
        throw new Error(`${to} has "${subject}" ${count} times, and ${explained} were explained`)
      if (this.#named.has(name)) continue
      const row = await store.db
        .selectFrom('mailings')
        .select('id')
        .where('message_id', '=', messageId)
        .executeTakeFirst()
      const names = row === undefined ? [] : await maybeTwice(store.db, row.id)
      if (!names.includes(to)) throw new Error(`${to} has "${subject}" ${count} times, and nobody names them`)
      for (const address of names) this.#named.add(nameOf(messageId, address))
    }
  }

  #areFeedsValid(): void {
    const folder = join(this.file, '..', 'public')
    const site = { url: 'https://lantern.example', now: this.clock.now() }
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(xml|json|opml)$/.test(path)) continue
      const found = validateFeed({ path, text: readFileSync(join(folder, path), 'utf8') }, site).filter(isFeedError)
      if (found.length > 0) throw new Error(`${path}: ${found[0]?.rule} ${found[0]?.message}`)
    }
  }

  async #isRegisterTheLedger(): Promise<void> {
    const { store, config } = await this.#open()
    const known = [...readRegister(config.content.register).told.keys()].sort()
    const told = (await listNotices(store.db)).filter(({ state }) => state === 'told').map(({ key }) => key)
    const differ = [...known.filter((key) => !told.includes(key)), ...told.filter((key) => !known.includes(key))]
    if (differ.length > 0) throw new Error(`register and ledger differ about ${differ.join(', ')}`)
  }

  #has({ subject, to }: { readonly subject: string; readonly to: string }): boolean {
    return this.sink.arrived.some((one) => one.to === to && one.subject === subject)
  }

  /** Of what was told up to a day. */
  async #isNobodyLost(upTo: number): Promise<void> {
    const have = new Set(this.sink.arrived.map(({ subject, to }) => nameOf(subject, to)))
    const missing = this.#book.owing().filter((one) => one.told.day <= upTo && !have.has(nameOf(one.subject, one.to)))
    const { store } = await this.#open()
    for (const { to, told, excuse } of missing) {
      // Whoever left before, and whose mailing the ledger forgot with their leaving, is named by the adoption alone.
      if (excuse !== undefined && this.#adopted.has(told.key)) continue
      const row = await store.db
        .selectFrom('deliveries')
        .innerJoin('mailings', 'mailings.id', 'mailing_id')
        .select(['deliveries.state', 'deliveries.reply'])
        .where('mailings.key', '=', told.key)
        .where('deliveries.address', '=', to)
        .executeTakeFirst()
      // Of whom a run is refused before it counts who is to have a notice, none is made.
      const isGone = row?.state === 'failed' || (row === undefined && excuse === 'left')
      const isRefused = isGone && this.sink.refused.includes(to)
      if (isRefused || (excuse !== undefined && row?.state === 'cancelled')) continue
      throw new Error(`${to} has no "${told.subject}" of day ${told.day}: ${excuse}, ${row?.state} (${row?.reply})`)
    }
  }

  /** The server is well for a week: what can be sent is sent, and all is counted. */
  async #calm(): Promise<void> {
    for (let day = 0; day < LATEST_DAYS; day += 1, this.#day += 1)
      for (const hour of [6, 12, 18]) await this.#send(hour)
    await this.#nameDoubles()
    await this.#isNobodyLost(this.size.days)
  }

  #at(hour: number): void {
    this.clock.set(new Date(FIRST + this.#day * DAY + hour * HOUR).toISOString())
  }

  async #open(): Promise<AppContext> {
    if (this.#context !== undefined) return this.#context
    const environment = { BELFRY_DATABASE: this.database }
    const desk = openReadContext({ file: this.file, environment, clock: this.clock, log: silentLog })
    const opened = await openAppContext(desk)
    // A rate is waited for by this clock.
    const sleep = async (ms: number) => this.clock.advance(ms)
    this.#context = { ...opened, ...{ sleep } }
    return this.#context
  }

  async #shut(): Promise<void> {
    await this.#context?.close()
    this.#context = undefined
  }
}

function moodOf(drawn: number): Mood {
  let upTo = 0
  for (const [mood, share] of MOODS) {
    upTo += share
    if (drawn < upTo) return mood
  }
  return 'fine'
}
