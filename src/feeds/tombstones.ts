/**
 * Tombstones (RFC 6721): what was told and taken back. Pure. In: retractions, the ids that are published,
 * configuration, the instant. Out: the latest, newest first.
 */
import type { Register } from '../register/register.js'
import { idOfPost, updateId, updateUrl } from './entry-ids.js'
import type { EntrySettings } from './input.js'
import { type FeedUpdate, toldUpdates } from './told-updates.js'

export interface Tombstone {
  /** Id of the entry that was there. */
  readonly ref: string
  /** The address it had. */
  readonly url: string
  /** When it was taken back, milliseconds since the epoch, a whole second. */
  readonly at: number
}

/**
 * A reader that fetched the feed some time ago may hold them: as many as the feed has entries, and not fewer than this.
 */
const TOMBSTONES = 20

/** A post that came back is no longer taken back. */
export function tombstones(
  register: Register,
  published: ReadonlySet<string>,
  settings: EntrySettings,
  now: number,
): Tombstone[] {
  const { retractions, urls } = register
  const updates = settings.feeds.updates === 'entry' ? toldUpdates(register, now) : new Map<string, FeedUpdate[]>()
  const latest = new Map<string, Tombstone>()
  for (const { post, url, at } of [...retractions].sort((a, b) => a.at - b.at)) {
    const idUrl = urls.get(post) ?? url
    const ref = idOfPost(post, idUrl, settings, register)
    if (at > now || published.has(ref)) continue
    const second = Math.floor(at / 1000) * 1000
    latest.set(ref, { ref, url, at: second })
    // What was told of it was an entry of its own, which a reader shows as long as nobody takes it back.
    for (const update of updates.get(post) ?? []) {
      const ofUpdate = updateId(update, { id: post, url }, settings, idUrl)
      latest.set(ofUpdate, { ref: ofUpdate, url: updateUrl(update, { url }), at: second })
    }
  }
  return [...latest.values()]
    .sort((a, b) => b.at - a.at || (a.ref < b.ref ? 1 : -1))
    .slice(0, Math.max(TOMBSTONES, settings.feeds.entries))
}
