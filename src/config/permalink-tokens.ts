/**
 * The tokens of a permalink (`/news/:year/:title/`): Jekyll's, and other generators' by names of their own. Pure. In: a
 * pattern. Out: what is wrong with its tokens; one that is none would stand in every address as it is written.
 */

import { slipOf } from '../base/nearest.js'
import { configTexts } from './texts.js'

export const permalinkTokens: readonly string[] = (
  'title slug categories slugified_categories output_ext year short_year month i_month short_month long_month day ' +
  'i_day y_day hour minute second week w_year w_day short_day long_day weekday weekdayname monthname yearday ' +
  'titleslug slugortitle filename contentbasename slugorfilename slugorcontentbasename section sections path ' +
  'dateslug pathslug plainslug plaintitle githubtitle lang'
).split(' ')

const MOST_CHARACTERS = 1000
const ONE_ADDRESS = configTexts.permalinkTokens.hasNoTokenWhich()

export function tokenFaults(pattern: string): string[] {
  if (pattern.length > MOST_CHARACTERS) return ['is longer than any address']
  if (pattern.includes('[')) return ['picks parts of :sections, which Belfry does not; write the folders themselves']
  const unknown = unknownTokens(pattern)
  return unknown.length === 0 && isOneAddress(pattern) ? [ONE_ADDRESS] : unknown
}

function unknownTokens(pattern: string): string[] {
  return [...pattern.matchAll(/:([a-z_]+)/gi)]
    .map(([, name = '']) => name)
    .filter((name) => !permalinkTokens.includes(name))
    .map((name) => {
      const near = slipOf(name, permalinkTokens)
      const tokens = permalinkTokens.slice(0, 8).join(', :')
      const hint = near === undefined ? `there are :${tokens} and others of Jekyll and Hugo` : `did you mean :${near}?`
      return `has the token :${name}, which is none; ${hint}`
    })
}

/** Names of posts, by which those of one day differ too. */
const NAMES = (
  'title slug titleslug slugortitle filename contentbasename slugorfilename slugorcontentbasename path dateslug ' +
  'pathslug plainslug plaintitle githubtitle'
).split(' ')
/** Enough for sites with a post a day at most. */
const DAYS = ['day', 'i_day', 'y_day', 'yearday', 'second']

/** Posts that stand at one address are left out, but for the first. */
function isOneAddress(pattern: string): boolean {
  const used = [...pattern.matchAll(/:([a-z_]+)/g)].map(([, name = '']) => name)
  return pattern.startsWith('/') && !used.some((name) => NAMES.includes(name) || DAYS.includes(name))
}
