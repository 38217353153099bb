/** What WebSub hubs and webhooks are to be told. Pure. */

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

/** What each WebSub hub was told of each feed. */
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
