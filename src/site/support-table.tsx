/**
 * Which releases are supported, and until when, as tables. Pure. In: the overview. Out: elements. Each state is a shape
 * and a word, so nothing hangs on colour.
 */
import { Fragment, type VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import type { Day } from '../releases/release.js'
import type { Phase } from '../releases/support.js'
import { releaseLinks } from './feed-links.js'
import { linkTo } from './paths.js'
import type { Site } from './site.js'
import type { SupportedProduct, SupportOverview, SupportRow } from './support-overview.js'

const phaseLabels: Readonly<Record<Phase, string>> = {
  planned: 'Planned',
  supported: 'Supported',
  security: 'Security only',
  extended: 'Extended only',
  ended: 'Ended',
}

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
      <h2 id="support-title">Supported releases</h2>
      {overview.products.map(({ title, words, rows, older }) => (
        <Fragment key={title}>
          {rows.length > 0 && (
            <SupportTable site={site} root={root} title={title} today={overview.today} words={words} rows={rows} />
          )}
          {older.length > 0 && (
            <details>
              <summary>
                {older.length === 1 ? 'One release' : `${older.length} releases`} of {title} that ended earlier
              </summary>
              <SupportTable
                site={site}
                root={root}
                title={`${title}, ended earlier`}
                today={overview.today}
                words={words}
                rows={older}
              />
            </details>
          )}
        </Fragment>
      ))}
      <p class="small">
        These dates are also a{' '}
        <a href={root + releaseLinks.calendar.file} type={releaseLinks.calendar.type}>
          calendar
        </a>{' '}
        to subscribe to, and{' '}
        <a href={root + releaseLinks.json.file} type={releaseLinks.json.type}>
          JSON
        </a>{' '}
        for scripts.
        {site.feedsPage.endsWith('/') && (
          <>
            {' '}
            Each release has <a href={`${root}${site.feedsPage}#feeds-cycle`}>a feed of its own</a>.
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
        {title} <small>on {writtenDay(today, site)}</small>
      </caption>
      <thead>
        <tr>
          <th scope="col">Release</th>
          <th scope="col">Status</th>
          <th scope="col">Support ends</th>
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
  const { label, note, link, released, support, activeUntil, extendedUntil } = row
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
            {support.phase === 'planned' ? 'due' : 'released'} <Time day={released} site={site} />
          </small>
        )}
      </th>
      <td>
        <span class={`phase ${support.phase}`}>{phaseLabel(support.phase, words)}</span>
        {activeUntil !== undefined && (
          <small>
            {words.eoas ?? 'active'} until <Time day={activeUntil} site={site} />
          </small>
        )}
      </td>
      <td>
        {support.until === undefined ? 'not stated' : <Time day={support.until} site={site} />}
        {support.daysLeft !== undefined && support.phase !== 'planned' && <small>{left(support.daysLeft)}</small>}
        {extendedUntil !== undefined && (
          <small>
            {words.eoes ?? 'extended'} until <Time day={extendedUntil} site={site} />
          </small>
        )}
      </td>
    </tr>
  )
}

/** Where only one kind of support is left, it bears the project's name for it. */
function phaseLabel(phase: Phase, words: SupportedProduct['words']): string {
  const own = { security: words.eol, extended: words.eoes }
  return (phase === 'security' || phase === 'extended' ? own[phase] : undefined) ?? phaseLabels[phase]
}

function Time({ day, site }: { day: Day; site: Site }): VNode {
  return <time dateTime={day}>{writtenDay(day, site)}</time>
}

function writtenDay(day: Day, site: Site): string {
  return formatDay(day, site.language)
}

function left(days: number): string {
  if (days === 0) return 'today is the last day'
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`
  return days > 0 ? `${count} left` : `${count} ago`
}
