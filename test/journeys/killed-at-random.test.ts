/**
 * The bench of crashes (`npm run bench:crash`), small: workers are killed at random moments while people leave the
 * list.
 */
import { expect, test } from 'vitest'
import { isBroken, judge } from '../bench/crash/judge.js'
import { type Evidence, storm } from '../bench/crash/storm.js'
import { freshLedger } from '../support/databases.js'

const sizes = [
  { dialect: 'postgres', recipients: 400, kills: 5, workers: 2, seed: 7 },
  { dialect: 'sqlite', recipients: 300, kills: 3, workers: 1, seed: 7 },
] as const

for (const { dialect, ...size } of sizes) {
  test(`${size.kills} kills among ${size.workers} on ${dialect}: nobody is left out, nobody who left is mailed, and who has it twice is named`, async () => {
    const database = await freshLedger(dialect)
    const evidence = await storm({ ...size, database, leavers: 20, connections: 3, lanes: 4, lease: '4s' })
    expect(evidence.faults).toEqual([])
    expect(judge(evidence).filter(isBroken)).toEqual([])
    expect(evidence.kills.filter(({ inDoubt }) => inDoubt.length > 0)).not.toEqual([])
    expect(evidence.leavers.filter(({ attempts }) => attempts === 0)).not.toEqual([])
  })
}

const copy = (to: string, change = {}) => ({ to, messageId: '<one@lantern.example>', digest: `of ${to}`, ...change })

/**
 * Ada was being sent to when the worker died, and has it twice; Bob has it once; Cy left before, Dee while hers was on
 * its way.
 */
const sound: Evidence = {
  storm: {
    database: '',
    recipients: 4,
    kills: 1,
    workers: 1,
    leavers: 2,
    connections: 1,
    lanes: 2,
    lease: '5s',
    seed: 1,
  },
  kills: [{ at: 1, inDoubt: ['ada'] }],
  leavers: [
    { address: 'cy', state: 'queued', attempts: 0, at: 1 },
    { address: 'dee', state: 'sending', attempts: 1, at: 3 },
  ],
  copies: [copy('ada'), copy('bob'), copy('ada'), copy('dee')],
  deliveries: [
    { address: 'ada', state: 'accepted', attempts: 2 },
    { address: 'bob', state: 'accepted', attempts: 1 },
    { address: 'cy', state: 'cancelled', attempts: 0 },
    { address: 'dee', state: 'accepted', attempts: 1 },
  ],
  maybeTwice: ['ada'],
  mailingState: 'finished',
  sums: [4],
  faults: [],
  seconds: 1,
}

const broken = (change: Partial<Evidence>) =>
  judge({ ...sound, ...change })
    .filter(isBroken)
    .map(({ what }) => what)

test('the judge of the bench finds nothing in evidence that is sound', () => {
  expect(broken({})).toEqual([])
})

test.each<[string, Partial<Evidence>, string[]]>([
  ['somebody has none', { copies: sound.copies.filter(({ to }) => to !== 'bob') }, ['lost']],
  [
    'somebody who left is mailed',
    { copies: [...sound.copies, copy('cy')] },
    ['mailed after they left', 'copies that no start in the ledger allows'],
  ],
  [
    'somebody who left has a copy of before and one of after',
    {
      copies: [copy('dee'), ...sound.copies],
      deliveries: sound.deliveries.map((one) => (one.address === 'dee' ? { ...one, attempts: 2 } : one)),
      leavers: [...sound.leavers.slice(0, 1), { address: 'dee', state: 'uncertain', attempts: 2, at: 2 }],
      maybeTwice: ['ada', 'dee'],
      kills: [{ at: 1, inDoubt: ['ada', 'dee'] }],
    },
    ['mailed after they left'],
  ],
  [
    'a delivery is started for somebody who left',
    { deliveries: sound.deliveries.map((one) => (one.address === 'cy' ? { ...one, attempts: 1 } : one)) },
    ['mailed after they left'],
  ],
  ['a second copy is not named', { maybeTwice: [] }, ['extra copies not named']],
  ['a second copy is nobody’s death', { kills: [{ at: 1, inDoubt: [] }] }, ['extra copies that no kill explains']],
  [
    'a death leaves more in doubt than lanes',
    { kills: [{ at: 1, inDoubt: ['ada', 'bob', 'dee'] }] },
    ['deliveries in doubt after one kill, at most'],
  ],
  [
    'a copy has another Message-ID and other bytes',
    { copies: sound.copies.map((one, index) => (index === 2 ? copy('ada', { messageId: '<two>', digest: '' }) : one)) },
    ['Message-IDs', 'people whose copies differ'],
  ],
  ['states do not add up', { sums: [4, 3] }, ['of which did not add up']],
  ['the mailing goes on', { mailingState: 'sending' }, ['mailings not finished']],
  ['a worker ended by itself', { faults: ['why'] }, ['processes that failed']],
])('the judge of the bench sees that %s', (_what, change, expected) => {
  expect(broken(change)).toEqual(expected)
})
