import { expect, test } from 'vitest'
import { noReleases } from '../../src/releases/release.js'
import { reachAmong, unknownRuns } from '../../src/subscribers/unknown-runs.js'
import { product, release, releaseTable } from '../support/releases.js'

const table = releaseTable(
  product('lantern-os', [release('4.2'), release('4.1-LTS'), release('4.10'), release('Server 2')]),
  product('beacon', [release('1.0'), release('4.2')]),
)
const nearestTo = (run: string) => unknownRuns([{ runs: [run], people: 1 }], table)[0]

test.each([
  ['of a product that is called otherwise', 'lantern/4.10', 'lantern-os/4.10'],
  ['of a product that is called something else altogether', 'oil-lamp/4.10', 'lantern-os/4.10'],
  ['that is called longer now', 'lantern-os/4.1', 'lantern-os/4.1-LTS'],
  ['in another letter case', 'lantern-os/server_2', 'lantern-os/Server_2'],
  ['that is misspelt', 'beacon/1.00', 'beacon/1.0'],
  ['that is nowhere, and near to none', 'kubernetes/jammy-jellyfish', undefined],
  ['that two other products have', 'oil-lamp/4.2', undefined],
])('a cycle %s: %s is probably %s', (_what, run, nearest) => {
  expect(nearestTo(run)).toEqual({ run, people: 1, ...(nearest !== undefined && { nearest }) })
})

test.each(['lantern-os/4.2', 'lantern-os/Server_2', 'Server_2', '4.2'])('%s is a cycle of the table', (run) => {
  expect(nearestTo(run)).toBeUndefined()
})

test('where the table cannot be read, or is none, nobody runs what it does not have', () => {
  const all = [{ runs: ['lantern-os/9', '9'], people: 3 }]
  expect(unknownRuns(all, noReleases)).toEqual([])
  expect(unknownRuns(all, { ...table, unreadable: ['*'] })).toEqual([])
  expect(unknownRuns(all, { ...table, unreadable: ['lantern-os/9'] }).map(({ run }) => run)).toEqual([])
  expect(unknownRuns(all, { ...table, unreadable: ['beacon/9'] }).map(({ run }) => run)).toEqual(['lantern-os/9'])
})

test('people are counted by word, those of most first', () => {
  const all = [
    { runs: ['beacon/7', 'lantern-os/9'], people: 2 },
    { runs: ['lantern-os/9', 'lantern-os/4.2'], people: 3 },
    { runs: [], people: 100 },
  ]
  expect(unknownRuns(all, table).map(({ run, people }) => [run, people])).toEqual([
    ['lantern-os/9', 5],
    ['beacon/7', 2],
  ])
})

test('a notice misses who may run its cycle under another name', () => {
  const about = { product: 'lantern-os', cycle: '4.1-LTS' }
  const reach = (...all: [number, ...string[]][]) => {
    const same = all.map(([people, ...runs]) => ({ people, runs }))
    const { reached, missed } = reachAmong(same, about, table, new Set(['lantern-os/3.0']))
    return [reached, missed]
  }
  expect(reach([2], [3, 'lantern-os/4.1'], [5, 'lantern/4.1'])).toEqual([2, 8])
  // Who runs another cycle, what has ended, or another product is not meant.
  expect(reach([1, 'lantern-os/4.1-LTS'], [9, 'lantern-os/4.2'], [7, 'lantern-os/3.0'], [6, 'beacon/1.1'])).toEqual([
    1, 0,
  ])
  // One person with two words is one.
  expect(reach([4, 'lantern/4.1', 'lantern/4.0'], [1, 'lantern-os/4.1-LTS', 'lantern/4.0'])).toEqual([1, 4])
})
