/**
 * What fills in the posts of a site. Pure. In: the files of the site, its settings, what posts know of each other. Out:
 * its templates. It brings Liquid and data files with it, which most sites have no use for.
 */
import type { Announcement, SiteSettings } from '../announcement.js'
import { bodyForm } from '../file-name.js'
import type { FrontMatter } from '../front-matter/split.js'
import { asItStands, type FilledPostOf, type Posts, type Render, type SiteTemplates } from './fill-in.js'
import { LiquidSite } from './liquid.js'
import type { TemplatePage } from './liquid-host.js'
import { pageValues } from './page-values.js'
import { fillShortcodes, type ShortcodesOf } from './shortcodes.js'
import type { SiteFiles } from './site-files.js'
import { type Params, paramsIn, paramsOf } from './site-params.js'

export function siteTemplates(
  files: SiteFiles,
  { liquid = false, shortcodes = 'none', url, timezone }: SiteSettings,
  posts: Posts,
): SiteTemplates {
  const { addressOf, pageOf } = posts
  if (liquid) {
    const site = new LiquidSite(files, { url, timezone, addressOf })
    // Only Jekyll fills in front matter.
    return { pageOf, fillsHead: true, rendererFor: (post, { fields }) => liquidFor(post, fields, site) }
  }
  if (shortcodes === 'none') return { pageOf }
  const calling = { generator: shortcodes, posts, params: paramsOf(files) }
  return { pageOf, rendererFor: ({ announcement }, { fields }) => shortcodesFor(announcement, fields, calling) }
}

type Fields = FrontMatter['fields']

/** MDX has braces of its own, and AsciiDoc is no Liquid unless a page says so. */
function isLiteral(path: string): boolean {
  return ['mdx', 'asciidoc'].includes(bodyForm(path) ?? '')
}

function liquidFor({ path, announcement }: FilledPostOf, fields: Fields, liquid: LiquidSite): Render | undefined {
  // Jekyll 4 has a key that turns Liquid off.
  if (isLiteral(path) || fields.get('render_with_liquid') === false) return undefined
  const { site, settings, files } = liquid
  const { config, baseurl } = 'fault' in site ? { config: {}, baseurl: '' } : site
  const { timezone } = settings
  const values = pageValues({ announcement, fields, folder: files.posts, timezone, config, baseurl })
  const own = { title: announcement.title, ...Object.fromEntries(fields) }
  const page: TemplatePage = { path, values, own }
  return (text) => (/\{\{|\{%/.test(text) ? liquid.render(text, page) : asItStands(text))
}

interface Calling {
  readonly generator: ShortcodesOf
  readonly posts: Posts
  readonly params: Params
}

function shortcodesFor(
  { url, title }: Announcement,
  fields: Fields,
  { generator, posts: { addressOf, titleOf }, params }: Calling,
): Render {
  // Hexo has a key that turns its tags off.
  if (generator === 'hexo' && fields.get('disableNunjucks') === true) return asItStands
  const front = { title, ...Object.fromEntries(fields) }
  const own = paramsIn(front)
  const values = generator === 'vitepress' ? { $frontmatter: front, frontmatter: front } : { ...front, page: front }
  const host = { url, addressOf, titleOf, values, paramOf: (name: string) => own(name) ?? params(name) }
  return (text) => fillShortcodes(text, generator, host)
}
