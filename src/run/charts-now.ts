/**
 * What the console draws: deliveries and bounces of each day, subscribers by list. Who opened what is known to nobody.
 * In: the app context. Out: counts, days in the site's time zone.
 */
import { dayIn } from '../base/days.js'
import { bouncesSince, mailSince, peopleByList } from '../delivery/chart-store.js'
import type { AppContext } from './app-context.js'

export interface DayCounts {
  /** YYYY-MM-DD. */
  readonly day: string
  readonly accepted: number
  readonly failed: number
  /** What came back: unknown mailboxes, full ones and the like, refusals by policy; and complaints. */
  readonly hard: number
  readonly soft: number
  readonly policy: number
  readonly complaint: number
}

export interface ListCounts {
  readonly list: string
  readonly title: string
  readonly confirmed: number
  readonly pending: number
  readonly ended: number
}

export interface ChartsNow {
  /** Each day of them, the oldest first. */
  readonly days: readonly DayCounts[]
  readonly lists: readonly ListCounts[]
}

export const CHART_DAYS = 90
const DAY_MS = 86_400_000
/** Mailings that are counted; a project has a few a week. */
const MOST = 500

export async function chartsNow({ config, store, clock }: AppContext): Promise<ChartsNow> {
  const now = clock.now()
  const { timezone } = config.site
  const since = now - CHART_DAYS * DAY_MS
  const [mail, bounces, people] = await Promise.all([
    mailSince(store.db, since, MOST),
    bouncesSince(store.db, since),
    peopleByList(store.db),
  ])
  const none = { accepted: 0, failed: 0, hard: 0, soft: 0, policy: 0, complaint: 0 }
  const names = new Set(Array.from({ length: CHART_DAYS }, (_, ago) => dayIn(now - ago * DAY_MS, timezone)))
  const days = new Map([...names].sort().map((day) => [day, { day, ...none }]))
  for (const { at, accepted, failed } of mail) {
    const day = days.get(dayIn(at, timezone))
    if (day === undefined) continue
    day.accepted += accepted
    day.failed += failed
  }
  for (const { at, class: kind, count } of bounces) {
    const day = days.get(dayIn(at, timezone))
    if (day !== undefined) day[kind] += count
  }
  const peopleIn = (list: string, state: 'confirmed' | 'pending' | 'ended') =>
    people.find((one) => one.list === list && one.state === state)?.people ?? 0
  return {
    days: [...days.values()],
    lists: config.lists.map(({ id, title }) => ({
      ...{ list: id, title },
      ...{ confirmed: peopleIn(id, 'confirmed'), pending: peopleIn(id, 'pending'), ended: peopleIn(id, 'ended') },
    })),
  }
}
