/**
 * The ledger's queue: who may send what, and for how long. In: a worker's name. Out: rows leased. Every step is one
 * transaction; a crash between two of them loses nothing and names what it made doubtful. Door.
 *
 *   queued → leased → sending → accepted | deferred | failed | uncertain | cancelled
 */
import { type Expression, type ExpressionBuilder, type SqlBool, sql, type Transaction } from 'kysely'
import { MAIL_STOPPED } from '../store/meta-store.js'
import type { Store } from '../store/open.js'
import type { DeliveryRow, Tables } from '../store/tables.js'
import { ALL, lockShares, readShares, someDomainWaits, writeShares } from './share-store.js'
import { againAt, available, putOff, type Rate, type Share, taken, UNTOUCHED } from './shares.js'
import { isIn, UNDER_LEASE } from './states-store.js'
import { domainOf } from './throttle.js'

type Waiting = 'queued' | 'deferred' | 'uncertain'

export interface LeaseTerms {
  readonly owner: string
  readonly limit: number
  /** By the command's clock, for what is due. */
  readonly now: number
  /** How long they are this worker's, by the database's clock. */
  readonly leaseMs: number
  readonly resendUncertain: boolean
  /** Of all mail, messages a second. */
  readonly rate: Rate
  /** By recipient domain; `*` for each that is not named. */
  readonly domainRates: Readonly<Record<string, Rate>>
}

export interface LeaseResult {
  readonly rows: DeliveryRow[]
  /** Something is due and a rate keeps it back: when to ask again, by the command's clock. */
  readonly againAt?: number
}

/**
 * Pages of deliveries that one lease looks through at the most, where a domain that waits stands in front of the
 * others.
 */
const MOST_PAGES = 20

/** Takes up to `limit` deliveries that are due, the most urgent mailing first, as far as rates allow. */
export async function lease(store: Store, terms: LeaseTerms): Promise<LeaseResult> {
  const leased = await store.transaction(async (transaction) => {
    const mailings = await sendableMailings(transaction)
    if (mailings.length === 0) return { rows: [] }
    const turn = await Turn.begin(store, transaction, terms)
    for (const mailing of mailings) {
      for (const state of turn.states) await turn.take(mailing, state)
    }
    return await turn.end(mailings)
  })
  await markUnderWay(store, [...new Set(leased.rows.map((row) => row.mailing_id))], terms.now)
  return leased
}

/** None at all while the ledger is behind the register: nobody knows then what was sent. */
async function sendableMailings(transaction: Transaction<Tables>): Promise<number[]> {
  const mailings = await transaction
    .selectFrom('mailings')
    .select('id')
    .where('state', 'in', ['queued', 'sending'])
    .where('released', '=', 1)
    .where((e) => e.not(e.exists(e.selectFrom('meta').select('name').where('name', '=', MAIL_STOPPED))))
    .orderBy('priority')
    .orderBy('id')
    .execute()
  return mailings.map(({ id }) => id)
}

/** One lease: what is taken, what is put off, and the shares of rates that it costs. */
class Turn {
  readonly states: readonly Waiting[]
  readonly #taken: DeliveryRow[] = []
  readonly #changed = new Map<string, Share>()
  #left: number
  #againAt = Number.POSITIVE_INFINITY

  private constructor(
    private readonly store: Store,
    private readonly transaction: Transaction<Tables>,
    private readonly terms: LeaseTerms,
    private readonly all: Share,
    /** Are rates of domains, or their waits, to be looked at? */
    private readonly isChoosy: boolean,
  ) {
    this.states = terms.resendUncertain ? ['uncertain', 'queued', 'deferred'] : ['queued', 'deferred']
    this.#left = available(all, terms.rate, terms.limit, terms.now)
  }

  static async begin(store: Store, transaction: Transaction<Tables>, terms: LeaseTerms): Promise<Turn> {
    const isChoosy = Object.keys(terms.domainRates).length > 0 || (await someDomainWaits(transaction, terms.now))
    if (isChoosy || terms.rate !== 'none') await lockShares(store, transaction)
    const shares = terms.rate === 'none' ? new Map<string, Share>() : await readShares(transaction, [ALL])
    return new Turn(store, transaction, terms, shares.get(ALL) ?? UNTOUCHED, isChoosy)
  }

  async take(mailing: number, state: Waiting): Promise<void> {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const limit = this.#left > 0 ? this.#left : 1
      const page = await dueRows(this.store, this.transaction, mailing, state, { now: this.terms.now, limit })
      if (page.length > 0 && this.#left === 0)
        this.#againAt = Math.min(this.#againAt, againAt(this.all, this.terms.now))
      if (page.length === 0 || this.#left === 0) return
      const chosen = this.isChoosy ? await this.#chosen(page) : page
      this.#taken.push(...(await this.#lease(chosen, state)))
      this.#left -= chosen.length
      if (page.length < limit) return
    }
  }

  /** Those of a page whose domains take mail now; the others are put off. */
  async #chosen(page: readonly Due[]): Promise<Due[]> {
    const { now, domainRates } = this.terms
    const names = [...new Set(page.map(({ address }) => domainOf(address)))]
    const known = await readShares(
      this.transaction,
      names.filter((name) => !this.#changed.has(name)),
    )
    const chosen: Due[] = []
    const later: { id: number; dueAt: number }[] = []
    for (const row of page) {
      const name = domainOf(row.address)
      const share = this.#changed.get(name) ?? known.get(name) ?? UNTOUCHED
      const rate = domainRates[name] ?? domainRates['*'] ?? 'none'
      if (available(share, rate, 1, now) > 0) {
        chosen.push(row)
        if (rate !== 'none') this.#changed.set(name, taken(share, rate, 1, now))
      } else {
        const put = putOff(share, rate, now)
        this.#changed.set(name, put.share)
        later.push({ id: row.id, dueAt: put.dueAt })
        this.#againAt = Math.min(this.#againAt, put.dueAt)
      }
    }
    if (later.length > 0) {
      await sql`update deliveries set due_at = later."dueAt" from ${this.store.dialect.rows('later', { id: 'bigint', dueAt: 'bigint' }, later)}
        where deliveries.id = later.id`.execute(this.transaction)
    }
    return chosen
  }

  async #lease(chosen: readonly Due[], state: Waiting): Promise<DeliveryRow[]> {
    if (chosen.length === 0) return []
    const { owner, leaseMs } = this.terms
    const ids = chosen.map(({ id }) => ({ id }))
    const { rows } = await sql<DeliveryRow>`
      update deliveries set state = 'leased', owner = ${owner}, fence = fence + 1,
        leased_until = ${this.store.dialect.now()} + cast(${leaseMs} as bigint), maybe_twice = ${MAYBE_TWICE[state]}
      where id in (select chosen.id from ${this.store.dialect.rows('chosen', { id: 'bigint' }, ids)})
      returning *`.execute(this.transaction)
    return rows.sort((a, b) => a.id - b.id)
  }

  async end(mailings: readonly number[]): Promise<LeaseResult> {
    const { rate, now } = this.terms
    const count = this.#taken.length
    if (rate !== 'none' && count > 0) this.#changed.set(ALL, taken(this.all, rate, count, now))
    await writeShares(this.transaction, this.#changed)
    if (count > 0) return { rows: this.#taken }
    const againAt = Math.min(this.#againAt, await this.#nextPutOff(mailings))
    return { rows: [], ...(Number.isFinite(againAt) && { againAt }) }
  }

  /** What an earlier lease put off, this worker's or another's, comes due without anybody asking for it anew. */
  async #nextPutOff(mailings: readonly number[]): Promise<number> {
    if (!this.isChoosy) return Number.POSITIVE_INFINITY
    const next = await this.transaction
      .selectFrom('deliveries')
      .select((e) => e.fn.min('due_at').as('due'))
      .where('mailing_id', 'in', [...mailings])
      .where(isIn('queued'))
      .where('due_at', '>', this.terms.now)
      .executeTakeFirst()
    return next?.due === null || next === undefined ? Number.POSITIVE_INFINITY : Number(next.due)
  }
}

/** Of an uncertain one nobody knows whether the first copy arrived; from here on there may be two. */
const MAYBE_TWICE = { queued: sql.ref('maybe_twice'), deferred: sql.ref('maybe_twice'), uncertain: sql.lit(1) } as const

type Due = Pick<DeliveryRow, 'id' | 'address'>

async function dueRows(
  store: Store,
  transaction: Transaction<Tables>,
  mailing: number,
  state: Waiting,
  at: { now: number; limit: number },
): Promise<Due[]> {
  const due = transaction
    .selectFrom('deliveries')
    .select(['id', 'address'])
    .where('mailing_id', '=', mailing)
    .where(isIn(state))
    .where('due_at', '<=', at.now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(at.limit)
  return await (store.dialect.skipLocked ? due.forUpdate().skipLocked() : due).execute()
}

/** In a commit of its own: whoever cancels a mailing locks it first and its deliveries after. */
async function markUnderWay(store: Store, mailings: readonly number[], now: number): Promise<void> {
  if (mailings.length === 0) return
  const queued = await store.db
    .selectFrom('mailings')
    .select('id')
    .where('id', 'in', [...mailings])
    .where('state', '=', 'queued')
    .execute()
  for (const { id } of queued) {
    await store.db
      .updateTable('mailings')
      .set({ state: 'sending', started_at: now })
      .where('id', '=', id)
      .where('state', '=', 'queued')
      .execute()
  }
}

type DeliveryExpressions = ExpressionBuilder<Tables, 'deliveries'>

/** Keeps what this worker holds for another `leaseMs`. */
export async function renewLeases(store: Store, owner: string, leaseMs: number): Promise<void> {
  const running = (e: DeliveryExpressions) =>
    e.and([e('owner', '=', owner), UNDER_LEASE, e('leased_until', '>', store.dialect.now())])
  await lockedUpdate(store, running)
    .set({ leased_until: sql`${store.dialect.now()} + ${leaseMs}` })
    .execute()
}

/** Gives back what is leased and not started, when a worker stops. */
export async function releaseLeases(store: Store, owner: string): Promise<void> {
  await lockedUpdate(store, (e) => e.and([e('owner', '=', owner), isIn('leased')]))
    .set({ state: 'queued', owner: null, leased_until: null })
    .execute()
}

/** What dead workers had leased: leased rows wait again, those in the middle of sending are uncertain. */
export async function expireLeases(store: Store, now: number): Promise<void> {
  const expired = (state: 'leased' | 'sending') =>
    lockedUpdate(store, (e) => e.and([isIn(state), e('leased_until', '<=', store.dialect.now())]))
  await expired('leased').set({ state: 'queued', owner: null, leased_until: null }).execute()
  await expired('sending')
    .set({
      state: 'uncertain',
      due_at: now,
      reply: 'the worker died while it was sending',
      owner: null,
      leased_until: null,
    })
    .execute()
}

/**
 * Many rows in one statement, locked in the order of their ids as everywhere: no two transactions wait for each other.
 */
function lockedUpdate(store: Store, which: (e: DeliveryExpressions) => Expression<SqlBool>) {
  return store.db
    .with('locked', (db) => {
      const rows = db.selectFrom('deliveries').select('id').where(which).orderBy('id')
      return store.dialect.skipLocked ? rows.forUpdate() : rows
    })
    .updateTable('deliveries')
    .where('id', 'in', (e) => e.selectFrom('locked').select('id'))
}

/** Milliseconds until the first lease of another worker ends; undefined where nobody holds any. */
export async function foreignLeaseMs(store: Store, owner: string): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('deliveries')
    .select(sql<number | null>`min(leased_until) - ${store.dialect.now()}`.as('left'))
    .where(UNDER_LEASE)
    .where('owner', '!=', owner)
    .executeTakeFirst()
  return row?.left === null || row === undefined ? undefined : Math.max(0, Number(row.left))
}

/** When the next waiting delivery is due, by the command's clock; undefined where none waits. */
export async function nextDueAt(store: Store): Promise<number | undefined> {
  // The first of each state from the index: the least of a million would be looked for in all of them.
  const earliest = (state: Waiting) =>
    sql`select (select due_at from deliveries where mailing_id = mailings.id and ${isIn(state)} order by due_at limit 1) as due
      from mailings where mailings.state in ('queued', 'sending')`
  const { rows } = await sql<{ due: number | null }>`
    select min(due) as due from (${earliest('queued')} union all ${earliest('deferred')}) earliest`.execute(store.db)
  const due = rows[0]?.due
  return due === null || due === undefined ? undefined : Number(due)
}
