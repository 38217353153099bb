/**
 * The tokens of a permalink (`/news/:year/:title/`): Jekyll's, and other generators' by names of their own. Pure. In: a
 * pattern. Out: what is wrong with its tokens; one that is none would stand in every address as it is written.
 */
import { slipOf } from '../base/nearest.js'

export const permalinkTokens: readonly string[] = (
  'title slug categories slugified_categories output_ext year short_year month i_month short_month long_month day ' +
  'i_day y_day hour minute second week w_year w_day short_day long_day weekday weekdayname monthname yearday ' +
  'titleslug slugortitle filename contentbasename slugorfilename slugorcontentbasename section sections path ' +
  'dateslug pathslug plainslug plaintitle lang'
).split(' ')

export function tokenFaults(pattern: string): string[] {
  if (pattern.includes('[')) return ['picks parts of :sections, which Belfry does not; write the folders themselves']
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
