/**
 * The news: a front page with the latest announcements, and one page a year with all of it. Pure. In: headlines, newest
 * first. Out: HTML.
 */

import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import { languageAttributes } from '../markup/in-language.js'
import type { Headline } from '../posts/announcement.js'
import { Follow } from './follow.js'
import { pageHtml } from './frame.js'
import { Marks, NewsByYear, NewsList } from './news-list.js'
import type { IndexPageFacts, YearCount, YearPageFacts } from './page-facts.js'
import { linkTo, rootFrom, yearPath } from './paths.js'
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
          <h1 class="quiet">Announcements</h1>
          {newest ? <Lead site={site} root={root} headline={newest} lead={lead} /> : <p>There are none yet.</p>}
          {support && <SupportTables site={site} root={root} overview={support} />}
          <NewsByYear site={site} root={root} headlines={others} />
          <Years root={root} years={years} />
        </div>
        <Follow site={site} root={root} lists={lists} />
      </div>
    ),
  })
}

export function yearPage(site: Site, { year, headlines, years }: YearPageFacts): string {
  const root = rootFrom(yearPath(year))
  return pageHtml(site, {
    title: `Announcements of ${year}`,
    root,
    canonical: `${site.url}/archive/${year}/`,
    children: (
      <div class="measure">
        <h1>Announcements of {year}</h1>
        <NewsList site={site} root={root} headlines={headlines} />
        <Years root={root} years={years} current={year} />
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
        <Marks of={headline} />
      </p>
      <h2>
        <a href={linkTo(headline.url, site.url, root)} {...languageAttributes(headline.language, site.language)}>
          {titleText(headline.title, headline.language ?? site.language)}
        </a>
      </h2>
      {isEnd && <p class="meta">Published {day}</p>}
      {lead && (
        <p {...languageAttributes(headline.language, site.language)}>
          {titleText(lead, headline.language ?? site.language)}
        </p>
      )}
    </article>
  )
}

function Years({
  root,
  years,
  current,
}: {
  root: string
  years: readonly YearCount[]
  current?: string
}): VNode | null {
  if (years.length === 0) return null
  return (
    <nav class="years" aria-label="All announcements by year">
      <h2>All by year</h2>
      <ul>
        {years.map(({ year, count }) => (
          <li key={year}>
            <a href={`${root}archive/${year}/`} {...(year === current ? { 'aria-current': 'page' } : {})}>
              {year}
            </a>{' '}
            <span>{count}</span>
          </li>
        ))}
      </ul>
    </nav>
  )
}
