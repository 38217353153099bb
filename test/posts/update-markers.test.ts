import { expect, test } from 'vitest'
import { markersFrom, updateBlocks, updateDays } from '../../src/posts/update-markers.js'

const updateMarkers = (body: string, timezone: string) => markersFrom(updateDays(body), timezone)

const days = (body: string) => updateMarkers(body, 'UTC').map((marker) => marker.day)

test.each([
  '**Update (2026-01-15):** Oil is back.',
  '**Update 2026-01-15:** Oil is back.',
  '**Update** (2026-01-15): Oil is back.',
  '**Updated on 2026-01-15** Oil is back.',
  '__UPDATE, 2026-01-15__',
  '*Edit (2026-01-15).* Oil is back.',
  '## Update (2026-01-15)',
  '### 2026-01-15 update',
  'Update (2026-01-15)\n-------------------',
  '- Update 2026-01-15: Oil is back.',
  '1. **Second update (2026-01-15):** Oil is back.',
  '> **Update (2026-01-15):** Oil is back.',
  '[2026-01-15 update] Oil is back.',
  '[Update 2026-01-15]: Oil is back.',
  'Update 2026-01-15: Oil is back.',
  '**Correction, 2026-01-15:** no oil.',
  '**[Update 2026-01-15]** Oil is back.',
  '**Update (15 January 2026):** Oil is back.',
  '**Update, January 15th, 2026:** Oil is back.',
  '## Update (Thursday, Jan. 15, 2026)',
  'Update 15.01.2026: Oil is back.',
  '**Update 2026/01/15:** Oil is back.',
  '**Update 2 (2026-01-15 14:30 UTC+1):** Oil is back.',
])('%j is a dated update', (body) => {
  expect(days(`Lamps are lit.\n\n${body}\n\nMore.\n`)).toEqual(['2026-01-15'])
})

test.each([
  'We last\nupdated 2026-01-15 lamps by hand.',
  'The update of 2026-01-15 was good.',
  '2026-01-15: Updated the oil',
  'Updates: see 2026-01-15.',
  'Updating 2026-01-15: no.',
  '```\n**Update (2026-01-15):** in code\n```',
  '~~~~\n```\n**Update (2026-01-15):**\n~~~~',
  '    **Update (2026-01-15):** in code',
  '<!-- \n**Update (2026-01-15):** not yet\n-->',
  '**Update (2026-13-45):** no such day',
  '**Update (31 February 2026):** no such day',
  '**Update (01/15/2026):** whose day?',
  'Read the [2026-01-15 update](/news/).\n\n[2026-01-15 update](/news/)',
])('%j is none', (body) => {
  expect(days(`Lamps are lit.\n\n${body}\n\nMore.\n`)).toEqual([])
})

test('several come oldest first, with midnight in the site’s zone', () => {
  const body = '**Update (2026-07-15):** b\r\n\r\n**Update (2026-01-08):** a\r\n'
  expect(updateMarkers(body, 'Europe/Berlin')).toEqual([
    { day: '2026-01-08', instant: Date.parse('2026-01-07T23:00Z') },
    { day: '2026-07-15', instant: Date.parse('2026-07-14T22:00Z') },
  ])
})

const blocks = (body: string) => updateBlocks(body).map(({ day, label, text, line }) => ({ day, label, text, line }))

test.each([
  ['**Update (2026-01-15):** Oil is\nback.', '2026-01-15', 'Update (2026-01-15)', 'Oil is\nback.'],
  [
    '**Update (2026-01-15): Oil is back.** Lights too.',
    '2026-01-15',
    'Update (2026-01-15)',
    '**Oil is back.** Lights too.',
  ],
  ['*Edit (2026-01-15).* *Oil* is back.', '2026-01-15', 'Edit (2026-01-15)', '*Oil* is back.'],
  ['[Update 2026-01-15]: Oil is back.', '2026-01-15', 'Update 2026-01-15', 'Oil is back.'],
  [
    '### 2026-01-15 update ###\n\nOil is back.\n\nLights too.',
    '2026-01-15',
    '2026-01-15 update',
    'Oil is back.\n\nLights too.',
  ],
  ['Update 2\n--------\n\nOil is back.', null, 'Update 2', 'Oil is back.'],
  ['**Update:** Oil is back.', null, 'Update', 'Oil is back.'],
  ['**Update:** We have:\n\n- oil\n- light', null, 'Update', 'We have:\n\n- oil\n- light'],
  ['**Update (15 January):**\n\nOil is back.', null, 'Update (15 January)', 'Oil is back.'],
  ['> **Update 2:** Oil\n> is back.', null, 'Update 2', 'Oil\nis back.'],
  ['- **Update 2:** Oil\n  is back.\n- Lights', null, 'Update 2', 'Oil\nis back.'],
])('%j is a block with that text', (block, day, label, text) => {
  expect(blocks(`Lamps are lit.\n\n${block}\n\n## More\n\nWords.\n`)).toEqual([{ day, label, text, line: 3 }])
})

test.each([
  '**Update** your lamps',
  'Update your lamps: now',
  '## Updates',
  '- Updated: the wick',
  'Lamps.\nUpdate: no',
  '```\nUpdate: x\n```',
])('%j is no block', (text) => {
  expect(blocks(`Lamps are lit.\n\n${text}\n`)).toEqual([])
})

test('above a rule everything belongs to the blocks; below another label or heading nothing does', () => {
  const body =
    '**Update (2026-02-01):** b\n\nMore b.\n\n**Update (2026-01-15):** a\n\nMore a.\n\n-----\n\nLamps.\n\n## Update\n\nc\n\n### d\n\n## e\n'
  expect(blocks(body).map(({ text }) => text)).toEqual(['b\n\nMore b.', 'a\n\nMore a.', 'c\n\n### d'])
})

test('without a rule a block is its paragraph', () => {
  expect(blocks('**Update:** a\n\nLamps are lit.\n').map(({ text }) => text)).toEqual(['a'])
})
