/**
 * What people read when a cycle nears or reached its end, or its date moved. Pure. In: product, release, occasion, what
 * was told before, the day, the words to say it in. Out: a title (plain text) and a text (Markdown) that stay true when
 * they are read later.
 */

import { plainLine } from '../../base/plain-line.js'
import { linkTarget } from '../../markup/escape-markdown.js'
import type { Release } from '../../releases/release.js'
import { daysBetween, hasEnded } from '../../releases/support.js'
import { type EndOfLifeFacts, type EndOfLifeInput, endOfLifeFacts } from './facts.js'
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
  const facts = endOfLifeFacts(input)
  const paragraphs = [
    actParagraph(input),
    sentences(whatAndWhen(facts, input), meaning(facts, input), difference(facts, input), daysLeftText(facts, input)),
    toDo(facts, input),
    otherDates(facts, input),
    (input.release.note ?? '').trim(),
  ]
  return { title: titleOf(facts, input), text: `${paragraphs.filter((one) => one !== '').join('\n\n')}\n` }
}

/** The first paragraph of every text: whether the reader has to act. The mail shows it in a frame instead. */
export function actParagraph(input: EndOfLifeTextInput): string {
  const { texts } = input
  const { act, end, name } = endOfLifeFacts(input)
  if (act === 'now') return texts.say('act.now', { name })
  return act === 'before' && typeof end === 'string'
    ? texts.say('act.before', { name, date: texts.day(end) })
    : texts.say('act.nothing', {})
}

function titleOf({ name, field, end, ended, change }: EndOfLifeFacts, { texts }: EndOfLifeTextInput): string {
  if (change === 'again')
    return typeof end === 'string'
      ? texts.say(`title.${field}.againUntil`, { name, date: texts.day(end) })
      : texts.say(`title.${field}.again`, { name })
  if (end === false) return texts.say(`title.${field}.noDate`, { name })
  if (end === true)
    return texts.say(`title.${field}.${change === 'earlier' ? 'hasEndedEarlier' : 'hasEnded'}`, { name })
  const moved = change === 'later' ? 'Later' : change === 'earlier' ? 'Earlier' : ''
  const how = ended ? (`ended${moved}` as const) : (`ends${change === 'stated' ? 'New' : moved}` as const)
  return texts.say(`title.${field}.${how}`, { name, date: texts.day(end) })
}

function whatAndWhen(facts: EndOfLifeFacts, { release, today, texts }: EndOfLifeTextInput): string {
  const { field, end, ended, before, change } = facts
  const name = withCodename(facts.name, release, texts)
  if (change === 'again') {
    const had =
      typeof before === 'string'
        ? texts.say(`what.${field}.hadEndedOn`, { name, date: texts.day(before) })
        : texts.say(`what.${field}.hadEnded`, { name })
    const goesOn =
      typeof end === 'string'
        ? texts.say(`what.${field}.goesOnUntil`, { date: texts.day(end) })
        : texts.say(`what.${field}.goesOn`, {})
    return sentences(had, goesOn)
  }
  if (end === false) return texts.say(`what.${field}.noDate`, { name })
  if (end === true) return texts.say(`what.${field}.hasEnded`, { name })
  const how = end === today ? 'endedToday' : ended ? 'ended' : 'ends'
  return texts.say(`what.${field}.${how}`, { name, date: texts.day(end) })
}

function difference({ end, before, change }: EndOfLifeFacts, { texts }: EndOfLifeTextInput): string {
  if (change === 'again') return ''
  if (before === false) return end === false ? '' : texts.say('told.noDate', {})
  if (typeof before !== 'string') return ''
  const date = texts.day(before)
  if (end === false) return texts.say('told.withdrawn', { date })
  if (end === true) return texts.say('told.was', { date })
  const days = daysBetween(before, end)
  return texts.say(days > 0 ? 'told.later' : 'told.earlier', { date, days: Math.abs(days) })
}

/** Names the day it is counted from: a page is read for years. */
function daysLeftText({ daysLeft }: EndOfLifeFacts, { texts, ...input }: EndOfLifeTextInput): string {
  if (daysLeft === undefined) return ''
  const today = texts.day(input.today)
  return daysLeft === 1 ? texts.say('left.tomorrow', { today }) : texts.say('left.days', { today, days: daysLeft })
}

function withCodename(name: string, release: Release, texts: EndOfLifeTexts): string {
  const codename = plainLine(release.codename ?? '')
  if (codename === '' || name.toLowerCase().includes(codename.toLowerCase())) return name
  return texts.say('named', { name, codename })
}

/** What the end of this kind of support means for whoever runs the cycle. */
function meaning({ field, end, ended }: EndOfLifeFacts, { release, today, texts }: EndOfLifeTextInput): string {
  const { eol, eoes } = release
  if (field === 'eoas') {
    if (hasEnded(eol, today)) return texts.say('meaning.eoas.endOfLife', {})
    if (end === false) return texts.say('meaning.eoas.goesOn', {})
    return typeof eol === 'string'
      ? texts.say(`meaning.eoas.${ended ? 'endedUntil' : 'endsUntil'}`, { date: texts.day(eol) })
      : texts.say(`meaning.eoas.${ended ? 'ended' : 'ends'}`, {})
  }
  if (end === false) return texts.say(`meaning.${field}.goesOn`, {})
  const isExtended = typeof eoes === 'string' && eoes > today && (typeof end !== 'string' || eoes > end)
  return field === 'eol' && isExtended
    ? texts.say(`meaning.eol.${ended ? 'endedExtended' : 'endsExtended'}`, { date: texts.day(eoes) })
    : texts.say(`meaning.${field}.${ended ? 'ended' : 'ends'}`, {})
}

/** Empty where the table has no address for it. The mail makes a button of it. */
export function howToUpgrade({ upgrade }: Release, texts: EndOfLifeTexts): string {
  const target = upgrade === undefined ? undefined : linkTarget(upgrade)
  return target === undefined ? '' : `[${texts.say('toDo.how', {})}](<${target}>)`
}

function toDo({ field, end, act, successor }: EndOfLifeFacts, { release, texts }: EndOfLifeTextInput): string {
  const how = howToUpgrade(release, texts)
  if (act !== 'nothing')
    return sentences(
      successor === undefined ? texts.say('toDo.move', {}) : texts.say('toDo.upgrade', { successor }),
      how,
    )
  if (end === false) return texts.say('toDo.wait', {})
  if (field !== 'eoas' || successor === undefined) return how
  return sentences(texts.say('toDo.more', { successor }), how)
}

/** Those to come that were not named with what the end means. */
function otherDates({ field }: EndOfLifeFacts, { release, today, texts }: EndOfLifeTextInput): string {
  const named = { eoas: 'eol', eol: 'eoes', eoes: undefined }[field]
  return (['eoas', 'eol', 'eoes'] as const)
    .filter((other) => other !== field && other !== named)
    .map((other) => ({ other, end: release[other] }))
    .map(({ other, end }) =>
      typeof end === 'string' && end > today ? texts.say(`other.${other}`, { date: texts.day(end) }) : '',
    )
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
