/**
 * A plan or a run in sentences, for people. Pure. In: their records. Out: lines.
 */
import { type AheadRecord, aheadLines } from './ahead.js'
import { entries, listed, people } from './counted.js'
import type { PlanRecord, runRecord } from './records.js'

/** What `plan --until` adds. */
export interface PlanAhead {
  readonly until?: string
  readonly ahead?: readonly AheadRecord[]
}

export function planLines(plan: PlanRecord & PlanAhead, tense: 'would' | 'did'): string[] {
  const lines: string[] = []
  if (plan.baseline)
    lines.push(
      tense === 'did'
        ? 'First run: everything there is counts as known, nothing of it is told.'
        : 'The first run will record everything there is as known and tell nothing of it.',
    )
  for (const { code, stops, message, fix } of plan.stopped)
    lines.push(`Stopped: ${stops.map((what) => IN_WORDS[what]).join(', ')}. ${message}. ${fix} [${code}]`)
  const changed = plan.publish.filter((feed) => feed.changed)
  lines.push(changed.length === 0 ? 'Feeds: nothing changed.' : `Feeds: ${named(changed)}.`)
  if (tense === 'would')
    for (const one of plan.tell)
      lines.push(
        `Tell ${one.key} to ${people(one.recipients)} on ${listed(one.lists)}: ${one.reason}.`,
        ...replacing(one),
      )
  for (const one of plan.waiting)
    lines.push(
      `${one.key} leaves at ${one.leavesAt}, to ${people(one.recipients)} on ${listed(one.lists)}: ${one.reason}.`,
      ...replacing(one),
    )
  for (const one of plan.held)
    lines.push(
      `Held ${one.key} (revision ${one.revision}): ${one.reason}. ` +
        `Send it with: belfry notices approve ${one.key} --revision ${one.revision}`,
      ...replacing(one),
    )
  for (const one of plan.asked)
    lines.push(
      `Is this news? ${one.key} (revision ${one.revision}): ${one.reason}. ` +
        `See it with belfry notices show ${one.key}; approve tells it, dismiss tells nobody.`,
    )
  for (const one of plan.settling)
    lines.push(
      `${one.key} settles until ${one.until}, then goes to ${people(one.recipients)} on ${listed(one.lists)}.`,
      ...replacing(one),
    )
  for (const { post, reason } of plan.silent)
    lines.push(`Nobody is mailed about ${post}: ${reason}. Feeds and pages show it as it is now.`)
  if (tense === 'would' && plan.ahead === undefined)
    for (const { at, key, standIn } of plan.upcoming.filter((one) => one.kind === 'end-of-life'))
      if (!plan.settling.some((one) => one.key === key))
        lines.push(
          standIn === undefined
            ? `On ${at.slice(0, 10)}: ${key}.`
            : `On ${at.slice(0, 10)}: ${key}, to those whom ${standIn} does not reach.`,
        )
  if (tense === 'would')
    for (const { key } of plan.passedOver)
      lines.push(`Not told, because it was due before the baseline: ${key}. The next stage of that date is told.`)
  if (tense === 'would' && plan.tell.length === 0) lines.push('Nothing is to be told now.')
  if (plan.ahead !== undefined && plan.until !== undefined) lines.push(...aheadLines(plan.ahead, plan.until))
  return lines
}

/** What of the releases table a post stands for, and who hears of it in another way. */
function replacing({ replaces = [] }: PlanRecord['tell'][number]): string[] {
  if (replaces.length === 0) return []
  const count = replaces.length === 1 ? '1 notice' : `${replaces.length} notices`
  const missed = new Map(replaces.map((one) => [`${one.product}/${one.cycle}`, one.missed]))
  const left = [...missed].filter(([, number]) => number > 0)
  const who = left.map(([cycle, number]) => {
    const [run, be] = number === 1 ? ['runs', 'is'] : ['run', 'are']
    return `${people(number)} who ${run} ${cycle} or named none ${be} not on its lists`
  })
  const others =
    left.length === 0 ? 'whoever is to hear of it is on its lists' : `${who.join(', ')}; they get the mail of the table`
  return [`  This post replaces ${count} of the releases table; ${others}.`]
}

const IN_WORDS: Readonly<Record<PlanRecord['stopped'][number]['stops'][number], string>> = {
  reading: 'no newer post is read',
  telling: 'nothing new is told',
  publishing: 'feeds and pages stay as they are',
  mail: 'nothing is mailed',
}

/** The main feeds come first. */
const NAMED_FEEDS = 3

function named(feeds: PlanRecord['publish']): string {
  const names = feeds.slice(0, NAMED_FEEDS).map((feed) => `${feed.feed} (${entries(feed.entries)})`)
  const more = feeds.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

export function runLines(run: ReturnType<typeof runRecord>): string[] {
  const { accepted, deferred, failed, uncertain } = run.deliveries
  return [
    ...planLines(run, 'did'),
    ...run.told.map(
      (one) => `Told ${one.key} to ${people(one.recipients)} on ${listed(one.lists)} (mailing ${one.mailing}).`,
    ),
    accepted + deferred + failed + uncertain === 0
      ? 'Mail: none was due.'
      : `Mail: ${accepted} accepted, ${deferred} deferred, ${failed} failed, ${uncertain} uncertain.`,
  ]
}
