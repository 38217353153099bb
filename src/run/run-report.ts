/** What a run is asked, and what it reports. Pure. */
import type { Problem } from '../base/errors.js'
import type { List } from '../config/schema.js'
import type { SendResult } from '../delivery/worker.js'
import type { ByHand } from '../notices/by-hand.js'
import type { Decision } from '../notices/decide.js'
import type { Notice } from '../notices/notice.js'
import type { ReleaseTable } from '../releases/release.js'
import type { Word } from '../subscribers/event-store.js'
import type { Logged } from './history/record-decided.js'
import type { Accident } from './inbound/accidents.js'
import type { Published } from './output/publish.js'

export interface ToldNotice {
  readonly notice: Notice
  readonly lists: readonly List[]
  readonly mailing: number
  readonly recipients: number
  /** By which anybody can compare what they got; absent where it was mailed to no list. */
  readonly logged?: Logged
}

export interface RunReport {
  readonly decision: Decision
  readonly told: readonly ToldNotice[]
  readonly published: Published
  /** False where feeds and pages stayed as they were, because posts cannot be read or something stops it. */
  readonly isPublished: boolean
  readonly sent: SendResult
  readonly problems: readonly Problem[]
  /** Of providers, lately; the problems say so too. */
  readonly accidents: readonly Accident[]
  /** False where something stops all mail from here; the problems say what. */
  readonly mayMail: boolean
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
  /** What the notices were decided by. */
  readonly releases: ReleaseTable
}

export interface RunOptions {
  /** False queues and leaves the sending to a worker. */
  readonly send?: boolean
  /** An operator's word: the decision with the one notice that is told now, and nothing else. */
  readonly byHand?: (decision: Decision) => ByHand
  /** Whose word that is. */
  readonly word?: Word
  readonly signal?: AbortSignal
  /** Milliseconds since the epoch, by the clock of the disk. */
  readonly at?: number
  /** What was told may be sent now, or nothing may; of a large audience most is yet to be written. */
  readonly onReleased?: (mayMail: boolean) => void
  /** How many of those that waited have an answer, whatever it is. */
  readonly onSent?: (done: number, of: number) => void
}
