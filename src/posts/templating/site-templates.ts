/**
 * What fills in the posts of a site. Pure. In: the files of the site, its settings, what posts know of each other. Out:
 * its templates. It brings Liquid with it, which most sites have no use for.
 */
import type { SiteSettings } from '../announcement.js'
import type { Posts, SiteTemplates } from './fill-in.js'
import { LiquidSite } from './liquid.js'
import type { SiteFiles } from './site-files.js'
import { paramsOf } from './site-params.js'

export function siteTemplates(
  files: SiteFiles,
  { liquid = false, shortcodes = 'none', url, timezone }: SiteSettings,
  { addressOf, titleOf, pageOf }: Posts,
): SiteTemplates {
  if (liquid) return { pageOf, liquid: new LiquidSite(files, { url, timezone, addressOf }) }
  if (shortcodes === 'none') return { pageOf }
  return { pageOf, shortcodes: { generator: shortcodes, addressOf, titleOf, params: paramsOf(files) } }
}
