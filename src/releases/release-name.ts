/**
 * What people call a release: product and cycle on one line, `Lantern OS 2.1`. Pure. In: product and release, or their
 * names. Out: the name.
 */
import { plainLine } from '../base/plain-line.js'
import type { Product, Release } from './release.js'

export function releaseName(product: Product, release: Release): string {
  return namedWith(plainLine(product.title) || product.id, plainLine(release.label) || plainLine(release.cycle))
}

/** A label that already names the product stands alone, and words that both have in common are said once. */
export function namedWith(product: string, label: string): string {
  if (label === '') return product
  if (label === product || startsWithWords(label, product)) return label
  const words = product.split(' ')
  const shared = words.findIndex((_, index) => isShared(words.slice(index).join(' '), label))
  return [...(shared < 0 ? words : words.slice(0, shared)), label].join(' ')
}

/** A number in both is two numbers: `Moth 4` and its cycle `4 beta`. */
function isShared(end: string, label: string): boolean {
  return /\p{L}/u.test(end) && startsWithWords(label.toLowerCase(), end.toLowerCase())
}

function startsWithWords(text: string, start: string): boolean {
  return text.startsWith(`${start} `)
}
