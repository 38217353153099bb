/**
 * Makes one page of what is to stand on it. Pure. In: facts, which may have come from another thread. Out: HTML.
 * Whatever takes long to load is loaded with this file, and files.ts does without: where no page changed, none is made.
 */
import { inLanguage } from '../markup/in-language.js'
import { renderMarkdown } from '../markup/markdown.js'
import { summary } from '../markup/plain-text.js'
import { safeHtml } from '../markup/sanitise.js'
import { contentHtml } from '../posts/content-html.js'
import { say } from '../words/words.js'
import { announcementPage } from './announcement-page.js'
import { feedsPage } from './feeds-page.js'
import { indexPage, yearPage } from './index-page.js'
import { movedPage } from './moved-page.js'
import { notFoundPage } from './not-found-page.js'
import { pageContent } from './page-content.js'
import type { AnnouncementPageFacts, IndexPageFacts, PageFacts } from './page-facts.js'
import { rootFrom } from './paths.js'
import type { Site } from './site.js'
import { stylesheet } from './style.js'
import { takenBackPage } from './taken-back-page.js'

/** Who makes pages. */
export type PageMaker = (site: Site, facts: PageFacts) => string | Promise<string>

/** Characters: what search engines show, and about three lines under the newest title. */
const DESCRIPTION_CHARACTERS = 160
const LEAD_CHARACTERS = 280

export function makePage(site: Site, facts: PageFacts): string {
  switch (facts.page) {
    case 'announcement':
      return ofAnnouncement(site, facts)
    case 'index':
      return ofIndex(site, facts)
    case 'year':
      return yearPage(site, facts)
    case 'feeds':
      return feedsPage(site, facts)
    case 'taken-back':
      return takenBackPage(site, facts.day, rootFrom(facts.path))
    case 'moved':
      return movedPage(site, facts.to, rootFrom(facts.path))
    case 'not-found':
      return notFoundPage(site)
    case 'style':
      return stylesheet(site.look)
  }
}

function ofIndex(site: Site, facts: IndexPageFacts): string {
  const lead = facts.lead === undefined ? '' : summary(contentHtml(facts.lead, site.url), LEAD_CHARACTERS)
  return indexPage(site, facts, lead)
}

function ofAnnouncement(site: Site, facts: AnnouncementPageFacts): string {
  const { post, content, updates, newsUrl } = facts
  const html = contentHtml(content, site.url)
  const root = rootFrom(facts.path)
  const base = { siteUrl: site.url, postUrl: post.url }
  const place = { url: post.url, newsUrl, siteUrl: site.url, root, table: say(site.words, 'pages.table') }
  const updateHtml = (text: string) => {
    const written = safeHtml(renderMarkdown(text, content.markdown), base)
    return withoutIds(pageContent(inLanguage(written, post.language, site.language), place))
  }
  return announcementPage(site, {
    facts,
    html: pageContent(inLanguage(html, post.language, site.language), place),
    description: summary(html, DESCRIPTION_CHARACTERS),
    updatesHtml: updates.before.map((update) => ({ ...update, html: updateHtml(update.text) })),
    root,
  })
}

/** Takes ids out, because the body below may have the same. In safe HTML only tags hold quotes and `<`. */
function withoutIds(html: string): string {
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(/ id="[^"]*"/, ''))
}
