/**
 * What an address that begins with a slash means on a site that stands below a path (`https://example.org/project`).
 * Pure. In: the address, site.url. Out: the address below site.url, as Jekyll's `relative_url` has it; an address that
 * begins with the site's own path is below it already. One rule for links in posts, front matter, the releases table,
 * feeds, pages and mail.
 */
export function belowSite(address: string, siteUrl: string): string {
  if (!/^\/(?![/\\])/.test(address)) return address
  const base = siteUrl.replace(/\/+$/, '')
  const own = URL.canParse(base) ? new URL(base).pathname.replace(/\/+$/, '') : ''
  if (own === '') return address
  const isWhole = address.startsWith(own) && /^(?:$|[/?#])/.test(address.slice(own.length))
  return isWhole ? address : own + address
}
