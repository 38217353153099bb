/** Small sites of five generators, as the generators published them and as Belfry reads them. */
import { expect, test } from 'vitest'
import { differences } from './compare.js'
import { sites } from './published.js'

test.each(sites)('%s', async (site) => {
  const found = await differences(site)
  console.log(site, found.equal, 'of', found.all, 'ids', found.ids.join('/'), '\n' + found.lines.join('\n'))
  expect(found.all).toBeGreaterThan(10)
})
