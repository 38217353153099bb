/**
 * What a thread does that publishes units: it reads the bodies, makes pages and pages of the archive, and writes them.
 * Door: disk. In: units. Out: what stands at each path.
 */
import { join } from 'node:path'
import type { ThreadWork } from '../../base/pool-thread.js'
import { asUtf8 } from '../../base/utf8.js'
import { formats } from '../../feeds/fit-to-bytes.js'
import { pieces } from '../../feeds/format.js'
import type { FeedSettings } from '../../feeds/input.js'
import { makeDocument } from '../../feeds/make-document.js'
import { entryMaker } from '../../feeds/make-entry.js'
import { type PlacedFile, placerIn } from '../../files/write-file.js'
import { forgetContentHtml, keepContentHtml } from '../../posts/content-html.js'
import type { PostContent } from '../../posts/post-content.js'
import { makePage } from '../../site/make-page.js'
import type { Site } from '../../site/site.js'
import { readBody } from '../../source/read-body.js'
import { type PublishJob, receivedContent, type SentContent, type SentEntry } from './units.js'

/** What all units of a folder share. */
export interface PublishCommon {
  /** Absolute. */
  readonly folder: string
  readonly site: Site
  readonly settings: FeedSettings
}

export type PublishedUnit = readonly (PlacedFile & { readonly path: string })[]

export const publishingWork: ThreadWork<PublishJob, PublishedUnit, PublishCommon, PublishCommon> = {
  together: 1,
  prepare: (common) => common,
  work: published,
}

function published(job: PublishJob, common: PublishCommon | undefined): PublishedUnit | undefined {
  if (common === undefined) return undefined
  const { folder, site, settings } = common
  const contents = job.contents.map((content) => received(content, site))
  const contentAt = (at: number): PostContent => {
    const content = contents[at]
    if (content === undefined) throw new RangeError(`contents[${at}]`)
    return content
  }
  const placeIn = placerIn(folder)
  const placed: (PlacedFile & { readonly path: string })[] = []
  const place = (path: string, texts: readonly string[]) =>
    void placed.push({ path, ...asUtf8(texts, (bytes) => placeIn(join(folder, path), bytes)) })
  for (const { path, facts } of job.pages)
    place(path, [makePage(site, { ...facts, content: contentAt(facts.content) })])
  const entryOf = entryMaker(settings)
  const entryFacts = (entry: SentEntry) =>
    entry.entry === 'update' ? entry : { ...entry, content: contentAt(entry.content) }
  for (const { facts, paths } of job.documents) {
    const document = makeDocument({ ...facts, entries: facts.entries.map(entryFacts) }, entryOf)
    for (const path of paths) {
      const format = formats.find(({ file }) => path.endsWith(`/${file}`))
      if (format !== undefined)
        place(
          path,
          pieces(format, document, (one, entry) => one.entry(entry)),
        )
    }
  }
  // No other unit shows them, and what is kept is copied by the collector again and again.
  forgetContentHtml()
  return placed
}

function received(sent: SentContent, { url }: Site): PostContent {
  const content = receivedContent(sent, readBody)
  if ('html' in sent.body) keepContentHtml(content, url, sent.body.html)
  return content
}
