/**
 * Makes one page of what is to stand on it. Pure. In: plain data, which may have come from another thread. Out: HTML. Whatever takes long
 * to load is loaded with this file, and files.ts does without: where no page changed, none is made.
 */
import type { List } from '../config/schema.js'
import { renderMarkdown } from '../markup/markdown.js'
import { summary } from '../markup/plain-text.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement } from '../posts/announcement.js'
import { contentHtml } from '../posts/content-html.js'
import { announcementPage, type Neighbour } from './announcement-page.js'
import { type FeedsPageProps, feedsPage } from './feeds-page.js'
import { indexPage, type YearCount, yearPage } from './index-page.js'
import { notFoundPage } from './not-found-page.js'
import { pageContent } from './page-content.js'
import type { PageUpdates } from './page-updates.js'
import { rootFrom } from './paths.js'
import type { Site } from './site.js'
import { stylesheet } from './style.js'
import type { SupportOverview } from './support-overview.js'
import { takenBackPage } from './taken-back-page.js'

export type PageInput = { readonly site: Site } & (
  | AnnouncementInput
  | IndexInput
  | {
      readonly page: 'year'
      readonly year: string
      readonly announcements: readonly Announcement[]
      readonly years: readonly YearCount[]
    }
  | { readonly page: 'taken-back'; readonly path: string; readonly day: string }
  | ({ readonly page: 'feeds' } & FeedsPageProps)
  | { readonly page: 'not-found' }
  | { readonly page: 'style' }
)

export interface AnnouncementInput {
  readonly page: 'announcement'
  readonly path: string
  /** Where announcements' addresses begin. */
  readonly newsUrl: string
  readonly announcement: Announcement
  readonly updates: PageUpdates
  readonly newer?: Neighbour
  readonly older?: Neighbour
}

interface IndexInput {
  readonly page: 'index'
  /** No more than are shown. */
  readonly announcements: readonly Announcement[]
  readonly years: readonly YearCount[]
  readonly lists: readonly List[]
  readonly support?: SupportOverview
}

/** Where pages are made: here, or on another thread. */
export type PageMaker = (input: PageInput) => string | Promise<string>

/** Characters: what search engines show, and about three lines under the newest title. */
const DESCRIPTION_CHARACTERS = 160
const LEAD_CHARACTERS = 280

export function makePage(input: PageInput): string {
  const { site } = input
  switch (input.page) {
    case 'announcement':
      return ofAnnouncement(site, input)
    case 'index':
      return ofIndex(site, input)
    case 'year':
      return yearPage(site, input.year, input.announcements, input.years)
    case 'feeds':
      return feedsPage(site, input)
    case 'taken-back':
      return takenBackPage(site, input.day, rootFrom(input.path))
    case 'not-found':
      return notFoundPage(site)
    case 'style':
      return stylesheet
  }
}

function ofIndex(site: Site, { announcements, years, lists, support }: IndexInput): string {
  const [newest] = announcements
  const lead = newest === undefined ? '' : summary(contentHtml(newest, site.url), LEAD_CHARACTERS)
  return indexPage(site, { announcements, lead, years, lists, ...(support !== undefined && { support }) })
}

function ofAnnouncement(site: Site, input: AnnouncementInput): string {
  const { announcement, updates, newer, older, newsUrl } = input
  const html = contentHtml(announcement, site.url)
  const root = rootFrom(input.path)
  const base = { siteUrl: site.url, postUrl: announcement.url }
  const updateHtml = (text: string) =>
    withoutIds(pageContent(safeHtml(renderMarkdown(text), base), announcement.url, newsUrl, site.url, root))
  return announcementPage(site, {
    announcement,
    html,
    description: summary(html, DESCRIPTION_CHARACTERS),
    updates,
    updatesHtml: updates.before.map((update) => ({ ...update, html: updateHtml(update.text) })),
    ...(newer !== undefined && { newer }),
    ...(older !== undefined && { older }),
    root,
    newsUrl,
  })
}

/** The body below it may have the same. In safe HTML only tags hold quotes and `<`. */
function withoutIds(html: string): string {
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(/ id="[^"]*"/, ''))
}
