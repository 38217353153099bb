/**
 * A told update as an entry of its own, because most readers never show a changed entry again. Pure. In: the update, its
 * announcement, configuration. Out: a FeedEntry that answers the announcement's.
 */
import type { Config } from '../config/schema.js'
import { summary } from '../markup/plain-text.js'
import type { Announcement } from '../posts/announcement.js'
import { authorsOf, distinct, SUMMARY_CHARACTERS, textHtml } from './announcement-entry.js'
import { entryId, updateId, updateUrl } from './entry-ids.js'
import type { FeedEntry } from './feed.js'
import type { Told } from './told-updates.js'
import { escapeAttribute } from './xml.js'

/** @param idUrl the address that is the announcement's id with feeds.ids: url */
export function updateEntry(
  update: Told,
  announcement: Announcement,
  config: Config,
  idUrl = announcement.url,
): FeedEntry {
  const { title, url } = announcement
  const text = textHtml(update.text, announcement, config)
  // Without the title: readers compare contents, and a mended title is no news.
  const link = `<p><a href="${escapeAttribute(url)}">The whole announcement</a></p>\n`
  return {
    id: updateId(update, announcement, config, idUrl),
    url: updateUrl(update, announcement),
    title: `${update.severity === 'recall' ? 'Withdrawn' : 'Update'}: ${title}`,
    ...(config.feeds.content === 'full' ? { html: text + link } : {}),
    summary: summary(text, SUMMARY_CHARACTERS) || summary(link, SUMMARY_CHARACTERS),
    authors: authorsOf(announcement, config),
    categories: distinct(announcement.categories),
    published: update.at,
    updated: update.at,
    inReplyTo: { id: entryId(announcement.id, idUrl, config), url },
  }
}
