/**
 * Loads what fills in posts, where a site wants it: most do not, and it takes as long to load as much of what they do
 * want. Door. In: the files of the site, its settings. Out: for what posts know of each other, the site's templates.
 */
import type { SiteSettings } from '../posts/announcement.js'
import type { Posts, SiteTemplates } from '../posts/templating/fill-in.js'
import type { SiteFiles } from '../posts/templating/site-files.js'

export type TemplatesOf = (posts: Posts) => SiteTemplates

export async function loadTemplates(files: SiteFiles, settings: SiteSettings): Promise<TemplatesOf> {
  const { siteTemplates } = await import('../posts/templating/site-templates.js')
  return (posts) => siteTemplates(files, settings, posts)
}
