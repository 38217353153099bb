/**
 * What templates of a Jekyll site call `page`. Pure. In: a post as it was read before anything was filled in, the keys
 * of `_config.yml`. Out: its front matter, with the site's defaults below it and what Jekyll adds.
 */
import { midnight } from '../../base/days.js'
import type { Announcement } from '../announcement.js'
import { postName } from '../file-name.js'
import { inZone } from './liquid-dates.js'
import { refuse } from './site-values.js'

export interface PageSource {
  readonly announcement: Announcement
  readonly fields: ReadonlyMap<string, unknown>
  /** Of the posts below the site, with a slash at the end. */
  readonly folder: string
  readonly timezone: string
  readonly baseurl: string
  /** Keys of `_config.yml`. */
  readonly config: Readonly<Record<string, unknown>>
}

export function pageValues({ announcement, fields, folder, timezone, baseurl, config }: PageSource) {
  const { path, title, categories, tags = [], slug, url } = announcement
  const { pathname } = new URL(url)
  const isBelow = baseurl !== '' && pathname.startsWith(`${baseurl}/`)
  const address = isBelow ? pathname.slice(baseurl.length) : pathname
  const own = Object.fromEntries([...fields].map(([key, value]) => [key, value ?? null]))
  const values: Record<string, unknown> = {
    ...defaultsFor(config.defaults, folder + path),
    ...{ title, categories, tags, slug, collection: 'posts', draft: false },
    ...own,
    ...{ date: dateOf(announcement, fields, timezone), url: address, id: address.replace(/(?:\/|\.html)$/, '') },
    ...{ path: folder + path, relative_path: folder + path, ext: /\.\w+$/.exec(path)?.[0] ?? '' },
    // Eleventy's.
    ...{ fileSlug: postName(path).slug, inputPath: `./${folder}${path}` },
  }
  // `next` is none as well; liquidjs looks at that key of all values, so it cannot say why.
  refuse(values, 'previous', 'page.previous', 'changes with every other post')
  return values
}

/** As Ruby writes a time. */
function dateOf(post: Announcement, fields: ReadonlyMap<string, unknown>, timezone: string): string {
  const { placing, instant, day } = post
  const isDay = placing?.dayOnly ?? !/\d:\d/.test(String(fields.get('date') ?? ''))
  const at = isDay ? midnight(day, timezone) : (placing?.later?.writtenAt ?? instant)
  return (inZone(at, timezone) ?? day).replace(/^(.{10})T(.{8})([+-]\d\d):(\d\d)$/, '$1 $2 $3$4')
}

/** `defaults:` of `_config.yml`, those that say more of the place behind those that say less. */
function defaultsFor(defaults: unknown, path: string): Record<string, unknown> {
  if (!Array.isArray(defaults)) return {}
  const fitting = defaults.flatMap((one: unknown) => {
    const scope: unknown = memberOf(one, 'scope')
    const values: unknown = memberOf(one, 'values')
    const folder = memberOf(scope, 'path') ?? ''
    const type = memberOf(scope, 'type')
    const isHere = typeof folder === 'string' && (folder === '' || path.startsWith(`${folder.replace(/\/+$/, '')}/`))
    if (!isHere || (type !== undefined && type !== 'posts') || typeof values !== 'object') return []
    return [{ weight: folder.length, values }]
  })
  return Object.assign({}, ...fitting.sort((a, b) => a.weight - b.weight).map(({ values }) => values))
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}
