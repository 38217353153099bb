/**
 * What a notice is threaded under. Pure. In: the notice, all others. Out: keys of the notices before it in its thread, oldest first.
 */
import type { Notice } from './notice.js'

/** Posts can follow up each other in a circle; mail cannot. */
const DEEPEST = 20

export function threadOf(notice: Notice, notices: readonly Notice[], depth = 0): string[] {
  const above = notice.followUpOf
  if (above === null || above === notice.key || depth > DEEPEST) return []
  const parent = notices.find((one) => one.key === above)
  const siblings = notices
    .filter((one) => one.kind === 'update' && one.followUpOf === above && one.key !== notice.key && one.toldAt !== null)
    .sort((a, b) => (a.toldAt ?? 0) - (b.toldAt ?? 0))
  return [
    ...(parent === undefined ? [] : threadOf(parent, notices, depth + 1)),
    above,
    ...siblings.map((one) => one.key),
  ]
}
