/** How a release is supported, day by day. */
import { describe, expect, test } from 'vitest'
import { supportOf } from '../../src/releases/support.js'
import { release } from '../support/releases.js'

const cycle = release('3.0', { releaseDate: '2025-09-23', eoas: '2026-12-15', eol: '2027-12-15', eoes: '2029-12-15' })

describe('support', () => {
  test.each([
    ['2025-09-22', 'planned', '2027-12-15', 814],
    ['2025-09-23', 'supported', '2027-12-15', 813],
    ['2026-12-15', 'supported', '2027-12-15', 365],
    ['2026-12-16', 'security', '2027-12-15', 364],
    ['2027-12-15', 'security', '2027-12-15', 0],
    ['2027-12-16', 'extended', '2029-12-15', 730],
    ['2029-12-15', 'extended', '2029-12-15', 0],
    ['2029-12-16', 'ended', '2029-12-15', -1],
  ])('on %s is %s until %s, %i days', (today, phase, until, daysLeft) => {
    expect(supportOf(cycle, today)).toEqual({ phase, until, daysLeft })
  })

  test('ends without extended support on the day after the end of life', () => {
    const { eoes: _, ...plain } = cycle
    expect(supportOf(plain, '2027-12-16')).toEqual({ phase: 'ended', until: '2027-12-15', daysLeft: -1 })
  })

  test('has no days where the table holds none', () => {
    expect(supportOf(release('1', { eol: true }), '2026-01-01')).toEqual({ phase: 'ended' })
    expect(supportOf(release('1', { eol: false, eoas: true }), '2026-01-01')).toEqual({ phase: 'security' })
    expect(supportOf(release('1', { eol: true, eoes: false }), '2026-01-01')).toEqual({ phase: 'extended' })
    expect(supportOf(release('1'), '2026-01-01')).toEqual({ phase: 'supported' })
  })

  test('is not extended by a day that is not behind the end of life', () => {
    const early = release('1', { eol: '2026-01-01', eoes: '2025-06-01' })
    expect(supportOf(early, '2026-01-02')).toEqual({ phase: 'ended', until: '2026-01-01', daysLeft: -1 })
  })
})
