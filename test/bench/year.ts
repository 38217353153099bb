/**
 * A year, compressed: posts, faults of the server, restores, keys and people that come and go, held against what ought
 * to have been mailed. Run it with tsx: year.ts [sqlite|postgres] [SEED] [DAYS]. The same seed draws the same year; the
 * order in which two connections meet their faults is the machine's own. Exit code 1 at the first broken promise.
 */

import { liveThrough } from '../journeys/year/year.js'
import { cleanUp } from '../support/git-repository.js'
import { openDatabase } from './open-database.js'

const [name = 'sqlite', ...numbers] = process.argv.slice(2)
const dialect = name === 'postgres' ? 'postgres' : 'sqlite'
const [seed = 0, days = 0] = [Math.floor(Math.random() * 2 ** 31), 300].map((usual, at) => Number(numbers[at] ?? usual))

const { database, stop } = await openDatabase(name, false)
try {
  console.log(`${dialect}, seed ${seed}, ${days} days`)
  const began = performance.now()
  const onDay = (day: number) => (day % 30 === 29 ? console.log(`  day ${day + 1}`) : undefined)
  const shares = { posts: Math.ceil(days / 2), restores: Math.ceil(days / 20) }
  const { counts, broken } = await liveThrough({ dialect, database, seed, days, ...shares, onDay })
  for (const [what, is] of Object.entries(counts)) console.log(`  ${what.padEnd(20)} ${String(is).padStart(7)}`)
  console.log(`  ${'seconds'.padEnd(20)} ${String(Math.round((performance.now() - began) / 1000)).padStart(7)}`)
  if (broken !== undefined) {
    console.log(`BROKEN with seed ${seed}, ${broken}`)
    process.exitCode = 1
  }
} finally {
  cleanUp()
  await stop()
}
