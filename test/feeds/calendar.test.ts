/** releases.ics as calendar programs read it: with ical.js, which did not write it. */
import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { plainLine } from '../../src/base/plain-line.js'
import type { Config } from '../../src/config/schema.js'
import { calendar } from '../../src/feeds/calendar.js'
import { knownDates } from '../../src/register/known-dates.js'
import type { ReleaseTable } from '../../src/releases/release.js'
import { releaseName } from '../../src/releases/release-name.js'
import { configOf } from '../support/announcements.js'
import { lantern, product, release, releaseTable } from '../support/releases.js'

const now = Date.parse('2026-11-20T10:00:00Z')

function written(
  releases: ReleaseTable,
  about: { config?: Config; now?: number; dates?: readonly never[] } = {},
): string {
  return calendar({ releases, dates: [], config: configOf(), now, ...about })
}

/** Fails where a line is too long, a line end is not CRLF, or the file does not end with one; then ical.js reads it. */
function parsed(text: string): ICAL.Component {
  expect(text.endsWith('\r\nEND:VCALENDAR\r\n')).toBe(true)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0-\x08\x0B-\x1F\x7F]/)
  for (const line of text.split('\r\n')) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(Buffer.from(line).toString()).toBe(line)
  }
  const root = new ICAL.Component(ICAL.parse(text))
  expect(root.getFirstPropertyValue('version')).toBe('2.0')
  for (const event of root.getAllSubcomponents('vevent')) {
    for (const name of ['uid', 'dtstamp', 'dtstart', 'dtend', 'summary', 'sequence', 'last-modified', 'url'])
      expect(event.getAllProperties(name), name).toHaveLength(1)
    for (const alarm of event.getAllSubcomponents('valarm'))
      for (const name of ['action', 'trigger', 'description'])
        expect(alarm.getAllProperties(name), name).toHaveLength(1)
  }
  return root
}

function eventsOf(text: string): ICAL.Event[] {
  return parsed(text)
    .getAllSubcomponents('vevent')
    .map((component) => new ICAL.Event(component))
}

const shown = (event: ICAL.Event) => `${event.startDate.toString()} ${event.summary}`

describe('the calendar', () => {
  test('holds every date to come as a day, in order, and none that is over', () => {
    const events = eventsOf(written(lantern))
    expect(events.map(shown)).toEqual([
      '2026-12-15 Lantern OS 2.1 reaches end of life',
      '2026-12-15 Active support for Lantern OS 3.0 ends',
      '2027-12-15 Lantern OS 3.0 reaches end of life',
      '2027-12-15 Active support for Lantern OS 3.1 ends',
      '2028-12-15 Lantern OS 3.1 reaches end of life',
    ])
    for (const event of events) {
      expect(event.startDate.isDate).toBe(true)
      expect(event.duration.toString()).toBe('P1D')
    }
  })

  test('says what to do and what else is to come', () => {
    const event = eventsOf(written(lantern)).find(({ uid }) => uid === 'lantern/3.0:eol@lantern.example')
    expect(event?.description).toBe(
      [
        'Lantern OS 3.0: 15 December 2027 is the last day of its support. After that day it receives no updates, not even for security.',
        'Move to Lantern OS 3.1.',
        'How to upgrade: https://lantern.example/doc/upgrade/3.1/',
        'Active support until: 15 December 2026',
      ].join('\n'),
    )
    expect(event?.component.getFirstPropertyValue('url')).toBe('https://lantern.example/doc/upgrade/3.1/')
  })

  test('names the release that mail names, and no other date of the same day', () => {
    const releases = [
      release('3.0', { eoas: '2027-12-15', eol: '2027-12-15', successor: '3.1' }),
      release('3.1', { eol: '2026-01-01', successor: '3.2' }),
      release('3.2', { releaseDate: '2027-01-01' }),
    ]
    const events = eventsOf(written(releaseTable(product('lantern', releases))))
    const end = events.find(({ uid }) => uid.startsWith('lantern/3.0:eol'))
    expect(end?.description).toContain('\nMove to Lantern OS 3.2, which is due on 1 January 2027.')
    expect(end?.description).not.toContain('Active support until')
  })

  test('has the project’s words for kinds of support', () => {
    const one = release('3.0', { eoas: '2026-12-15', eol: '2027-12-15', eoes: '2029-12-15' })
    const supportWords = { eoas: 'Hardware & Maintenance', eol: 'Maintenance', eoes: 'Debian LTS' }
    const [active, end, last] = eventsOf(written(releaseTable(product('lantern', [one], { supportWords }))))
    expect(active?.summary).toBe('The last day of Hardware & Maintenance for Lantern OS 3.0')
    expect(active?.description).toContain('After it there is Maintenance only.')
    expect(end?.description).toContain('Debian LTS until: 15 December 2029')
    expect(last?.summary).toBe('The last day of Debian LTS for Lantern OS 3.0')
  })

  test('says of an end of life whose extended support is not behind it that it is the last word', () => {
    const table = releaseTable(product('lantern', [release('3.0', { eol: '2027-12-15', eoes: '2027-12-15' })]))
    const end = eventsOf(written(table)).find(({ uid }) => uid.startsWith('lantern/3.0:eol'))
    expect(end?.description).toContain('receives no updates, not even for security')
  })

  test('says of an end of life with extended support that it is not the last word', () => {
    const table = releaseTable(product('lantern', [release('3.0', { eol: '2027-12-15', eoes: '2029-12-15' })]))
    const [event, last] = eventsOf(written(table))
    expect(event?.description).toContain('extended support only.\nExtended support until: 15 December 2029')
    expect(last?.summary).toBe('Extended support for Lantern OS 3.0 ends')
  })

  test('names a product once, and says when releases are to come and what else has a day', () => {
    const table = releaseTable(
      product('lantern', [
        release('4.2', {
          label: 'Lantern OS 4.2',
          releaseDate: '2027-03-01',
          lts: '2027-09-01',
          discontinued: '2028-03-01',
          eol: '2029-03-01',
          successor: '5.0',
        }),
        release('5.0', { label: 'Lantern OS 5.0', releaseDate: '2026-11-21' }),
        release('4.1', { releaseDate: '2024-05-04', lts: '2025-05-04', discontinued: '2026-01-01', eol: '2026-12-01' }),
      ]),
    )
    const events = eventsOf(written(table))
    expect(events.map(shown)).toEqual([
      '2026-11-21 Lantern OS 5.0 is to be released',
      '2026-12-01 Lantern OS 4.1 reaches end of life',
      '2027-03-01 Lantern OS 4.2 is to be released',
      '2027-09-01 Long-term support for Lantern OS 4.2 begins',
      '2028-03-01 Lantern OS 4.2 is discontinued',
      '2029-03-01 Lantern OS 4.2 reaches end of life',
    ])
    expect(events.at(-1)?.description).toContain('Move to Lantern OS 5.0, which is due on 21 November 2026.')
    expect(events[0]?.description).toBe('Lantern OS 5.0: 21 November 2026 is the day on which it is to be released.')
    expect(written(table)).not.toContain('Lantern OS Lantern OS')
  })

  test('a release that is put off is the same event, moved; what came long ago is not remembered', () => {
    const tableOf = (releaseDate: string) =>
      releaseTable(product('lantern', [release('5.0', { releaseDate }), release('1.0', { releaseDate: '2020-01-01' })]))
    const dates = knownDates([], tableOf('2027-03-01'), now)
    expect(dates.map(({ name }) => name)).toEqual(['lantern/5.0:releaseDate'])
    const [event] = eventsOf(calendar({ releases: tableOf('2027-04-01'), dates, config: configOf(), now }))
    expect([event?.uid, event?.sequence]).toEqual(['lantern/5.0:releaseDate@lantern.example', 1])
  })

  test('keeps today until the day is over in the site’s zone', () => {
    const table = releaseTable(
      product('lantern', [release('1', { eol: '2026-11-20' }), release('2', { eol: '2030-01-01' })]),
    )
    const config = configOf({ site: { timezone: 'America/Los_Angeles' } })
    const at = (text: string) => eventsOf(written(table, { config, now: Date.parse(text) })).length
    expect(at('2026-11-21T07:59:59Z')).toBe(2)
    expect(at('2026-11-21T08:00:00Z')).toBe(1)
  })

  test('warns at each distance of the end of life, of the others on the day, at the hour of the notices', () => {
    const config = configOf({ notices: { endOfLife: [90, 1, 0], endOfLifeAt: 9 * 60 + 30 } })
    const table = releaseTable(product('lantern', [release('3.0', { eoas: '2027-01-01', eol: '2027-12-15' })]))
    const alarms = eventsOf(written(table, { config })).map((event) =>
      event.component.getAllSubcomponents('valarm').map((alarm) => {
        const trigger = alarm.getFirstPropertyValue('trigger')
        if (!(trigger instanceof ICAL.Duration)) throw new TypeError('the trigger is no duration')
        expect(alarm.getFirstProperty('trigger')?.getFirstParameter('related')).toBe('START')
        const at = event.startDate.clone()
        at.isDate = false
        at.addDuration(trigger)
        return `${at.toString()} ${String(alarm.getFirstPropertyValue('description'))}`
      }),
    )
    expect(alarms).toEqual([
      ['2027-01-01T09:30:00 Active support for Lantern OS 3.0 ends today'],
      [
        '2027-09-16T09:30:00 Lantern OS 3.0 reaches end of life in 90 days',
        '2027-12-14T09:30:00 Lantern OS 3.0 reaches end of life tomorrow',
        '2027-12-15T09:30:00 Lantern OS 3.0 reaches end of life today',
      ],
    ])
  })

  test('warns at a release’s own stages', () => {
    const table = releaseTable(product('lantern', [release('3.0', { eol: '2027-12-15', stages: [365] })]))
    expect(written(table).match(/^TRIGGER.*$/gm)).toEqual(['TRIGGER;RELATED=START:-P364DT15H'])
  })

  test('shows a date that moved as the same event, moved', () => {
    const tableOf = (eol: string) =>
      releaseTable(product('qubes', [release('4.1', { releaseDate: '2022-02-04', eol })]))
    const before = tableOf('2024-06-18')
    const after = tableOf('2024-07-30')
    const config = configOf()
    const first = knownDates([], before, 0)
    const [event] = eventsOf(
      calendar({ releases: before, dates: first, config, now: Date.parse('2024-05-01T00:00:00Z') }),
    )
    const movedAt = Date.parse('2024-06-01T08:00:00Z')
    const dates = knownDates(first, after, movedAt)
    const [moved, ...more] = eventsOf(calendar({ releases: after, dates, config, now: movedAt }))
    expect(more).toEqual([])
    expect(moved?.uid).toBe(event?.uid)
    expect([event?.sequence, moved?.sequence]).toEqual([0, 1])
    expect(moved?.startDate.toString()).toBe('2024-07-30')
    expect(String(event?.component.getFirstPropertyValue('dtstamp'))).toBe('2022-02-04T00:00:00Z')
    expect(String(moved?.component.getFirstPropertyValue('dtstamp'))).toBe('2024-06-01T08:00:00Z')
    expect(String(moved?.component.getFirstPropertyValue('last-modified'))).toBe('2024-06-01T08:00:00Z')
  })

  test('is the same bytes at any time of a day, without a register', () => {
    expect(written(lantern, { now: now + 3_600_000 })).toBe(written(lantern))
  })

  test('keeps what is known of a part that cannot be read, and drops what was taken back', () => {
    const dates = knownDates([], lantern, 0)
    const read = (releases: ReleaseTable) => eventsOf(calendar({ releases, dates, config: configOf(), now })).map(shown)
    expect(read({ products: [], unreadable: ['lantern'] })).toContain('2027-12-15 lantern 3.0 reaches end of life')
    expect(read(releaseTable(product('lantern', [release('3.0', { eol: '2027-12-15' })])))).toEqual([
      '2027-12-15 Lantern OS 3.0 reaches end of life',
    ])
  })

  test('keeps the last event where no date is to come', () => {
    expect(eventsOf(written(lantern, { now: Date.parse('2040-01-01T00:00:00Z') })).map(shown)).toEqual([
      '2028-12-15 Lantern OS 3.1 reaches end of life',
    ])
    expect(eventsOf(written(releaseTable()))).toEqual([])
  })

  test('takes the host for a site whose ids are its addresses', () => {
    const config = configOf({ feeds: { ids: 'url', authority: '' }, site: { url: 'https://News.Example:8443/os' } })
    expect(eventsOf(written(lantern, { config }))[0]?.uid).toBe('lantern/2.1:eol@news.example')
  })

  test('holds any title and cycle, in lines of at most 75 octets', () => {
    const pieces = fc.constantFrom(
      '名',
      '🛎️',
      'é',
      '\\',
      ';',
      ',',
      ':',
      '"',
      '\r\n',
      '\n',
      '\\n',
      'END:VEVENT',
      ' ',
      '\u2028',
      '\x07',
      '\ud800',
      'abc',
      '%',
    )
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 80 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (title, label, cycle, siteTitle) => {
        const [about, one] = [product('p', [], { title }), release(cycle, { label, eol: '2027-01-01' })]
        const table = releaseTable({ ...about, releases: [one] })
        const config = configOf({ site: { title: siteTitle, timezone: 'UTC' } })
        const text = written(table, { config })
        const [event, ...more] = eventsOf(text)
        expect(more).toEqual([])
        expect(event?.summary).toBe(plainLine(`${releaseName(about, one)} reaches end of life`))
        expect(event?.uid).toMatch(/^p\/[!-~]*:eol@lantern\.example$/)
        // ical.js does not know NAME (RFC 7986 §5.1) as a text and leaves its escapes.
        const name = String(parsed(text).getFirstPropertyValue('name')).replace(/\\([\\;,])/g, '$1')
        expect(name).toBe(`${plainLine(siteTitle)}: end of support`)
      }),
    )
  })
})
