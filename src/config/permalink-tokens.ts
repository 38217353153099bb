/**
 * The tokens of a permalink (`/news/:year/:title/`), which are Jekyll's. Pure. In: a pattern. Out: what is wrong with
 * its tokens; one that is none would stand in every address as it is written.
 */
import { slipOf } from '../base/nearest.js'

export const permalinkTokens: readonly string[] = (
  'title slug categories slugified_categories output_ext year short_year month i_month short_month long_month day ' +
  'i_day y_day hour minute second'
).split(' ')

export function tokenFaults(pattern: string): string[] {
  return [...pattern.matchAll(/:([a-z_]+)/gi)]
    .map(([, name = '']) => name)
    .filter((name) => !permalinkTokens.includes(name))
    .map((name) => {
      const near = slipOf(name, permalinkTokens)
      const tokens = permalinkTokens.slice(0, 8).join(', :')
      const hint = near === undefined ? `there are :${tokens} and others of Jekyll` : `did you mean :${near}?`
      return `has the token :${name}, which is none; ${hint}`
    })
}
