/**
 * What the releases are called that a notice is about. Pure. In: product, releases, the words of the language. Out: one
 * name, or several as one says them: `Lantern OS 4.1 and 4.2`.
 */
import { plainLine } from '../../base/plain-line.js'
import type { Product, Release } from '../../releases/release.js'
import { releaseName } from '../../releases/release-name.js'
import type { EndOfLifeInput } from './facts.js'
import type { EndOfLifeTexts } from './texts.js'

/** A title names so many; of more it names the first, and counts the others. */
const NAMED = 4
const FIRST = 3

export function saidReleases({ release, further = [] }: EndOfLifeInput): [Release, ...Release[]] {
  return [release, ...further]
}

/** For a title: the first few, and how many more. */
export function shortNames(product: Product, releases: readonly Release[], texts: EndOfLifeTexts): string {
  const names = namesIn(product, releases)
  if (names.length <= NAMED) return texts.list(names, 'and')
  return texts.list([...names.slice(0, FIRST), texts.say('names.more', { more: names.length - FIRST })], 'and')
}

/** One of them, whichever: `if you run Lantern OS 4.1 or 4.2`. */
export function anyName(product: Product, releases: readonly Release[], texts: EndOfLifeTexts): string {
  if (releases.length > NAMED) return texts.say('names.oneOf', { name: shortNames(product, releases, texts) })
  return texts.list(namesIn(product, releases), 'or')
}

/** All of them, with their codenames. */
export function fullNames(product: Product, releases: readonly Release[], texts: EndOfLifeTexts): string {
  const names = namesIn(product, releases)
  return texts.list(
    releases.map((release, index) => withCodename(names[index] ?? '', release, texts)),
    'and',
  )
}

function withCodename(name: string, release: Release, texts: EndOfLifeTexts): string {
  const codename = plainLine(release.codename ?? '')
  if (codename === '' || name.toLowerCase().includes(codename.toLowerCase())) return name
  return texts.say('named', { name, codename })
}

/** The product is said once where all of them begin with it. */
function namesIn(product: Product, releases: readonly Release[]): string[] {
  const names = releases.map((release) => releaseName(product, release))
  const start = `${plainLine(product.title) || product.id} `
  return names.every((name) => name.startsWith(start))
    ? names.map((name, index) => (index === 0 ? name : name.slice(start.length)))
    : names
}
