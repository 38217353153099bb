/**
 * A told update as an entry of its own, because most readers never show a changed entry again. Pure. In: its facts, the
 * settings. Out: a FeedEntry that answers the announcement's.
 */

import { inLanguage } from '../markup/in-language.js'
import { lineIn, sayApart } from '../markup/isolated.js'
import { summary } from '../markup/plain-text.js'
import { say } from '../words/words.js'
import { SUMMARY_CHARACTERS, textHtml, toldFromHtml } from './announcement-entry.js'
import type { FeedEntry } from './document.js'
import type { UpdateEntryFacts } from './entry-facts.js'
import type { EntrySettings } from './input.js'
import { escapeAttribute, escapeXml } from './xml.js'

export function updateEntry(facts: UpdateEntryFacts, settings: EntrySettings): FeedEntry {
  const { id, url, title, authors, categories, published, updated, inReplyTo, postUrl, isRecall } = facts
  const written = textHtml(facts.text, { url: postUrl, markdown: facts.markdown }, settings)
  const text = inLanguage(written, facts.language, settings.site.language)
  // Without the title: readers compare contents, and a mended title is no news.
  const { words } = settings
  const whole = escapeXml(say(words, 'feeds.whole'))
  const link = `<p><a href="${escapeAttribute(postUrl)}">${whole}</a></p>\n`
  return {
    ...{ id, url, title: sayApart(words, isRecall ? 'feeds.withdrawn' : 'feeds.update', { title }) },
    ...(settings.feeds.content === 'full' ? { html: text + link + toldFromHtml(facts, words) } : {}),
    ...(facts.language !== undefined && { language: facts.language }),
    summary: lineIn(
      facts.language ?? words.language,
      summary(text, SUMMARY_CHARACTERS) || summary(link, SUMMARY_CHARACTERS),
    ),
    ...{ authors, categories, published, updated },
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  }
}
