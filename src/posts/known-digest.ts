/**
 * The digest of all that is known of an announcement but its body, for whoever asks whether anything changed. Pure but
 * for what it remembers. In: an announcement. Out: its digest; made once by whoever keeps announcements, because to
 * make it of ten thousand takes longer than to read them. A copy is another announcement, whose digest is made anew.
 */
import { factsDigest, jsonDigest, pick } from '../base/facts.js'
import type { Announcement } from './announcement.js'

export type Known = Omit<Announcement, 'body'>

const digests = new WeakMap<Announcement, string>()

/** @param digest that `digestOfKnown` made of the same */
export function rememberDigest(announcement: Announcement, digest: string): void {
  digests.set(announcement, digest)
}

export function knownDigest(announcement: Announcement): string {
  const known = digests.get(announcement) ?? digestOfKnown(withoutBody(announcement))
  digests.set(announcement, known)
  return known
}

export function digestOfKnown(known: Known): string {
  return factsDigest(known)
}

/** Copied without it: to ask for it may be to read a file. */
export function withoutBody(announcement: Announcement): Known {
  const names = Object.keys(announcement).filter((name): name is keyof Known => name !== 'body')
  return pick(announcement, names)
}

/** The JSON of an announcement without its body, and the digest of what is known, which is made of that very text. */
export function knownJson(announcement: Announcement): { readonly json: string; readonly digest: string } {
  const json = JSON.stringify(withoutBody(announcement))
  return { json, digest: jsonDigest(json) }
}
