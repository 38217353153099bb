/**
 * The ledger's queue: who may send what, and for how long. In: a worker's name. Out: rows leased. Every step is one
 * transaction; a crash between two of them loses nothing and names what it made doubtful. Door.
 *
 *   queued → leased → sending → accepted | deferred | failed | uncertain | cancelled
 */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely'
import { MAIL_RESTORED, MAIL_STOPPED } from '../store/meta-store.js'
import type { Queries, Store } from '../store/open.js'
import type { DeliveryRow, Tables } from '../store/tables.js'
import { ALL, lockShares, readShares, type SlowedDomain, slowedDomains, writeShares } from './share-store.js'
import { againAt, available, putOff, type Rate, rateNow, type Share, taken, UNTOUCHED } from './shares.js'
import { isIn, MAY_GO, OPEN_TO_MANY, PRIORITIES, UNDER_LEASE } from './states-store.js'
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
  /** When to ask again, by the command's clock, if something is due and a rate keeps it back. */
  readonly againAt?: number
  /** The domains that are slowed now; undefined where the lease did not look. */
  readonly slowed?: readonly SlowedDomain[]
}

/** So many slowed domains at the most have what they take counted. */
const MOST_SLOWED = 1000

/**
 * Pages of deliveries that one lease looks through at the most, where a domain that waits stands in front of the
 * others.
 */
const MOST_PAGES = 20

/** Other workers' leases take less. Replies wait to be stored meanwhile, where nothing is left to be sent with them. */
const LOCKED_MS = 5_000

/**
 * Takes up to `limit` deliveries that are due, the most urgent mailing first, as far as rates allow.
 * @throws what isLocked knows, where somebody's session holds what it needs
 */
export async function lease(store: Store, terms: LeaseTerms): Promise<LeaseResult> {
  const leased = await store.transaction(async (transaction) => {
    await store.dialect.waitForLocks(LOCKED_MS)?.execute(transaction)
    const places = await duePlaces(transaction, terms)
    if (places === undefined) return { rows: [] }
    const slowed = await slowedDomains(transaction, terms.now, MOST_SLOWED)
    const isChoosy = Object.keys(terms.domainRates).length > 0 || slowed.length > 0
    if (places.length === 0) return { ...nothingUntil(await putOffUntil(transaction, terms.now)), slowed }
    const turn = await Turn.begin(store, transaction, terms, isChoosy)
    for (const place of places) {
      if (turn.isFull) break
      await turn.take(place)
    }
    return { ...(await turn.end()), slowed }
  })
  await markUnderWay(store, [...new Set(leased.rows.map((row) => row.mailing_id))], terms.now)
  return leased
}

/** Where something is due: in a mailing to many, or (0) in mail to one person of this priority. */
interface Place {
  readonly priority: number
  readonly mailing: number
  readonly state: Waiting
}

/**
 * One question, whose answer costs no more the more waits: a look into an index for each mailing to many, and one for
 * all mail to one.
 * @returns places in the order of urgency; undefined while the ledger is behind the register or the marks: nobody knows
 * what was sent
 */
async function duePlaces(transaction: Transaction<Tables>, terms: LeaseTerms): Promise<Place[] | undefined> {
  const states = WAITING_STATES.filter((state) => terms.resendUncertain || state !== 'uncertain')
  const due = (which: RawBuilder<unknown>) =>
    sql.join(
      states.map(
        (state) => sql`(select 1 from deliveries where ${which} and ${isIn(state)} and due_at <= ${terms.now} limit 1)
          as ${sql.ref(state)}`,
      ),
    )
  const { rows } = await sql<Omit<Place, 'state'> & Record<Waiting | 'stopped', number | null>>`
    select priority, id as mailing, ${STOPPED}, ${due(sql`mailing_id = mailings.id`)}
      from mailings where ${OPEN_TO_MANY} and released = 1
    union all select priority, 0 as mailing, ${STOPPED}, ${due(sql`single_priority = lanes.priority and ${MAY_GO}`)}
      from ${LANES}
    order by priority, mailing`.execute(transaction)
  if (rows.some(({ stopped }) => stopped === 1)) return undefined
  return rows.flatMap(({ priority, mailing, ...row }) =>
    states.filter((state) => row[state] === 1).map((state) => ({ priority, mailing, state })),
  )
}

/** In the order in which they are taken. */
const WAITING_STATES = ['uncertain', 'queued', 'deferred'] as const
const STOPPED = sql`(select 1 from meta where name in (${sql.lit(MAIL_STOPPED)}, ${sql.lit(MAIL_RESTORED)})
  limit 1) as stopped`
/** One row for each priority of mail to one person. */
const LANES = sql`(${sql.join(
  PRIORITIES.map((priority) => sql`select ${sql.lit(priority)} as priority`),
  sql` union all `,
)}) as lanes`

/** One lease: what is taken, what is put off, and the shares of rates that it costs. */
class Turn {
  readonly #taken: DeliveryRow[] = []
  readonly #changed = new Map<string, Share>()
  #left: number
  #againAt = Number.POSITIVE_INFINITY

  private constructor(
    private readonly store: Store,
    private readonly transaction: Transaction<Tables>,
    private readonly terms: LeaseTerms & {
      /** Are rates of domains, or their waits, to be looked at? */
      readonly isChoosy: boolean
    },
    private readonly all: Share,
  ) {
    this.#left = available(all, terms.rate, terms.limit, terms.now)
  }

  static async begin(
    store: Store,
    transaction: Transaction<Tables>,
    terms: LeaseTerms,
    isChoosy: boolean,
  ): Promise<Turn> {
    if (isChoosy || terms.rate !== 'none') await lockShares(store, transaction)
    const shares = terms.rate === 'none' ? new Map<string, Share>() : await readShares(transaction, [ALL])
    return new Turn(store, transaction, { ...terms, isChoosy }, shares.get(ALL) ?? UNTOUCHED)
  }

  /** Is the lease full, so that nothing more is looked for? */
  get isFull(): boolean {
    return this.#left === 0 && (this.#taken.length > 0 || Number.isFinite(this.#againAt))
  }

  async take(place: Place): Promise<void> {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const limit = this.#left > 0 ? this.#left : 1
      const page = await dueRows(this.store, this.transaction, place, { now: this.terms.now, limit })
      if (page.length > 0 && this.#left === 0)
        this.#againAt = Math.min(this.#againAt, againAt(this.all, this.terms.now))
      if (page.length === 0 || this.#left === 0) return
      const chosen = this.terms.isChoosy ? await this.#chosen(page) : page
      this.#taken.push(...(await this.#lease(chosen)))
      this.#left -= chosen.length
      if (page.length < limit) return
    }
  }

  /** Chooses the deliveries of a page that their domains take now, and puts the others off. */
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
      const rate = rateNow(share, domainRates[name] ?? domainRates['*'] ?? 'none', now)
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
      const columns = { id: 'bigint', dueAt: 'bigint' } as const
      await sql`update deliveries set due_at = later."dueAt" from ${this.store.dialect.rows('later', columns, later)}
        where deliveries.id = later.id`.execute(this.transaction)
    }
    return chosen
  }

  async #lease(chosen: readonly Due[]): Promise<DeliveryRow[]> {
    if (chosen.length === 0) return []
    const { owner, leaseMs } = this.terms
    const ids = chosen.map(({ id }) => id)
    const { rows } = await sql<DeliveryRow>`
      update deliveries set state = 'leased', owner = ${owner}, fence = fence + 1,
        leased_until = ${this.store.dialect.now()} + cast(${leaseMs} as bigint), maybe_twice = ${MAYBE_TWICE}
      where ${this.store.dialect.isOneOf(sql.ref('id'), ids)}
      returning *`.execute(this.transaction)
    return rows.sort((a, b) => a.id - b.id)
  }

  async end(): Promise<LeaseResult> {
    const { rate, now } = this.terms
    const count = this.#taken.length
    if (rate !== 'none' && count > 0) this.#changed.set(ALL, taken(this.all, rate, count, now))
    await writeShares(this.transaction, this.#changed)
    if (count > 0) return { rows: this.#taken }
    return nothingUntil(Math.min(this.#againAt, await putOffUntil(this.transaction, now)))
  }
}

/** @param againAt infinite where nobody knows */
function nothingUntil(againAt: number): LeaseResult {
  return { rows: [], ...(Number.isFinite(againAt) && { againAt }) }
}

/** Finds when the deliveries are due that earlier leases of any worker put off. */
async function putOffUntil(queries: Queries, now: number): Promise<number> {
  return (await earliestDue(queries, ['queued'], sql`and due_at > ${now}`)) ?? Number.POSITIVE_INFINITY
}

/** The first copy of an uncertain delivery may have arrived; from here on there may be two. */
const MAYBE_TWICE = sql`case when state = 'uncertain' then 1 else maybe_twice end`

type Due = Pick<DeliveryRow, 'id' | 'address'>

async function dueRows(
  store: Store,
  transaction: Transaction<Tables>,
  { mailing, priority, state }: Place,
  at: { now: number; limit: number },
): Promise<Due[]> {
  const due = transaction
    .selectFrom('deliveries')
    .select(['id', 'address'])
    .where((e) => (mailing === 0 ? e('single_priority', '=', priority).and(MAY_GO) : e('mailing_id', '=', mailing)))
    .where(isIn(state))
    .where('due_at', '<=', at.now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(at.limit)
  return await (store.dialect.skipLocked ? due.forUpdate().skipLocked() : due).execute()
}

/** This is a commit of its own, because whoever cancels a mailing locks the mailing first and then its deliveries. */
async function markUnderWay(store: Store, mailings: readonly number[], now: number): Promise<void> {
  if (mailings.length === 0) return
  const rows = await store.db
    .selectFrom('mailings')
    .select('id')
    .where('id', 'in', [...mailings])
    .where('state', '=', 'queued')
    .execute()
  if (rows.length === 0) return
  await store.transaction(async (transaction) => {
    // Of one that somebody holds the next lease says it.
    const free = transaction
      .selectFrom('mailings')
      .select('id')
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('id')
    const queued = await (store.dialect.skipLocked ? free.forUpdate().skipLocked() : free).execute()
    await transaction
      .updateTable('mailings')
      .set({ state: 'sending', started_at: now })
      .where('id', 'in', [0, ...queued.map(({ id }) => id)])
      .where('state', '=', 'queued')
      .execute()
  })
}

type DeliveryExpressions = ExpressionBuilder<Tables, 'deliveries'>

/**
 * Prolongs the leases of this worker by `leaseMs`; of what somebody holds the next time, so that their session ends no
 * other lease.
 */
export async function renewLeases(store: Store, owner: string, leaseMs: number): Promise<void> {
  const running = (e: DeliveryExpressions) =>
    e.and([e('owner', '=', owner), UNDER_LEASE, e('leased_until', '>', store.dialect.now())])
  await lockedUpdate(store, running)
    .set({ leased_until: sql`${store.dialect.now()} + ${leaseMs}` })
    .execute()
}

/** Gives back what is leased and not started, when a worker stops; what somebody holds ends with its lease. */
export async function releaseLeases(store: Store, owner: string): Promise<void> {
  await lockedUpdate(store, (e) => e.and([e('owner', '=', owner), isIn('leased')]))
    .set({ state: 'queued', owner: null, leased_until: null })
    .execute()
}

/**
 * What dead workers had leased: leased rows wait again, those in the middle of sending are uncertain.
 * @returns how many rows that were
 */
export async function expireLeases(store: Store, now: number): Promise<number> {
  const expired = (state: 'leased' | 'sending') =>
    lockedUpdate(store, (e) => e.and([isIn(state), e('leased_until', '<=', store.dialect.now())]))
  const waiting = await expired('leased').set({ state: 'queued', owner: null, leased_until: null }).executeTakeFirst()
  const uncertain = await expired('sending')
    .set({
      state: 'uncertain',
      due_at: now,
      reply: 'the worker died while it was sending',
      owner: null,
      leased_until: null,
    })
    .executeTakeFirst()
  return Number(waiting.numUpdatedRows) + Number(uncertain.numUpdatedRows)
}

/**
 * Many rows in one statement, locked in the order of their ids as everywhere: no two transactions wait for each other.
 * Those that others hold are left. SQLite, which locks no rows, would read the whole table to have them in that order.
 */
function lockedUpdate(store: Store, which: (e: DeliveryExpressions) => Expression<SqlBool>) {
  return store.db
    .with('locked', (db) => {
      const found = db.selectFrom('deliveries').select('id').where(which)
      return store.dialect.skipLocked ? found.orderBy('id').forUpdate().skipLocked() : found
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
  return await earliestDue(store.db, ['queued', 'deferred'], sql``)
}

/** @param more a condition on `due_at`, beginning with `and` */
async function earliestDue(
  queries: Queries,
  states: readonly Waiting[],
  more: RawBuilder<unknown>,
): Promise<number | undefined> {
  // The first of each state from the index: the least of a million would be looked for in all of them.
  const first = (which: RawBuilder<unknown>, state: Waiting) =>
    sql`(select due_at from deliveries where ${which} and ${isIn(state)} ${more} order by due_at limit 1)`
  const arms = states.flatMap((state) => [
    sql`select ${first(sql`mailing_id = mailings.id`, state)} as due from mailings where ${OPEN_TO_MANY}`,
    sql`select ${first(sql`single_priority = lanes.priority and ${MAY_GO}`, state)} as due from ${LANES}`,
  ])
  const { rows } = await sql<{ due: number | null }>`
    select min(due) as due from (${sql.join(arms, sql` union all `)}) earliest`.execute(queries)
  const due = rows[0]?.due
  return due === null || due === undefined ? undefined : Number(due)
}
