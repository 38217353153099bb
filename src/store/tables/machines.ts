/** Which ledger this is, and the machines that work on it. Pure. */

/** Which ledger this is: one row. */
export interface LedgerTable {
  /** Made at random by the first machine, empty before; its copies have the same. */
  id: string
  /** How often a machine claimed it, from 1: who has a lower one mails nothing. */
  epoch: number
  /** How often a restored copy was adopted. */
  restores: number
  /** The database that it was last known to be in; empty before the first machine joined. */
  place: string
  /** 1 where its links are made with its id beside the secrets; 0 in a ledger that had people before it had an id. */
  bound: number
}

/** A row for each machine, raised with all that it does: a lower one than the machine remembers is a restored copy. */
export interface MachineTable {
  /** Made at random; kept in the machine's folder of marks. */
  instance: string
  /** Of the host, for people. */
  name: string
  sequence: number
  /** By the database's clock. */
  seen_at: number
  /** Of the ledger, as this machine last knew it. */
  epoch: number
}
