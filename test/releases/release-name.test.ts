/** What a release is called: words that product and label have in common are said once. */
import { expect, test } from 'vitest'
import { releaseName } from '../../src/releases/release-name.js'
import { product, release } from '../support/releases.js'

test.each([
  ['Google Pixel', 'Pixel 6', 'Google Pixel 6'],
  ['Apple iPhone', 'iPhone 6 Plus', 'Apple iPhone 6 Plus'],
  ['Windows Server', 'Windows Server 2019', 'Windows Server 2019'],
  ['Lantern OS', 'lantern os 4', 'lantern os 4'],
  ['Lantern OS', '4.1', 'Lantern OS 4.1'],
  ['Lantern OS', 'OS', 'Lantern OS OS'],
  ['Moth 4', '4 beta', 'Moth 4 4 beta'],
  ['Lamp', 'Lamplight 2', 'Lamp Lamplight 2'],
])('%s and %s are %s', (title, label, name) => {
  const one = release('1', { label })
  expect(releaseName(product('x', [one], { title }), one)).toBe(name)
})
