/**
 * Which cycles a text names. Pure. In: the releases table, then plain text. Out: every place where the name of a
 * product stands before a version, with the cycle that the version belongs to, if any. Where there is one product its
 * name may be left out before a version with a dot, unless another name stands there (`Moth 4.1` is none of ours).
 */
import type { Product, Release, ReleaseTable } from './release.js'

export interface Mention {
  readonly product: Product
  /** Absent where the product has no cycle for the version. */
  readonly release?: Release
  /** As written, without a v or R before it. */
  readonly version: string
  readonly start: number
  readonly end: number
}

const VERSION = String.raw`(?<version>\d+(?:\.\d+)*(?:[-~](?:rc|alpha|beta)\d*)?)(?![\w-]|\.\d)`
const GENERIC = '(?:OS|Linux|release|releases|version|versions|series|branch|R|v)'

export class ReleaseNames {
  readonly #products = new Map<string, Product>()
  readonly #named: RegExp | undefined
  readonly #bare: { readonly product: Product; readonly pattern: RegExp } | undefined

  constructor(table: ReleaseTable) {
    for (const product of table.products)
      for (const name of namesOf(product)) if (!this.#products.has(name)) this.#products.set(name, product)
    const names = [...this.#products.keys()].sort((a, b) => b.length - a.length).map(literally)
    if (names.length > 0)
      this.#named = new RegExp(
        String.raw`(?<![\w.])(?<name>${names.join('|')})(?:\s+${GENERIC})?\s+[vr]?${VERSION}`,
        'gi',
      )
    const [only] = table.products
    if (table.products.length === 1 && only !== undefined)
      this.#bare = { product: only, pattern: new RegExp(String.raw`(?<![\w.-])[vVrR]?${VERSION}`, 'g') }
  }

  /** In order of place. */
  in(text: string): Mention[] {
    const found: Mention[] = []
    if (this.#named !== undefined)
      for (const match of text.matchAll(this.#named)) {
        const product = this.#products.get((match.groups?.name ?? '').toLowerCase().replace(/\s+/g, ' '))
        if (product !== undefined) found.push(mention(product, match))
      }
    if (this.#bare !== undefined)
      for (const match of text.matchAll(this.#bare.pattern)) {
        if (
          !match.groups?.version?.includes('.') ||
          found.some((one) => one.end >= match.index + match[0].length && one.start <= match.index)
        )
          continue
        if (!isAfterOtherName(text.slice(0, match.index))) found.push(mention(this.#bare.product, match))
      }
    return found.sort((a, b) => a.start - b.start)
  }
}

function mention(product: Product, match: RegExpExecArray): Mention {
  const version = match.groups?.version ?? ''
  const release = cycleOf(product, version)
  const place = { product, version, start: match.index, end: match.index + match[0].length }
  return release === undefined ? place : { ...place, release }
}

/** The cycle of a version: 4.0.2 belongs to 4.0, 3.0 to 3, and to whichever names it as its latest. */
export function cycleOf({ releases }: Product, version: string): Release | undefined {
  const bare = version.replace(/^[vr]/i, '').toLowerCase()
  const same = (cycle: string, depth: string) => withoutZeros(cycle) === withoutZeros(depth)
  const exact = releases.find((one) => same(one.cycle.toLowerCase(), bare))
  if (exact !== undefined) return exact
  const longest = releases
    .filter((one) => bare.startsWith(`${one.cycle.toLowerCase().replace(/^[vr]/, '')}.`))
    .sort((a, b) => b.cycle.length - a.cycle.length)[0]
  return (
    longest ??
    releases.find(
      (one) =>
        one.latest === bare ||
        one.label
          .toLowerCase()
          .split(/[\s()]+/)
          .includes(bare),
    )
  )
}

function withoutZeros(version: string): string {
  return version.replace(/^[vr]/, '').replace(/(?:\.0+)+$/, '')
}

/** `Moth 4.1`, and not `In 4.1`, `of Release 4.1` or `Version 4.1`. */
function isAfterOtherName(before: string): boolean {
  const word = /(\p{L}[\p{L}\p{N}'+-]*)\s+$/u.exec(before)
  if (word?.[1] === undefined || !/^\p{Lu}/u.test(word[1]) || new RegExp(`^${GENERIC}$`, 'i').test(word[1]))
    return false
  const isFirst = /(?:^|[.!?:;\n]\s*)$/.test(before.slice(0, word.index))
  return !(
    isFirst &&
    /^(?:In|On|For|With|As|Since|After|Before|While|When|Until|Support|Both|Only|If|Announcing)$/.test(word[1])
  )
}

/** Title, id and aliases; `Lantern OS` is also called Lantern. */
function namesOf({ title, id, aliases }: Product): string[] {
  const short = title.replace(/\s+(?:OS|Linux)$/i, '')
  return [...new Set([title, short, id, ...aliases].map((name) => name.toLowerCase().replace(/\s+/g, ' ')))].filter(
    (name) => name !== '',
  )
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s+`)
}
