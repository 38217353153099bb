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
    ...markedUp(config).map(({ path, mark }) => {
      const fix = runTexts.cannotWork.plainFix()
      const message = runTexts.cannotWork.isPlain(path.join('.'), mark)
      return problem('CONFIG_VALUE', message, placeOf(path), { severity: 'warning', fix })
    }),
    ...unseenLogos(config).map(({ path, why }) => {
      const fix = runTexts.cannotWork.logoFix()
      const message = `${path.join('.')}: ${why}`
      return problem('CONFIG_VALUE', message, placeOf(path), { severity: 'warning', fix })
    }),
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

interface MarkedUp {
  readonly path: readonly PropertyKey[]
  readonly mark: string
}

/** What a template of another program would make of it; a tag alone may be a name in brackets. */
const MARK =
  /<\/[a-z][a-z\d]*>|<(?:a|img|br|hr|p|span|div)(?:\s[^<>]*)?\/?>|&(?:#\d+|#x[\da-f]+|[a-z]{2,}\d*);|\{\{|\{%/i

/** Those that the mail programs of many people leave out. */
const NOT_IN_MAIL = /\.(svgz?|avif|bmp|tiff?|ico|heic)$/i

/** Logos that people do not see. */
function unseenLogos({ site, look, mail }: Config): { readonly path: readonly PropertyKey[]; readonly why: string }[] {
  const logos: readonly (readonly [readonly string[], string])[] = [
    [['look', 'logo'], look.logo],
    [['mail', 'look', 'logo'], mail.look.logo],
  ]
  return logos.flatMap(([path, logo]) => {
    if (logo === '') return []
    if (isReachable(site.url) && !isReachable(logo)) return [{ path, why: runTexts.cannotWork.logoNotPublic(logo) }]
    // What mail has a logo of its own for is on pages alone.
    const isInMail = path.length === 3 || mail.look.logo === ''
    const [, ending] = NOT_IN_MAIL.exec(new URL(logo).pathname) ?? []
    return ending === undefined || !isInMail ? [] : [{ path, why: runTexts.cannotWork.logoNotInMail(ending) }]
  })
}

/** Texts that people read as they stand: HTML in them is read as well. */
function markedUp({ site, look, mail, lists }: Config): MarkedUp[] {
  const texts: readonly (readonly [MarkedUp['path'], string])[] = [
    [['site', 'title'], site.title],
    [['site', 'description'], site.description],
    [['look', 'footer'], look.footer],
    [['look', 'logoAlt'], look.logoAlt],
    [['mail', 'look', 'footer'], mail.look.footer],
    [['mail', 'look', 'logoAlt'], mail.look.logoAlt],
    [['mail', 'from'], mail.from.name],
    ...lists.flatMap(({ title, description }, index): (readonly [MarkedUp['path'], string])[] => [
      [['lists', index, 'title'], title],
      [['lists', index, 'description'], description],
    ]),
  ]
  return texts.flatMap(([path, text]) => {
    const [mark] = MARK.exec(text) ?? []
    return mark === undefined ? [] : [{ path, mark }]
  })
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
