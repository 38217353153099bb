/**
 * What a post states of its id and its address. Pure. In: fields, site settings, ids that the register keeps. Out: id,
 * slug, path.
 */
import type { SiteSettings } from '../announcement.js'
import type { Fields } from '../field-readers.js'
import type { PostName } from '../file-name.js'
import type { InLanguage } from '../language.js'
import { stemAt } from '../permalink.js'
import { postsTexts } from '../texts.js'
import { asText } from './dates.js'

/** `false` made the post a draft before; `true` says nothing. */
export function permalinkOf(fields: Fields, settings: SiteSettings): string | undefined {
  if (typeof fields.frontMatter.fields.get('permalink') !== 'boolean') return pathOf(fields, settings)
  const fix = postsTexts.parse.writePathOrPublished()
  return fields.report('POST_FIELD', postsTexts.parse.permalinkNoPath(), 'permalink', { fix })
}

/** An address of another host would become a path that nobody meant. */
function pathOf(fields: Fields, { url }: SiteSettings): string | undefined {
  const permalink = fields.text('permalink')
  if (permalink === undefined || !/^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(permalink)) return permalink
  if (`${permalink}/`.startsWith(`${url}/`)) return permalink
  const fix = postsTexts.parse.writePathBeginsOr(url)
  return fields.report('POST_FIELD', postsTexts.parse.permalinkNoAddressSite(permalink.slice(0, 60)), 'permalink', {
    fix,
  })
}

/** Docusaurus and Astro: a slug that is stated stands in place of day and name, and may have folders of its own. */
export function dateSlugOf(fields: Fields, { permalink }: SiteSettings): string | undefined {
  const token = /:(?:date|path)slug\b/
  const slug = token.test(permalink) ? fields.text('slug') : undefined
  return slug === undefined ? undefined : permalink.replace(token, () => slug.replace(/^\/+/, ''))
}

/** Dots alone lead to the folder above, or nowhere. */
export function slugOf(fields: Fields): string | undefined {
  const slug = fields.text('slug')
  if (slug === undefined || !/^[./\s]+$/.test(slug)) return slug
  return fields.report('POST_FIELD', postsTexts.parse.slugNoName(slug.slice(0, 40)), 'slug', { severity: 'warning' })
}

interface Named {
  readonly name: PostName
  readonly fields: Fields
  readonly settings: SiteSettings
  /** File stem → the id that the register keeps for it. */
  readonly ids: ReadonlyMap<string, string>
  readonly inLanguage: InLanguage | undefined
}

/** Ids stand in feeds, keys and Message-IDs for ever, so white space and endless ones are refused. */
export function idOf(named: Named, oldest: string | undefined): string | undefined {
  const { fields, name, ids, settings, inLanguage } = named
  const stem = name.stem + (inLanguage?.inId ?? '')
  const id = fields.text('id') ?? ids.get(stem) ?? stemBefore(oldest, settings) ?? stem
  if (!fields.frontMatter.fields.has('id') || /^\S{1,300}$/.test(id)) return id
  return fields.report('POST_FIELD', postsTexts.parse.idHoldsWhiteSpace(), 'id')
}

export function statesId({ frontMatter }: Fields): boolean {
  const value = frontMatter.fields.get('id')
  return value !== undefined && value !== null && asText(value).trim() !== ''
}

/** The stem that the post had at the oldest address that redirects to it: its id was made of that. */
function stemBefore(oldest: string | undefined, { url, permalink }: SiteSettings): string | undefined {
  if (oldest === undefined || !oldest.startsWith(`${url}/`)) return undefined
  const stem = stemAt(oldest.slice(url.length), permalink)
  return stem !== undefined && /^\S{1,300}$/.test(stem) ? stem : undefined
}
