/** Posts as they were judged, what is told of them, and the days at which releases end. Pure. */
import type { Generated } from 'kysely'

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
  /** How it stood when it went with its post, JSON. */
  was_open: string | null
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
