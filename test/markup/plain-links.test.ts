import fc from 'fast-check'
import markdownIt from 'markdown-it'
import { expect, test } from 'vitest'
import { plainLinks } from '../../src/markup/plain-links.js'

const before = markdownIt()
const now = markdownIt().use(plainLinks)

const host = fc.stringMatching(/^[a-zA-Z0-9.-]{0,70}$/)
const rest = fc.stringMatching(/^[\w./~%@:?#&=[\] äЖ-]{0,30}$/)
const scheme = fc.constantFrom('https://', 'http://', 'HTTP://', '//', 'mailto:', '/', '#', '')

test('addresses become what markdown-it makes of them', () => {
  const address = fc.tuple(scheme, host, fc.constantFrom('/', '#', '', '.', '..'), rest)
  fc.assert(
    fc.property(address, (parts) => {
      expect(now.normalizeLink(parts.join(''))).toBe(before.normalizeLink(parts.join('')))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  'https://lantern.example/news/2026/05/04/wick_2/#oil-1',
  'https://lantern.example',
  '/news/../x/./y//z',
  '#top',
  '#',
  '',
  `https://${'a'.repeat(64)}.example/`,
  `https://${'a.'.repeat(130)}example/`,
  'https://LANTERN.example/',
  'https://lantern.example./',
  'https://lanterne.exämple/x',
])('%s', (address) => {
  expect(now.normalizeLink(address)).toBe(before.normalizeLink(address))
})
