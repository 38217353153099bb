/**
 * Which releases are supported, and until when. Pure. In: the releases table and today, a day in the site's time zone.
 * Out: what is shown, which changes from day to day.
 */
import type { Day, Product, Release, ReleaseTable } from '../releases/release.js'
import { dayOf, extendedEnd, hasEnded, type Support, supportOf } from '../releases/support.js'

export interface SupportRow {
  readonly label: string
  /** Its codename, where the label does not say it, or empty. */
  readonly note: string
  /** It has long-term support. */
  readonly isLongTerm: boolean
  readonly link?: string
  readonly released?: Day
  readonly support: Support
  /** Active support, while it lasts. */
  readonly activeUntil?: Day
  /** Extended support, before it begins. */
  readonly extendedUntil?: Day
}

export interface SupportedProduct {
  readonly title: string
  /** What the project calls its kinds of support, where it says so. */
  readonly words: NonNullable<Product['supportWords']>
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

function supported({ title, releases, supportWords: words = {} }: Product, today: Day): SupportedProduct {
  const rows = releases.map((release) => rowOf(release, today))
  return { title, words, rows: rows.filter((row) => !isOld(row)), older: rows.filter(isOld) }
}

function isOld({ support: { phase, daysLeft } }: SupportRow): boolean {
  return phase === 'ended' && (daysLeft === undefined || daysLeft < -RECENT_DAYS)
}

function rowOf(release: Release, today: Day): SupportRow {
  const { label, codename, lts, link, releaseDate, eoas } = release
  const support = supportOf(release, today)
  const activeUntil = support.phase === 'supported' || support.phase === 'planned' ? dayOf(eoas) : undefined
  const extendedUntil =
    support.phase === 'extended' || support.phase === 'ended' ? undefined : dayOf(extendedEnd(release))
  const name = codename === undefined || label.includes(codename) ? '' : codename
  return {
    label,
    note: name,
    isLongTerm: hasEnded(lts, today) || lts === today,
    ...(link !== undefined && { link }),
    ...(releaseDate !== undefined && { released: releaseDate }),
    support,
    ...(activeUntil !== undefined && { activeUntil }),
    ...(extendedUntil !== undefined && { extendedUntil }),
  }
}
