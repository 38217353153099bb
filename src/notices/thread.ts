/**
 * What a notice is threaded under. Pure. In: the notice, all others. Out: keys of the notices before it in its thread,
 * oldest first.
 */
import { kindInKey } from '../register/notice-keys.js'
import type { Notice } from './notice.js'

/** Posts can follow up each other in a circle; mail cannot. */
const DEEPEST = 20

export function threadOf(notice: Notice, notices: readonly Notice[], depth = 0): string[] {
  const above = notice.followUpOf
  if (above === null || above === notice.key || depth > DEEPEST) return []
  const parent = notices.find((one) => one.key === above)
  const siblings = notices
    .filter((one) => one.followUpOf === above && one.key !== notice.key && one.toldAt !== null && isAnswer(one, above))
    .sort((a, b) => (a.toldAt ?? 0) - (b.toldAt ?? 0))
  return [
    ...(parent === undefined ? [] : threadOf(parent, notices, depth + 1)),
    above,
    ...siblings.map((one) => one.key),
  ]
}

/** Keys under which what this notice is about was repeated by hand to further lists. */
export function repetitionsOf(notice: Pick<Notice, 'followUpOf'>, notices: readonly Notice[]): Set<string> {
  const repetitions = notices.filter((one) => one.kind === 'manual' && one.followUpOf === notice.followUpOf)
  return new Set(repetitions.map((one) => one.key))
}

export interface Mailed {
  readonly key: string
  readonly messageId: string
  readonly lists: readonly string[]
}

/** Folded, a list of mails shows the first of a thread alone: a recall in it would be seen by nobody. */
export function startsThread({ kind, severity }: Pick<Notice, 'kind' | 'severity'>): boolean {
  return kind === 'manual' || severity === 'recall'
}

/**
 * Message-IDs that a list was mailed of a thread, oldest first, from the last recall on: that began a thread of its
 * own. Of a recall told before they did, a mail program knows by its own fields where it stands, and what answers it
 * stands there too. Where something was repeated to a list, the first mail of that too: some of its people had that one
 * through another list.
 */
export function mailedTo(list: string, thread: readonly Mailed[], notices: readonly Notice[]): string[] {
  const own = new Set(thread.filter(({ lists }) => lists.includes(list)).map(({ key }) => key))
  const repeated = new Set(notices.flatMap((one) => (one.kind === 'manual' && own.has(one.key) ? one.followUpOf : [])))
  const mailed = thread.filter(({ key }) => own.has(key) || repeated.has(key))
  const recalls = new Set(notices.filter(({ severity }) => severity === 'recall').map(({ key }) => key))
  const last = mailed.findLastIndex(({ key }) => recalls.has(key))
  return mailed.slice(Math.max(last, 0)).map(({ messageId }) => messageId)
}

/** An announcement that follows another begins a story of its own, unless both tell of the end of one cycle. */
function isAnswer({ kind }: Notice, above: string): boolean {
  return kind !== 'announcement' || kindInKey(above) === 'end-of-life'
}
