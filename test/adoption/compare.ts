/**
 * A site of another generator as Belfry reads it after `belfry init --yes`, held against what the generator published.
 * Door: disk, processes. In: the site. Out: how many posts are alike, and a line for each difference.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { matchEntries } from '../../src/adoption/match-entries.js'
import { summary } from '../../src/markup/summary.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { contentHtml, contentOf } from '../../src/posts/post-content.js'
import { read } from '../../src/run/read-content.js'
import { openReadContext } from '../../src/run/read-context.js'
import { belfry } from '../support/cli.js'
import type { Answer, Answers, Site } from './published.js'
import { words } from './words.js'

const folder = fileURLToPath(new URL('sites/', import.meta.url))

export interface Differences {
  readonly equal: number
  /** Posts that the generator published, or Belfry would. */
  readonly all: number
  readonly lines: readonly string[]
  /** Entries of the generator's feed that `belfry ids` finds a post for, and all. */
  readonly ids: readonly [found: number, all: number]
}

/** The instant at which the sites were built. */
const NOW = '2026-11-29T12:00:00Z'

export async function differences(site: Site): Promise<Differences> {
  const { posts } = JSON.parse(readFileSync(join(folder, `${site}.json`), 'utf8')) as Answers
  const root = mkdtempSync(join(tmpdir(), `belfry-read-${site}-`))
  try {
    cpSync(join(folder, site), root, { recursive: true })
    const known = posts.map(({ url }) => new URL(url).origin)[0] ?? ''
    const ended = await belfry(['init', root, '--yes', '--url', known + (site === 'docusaurus' ? '/app' : '')], {
      now: NOW,
    })
    if (ended.code !== 0) throw new Error(ended.stderr)
    const context = openReadContext({ file: join(root, 'config/belfry.yaml'), environment: {} })
    const { config } = context
    const { announcements, problems, fileOf } = await read(context)
    const shown = (path: string) => fileOf(path).replace(/^.*belfry-read-[^/]*\//, '')
    const bySource = new Map(announcements.map((one) => [shown(one.path), one]))
    const perPost = new Map<string, string[]>()
    for (const answer of posts) {
      const mine = bySource.get(answer.source)
      const why = problems.filter(({ file }) => shown(file) === answer.source || file.endsWith(`/${answer.source}`))
      perPost.set(
        answer.source,
        mine === undefined
          ? [`not read: ${why.map(({ code, message }) => `${code} ${message}`).join('; ')}`]
          : apart(answer, mine, config.site),
      )
    }
    for (const [source, { instant, expires = Number.POSITIVE_INFINITY }] of bySource) {
      const isShown = instant <= Date.parse(NOW) && expires > Date.parse(NOW)
      if (isShown && !perPost.has(source)) perPost.set(source, ['read, and not published'])
    }
    const entries = posts.flatMap(({ feedId, url, title, date }) =>
      feedId === undefined ? [] : [{ id: feedId, link: url, title, at: Date.parse(date) }],
    )
    const { matched } = matchEntries(entries, announcements, new Map(), 'feed')
    const lines = [...perPost].flatMap(([source, faults]) => faults.map((fault) => `${source}: ${fault}`))
    const equal = [...perPost.values()].filter((faults) => faults.length === 0).length
    return { equal, all: perPost.size, lines, ids: [matched.length, entries.length] }
  } finally {
    rmSync(root, { recursive: true })
  }
}

interface Place {
  readonly url: string
  readonly timezone: string
}

function apart(answer: Answer, mine: Announcement, { url }: Place): string[] {
  const html = contentHtml(contentOf(mine), url)
  const date = new Date(mine.instant).toISOString()
  const pairs: [string, string, string][] = [
    ['url', decodeURI(answer.url), decodeURI(mine.url)],
    ['date', answer.date, date],
    ['title', answer.title, mine.title],
    ['words', answer.words, words(html)],
    ['summary', answer.summary ?? '', answer.summary === undefined ? '' : summary(html, 200)],
  ]
  return pairs.flatMap(([name, theirs, ours]) =>
    theirs === ours ? [] : [`${name} is ${cut(theirs)}, and Belfry has ${cut(ours)}`],
  )
}

function cut(text: string): string {
  return JSON.stringify(text.length > 400 ? `${text.slice(0, 400)}…` : text)
}
