/** What is an alarm and what is none, by facts alone; and that each is told once, and that it is over. */
import { expect, test } from 'vitest'
import { parseReleases } from '../../src/releases/parse.js'
import { noReleases } from '../../src/releases/release.js'
import { type AlarmFacts, alarmsOf } from '../../src/run/alarms.js'
import { bad, good } from '../../src/run/doctor.js'
import { claimOccasions, settleOccasions } from '../../src/store/occasion-store.js'
import { openLedger } from '../delivery/ledger.js'
import { dialects } from '../support/databases.js'

const NOW = Date.parse('2026-12-01T12:00:00Z')
const nothing: AlarmFacts = {
  slowed: [],
  returned: { bounces: new Map(), mailed: 0 },
  disks: [],
  certificates: [],
  releases: noReleases,
}
const alarms = (facts: Partial<AlarmFacts>) => alarmsOf({ ...nothing, ...facts }, NOW, 'UTC')
const keys = (facts: Partial<AlarmFacts>) => alarms(facts).map(({ key }) => key)

test('nothing is no alarm', () => expect(alarms({})).toEqual([]))

test('a slowed domain', () => {
  expect(alarms({ slowed: [{ domain: 'slow.example', pace: 2 }] })).toMatchObject([
    { key: 'slowed:slow.example', title: 'Mail to slow.example is slowed', command: 'belfry mailings watch' },
  ])
})

test.each([
  [{ hard: 5 }, 100, []],
  [{ hard: 3, soft: 3 }, 100, ['bounce-rate']],
  [{ hard: 99 }, 99, []],
  [{ complaint: 3 }, 1000, []],
  [{ complaint: 4 }, 1000, ['complaint-rate']],
  [{ complaint: 4, policy: 51 }, 1000, ['bounce-rate', 'complaint-rate']],
])('%j of %i', (bounces, mailed, expected) => {
  expect(keys({ returned: { bounces: new Map(Object.entries(bounces)), mailed } })).toEqual(expected)
})

test('a disk, again when it gets worse', () => {
  const disks = [
    good('disk of the feeds', '/x: 9 MB'),
    bad('disk of the ledger', 'error', '/y: 3 MB free', 'Make room.'),
  ]
  expect(keys({ disks })).toEqual(['disk:disk of the ledger:error'])
  expect(keys({ disks: [bad('disk of the ledger', 'warning', '', '')] })).toEqual(['disk:disk of the ledger:warning'])
})

test.each([
  [15, []],
  [13, ['certificate:inbound.cert:2026-12-14:near']],
  [-1, ['certificate:inbound.cert:2026-11-30:over']],
])('a certificate that ends in %i days', (days, expected) => {
  const validUntil = NOW + days * 86_400_000
  expect(keys({ certificates: [{ name: 'inbound.cert', file: '/c.pem', validUntil }] })).toEqual(expected)
})

test.each([
  [
    'its successor lasts longer',
    [
      ['1', '2027-01-15'],
      ['2', '2028-01-15'],
    ],
    [],
  ],
  [
    'a successor without an end lasts',
    [
      ['1', '2027-01-15'],
      ['2', 'false'],
    ],
    [],
  ],
  [
    'nothing lasts longer',
    [
      ['1', '2026-06-01'],
      ['2', '2027-01-15'],
    ],
    ['last-cycle:moth/2:2027-01-15'],
  ],
  ['it is far', [['2', '2027-06-15']], []],
  ['it is over', [['2', '2026-11-15']], []],
])('the last cycle: %s', (_, cycles, expected) => {
  const rows = cycles.map(
    ([cycle, eol]) => `  - releaseCycle: "${cycle}"\n    releaseDate: 2024-01-01\n    eol: ${eol}\n`,
  )
  const text = `title: Moth\npermalink: /moth\nreleases:\n${rows.join('')}`
  expect(keys({ releases: parseReleases('releases.yaml', text, 'https://lantern.example') })).toEqual(expected)
})

test.each(dialects)(
  'an occasion is told once, again after its end, and its end where it has a title, on %s',
  async (dialect) => {
    const store = await openLedger(dialect)
    try {
      const claim = async (all: string[], now: number) =>
        await store.transaction(
          async (transaction) => await claimOccasions(transaction, { keys: all, known: 'all' }, now),
        )
      expect(await claim(['a', 'b'], 1)).toEqual({ keys: ['a', 'b'], over: [] })
      await settleOccasions(store.db, [{ key: 'a', title: 'Disk full' }, { key: 'b' }], true, 1)
      expect(await claim(['a', 'b'], 2)).toEqual({ keys: [], over: [] })
      expect(await claim([], 3)).toEqual({ keys: [], over: ['Disk full'] })
      expect(await claim(['a'], 4)).toEqual({ keys: ['a'], over: [] })
      expect(await claim([], 5)).toEqual({ keys: [], over: [] })
    } finally {
      await store.close()
    }
  },
)
