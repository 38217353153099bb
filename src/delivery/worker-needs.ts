/** What a worker is given, and where it says how far it is. Pure. */
import type { Clock } from '../base/clock.js'
import type { Log } from '../base/log.js'
import type { Observe } from '../base/observed.js'
import type { Config } from '../config/schema.js'
import type { Signer } from '../mail/signing/signer.js'
import type { MachineMarks } from '../marks/open-marks.js'
import type { Store } from '../store/open.js'
import type { Keys } from '../subscribers/links.js'
import type { Reply } from './reply.js'
import type { Transport } from './transport.js'

/**
 * The places between two states of a delivery, where a process may die: a lease was taken, a start committed and
 * nothing sent, a reply heard and not stored, a reply stored.
 */
export type DeliveryStep = 'leased' | 'started' | 'replied' | 'stored'

export interface WorkerNeeds {
  readonly store: Store
  readonly transport: Transport
  readonly config: Config
  readonly keys: Keys
  readonly signer: Signer
  readonly clock: Clock
  readonly log: Log
  readonly marks: Pick<MachineMarks, 'stop' | 'raiseNowAndThen' | 'keep' | 'settle'>
  /** Stops after the messages that are being sent. */
  readonly signal?: AbortSignal
  /** Called after each reply, for a progress bar. */
  readonly onReply?: (outcome: Reply['outcome']) => void
  readonly observe?: Observe
  /** Called at each step, with how many deliveries took it: tests die there. */
  readonly onStep?: (step: DeliveryStep, count: number) => void
  /** How to wait until a rate allows more. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}
