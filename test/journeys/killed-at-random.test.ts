/** The bench of crashes (`npm run bench:crash`), small: workers are killed at random moments while people leave the list. */
import { expect, test } from 'vitest'
import { isBroken, judge } from '../bench/crash/judge.js'
import { storm } from '../bench/crash/storm.js'
import { freshDatabase } from '../support/databases.js'

const sizes = [
  { dialect: 'postgres', recipients: 400, kills: 5, workers: 2, seed: 7 },
  { dialect: 'sqlite', recipients: 300, kills: 3, workers: 1, seed: 7 },
] as const

for (const { dialect, ...size } of sizes) {
  test(`${size.kills} kills among ${size.workers} on ${dialect}: nobody is left out, nobody who left is mailed, and who has it twice is named`, async () => {
    const database = await freshDatabase(dialect)
    const evidence = await storm({ ...size, database, leavers: 20, connections: 3, lease: '4s' })
    expect(evidence.faults).toEqual([])
    expect(judge(evidence).filter(isBroken)).toEqual([])
    expect(evidence.kills.filter(({ inDoubt }) => inDoubt.length > 0)).not.toEqual([])
    expect(evidence.leavers.filter(({ attempts }) => attempts === 0)).not.toEqual([])
  })
}
