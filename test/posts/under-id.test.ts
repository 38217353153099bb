/** A post under another id is what would be read where the register keeps that id. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePost } from '../../src/posts/parse.js'
import { underId } from '../../src/posts/under-id.js'

const settings = {
  url: 'https://lantern.example',
  timezone: 'Europe/Berlin',
  author: 'Ada',
  permalink: '/news/:title/',
}
const front = fc.record({
  date: fc.constantFrom('', 'date: 2026-05-04\n', 'date: 2026-05-04 09:30:00 +0000\n'),
  permalink: fc.constantFrom('', 'permalink: /:year/:hour-:minute-:second/:title/\n', 'permalink: pretty\n'),
  id: fc.constantFrom('', 'id: stated\n', "id: ''\n"),
  categories: fc.constantFrom('', 'categories: [a, b]\n'),
})

test('for any date, permalink and stated id', () => {
  fc.assert(
    fc.property(front, fc.stringMatching(/^[a-z0-9-]{1,12}$/), ({ date, permalink, id, categories }, kept) => {
      const text = `---\ntitle: Oil\n${date}${permalink}${id}${categories}---\nText.\n`
      const source = { path: '2026-05-04-oil.md', bytes: new TextEncoder().encode(text) }
      const read = (ids: [string, string][]) => parsePost(source, settings, new Map(ids)).announcement
      const plain = read([])
      if (plain === undefined) throw new Error('it does not parse')
      expect(underId(plain, kept, settings)).toEqual(read([['2026-05-04-oil', kept]]))
    }),
  )
})
