/**
 * Which releases are supported, and until when, as tables. Pure. In: the overview. Out: elements. Each state is a shape
 * and a word, so nothing hangs on colour.
 */
import { Fragment, type VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import type { Day } from '../releases/release.js'
import type { Phase } from '../releases/support.js'
import { say, type Words } from '../words/words.js'
import { releaseLinks } from './feed-links.js'
import { linkTo } from './paths.js'
import { linkedTo, said } from './said.js'
import type { Site } from './site.js'
import type { SupportedProduct, SupportOverview, SupportRow } from './support-overview.js'

interface Shown {
  readonly site: Site
  readonly root: string
}

interface Table extends Shown {
  readonly title: string
  readonly today: Day
  readonly words: SupportedProduct['words']
  readonly rows: readonly SupportRow[]
}

export function SupportTables({ site, root, overview }: Shown & { overview: SupportOverview }): VNode {
  return (
    <section class="support" aria-labelledby="support-title">
      <h2 id="support-title">{say(site.words, 'pages.support.title')}</h2>
      {overview.products.map(({ title, words, rows, older }) => (
        <Fragment key={title}>
          {rows.length > 0 && (
            <SupportTable site={site} root={root} title={title} today={overview.today} words={words} rows={rows} />
          )}
          {older.length > 0 && (
            <details>
              <summary>{say(site.words, 'pages.support.older', { count: older.length, title })}</summary>
              <SupportTable
                site={site}
                root={root}
                title={say(site.words, 'pages.support.endedEarlier', { title })}
                today={overview.today}
                words={words}
                rows={older}
              />
            </details>
          )}
        </Fragment>
      ))}
      <p class="small">
        {said(
          site.words,
          'pages.support.more',
          {},
          {
            calendar: linkedTo(root + releaseLinks.calendar.file, releaseLinks.calendar.type),
            json: linkedTo(root + releaseLinks.json.file, releaseLinks.json.type),
          },
        )}
        {site.feedsPage.endsWith('/') && (
          <>
            {' '}
            {said(
              site.words,
              'pages.support.ofTheirOwn',
              {},
              { link: linkedTo(`${root}${site.feedsPage}#feeds-cycle`) },
            )}
          </>
        )}
      </p>
    </section>
  )
}

function SupportTable({ site, root, title, today, words, rows }: Table): VNode {
  return (
    <table>
      <caption>
        {title} <small>{say(site.words, 'pages.support.onDay', { day: writtenDay(today, site) })}</small>
      </caption>
      <thead>
        <tr>
          <th scope="col">{say(site.words, 'pages.support.release')}</th>
          <th scope="col">{say(site.words, 'pages.support.status')}</th>
          <th scope="col">{say(site.words, 'pages.support.ends')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.label} site={site} root={root} words={words} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ site, root, words, row }: Shown & Pick<Table, 'words'> & { row: SupportRow }): VNode {
  const { label, link, released, support, activeUntil, extendedUntil } = row
  const note = noteOf(site.words, row)
  return (
    <tr class={support.phase}>
      <th scope="row">
        {link === undefined ? (
          <bdi>{label}</bdi>
        ) : (
          <a href={linkTo(link, site.url, root)}>
            <bdi>{label}</bdi>
          </a>
        )}
        {note && (
          <span class="note">
            {' '}
            <bdi>{note}</bdi>
          </span>
        )}
        {released !== undefined && (
          <small>
            {said(site.words, `pages.support.${support.phase === 'planned' ? 'due' : 'released'}`, {
              day: <Time day={released} site={site} />,
            })}
          </small>
        )}
      </th>
      <td>
        <span class={`phase ${support.phase}`}>{phaseLabel(support.phase, words, site.words)}</span>
        {activeUntil !== undefined && (
          <Until site={site} support={words.eoas ?? say(site.words, 'pages.support.active')} day={activeUntil} />
        )}
      </td>
      <td>
        {support.until === undefined ? (
          say(site.words, 'pages.support.notStated')
        ) : (
          <Time day={support.until} site={site} />
        )}
        {support.daysLeft !== undefined && support.phase !== 'planned' && (
          <small>{left(site.words, support.daysLeft)}</small>
        )}
        {extendedUntil !== undefined && (
          <Until
            site={site}
            support={words.eoes ?? say(site.words, 'pages.support.extendedSupport')}
            day={extendedUntil}
          />
        )}
      </td>
    </tr>
  )
}

function noteOf(words: Words, { note, isLongTerm }: SupportRow): string {
  return [note, isLongTerm ? say(words, 'pages.support.longTerm') : ''].filter((part) => part !== '').join(', ')
}

/** Where only one kind of support is left, it bears the project's name for it. */
function phaseLabel(phase: Phase, project: SupportedProduct['words'], words: Words): string {
  const own = { security: project.eol, extended: project.eoes }
  return (phase === 'security' || phase === 'extended' ? own[phase] : undefined) ?? say(words, `pages.support.${phase}`)
}

function Until({ site, support, day }: { site: Site; support: string; day: Day }): VNode {
  return <small>{said(site.words, 'pages.support.until', { support, day: <Time day={day} site={site} /> })}</small>
}

function Time({ day, site }: { day: Day; site: Site }): VNode {
  return <time dateTime={day}>{writtenDay(day, site)}</time>
}

function writtenDay(day: Day, site: Site): string {
  return formatDay(day, site.language)
}

function left(words: Words, days: number): string {
  if (days === 0) return say(words, 'pages.support.lastDay')
  return say(words, `pages.support.${days > 0 ? 'left' : 'ago'}`, { days: Math.abs(days) })
}
