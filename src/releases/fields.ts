/**
 * Single fields of a releases table: days, ends, addresses, stages. Pure but for the problems it reports. In: a mapping
 * and a key. Out: the value, or undefined where it is not there or cannot be used.
 */

import type { Node } from 'yaml'
import { plainLine } from '../base/plain-line.js'
import { belowSite } from '../base/site-address.js'
import { wholeDays } from '../base/units.js'
import { writtenDay } from '../base/written-day.js'
import { scalarText, type YamlMap } from '../base/yaml-map.js'
import type { Day, End } from './release.js'
import { releasesTexts } from './texts.js'

/** YAML 1.1's words, which endoflife.date's own parser reads. */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['no', false],
  ['off', false],
])

export function dayAt(map: YamlMap, key: string): Day | undefined {
  const text = map.text(key)
  if (text === undefined) return undefined
  return isDay(text) ? text : map.fail(key, releasesTexts.fields.notDate(text.slice(0, 40)), `${howToWrite(text)}.`)
}

/** A day, true or false. */
export function endAt(map: YamlMap, key: string): End | undefined {
  const text = map.text(key)
  if (text === undefined) return undefined
  const word = WORDS.get(text.toLowerCase())
  if (word !== undefined || isDay(text)) return word ?? text
  return map.fail(
    key,
    releasesTexts.fields.notDate(text.slice(0, 40)),
    releasesTexts.fields.orTrueOrFalse(howToWrite(text)),
  )
}

/** `support: true` said "is supported", where `eoas: true` says "has ended". */
export function endOfSupportAt(map: YamlMap, key: string, older: string): End | undefined {
  if (map.has(key) || !map.has(older)) return endAt(map, key)
  const end = endAt(map, older)
  return typeof end === 'boolean' ? !end : end
}

export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.exec(text) ?? []
  return day !== undefined && (Number(day) < 29 || writtenDay(`${year}-${month}-${day}`) !== undefined)
}

/** Guesses only where there is nothing to guess. */
function howToWrite(text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{2}|\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? []
  const padded = `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const guess = isDay(padded) ? padded : writtenDay(text)
  if (guess !== undefined) return `Write ${guess}, if that is the day`
  return /^\d{4}-\d\d-\d\d$/.test(text)
    ? 'Write a day that is in the calendar, as YYYY-MM-DD'
    : 'Write the day as YYYY-MM-DD, like 2024-06-18'
}

/** http or https, made absolute against the site. */
export function addressAt(map: YamlMap, key: string, siteUrl: string, severity: 'error' | 'warning' = 'warning') {
  const text = map.text(key, severity)
  if (text === undefined) return undefined
  const fix = releasesTexts.fields.writeWholeAddressHttps()
  return absolute(text, siteUrl) ?? map.fail(key, releasesTexts.fields.notHttpOrHttps(), fix, severity)
}

/** @returns undefined unless the result is http or https */
export function absolute(address: string, siteUrl: string): string | undefined {
  const text = belowSite(address, siteUrl)
  if (!URL.canParse(text, `${siteUrl}/`)) return undefined
  const url = new URL(text, `${siteUrl}/`)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined
}

/** Days before the end, largest first. */
export function stagesAt(map: YamlMap): number[] | undefined {
  const fix = releasesTexts.fields.writeListDaysBefore()
  const entries = map.list('stages', fix)
  if (entries === undefined) return undefined
  const days = entries.map((entry) => daysOf(entry))
  const wrong = days.indexOf(undefined)
  if (wrong >= 0) {
    const [entry] = entries.slice(wrong, wrong + 1)
    return map.fail('stages', releasesTexts.fields.notNumberDays(entry === undefined ? '' : shown(entry)), fix)
  }
  return [...new Set(days.flatMap((day) => day ?? []))].sort((a, b) => b - a)
}

function daysOf(node: Node): number | undefined {
  const scalar = scalarText(node)
  return 'text' in scalar ? wholeDays(scalar.text) : undefined
}

function shown(node: Node): string {
  const scalar = scalarText(node)
  return 'text' in scalar ? plainLine(scalar.text).slice(0, 40) : 'something that'
}

/** One name as a whole, or a list of names. */
export function namesAt(map: YamlMap, key: string): string[] | undefined {
  const node = map.value(key)
  if (node === undefined) return undefined
  const entries = 'text' in scalarText(node) ? [node] : map.list(key, releasesTexts.fields.writeNameOrList(), 'warning')
  return entries?.flatMap((entry) => {
    const text = scalarText(entry)
    return 'text' in text && plainLine(text.text) !== '' ? [plainLine(text.text)] : []
  })
}

export function wordsAt(map: YamlMap, key: string): string[] {
  const node = map.value(key)
  if (node === undefined) return []
  const scalar = scalarText(node)
  if ('text' in scalar) return scalar.text.split(/\s+/).filter((word) => word !== '')
  const entries = map.list(key, releasesTexts.fields.writeListOrWords(), 'warning') ?? []
  return entries.flatMap((entry) => {
    const text = scalarText(entry)
    return 'text' in text && plainLine(text.text) !== '' ? [plainLine(text.text)] : []
  })
}
