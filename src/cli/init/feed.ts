/**
 * What `belfry init --feed` finds: a feed, what it says of its site, its entries as posts. In: a file or an address.
 * Out: facts for the configuration. Nothing is written.
 */

import { relative, resolve } from 'node:path'
import { BelfryError } from '../../base/errors.js'
import { type FeedAbout, feedEntries, type SourceEntry } from '../../cms/feed-entries.js'
import { isAddress, readFeed } from '../../cms/read-feed.js'
import { readEntries } from '../../cms/read-source-feed.js'
import { schema } from '../../config/schema.js'
import type { ReadResult } from '../../source/collect-posts.js'
import { cliTexts } from '../texts.js'

export interface FoundFeed {
  /** As the configuration names it. */
  readonly feed: string
  readonly about: FeedAbout
  /** @param site whose address the entries are below */
  read(site: { readonly url: string; readonly timezone: string }): ReadResult
}

/** @throws BelfryError FEED_UNREADABLE, FEED_MOVED */
export async function findFeed(place: string, root: string): Promise<FoundFeed> {
  const feed = feedEntries(await readFeed(isAddress(place) ? place : resolve(place)), place)
  if ('problem' in feed)
    throw new BelfryError(feed.problem.code, cliTexts.initFeed.nothingWritten(), { problems: [feed.problem] })
  const { entries, about } = feed
  const settings = { author: '', permalink: '/:title/' }
  const { url, language: tag } = schema.shape.site.shape
  const site = siteOf(about, entries)
  const { link: _none, language, ...rest } = about
  const isTag = language !== undefined && tag.safeParse(language).success
  return {
    feed: isAddress(place) ? place : relative(resolve(root, 'config'), resolve(place)),
    about: { ...rest, ...(url.safeParse(site).success && { link: site }), ...(isTag && { language }) },
    read: (known) => readEntries(entries, place, { ...settings, ...known }, new Map()),
  }
}

/** The site's own address where all entries are below it, else that of their host. */
function siteOf({ link = '' }: FeedAbout, entries: readonly SourceEntry[]): string {
  const addresses = entries.flatMap((entry) => entry.link ?? [])
  const base = URL.canParse(link) ? new URL(link).href.replace(/[?#].*$/, '').replace(/\/*$/, '') : ''
  if (base !== '' && addresses.every((address) => address.startsWith(`${base}/`))) return base
  const [first = link] = addresses
  return URL.canParse(first) ? new URL(first).origin : ''
}
