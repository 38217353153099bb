/** Mailings, their frozen bytes, a delivery for each person, rates that workers share. Pure. */
import type { Generated } from 'kysely'

export interface MailingTable {
  id: Generated<number>
  /** The notice's key, or `confirmation:…`, `welcome:…`, `preferences:…`, `address:…`. */
  key: string
  /** All but a notice go to one person, because of something they did. */
  kind: 'notice' | 'confirmation' | 'welcome' | 'preferences' | 'address'
  state: 'queued' | 'sending' | 'paused' | 'cancelled' | 'finished'
  /** 0 until what it tells is published; no delivery of it is leased before. */
  released: number
  /** Smaller goes first. */
  priority: number
  /** 1 while it is under way to one person alone: its delivery has a `single_priority`, and is found by that. */
  single: Generated<number>
  subject: string
  message_id: string
  /** Words: the lists it goes to, in the order of the configuration. */
  lists: string
  /** Deliveries frozen with it; while some are `unwritten`, how many there were to be when it was told. */
  audience: number
  /** Who has no delivery of it yet (`delivery/audience/unwritten-store.ts`), JSON; null once everybody has. */
  unwritten: string | null
  /** Number of the secret key its links are made with: a retry after a key change has the same bytes. */
  link_key: number
  /** How the ids of people and mailings stand in its links; likewise. */
  token_form: Generated<'open' | 'masked'>
  /** Why it is paused. */
  reason: string
  created_at: number
  started_at: number | null
  finished_at: number | null
  /** 0 while its deliveries stand in `deliveries`, 1 where some stand in `delivery_history`, 2 where all do. */
  history: Generated<number>
}

/** Frozen bytes: one message per mailing, first list and format, with slots for what differs by person. */
export interface VariantTable {
  mailing_id: number
  list: string
  format: 'html' | 'text'
  message: Uint8Array
  /** Where in it what differs by person stands; JSON. */
  slots: string
}

/** The same mail to those who get it for one reason: it says so. */
export interface ReasonVariantTable extends VariantTable {
  /** Word of subscribers/because.ts. */
  because: string
}

/** The same mail for those who are spoken to in another language than the site's. */
export interface LanguageVariantTable extends ReasonVariantTable {
  language: string
}

export interface DeliveryTable {
  id: Generated<number>
  mailing_id: number
  person_id: number
  address: string
  /** Words: which of the notice's lists the person had confirmed. */
  lists: string
  /** The first of them, whose frozen bytes this person gets. */
  list: string
  format: 'html' | 'text'
  /** Why this person is told of an end of life, a word of subscribers/because.ts; empty where no reason is said. */
  because: Generated<string>
  /** In which language its frame is; empty: the site's, when it was frozen. */
  language: Generated<string>
  state: 'queued' | 'leased' | 'sending' | 'accepted' | 'deferred' | 'failed' | 'uncertain' | 'cancelled'
  /** When it may be tried next. */
  due_at: number
  attempts: number
  /** When an operator last had it sent again: tries are counted, and `retryFor` begins, from there. */
  retried_at: number | null
  /** When the person's subscription to `list` was confirmed. */
  since: number
  owner: string | null
  fence: number
  /** By the database's clock. */
  leased_until: number | null
  /** The server's last words, or why it was cancelled. */
  reply: string
  maybe_twice: number
  finished_at: number | null
  /** Priority of a mailing that is `single`; null in a mailing to many, and after the end. */
  single_priority: number | null
}

/** Deliveries of a mailing that has long been over; `uncertain` where nobody decided what was held. */
export interface DeliveryHistoryTable
  extends Omit<
    DeliveryTable,
    'id' | 'because' | 'language' | 'state' | 'due_at' | 'owner' | 'fence' | 'leased_until' | 'single_priority'
  > {
  because: string
  state: 'accepted' | 'failed' | 'uncertain' | 'cancelled'
}

/** What all workers together have sent of late, by recipient domain; `*` is all mail. */
export interface ShareTable {
  name: string
  next_at: number
  planned_at: number
  /** When the domain asked last for fewer; 0 where it never did. */
  asked_at: number
  /** Between two messages to it, in microseconds; 0 where it takes what comes. */
  gap_us: number
  /** The same when it first asked. */
  full_gap_us: number
}
