/** What the files of the releases table are made from, and where the calendar of them stands. Pure types and a name. */
import type { Config } from '../config/schema.js'
import type { KnownDate } from '../register/register.js'
import type { ReleaseTable } from '../releases/release.js'

export const CALENDAR_FILE = 'releases.ics'

export interface ReleasesInput {
  readonly releases: ReleaseTable
  /** As the register keeps them. */
  readonly dates: readonly KnownDate[]
  readonly config: Config
  /** Milliseconds since the epoch. */
  readonly now: number
}
