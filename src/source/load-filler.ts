/**
 * Loads what fills in posts, where a site wants it: most do not, and it takes as long to load as much of what they do
 * want. Door. In: the files of the site, its settings. Out: for the addresses of posts, what fills in one.
 */
import type { SiteSettings } from '../posts/announcement.js'
import type { FillIn } from '../posts/templating/fill-in.js'
import type { SiteFiles } from '../posts/templating/site-files.js'

type FillerOf = (addressOf: (name: string) => string | undefined) => FillIn

export async function loadFiller(files: SiteFiles, settings: SiteSettings): Promise<FillerOf> {
  const { filler } = await import('../posts/templating/fill-in.js')
  return (addressOf) => filler(files, settings, addressOf)
}
