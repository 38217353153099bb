/**
 * A configuration of about twenty lines, made of what is known of a site: only what differs from the defaults. Pure.
 * In: the facts. Out: YAML.
 */
import { isIP } from 'node:net'
import { stringify } from 'yaml'
import type { FilledIn } from './adopt.js'
import type { MarkdownKeys } from './markdown-keys.js'

export interface Adopted {
  readonly title: string
  readonly url: string
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly timezone?: string | undefined
  readonly author?: string | undefined
  /** Relative to the configuration. */
  readonly posts: readonly string[]
  /** In their place: an address, or a file relative to the configuration. */
  readonly feed?: string | undefined
  /** Relative to the configuration. */
  readonly releases?: string | undefined
  /** Relative to the configuration. */
  readonly authors?: string | undefined
  /** The one that is read, where posts of several stand side by side. */
  readonly onlyLanguage?: string | undefined
  /** `git` where posts are dated by their first commit. */
  readonly undated?: 'git' | undefined
  /** `name` where the generator makes titles of names, and a post has none. */
  readonly untitled?: 'name' | undefined
  readonly timestamps?: 'utc' | undefined
  readonly permalink?: string | undefined
  /** What Belfry fills in as the generator does. */
  readonly templates?: FilledIn | undefined
  /** The built site, relative to the configuration: posts are shown as it shows them. */
  readonly built?: string | undefined
  /** How its generator reads Markdown. */
  readonly markdownKeys?: MarkdownKeys
  readonly fields?: Readonly<Record<string, 'none' | readonly string[]>>
  /** Categories that have a list of their own. */
  readonly categories: readonly string[]
  /** A generator makes the pages. */
  readonly hasPages: boolean
  readonly from: string
  readonly year: number
}

const HEADER = [
  '# Made by belfry init of what it found here; every other key and its default: config/belfry.yaml of Belfry itself.',
  '# Paths are relative to this file. mail.transport keeps mail in a folder until you set it to smtp://…',
  '',
].join('\n')

export function configText(adopted: Adopted): string {
  const {
    title,
    url,
    description,
    language,
    timezone,
    author,
    posts,
    feed,
    permalink,
    fields = {},
    from,
    year,
  } = adopted
  const authority = siteDomain(url)
  const domain = authority.replace(/^www\./, '')
  const address = from.replace(/^.*<|>$/g, '')
  const given = <Value>(name: string, value: Value | undefined) => (value === undefined ? {} : { [name]: value })
  return (
    HEADER +
    stringify(
      {
        site: {
          ...{ title, url },
          ...given('description', description),
          ...given('language', language === 'en' ? undefined : language),
          ...given('timezone', timezone === 'UTC' ? undefined : timezone),
          ...given('author', author),
        },
        content: {
          ...(feed === undefined ? { posts: posts.length === 1 ? posts[0] : posts } : { feed }),
          ...given('releases', adopted.releases),
          register: 'register.yaml',
          ...given('language', adopted.onlyLanguage),
          ...given('authors', adopted.authors),
          ...given('undated', adopted.undated),
          ...given('untitled', adopted.untitled),
          ...given('timestamps', adopted.timestamps),
          ...given('permalink', permalink),
          ...adopted.templates,
          ...(adopted.built !== undefined && { render: 'site', built: adopted.built }),
          ...adopted.markdownKeys,
          ...given('fields', Object.keys(fields).length === 0 ? undefined : fields),
        },
        feeds: {
          ...{ authority, since: year, archive: ['atom'] },
          ...(adopted.hasPages && { pages: false, folder: '../var/feeds' }),
        },
        lists: listsOf(adopted.categories),
        mail: { from, domain: address.slice(address.lastIndexOf('@') + 1) || domain },
      },
      { lineWidth: 0, flowCollectionPadding: true },
    )
  )
}

/** Ids of entries and mail stand under a domain, which a number is not: a trial gets one that is nobody's. */
export function siteDomain(url: string): string {
  const { hostname } = new URL(url)
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : 'localhost'
}

function listsOf(categories: readonly string[]) {
  const own = categories.map((category) => ({ id: listId(category), title: titled(category), categories: [category] }))
  const unique = own.filter(({ id }, at) => id !== '' && id !== 'all' && own.findIndex((one) => one.id === id) === at)
  const rest =
    unique.length === 0 ? { id: 'all', title: 'All announcements' } : { id: 'others', title: 'Everything else' }
  return [...unique.filter(({ id }) => id !== 'others'), { ...rest, categories: ['*'] }]
}

function listId(category: string): string {
  return category
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
}

function titled(category: string): string {
  return category.slice(0, 1).toUpperCase() + category.slice(1)
}
