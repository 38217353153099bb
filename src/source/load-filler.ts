/**
 * Loads what fills in posts and leads their links to pages. Door. In: the files of the site, where posts are filled in
 * from them; its settings. Out: for the posts that there are, what fills in one.
 */
import type { SiteSettings } from '../posts/announcement.js'
import type { FillIn, Posts } from '../posts/templating/fill-in.js'
import type { SiteFiles } from '../posts/templating/site-files.js'

type FillerOf = (posts: Posts) => FillIn

export async function loadFiller(files: SiteFiles | undefined, settings: SiteSettings): Promise<FillerOf> {
  const { filler } = await import('../posts/templating/fill-in.js')
  return (posts) => filler(files, settings, posts)
}
