/**
 * The names of cycles in a title, each put in one mark, so that what is said of them can be read as a form. Pure. In:
 * the releases table, then a title. Out: the title with marks, what each stands for, and the table's cycles in a list
 * of them: `Moth 4.1 and 4.2` are both Moth's. A patch release (4.1.2) is no cycle, nor is 4 the cycle 4.0.
 */
import type { Product, Release, ReleaseTable } from './release.js'

export interface TitleName {
  /** Absent where the title gives none here, or another one than the table's. */
  readonly product?: Product | undefined
  readonly release?: Release | undefined
  /** The cycle as written, in small letters. */
  readonly cycle: string
  /** A name of something that the table does not have stands before it. */
  readonly isOther: boolean
}

const GENERIC = /(?:(?:OS|Linux|releases?|versions?|series|branch(?:es)?|LTS|v\.)\s)*/iy
const VERSION = /["(]?[vr]?(\d+(?:\.\d+)*)(?:\.[x*])?["]?(?![\w*]|[.-]\w)/iy
const BEHIND = new RegExp(
  String.raw`(?:\s(?:LTS|ESR|releases?|series|branch(?:es)?|stable|line|OS)\b` +
    String.raw`|\s\((?:LTS|ESR|long[- ]term support)\)|\s?"[^"]{1,40}")*`,
  'iy',
)
/** `30 days`, `2 years`: a span, not a version. */
const SPAN = /\d+ (?:more )?(?:days?|weeks?|months?|years?)\b/iy
/** `Fedora 40`, before or behind a comma or an `and`. */
const OTHER = new RegExp(
  '(?:(?!(?:Both|Support|EO[LS]|The|End|For|Of|Releases?|Versions?|Series|Branch(?:es)?|Retiring|Today|On|From|And' +
    String.raw`|Notice)\b)\p{Lu}[\p{L}+'-]* ){1,3}[vr]?\d+(?:\.\d+)*(?![\w.]\w)`,
  'uy',
)
const BESIDE = /(?:^|, ?|(?:and|&) |\/ ?)$/i

export class TitleNames {
  readonly #products = new Map<string, Product>()
  readonly #cycles = new Map<Product, ReadonlyMap<string, Release>>()
  readonly #codenames = new Map<string, { product: Product; release: Release } | undefined>()
  readonly #named: RegExp | undefined
  readonly #only: Product | undefined

  constructor({ products }: ReleaseTable) {
    for (const product of products) {
      for (const name of namesOf(product)) if (!this.#products.has(name)) this.#products.set(name, product)
      this.#cycles.set(product, cyclesByName(product))
      for (const release of product.releases)
        for (const name of wordsFor(release))
          this.#codenames.set(name, this.#codenames.has(name) ? undefined : { product, release })
    }
    const names = [...this.#products.keys()].sort((a, b) => b.length - a.length).map(literally)
    if (names.length > 0) this.#named = new RegExp(`(?:${names.join('|')})(?![\\w])`, 'iy')
    this.#only = products.length === 1 ? products[0] : undefined
  }

  mark(title: string): { readonly text: string; readonly names: readonly TitleName[] } {
    const names: TitleName[] = []
    let text = ''
    let at = 0
    while (at < title.length) {
      const isStart = !/[\p{L}\p{N}_.\uE002]$/u.test(title.slice(Math.max(0, at - 2), at))
      const found = isStart ? (this.#nameAt(title, at) ?? this.#bareAt(title, at)) : undefined
      if (found === undefined) text += title[at++]
      else {
        const [open, close] = found.name.cycle === '' ? ['\uE004', '\uE005'] : ['\uE000', '\uE001']
        text += `${open}${names.push(found.name) - 1}${close}`
        at = found.end
      }
    }
    return { text, names }
  }

  /** @param about the product that stands before the whole title: `Moth: 4.1 …` */
  cyclesOf(names: readonly TitleName[], about?: Product): { product: Product; release: Release }[] {
    let product = about ?? this.#only
    const found = new Map<Release, { product: Product; release: Release }>()
    for (const name of names) {
      product = name.isOther ? undefined : (name.product ?? product)
      if (product === undefined) continue
      const release = name.release ?? this.#cycle(product, name.cycle)
      if (release !== undefined) found.set(release, { product, release })
    }
    return [...found.values()]
  }

  #nameAt(title: string, at: number): Found | undefined {
    const match = this.#named === undefined ? null : matchAt(this.#named, title, at)
    const product = match === null ? undefined : this.#products.get(match.toLowerCase().replace(/\s+/g, ' '))
    if (match === null || product === undefined) return undefined
    const from = at + match.length
    const space = /^(?:\s|-(?=\d))/.exec(title.slice(from, from + 1) + title.slice(from + 1, from + 2))
    if (space === null)
      return /^ ?[:]/.test(title.slice(from)) ? { name: { product, cycle: '', isOther: false }, end: from } : undefined
    const begin = from + 1 + (matchAt(GENERIC, title, from + 1)?.length ?? 0)
    const worded = this.#wordsAt(title, begin, product) ?? this.#versionAt(title, begin, product)
    if (worded !== undefined) return worded
    return /^ ?[:-]/.test(title.slice(from)) ? { name: { product, cycle: '', isOther: false }, end: from } : undefined
  }

  #bareAt(title: string, at: number): Found | undefined {
    const before = title.slice(0, at)
    const other = BESIDE.test(before) ? matchAt(OTHER, title, at) : null
    if (other !== null && (at > 0 || /^(?:,| and | & | ?\/)/.test(title.slice(at + other.length))))
      return { name: { cycle: other, isOther: true }, end: at + other.length }
    if (matchAt(SPAN, title, at) !== null) return undefined
    const begin = at + (matchAt(GENERIC, title, at)?.length ?? 0)
    const version = this.#versionAt(title, begin, undefined)
    if (version !== undefined) return version
    return this.#only === undefined
      ? this.#codenameAt(title, at)
      : (this.#wordsAt(title, at, this.#only) ?? this.#codenameAt(title, at))
  }

  /** A cycle or label that is no number, of up to four words. */
  #wordsAt(title: string, at: number, product: Product): Found | undefined {
    const cycles = this.#cycles.get(product)
    for (const words of startsOf(title.slice(at))) {
      const release = cycles?.get(unquoted(words))
      // A number goes the way of versions, which knows v4.1 and 4.1.x too.
      if (release !== undefined && !/^[vr]?\d+(?:\.\d+)*$/i.test(words))
        return this.#withBehind(title, at + words.length, { product, release, cycle: words, isOther: false })
    }
    return undefined
  }

  #codenameAt(title: string, at: number): Found | undefined {
    for (const words of startsOf(title.slice(at))) {
      const known = this.#codenames.get(unquoted(words))
      if (known !== undefined)
        return this.#withBehind(title, at + words.length, { ...known, cycle: words, isOther: false })
    }
    return undefined
  }

  #versionAt(title: string, at: number, product: Product | undefined): Found | undefined {
    const written = matchAt(VERSION, title, at)
    if (written === null) return undefined
    const cycle = written
      .toLowerCase()
      .replace(/["(]/g, '')
      .replace(/\.[x*]$/, '')
    const about = product ?? this.#only
    const release = about === undefined ? undefined : this.#cycle(about, cycle)
    return this.#withBehind(title, at + written.length, { product, release, cycle, isOther: false })
  }

  /** `LTS`, a name in quotes, and the cycle's own code name. */
  #withBehind(title: string, from: number, name: TitleName): Found {
    let end = from + (matchAt(BEHIND, title, from)?.length ?? 0)
    const code = name.release?.codename
    if (code !== undefined) {
      const own = new RegExp(`\\s?[("']?${literally(code)}[)"']?(?!\\w)`, 'iy')
      end += matchAt(own, title, end)?.length ?? 0
      end += matchAt(BEHIND, title, end)?.length ?? 0
    }
    return { name, end }
  }

  #cycle(product: Product, written: string): Release | undefined {
    const cycles = this.#cycles.get(product)
    const bare = written.replace(/^[vr](?=\d)/, '')
    return cycles?.get(written) ?? cycles?.get(bare) ?? cycles?.get(bare.replace(/^(\d+)\.0$/, '$1'))
  }
}

interface Found {
  readonly name: TitleName
  readonly end: number
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

/** The first four words, the first three, … */
function startsOf(text: string): string[] {
  const ends = [...text.slice(0, 120).matchAll(/\S(?=\s|[:,;]\s|$|'s?\s)/g)].slice(0, 4).map(({ index }) => index + 1)
  return ends.reverse().map((end) => text.slice(0, end))
}

/** A code name alone, or a cycle that is a word of its own; short ones may be anything. */
function wordsFor({ cycle, codename }: Release): string[] {
  return [codename, cycle].flatMap((name) =>
    name !== undefined && name.length > 3 && /^\p{L}/u.test(name) ? [name.toLowerCase()] : [],
  )
}

function cyclesByName({ releases }: Product): ReadonlyMap<string, Release> {
  const names = releases.flatMap((release) => {
    const cycle = release.cycle.toLowerCase()
    const others = [
      release.label.toLowerCase(),
      ...(release.codename === undefined ? [] : [release.codename.toLowerCase()]),
    ]
    return [cycle, cycle.replace(/^[vr](?=\d)/, ''), ...others].map((name) => [name, release] as const)
  })
  // What a cycle is called goes before a label of another.
  return new Map([...names, ...releases.map((release) => [release.cycle.toLowerCase(), release] as const)])
}

function namesOf({ title, id, aliases }: Product): string[] {
  const short = title.replace(/\s+(?:OS|Linux)$/i, '')
  return [title, short, id, ...aliases].map((name) => name.toLowerCase().replace(/\s+/g, ' ')).filter(Boolean)
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s+`)
}

function unquoted(words: string): string {
  return words.toLowerCase().replace(/^["'(]+|["')]+$/g, '')
}
