/**
 * What the register is to say. Pure. In: what it says, what the ledger knows. Out: the register with what was told
 * since.
 */
import type { Register } from '../register/register.js'
import { unsaid } from '../register/withdrawal.js'
import { type MovedPost, withFormer } from './moved.js'
import type { Notice } from './notice.js'

/** What the ledger knows of posts, by their ids. */
export interface Whereabouts {
  /** File stem → id, for posts whose file is named otherwise than when they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** The addresses of those that were retracted. */
  readonly urls: ReadonlyMap<string, string>
  /** Where posts stood before. */
  readonly moved: readonly MovedPost[]
}

export function registerOf(before: Register, notices: readonly Notice[], whereabouts: Whereabouts): Register {
  const { ids, urls, moved } = whereabouts
  const told = notices.flatMap((notice) =>
    notice.state === 'told' && notice.toldAt !== null ? [{ ...notice, at: notice.toldAt }] : [],
  )
  const updates = told
    .filter(
      ({ kind, text, severity, reinstates }) =>
        kind === 'update' && (text !== '' || severity === 'recall' || reinstates),
    )
    .map(({ key, post, at, severity, text, reinstates }) => {
      const word = reinstates ? { withdraws: false } : severity === 'recall' ? { withdraws: true } : {}
      return { key, post: post ?? '', at, severity, text: text || unsaid({ severity, ...word }), ...word }
    })
  const retractions = told
    .filter(({ kind }) => kind === 'retraction')
    .map(({ post, at }) => ({ post: post ?? '', url: urls.get(post ?? '') ?? '', at }))
  const endOfLife = told
    .filter((notice) => notice.kind === 'end-of-life' && notice.text !== '')
    .map(({ key, at, severity, title, text, standIn }) => {
      return { key, at, severity, title, text, ...(standIn !== null && { standIn }) }
    })
  const known = new Set([...updates, ...endOfLife].map(({ key }) => key))
  const toldKeys = new Set([...before.told.keys(), ...told.map(({ key }) => key)])
  // A retraction is asked again and mailed by nobody alone.
  const dismissedNow = notices
    .filter(({ state, kind }) => state === 'dismissed' && kind !== 'retraction')
    .map(({ key }) => key)
  const dismissed = [...new Set([...(before.dismissed ?? []), ...dismissedNow])].filter((key) => !toldKeys.has(key))
  const addresses = withFormer(before.addresses, moved)
  const retracted = new Set(retractions.map((retraction) => retraction.post))
  return {
    ids: new Map([...before.ids, ...ids]),
    urls: before.urls,
    ...(addresses.size > 0 && { addresses }),
    ...(before.entries !== undefined && { entries: before.entries }),
    told: new Map([...before.told, ...told.map(({ key, at }): [string, number] => [key, at])]),
    ...(dismissed.length > 0 && { dismissed }),
    updates: [...before.updates.filter(({ key }) => !known.has(key)), ...updates],
    retractions: [...before.retractions.filter(({ post }) => !retracted.has(post)), ...retractions],
    endOfLife: [...before.endOfLife.filter(({ key }) => !known.has(key)), ...endOfLife],
    dates: before.dates,
    feeds: before.feeds,
    ledger: before.ledger,
    audit: before.audit,
    log: before.log,
    source: before.source,
    kept: before.kept,
    unknown: before.unknown,
  }
}
