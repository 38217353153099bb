/**
 * Which releases are supported, and until when. Pure. In: the releases table and today, a day in the site's time zone. Out: what is
 * shown, which changes from day to day, and elements. Each state is a shape and a word, so nothing hangs on colour.
 */
import { Fragment, type VNode } from 'preact'
import { formatDay } from '../content/format-day.js'
import type { Day, Product, Release, ReleaseTable } from '../content/release.js'
import { dayOf, hasEnded, type Phase, type Support, supportOf } from '../content/support.js'
import { releaseLinks } from './feed-links.js'
import type { Site } from './frame.js'
import { linkTo } from './paths.js'

interface SupportRow {
  readonly label: string
  readonly note: string
  readonly link?: string
  readonly released?: Day
  readonly support: Support
  /** Active support, while it lasts. */
  readonly activeUntil?: Day
  /** Extended support, before it begins. */
  readonly extendedUntil?: Day
}

interface SupportedProduct {
  readonly title: string
  readonly rows: readonly SupportRow[]
  /** Folded away. */
  readonly older: readonly SupportRow[]
}

export interface SupportOverview {
  readonly today: Day
  readonly products: readonly SupportedProduct[]
}

/** Days after which a release that ended is folded away. */
const RECENT_DAYS = 365

/** @returns undefined where there is nothing to show */
export function supportOverview(table: ReleaseTable, today: Day): SupportOverview | undefined {
  const products = table.products.filter(({ releases }) => releases.length > 0)
  return products.length === 0 ? undefined : { today, products: products.map((product) => supported(product, today)) }
}

function supported({ title, releases }: Product, today: Day): SupportedProduct {
  const rows = releases.map((release) => rowOf(release, today))
  return { title, rows: rows.filter((row) => !isOld(row)), older: rows.filter(isOld) }
}

function isOld({ support: { phase, daysLeft } }: SupportRow): boolean {
  return phase === 'ended' && (daysLeft === undefined || daysLeft < -RECENT_DAYS)
}

function rowOf(release: Release, today: Day): SupportRow {
  const { label, codename, lts, link, releaseDate, eoas, eoes } = release
  const support = supportOf(release, today)
  const activeUntil = support.phase === 'supported' || support.phase === 'planned' ? dayOf(eoas) : undefined
  const extendedUntil = support.phase === 'extended' || support.phase === 'ended' ? undefined : dayOf(eoes)
  const name = codename === undefined || label.includes(codename) ? '' : codename
  return {
    label,
    note: [name, hasEnded(lts, today) || lts === today ? 'LTS' : ''].filter((part) => part !== '').join(', '),
    ...(link !== undefined && { link }),
    ...(releaseDate !== undefined && { released: releaseDate }),
    support,
    ...(activeUntil !== undefined && { activeUntil }),
    ...(extendedUntil !== undefined && { extendedUntil }),
  }
}

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

export function SupportTables({ site, root, overview }: Shown & { overview: SupportOverview }): VNode {
  return (
    <section class="support" aria-labelledby="support-title">
      <h2 id="support-title">Supported releases</h2>
      {overview.products.map(({ title, rows, older }) => (
        <Fragment key={title}>
          {rows.length > 0 && <SupportTable site={site} root={root} title={title} today={overview.today} rows={rows} />}
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
      </p>
    </section>
  )
}

function SupportTable({
  site,
  root,
  title,
  today,
  rows,
}: Shown & { title: string; today: Day; rows: readonly SupportRow[] }): VNode {
  return (
    <table>
      <caption>
        {title} <small>on {shortDay(today, site)}</small>
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
          <Row key={row.label} site={site} root={root} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ site, root, row }: Shown & { row: SupportRow }): VNode {
  const { label, note, link, released, support, activeUntil, extendedUntil } = row
  return (
    <tr class={support.phase}>
      <th scope="row">
        {link === undefined ? label : <a href={linkTo(link, site.url, root)}>{label}</a>}
        {note && <span class="note"> {note}</span>}
        {released !== undefined && (
          <small>
            {support.phase === 'planned' ? 'due' : 'released'} <Time day={released} site={site} />
          </small>
        )}
      </th>
      <td>
        <span class={`phase ${support.phase}`}>{phaseLabels[support.phase]}</span>
        {activeUntil !== undefined && (
          <small>
            active until <Time day={activeUntil} site={site} />
          </small>
        )}
      </td>
      <td>
        {support.until === undefined ? 'not stated' : <Time day={support.until} site={site} />}
        {support.daysLeft !== undefined && support.phase !== 'planned' && <small>{left(support.daysLeft)}</small>}
        {extendedUntil !== undefined && (
          <small>
            extended until <Time day={extendedUntil} site={site} />
          </small>
        )}
      </td>
    </tr>
  )
}

function Time({ day, site }: { day: Day; site: Site }): VNode {
  return <time dateTime={day}>{shortDay(day, site)}</time>
}

function shortDay(day: Day, site: Site): string {
  return formatDay(day, site.language, 'medium')
}

function left(days: number): string {
  if (days === 0) return 'today is the last day'
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`
  return days > 0 ? `${count} left` : `${count} ago`
}
