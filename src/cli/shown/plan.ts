/**
 * A plan or a run in sentences, for people. Pure. In: their records. Out: lines.
 */

import { cliTexts } from '../texts.js'
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
    lines.push(tense === 'did' ? cliTexts.plan.firstRunEverythingCounts() : cliTexts.plan.firstRunWillRecord())
  for (const { code, stops, message, fix } of plan.stopped)
    lines.push(`Stopped: ${stops.map((what) => IN_WORDS[what]).join(', ')}. ${message}. ${fix} [${code}]`)
  const changed = plan.publish.filter((feed) => feed.changed)
  lines.push(changed.length === 0 ? cliTexts.plan.feedsNothingChanged() : `Feeds: ${named(changed)}.`)
  if (tense === 'would')
    for (const one of plan.tell)
      lines.push(
        cliTexts.plan.tellToOn(one.key, people(one.recipients), listed(one.lists), one.reason),
        ...replacing(one),
      )
  for (const one of plan.waiting)
    lines.push(
      cliTexts.plan.leavesAt({
        key: one.key,
        leavesAt: one.leavesAt,
        recipients: people(one.recipients),
        lists: listed(one.lists),
        reason: one.reason,
      }),
      ...replacing(one),
    )
  for (const one of plan.held)
    lines.push(
      cliTexts.plan.heldRevision(one.key, one.revision, one.reason) +
        `Send it with: belfry notices approve ${one.key} --revision ${one.revision}`,
      ...replacing(one),
    )
  for (const one of plan.asked) lines.push(cliTexts.plan.newsRevisionSeeBelfry(one.key, one.revision, one.reason))
  for (const one of plan.settling)
    lines.push(
      cliTexts.plan.settlesUntilThenGoes(one.key, one.until, people(one.recipients), listed(one.lists)),
      ...replacing(one),
    )
  for (const { post, reason } of plan.silent) lines.push(cliTexts.plan.nobodyMailedAboutFeeds(post, reason))
  if (tense === 'would' && plan.ahead === undefined)
    for (const { at, key, standIn } of plan.upcoming.filter((one) => one.kind === 'end-of-life'))
      if (!plan.settling.some((one) => one.key === key))
        lines.push(
          standIn === undefined
            ? `On ${at.slice(0, 10)}: ${key}.`
            : cliTexts.plan.thoseWhomDoesNot(at.slice(0, 10), key, standIn),
        )
  if (tense === 'would') for (const { key } of plan.passedOver) lines.push(cliTexts.plan.notToldBecauseDue(key))
  if (tense === 'would' && plan.tell.length === 0) lines.push(cliTexts.plan.nothingToldNow())
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
  return [cliTexts.plan.postReplacesReleasesTable(count, others)]
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
    ...run.told.map((one) =>
      cliTexts.plan.toldMailing(one.key, people(one.recipients), listed(one.lists), one.mailing),
    ),
    accepted + deferred + failed + uncertain === 0
      ? cliTexts.plan.mailNoneSent()
      : cliTexts.plan.mailAcceptedDeferredFailed(accepted, deferred, failed, uncertain),
  ]
}
