/**
 * A site of another generator as Belfry reads it after `belfry init --yes`, held against what the generator published.
 * Door: disk, processes. In: the site. Out: how many posts are alike, and a line for each difference.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { matchEntries } from '../../src/adoption/match-entries.js'
import { midnight } from '../../src/base/days.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { read } from '../../src/run/read-content.js'
import { openReadContext } from '../../src/run/read-context.js'
import { belfry } from '../support/cli.js'
import type { Answer, Answers, Site } from './published.js'
import { shapeOf } from './shape.js'
import { words } from './words.js'

const folder = fileURLToPath(new URL('sites/', import.meta.url))

/** A post that is not what the generator published. */
export interface Apart {
  readonly source: string
  /** What differs: url, date, title, words, ids, links, pictures; or that it is not read, or not published. */
  readonly what: string
  /** Codes of what Belfry says of the post. */
  readonly said: readonly string[]
  /** Both, in full. */
  readonly lines: readonly string[]
}

export interface Differences {
  readonly equal: number
  /** Posts that the generator published, or Belfry would. */
  readonly all: number
  readonly apart: readonly Apart[]
  /** Entries of the generator's feed that `belfry ids` finds a post for, and all. */
  readonly ids: readonly [found: number, all: number]
}

/** The instant at which the sites were built. */
export const NOW = '2026-11-29T12:00:00Z'

const ORIGINS: Readonly<Record<Site, string>> = {
  jekyll: 'https://tern.example',
  hugo: 'https://plover.example',
  eleventy: 'https://dotterel.example',
  docusaurus: 'https://skua.example/app',
  hexo: 'https://knot.example',
  plain: 'https://ruff.example',
  astro: 'https://godwit.example',
  vitepress: 'https://dunlin.example',
}

/** What somebody says who is asked for the address of the site. */
export function originOf(site: Site): string {
  return ORIGINS[site]
}

export async function differences(site: Site): Promise<Differences> {
  const { posts } = JSON.parse(readFileSync(join(folder, `${site}.json`), 'utf8')) as Answers
  return await differencesOf(join(folder, site), originOf(site), posts)
}

/** @param site a folder, which is left as it is */
export async function differencesOf(site: string, url: string, posts: Answers['posts']): Promise<Differences> {
  const root = mkdtempSync(join(tmpdir(), 'belfry-read-'))
  try {
    cpSync(site, root, { recursive: true })
    const ended = await belfry(['init', root, '--yes', '--url', url], { now: NOW })
    if (ended.code !== 0) throw new Error(ended.stderr)
    const context = openReadContext({ file: join(root, 'config/belfry.yaml'), environment: {} })
    const { config } = context
    const { announcements, problems, fileOf } = await read(context)
    const shown = (path: string) => fileOf(path).replace(/^.*belfry-read-[^/]*\//, '')
    const bySource = new Map(announcements.map((one) => [shown(one.path), one]))
    const found: Apart[] = []
    // Posts of other languages than the site's are left out, which init says.
    const chosen = posts.filter(({ source }) => !source.endsWith('.de.md'))
    for (const { source, ...answer } of chosen) {
      const mine = bySource.get(source)
      const said = [...new Set(problems.filter(({ file }) => shown(file) === source).map(({ code }) => code))]
      const pairs = mine === undefined ? [] : pairsOf(answer, mine, config.site)
      const differ = pairs.filter(([, theirs, ours]) => theirs !== ours)
      const what = mine === undefined ? 'not read' : differ.map(([name]) => name).join(', ')
      const lines = differ.map(([name, theirs, ours]) => `${name}: ${cut(theirs)}; Belfry: ${cut(ours)}`)
      if (what !== '') found.push({ source, what, said, lines })
    }
    for (const [source, { instant, expires = Number.POSITIVE_INFINITY }] of bySource) {
      const isShown = instant <= Date.parse(NOW) && expires > Date.parse(NOW)
      const isKnown = chosen.some((one) => one.source === source)
      if (isShown && !isKnown) found.push({ source, what: 'not published', said: [], lines: [] })
    }
    const entries = chosen.flatMap(({ feedId, url, title, date }) =>
      feedId === undefined ? [] : [{ id: feedId, link: url, title, at: Date.parse(date) }],
    )
    const { matched } = matchEntries(entries, announcements, new Map(), 'feed')
    const extra = found.filter(({ what }) => what === 'not published').length
    const all = chosen.length + extra
    return { equal: all - found.length, all, apart: found, ids: [matched.length, entries.length] }
  } finally {
    rmSync(root, { recursive: true })
  }
}

interface Place {
  readonly url: string
  readonly timezone: string
}

function pairsOf(
  answer: Omit<Answer, 'source'>,
  mine: Announcement,
  { url, timezone }: Place,
): [string, string, string][] {
  const html = contentHtml(contentOf(mine), url)
  const shape = shapeOf(html, mine.url)
  // Posts of one day are spread over its first hour, so that entries keep apart.
  const at = mine.placing?.dayOnly === true ? midnight(mine.day, timezone) : mine.instant
  const date = new Date(at).toISOString()
  return [
    ['url', decodeURI(answer.url), decodeURI(mine.url)],
    ['date', answer.date, date],
    ['title', answer.title, mine.title],
    ['words', answer.words, words(html)],
    ['ids', answer.ids.join(' '), shape.ids.join(' ')],
    ['links', decoded(answer.links), decoded(shape.links)],
    ['pictures', decoded(answer.pictures), decoded(shape.pictures)],
  ]
}

/** An address is the same, its letters written out or not. */
function decoded(addresses: readonly string[]): string {
  return addresses.map((one) => (/%(?![\da-f]{2})/i.test(one) ? one : decodeURI(one))).join(' ')
}

function cut(text: string): string {
  return JSON.stringify(text.length > 400 ? `${text.slice(0, 400)}…` : text)
}
