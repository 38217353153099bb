import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spokenDuration } from '../../../src/base/units.js'
import { watch } from '../../../src/cli/mailings/look-again.js'
import { redrawn, watchLine, watchLines } from '../../../src/cli/mailings/watch-lines.js'
import type { MailingLook } from '../../../src/delivery/mailing-look-store.js'
import { progressOf, recentLooks } from '../../../src/delivery/mailing-progress.js'

const NOW = Date.parse('2026-05-04T12:00:00Z')

const LOOK: MailingLook = {
  mailing: 3,
  key: 'announcement:2026-05-04-lantern-os-3-1-0',
  subject: 'Lantern OS 3.1.0 has been released',
  state: 'sending',
  audience: 1_000_000,
  ...{ accepted: 460_112, queued: 529_980, leased: 920, sending: 120, deferred: 7661, failed: 1204, uncertain: 3 },
  ...{ cancelled: 0, maybeTwice: 0 },
  messageId: '<one@announce.lantern.example>',
  lists: ['releases'],
  reason: '',
  startedAt: '2026-05-04T11:56:00Z',
  finishedAt: null,
  rate: 1917.1,
  now: NOW,
  workers: 2,
  nextRetry: NOW + 182_000,
  domains: [
    {
      domain: 'mail.example.org',
      deferred: 7480,
      failed: 1,
      uncertain: 0,
      reply: '450 4.7.1 Greylisted, see postgrey',
    },
    { domain: 'example.net', deferred: 100, failed: 1100, uncertain: 3, reply: '550 5.1.1 no such person' },
  ],
  slowed: [],
  isPartial: false,
}
/** Half a minute before. */
const BEFORE: MailingLook = { ...LOOK, now: NOW - 30_000, accepted: 400_112, queued: 589_980 }
const PROGRESS = progressOf(LOOK, [BEFORE, LOOK])

const drawn = (look: Partial<MailingLook>, width = 80) => {
  const changed = { ...LOOK, ...look }
  return watchLines(changed, progressOf(changed, [BEFORE, changed]), width)
}

describe('progress', () => {
  test('is what was accepted between two looks, and how long the rest takes at that speed', () => {
    expect(PROGRESS).toEqual({ done: 461_316, left: 538_684, share: 0.461316, rateNow: 2000, leftMs: 265_510 })
  })

  test('is unknown at the first look and where nothing moves', () => {
    expect(progressOf(LOOK, [LOOK])).toMatchObject({ rateNow: null, leftMs: null })
    expect(progressOf(LOOK, [{ ...LOOK, now: NOW - 1000 }, LOOK])).toMatchObject({ rateNow: 0, leftMs: null })
  })

  test('of a mailing to nobody is whole', () => {
    const nobody = {
      ...LOOK,
      audience: 0,
      accepted: 0,
      queued: 0,
      leased: 0,
      sending: 0,
      failed: 0,
      deferred: 0,
      uncertain: 0,
    }
    expect(progressOf(nobody, [nobody])).toMatchObject({ left: 0, share: 1 })
  })

  test('is never below nothing, also where an operator has some sent again', () => {
    const again = { ...LOOK, failed: 0, queued: LOOK.queued + 70_000 }
    expect(progressOf(again, [BEFORE, again])).toMatchObject({ rateNow: 2000, leftMs: null })
  })

  test('counts those of a large audience who have no delivery yet', () => {
    const half = (look: MailingLook) => ({ ...look, queued: look.queued - 250_000 })
    expect(progressOf(half(LOOK), [half(BEFORE), half(LOOK)])).toEqual(PROGRESS)
  })

  test('has nothing left but what waits, where more have come than there were', () => {
    const more = { ...LOOK, audience: 400_000 }
    const people = LOOK.accepted + LOOK.queued + LOOK.leased + LOOK.sending + LOOK.deferred + LOOK.failed + 3
    expect(progressOf(more, [more])).toMatchObject({ left: people - 461_316, share: 461_316 / people })
  })

  test('remembers the looks of a minute, and two at least', () => {
    const at = (...seconds: number[]) => seconds.map((second) => ({ ...LOOK, now: second * 1000 }))
    const kept = (looks: readonly MailingLook[]) => recentLooks(looks).map((look) => look.now / 1000)
    expect(kept(at(0, 30, 60))).toEqual([0, 30, 60])
    expect(kept(at(0, 30, 61))).toEqual([30, 61])
    expect(kept(at(0, 300))).toEqual([0, 300])
    expect(kept(at(5))).toEqual([5])
    expect(kept([])).toEqual([])
  })
})

describe('what is drawn', () => {
  test('fits 80 columns', () => {
    expect(drawn({})).toEqual([
      'Mailing 3, sending: Lantern OS 3.1.0 has been released',
      `${'█'.repeat(33)}×${'░'.repeat(41)}  46%`,
      '461,316 of 1,000,000 done, 538,684 left, 4 min 26 s to go',
      '460,112 accepted (2yz), 7,661 deferred (4yz), 1,204 failed (5yz), 3 uncertain',
      '2,000/s now, 1,917/s in all, 2 workers hold 1,040, next retry in 3 min 2 s',
      'Slowest domains     deferred  failed  uncertain  last reply',
      '  mail.example.org     7,480       1          0  450 4.7.1 Greylisted, see post…',
      '  example.net            100   1,100          3  550 5.1.1 no such person',
    ])
  })

  test('names the domains that asked for patience, on a line of a log too', () => {
    const slowed = [
      { domain: 'mail.example.org', pace: 0.05 },
      { domain: 'example.net', pace: 12.4 },
      { domain: 'example.com', pace: 0.004 },
    ]
    const said = 'mail.example.org slowed to 3/min, example.net slowed to 12/s'
    expect(drawn({ slowed }).slice(-2)).toEqual([said, 'example.com slowed to 14/h'])
    expect(watchLine({ ...LOOK, slowed }, PROGRESS)).toContain(`${said}, example.com slowed to 14/h`)
    expect(drawn({ slowed, state: 'finished' }).join(' ')).not.toContain('slowed')
  })

  test('fits 40 columns', () => {
    expect(drawn({}, 40)).toEqual([
      'Mailing 3, sending: Lantern OS 3.1.0 ha…',
      `${'█'.repeat(15)}×${'░'.repeat(19)}  46%`,
      '461,316 of 1,000,000 done, 538,684 left',
      '4 min 26 s to go',
      '460,112 accepted (2yz)',
      '7,661 deferred (4yz), 1,204 failed (5yz)',
      '3 uncertain',
      '2,000/s now, 1,917/s in all',
      '2 workers hold 1,040',
      'next retry in 3 min 2 s',
      'Slowest domains',
      '  mail.example.org: 7,480 deferred',
      '    1 failed',
      '    450 4.7.1 Greylisted, see postgrey',
      '  example.net: 100 deferred',
      '    1,100 failed, 3 uncertain',
      '    550 5.1.1 no such person',
    ])
  })

  test('fits any width, whatever a server said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15, max: 200 }), fc.string({ unit: 'binary', maxLength: 300 }), (width, text) => {
        const domains = [{ domain: text, deferred: 1, failed: 0, uncertain: 0, reply: text }]
        for (const line of drawn(
          { subject: text, reason: text, domains, slowed: [{ domain: text, pace: 1 }] },
          width,
        )) {
          expect([...line].length).toBeLessThanOrEqual(width)
          expect(line).not.toMatch(/\p{Cc}/u)
        }
      }),
    )
  })

  test('a paused mailing says why, and no time that is left', () => {
    const lines = drawn({ state: 'paused', reason: 'the server refused the sender: 550 5.7.1\u001b[2J no', workers: 0 })
    expect(lines.slice(0, 2)).toEqual([
      'Mailing 3, paused: Lantern OS 3.1.0 has been released',
      'the server refused the sender: 550 5.7.1[2J no',
    ])
    expect(lines.join(' ')).not.toMatch(/to go|now|worker|retry/)
  })

  test('where nobody works on it that is said, and a retry that nobody makes is due', () => {
    expect(drawn({ workers: 0, nextRetry: NOW })).toContainEqual(
      expect.stringMatching(/no worker at it, a retry is due$/),
    )
    expect(drawn({ workers: 1, nextRetry: null })).toContainEqual(expect.stringMatching(/1 worker holds 1,040$/))
  })

  test('the bar is full at the end and not before, and one failure is one mark', () => {
    const rest = { queued: 0, leased: 0, sending: 0, deferred: 0, failed: 0, uncertain: 0 }
    const barOf = (look: Partial<MailingLook>) => drawn({ ...rest, ...look })[1]
    expect(barOf({ accepted: 999_999, queued: 1 })).toBe(`${'█'.repeat(74)}░  99%`)
    expect(barOf({ accepted: 999_999, failed: 1 })).toBe(`${'█'.repeat(74)}× 100%`)
    expect(barOf({ accepted: 0, queued: 1_000_000 })).toBe(`${'░'.repeat(75)}   0%`)
    expect(barOf({ audience: 0, accepted: 0 })).toBe(`${'█'.repeat(75)} 100%`)
  })

  test('counts of which a part was looked at are called that', () => {
    expect(drawn({ isPartial: true })).toContainEqual(expect.stringMatching(/^Slowest domains \(a part of them\) /))
  })

  test('a log has it on one line', () => {
    expect(watchLine(LOOK, PROGRESS)).toBe(
      'mailing 3 sending: 46%, 461,316 of 1,000,000 done, 538,684 left, 4 min 26 s to go, 2,000/s now, 1,917/s in all, ' +
        '460,112 accepted (2yz), 7,661 deferred (4yz), 1,204 failed (5yz), 3 uncertain',
    )
    expect(watchLine({ ...LOOK, state: 'paused', reason: 'by an\u0007 operator' }, PROGRESS)).toMatch(
      /^mailing 3 paused \(by an operator\): 46%/,
    )
  })
})

test('lines take the place of those before, also of those that a narrower terminal wrapped since', () => {
  expect(redrawn([], ['a', 'b'], 80)).toBe('\r\u001b[?7la\u001b[K\nb\u001b[K\n\u001b[?7h\u001b[J')
  expect(redrawn(['a', ''], ['c'], 80)).toMatch(/^\r\u001b\[2A/)
  expect(redrawn(['x'.repeat(80), 'b'], ['c'], 40)).toMatch(/^\r\u001b\[3A/)
})

test('a duration is told in its two largest units', () => {
  expect([0, 1, 59_000, 60_000, 61_000, 3_600_000, 7_500_000, 90_000_000].map(spokenDuration)).toEqual([
    ...['1 s', '1 s', '59 s', '1 min', '1 min 1 s', '1 h', '2 h 5 min', '1 d 1 h'],
  ])
})

describe('watching', () => {
  /** Looks at what is given one after the other. */
  const watching = (states: readonly MailingLook['state'][], stopAfter = Number.POSITIVE_INFINITY) => {
    const controller = new AbortController()
    const shown: string[] = []
    const waits: number[] = []
    const looks = states.map((state, index) => ({ ...LOOK, state, now: NOW + index * 1000 }))
    const last = watch({
      look: async () => looks.shift() ?? LOOK,
      show: (look, { rateNow }) => void shown.push(`${look.state} ${rateNow}`),
      wait: async (ms) => {
        waits.push(ms)
        if (waits.length >= stopAfter) controller.abort()
      },
      everyMs: 60_000,
      signal: controller.signal,
    })
    return { shown, waits, last }
  }

  test.each(['finished', 'paused', 'cancelled'] as const)('goes on until the mailing is %s', async (end) => {
    const { shown, waits, last } = watching(['queued', 'sending', end, 'sending'])
    expect(await last).toMatchObject({ state: end })
    expect(shown).toEqual(['queued null', 'sending 0', `${end} 0`])
    expect(waits).toEqual([60_000, 60_000])
  })

  test('ends when whoever watches has enough', async () => {
    const { shown, last } = watching(['sending', 'sending', 'sending'], 2)
    expect(await last).toMatchObject({ state: 'sending' })
    expect(shown).toHaveLength(2)
  })
})
