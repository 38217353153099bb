/**
 * When and where a post is published by its id: posts of one day are spread over its first hour by their ids. Pure. In:
 * a post, an id. Out: the post as it is read where the register keeps that id for its file.
 */
import { spreadMs } from '../base/days.js'
import { NewestCache } from '../base/newest-cache.js'
import type { Announcement, LanguagePlace, SiteSettings } from './announcement.js'
import { isPlainPath, permalinkPath } from './permalink.js'

export interface Placed {
  readonly id: string
  readonly slug: string
  readonly path: string
  readonly title: string
  readonly categories: readonly string[]
  /** As front matter has it. */
  readonly permalink: string | undefined
  /** Milliseconds since the epoch: midnight where only the day is known. */
  readonly writtenAt: number
  readonly dayOnly: boolean
  /** Hugo's `publishDate`: its address goes by `date`, and readers see it from then on. */
  readonly notBefore?: number | undefined
  /** Where languages are read: what its address is made of in place of its path, and what stands before it. */
  readonly located?: LanguagePlace | undefined
}

export function placeOf(post: Placed, settings: SiteSettings): Pick<Announcement, 'instant' | 'url'> {
  const { id, permalink = settings.permalink, writtenAt, dayOnly, notBefore } = post
  const instant = dayOnly ? writtenAt + spreadMs(id) : writtenAt
  // A whole address is taken as it is, what is asked behind its path too.
  if (permalink.startsWith(`${settings.url}/`))
    return { instant: Math.max(instant, notBefore ?? instant), url: new URL(permalink).href }
  const { path: bare = post.path, lead = '', language } = post.located ?? {}
  const { slug, categories, title } = post
  const parts = { slug, categories, title, path: bare, language, instant, timezone: settings.timezone }
  const isLed = post.permalink === undefined && !permalink.includes(':lang')
  const path = (isLed ? lead : '') + permalinkPath(permalink, parts)
  return { instant: Math.max(instant, notBefore ?? instant), url: addressAt(path, settings.url) }
}

/** Where sites stand, as addresses are written, without a slash at the end. */
const roots = new NewestCache<string, string>({ most: 20 })

function addressAt(path: string, siteUrl: string): string {
  if (!isPlainPath(path) || /[?#]/.test(siteUrl)) return new URL(siteUrl + path).href
  return roots.getOrMake(siteUrl, () => new URL(`${siteUrl}/`).href.slice(0, -1)) + path
}

/** An id that front matter states is above what the register keeps. */
export function underId(post: Announcement, id: string, settings: SiteSettings): Announcement {
  const { placing, instant } = post
  if (placing === undefined || id === post.id) return post
  const { slug, path, title } = post
  const { dayOnly, permalink, filed: categories = post.categories, later, located } = placing
  const writtenAt = later?.writtenAt ?? (dayOnly ? instant - spreadMs(post.id) : instant)
  const written = {
    id,
    slug,
    path,
    title,
    categories,
    permalink,
    writtenAt,
    dayOnly,
    notBefore: later?.notBefore,
    located,
  }
  return { ...post, id, ...placeOf(written, settings) }
}
