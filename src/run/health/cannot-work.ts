/**
 * Values of the configuration that are well written and cannot do what they are for: days that lie ahead, hubs that
 * nobody else can reach. Pure. In: the configuration, where its keys stand, the instant. Out: a problem each, for
 * `check`; what was published and told is the same with them.
 */
import { dayIn } from '../../base/days.js'
import { type Problem, problem } from '../../base/errors.js'
import type { PlaceOfKey } from '../../config/load.js'
import type { Config } from '../../config/schema.js'
import { isLiteral, isPublicAddress } from '../../hubs/public-addresses.js'
import { runTexts } from '../texts.js'

export function cannotWork(config: Config, placeOf: PlaceOfKey, now: number): Problem[] {
  const { site, feeds, notices } = config
  const today = dayIn(now, site.timezone)
  const fault = (path: readonly PropertyKey[], message: string, fix: string) =>
    problem('CONFIG_VALUE', message, placeOf(path), { fix })
  const days: readonly (readonly [readonly string[], string, string])[] = [
    [['notices', 'baseline'], notices.baseline, runTexts.cannotWork.baselineFix()],
    [['feeds', 'since'], feeds.ids === 'tag' ? feeds.since : '', runTexts.cannotWork.sinceFix()],
    [['feeds', 'changed'], feeds.changed, runTexts.cannotWork.changedFix()],
  ]
  return [
    ...days
      .filter(([, day]) => isAhead(day, today))
      .map(([path, day, fix]) => fault(path, runTexts.cannotWork.liesAhead(path.join('.'), day, today), fix)),
    ...feeds.hubs.flatMap((hub, index) =>
      isReachable(hub) || !isReachable(site.url)
        ? []
        : [fault(['feeds', 'hubs', index], runTexts.cannotWork.hubNotPublic(hub), runTexts.cannotWork.hubFix())],
    ),
  ]
}

/** @param day a year, month or day, perhaps with a time; words (`first-run`) and nothing are no day */
function isAhead(day: string, today: string): boolean {
  const date = /^\d{4}(?:-\d\d){0,2}/.exec(day)?.[0] ?? ''
  return date > today.slice(0, date.length)
}

/** By what the address says itself; a name may lead anywhere, and is asked when the hub is. */
function isReachable(address: string): boolean {
  const url = new URL(address)
  if (url.hostname.endsWith('.localhost')) return false
  return !isLiteral(url) || isPublicAddress(url.hostname.replace(/^\[|\]$/g, ''))
}
