/**
 * This machine's marks, opened. In: the folder, the ledger, a key of hashes. Out: whether it may mail; what it did is
 * marked before anybody is told that it was done. Door.
 */

import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { RawBuilder } from 'kysely'
import { BelfryError, messageOf, type Problem, problem } from '../base/errors.js'
import type { Log } from '../base/log.js'
import { type Config, NO_MARKS } from '../config/schema.js'
import { MAIL_RESTORED, readFact } from '../store/meta-store.js'
import type { Queries, Store } from '../store/open.js'
import { applyLeavings } from './leaving-store.js'
import { hashOfLeaving, type Leaving, type Leavings, leavingLine, leftAt, parseLeavings } from './left-log.js'
import {
  addToSequence,
  beat,
  join,
  knownLedger,
  liftNumbers,
  nameLedger,
  placeOfDatabase,
  raised,
  readRow,
  setPlace,
  stopAll,
} from './machine-store.js'
import type { FoundMark, Mark } from './mark.js'
import { readLeft, readMark, sizeOfLeft } from './read-marks.js'
import { marksTexts } from './texts.js'
import { type KnownLedger, type MachineStanding, standingOf } from './which-copy.js'
import { appendLeft, makeInstance, replaceInstance, writeMark } from './write-marks.js'

export interface MachineMarks {
  /** Undefined with `marks: none`. */
  readonly folder: string | undefined
  /** Looks at the ledger and the mark. @returns what keeps this machine, or all, from mailing; undefined if nothing */
  stop(): Promise<Problem | undefined>
  /** The last statement of a transaction that changes people or tells something. */
  raise(): RawBuilder<unknown> | undefined
  /** The same for sending, once in a second; between two, what is sent is remembered by `settle`. */
  raiseNowAndThen(): RawBuilder<unknown> | undefined
  /** MachineMarks what was raised and committed. @throws where the folder cannot be written */
  keep(): Promise<void>
  /** MachineMarks what was sent since the last time. */
  settle(): Promise<void>
  /** Writes down who left. @throws where the folder cannot be written */
  log(leavings: readonly Leaving[]): void
  /** When this machine last heard that they left; undefined where it knows of no such thing. */
  leftAt(address: string, list: string): number | undefined
  /** Does the machine know of any leaving? */
  knowsLeavings(): boolean
  /**
   * After an operator's word: the machine has a row, and counts on from its mark.
   * @param missing how much more all machines must have done, asked once the row is there
   */
  begin(queries: Queries, missing: () => Promise<number>): Promise<void>
  /** This machine's row; empty where it has none. */
  instance(): string
}

export interface MarksNeeds {
  readonly config: Config
  readonly store: Store
  readonly hashKey: () => Buffer
  readonly log: Log
}

const NOW_AND_THEN_MS = 1_000

export async function openMarks(needs: MarksNeeds): Promise<MachineMarks> {
  await nameLedger(needs.store.db, randomUUID())
  if (needs.config.marks === NO_MARKS) return new NoMarks(needs)
  const marks = new FolderOfMarks(needs, await placeOfDatabase(needs.store, needs.config.database))
  await marks.stop()
  return marks
}

class NoMarks implements MachineMarks {
  readonly folder = undefined
  constructor(private readonly needs: MarksNeeds) {}

  async stop(): Promise<Problem | undefined> {
    return await stoppedForAll(this.needs)
  }
  raise(): undefined {}
  raiseNowAndThen(): undefined {}
  async keep(): Promise<void> {}
  async settle(): Promise<void> {}
  log(): void {}
  leftAt(): undefined {}
  knowsLeavings(): boolean {
    return false
  }
  async begin(): Promise<void> {}
  instance(): string {
    return ''
  }
}

class FolderOfMarks implements MachineMarks {
  readonly folder: string
  #instance = ''
  #leavings: { readonly size: number; readonly known: Leavings } | undefined
  #raisedAt = Number.NEGATIVE_INFINITY
  #isUnsettled = false
  /** Did the machine just get its row? Whatever mark is there counts no more. */
  #isNew = false

  constructor(
    private readonly needs: MarksNeeds,
    private readonly place: string,
  ) {
    this.folder = needs.config.marks
  }

  async stop(): Promise<Problem | undefined> {
    try {
      return (await this.#stopByStanding()) ?? (await stoppedForAll(this.needs))
    } catch (thrown) {
      if (!(thrown instanceof BelfryError) || thrown.code !== 'MARKS') throw thrown
      return problem('MARKS', marksTexts.openMarks.nothingMailed(thrown.message), { file: this.needs.config.file })
    }
  }

  async #stopByStanding(): Promise<Problem | undefined> {
    const { store, config } = this.needs
    this.#instance = this.#disk(() => makeInstance(this.folder))
    const found = this.#disk(() => readMark(this.folder))
    const place = await placeOfDatabase(store, config.database)
    if (place !== this.place)
      return moved(config, 'the file of the database was replaced while this process had it open')
    const known = await knownLedger(store, this.#instance)
    const standing = standingOf(found, known, { place, isShared: store.dialect.name === 'postgres' })
    if (standing.is === 'moved') return moved(config, standing.why)
    if (standing.is === 'restored') {
      await stopAll(store)
      await this.#liftNumbers(store.db, found)
      return undefined
    }
    if (standing.is === 'well') await this.#beat(known)
    else await this.#join(standing, found)
    if (known.place !== place) await setPlace(store.db, place)
    return undefined
  }

  async #join({ is }: MachineStanding, found: FoundMark): Promise<void> {
    const { store } = this.needs
    this.#renew(found)
    await this.#liftNumbers(store.db, found)
    const mark = found.state === 'whole' && is === 'adopted' ? found.mark.sequence : 0
    // An operator has dealt with the restored copy; who left by this machine they could not know.
    if (is === 'adopted')
      await store.transaction(
        async (transaction) => await applyLeavings(store, transaction, (address, list) => this.leftAt(address, list)),
      )
    await join(store, store.db, this.#machine(), mark)
    this.#isNew = true
    await this.#write()
  }

  async #liftNumbers(queries: Queries, found: FoundMark): Promise<void> {
    const mark = markIn(found)
    if (mark !== undefined) await liftNumbers(this.needs.store, queries, mark)
  }

  /** An id that somebody else may have as well is given up. */
  #renew({ state }: FoundMark): void {
    if (state === 'copied' || state === 'unreadable') this.#instance = this.#disk(() => replaceInstance(this.folder))
  }

  /** @throws BelfryError MARKS */
  #disk<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (cause) {
      const sentence = marksTexts.openMarks.folderMarksCannotUsed(this.folder, messageOf(cause))
      throw new BelfryError('MARKS', sentence, { cause, exitCode: 3 })
    }
  }

  #machine() {
    return { instance: this.#instance, name: hostname() }
  }

  async #beat({ row }: KnownLedger): Promise<void> {
    if (row?.isSeen !== true) await beat(this.needs.store, this.#instance)
  }

  raise(): RawBuilder<unknown> | undefined {
    return this.#instance === '' ? undefined : raised(this.needs.store, this.#instance)
  }

  raiseNowAndThen(): RawBuilder<unknown> | undefined {
    this.#isUnsettled = true
    if (performance.now() < this.#raisedAt + NOW_AND_THEN_MS) return undefined
    return this.raise()
  }

  async keep(): Promise<void> {
    this.#raisedAt = performance.now()
    this.#isUnsettled = false
    await this.#write()
  }

  async settle(): Promise<void> {
    if (!this.#isUnsettled) return
    await this.raise()?.execute(this.needs.store.db)
    await this.keep()
  }

  /**
   * The file is read before the row, so it is never ahead of it but where the ledger is a restored copy. Processes may
   * overwrite each other's marks: whoever wrote looks again whether the row is higher by now.
   */
  async #write(): Promise<void> {
    const { store } = this.needs
    for (;;) {
      const found = this.#disk(() => readMark(this.folder))
      const row = await readRow(store.db, this.#instance)
      if (row === undefined) return
      const mark = markIn(found)
      // What the mark says of a ledger that is not as it was left is not to be forgotten: `stop` acts on it.
      if (!this.#isNew && (found.state !== 'whole' || !isBehind(found.mark, row))) return
      const { person, mailing } = mark ?? row
      const next = { ...row, person: Math.max(row.person, person), mailing: Math.max(row.mailing, mailing) }
      this.#disk(() => writeMark(this.folder, next))
      this.#isNew = false
    }
  }

  log(leavings: readonly Leaving[]): void {
    if (leavings.length === 0) return
    const key = this.needs.hashKey()
    const lines = leavings.map((leaving) => leavingLine(leaving, hashOfLeaving(key, leaving.address, leaving.list)))
    this.#disk(() => appendLeft(this.folder, lines.join('')))
  }

  leftAt(address: string, list: string): number | undefined {
    const known = this.#left()
    return known.size === 0 ? undefined : leftAt(known, this.needs.hashKey(), address, list)
  }

  knowsLeavings(): boolean {
    return this.#left().size > 0
  }

  /** Other processes write into it as well. */
  #left(): Leavings {
    return this.#disk(() => {
      const size = sizeOfLeft(this.folder)
      if (this.#leavings?.size !== size) this.#leavings = { size, known: parseLeavings(readLeft(this.folder)) }
      return this.#leavings.known
    })
  }

  async begin(queries: Queries, missing: () => Promise<number>): Promise<void> {
    const { store } = this.needs
    this.#instance = this.#disk(() => makeInstance(this.folder))
    const found = this.#disk(() => readMark(this.folder))
    this.#renew(found)
    await this.#liftNumbers(queries, found)
    const sequence = markIn(found)?.sequence ?? 0
    await join(store, queries, this.#machine(), sequence)
    await addToSequence(queries, this.#instance, Math.max(0, await missing()) + 1)
    await setPlace(queries, this.place)
    this.#isNew = true
  }

  instance(): string {
    return this.#instance
  }
}

function markIn(found: FoundMark): Mark | undefined {
  return found.state === 'whole' || found.state === 'copied' ? found.mark : undefined
}

/** Of the same ledger, and the row went on from there. */
function isBehind(mark: Mark, row: Mark): boolean {
  const isSame = mark.ledger === row.ledger && mark.epoch === row.epoch && mark.restores <= row.restores
  return isSame && mark.sequence < row.sequence
}

/** @returns what stops all machines; every one of them says so */
async function stoppedForAll({ store, config }: MarksNeeds): Promise<Problem | undefined> {
  if ((await readFact(store.db, MAIL_RESTORED)) === undefined) return undefined
  const sentence = marksTexts.openMarks.ledgerCopyFromEarlier()
  return problem('LEDGER_BEHIND', sentence, { file: config.file }, { fix: RESTORED_FIX })
}

const RESTORED_FIX = marksTexts.openMarks.restoreNewestBackupOr()

function moved(config: Config, why: string): Problem {
  return problem('LEDGER_MOVED', marksTexts.openMarks.nothingMailedFromHere(why), { file: config.file })
}
