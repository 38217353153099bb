/** How long the answer to each command is waited for. Pure. */
import type { Stage } from './replies.js'

const MINUTE_MS = 60_000
/** RFC 5321 §4.5.3.2: how long to wait for the reply at the least. */
export const WAIT_MS: Readonly<Record<Stage, number>> = {
  rset: 5 * MINUTE_MS,
  mail: 5 * MINUTE_MS,
  rcpt: 5 * MINUTE_MS,
  data: 2 * MINUTE_MS,
  chunk: 10 * MINUTE_MS,
  block: 3 * MINUTE_MS,
  dot: 10 * MINUTE_MS,
  last: 10 * MINUTE_MS,
  emptyDot: 10 * MINUTE_MS,
  quit: 10_000,
}
