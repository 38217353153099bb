/**
 * Cycles and products that got another name. Pure. In: a table, whose `was:` says what they were called, and what an
 * operator said of it. Out: what an old name is called now, and the old names of a cycle.
 */
import type { Product, Release, ReleaseTable } from './release.js'

export interface CycleName {
  readonly product: string
  readonly cycle: string
}

/** Old → new, both `product/cycle`. The new one stands in the table; an old one does not. */
export type Renames = ReadonlyMap<string, CycleName>

/** `product/cycle`; a product never holds a slash. */
export function cycleId({ product, cycle }: CycleName): string {
  return `${product}/${cycle}`
}

export function cycleFrom(id: string): CycleName {
  const slash = id.indexOf('/')
  return { product: id.slice(0, slash), cycle: id.slice(slash + 1) }
}

const kept = new WeakMap<ReleaseTable, Renames>()

/** A name that is a cycle's own still, or that two cycles claim, is no old name. */
export function renamesIn(table: ReleaseTable): Renames {
  const known = kept.get(table)
  if (known !== undefined) return known
  const own = new Set(
    table.products.flatMap((product) => product.releases.map(({ cycle }) => `${product.id}/${cycle}`)),
  )
  const became = new Map<string, string>(table.renamed)
  const claimed = new Set<string>()
  for (const product of table.products)
    for (const release of product.releases)
      for (const name of formerIds(product, release)) {
        const to = `${product.id}/${release.cycle}`
        if (claimed.has(name) && became.get(name) !== to) became.delete(name)
        else became.set(name, to)
        claimed.add(name)
      }
  const renames = new Map<string, CycleName>()
  for (const name of became.keys()) {
    const to = own.has(name) ? undefined : lastOf(name, became, own)
    if (to !== undefined) renames.set(name, cycleFrom(to))
  }
  kept.set(table, renames)
  return renames
}

/**
 * What the cycle was called, as the table says it: under each name of its product each name of its own. What is a cycle
 * of the product still is no old name.
 */
export function formerIds(product: Product, { cycle, was: said = [] }: Release): string[] {
  const was = said.filter((name) => !product.releases.some((one) => one.cycle === name))
  return [product.id, ...(product.was ?? [])]
    .flatMap((id) => [cycle, ...was].map((name) => `${id}/${name}`))
    .filter((id) => id !== `${product.id}/${cycle}`)
}

/** A name may have been given up more than once; one that leads nowhere is none. */
function lastOf(name: string, became: ReadonlyMap<string, string>, own: ReadonlySet<string>): string | undefined {
  const seen = new Set<string>()
  let at = name
  while (!own.has(at)) {
    const next = became.get(at)
    if (next === undefined || seen.has(at)) return undefined
    seen.add(at)
    at = next
  }
  return at
}

/** The name that counts now; itself where it is no old one. */
export function nowNamed(name: CycleName, renames: Renames): CycleName {
  return renames.get(cycleId(name)) ?? name
}

/** Every name that a cycle had. */
export function formerNames(name: CycleName, renames: Renames): CycleName[] {
  const id = cycleId(name)
  return [...renames].filter(([, to]) => cycleId(to) === id).map(([old]) => cycleFrom(old))
}

const cycleNames = new WeakMap<ReleaseTable, (id: string) => boolean>()

/** Whether `product/cycle` is the name of one cycle, or was: a name may hold the sign that joins them in keys. */
export function cycleNamesIn(table: ReleaseTable): (id: string) => boolean {
  const known = cycleNames.get(table)
  if (known !== undefined) return known
  const { products } = table
  const names = new Set(products.flatMap(({ id, releases }) => releases.map(({ cycle }) => `${id}/${cycle}`)))
  const renames = renamesIn(table)
  const isCycle = (id: string) => names.has(id) || renames.has(id)
  cycleNames.set(table, isCycle)
  return isCycle
}
