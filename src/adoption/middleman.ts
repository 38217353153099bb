/**
 * What Middleman's configuration says, a program of Ruby that is not run. Pure. In: its text, and that of `data/site.*`
 * beside it. Out: facts.
 */
import type { SiteFacts } from './generators.js'
import { addressOf, folderIn, stringIn } from './values.js'

/** Other programs have a `config.rb` as well. */
export function isMiddleman(text: string): boolean {
  return /^\s*activate\s*\(?\s*:(?:blog|directory_indexes|asset_hash|livereload|minify_\w+|relative_assets)\b/m.test(
    text,
  )
}

export function middleman(text: string, beside: string): Omit<SiteFacts, 'problems'> {
  const given = (name: string) =>
    new RegExp(
      `^\\s*(?:blog\\.${name} *=|set *\\(? *:${name} *,|config\\[:${name}\\] *=)\\s*(["'])([^"'\\n]{1,300})\\1`,
      'm',
    ).exec(text)?.[2]
  const ofData = (name: string) =>
    new RegExp(`^\\s*["']?${name}["']?\\s*:\\s*["']?([^"'#\\n]{1,300})`, 'm').exec(beside)?.[1]?.trim()
  const prefix = folderIn(given('prefix') ?? '')
  const source = folderIn(given('source') ?? 'source')
  const address = (given('permalink') ?? '{year}/{month}/{day}/{title}.html')
    .replace(/\{(year|month|day|lang|title|category)\}/g, (_, name: string) =>
      name === 'category' ? ':slugified_categories' : `:${name}`,
    )
    .replace(/^\/+/, '')
  // Where a file of `.html` is a folder of its own.
  const isPretty = /^\s*activate\s*\(?\s*:directory_indexes\b/m.test(text)
  const sources = given('sources') ?? ''
  const below = sources.includes('/') ? folderIn(sources.replace(/[^/]*$/, '').replace(/\{.*$/, '')) : ''
  const zone = given('time_zone') ?? stringIn(text, ['Time.zone'])
  return {
    generator: 'middleman',
    title: given('site_title') ?? given('title') ?? ofData('title') ?? ofData('name'),
    url: addressOf(given('site_url') ?? given('url_root') ?? given('host') ?? ofData('url')),
    description: given('site_description') ?? ofData('description'),
    author: given('site_author') ?? ofData('author'),
    ...(zone?.includes('/') === true && { timezone: zone }),
    permalink: `/${prefix}/${isPretty ? address.replace(/\.html$/, '/') : address}`.replace(/\/{2,}/g, '/'),
    folders: [
      ...new Set([
        [source, prefix, below].filter((name) => name !== '').join('/'),
        `${source}/blog`,
        `${source}/posts`,
        `${source}/news`,
      ]),
    ],
  }
}
