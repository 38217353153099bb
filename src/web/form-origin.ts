/**
 * Whether a form was sent by a page of ours. Pure. In: what the browser says of where a request came from, the origins
 * that are ours. Out: yes or no. A program that is no browser says nothing, and is not refused by this.
 */

import type { Context } from 'hono'
import type { Config } from '../config/schema.js'

/** Header fields of the request, as far as they are there. */
export interface CameFrom {
  /** RFC 6454 §7; `null` where the browser keeps it to itself. */
  readonly origin: string | undefined
  /** Sec-Fetch-Site (Fetch Metadata): same-origin, same-site, cross-site or none. */
  readonly fetchSite: string | undefined
  readonly host: string | undefined
}

/** @param ours origins whose pages have the form, as `https://news.example.org` */
export function isFromElsewhere({ origin, fetchSite, host }: CameFrom, ours: ReadonlySet<string>): boolean {
  // An origin that is not said is judged by what the browser alone can say.
  if (origin === undefined) return fetchSite === 'cross-site'
  if (origin === 'null') return fetchSite !== 'same-origin' && fetchSite !== 'none'
  return !ours.has(origin) && hostOf(origin) !== host?.toLowerCase()
}

/** What the browser says of a request. */
export function cameFrom(c: Context): CameFrom {
  return { origin: c.req.header('Origin'), fetchSite: c.req.header('Sec-Fetch-Site'), host: c.req.header('Host') }
}

/** Of pages that may send forms and call the JSON API. */
export function ownOrigins({ web, site }: Pick<Config, 'web' | 'site'>): ReadonlySet<string> {
  return originsOf([web.url, site.url, ...web.origins])
}

/** Whoever came by another name of this server than `web.url` is at its own origin all the same. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

export function originsOf(urls: readonly string[]): ReadonlySet<string> {
  return new Set(urls.map((url) => new URL(url).origin))
}
