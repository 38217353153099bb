/**
 * What is made in one place: the announcements of a page of the archive, their pages and that page in its formats, so
 * that a body is read and made HTML once. Pure. In: pages of the site, pages of the archive. Out: units; and a unit as
 * plain data, which another thread understands, and back.
 */
import { LazyText, type TextPlace } from '../../base/facts.js'
import type { AnnouncementEntryFacts, EntryFacts } from '../../feeds/entry-facts.js'
import type { ArchivePage } from '../../feeds/files.js'
import type { DocumentFacts } from '../../feeds/make-document.js'
import type { OutputFile } from '../../files/write-folder.js'
import { keptHtml } from '../../posts/content-html.js'
import type { PostContent } from '../../posts/post-content.js'
import type { SiteFile } from '../../site/files.js'
import type { AnnouncementPageFacts } from '../../site/page-facts.js'

export interface PlannedPage {
  readonly file: OutputFile
  readonly facts: AnnouncementPageFacts
}

export interface PublishUnit {
  readonly pages: readonly PlannedPage[]
  readonly archive: readonly ArchivePage[]
}

/** Pages of announcements that stand on no page of the archive. */
const PAGES_OF_A_UNIT = 20

/** The newest first; without what is known to be as it was. */
export function publishUnits(files: readonly SiteFile[], archive: readonly ArchivePage[]): PublishUnit[] {
  const pages = new Map<PostContent, PlannedPage>()
  for (const file of files)
    if (file.facts?.page === 'announcement') pages.set(file.facts.content, { file, facts: file.facts })
  const units = archive
    .filter(({ isKnown }) => isKnown !== true)
    .toReversed()
    .map((page) => {
      const ofPage = page.facts.entries.flatMap((entry) => {
        const content = entry.entry === 'announcement' ? entry.content : undefined
        const found = content && pages.get(content)
        if (content === undefined || found === undefined) return []
        pages.delete(content)
        return [found]
      })
      return { pages: ofPage, archive: [page] }
    })
  const left = [...pages.values()]
  const others = Array.from({ length: Math.ceil(left.length / PAGES_OF_A_UNIT) }, (_none, at) => ({
    pages: left.slice(at * PAGES_OF_A_UNIT, (at + 1) * PAGES_OF_A_UNIT),
    archive: [],
  }))
  return [...others, ...units]
}

/** A body as it goes to another thread: what was made of it already, or where it stands, or itself. */
type SentBody =
  | { readonly html: string }
  | { readonly place: TextPlace; readonly digest: string }
  | { readonly text: string; readonly digest: string }

export type SentContent = Omit<PostContent, 'body'> & { readonly body: SentBody }

/** Contents by their place in the list of them. */
type Sent<Facts> = Omit<Facts, 'content'> & { readonly content: number }
export type SentEntry = Exclude<EntryFacts, AnnouncementEntryFacts> | Sent<AnnouncementEntryFacts>

export interface PublishJob {
  readonly contents: readonly SentContent[]
  readonly pages: readonly { readonly path: string; readonly facts: Sent<AnnouncementPageFacts> }[]
  readonly documents: readonly {
    readonly facts: Omit<DocumentFacts, 'entries'> & { readonly entries: readonly SentEntry[] }
    /** By the names of their formats. */
    readonly paths: readonly string[]
  }[]
}

/** @param wanted paths of the files that are to be made */
export function publishJob(unit: PublishUnit, wanted: ReadonlySet<string>, siteUrl: string): PublishJob {
  const places = new Map<PostContent, number>()
  const contents: SentContent[] = []
  const placed = (content: PostContent): number => {
    const known = places.get(content)
    if (known !== undefined) return known
    places.set(content, contents.length)
    return contents.push({ ...content, body: sentBody(content, siteUrl) }) - 1
  }
  const pages = unit.pages.filter(({ file }) => wanted.has(file.path))
  const documents = unit.archive.map(({ facts, files }) => ({
    facts,
    paths: files.map(({ path }) => path).filter((path) => wanted.has(path)),
  }))
  return {
    pages: pages.map(({ file, facts }) => ({
      path: file.path,
      facts: { ...facts, content: placed(facts.content) },
    })),
    documents: documents
      .filter(({ paths }) => paths.length > 0)
      .map(({ facts, paths }) => ({
        facts: {
          ...facts,
          entries: facts.entries.map((entry) =>
            entry.entry === 'update' ? entry : { ...entry, content: placed(entry.content) },
          ),
        },
        paths,
      })),
    contents,
  }
}

function sentBody(content: PostContent, siteUrl: string): SentBody {
  const html = keptHtml(content, siteUrl)
  if (html !== undefined) return { html }
  const { digest, place } = content.body
  return place === undefined ? { text: content.body.text, digest } : { place, digest }
}

/** @param read the body that stands at a place */
export function receivedContent({ body, ...content }: SentContent, read: (place: TextPlace) => string): PostContent {
  if ('html' in body) return { ...content, body: new LazyText('', () => '') }
  return { ...content, body: new LazyText(body.digest, () => ('text' in body ? body.text : read(body.place))) }
}
