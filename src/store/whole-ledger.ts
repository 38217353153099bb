/** What is done to all tables at once. Pure. In: work. Out: its result. */
import type { Dialect } from 'kysely'

export interface WholeLedger {
  /**
   * One transaction that changes tables, on a dialect of its own; who else would do so waits for its end. It waits for
   * the lock of a table no longer than `lockMs`: whoever comes after it waits as well.
   */
  changeTables<Result>(lockMs: number, work: (within: Dialect) => Promise<Result>): Promise<Result>
  /** Everything as it was at one instant, to be read on a dialect of its own; nobody who writes waits for it. */
  snapshot<Result>(work: (within: Dialect) => Promise<Result>): Promise<Result>
  /**
   * Statements outside of any transaction, while everybody else goes on; one process at a time in a schema. Undefined
   * where the database has one writer at a time.
   * @returns false where another process is at it
   */
  readonly beside?: (work: (ask: (statement: string) => Promise<void>) => Promise<void>) => Promise<boolean>
}
