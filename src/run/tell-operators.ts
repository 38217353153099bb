/**
 * Tells operators by mail what waits for them: a notice that is held or asked, a paused mailing, a ledger that is
 * behind. In: the app context, what a run found. Out: one mail with all that is new, to each of mail.operators, past
 * the ledger; problems where it could not be sent. Each occasion is told once: the ledger remembers it until it is
 * over.
 */

import { createHash, randomUUID } from 'node:crypto'
import { BelfryError, type Code, formatProblem, type Problem, problem } from '../base/errors.js'
import { pausedMailings } from '../delivery/mailing-reports-store.js'
import type { Reply } from '../delivery/reply.js'
import type { OperatorNews } from '../mail/render-notice.js'
import type { Decision } from '../notices/decide.js'
import type { Notice } from '../notices/notice.js'
import { isAskedElsewhere } from '../notices/one-cause.js'
import { noReleases, type ReleaseTable } from '../releases/release.js'
import { PUBLISHED_AT, readFact } from '../store/meta-store.js'
import { claimOccasions, settleOccasions } from '../store/occasion-store.js'
import { makeReturnPath } from '../subscribers/links.js'
import type { AppContext } from './app-context.js'
import { type Alarm, alarmsOf, notRenewedAlarm, RENEWED_WITHIN_MS } from './health/alarms.js'
import { type Accident, accidentProblem } from './inbound/accidents.js'
import { remarksByPost } from './open-remarks.js'
import { noticeId } from './operators/notice-record.js'
import { stoppingFacts } from './stops/table.js'
import { hooksFor, OVER, overTitle, queueAlarms, queueEnds, withPage } from './tell-hooks.js'
import { runTexts } from './texts.js'

/** How many remarks of one post a mail lists. */
const REMARKS = 50
/** Characters of what changed that a mail shows. */
const LONGEST_DIFF = 1_000
const AROUND = 60

export async function tellOperators(
  context: AppContext,
  found: {
    readonly decision: Decision
    readonly problems: readonly Problem[]
    readonly accidents?: readonly Accident[]
    /** Announcement.path → the file as problems name it; absent where no remarks are to be told. */
    readonly fileOf?: (path: string) => string
    readonly releases?: ReleaseTable
    /** False of a run that wrote no feeds and pages. */
    readonly isPublished?: boolean
  },
): Promise<Problem[]> {
  if (isNobodyThere(context)) return []
  return await tellNew(context, await occasionsNow(context, found), 'all')
}

/** All that is the case now and that somebody is to know: what is mailed, and what else may be made of it. */
async function occasionsNow(context: AppContext, found: Parameters<typeof tellOperators>[1]): Promise<Alarm[]> {
  const { problems: known, fileOf } = found
  const remarked = fileOf === undefined ? [] : remarksByPost({ problems: known, fileOf }, found.decision).map(remarks)
  const facts = [
    ...stopped(found.problems),
    ...noticed(found.problems),
    ...missed(found.problems),
    ...(found.accidents ?? []).map((one) => accident(context, one)),
    ...(found.isPublished === false ? await notRenewed(context) : []),
  ]
  // What looks at keys and certificates is loaded where somebody is to hear of them.
  const { readAlarmFacts } = await import('./health/read-alarm-facts.js')
  const alarms = alarmsOf(
    await readAlarmFacts(context, found.releases ?? noReleases),
    context.clock.now(),
    context.config.site.timezone,
  )
  return [...waiting(found.decision), ...remarked, ...(await paused(context)), ...facts, ...alarms]
}

/**
 * Of a run that came to nothing: why. What it would have found else is not over because of that.
 * @returns problems, as tellOperators does
 */
export async function tellFailure(context: AppContext, problems: readonly Problem[]): Promise<Problem[]> {
  if (isNobodyThere(context)) return []
  const stops = stopped(problems)
  const failed = stops.length > 0 ? [] : problems.slice(0, 1).map(failure)
  return await tellNew(
    context,
    [...(await paused(context)), ...stops, ...failed, ...(await notRenewed(context))],
    'some',
  )
}

/** After a run that wrote none, whoever woke it: where no service watches, the next run is who can say it. */
async function notRenewed({ store, clock, config }: AppContext): Promise<Alarm[]> {
  const since = Number((await readFact(store.db, PUBLISHED_AT)) ?? Number.NaN)
  const isLate = clock.now() - since > RENEWED_WITHIN_MS
  return isLate ? [notRenewedAlarm(since, config.schedule.cron)] : []
}

/** Of a run that failed otherwise: once for what it says. */
function failure({ code, message: reason, fix }: Problem): Alarm {
  const words = createHash('sha256').update(reason).digest('hex').slice(0, 16)
  const command = 'belfry plan'
  const key = `failed-run:${code}:${words}`
  return {
    key,
    what: 'alarm',
    title: runTexts.tellOperators.scheduledRunFailed(),
    reason,
    details: [fix],
    command,
    saysOver: true,
  }
}

/** @param known whether these are all occasions there are, and any other is over */
async function tellNew(context: AppContext, occasions: readonly Alarm[], known: 'all' | 'some'): Promise<Problem[]> {
  const { store, config, clock } = context
  const keys = occasions.map(({ key }) => key)
  const { keys: claimed, over } = await store.transaction(async (transaction) => {
    await store.dialect.lockDecisions(transaction)
    const mine = await claimOccasions(transaction, { keys, known }, clock.now())
    await queueEnds(config, transaction, mine.over, clock.now())
    await queueAlarms(config, transaction, occasions, { keys: mine.keys, now: clock.now() })
    return mine
  })
  const fresh = occasions.filter(({ key }) => claimed.includes(key))
  const ended = new Set(over.flatMap(({ title, saysOver }) => (saysOver && title !== undefined ? [title] : [])))
  const news = [...fresh, ...[...ended].map(isOver)].map((one) => withPage(config, one))
  if (news.length === 0) return []
  // Who hears of it by a hook alone has heard of it.
  let told = config.mail.operators.length === 0
  if (told) {
    await settleOccasions(store.db, fresh, told, clock.now())
    return []
  }
  try {
    const problems = await mailAll(context, news)
    told = problems.length < config.mail.operators.length
    return problems
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    return [
      problem(thrown.code, runTexts.tellOperators.operatorsNotTold(thrown.message), { file: config.file }, WARNING),
    ]
  } finally {
    await settleOccasions(store.db, fresh, told, clock.now())
  }
}

/** Of a service whose runs do not come, or come to nothing: nothing else is known of it. */
export async function tellNotRenewed(context: AppContext, since: number | undefined): Promise<Problem[]> {
  if (isNobodyThere(context)) return []
  return await tellNew(context, [notRenewedAlarm(since, context.config.schedule.cron)], 'some')
}

function isNobodyThere({ config }: AppContext): boolean {
  return config.mail.operators.length === 0 && hooksFor(config, 'alarm').length === 0
}

function isOver(title: string): OperatorNews {
  return { what: 'alarm', title: overTitle(title), reason: OVER, command: 'belfry plan' }
}

const WARNING = { severity: 'warning' } as const

function waiting({ notices, announcements }: Decision): Alarm[] {
  return notices.flatMap((notice): Alarm[] => {
    const { key, state, reason, post } = notice
    if ((state !== 'held' && state !== 'asked') || isAskedElsewhere(notice)) return []
    const title = notice.title || announcements.find(({ id }) => id === post)?.title || (post ?? key)
    const details = notice.diff.length === 0 ? {} : { details: [`Word by word: ${changed(notice)}`] }
    const look = { command: `belfry notices show ${key}`, path: `/notices/${noticeId(key)}` }
    return [{ key: `${state}:${key}`, what: state, title, reason, ...details, ...look }]
  })
}

/** What was taken out and put in, in wdiff's signs, with some words around it. */
function changed({ diff }: Notice): string {
  const sides = { same: around, added: (text: string) => `{+${text}+}`, removed: (text: string) => `[-${text}-]` }
  const words = diff.map(({ kind, text }) => sides[kind](text)).join('')
  return words.length <= LONGEST_DIFF ? words : `${words.slice(0, LONGEST_DIFF)}…`
}

function around(text: string): string {
  return text.length <= 2 * AROUND ? text : `${text.slice(0, AROUND)} … ${text.slice(-AROUND)}`
}

/** Once for what they say now, wherever it stands: another remark on the same post is another occasion. */
function remarks({ post, remarks: found }: ReturnType<typeof remarksByPost>[number]): Alarm {
  const words = createHash('sha256').update(JSON.stringify(found.map(({ code, message }) => [code, message])))
  const file = found[0]?.file ?? post.path
  const left = found.length - REMARKS
  return {
    key: `remarks:${post.id}:${words.digest('hex').slice(0, 16)}`,
    what: 'remarks',
    title: post.title,
    reason: `${file} has ${found.length === 1 ? 'a remark' : `${found.length} remarks`}:`,
    details: [
      ...found.slice(0, REMARKS).map(formatProblem),
      ...(left > 0 ? [runTexts.tellOperators.andMore(left)] : []),
    ],
    command: 'belfry check',
  }
}

async function paused({ store }: AppContext): Promise<Alarm[]> {
  const mailings = await pausedMailings(store.db)
  return mailings.map(({ id, subject, reason }) => ({
    key: `paused:${id}`,
    what: 'paused',
    title: subject,
    reason,
    command: `belfry mailings show ${id}`,
    path: `/mailings/${id}`,
  }))
}

/** What stops something, each told once until it is over. That a fetch fails now and then is nothing to write about. */
function stopped(problems: readonly Problem[]): Alarm[] {
  const facts = stoppingFacts(problems).filter(({ code }) => code !== 'GIT_FETCH')
  return facts.map(({ code, stops, message: reason }) => {
    const isReading = stops.every((one) => one === 'reading')
    const what = code === 'LEDGER_BEHIND' ? 'behind' : isReading ? 'source' : 'stopped'
    return { key: KEYS[code] ?? `stopped:${code}`, what, title: TITLES[what], reason, command: 'belfry plan' }
  })
}

/** Of ledgers that told of them before there was a rule. */
const KEYS: Readonly<Partial<Record<Code, string>>> = {
  LEDGER_BEHIND: 'behind',
  LIST_GONE: 'list-gone',
  POSTS_GONE: 'posts-gone',
  FEED_IDS_CHANGED: 'feed-ids',
  GIT_SIGNATURE: 'git-signature',
  GIT_REWOUND: 'git-rewound',
}

/** What stops nothing, and somebody is to know. */
function noticed(problems: readonly Problem[]): Alarm[] {
  return NOTICED.flatMap(({ code, key, what }): Alarm[] => {
    const [first, ...others] = problems.filter((one) => one.code === code)
    if (first === undefined) return []
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    return [{ key, what, title: TITLES[what], reason: `${first.message}${more}`, command: 'belfry plan' }]
  })
}

/** Each by itself, and once for what it says: before the day, and after it. */
export function missed(problems: readonly Problem[]): Alarm[] {
  return problems.flatMap(({ code, message: reason }): Alarm[] => {
    if (code !== 'POST_EXPECTED') return []
    const words = createHash('sha256').update(reason).digest('hex').slice(0, 16)
    return [{ key: `expected:${words}`, what: 'expected', title: TITLES.expected, reason, command: 'belfry check' }]
  })
}

/** Each by itself: that more of it came back since is no other one. */
function accident(context: AppContext, one: Accident): Alarm {
  const { mailing, domain } = one
  const title = `Much of ${domain} came back as if nobody were there`
  const command = `belfry mailings show ${mailing} --bounced`
  const { message: reason } = accidentProblem(context, one)
  const path = `/mailings/${mailing}`
  return { key: `accident:${mailing}:${domain}`, what: 'bounced', title, reason, command, path }
}

const NOTICED = [
  { code: 'RECALL_UNSAID', key: 'recall-unsaid', what: 'unsaid' },
  { code: 'AUDIENCE_SHRUNK', key: 'audience', what: 'few' },
] as const

/** For templates of a project's own that do not know these words. */
const TITLES = {
  behind: '',
  stopped: 'Nothing new is told',
  source: 'The posts that were pushed last are not read',
  few: 'A recall reaches few people',
  unsaid: 'A recall says no reason',
  expected: 'A regular post is due, or did not come',
} as const

/** @returns a problem for each operator whose mail was not taken @throws BelfryError SMTP_UNREACHABLE, TEMPLATE */
async function mailAll(context: AppContext, news: readonly OperatorNews[]): Promise<Problem[]> {
  const { config, templates, clock, keys, transport, signer } = context
  const from = makeReturnPath(keys, { person: 0, mailing: 0 }, config.mail.domain)
  // Most runs have nothing to say.
  const { composeOperators } = await import('../mail/freeze-personal.js')
  const key = `operators:${randomUUID()}`
  const input = { config, templates: await templates(), key, occasions: news, now: clock.now() }
  const session = transport.open()
  const problems: Problem[] = []
  try {
    for (const { address } of config.mail.operators) {
      await session.ready()
      const bytes = await signer.sign(await composeOperators(input, address))
      const reply = await session.send({ from, to: address, bytes, mayFinish: () => true })
      if (isTaken(reply)) continue
      const message = `${address} is not told what waits: ${reply.text}`
      problems.push(problem('SMTP_REFUSED', message, { file: config.file }, WARNING))
    }
  } finally {
    await session.close()
  }
  return problems
}

/** Where nobody knows whether it arrived, it was told: twice helps nobody. */
function isTaken({ outcome }: Reply): boolean {
  return outcome === 'accepted' || outcome === 'uncertain'
}
