/**
 * Announcements in a list, grouped by year, and the marks that tell kinds apart. Pure. In: headlines, newest first.
 * Out: elements.
 */

import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import { languageAttributes } from '../markup/in-language.js'
import type { Headline } from '../posts/announcement.js'
import { writtenNumber } from '../words/words.js'
import { kindLabel, severityLabel } from './labels.js'
import { byYear } from './news-years.js'
import { linkTo } from './paths.js'
import type { Site } from './site.js'
import { titleText } from './title-text.js'

/**
 * What kind it is, and how severe where that is out of the ordinary: a shape and a word each, so nothing hangs on
 * colour.
 */
export function Marks({ site, of }: { site: Site; of: Pick<Headline, 'kind' | 'severity'> }): VNode {
  const severity = severityLabel(site.words, of.severity)
  return (
    <span class="marks">
      <span class={`kind ${of.kind}`}>{kindLabel(site.words, of.kind)}</span>
      {severity && <span class={`severity ${of.severity}`}>{severity}</span>}
    </span>
  )
}

interface TitleLinkProps {
  readonly site: Site
  readonly root: string
  readonly headline: Headline
}

/** A title that leads to its page, in lists and of the newest; what belongs beside each title stands here. */
export function TitleLink({ site, root, headline }: TitleLinkProps): VNode {
  return (
    <a href={linkTo(headline.url, site.url, root)} {...languageAttributes(headline.language, site.language)}>
      {titleText(headline.title, headline.language ?? site.language)}
    </a>
  )
}

export interface NewsListProps {
  readonly site: Site
  readonly root: string
  readonly headlines: readonly Headline[]
}

export function NewsByYear({ site, root, headlines }: NewsListProps): VNode {
  return (
    <>
      {[...byYear(headlines)].map(([year, ofYear]) => (
        <section key={year} class="year" aria-labelledby={`year-${year}`}>
          <h2 id={`year-${year}`}>{writtenNumber(site.language, Number(year))}</h2>
          <NewsList site={site} root={root} headlines={ofYear} />
        </section>
      ))}
    </>
  )
}

export function NewsList({ site, root, headlines }: NewsListProps): VNode {
  return (
    <ol class="news">
      {headlines.map((headline) => (
        <li key={headline.url}>
          <time dateTime={headline.day}>{formatDay(headline.day, site.language, 'short')}</time>
          <TitleLink site={site} root={root} headline={headline} />
          <Marks site={site} of={headline} />
        </li>
      ))}
    </ol>
  )
}
