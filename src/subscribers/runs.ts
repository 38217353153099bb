/**
 * Which release cycles a person runs. Pure. In: what they or an operator wrote, and the releases table. Out: words as
 * they are kept, `product/cycle`, or what is wrong with them; and whether they speak of a cycle. Who names none is told
 * of all.
 */

import { nearest } from '../base/nearest.js'
import { type CycleName, cycleFrom, renamesIn } from '../releases/former-names.js'
import type { Product, ReleaseTable } from '../releases/release.js'
import { subscribersTexts } from './texts.js'

/** Nobody runs more; a form must not fill the ledger. */
export const RUNS_LIMIT = 100
const WORD = /^(?!\/)[^\s\p{C}]{1,120}(?<!\/)$/u

/** A cycle that something is told about. */
export interface RunningCycle extends CycleName {
  /** What it was called before, and those that are told with it. */
  readonly also?: readonly CycleName[]
  /** Where it is told with others: the words of each, in the notice's order. */
  readonly each?: readonly (readonly string[])[]
  /** Words of cycles whose life is over: who runs nothing else counts as having named none. */
  readonly ended?: ReadonlySet<string>
}

export type ParsedRuns =
  | { readonly runs: readonly string[]; readonly fault?: undefined }
  | { readonly fault: string; readonly runs?: undefined }

/** `product/cycle` as people are kept with it: white space inside would make two words of it. */
export function runName(product: string, cycle: string): string {
  return `${oneWord(product)}/${oneWord(cycle)}`
}

function oneWord(text: string): string {
  return text.trim().replace(/\s+/g, '_')
}

/** Undefined too where another product may be there that cannot be read. */
export function onlyProduct({ products, unreadable }: ReleaseTable): Product | undefined {
  const [product, ...others] = products
  if (product === undefined || others.length > 0) return undefined
  return unreadable.every((name) => name === product.id || name.startsWith(`${product.id}/`)) ? product : undefined
}

/**
 * @param written words, or several of them in one text
 * @param kept the person's words from before: they stay though their cycle left the table
 */
export function parseRuns(written: readonly string[], table: ReleaseTable, kept: readonly string[] = []): ParsedRuns {
  const words = written.flatMap((text) => text.split(/\s+/)).filter(Boolean)
  const known = knownRuns(table)
  const runs = new Set<string>()
  for (const word of words) {
    if (!WORD.test(word)) return { fault: `"${[...word].slice(0, 40).join('')}" is no release cycle` }
    const run = known.get(word) ?? (kept.includes(word) ? word : known.get(word.toLowerCase()))
    if (run === undefined && !isUnknowable(word, table)) return { fault: faultOf(word, table) }
    runs.add(run ?? word)
  }
  return runs.size > RUNS_LIMIT ? { fault: `at most ${RUNS_LIMIT} release cycles can be named` } : { runs: [...runs] }
}

/**
 * The words that name a cycle. A bare one was kept while there was no other product, or no table: it names the cycle
 * for ever.
 */
export function namesOf({ product, cycle, also = [] }: RunningCycle): string[] {
  return [
    ...new Set(
      [{ product, cycle }, ...also].flatMap((name) => [runName(name.product, name.cycle), oneWord(name.cycle)]),
    ),
  ]
}

/** Whether somebody with these words is told of the cycle. */
export function telling(about: RunningCycle): (runs: readonly string[]) => boolean {
  const isNamed = naming(about)
  return (runs) => isNamed(runs) || runs.every((run) => about.ended?.has(run) === true)
}

/** Whether somebody with these words names the cycle. */
export function naming(about: RunningCycle): (runs: readonly string[]) => boolean {
  const names = new Set(namesOf(about))
  return (runs) => runs.some((run) => names.has(run))
}

/** What may be written → the word that is kept. As written in the table goes before any other letter case. */
function knownRuns(table: ReleaseTable): ReadonlyMap<string, string> {
  const only = onlyProduct(table)
  const named = table.products.flatMap(({ id, releases }) =>
    releases.flatMap(({ cycle }) => {
      const run = runName(id, cycle)
      const names = id === only?.id ? namesOf({ product: id, cycle }) : [run]
      return names.map((name) => [name, run] as const)
    }),
  )
  const renamed = [...renamesIn(table)].flatMap(([old, to]) => {
    const name = cycleFrom(old)
    const names = to.product === only?.id ? namesOf(name) : [runName(name.product, name.cycle)]
    return names.map((word) => [word, runName(to.product, to.cycle)] as const)
  })
  const known = new Map([...renamed, ...renamed.map(([name, run]) => [name.toLowerCase(), run] as const)])
  return new Map([...known, ...named.map(([name, run]) => [name.toLowerCase(), run] as const).reverse(), ...named])
}

/** Without a table, or where what it says of the word cannot be read, nobody can say that the word is wrong. */
export function isUnknowable(word: string, { products, unreadable }: ReleaseTable): boolean {
  if (products.length === 0 || unreadable.includes('*')) return true
  const [product = ''] = word.split('/')
  return unreadable.some((name) => name === product || oneWord(name) === word || oneWord(name).endsWith(`/${word}`))
}

function faultOf(word: string, table: ReleaseTable): string {
  const all = table.products.flatMap(({ id, releases }) => releases.map(({ cycle }) => runName(id, cycle)))
  const unsaid = word.includes('/') ? [] : all.filter((run) => run.toLowerCase().endsWith(`/${word.toLowerCase()}`))
  if (unsaid.length > 0) return `the release cycle "${word}" needs its product: ${unsaid.slice(0, 3).join(' or ')}`
  const near = nearest(word, all) ?? nearBare(word, table)
  const hint = near === undefined ? `there are ${someOf(all)}` : subscribersTexts.runs.didYouMean(near)
  return `there is no release cycle "${word}"; ${hint}`
}

/**
 * What a word that the table does not have probably was meant to be: the same in another letter case; a near cycle of
 * its product; where the product is not there, that cycle of the one other product that has it; else what is near.
 */
export function nearestRun(word: string, table: ReleaseTable): string | undefined {
  const all = table.products.map(({ id, releases }) => releases.map(({ cycle }) => runName(id, cycle)))
  const runs = all.flat()
  const same = runs.find((run) => run.toLowerCase() === word.toLowerCase())
  if (same !== undefined || !word.includes('/')) return same ?? nearBare(word, table) ?? nearest(word, runs)
  const product = word.slice(0, word.indexOf('/') + 1)
  const own = runs.filter((run) => run.startsWith(product))
  const cycle = word.slice(product.length).toLowerCase()
  const cycleIn = (run: string) => run.slice(run.indexOf('/') + 1).toLowerCase()
  if (own.length > 0) return nearestCycle(cycle, own, cycleIn)
  const elsewhere = runs.filter((run) => cycleIn(run) === cycle)
  return elsewhere.length === 1 ? elsewhere[0] : nearest(word, runs)
}

/** Of one product: by what the cycles are called, whose names may go on (`4.1` is `4.1-lts` now). */
function nearestCycle(cycle: string, own: readonly string[], cycleIn: (run: string) => string): string | undefined {
  const longer = own.filter((run) => isLonger(cycleIn(run), cycle) || isLonger(cycle, cycleIn(run)))
  if (longer.length === 1) return longer[0]
  const near = nearest(cycle, own.map(cycleIn))
  return own.find((run) => cycleIn(run) === near)
}

/** `4.1-lts` and `4.1 LTS` are longer than `4.1`; `4.10` is another number. */
function isLonger(text: string, start: string): boolean {
  return text.startsWith(start) && /^[^\p{L}\p{N}.]/u.test(text.slice(start.length))
}

function nearBare(word: string, table: ReleaseTable): string | undefined {
  const only = word.includes('/') ? undefined : onlyProduct(table)
  const near =
    only &&
    nearest(
      word,
      only.releases.map(({ cycle }) => cycle),
    )
  return only && near && runName(only.id, near)
}

function someOf(all: readonly string[]): string {
  return all.length > 8 ? `${all.slice(0, 8).join(', ')} …` : all.join(', ')
}
