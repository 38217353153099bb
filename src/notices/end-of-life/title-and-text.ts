/**
 * What people read when a cycle nears or reached its end, or its date moved. Pure. In: product, release, occasion, what
 * was told before, the day, the words to say it in. Out: a title (plain text) and a text (Markdown) that stay true when
 * they are read later.
 */

import { groupsBy } from '../../base/group.js'
import { escapeMarkdown, linkTarget } from '../../markup/escape-markdown.js'
import { type End, type EndField, endFields, type Product, type Release } from '../../releases/release.js'
import { daysBetween, extendedEnd, hasEnded } from '../../releases/support.js'
import {
  type DateChange,
  type EndOfLifeFacts,
  type EndOfLifeInput,
  endOfLifeFacts,
  type NamedSuccessor,
} from './facts.js'
import { anyName, fullNames, saidReleases, shortNames } from './names.js'
import type { Kind } from './sentences.js'
import type { EndOfLifeTexts } from './texts.js'

export interface EndOfLifeText {
  /** Plain text on one line. */
  readonly title: string
  /** Markdown. */
  readonly text: string
}

export interface EndOfLifeTextInput extends EndOfLifeInput {
  readonly texts: EndOfLifeTexts
}

export function endOfLifeText(input: EndOfLifeTextInput): EndOfLifeText {
  const each = eachOf(input)
  const said = together(each)
  const shared = (part: Part) => (isShared(part, each) ? part(said) : '')
  const paragraphs = [
    actParagraph(input),
    sentences(whatAndWhen(said), shared(meaning), difference(said), daysLeftText(said), nextNotice(said)),
    shared(toDo),
    shared(otherDates),
    ofEach(each),
    shared(noteOf),
  ]
  return { title: titleOf(said), text: `${paragraphs.filter((one) => one !== '').join('\n\n')}\n` }
}

interface Said extends EndOfLifeFacts, EndOfLifeTextInput {
  /** With codenames; of several, all of them. */
  readonly fullName: string
  readonly kind: Kind
  readonly before?: End | undefined
}

/** What may differ by release. */
type Part = (said: Said) => string
const parts: readonly Part[] = [meaning, toDo, otherDates, noteOf]

/** What is said of each release. */
function eachOf(input: EndOfLifeTextInput): [Said, ...Said[]] {
  const [first, ...further] = saidReleases(input).map((release) => saidOf({ ...input, release }))
  if (first === undefined) throw new RangeError('a notice is about one release at least')
  return [first, ...further]
}

function saidOf(input: EndOfLifeTextInput): Said {
  const facts = endOfLifeFacts(input)
  const fullName = fullNames(input.product, [input.release], input.texts)
  return { ...facts, ...input, fullName, kind: kindOf(facts.field, input) }
}

/** What is said of several at once, in the plural. */
function together(each: readonly [Said, ...Said[]]): Said {
  const [first] = each
  const { product, texts } = first
  const releases = each.map(({ release }) => release)
  return {
    ...first,
    name: shortNames(product, releases, texts),
    fullName: fullNames(product, releases, texts),
    texts: texts.of(each.length),
  }
}

function isShared(part: Part, each: readonly Said[]): boolean {
  return each.length === 1 || new Set(each.map(part)).size === 1
}

/** A line for each release, or those of which the same is said: what they do not all share. */
function ofEach(each: readonly Said[]): string {
  const own = parts.filter((part) => !isShared(part, each))
  if (own.length === 0) return ''
  return groupsBy(each, (one) => JSON.stringify(own.map((part) => part(one))))
    .map((group) => lineOf(together(group), own))
    .filter((line) => line !== '')
    .join('\n')
}

function lineOf(said: Said, own: readonly Part[]): string {
  const line = sentences(...own.filter((part) => part !== noteOf).map((part) => part(said)))
  const note = own.includes(noteOf) ? noteOf(said) : ''
  if (line === '' && note === '') return ''
  const text = [line, note].filter((one) => one !== '').join('\n\n')
  return `- **${escapeMarkdown(said.fullName)}**: ${text.replace(/\n(?=.)/g, '\n  ')}`
}

function noteOf({ release }: Said): string {
  return (release.note ?? '').trim()
}

/** Whether the same is advised to all who run one of the releases. */
export function isAdviceShared(input: EndOfLifeTextInput): boolean {
  return isShared(toDo, eachOf(input))
}

/** `Lantern OS 4.1 and 4.2`. */
export function namesOfReleases(product: Product, releases: readonly Release[], texts: EndOfLifeTexts): string {
  return shortNames(product, releases, texts)
}

/** `Lantern OS 4.1 or 4.2`. */
export function whoeverRuns(input: EndOfLifeTextInput): string {
  return anyName(input.product, saidReleases(input), input.texts)
}

/** The first paragraph of every text: whether the reader has to act. The mail shows it in a frame instead. */
export function actParagraph(input: EndOfLifeTextInput): string {
  const { texts } = input
  const { act, end, change } = endOfLifeFacts(input)
  const name = whoeverRuns(input)
  if (act === 'now') return texts.say('act.now', { name })
  if (act === 'nothing' || typeof end !== 'string') return texts.say('act.nothing', {})
  return texts.say(isLonger(change) ? 'act.longer' : 'act.before', { name, date: texts.day(end) })
}

/** Good news: there is more time than people were told. */
function isLonger(change: DateChange | undefined): boolean {
  return change === 'later' || change === 'again'
}

/** What the project calls the kinds of support; else what they are called in the site's language. */
function kindOf(field: EndField, { product: { supportWords: own = {} }, texts }: EndOfLifeTextInput): Kind {
  const support = (one: 'eoas' | 'eoes', key: 'support' | 'within') => {
    const words = own[one]
    return words === undefined ? texts.say(`kind.${key}.${one}`, {}) : named(words, texts)
  }
  const about = field === 'eoes' ? 'eoes' : 'eoas'
  return {
    support: support(about, 'support'),
    within: support(about, 'within'),
    gets: own.eoas ?? texts.say('kind.gets.eoas', {}),
    // What the project calls it has ended by then.
    rest: (field === 'eoes' ? undefined : own.eol) ?? texts.say('kind.gets.eol', {}),
    active: support('eoas', 'within'),
    extended: support('eoes', 'within'),
  }
}

/** `Debian LTS support`; words that say support already stand alone. */
function named(words: string, texts: EndOfLifeTexts): string {
  const around = texts.say('kind.named', { words: '' }).trim().toLowerCase()
  return words.toLowerCase().includes(around) ? words : texts.say('kind.named', { words })
}

/** What the project calls this kind of support, where it calls it anything of its own. */
export function supportWords({ product, occasion: { field }, texts }: EndOfLifeTextInput): string {
  const words = field === 'eol' ? undefined : product.supportWords?.[field]
  return words === undefined ? '' : named(words, texts)
}

function titleOf(said: Said): string {
  const { isCountdown, daysLeft, texts } = said
  const title = plainTitle(said)
  return isCountdown && daysLeft !== undefined ? texts.say('title.left', { days: daysLeft, title }) : title
}

function plainTitle({ name, field, end, ended, change, texts, kind }: Said): string {
  if (change === 'again')
    return typeof end === 'string'
      ? texts.say(`title.${field}.againUntil`, { name, date: texts.day(end) }, kind)
      : texts.say(`title.${field}.again`, { name }, kind)
  if (end === false) return texts.say(`title.${field}.noDate`, { name }, kind)
  if (end === true)
    return texts.say(`title.${field}.${change === 'earlier' ? 'hasEndedEarlier' : 'hasEnded'}`, { name }, kind)
  const moved = change === 'later' ? 'Later' : change === 'earlier' ? 'Earlier' : ''
  const how = ended ? (`ended${moved}` as const) : (`ends${change === 'stated' ? 'New' : moved}` as const)
  return texts.say(`title.${field}.${how}`, { name, date: texts.day(end) }, kind)
}

function whatAndWhen(said: Said): string {
  const { field, end, ended, before, change, fullName: name, today, texts, kind } = said
  if (change === 'again') {
    const had =
      typeof before === 'string'
        ? texts.say(`what.${field}.hadEndedOn`, { name, date: texts.day(before) }, kind)
        : texts.say(`what.${field}.hadEnded`, { name }, kind)
    const goesOn =
      typeof end === 'string'
        ? texts.say(`what.${field}.goesOnUntil`, { date: texts.day(end) }, kind)
        : texts.say(`what.${field}.goesOn`, {}, kind)
    return sentences(had, goesOn)
  }
  if (end === false) return texts.say(`what.${field}.noDate`, { name }, kind)
  if (end === true) return texts.say(`what.${field}.hasEnded`, { name }, kind)
  const coming = change === 'later' ? 'longer' : 'ends'
  const how = end === today ? 'endedToday' : ended ? 'ended' : coming
  return texts.say(`what.${field}.${how}`, { name, date: texts.day(end) }, kind)
}

function difference({ end, before, change, isBack = false, texts }: Said): string {
  const back = isBack ? texts.say('told.backFirst', {}) : ''
  if (change === 'again') return back
  if (before === false) return end === false ? '' : sentences(texts.say('told.noDate', {}), back)
  if (typeof before !== 'string') return back
  const date = texts.day(before)
  if (isBack) return texts.say('told.back', { date })
  if (end === false) return texts.say('told.withdrawn', { date })
  if (end === true) return texts.say('told.was', { date })
  const days = daysBetween(before, end)
  const how = days > 0 ? 'later' : 'earlier'
  const span = spanOf(Math.abs(days))
  if ('years' in span) return texts.say(`told.${how}Years`, { date, ...span })
  return 'months' in span
    ? texts.say(`told.${how}Months`, { date, ...span })
    : texts.say(`told.${how}`, { date, ...span })
}

/** Names the day it is counted from: a page is read for years. */
function daysLeftText({ daysLeft, isCountdown, texts, ...said }: Said): string {
  if (daysLeft === undefined) return ''
  const today = texts.day(said.today)
  if (daysLeft === 1) return texts.say('left.tomorrow', { today })
  const span = isCountdown ? { days: daysLeft } : spanOf(daysLeft)
  if ('years' in span) return texts.say('left.years', { today, ...span })
  return 'months' in span ? texts.say('left.months', { today, ...span }) : texts.say('left.days', { today, ...span })
}

const MOST_DAYS = 60
const MONTH_DAYS = 365.2425 / 12

/** Nobody can picture 731 days: beyond 60 they are months, or years where these come to a whole number. */
function spanOf(days: number): { days: number } | { months: number } | { years: number } {
  if (days <= MOST_DAYS) return { days }
  const months = Math.round(days / MONTH_DAYS)
  return months % 12 === 0 ? { years: months / 12 } : { months }
}

function nextNotice({ change, next, texts }: Said): string {
  return change === undefined || next === undefined ? '' : texts.say('next', { date: texts.day(next) })
}

/** What the end of this kind of support means for whoever runs the cycle. */
function meaning({ field, end, ended, release, today, texts, kind }: Said): string {
  const { eol } = release
  if (field === 'eoas') {
    if (hasEnded(eol, today)) return texts.say('meaning.eoas.endOfLife', {}, kind)
    if (end === false) return texts.say('meaning.eoas.goesOn', {}, kind)
    return typeof eol === 'string'
      ? texts.say(`meaning.eoas.${ended ? 'endedUntil' : 'endsUntil'}`, { date: texts.day(eol) }, kind)
      : texts.say(`meaning.eoas.${ended ? 'ended' : 'ends'}`, {}, kind)
  }
  if (end === false) return texts.say(`meaning.${field}.goesOn`, {}, kind)
  const how = ended ? 'ended' : 'ends'
  // The date of the notice counts, for the table may have moved on since.
  const extended = field === 'eol' ? extendedEnd({ ...release, eol: end }) : undefined
  if (extended === false) return texts.say(`meaning.eol.${how}Open`, {}, kind)
  return typeof extended === 'string' && extended > today
    ? texts.say(`meaning.eol.${how}Extended`, { date: texts.day(extended) }, kind)
    : texts.say(`meaning.${field}.${how}`, {}, kind)
}

/** Empty where the table has no address for it. The mail makes a button of it. */
export function howToUpgrade({ upgrade }: Release, texts: EndOfLifeTexts): string {
  const target = upgrade === undefined ? undefined : linkTarget(upgrade)
  return target === undefined ? '' : `[${texts.say('toDo.how', {})}](<${target}>)`
}

function toDo({ field, end, act, successor, somethingLasts, release, texts, kind }: Said): string {
  const how = howToUpgrade(release, texts)
  if (act === 'nothing' && end === false) return texts.say('toDo.wait', {})
  if (successor === undefined)
    return act === 'nothing' ? how : sentences(texts.say(somethingLasts ? 'toDo.move' : 'toDo.none', {}), how)
  if (act === 'nothing' && field !== 'eoas') return how
  const { name } = successor
  const move =
    act === 'nothing'
      ? texts.say('toDo.more', { successor: name }, kind)
      : texts.say('toDo.upgrade', { successor: name })
  return sentences(move, aboutSuccessor(successor, texts, kind), how)
}

function aboutSuccessor({ name: successor, due, ends, extended }: NamedSuccessor, texts: EndOfLifeTexts, kind: Kind) {
  if (due !== undefined) return texts.say('successor.due', { successor, date: texts.day(due) }, kind)
  if (ends !== undefined) return texts.say('successor.ends', { successor, date: texts.day(ends) }, kind)
  if (typeof extended === 'string')
    return texts.say('successor.extendedUntil', { successor, date: texts.day(extended) }, kind)
  return extended === false ? texts.say('successor.extended', { successor }, kind) : ''
}

/** Those to come that were not named with what the end means, unless they fall on a day that was. */
function otherDates({ field, end, release, today, texts, kind }: Said): string {
  const named = ({ eoas: 'eol', eol: 'eoes', eoes: undefined } as const)[field]
  const said = [end, named === undefined ? undefined : release[named]]
  return endFields
    .filter((other) => other !== field && other !== named)
    .map((other) => ({ other, end: other === 'eoes' ? extendedEnd(release) : release[other] }))
    .map(({ other, end }) =>
      typeof end === 'string' && end > today && !said.includes(end)
        ? texts.say(`other.${other}`, { date: texts.day(end) }, kind)
        : '',
    )
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
