/**
 * What a person who watches a mailing reads. Pure. In: a look at it, its progress, the width of the terminal. Out:
 * lines; and what is written to put them in the place of those before.
 */
import { spokenDuration } from '../../base/units.js'
import type { MailingLook, TroubledDomain } from '../../delivery/mailing-look-store.js'
import type { Progress } from '../../delivery/mailing-progress.js'
import { perTime } from '../../delivery/paces.js'

/** From here on the domains are a table. */
const TABLE_WIDTH = 64
const WIDEST_BAR = 100
const WIDEST_DOMAIN = 28

const TROUBLES = ['deferred', 'failed', 'uncertain'] as const

export function watchLines(look: MailingLook, progress: Progress, width: number): string[] {
  const lines = [
    `Mailing ${look.mailing}, ${look.state}: ${look.subject}`,
    ...(look.reason === '' ? [] : [look.reason]),
    bar(look, progress, width),
    ...flow(amounts(look, progress), width),
    ...flow(replies(look), width),
    ...flow([...speeds(look, progress), ...waiting(look)], width),
    ...domainLines(look, width),
    ...slowedLines(look, width),
  ]
  return lines.map((line) => cut(line, width))
}

/** All of it on one line, for a log. */
export function watchLine(look: MailingLook, progress: Progress): string {
  const said = [...amounts(look, progress), ...speeds(look, progress), ...replies(look), ...slowed(look)].join(', ')
  const reason = look.reason === '' ? '' : ` (${plain(look.reason)})`
  return `mailing ${look.mailing} ${look.state}${reason}: ${percent(progress.share)}, ${said}`
}

/**
 * Puts lines in the place of earlier ones. Lines are never wrapped meanwhile, so that each is one row; earlier ones may
 * have been wrapped since, where the terminal was made narrower.
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

function amounts(look: MailingLook, { done, left, leftMs }: Progress): string[] {
  return [
    `${number(done)} of ${number(look.audience)} done`,
    `${number(left)} left`,
    ...(isOpen(look) && leftMs !== null ? [`${spokenDuration(leftMs)} to go`] : []),
  ]
}

function speeds(look: MailingLook, { rateNow }: Progress): string[] {
  return [...(isOpen(look) && rateNow !== null ? [`${rate(rateNow)}/s now`] : []), `${rate(look.rate)}/s in all`]
}

function isOpen({ state }: MailingLook): boolean {
  return state === 'queued' || state === 'sending'
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

function waiting(look: MailingLook): string[] {
  if (!isOpen(look)) return []
  const { workers, leased, sending, nextRetry, now } = look
  const held = `${workers === 1 ? '1 worker holds' : `${number(workers)} workers hold`} ${number(leased + sending)}`
  const first = workers === 0 ? 'no worker at it' : held
  if (nextRetry === null) return [first]
  return [first, nextRetry <= now ? 'a retry is due' : `next retry in ${spokenDuration(nextRetry - now)}`]
}

/** Domains that asked for patience. */
function slowedLines(look: MailingLook, width: number): string[] {
  return flow(slowed(look), width)
}

function slowed(look: MailingLook): string[] {
  if (!isOpen(look)) return []
  return look.slowed.map(({ domain, pace }) => `${cut(domain, WIDEST_DOMAIN)} slowed to ${perTime(pace)}`)
}

function domainLines({ domains, isPartial }: MailingLook, width: number): string[] {
  if (domains.length === 0) return []
  const title = `Slowest domains${isPartial ? ' (a part of them)' : ''}`
  if (width < TABLE_WIDTH) return [title, ...domains.flatMap((one) => narrowDomain(one, width))]
  const rows = domains.map((one) => [
    `  ${cut(one.domain, WIDEST_DOMAIN)}`,
    ...TROUBLES.map((state) => number(one[state])),
    one.reply,
  ])
  const all = [[title, ...TROUBLES, 'last reply'], ...rows]
  const widths = all.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  )
  return all.map((row) => row.map((cell, column) => aligned(cell, column, widths[column] ?? 0)).join('  '))
}

function narrowDomain(one: TroubledDomain, width: number): string[] {
  const [first = '', ...more] = troubles(one)
  return [...flow([`  ${one.domain}: ${first}`, ...more], width, '    '), `    ${one.reply}`]
}

/** Numbers to the right. */
function aligned(cell: string, column: number, width: number): string {
  if (column > TROUBLES.length) return cell
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function troubles(domain: TroubledDomain): string[] {
  return TROUBLES.filter((state) => domain[state] > 0).map((state) => `${number(domain[state])} ${state}`)
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
