/** Who is at the console. Pure types. */
import type { OperatorSession } from '../../../operators/operator-store.js'

/** An operator who may see or do what was asked for. */
export interface SignedIn extends OperatorSession {
  /** Stands in each form. */
  readonly csrf: string
  /** In which instants are said. */
  readonly timezone: string
}
