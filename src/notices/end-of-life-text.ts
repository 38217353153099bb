/**
 * What people read when a cycle nears or reached its end, or its date moved. Pure. In: product, release, occasion, what was told before,
 * the day, the site's language. Out: a title (plain text) and a text (Markdown) that stay true when they are read later. Dates are in
 * the site's language, sentences in English like everything Belfry says.
 */
import { escapeMarkdown, linkTarget } from '../content/escape-markdown.js'
import { formatDay } from '../content/format-day.js'
import type { End, Release } from '../content/release.js'
import { daysBetween, type EndOfLifeFacts, type EndOfLifeInput, endOfLifeFacts, isPast } from './end-of-life-facts.js'
import { endOfLifeWords } from './end-of-life-words.js'

export interface EndOfLifeText {
  /** Plain text on one line. */
  readonly title: string
  /** Markdown. */
  readonly text: string
}

export interface EndOfLifeTextInput extends EndOfLifeInput {
  readonly language: string
}

export function endOfLifeText(input: EndOfLifeTextInput): EndOfLifeText {
  const facts = endOfLifeFacts(input)
  const paragraphs = [
    actParagraph(input),
    sentences(whatAndWhen(facts, input), meaning(facts, input), difference(facts, input), daysLeftText(facts, input)),
    toDo(facts, input.release),
    otherDates(facts, input),
    (input.release.note ?? '').trim(),
  ]
  return { title: titleOf(facts, input.language), text: `${paragraphs.filter((one) => one !== '').join('\n\n')}\n` }
}

/** The first paragraph of every text: whether the reader has to act. The mail shows it in a frame instead. */
export function actParagraph(input: EndOfLifeTextInput): string {
  const { act, end, name } = endOfLifeFacts(input)
  const run = ` if you run ${escapeMarkdown(name)}.`
  if (act === 'now') return `**You need to act now**${run}`
  return act === 'before' && typeof end === 'string'
    ? `**You need to act before ${formatDay(end, input.language)}**${run}`
    : '**You do not need to do anything.**'
}

function titleOf({ name, field, end, ended, change }: EndOfLifeFacts, language: string): string {
  const words = endOfLifeWords[field]
  const moved = change === 'later' || change === 'earlier' ? ` ${change} than announced` : ''
  if (change === 'again') return words.again(name) + untilText(end, language)
  if (end === false) return words.dateless(name)
  if (end === true) return words.hasEnded(name) + moved
  const day = formatDay(end, language)
  const phrase = ended ? words.ended(name) : words.ends(name)
  if (change === 'stated') return `${phrase} on a new date, ${day}`
  return moved === '' ? `${phrase} on ${day}` : `${phrase}${moved}, on ${day}`
}

function untilText(end: End, language: string): string {
  return typeof end === 'string' ? ` until ${formatDay(end, language)}` : ', with no end date'
}

function whatAndWhen(facts: EndOfLifeFacts, { release, today, language }: EndOfLifeTextInput): string {
  const { field, end, ended, before, change } = facts
  const name = withCodename(escapeMarkdown(facts.name), release)
  const words = endOfLifeWords[field]
  if (change === 'again') {
    const since = typeof before === 'string' ? ` on ${formatDay(before, language)}` : ''
    return `${words.hadEnded(name)}${since}. ${words.goesOn}${untilText(end, language)}.`
  }
  if (end === false) return `${words.dateless(name)}.`
  if (end === true) return `${words.hasEnded(name)}.`
  const day = formatDay(end, language)
  return `${ended ? words.ended(name) : words.ends(name)} ${end === today ? `today, ${day}` : `on ${day}`}.`
}

function difference({ end, before, change }: EndOfLifeFacts, { language }: EndOfLifeTextInput): string {
  if (change === 'again') return ''
  if (before === false) return end === false ? '' : 'An earlier notice said that there was no date.'
  if (typeof before !== 'string') return ''
  const old = formatDay(before, language)
  if (end === false) return `The date announced before, ${old}, does not hold any more.`
  if (end === true) return `The date announced before was ${old}.`
  const days = daysBetween(before, end)
  const by = `${countDays(Math.abs(days))} ${days > 0 ? 'later' : 'earlier'}`
  return `The date announced before was ${old}; this is ${by}.`
}

/** Names the day it is counted from: a page is read for years. */
function daysLeftText({ daysLeft }: EndOfLifeFacts, { today, language }: EndOfLifeTextInput): string {
  if (daysLeft === undefined) return ''
  const left = daysLeft === 1 ? 'that is tomorrow' : `${countDays(daysLeft)} are left`
  return `Today is ${formatDay(today, language)}, so ${left}.`
}

function countDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

function withCodename(name: string, { codename }: Release): string {
  const shown = escapeMarkdown(codename ?? '')
  return shown === '' || name.toLowerCase().includes(shown.toLowerCase()) ? name : `${name} (${shown})`
}

/** What the end of this kind of support means for whoever runs the cycle. */
function meaning({ field, end, ended }: EndOfLifeFacts, { release, today, language }: EndOfLifeTextInput): string {
  const { eol, eoes } = release
  if (field === 'eoas') {
    if (isPast(eol, today)) return 'It gets no security updates any more.'
    if (end === false) return 'It keeps getting fixes of all kinds.'
    const until = typeof eol === 'string' ? `, until it reaches its end of life on ${formatDay(eol, language)}` : ''
    return ended
      ? `It gets only security updates now${until}.`
      : `Until then it gets fixes of all kinds, from then on only security updates${until}.`
  }
  if (field === 'eoes') {
    if (end === false) return 'It keeps getting security updates for those who have extended support.'
    return ended
      ? 'It gets no security updates any more, not even with extended support.'
      : 'Until then it gets security updates for those who have extended support, from then on it gets none at all.'
  }
  if (end === false) return 'It keeps getting security updates.'
  const extended =
    typeof eoes === 'string' && eoes > today && (typeof end !== 'string' || eoes > end)
      ? `, except for those who have extended support, which goes on until ${formatDay(eoes, language)}`
      : ''
  return ended
    ? `It gets no security updates any more${extended}.`
    : `Until then it gets security updates, from then on none${extended}.`
}

/** Empty where the table has no address for it. The mail makes a button of it. */
export function howToUpgrade({ upgrade }: Release): string {
  const target = upgrade === undefined ? undefined : linkTarget(upgrade)
  return target === undefined ? '' : `[How to upgrade](<${target}>)`
}

function toDo({ field, end, act, successor }: EndOfLifeFacts, release: Release): string {
  const how = howToUpgrade(release)
  const next = successor === undefined ? undefined : escapeMarkdown(successor)
  if (act !== 'nothing') {
    return sentences(next === undefined ? 'Move to a release that is still supported.' : `Upgrade to ${next}.`, how)
  }
  if (end === false) return 'You will hear of it when there is a date.'
  if (field !== 'eoas' || next === undefined) return how
  return sentences(`If you want more than security updates, upgrade to ${next}.`, how)
}

/** Those to come that were not named with what the end means. */
function otherDates({ field }: EndOfLifeFacts, { release, today, language }: EndOfLifeTextInput): string {
  const named = { eoas: 'eol', eol: 'eoes', eoes: undefined }[field]
  return (['eoas', 'eol', 'eoes'] as const)
    .filter((other) => other !== field && other !== named)
    .map((other) => ({ other, end: release[other] }))
    .map(({ other, end }) =>
      typeof end === 'string' && end > today ? `${endOfLifeWords[other].itEnds} on ${formatDay(end, language)}.` : '',
    )
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
