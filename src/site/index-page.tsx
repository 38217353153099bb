/**
 * The news: a front page with the latest announcements, and one page a year with all of it. Pure. In: headlines, newest
 * first. Out: HTML.
 */

import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import { languageAttributes } from '../markup/in-language.js'
import type { Headline } from '../posts/announcement.js'
import { say, writtenNumber } from '../words/words.js'
import { Follow } from './follow.js'
import { pageHtml } from './frame.js'
import { Marks, NewsByYear, NewsList, TitleLink } from './news-list.js'
import type { IndexPageFacts, YearCount, YearPageFacts } from './page-facts.js'
import { rootFrom, yearPath } from './paths.js'
import { said } from './said.js'
import type { Site } from './site.js'
import { SupportTables } from './support-table.js'
import { titleText } from './title-text.js'

/** @param lead the first lines of the newest, plain text */
export function indexPage(site: Site, { headlines, years, lists, support }: IndexPageFacts, lead: string): string {
  const root = './'
  const [newest, ...others] = headlines
  return pageHtml(site, {
    root,
    canonical: `${site.url}/`,
    ...(site.description === '' ? {} : { description: site.description }),
    children: (
      <div class="columns">
        <div>
          <h1 class="quiet">{say(site.words, 'pages.announcements')}</h1>
          {newest ? (
            <Lead site={site} root={root} headline={newest} lead={lead} />
          ) : (
            <p>{say(site.words, 'pages.noneYet')}</p>
          )}
          {support && <SupportTables site={site} root={root} overview={support} />}
          <NewsByYear site={site} root={root} headlines={others} />
          <Years site={site} root={root} years={years} />
        </div>
        <Follow site={site} root={root} lists={lists} />
      </div>
    ),
  })
}

export function yearPage(site: Site, { year, headlines, years }: YearPageFacts): string {
  const root = rootFrom(yearPath(year))
  const title = say(site.words, 'pages.ofYear', { year: Number(year) })
  return pageHtml(site, {
    title,
    root,
    canonical: `${site.url}/archive/${year}/`,
    children: (
      <div class="measure">
        <h1>{title}</h1>
        <NewsList site={site} root={root} headlines={headlines} />
        <Years site={site} root={root} years={years} current={year} />
      </div>
    ),
  })
}

function Lead({ site, root, headline, lead }: { site: Site; root: string; headline: Headline; lead: string }): VNode {
  const day = <time dateTime={headline.day}>{formatDay(headline.day, site.language)}</time>
  // Beside "End of life" it would be read as the day of the end.
  const isEnd = headline.kind === 'end-of-life'
  return (
    <article class="lead">
      <p class="meta">
        {!isEnd && day}
        <Marks site={site} of={headline} />
      </p>
      <h2>
        <TitleLink site={site} root={root} headline={headline} />
      </h2>
      {isEnd && <p class="meta">{said(site.words, 'pages.published', { day })}</p>}
      {lead && (
        <p {...languageAttributes(headline.language, site.language)}>
          {titleText(lead, headline.language ?? site.language)}
        </p>
      )}
    </article>
  )
}

function Years({
  site,
  root,
  years,
  current,
}: {
  site: Site
  root: string
  years: readonly YearCount[]
  current?: string
}): VNode | null {
  if (years.length === 0) return null
  return (
    <nav class="years" aria-label={say(site.words, 'pages.byYearLabel')}>
      <h2>{say(site.words, 'pages.byYear')}</h2>
      <ul>
        {years.map(({ year, count }) => (
          <li key={year}>
            <a href={`${root}archive/${year}/`} {...(year === current ? { 'aria-current': 'page' } : {})}>
              {writtenNumber(site.language, Number(year))}
            </a>{' '}
            <span>{writtenNumber(site.language, count)}</span>
          </li>
        ))}
      </ul>
    </nav>
  )
}
