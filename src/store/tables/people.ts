/** People, what they want and how they asked for it, who gets nothing any more. Pure. */
import type { Generated } from 'kysely'

export interface PersonTable {
  id: Generated<number>
  /** As written by the person. */
  address: string
  /** Lower-cased, domain in A-labels: what makes two addresses the same person. */
  address_key: string
  format: 'html' | 'text'
  /** Release cycles they run, words. */
  runs: string
  /** Tag of the language that they are spoken to in; empty where nobody said one: the site's. */
  language: Generated<string>
  created_at: number
}

export interface SubscriptionTable {
  person_id: number
  list: string
  state: 'pending' | 'confirmed' | 'ended'
  since: number
}

/** Proof that a person wanted a list, the newest. */
export interface ConsentTable {
  person_id: number
  list: string
  /** The form, or the page of preferences that a mailed link opens. */
  way: 'form' | 'preferences'
  asked_at: number
  /** Keyed hash of the network that it was said from. */
  asked_from: string
  /** Digest of the words. */
  wording: string
  /** Null while the person did not confirm. */
  confirmed_at: number | null
  confirmed_from: string
}

/** A change of address that waits for both mailboxes. */
export interface AddressChangeTable {
  person_id: number
  /** The new one. */
  address: string
  address_key: string
  asked_at: number
  /** Numbers of the mailings that asked. */
  old_mailing: number
  new_mailing: number
  /** Null while that mailbox did not confirm. */
  old_at: number | null
  new_at: number | null
}

/** The words that people were asked in. */
export interface WordingTable {
  digest: string
  text: string
  first_at: number
}

export interface SuppressionTable {
  address_key: string
  reason: string
  since: number
}

/** How often the form was used of late; `*` is all requests. */
export interface LimitTable {
  /** A keyed hash of a network, a mailbox or a domain. */
  name: string
  /** From when on the rate is counted. */
  next_at: number
}

/** Lists whose id changed. */
export interface MovedListTable {
  /** The old id. */
  list: string
  /** The id it was given; it may have moved again since. */
  became: string
  at: number
}

export interface RenamedCycleTable {
  /** `product/cycle` before. */
  cycle: string
  /** `product/cycle` now; it may have been renamed again since. '' where it left the table on purpose. */
  became: string
  at: number
}

/** What forms asked for and nobody did yet. */
export interface FormRequestTable {
  id: Generated<number>
  /** When it was asked. */
  at: number
  address: string
  address_key: string
  /** JSON of subscribers/form-request-store.ts: what was asked, and what counted at that moment. */
  ask: string
  /** How often it was taken. */
  tries: number
  /** By the database's clock; before, somebody has it. */
  next_at: number
}

/** Addresses that were erased, as keyed hashes: no import brings them back. */
export interface ErasedTable {
  /** HMAC-SHA-256 of the address key, hexadecimal. */
  hash: string
  at: number
}
