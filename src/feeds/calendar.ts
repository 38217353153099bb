/**
 * The dates of the releases table as a calendar (RFC 5545). Pure. In: the table, what is known of its dates,
 * configuration, the instant. Out: the text of releases.ics, with each date to come as an event of one day; a date that
 * moved is the same event, moved.
 */
import ical, { ICalAlarmRelatesTo, ICalAlarmType, type ICalCalendar, ICalEventTransparency } from 'ical-generator'
import { dayIn } from '../base/days.js'
import { formatDay } from '../base/format-day.js'
import { plainLine } from '../base/plain-line.js'
import type { Config } from '../config/schema.js'
import { sayApart } from '../markup/isolated.js'
import {
  type DateField,
  datedBy,
  dateFields,
  dateName,
  isUnread,
  knownDates,
  type StatedDate,
  statedDates,
} from '../register/known-dates.js'
import type { KnownDate } from '../register/register.js'
import { type Day, type EndField, endFields, type Release } from '../releases/release.js'
import { releaseName } from '../releases/release-name.js'
import { successorOf } from '../releases/successor.js'
import { extendedEnd } from '../releases/support.js'
import { say, type WordValues } from '../words/words.js'
import { CALENDAR_FILE, type ReleasesInput } from './releases-input.js'

/** What an event tells, whether its cycle can be read or only its date is known. */
interface Dated {
  readonly known: KnownDate
  readonly field: DateField
  /** `Lantern OS 3.0` */
  readonly name: string
  readonly stated?: StatedDate
}

const DAY_SECONDS = 86_400

export function calendar(input: ReleasesInput): string {
  const { config, now } = input
  const today = dayIn(now, config.site.timezone)
  const all = endingsOf(input)
  const coming = all.filter(({ known }) => known.date >= today)
  const site = config.site.url
  const named = { site: plainLine(config.site.title) }
  const file = ical({
    prodId: { company: 'Belfry', product: 'Belfry' },
    // Written as they are, unlike the texts of an event.
    name: escaped(sayApart(config.words, 'calendar.title', named)),
    description: escaped(sayApart(config.words, 'calendar.about', named)),
    url: `${site}/`,
    source: `${site}/${CALENDAR_FILE}`,
    ttl: DAY_SECONDS / 2,
  })
  // A calendar without any event is none by the grammar of RFC 5545 §3.6: the last date stays until there is another.
  for (const ending of coming.length > 0 ? coming : all.slice(-1)) addEvent(file, ending, config, today)
  // The last line ends like every other one (§3.1).
  return `${file.toString()}\r\n`
}

/** By date, then by name. What cannot be read now stands as it was last known. */
function endingsOf({ releases, dates, now }: ReleasesInput): Dated[] {
  const stated = new Map(
    statedDates(releases)
      .reverse()
      .map((one) => [dateName(one.product.id, one.release.cycle, one.field), one]),
  )
  return knownDates(dates, releases, now)
    .flatMap((known): Dated[] => {
      const { product, cycle, field: text } = datedBy(known.name)
      const field = dateFields.find((one) => one === text)
      const here = stated.get(known.name)
      if (field === undefined || (here === undefined && !isUnread(releases, known.name))) return []
      if (here === undefined) return [{ known, field, name: plainLine(`${product} ${cycle}`) }]
      return [{ known, field, name: releaseName(here.product, here.release), stated: here }]
    })
    .sort((a, b) => (a.known.date === b.known.date ? 0 : a.known.date < b.known.date ? -1 : 1))
}

function addEvent(file: ICalCalendar, ending: Dated, config: Config, today: Day): void {
  const { known } = ending
  const stamp = new Date(known.at)
  const event = file.createEvent({
    id: eventId(known.name, config),
    sequence: known.sequence,
    stamp,
    lastModified: stamp,
    start: new Date(`${known.date}T00:00:00Z`),
    end: new Date(Date.parse(`${known.date}T00:00:00Z`) + DAY_SECONDS * 1000),
    allDay: true,
    transparency: ICalEventTransparency.TRANSPARENT,
    summary: summaryOf(ending, config),
    description: descriptionOf(ending, config, today),
    url: addressOf(ending, config),
  })
  for (const days of distancesOf(ending, config)) {
    const alarm = event.createAlarm({
      type: ICalAlarmType.display,
      // After the start is negative.
      trigger: days * DAY_SECONDS - config.notices.endOfLifeAt * 60,
      description: alarmOf(ending, days, config),
    })
    // The option of that name is passed over, and the end of the day is the default after the start.
    alarm.relatesTo(ICalAlarmRelatesTo.start)
  }
}

/** Never changes: calendar programs know the event by it. What RFC 3986 keeps out of paths is percent-encoded. */
function eventId(name: string, config: Config): string {
  const encoded = name.replace(/[^A-Za-z0-9\-._~+/:]/gu, (character) =>
    encodeURIComponent(/\p{Surrogate}/u.test(character) ? '\uFFFD' : character),
  )
  return `${encoded}@${(config.feeds.authority || new URL(config.site.url).hostname).toLowerCase()}`
}

/** In the project's own words for that kind of support, where it has some. */
function summaryOf({ field, name, stated }: Dated, { words }: Config): string {
  const support = field === 'eoas' || field === 'eoes' ? stated?.product.supportWords?.[field] : undefined
  return support === undefined
    ? sayApart(words, `calendar.summary.${field}`, { name })
    : sayApart(words, 'calendar.summary.named', { name, support })
}

function alarmOf(ending: Dated, days: number, config: Config): string {
  const summary = summaryOf(ending, config)
  if (days === 0) return sayApart(config.words, 'calendar.alarm.today', { summary })
  if (days === 1) return sayApart(config.words, 'calendar.alarm.tomorrow', { summary })
  return sayApart(config.words, 'calendar.alarm.days', { summary, days })
}

function descriptionOf({ known, field, name, stated }: Dated, config: Config, today: Day): string {
  const { words } = config
  const written = (day: Day) => formatDay(day, config.site.language)
  const day = written(known.date)
  if (stated === undefined) return sayApart(words, `calendar.means.${field}`, { day })
  const { release, product } = stated
  const remaining = endFields.flatMap((other) => {
    const ends = release[other]
    if (other === field || typeof ends !== 'string' || ends === known.date) return []
    const support = other === 'eol' ? undefined : product.supportWords?.[other]
    const key = `calendar.other.${support === undefined ? other : 'named'}`
    return [sayApart(words, key, { day: written(ends), ...(support !== undefined && { support }) })]
  })
  const { key, values } = meaningOf(stated, field, { config, date: known.date })
  return [
    sayApart(words, 'calendar.of', { name, text: sayApart(words, `calendar.means.${key}`, { day, ...values }) }),
    ...(isEnd(field) ? adviceOf(stated, field, { written, today, config }) : []),
    ...remaining,
  ].join('\n')
}

interface Meaning {
  /** Below `calendar.means`. */
  readonly key: string
  readonly values: WordValues
}

function meaningOf(
  { release, product }: StatedDate,
  field: DateField,
  { config, date }: { readonly config: Config; readonly date: Day },
): Meaning {
  const { eoas, eol } = product.supportWords ?? {}
  if (field === 'eoas' && (eoas !== undefined || eol !== undefined)) {
    const word = (key: string) => say(config.words, `calendar.word.${key}`)
    return { key: 'eoasNamed', values: { active: eoas ?? word('active'), rest: eol ?? word('rest') } }
  }
  const extended = field === 'eol' ? extendedEnd({ ...release, eol: date }) : undefined
  return { key: extended === undefined || extended === true ? field : 'eolExtended', values: {} }
}

/** The same release as in the mail. */
function adviceOf(
  { release, product }: StatedDate,
  field: EndField,
  { written, today, config }: { readonly written: (day: Day) => string; readonly today: Day; readonly config: Config },
): string[] {
  const { words } = config
  const found = successorOf(product, release, field, today)
  const move = found === undefined ? [] : [moveTo(releaseName(product, found.release), found.due)]
  const address = release.upgrade === undefined ? undefined : plainLine(release.upgrade)
  return [...move, ...(address === undefined ? [] : [say(words, 'calendar.upgrade', { address })])]

  function moveTo(successor: string, due: Day | undefined): string {
    return due === undefined
      ? sayApart(words, 'calendar.move', { successor })
      : sayApart(words, 'calendar.moveDue', { successor, day: written(due) })
  }
}

function isEnd(field: DateField): field is EndField {
  return endFields.some((one) => one === field)
}

/** How to upgrade, else what the support policy is, else the front page. */
function addressOf({ stated }: Dated, config: Config): string {
  const known = [stated?.release.upgrade, stated?.product.policyLink, stated?.product.link]
  const address = known.find((one) => one !== undefined && URL.canParse(one))
  return address === undefined ? `${config.site.url}/` : new URL(address).href
}

/** Notice is given ahead of the ends of life and of extended support; of active support on the day alone. */
function distancesOf({ field, stated }: Dated, config: Config): readonly number[] {
  if (field === 'releaseDate' || field === 'lts' || field === 'discontinued') return []
  if (field === 'eoas') return [0]
  const own: Release['stages'] = stated?.release.stages
  return own ?? config.notices.endOfLife
}

/** TEXT, RFC 5545 §3.3.11; one line. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`)
}
