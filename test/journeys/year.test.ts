/**
 * The bench of a year (`npm run bench:year`), small: the same scenes, the same book, the same promises. On PostgreSQL,
 * where more can go wrong; on both where TEST_DATABASES is `both`, and in the bench.
 */
import { expect, test } from 'vitest'
import { dialects, freshLedger } from '../support/databases.js'
import { liveThrough } from './year/year.js'

test.each(dialects.filter((dialect) => dialect === 'postgres' || process.env.TEST_DATABASES === 'both'))(
  'three weeks of posts, faults of the server and restores on %s: nothing is lost, nothing goes out that ought not to',
  async (dialect) => {
    const database = await freshLedger(dialect)
    const { broken, counts } = await liveThrough({ dialect, database, seed: 7, days: 20, posts: 12, restores: 6 })
    expect(broken).toBeUndefined()
    // What the dice never drew was not tried.
    for (const what of ['restores', 'posts', 'updates', 'recalls', 'holds', 'cutAfter', 'slow', 'later'])
      expect([what, counts[what]]).not.toEqual([what, 0])
  },
)
