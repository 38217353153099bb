/**
 * A releases table from the titles of an archive, where product and versions are plain in them. Pure. In: what was
 * announced. Out: the YAML of a table, or undefined where the titles name several products or too few versions. No end
 * of life is guessed: nothing is mailed of the table until somebody writes one.
 */
import { stringify } from 'yaml'
import type { Announcement } from '../posts/announcement.js'

type Titled = Pick<Announcement, 'title' | 'version' | 'kind' | 'day'>

const LEAST_RELEASES = 3
/** Of the releases, that name the one product. */
const SHARE = 0.9

export function releaseTable(posts: readonly Titled[]): string | undefined {
  const found = posts.flatMap((post) => releaseOf(post) ?? [])
  const product = mostUsed(found.map(({ product: name }) => name))
  const own = found.filter((one) => one.product === product)
  if (product === undefined || own.length < LEAST_RELEASES || own.length < found.length * SHARE) return undefined
  const id = product
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (id === '') return undefined
  const releases = [...byCycle(own)].map(([cycle, of]) => cycleRecord(cycle, of)).sort(newestFirst)
  return HEADER + stringify({ products: { [id]: { title: product, releases } } }, { lineWidth: 0 })
}

const HEADER = [
  '# Made by belfry init of the titles of the posts. eol: false says that no end is known; write a day (2027-06-30)',
  '# where one is, and people who run that release are told before it comes.',
  '',
].join('\n')

interface Found {
  readonly product: string
  /** Its figures. */
  readonly version: readonly number[]
  readonly day: string
}

/** Words before a name that are none of it: `Announcing the release of`, `[ANN]`, `New:`. */
const LEAD = new RegExp(
  [
    String.raw`^(?:\[[^\]]*\]|(?:we(?:'re| are) (?:happy|pleased|proud|excited) to )?`,
    '(?:announc(?:ing|e|ement)|introduc(?:ing|e)|present(?:ing)?)|releas(?:ed|ing|e of|e)|',
    'new(?: (?:release|version)(?: of)?)?|say hello to|welcome(?: to)?|meet|here (?:comes|is)|out now|now out|the)',
    String.raw`(?=[\s:–—-])[\s:–—-]*`,
  ].join(''),
  'i',
)
/** `Version 4.2 of Lantern OS is out`: the name stands behind. */
const BEHIND = new RegExp(
  [
    String.raw`^ (?:of|for) (?:the )?(\p{Lu}.*?)`,
    String.raw`(?: (?:has|have|is|was|are|will|now|released|available|out)\b.*|[,;:!–—].*|[.]?$)`,
  ].join(''),
  'u',
)

/** All that stands before the version and is said of nothing else: `Lantern OS 4.2.1 has been released`. */
function nameIn(title: string, version: string): string {
  const at = title.indexOf(version)
  let name = title.slice(0, Math.max(0, at))
  for (let rest = name.replace(LEAD, ''); rest !== name; rest = name.replace(LEAD, '')) name = rest
  const before = name.replace(/[\s:,–—-]*(?:\b(?:version|release|v)\b\.?)?[\s:,–—-]*$/i, '').trim()
  return before === '' ? (BEHIND.exec(title.slice(at + version.length))?.[1] ?? '').trim() : before
}

function releaseOf({ title, version = '', kind, day }: Titled): Found | undefined {
  if (kind !== 'stable-release' && kind !== 'patch-release') return undefined
  const bare = version.replace(/^[vVrR](?=\d)/, '')
  const product = nameIn(title, version)
  if (!/^\d{1,4}(?:\.\d{1,4}){0,3}$/.test(bare) || !/^\p{Lu}[\p{L}\p{N} +.-]{1,39}$/u.test(product)) return undefined
  return { product, version: bare.split('.').map(Number), day }
}

function mostUsed(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0]
}

/** A cycle is the first two figures, 4.2 of 4.2.1; the first where any release has no other: 42 of 42.1. */
function byCycle(found: readonly Found[]): Map<string, Found[]> {
  const figures = found.some(({ version }) => version.length === 1) ? 1 : 2
  const cycles = new Map<string, Found[]>()
  for (const one of found) {
    const cycle = one.version.slice(0, figures).join('.')
    cycles.set(cycle, [...(cycles.get(cycle) ?? []), one])
  }
  return cycles
}

function cycleRecord(releaseCycle: string, found: readonly Found[]) {
  const [first] = [...found].sort((a, b) => (a.day < b.day ? -1 : 1))
  const latest = [...found].sort((a, b) => compare(b.version, a.version))[0]
  return {
    ...{ releaseCycle, releaseDate: first?.day ?? '', eol: false },
    ...(latest !== undefined && { latest: latest.version.join('.') }),
  }
}

function newestFirst(a: { readonly releaseCycle: string }, b: { readonly releaseCycle: string }): number {
  const figures = (cycle: string) => cycle.split('.').map(Number)
  return compare(figures(b.releaseCycle), figures(a.releaseCycle))
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
