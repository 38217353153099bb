/**
 * What stands on each kind of page, as facts. Pure. In: announcements and their neighbours. Out: values of plain data.
 * A page is made of its facts and of the Site alone, and again where one of them changed: what is to be shown must be
 * among them.
 */
import { pick } from '../base/facts.js'
import type { List } from '../config/schema.js'
import type { FeedName } from '../feeds/names.js'
import { type Announcement, type Headline, headlineOf, type Severity } from '../posts/announcement.js'
import { contentOf, type PostContent } from '../posts/post-content.js'
import type { Provenance } from '../register/provenance.js'
import type { PageUpdates } from './page-updates.js'
import type { SupportOverview } from './support-overview.js'

export type PageFacts =
  | AnnouncementPageFacts
  | IndexPageFacts
  | YearPageFacts
  | FeedsPageFacts
  | TakenBackPageFacts
  | MovedPageFacts
  | { readonly page: 'not-found' }
  | { readonly page: 'style' }

export interface AnnouncementPageFacts {
  readonly page: 'announcement'
  /** Of the file. */
  readonly path: string
  /** Where announcements' addresses begin, e.g. `https://lantern.example/news/`. */
  readonly newsUrl: string
  readonly post: PostFacts
  readonly content: PostContent
  readonly updates: PageUpdates
  /** Where feeds.provenance says so. */
  readonly provenance?: Provenance
  readonly newer?: Neighbour
  readonly older?: Neighbour
}

const postKeys = ['authors', 'categories', 'path', 'version', 'downloadUrl', 'redirectTo'] as const

/** What an announcement's own page shows of it, beside its body and its updates. */
export type PostFacts = Headline & Pick<Announcement, (typeof postKeys)[number]>

/** @param severity as it is shown */
export function postFacts(announcement: Announcement, severity: Severity): PostFacts {
  return { ...headlineOf(announcement), ...pick(announcement, postKeys), severity }
}

/** Another announcement, as a link to it. */
export type Neighbour = Pick<Announcement, 'url' | 'title'>

export function neighbour(announcement: Announcement): Neighbour {
  return pick(announcement, ['url', 'title'])
}

export interface YearCount {
  readonly year: string
  readonly count: number
}

export interface IndexPageFacts {
  readonly page: 'index'
  /** No more than are shown, the newest first. */
  readonly headlines: readonly Headline[]
  /** Of the newest, whose first lines are shown. */
  readonly lead?: PostContent
  readonly years: readonly YearCount[]
  readonly lists: readonly List[]
  /** Absent without a releases table. */
  readonly support?: SupportOverview
}

export interface YearPageFacts {
  readonly page: 'year'
  readonly year: string
  readonly headlines: readonly Headline[]
  readonly years: readonly YearCount[]
}

export interface FeedsPageFacts {
  readonly page: 'feeds'
  readonly feeds: readonly FeedName[]
  readonly lists: readonly List[]
  /** Present if there is a releases table. */
  readonly hasCalendar: boolean
}

export interface TakenBackPageFacts {
  readonly page: 'taken-back'
  readonly path: string
  readonly day: string
}

/** Where an announcement stood before. */
export interface MovedPageFacts {
  readonly page: 'moved'
  readonly path: string
  /** Where it stands now. */
  readonly to: Neighbour
}

/** @param published the newest first */
export function indexFacts(
  published: readonly Announcement[],
  shown: readonly Headline[],
  rest: Pick<IndexPageFacts, 'years' | 'lists'> & { readonly support: SupportOverview | undefined },
): IndexPageFacts {
  const [newest] = published
  const { support, ...others } = rest
  return {
    page: 'index',
    headlines: shown,
    ...(newest !== undefined && { lead: contentOf(newest) }),
    ...others,
    ...(support !== undefined && { support }),
  }
}
