/**
 * What Nikola's configuration says, a program of Python that is not run. Pure. In: its text. Out: facts.
 */
import type { SiteFacts } from './generators.js'
import { addressOf, folderIn } from './values.js'

/** Other programs have a `conf.py` as well. */
export function isNikola(text: string): boolean {
  return /^BLOG_TITLE\s*=/m.test(text)
}

/** `("posts/*.md", "posts", "post.tmpl")` */
const POSTS = /\(\s*["']([^"'*\n]{1,200})\/\*\.\w+["']\s*,\s*["']([^"'\n]{0,200})["']/g

export function nikola(text: string): Omit<SiteFacts, 'problems'> {
  const string = (name: string) => new RegExp(`^${name}\\s*=\\s*(["'])([^"'\\n]{1,300})\\1`, 'm').exec(text)?.[2]
  const isNot = (name: string) => new RegExp(`^${name}\\s*=\\s*False\\b`, 'm').test(text)
  const [, posts = ''] = /^POSTS\s*=\s*([\s\S]{0,5000}?)(?:\n\s*\n|\n[A-Z]|(?![\s\S]))/m.exec(text) ?? []
  const found = [...posts.matchAll(POSTS)].map(([, from = '', to = '']) => ({ from: folderIn(from), to: folderIn(to) }))
  const [first] = found
  const below = first === undefined ? 'posts' : first.to
  const isSame = first === undefined || first.from.split('/').at(-1) === first.to
  return {
    generator: 'nikola',
    title: string('BLOG_TITLE'),
    url: addressOf(string('SITE_URL')),
    description: string('BLOG_DESCRIPTION'),
    author: string('BLOG_AUTHOR'),
    language: string('DEFAULT_LANG')?.replace('_', '-'),
    timezone: string('TIMEZONE'),
    markdownKeys: { headingIds: 'none', smartQuotes: false },
    // What follows the folder of the posts stands in the address as well.
    permalink:
      (isSame ? '/:sections/:title' : `/${below}/:title`.replace(/\/{2,}/g, '/')) +
      (isNot('PRETTY_URLS') ? '.html' : '/'),
    folders: found.length === 0 ? ['posts'] : [...new Set(found.map(({ from }) => from))],
  }
}
