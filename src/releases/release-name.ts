/**
 * What people call a release: product and cycle on one line, `Lantern OS 2.1`. Pure. In: product and release, or their
 * names. Out: the name.
 */
import { plainLine } from '../base/plain-line.js'
import type { Product, Release } from './release.js'

export function releaseName(product: Product, release: Release): string {
  return namedWith(plainLine(product.title) || product.id, plainLine(release.label) || plainLine(release.cycle))
}

/** A label that already names the product stands alone. */
export function namedWith(product: string, label: string): string {
  if (label === '') return product
  return label === product || label.startsWith(`${product} `) ? label : `${product} ${label}`
}
