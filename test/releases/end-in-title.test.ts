/** Which titles are the notice of a cycle's end, and which are not: title-cases.ts holds them. */
import { describe, expect, test } from 'vitest'
import { TitleReader } from '../../src/releases/end-in-title.js'
import type { ReleaseTable } from '../../src/releases/release.js'
import { product, release, releaseTable } from '../support/releases.js'
import { notices, traps } from './title-cases.js'

const labels = { eoas: 'Hardware & Maintenance' }
const moth = releaseTable(
  product('moth', [release('4.1', { codename: 'Wick' }), release('4.2'), release('3.2'), release('5')], {
    title: 'Moth',
    labels,
  }),
)
const several = releaseTable(
  product('moth', [release('26'), release('27')], { title: 'Moth OS' }),
  product('lamp', [release('8'), release('old stable', { label: '7' })], { title: 'Lamp', aliases: ['lampd'] }),
  product('wick', [release('trixie'), release('13 extra')], { title: 'Wick Linux' }),
)

const reading = (table: ReleaseTable) => {
  const reader = new TitleReader(table)
  return (title: string) => {
    const end = reader.read(title)
    if (end === undefined) return undefined
    const cycles = end.cycles.map((one) =>
      table.products.length === 1 ? one.release.cycle : `${one.product.id}/${one.release.cycle}`,
    )
    return [end.field, end.when, end.day, ...cycles].filter(Boolean).join(' ')
  }
}

test('there are at least sixty, twenty of them traps', () => {
  expect([notices.length + traps.length >= 60, traps.length >= 20]).toEqual([true, true])
})

test.each(notices)('%s', (title, said) => {
  expect(reading(moth)(title)).toBe(said)
})

test.each(traps)('is no notice: %s', (title) => {
  expect(reading(moth)(title)).toBeUndefined()
})

describe('of several products', () => {
  test.each([
    ['Moth 26 and Lamp 8 reach end of life', 'eol open moth/26 lamp/8'],
    ['Moth OS 26 and 27 reach end of life', 'eol open moth/26 moth/27'],
    ['Moth 25, 26 and Fedora 40 have reached EOL', 'eol come moth/26'],
    ['lampd 8 is no longer supported', 'support come lamp/8'],
    ['Lamp old stable has reached EOL', 'eol come lamp/old stable'],
    ['Wick trixie reaches end of life', 'eol open wick/trixie'],
    ['Trixie reaches end of life', 'eol open wick/trixie'],
    ['Wick Linux 13 extra: end of security support', 'eol open wick/13 extra'],
    ['Moth: 26 has reached end of life', 'eol come moth/26'],
    ['26 has reached end of life', undefined],
    ['Fedora 26 has reached end of life', undefined],
    ['Moth 26 no longer supported by Lamp 8', undefined],
    ['Lamp 8 ends support for Moth 26', undefined],
  ])('%s', (title, said) => {
    expect(reading(several)(title)).toBe(said)
  })
})

test('a title of nothing but such words is read as fast as any', () => {
  const read = reading(moth)
  for (const word of ['4.1, ', 'is now ', 'support ', 'Moth 4.1 and ', 'end of ', 'notice: ', 'on 1 July 2026 '])
    expect(read(`Moth 4.1 end of life ${word.repeat(200)}x`)).toBeUndefined()
})
