/**
 * What a person who watches a mailing reads. Pure. In: a look at it, its progress, the width of the terminal. Out: lines; and what is
 * written to put them in the place of those before.
 */
import type { MailingLook, TroubledDomain } from '../delivery/mailing-look-store.js'
import type { Progress } from '../delivery/mailing-progress.js'

/** From here on the domains are a table. */
const TABLE_WIDTH = 64
const WIDEST_BAR = 100

export function watchLines(look: MailingLook, progress: Progress, width: number): string[] {
  const isOpen = look.state === 'queued' || look.state === 'sending'
  const title = `Mailing ${look.mailing}, ${look.state}: ${look.subject}`
  const lines = [
    title,
    ...(look.reason === '' ? [] : [look.reason]),
    bar(look, progress, width),
    ...flow([...amounts(look, progress), ...speeds(look, progress)], width),
    ...flow(replies(look), width),
    ...(isOpen ? flow(waiting(look), width) : []),
    ...domainLines(look, width),
  ]
  return lines.map((line) => cut(line, width))
}

/** All of it on one line, for a log. */
export function watchLine(look: MailingLook, progress: Progress): string {
  const said = [...amounts(look, progress), ...replies(look), ...speeds(look, progress)].join(', ')
  const reason = look.reason === '' ? '' : ` (${plain(look.reason)})`
  return `mailing ${look.mailing} ${look.state}${reason}: ${percent(progress.share)}, ${said}`
}

/**
 * Puts lines in the place of earlier ones. Lines are never wrapped meanwhile, so that each is one row; earlier ones may have been wrapped since,
 * where the terminal was made narrower.
 */
export function redrawn(earlier: readonly string[], lines: readonly string[], width: number): string {
  const rows = earlier.reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / width)), 0)
  const up = rows === 0 ? '' : `\u001b[${rows}A`
  return `\r${up}\u001b[?7l${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[?7h\u001b[J`
}

function bar(look: MailingLook, { share, left }: Progress, width: number): string {
  const room = Math.min(WIDEST_BAR, Math.max(10, width - 5))
  const filled = left === 0 ? room : Math.min(room - 1, Math.floor(share * room))
  // One failure in a million is one mark: it shall be seen.
  const lost = look.audience === 0 ? 0 : Math.ceil(((look.failed + look.cancelled) / look.audience) * room)
  const marks = Math.min(filled, lost)
  return `${'█'.repeat(filled - marks)}${'×'.repeat(marks)}${'░'.repeat(room - filled)} ${percent(share).padStart(4)}`
}

function amounts(look: MailingLook, { done, left }: Progress): string[] {
  return [`${number(done)} of ${number(look.audience)} done`, `${number(left)} left`]
}

function speeds(look: MailingLook, { rateNow, leftMs }: Progress): string[] {
  const isOpen = look.state === 'queued' || look.state === 'sending'
  return [
    ...(isOpen && rateNow !== null ? [`${rate(rateNow)}/s now`] : []),
    `${rate(look.rate)}/s in all`,
    ...(isOpen && leftMs !== null ? [`${duration(leftMs)} to go`] : []),
  ]
}

function replies(look: MailingLook): string[] {
  return [
    `${number(look.accepted)} accepted (2yz)`,
    `${number(look.deferred)} deferred (4yz)`,
    `${number(look.failed)} failed (5yz)`,
    `${number(look.uncertain)} uncertain`,
    ...(look.cancelled === 0 ? [] : [`${number(look.cancelled)} cancelled`]),
  ]
}

function waiting({ workers, leased, sending, nextRetry, now }: MailingLook): string[] {
  const held =
    workers === 0
      ? 'no worker is at it'
      : `${workers === 1 ? '1 worker holds' : `${number(workers)} workers hold`} ${number(leased + sending)}`
  if (nextRetry === null) return [held]
  return [held, nextRetry <= now ? 'a retry is due' : `next retry in ${duration(nextRetry - now)}`]
}

function domainLines({ domains, isPartial }: MailingLook, width: number): string[] {
  if (domains.length === 0) return []
  const title = `Slowest domains${isPartial ? ' (of the first to get into trouble)' : ''}:`
  const rows = domains.map((one) => [`  ${plain(one.domain)}`, troubles(one), plain(one.reply)] as const)
  if (width < TABLE_WIDTH)
    return [
      title,
      ...rows.flatMap(([domain, counts, reply]) => [...flow([domain, counts], width, '  '), `    ${reply}`]),
    ]
  const widest = (column: 0 | 1, most: number) => Math.min(most, Math.max(...rows.map((row) => row[column].length)))
  const [first, second] = [widest(0, 32), widest(1, 40)]
  return [
    title,
    ...rows.map(([domain, counts, reply]) => `${cut(domain, first).padEnd(first)}  ${counts.padEnd(second)}  ${reply}`),
  ]
}

function troubles(domain: TroubledDomain): string {
  return (['deferred', 'failed', 'uncertain'] as const)
    .filter((state) => domain[state] > 0)
    .map((state) => `${number(domain[state])} ${state}`)
    .join(', ')
}

/** Phrases after each other, as many on a line as have room. */
function flow(phrases: readonly string[], width: number, indent = ''): string[] {
  const lines: string[] = []
  for (const phrase of phrases) {
    const last = lines.at(-1)
    const joined = `${last}, ${phrase}`
    if (last !== undefined && joined.length <= width) lines[lines.length - 1] = joined
    else lines.push(last === undefined ? phrase : `${indent}${phrase}`)
  }
  return lines
}

function cut(text: string, width: number): string {
  const characters = [...plain(text)]
  return characters.length <= width ? characters.join('') : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** Servers write replies: what would steer the terminal is left out. */
function plain(text: string): string {
  return text.replace(/\p{C}/gu, '')
}

function number(count: number): string {
  return count.toLocaleString('en')
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? number(Math.round(perSecond)) : (Math.round(perSecond * 10) / 10).toString()
}

/** Never 100% while something is left. */
function percent(share: number): string {
  return `${Math.floor(share * 100)}%`
}

/** `4 min 16 s`: the two largest units. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const
  const first = units.findIndex(([, size]) => seconds >= size)
  const [large, small] = units.slice(first)
  if (large === undefined || small === undefined) return `${seconds} s`
  const rest = Math.floor((seconds % large[1]) / small[1])
  return `${Math.floor(seconds / large[1])} ${large[0]}${rest === 0 ? '' : ` ${rest} ${small[0]}`}`
}
