/**
 * The releases table as types: products, their release cycles, and when support for each ends. Terms and fields are
 * those of endoflife.date. Pure types and words; parse.ts makes them, source/read-releases.ts reads them.
 */

/** YYYY-MM-DD, a day in the site's time zone. */
export type Day = string

/** A day; true where it has ended on a day nobody states; false where it has not and no day is known. */
export type End = Day | boolean

/** End of active support, end of life (of security support), end of extended support. */
export const endFields = ['eoas', 'eol', 'eoes'] as const
export type EndField = (typeof endFields)[number]

export interface Release {
  /**
   * As written: `4.10` stays `4.10`, quoted or not. One line of at most 100 characters; old files hold spaces and
   * slashes.
   */
  readonly cycle: string
  /**
   * For people: `releaseLabel` of the release or the product filled in, which may name the product too; else the cycle.
   */
  readonly label: string
  /** What the cycle was called before. */
  readonly was?: readonly string[]
  readonly codename?: string
  readonly releaseDate?: Day
  readonly lts: End
  /** Absent where the table states none. A policy's dates stand here like stated ones. */
  readonly eoas?: End
  readonly eol?: End
  readonly eoes?: End
  readonly discontinued?: End
  readonly latest?: string
  readonly latestReleaseDate?: Day
  /** Absolute. */
  readonly link?: string
  /** Cycle of the same product to move to. */
  readonly successor?: string
  /** Absolute address of how to upgrade. */
  readonly upgrade?: string
  /** Markdown, for whoever reads its notices. */
  readonly note?: string
  /**
   * Days before its end of life at which notice is given, instead of notices.endOfLife; 0 is the day itself. Largest
   * first.
   */
  readonly stages?: readonly number[]
  /** Which of the dates the policy computed. */
  readonly computed: readonly EndField[]
  /** Line of its entry in the file. */
  readonly line: number
}

export interface Product {
  readonly id: string
  /** For people: `Lantern OS`. */
  readonly title: string
  /** What its id was before. */
  readonly was?: readonly string[]
  readonly category?: string
  /** As stated; the category is not among them. */
  readonly tags: readonly string[]
  readonly aliases: readonly string[]
  readonly identifiers: readonly { readonly type: string; readonly id: string }[]
  readonly versionCommand?: string
  /** Absolute. */
  readonly link?: string
  /** Absolute: the support policy. */
  readonly policyLink?: string
  readonly iconSlug?: string
  /**
   * Column titles, as the table names them or endoflife.date does; a column that is switched off (`false`) or not used
   * is absent.
   */
  readonly labels: {
    readonly eoas?: string
    readonly eol?: string
    readonly eoes?: string
    readonly discontinued?: string
  }
  /** Those of the labels that are the project's own words for a kind of support: `Debian LTS`. */
  readonly supportWords?: Partial<Record<EndField, string>>
  /** In the order of the file. */
  readonly releases: readonly Release[]
  /** The file it was read from. */
  readonly file: string
}

export interface ReleaseTable {
  readonly products: readonly Product[]
  /**
   * What is there and cannot be read: `product`, `product/cycle`, or `*` where that of a whole file is unknown. What is
   * decided about these stays as it is.
   */
  readonly unreadable: readonly string[]
  /**
   * Cycles that an operator says are called otherwise now: old and new, `product/cycle`; the new one is '' where it
   * left the table on purpose.
   */
  readonly renamed?: ReadonlyMap<string, string>
}

export const noReleases: ReleaseTable = { products: [], unreadable: [] }

/** One thing to tell about a cycle, or about several that end alike. */
export interface Occasion {
  readonly product: string
  /** In the order of the table; one or more. */
  readonly cycles: readonly string[]
  readonly field: EndField
  /** `none` where the table holds a boolean. */
  readonly date: Day | 'none'
  /** `approaching-30d`, `reached`, `date-changed`. */
  readonly stage: string
  /** From 1: the how manieth of this date, which may come back. */
  readonly count: number
}

/** Days before the date: 30 for `approaching-30d`, 0 for `reached`; undefined for `date-changed`. */
export function distanceOf(stage: string): number | undefined {
  return stage === 'reached' ? 0 : stage === 'date-changed' ? undefined : Number(/\d+/.exec(stage)?.[0])
}
