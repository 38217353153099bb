import { expect, test } from 'vitest'
import { updateMarkers } from '../../src/content/update-markers.js'

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
