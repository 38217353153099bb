/**
 * Workers are killed at random moments of a mailing while people leave the list. Moments are numbers of messages that
 * the mail server has seen, drawn from a seed: no timing. In: how many of everything. Out: evidence of what was sent,
 * what the ledger said meanwhile, and what it says in the end.
 */
import type { Kysely, Transaction } from 'kysely'
import { countDeliveries } from '../../../src/delivery/mailing-reports-store.js'
import type { AppContext } from '../../../src/run/app-context.js'
import type { Tables } from '../../../src/store/tables.js'
import { endLists } from '../../../src/subscribers/person-store.js'
import { belfry } from '../../support/cli.js'
import type { Copy } from '../../support/counting-sink.js'
import { openTestWorld } from '../../support/project.js'
import { queuedFor } from './crowd.js'
import { openSink, type SinkProcess } from './open-sink.js'
import { type Dice, diceOf } from './seeded.js'
import { Workers } from './workers.js'

export interface Storm {
  readonly database: string
  readonly recipients: number
  readonly kills: number
  readonly workers: number
  /** How many people leave meanwhile. */
  readonly leavers: number
  readonly connections: number
  /** Messages under way on each, of which nobody knows after a kill. */
  readonly lanes: number
  readonly lease: string
  readonly seed: number
}

export interface Kill {
  /** Messages that the server had seen. */
  readonly at: number
  /** Addresses that the dead worker was sending to, by the ledger. */
  readonly inDoubt: readonly string[]
}

export interface Leaver {
  readonly address: string
  /** Of the delivery, in the transaction that ended the subscription. */
  readonly state: Delivery['state']
  readonly attempts: number
  /** Messages that the server had seen when that was acknowledged. */
  readonly at: number
}

export type Delivery = Pick<Tables['deliveries'], 'address' | 'state' | 'attempts'>

export interface Evidence {
  readonly storm: Storm
  readonly kills: readonly Kill[]
  readonly leavers: readonly Leaver[]
  readonly copies: readonly Copy[]
  readonly deliveries: readonly Delivery[]
  /** By `mailings show --maybe-twice`. */
  readonly maybeTwice: readonly string[]
  readonly mailingState: string
  /** Deliveries in all states together, whenever somebody looked. */
  readonly sums: readonly number[]
  /** Workers and commands that failed. */
  readonly faults: readonly string[]
  readonly seconds: number
}

export async function storm(is: Storm): Promise<Evidence> {
  const sink = await openSink()
  const { project, mailing } = await queuedFor({ ...is, transport: sink.transport })
  const world = await openTestWorld(project, { now: Date.now })
  const startedAt = performance.now()
  const workers = new Workers(is.workers, project.configFile)
  try {
    const scene = { is, mailing, world, sink, workers, sums: [] as number[] }
    const [kills, leavers] = await Promise.all([killAll(scene), letGo(scene)])
    await sink.reached(is.recipients - is.leavers)
    await workers.stop()
    // What the last dead worker held is waited for.
    const last = await belfry(['run', '--json'], { config: project.configFile })
    const seconds = (performance.now() - startedAt) / 1000
    const shown = await belfry(['mailings', 'show', String(mailing), '--maybe-twice', '--json'], {
      config: project.configFile,
    })
    return {
      storm: is,
      kills,
      leavers,
      copies: await sink.copies(),
      deliveries: await deliveriesOf(world.store.db, mailing),
      maybeTwice: shown.json() as string[],
      mailingState: await stateOf(world, mailing),
      sums: scene.sums,
      faults: [...workers.faults, ...(last.code === 0 ? [] : [`the last run ended with ${last.code}: ${last.stderr}`])],
      seconds,
    }
  } finally {
    await workers.stop()
    await world.close()
    await sink.close()
  }
}

interface Scene {
  readonly is: Storm
  readonly mailing: number
  readonly world: AppContext
  readonly sink: SinkProcess
  readonly workers: Workers
  readonly sums: number[]
}

/** Everybody who stays is mailed, so that this many messages are sure to come. */
function moments({ recipients, leavers }: Storm, dice: Dice, count: number): number[] {
  return dice.moments(count, recipients - leavers)
}

async function killAll({ is, mailing, world, sink, workers, sums }: Scene): Promise<Kill[]> {
  const dice = diceOf(is.seed)
  const kills: Kill[] = []
  for (const moment of moments(is, dice, is.kills)) {
    const at = await sink.reached(moment)
    const pid = await workers.killOne(dice)
    // Before its lease ends: then nothing says any more whose they were.
    const inDoubt = await world.store.db
      .selectFrom('deliveries')
      .select('address')
      .where('state', '=', 'sending')
      .where('owner', 'like', `%:${pid}:%`)
      .execute()
    kills.push({ at, inDoubt: inDoubt.map(({ address }) => address) })
    const counts = await countDeliveries(world.store.db, mailing)
    sums.push(Object.values(counts).reduce((sum, count) => sum + count, 0))
  }
  return kills
}

async function letGo({ is, mailing, world, sink }: Scene): Promise<Leaver[]> {
  const dice = diceOf(is.seed + 1)
  const leavers: Leaver[] = []
  const gone = new Set<number>()
  for (const moment of moments(is, dice, is.leavers)) {
    await sink.reached(moment)
    let number = dice.below(is.recipients)
    while (gone.has(number)) number = dice.below(is.recipients)
    gone.add(number)
    const left = await world.store.transaction(
      async (transaction) => await leave(world, transaction, mailing, `reader-${number}@example.org`),
    )
    leavers.push({ ...left, at: await sink.count() })
  }
  return leavers
}

/** As a click on "unsubscribe" does, and what the ledger says of the delivery at that very point. */
async function leave(
  { store, clock }: AppContext,
  transaction: Transaction<Tables>,
  mailing: number,
  address: string,
): Promise<Delivery> {
  const person = await transaction
    .selectFrom('people')
    .select('id')
    .where('address_key', '=', address)
    .executeTakeFirstOrThrow()
  await endLists(store, transaction, { person: person.id, lists: ['releases'] }, clock.now())
  return await transaction
    .selectFrom('deliveries')
    .select(['address', 'state', 'attempts'])
    .where('mailing_id', '=', mailing)
    .where('person_id', '=', person.id)
    .executeTakeFirstOrThrow()
}

async function deliveriesOf(db: Kysely<Tables>, mailing: number): Promise<Delivery[]> {
  return await db
    .selectFrom('deliveries')
    .select(['address', 'state', 'attempts'])
    .where('mailing_id', '=', mailing)
    .execute()
}

async function stateOf({ store }: AppContext, mailing: number): Promise<string> {
  const row = await store.db.selectFrom('mailings').select('state').where('id', '=', mailing).executeTakeFirstOrThrow()
  return row.state
}
