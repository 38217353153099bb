/**
 * The tables as types: their names here, their columns in the wing, by what they hold. Pure. Instants are milliseconds
 * since the epoch; flags are 0 or 1, because SQLite has no booleans; lists of words are text with single spaces between
 * them, which both databases can build and search without an extension.
 */
import type { Selectable } from 'kysely'
import type { BounceTable, WebhookEventTable } from './tables/bounces.js'
import type {
  DeliveryHistoryTable,
  DeliveryTable,
  LanguageVariantTable,
  MailingTable,
  ReasonVariantTable,
  ShareTable,
  VariantTable,
} from './tables/deliveries.js'
import type { EventHeadTable, EventTable } from './tables/events.js'
import type { HookDeliveryTable, PingTable } from './tables/hubs-and-hooks.js'
import type { LedgerTable, MachineTable } from './tables/machines.js'
import type { EndTable, NoticeTable, PostTable } from './tables/notices.js'
import type {
  ApiRequestTable,
  ApprovalTable,
  OperatorChallengeTable,
  OperatorLinkTable,
  OperatorPasskeyTable,
  OperatorSessionTable,
  OperatorTable,
  OperatorTokenTable,
} from './tables/operators.js'
import type {
  AddressChangeTable,
  ConsentTable,
  ErasedTable,
  FormRequestTable,
  LimitTable,
  MovedListTable,
  PersonTable,
  RenamedCycleTable,
  SubscriptionTable,
  SuppressionTable,
  WordingTable,
} from './tables/people.js'

/** Single facts: `baseline` is the instant of the first run. */
export interface MetaTable {
  name: string
  value: string
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
