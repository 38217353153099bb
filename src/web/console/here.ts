/** Who is at the console. Pure types. */
import type { Session } from '../../operators/operator-store.js'

/** An operator who may see or do what was asked for. */
export interface Here extends Session {
  /** Stands in each form. */
  readonly csrf: string
}
