/**
 * The static pages as files. Pure. In: announcements, the register, configuration, the instant. Out: a front page, a page a year, one
 * for each announcement and for each that was taken back, for write-files.ts to write. Every file says what it was made from, so an unchanged one is not made again.
 */
import { isoInstant } from '../clock.js'
import type { Config } from '../config/schema.js'
import { type Announcement, newestFirst } from '../content/announcement.js'
import { renderMarkdown } from '../content/markdown.js'
import { summary } from '../content/plain-text.js'
import { dayIn, parsePostDate } from '../content/post-date.js'
import type { Register } from '../content/register.js'
import { noReleases, type ReleaseTable } from '../content/release.js'
import { contentHtml } from '../content/render-post.js'
import { safeHtml } from '../content/sanitise.js'
import type { OutputFile } from '../write-files.js'
import { announcementPage, type Neighbour } from './announcement-page.js'
import { pageContent } from './content.js'
import { feedLinks } from './feed-links.js'
import { type Site, STYLE_FILE, siteOf } from './frame.js'
import { FRONT_PAGE, indexPage, yearPage, yearPath } from './index-page.js'
import { inputsDigest, siteDigest } from './inputs.js'
import { byYear } from './news-list.js'
import { notFoundPage } from './not-found-page.js'
import { asTold, type PageUpdates, pageUpdates, toldByPost } from './page-updates.js'
import { pagePath, rootFrom } from './paths.js'
import { stylesheet } from './style.js'
import { type SupportOverview, supportOverview } from './support-table.js'
import { takenBackPage } from './taken-back-page.js'

export interface SiteInput {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly releases?: ReleaseTable
  readonly config: Config
  /** Milliseconds since the epoch: what is dated later is not published yet. */
  readonly now: number
}

/** Characters: what search engines show, and about three lines under the newest title. */
const DESCRIPTION_CHARACTERS = 160
const LEAD_CHARACTERS = 280

/** None where the configuration wants no pages. */
export function siteFiles({ announcements, register, releases = noReleases, config, now }: SiteInput): OutputFile[] {
  if (!config.feeds.pages) return []
  const site = siteOf(config)
  const digest = siteDigest(config)
  const told = toldByPost(register, now)
  const toldOf = ({ id }: Announcement) => told.get(id) ?? []
  const published = announcements
    .filter((announcement) => announcement.instant <= now)
    .sort(newestFirst)
    .map((announcement) => asTold(announcement, toldOf(announcement)))
  const files = [
    ...listFiles(site, config, digest, published, supportOverview(releases, dayIn(now, config.site.timezone))),
    { path: '404.html', inputs: digest, bytes: () => notFoundPage(site) },
    { path: STYLE_FILE, inputs: digest, bytes: () => stylesheet },
  ]
  const taken = new Set([...files, ...feedLinks.map(({ file }) => ({ path: file }))].map(({ path }) => path))
  for (const [index, announcement] of published.entries()) {
    const path = pagePath(announcement.url, config.site.url)
    if (path === undefined || taken.has(path)) continue
    taken.add(path)
    files.push(
      announcementFile(site, config, digest, path, {
        announcement,
        updates: pageUpdates(announcement, toldOf(announcement), now, config.site.timezone),
        newer: published[index - 1],
        older: published[index + 1],
      }),
    )
  }
  return [...files, ...takenBackFiles(site, config, digest, taken, register, now)]
}

/** What stands at such an address again is not taken back any more. */
function takenBackFiles(
  site: Site,
  config: Config,
  digest: string,
  taken: ReadonlySet<string>,
  { retractions }: Register,
  now: number,
): OutputFile[] {
  const latest = new Map<string, number>()
  for (const { url, at } of retractions) {
    const path = pagePath(url, config.site.url)
    if (path !== undefined && at <= now && !taken.has(path)) latest.set(path, Math.max(at, latest.get(path) ?? at))
  }
  return [...latest].map(([path, at]) => {
    const day = parsePostDate(isoInstant(at), config.site.timezone)?.day ?? ''
    return { path, inputs: inputsDigest(digest, day), bytes: () => takenBackPage(site, day, rootFrom(path)) }
  })
}

function listFiles(
  site: Site,
  config: Config,
  digest: string,
  published: readonly Announcement[],
  support: SupportOverview | undefined,
): (OutputFile & { inputs: string })[] {
  const ofYears = byYear(published)
  const years = [...ofYears].map(([year, ofYear]) => ({ year, count: ofYear.length }))
  const [newest] = published
  const lead = () => (newest === undefined ? '' : summary(contentHtml(newest, config.site.url), LEAD_CHARACTERS))
  return [
    {
      path: 'index.html',
      inputs: inputsDigest(digest, newest?.digest, years, published.slice(0, FRONT_PAGE).map(listed), support),
      bytes: () =>
        indexPage(site, {
          ...{ announcements: published, lead: lead(), years, lists: config.lists },
          ...(support !== undefined && { support }),
        }),
    },
    ...[...ofYears].map(([year, ofYear]) => ({
      path: yearPath(year),
      inputs: inputsDigest(digest, years, ofYear.map(listed)),
      bytes: () => yearPage(site, year, ofYear, years),
    })),
  ]
}

/** What a list shows of an announcement. */
function listed({ id, url, title, day, kind, severity }: Announcement): unknown {
  return [id, url, title, day, kind, severity]
}

interface InOrder {
  readonly announcement: Announcement
  readonly updates: PageUpdates
  readonly newer: Announcement | undefined
  readonly older: Announcement | undefined
}

function announcementFile(
  site: Site,
  config: Config,
  digest: string,
  path: string,
  { announcement, updates, newer, older }: InOrder,
): OutputFile & { inputs: string } {
  const { body: _body, updates: _updates, statedUpdates: _stated, ...shown } = announcement
  const neighbours = { ...neighbour('newer', newer), ...neighbour('older', older) }
  return {
    path,
    inputs: inputsDigest(digest, shown, updates, neighbours),
    bytes: () => {
      const html = contentHtml(announcement, config.site.url)
      const description = summary(html, DESCRIPTION_CHARACTERS)
      const newsUrl = config.site.url + config.content.permalink.replace(/:.*/, '')
      const root = rootFrom(path)
      const base = { siteUrl: config.site.url, postUrl: announcement.url }
      const updateHtml = (text: string) =>
        withoutIds(pageContent(safeHtml(renderMarkdown(text), base), announcement.url, newsUrl, site.url, root))
      return announcementPage(site, {
        announcement,
        html,
        description,
        updates,
        updatesHtml: updates.before.map((update) => ({ ...update, html: updateHtml(update.text) })),
        ...neighbours,
        root,
        newsUrl,
      })
    },
  }
}

/** The body below it may have the same. In safe HTML only tags hold quotes and `<`. */
function withoutIds(html: string): string {
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(/ id="[^"]*"/, ''))
}

function neighbour(
  side: 'newer' | 'older',
  announcement: Announcement | undefined,
): { newer?: Neighbour; older?: Neighbour } {
  return announcement === undefined ? {} : { [side]: { url: announcement.url, title: announcement.title } }
}
