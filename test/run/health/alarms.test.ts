/** What is an alarm and what is none, by facts alone; and that each is told once, and that it is over. */
import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:tls'
import { SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
import { parseReleases } from '../../../src/releases/parse.js'
import { noReleases } from '../../../src/releases/release.js'
import { type AlarmFacts, alarmsOf } from '../../../src/run/health/alarms.js'
import { bad, good } from '../../../src/run/health/doctor.js'
import { endsOfOpenpgpKeys, endsOfSshSigners } from '../../../src/run/health/endings.js'
import { lookAtEndings, readEndings } from '../../../src/run/health/read-endings.js'
import { isOverdue, nextExpected } from '../../../src/schedule/next-look.js'
import { claimOccasions, settleOccasions } from '../../../src/store/occasion-store.js'
import { openLedger } from '../../delivery/ledger.js'
import { dialects } from '../../support/databases.js'
import { CERTIFICATE, KEY } from '../../support/loopback-certificate.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'

const NOW = Date.parse('2026-12-01T12:00:00Z')
const nothing: AlarmFacts = {
  slowed: [],
  returned: { bounces: new Map(), mailed: 0 },
  disks: [],
  endings: [],
  oldKeys: [],
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
  expect(keys({ endings: [{ what: 'certificate', name: 'inbound.cert', cure: 'renew it', validUntil }] })).toEqual(
    expected,
  )
})

test('a certificate for six days is near its end in the last two; a key has a month, and each says what to do', () => {
  const DAY = 86_400_000
  const short = (days: number) => ({ validFrom: NOW - (6 - days) * DAY, validUntil: NOW + days * DAY })
  const ending = { what: 'certificate' as const, name: 'web.url (news.example.org)', cure: 'renew it' }
  expect(keys({ endings: [{ ...ending, ...short(2.1) }] })).toEqual([])
  expect(keys({ endings: [{ ...ending, ...short(1.9) }] })).toHaveLength(1)
  const key = { what: 'key' as const, name: 'mail.openpgp.key', cure: 'extend it', validUntil: NOW + 29 * DAY }
  expect(alarms({ endings: [key] })).toMatchObject([{ title: expect.stringContaining('ends on'), reason: 'extend it' }])
  expect(keys({ endings: [{ ...key, validUntil: NOW + 31 * DAY }] })).toEqual([])
  const old = bad('age of the DKIM key', 'warning', '/k.pem is 800 days old', 'Make a new one.')
  expect(keys({ oldKeys: [old, good('age of the DKIM key', '/n.pem, 3 days old')] })).toEqual(['old-key:/k.pem'])
})

test('ends of keys, as files of signers and gpg say them', () => {
  const ssh = [
    '# ada@example.org valid-before="20200101" ssh-ed25519 AAAA',
    'ada@example.org namespaces="git",valid-before="20261215" ssh-ed25519 AAAA',
    'bob@example.org,*@x.example valid-after="20200101Z",valid-before="202612150930Z" ssh-ed25519 AAAA',
    'eve@example.org ssh-ed25519 AAAA',
    'mal@example.org valid-before="20261345" ssh-ed25519 AAAA',
  ]
  expect(endsOfSshSigners(ssh.join('\n'))).toEqual([
    { who: 'ada@example.org', ends: Date.parse('2026-12-15T00:00:00Z') },
    { who: 'bob@example.org,*@x.example', ends: Date.parse('2026-12-15T09:30:00Z') },
  ])
  const gpg = [
    'pub:u:255:22:AAAA:1577836800:1797292800::u:::scESC:',
    'fpr:::::::::F1:',
    'uid:u::::1577836800::H::Ada \\x3a Lantern <ada@example.org>:',
    'sub:u:255:18:BBBB:1577836800:1797292801::::::e:',
    'pub:u:255:22:CCCC:1577836800:::u:::scESC:',
    'uid:u::::1577836800::H::Bob:',
    'sec:u:255:22:DDDD:1577836800:1797292802::u:::scESC:',
  ]
  expect(endsOfOpenpgpKeys(gpg.join('\n'))).toEqual([
    { who: 'Ada : Lantern <ada@example.org>', ends: 1_797_292_800_000 },
    { who: 'DDDD', ends: 1_797_292_802_000 },
  ])
})

test('certificates of the web and of the mail server are looked at every six hours, and kept while none answers', async () => {
  const web = createServer({ key: KEY, cert: CERTIFICATE }, (socket) => socket.on('error', () => undefined))
  const smtp = new SMTPServer({ key: KEY, cert: CERTIFICATE, authOptional: true })
  const listening = async (server: Server) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const [webPort, smtpPort] = [await listening(web), await listening(smtp.server)]
  let asked = 0
  web.on('connection', () => {
    asked += 1
  })
  const clock = testClock('2026-12-01T12:00:00Z')
  const project = await makeProject('sqlite', {
    web: { url: `https://127.0.0.1:${webPort}` },
    mail: { transport: `smtp://127.0.0.1:${smtpPort}` },
  })
  const world = await openTestWorld(project, clock)
  try {
    const first = await readEndings(world)
    const until = Date.parse('2120-01-01T00:00:00Z')
    expect(first).toMatchObject([
      { what: 'certificate', name: 'web.url (127.0.0.1)', validUntil: until },
      { what: 'certificate', name: 'the mail server (127.0.0.1)', validUntil: until },
    ])
    expect(await lookAtEndings(world.config)).toEqual(first)
    asked = 1
    clock.advance(6 * 3_600_000 - 1)
    expect([await readEndings(world), asked]).toEqual([first, 1])
    clock.advance(1)
    expect([await readEndings(world), asked]).toEqual([first, 2])
    web.close()
    await new Promise<void>((resolve) => smtp.close(resolve))
    clock.advance(7 * 3_600_000)
    expect(await readEndings(world)).toEqual(first)
  } finally {
    await world.close()
  }
})

test('feeds are overdue an hour after a run that was due and did not write them', () => {
  const HOUR = 3_600_000
  const next = () => NOW + HOUR
  const expected = nextExpected({ publishedAt: undefined, expected: undefined }, next)
  expect(expected).toBe(NOW + HOUR)
  const later = () => NOW + 9 * HOUR
  expect(nextExpected({ publishedAt: NOW, expected }, later)).toBe(expected)
  expect(nextExpected({ publishedAt: NOW + HOUR, expected }, later)).toBe(NOW + 9 * HOUR)
  expect([isOverdue(expected, NOW + 2 * HOUR), isOverdue(expected, NOW + 2 * HOUR + 1)]).toEqual([false, true])
  expect(isOverdue(undefined, NOW)).toBe(false)
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
      const a = { key: 'a', title: 'Disk full', saysOver: true }
      expect(await claim(['a', 'b'], 1)).toEqual({ keys: ['a', 'b'], over: [] })
      await settleOccasions(store.db, [a, { key: 'b', title: 'Held' }], true, 1)
      expect(await claim(['a', 'b'], 2)).toEqual({ keys: [], over: [] })
      expect(await claim([], 3)).toEqual({ keys: [], over: [a, { key: 'b', title: 'Held', saysOver: false }] })
      expect(await claim(['a'], 4)).toEqual({ keys: ['a'], over: [] })
      expect(await claim([], 5)).toEqual({ keys: [], over: [] })
      // What gets worse is told, and is no end of what it was.
      const disk = (health: string) => ({ key: `disk:feeds:${health}`, title: `Disk ${health}`, saysOver: true })
      await claim([disk('warning').key], 6)
      await settleOccasions(store.db, [disk('warning')], true, 6)
      expect(await claim([disk('error').key], 7)).toEqual({ keys: [disk('error').key], over: [] })
      await settleOccasions(store.db, [disk('error')], true, 7)
      expect(await claim([], 8)).toEqual({ keys: [], over: [disk('error')] })
    } finally {
      await store.close()
    }
  },
)
