/**
 * Which mailing somebody holds a mail of. In: what they paste of it: its subject, its Message-ID, its return path, a
 * link in it, or the address of the page that it tells of. Out: mailings, the newest first. Changes nothing.
 */
import {
  listMailings,
  type MailingRecord,
  mailingSubjects,
  mailingsOf,
  mailingsWithIds,
} from '../delivery/mailing-reports-store.js'
import { listNotices } from '../notices/memory-store.js'
import { mailingsInLinks } from '../subscribers/links.js'
import type { AppContext } from './app-context.js'
import { read } from './read-content.js'
import { samePage } from './same-page.js'

/** Longer than any line of a mail that names it (RFC 5322 §2.1.1). */
export const MOST_IN_HAND = 2_000
const MOST_FOUND = 100

export async function mailingsInHand(context: AppContext, pasted: string): Promise<MailingRecord[]> {
  const text = pasted.slice(0, MOST_IN_HAND)
  const { db } = context.store
  const named = [...mailingsInLinks(context.keys, text), ...(await mailingsWithIds(db, messageIdsIn(text)))]
  // Its own links name it, whoever it went to; its subject may be that of others too.
  if (named.length > 0) return await listMailings(db, true, { numbers: [...new Set(named)].slice(0, MOST_FOUND) })
  const ofPage = await mailingsOfPages(context, pagesIn(text))
  const numbers = ofPage.length > 0 ? ofPage : subjectsLike(await mailingSubjects(db), text)
  return await listMailings(db, false, { numbers: numbers.slice(0, MOST_FOUND) })
}

/** Whatever looks like one, without angle brackets (RFC 5322 §3.6.4). */
export function messageIdsIn(text: string): string[] {
  return (text.match(/[^\s<>@"]{1,250}@[^\s<>@"]{1,250}/g) ?? []).slice(0, 20)
}

function pagesIn(text: string): string[] {
  return (text.match(/https?:\/\/[^\s<>"]{1,1000}/g) ?? []).slice(0, 20)
}

async function mailingsOfPages(context: AppContext, pages: readonly string[]): Promise<number[]> {
  if (pages.length === 0) return []
  const { announcements } = await read(context)
  const posts = announcements.filter(({ url }) => pages.some((page) => samePage(url, page)))
  const ids = new Set(posts.map(({ id }) => id))
  const notices = await listNotices(context.store.db)
  const keys = notices.filter(({ post }) => post !== null && ids.has(post)).map(({ key }) => key)
  return (await mailingsOf(context.store.db, keys)).map(({ mailing }) => mailing)
}

/** A shorter subject stands in many lines by chance. */
const SHORTEST_WITHIN = 8

/**
 * Those whose subject holds the text, in any letter case; and those whose whole subject stands in it, behind what
 * programs and lists put before it (`Re:`, `[Test]`).
 */
export function subjectsLike(mailings: readonly { id: number; subject: string }[], text: string): number[] {
  const asked = plain(text.replace(/^\s*subject:/i, '')).replace(/^(?:[a-z]{2,4}: ?)+/, '')
  if (asked === '') return []
  return mailings
    .filter(({ subject }) => {
      const ours = plain(subject)
      return ours.includes(asked) || (ours.length >= SHORTEST_WITHIN && asked.includes(ours))
    })
    .map(({ id }) => id)
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
