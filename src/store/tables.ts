/**
 * The tables as types. Pure. Instants are milliseconds since the epoch; flags are 0 or 1, because SQLite has no
 * booleans; lists of words are text with single spaces between them, which both databases can build and search without
 * an extension.
 */
import type { Generated, Selectable } from 'kysely'

/** Single facts: `baseline` is the instant of the first run. */
export interface MetaTable {
  name: string
  value: string
}

/** What is known of each post: as it was last judged, and as people were told it. */
export interface PostTable {
  id: string
  path: string
  slug: string
  url: string
  state: 'known' | 'seen' | 'unreadable'
  title: string
  instant: number
  /** SHA-256 of the file as last seen. */
  digest: string
  /** SHA-256 of the body alone, which a rename leaves as it is. */
  body_digest: string
  /** The text as last judged, silent edits included; JSON. */
  judged: string
  /** The text as last seen; JSON. It differs from `judged` while something about it is open. */
  seen: string
  judged_at: number
  open_since: number | null
  /** The text as last told; JSON, null before. */
  told: string | null
  first_seen_at: number
  gone_at: number | null
}

export interface NoticeTable {
  key: string
  kind: 'announcement' | 'update' | 'retraction' | 'end-of-life' | 'manual'
  state: 'settling' | 'held' | 'asked' | 'due' | 'told' | 'dismissed' | 'gone'
  severity: 'info' | 'important' | 'recall'
  post: string | null
  /** First sight. */
  since: number
  /** End of settling, or the post's own date where that is later. */
  until: number
  /** What holds it; null unless its state is `held`. */
  held_by: 'age' | 'double' | 'flood' | 'stale' | 'operator' | 'remarks' | 'audience' | 'moved' | null
  /** Who wrote its text. */
  text_by: 'post' | 'operator'
  /** `register`: known as told from the register alone, so that nobody knows who got it. */
  came_by: 'read' | 'hand' | 'register'
  /** Not told before this instant, says an operator. */
  not_before: number | null
  /** The revision that an operator approved. */
  approved: number | null
  /** Key of the notice in which it is asked, of a change that several posts have in common. */
  asked_with: string | null
  /** For people alone. */
  reason: string
  revision: number
  /** Of the post at this revision. */
  digest: string
  told_at: number | null
  /** Of an update and of what the releases table says: what is told, Markdown. */
  text: string
  /** Of what the releases table says. */
  title: string
  /** 1 where it takes a withdrawal back. */
  reinstates: number
  /** Of what the releases table says: key of the post that tells the same to those whom it reaches. */
  stand_in: string | null
  /** Key of the notice it is threaded under. */
  follow_up_of: string | null
  /** Of a question: what changed, word by word; JSON. */
  diff: string
  /** The commit that it was told from; empty before, and for posts of a folder. */
  commit: Generated<string>
  /** Where its text stood in that commit, inside the repository. */
  path: Generated<string>
  /** Who vouched for that commit, and with which key; empty where no signers are named. */
  signer: Generated<string>
}

/** What the releases table said of each date when it was last looked at. */
export interface EndTable {
  /** `PRODUCT/CYCLE:FIELD`. */
  name: string
  /** A day, `true` or `false`. */
  value: string
  /** When it was first seen to say that. */
  since: number
  /** What counts as told from before the baseline. */
  assumed: string | null
}

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

/** What may stand in the addresses of a block of people; absent where nobody looked since one of them changed. */
export interface AddressPartTable {
  /** Number of its people without the last eight bits. */
  block: number
  parts: Buffer
}

export interface SuppressionTable {
  address_key: string
  reason: string
  since: number
}

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
  /** Deliveries frozen with it. */
  audience: number
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

/** What each WebSub hub was told of each feed. */
/** What webhooks are to be told, and what became of it. */
export interface HookDeliveryTable {
  /** `webhook-id`: the same at each try. */
  id: string
  url: string
  type: 'notice.told' | 'alarm'
  /** Of the notice, or of the occasion. */
  key: string
  /** JSON, as it is signed and sent. */
  body: string
  created_at: number
  attempts: number
  /** When it is due again. */
  next_at: number
  state: 'waiting' | 'taken' | 'given-up'
  /** Why it was not taken the last time. */
  reply: string
}

export interface PingTable {
  hub: string
  /** Address of the feed. */
  topic: string
  /** Digest of the feed as it was last published. */
  wanted: string
  /** Digest of the feed as the hub was last told; empty before. */
  pinged: string
  /** Tries for `wanted`. */
  attempts: number
  due_at: number
}

/** How often the form was used of late; `*` is all requests. */
export interface LimitTable {
  /** A keyed hash of a network, a mailbox or a domain. */
  name: string
  /** From when on the rate is counted. */
  next_at: number
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

/** Lists whose id changed. */
export interface MovedListTable {
  /** The old id. */
  list: string
  /** The id it was given; it may have moved again since. */
  became: string
  at: number
}

/** What came back of a delivery. */
export interface BounceTable {
  id: Generated<number>
  mailing_id: number
  person_id: number
  class: 'hard' | 'soft' | 'policy' | 'complaint'
  /** RFC 3463; '' where the server gave none. */
  status: string
  /** The server's, on one line; empty once the person is erased. */
  words: string
  at: number
  /** 1 where the person was suppressed because of it. */
  suppressed: number
  /** A report that came in, the server that was spoken to (RCPT), or a mail provider's webhook. */
  source: Generated<'mail' | 'rcpt' | 'webhook'>
}

/** Events of mail providers that were taken. */
export interface WebhookEventTable {
  /** The provider's name, a colon, SHA-256 of the event's id. */
  id: string
  at: number
}

export interface RenamedCycleTable {
  /** `product/cycle` before. */
  cycle: string
  /** `product/cycle` now; it may have been renamed again since. '' where it left the table on purpose. */
  became: string
  at: number
}

/** What was done to people by operators and by themselves: history and audit in one. No subscriber's address. */
export interface EventTable {
  id: Generated<number>
  at: number
  /** Who did it: the name of an operator, or of what did it by itself; `the person` for who used a link of theirs. */
  actor: string
  /** Where: `cli`; `inbound` for mail that came back; `web`; `console`; `api`; `service` for what it decides. */
  via: string
  action:
    | 'unsubscribe'
    | 'confirm'
    | 'choose'
    | 'undo'
    | 'remove'
    | 'suppress'
    | 'unsuppress'
    | 'erase'
    | 'move-list'
    | 'rename-cycle'
    | 'settle-cycle'
    | 'change-address'
    | 'approve'
    | 'dismiss'
    | 'hold'
    | 'send'
    | 'test'
    | 'add'
    | 'import'
    | 'set'
    | 'export'
    | 'tell'
    | 'ask'
    | 'gone'
    | 'pause'
    | 'resume'
    | 'cancel'
    | 'retry'
    | 'invite'
    | 'revoke'
    | 'token'
    | 'sign-in'
    | 'passkey'
    | 'sign-out'
    | 'adopt'
    | 'claim'
    | 'accept-source'
    | 'accept-gone'
    | 'new-link-key'
  person_id: number | null
  /** What else it was done to: a list's id, a notice's key, a mailing's number. */
  key: string
  /** Emptied where its person is erased; `reason_digest` stays. */
  reason: string
  /** Hexadecimal; hashed with the reason. Emptied with it. */
  salt: string
  reason_digest: string
  /** JSON. */
  details: string
  /** SHA-256 of the hash before and the row (event-chain.ts), hexadecimal. */
  hash: string
}

/** Where the chain of events ends: one row. */
export interface EventHeadTable {
  /** `events`. */
  name: string
  /** Of the newest event; 0 where there is none. */
  number: number
  hash: string
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

/** Who may use the console and the API. */
export interface OperatorTable {
  id: Generated<number>
  address: string
  address_key: string
  role: 'viewer' | 'author' | 'sender' | 'admin'
  made_at: number
  /** Null while they may. */
  revoked_at: number | null
}

/** One-time links; a row goes when it is used. */
export interface OperatorLinkTable {
  /** SHA-256 of what the link holds. */
  hash: string
  operator_id: number
  ends_at: number
}

export interface OperatorSessionTable {
  /** SHA-256 of the cookie. */
  hash: string
  operator_id: number
  began_at: number
  seen_at: number
}

export interface OperatorTokenTable {
  /** SHA-256 of the token. */
  hash: string
  operator_id: number
  name: string
  /** Words. */
  scopes: string
  made_at: number
  ends_at: number
}

/** WebAuthn credentials: public halves of keys. */
export interface OperatorPasskeyTable {
  /** The credential's, base64url. */
  id: string
  operator_id: number
  name: string
  /** COSE_Key (RFC 9052), base64url. */
  public_key: string
  /** As the authenticator counts signatures; 0 for ever where it does not. */
  counter: number
  /** Words: how a browser reaches the authenticator. */
  transports: string
  made_at: number
  /** Null before it signed somebody in. */
  used_at: number | null
}

/** What passkeys are asked to sign; a row goes when it is used. */
export interface OperatorChallengeTable {
  /** SHA-256 of the challenge. */
  hash: string
  purpose: 'add' | 'sign-in'
  /** Whose passkey it has to be; null where anybody signs in. */
  operator_id: number | null
  ends_at: number
}

/** Requests of the API by their Idempotency-Key. */
export interface ApiRequestTable {
  /** SHA-256 of the token. */
  token: string
  key: string
  digest: string
  at: number
  /** 0 while nobody answered. */
  status: number
  answer: string
}

/** Who agreed to what, where two have to. */
export interface ApprovalTable {
  about: string
  operator: string
  /** Of what they agreed to. */
  digest: string
  at: number
  /** What they said beside it, as JSON; empty where nobody kept it. */
  said: Generated<string>
}

export interface Tables {
  meta: MetaTable
  posts: PostTable
  notices: NoticeTable
  ends: EndTable
  people: PersonTable
  subscriptions: SubscriptionTable
  address_changes: AddressChangeTable
  consents: ConsentTable
  wordings: WordingTable
  suppressions: SuppressionTable
  address_parts: AddressPartTable
  bounces: BounceTable
  webhook_events: WebhookEventTable
  mailings: MailingTable
  variants: VariantTable
  reason_variants: ReasonVariantTable
  language_variants: LanguageVariantTable
  deliveries: DeliveryTable
  delivery_history: DeliveryHistoryTable
  pings: PingTable
  hook_deliveries: HookDeliveryTable
  shares: ShareTable
  limits: LimitTable
  form_requests: FormRequestTable
  moved_lists: MovedListTable
  renamed_cycles: RenamedCycleTable
  events: EventTable
  event_head: EventHeadTable
  erased: ErasedTable
  ledger: LedgerTable
  machines: MachineTable
  operators: OperatorTable
  operator_links: OperatorLinkTable
  operator_sessions: OperatorSessionTable
  operator_tokens: OperatorTokenTable
  operator_passkeys: OperatorPasskeyTable
  operator_challenges: OperatorChallengeTable
  api_requests: ApiRequestTable
  approvals: ApprovalTable
}

export type OperatorRow = Selectable<OperatorTable>
export type EventRow = Selectable<EventTable>
export type NoticeRow = Selectable<NoticeTable>
export type Person = Selectable<PersonTable>
export type AddressChange = Selectable<AddressChangeTable>
export type MailingRow = Selectable<MailingTable>
export type DeliveryRow = Selectable<DeliveryTable>
