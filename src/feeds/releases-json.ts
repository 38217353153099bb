/**
 * The releases table as endoflife.date's API v1 gives it. Pure. In: the table, configuration, the instant. Out: an
 * array of what stands under `result` at /api/v1/products/{product}, which programs that read that API take. No instant
 * of generation: the same day gives the same bytes.
 */

import { dayIn } from '../base/days.js'
import type { Config } from '../config/schema.js'
import type { Day, EndField, Product, Release, ReleaseTable } from '../releases/release.js'
import { dayOf, daysBetween, hasEnded } from '../releases/support.js'

export const RELEASES_JSON_FILE = 'releases.json'

const columns = ['eoas', 'discontinued', 'eol', 'eoes'] as const
type Column = EndField | 'discontinued'

/** endoflife.date's own, for columns that are there and have no name. */
const defaultLabels: Readonly<Record<Column, string>> = {
  eoas: 'Active Support',
  discontinued: 'Discontinued',
  eol: 'Security Support',
  eoes: 'Extended Security Support',
}

export function releasesJson(table: ReleaseTable, config: Config, now: number): string {
  return `${JSON.stringify(releaseRecords(table, config, now), null, 2)}\n`
}

export function releaseRecords(table: ReleaseTable, config: Config, now: number) {
  const today = dayIn(now, config.site.timezone)
  return table.products.map((product) => productRecord(product, config, today))
}

function productRecord(product: Product, config: Config, today: Day) {
  const { id, title, aliases, category, tags, versionCommand, identifiers, iconSlug, link, policyLink } = product
  const has = (column: Column) => hasColumn(product, column)
  const label = (column: Column) => (has(column) ? (product.labels[column] ?? defaultLabels[column]) : null)
  return {
    name: id,
    aliases,
    label: title,
    category: category ?? '',
    // A category is a tag as well.
    tags: [...new Set([...tags, ...(category === undefined ? [] : [category])])].sort(),
    versionCommand: versionCommand ?? null,
    identifiers: identifiers.map((one) => ({ type: one.type, id: one.id })),
    labels: { eoas: label('eoas'), discontinued: label('discontinued'), eol: label('eol'), eoes: label('eoes') },
    links: {
      icon: iconSlug === undefined ? null : `https://cdn.jsdelivr.net/npm/simple-icons/icons/${iconSlug}.svg`,
      html: link ?? `${config.site.url}/`,
      releasePolicy: policyLink ?? null,
    },
    releases: product.releases.map((release) => releaseRecord(release, today, has)),
  }
}

/** `eol` is always there; of the others those that the table names or fills. */
function hasColumn({ labels, releases }: Product, column: Column): boolean {
  return column === 'eol' || labels[column] !== undefined || releases.some((release) => release[column] !== undefined)
}

function releaseRecord(release: Release, today: Day, has: (column: Column) => boolean) {
  const { cycle, codename, releaseDate, lts, eoas, eol, eoes, discontinued, latest, latestReleaseDate, link } = release
  const isEol = hasEnded(eol, today)
  return {
    name: cycle,
    codename: codename ?? null,
    label: labelOf(release, today),
    releaseDate: releaseDate ?? null,
    isLts: isLts(release, today),
    ltsFrom: dayOf(lts) ?? null,
    // Nobody supports actively what is not supported at all.
    ...(has('eoas') && {
      isEoas: eoas === undefined ? isEol : hasEnded(eoas, today),
      eoasFrom: dayOf(eoas) ?? null,
    }),
    isEol,
    eolFrom: dayOf(eol) ?? null,
    ...(has('discontinued') && {
      isDiscontinued: hasEnded(discontinued, today),
      discontinuedFrom: dayOf(discontinued) ?? null,
    }),
    // null says that this release gets none.
    ...(has('eoes') && { isEoes: eoes === undefined ? null : hasEnded(eoes, today), eoesFrom: dayOf(eoes) ?? null }),
    isMaintained: isMaintained(release, today),
    latest: latest === undefined ? null : { name: latest, date: latestReleaseDate ?? null, link: link ?? null },
    custom: null,
  }
}

/** A start, not an end: on the day itself it is not yet so, as endoflife.date counts. */
function isLts({ lts }: Release, today: Day): boolean {
  return typeof lts === 'string' ? daysBetween(lts, today) > 0 : lts
}

function labelOf(release: Release, today: Day): string {
  // A label that LTS tells apart from another says it already.
  const label = release.label.replace(/ LTS$/, '')
  if (isLts(release, today)) return `${label} (LTS)`
  return typeof release.lts === 'string' ? `${label} (Upcoming LTS)` : release.label
}

/** True while any of its ends is not reached, discontinuation included; also where none is stated. */
function isMaintained(release: Release, today: Day): boolean {
  const stated = columns.map((column) => release[column]).filter((end) => end !== undefined)
  return stated.length === 0 || stated.some((end) => !hasEnded(end, today))
}
