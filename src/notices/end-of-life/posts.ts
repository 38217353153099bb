/**
 * Which posts are themselves the notice of a cycle's end. Pure. In: announcements, the releases table. Out: which cycle
 * and stage each stands for. A post says so in front matter, or its title does; a title that only mentions a cycle says
 * nothing, because what it would stand for is then never told.
 */
import type { Announcement } from '../../posts/announcement.js'
import type { Product, Release, ReleaseTable } from '../../releases/release.js'

export interface StandIn {
  readonly post: Announcement
  readonly product: string
  readonly cycle: string
  /** `approaching` is the next such stage due. */
  readonly stage: 'approaching' | 'reached' | 'date-changed' | `approaching-${number}d`
}

/** Before and behind the cycle's name: what makes a title say that it ends. */
const ENDS = `(?:end[- ]of[- ](?:life|(?:security |extended |active )?support|maintenance)|EOL)`
const BEFORE = new RegExp(String.raw`\b${ENDS}(?: date)?(?: (?:of|for|reached by|approaching for)|:)\s*$`, 'i')
const BEHIND = new RegExp(
  [
    '^(?: (?:is|are|has|have|will|now|soon|be|been|officially|also))*',
    String.raw`(?: (?:approach|near|reach|go|get|clos)\w*(?: to)?(?: (?:its|their|the))?)?`,
    '(?: (?:official|upcoming))? ?(?:[:(–—-] ?)?',
    String.raw`(?:${ENDS}|end\b(?= of)|unsupported|no longer (?:be )?(?:supported|maintained)`,
    '|support (?:ends|ended|has ended|extended|is ending))',
  ].join(''),
  'i',
)
const REACHED = /\b(?:reached|has ended|have ended|ended|unsupported|no longer|is now|are now)\b/i
const COMING = /\b(?:approach\w*|near\w*|clos(?:e|ing) to|will|soon|upcoming|reaches|ends|ending|go(?:es|ing))\b/i
const MOVED = /\b(?:extend(?:s|ed|ing)?|extension|postponed|moved|deferred|delayed)\b/i

export function standIns(announcements: readonly Announcement[], table: ReleaseTable): StandIn[] {
  if (table.products.length === 0) return []
  return announcements.flatMap((post) => (post.endOfLife === undefined ? titled(post, table) : stated(post, table)))
}

function stated(post: Announcement, table: ReleaseTable): StandIn[] {
  const { product, cycle, stage } = post.endOfLife ?? {}
  const only = table.products.length === 1 ? table.products[0]?.id : undefined
  const id = product ?? only
  if (id === undefined || cycle === undefined) return []
  const release = table.products.find((one) => one.id === id)?.releases.find((one) => one.cycle === cycle)
  if (release === undefined) return []
  return [{ post, product: id, cycle, stage: stageFrom(stage) ?? stageIn(post, release) }]
}

function stageFrom(stage: string | undefined): StandIn['stage'] | undefined {
  if (stage === 'approaching' || stage === 'reached' || stage === 'date-changed') return stage
  const days = /^approaching-(\d+)d$/.exec(stage ?? '')?.[1]
  return days === undefined ? undefined : `approaching-${Number(days)}d`
}

function titled(post: Announcement, table: ReleaseTable): StandIn[] {
  if (!mayEnd(post.title)) return []
  const isOnly = table.products.length === 1
  return table.products
    .filter((product) => isOnly || namesOf(product).some((name) => includes(post.title, name)))
    .flatMap((product) =>
      product.releases
        .filter((release) => namesEnd(post.title, product, release, table))
        .map((release) => ({ post, product: product.id, cycle: release.cycle, stage: stageIn(post, release) })),
    )
}

/** Most titles are about something else, and there may be thousands of cycles to look for. */
function mayEnd(title: string): boolean {
  return /\b(?:end|ends|ended|ending|EOL|unsupported|no longer)\b/i.test(title)
}

/**
 * The cycle's name with what ends on either side of it; between them nothing but other names of such a list: `Moth 26
 * and Lamp 8 …`.
 */
function namesEnd(title: string, product: Product, release: Release, table: ReleaseTable): boolean {
  if (!includes(title, release.cycle)) return false
  const names = namesOf(product).map(literally)
  const bare = table.products.length === 1 ? '?' : ''
  const cycle = String.raw`[vr]?${literally(release.cycle)}(?![\w.-]*\w)`
  const name = `(?:(?:${names.join('|')})(?: (?:OS|Linux|release|version))? )${bare}${cycle}`
  const found = new RegExp(String.raw`(?<![\w.])${name}`, 'i').exec(title)
  if (found === null) return false
  const before = title.slice(0, found.index)
  const behind = title.slice(found.index + found[0].length)
  return BEHIND.test(withoutOthers(behind)) || BEFORE.test(before.replace(/[\w. ]+(?:,| and|,? &)\s*$/, ''))
}

function namesOf({ title, id, aliases }: Product): string[] {
  return [title, id, ...aliases]
}

function includes(title: string, name: string): boolean {
  return title.toLowerCase().includes(name.toLowerCase())
}

/** ` and Lamp 8 reach …` is about both. */
function withoutOthers(behind: string): string {
  return behind.replace(
    /^(?:,? (?:and|&)|,)(?: [\w.-]+){1,4}?(?= (?:is|are|has|have|will|approach|near|reach|end|EOL|no longer|now))/i,
    '',
  )
}

function stageIn({ title, day }: Announcement, { eol }: Release): StandIn['stage'] {
  if (MOVED.test(title)) return 'date-changed'
  if (COMING.test(title) && !/\b(?:reached|has ended|have ended)\b/i.test(title)) return 'approaching'
  if (REACHED.test(title)) return 'reached'
  return typeof eol === 'string' && day < eol ? 'approaching' : 'reached'
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
