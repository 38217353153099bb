/**
 * Announcements and a configuration for tests. In: what the test is about. Out: the rest filled in, the same every
 * time.
 */
import { createHash } from 'node:crypto'
import { type Config, schema } from '../../src/config/schema.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { loadWords } from '../../src/words/load-words.js'

export const SITE_URL = 'https://lantern.example'

/** Title, body and day go into id, address and digest, so that two differ where their texts do. */
export function announcement(about: Partial<Announcement> = {}): Announcement {
  const title = about.title ?? 'Lantern OS 3.1.0 has been released'
  const day = about.day ?? '2026-05-04'
  const slug =
    about.slug ??
    (title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') ||
      'untitled')
  const body = about.body ?? 'Lantern OS 3.1.0 is *out*. See the [downloads](/downloads/).\n'
  return {
    id: `${day}-${slug}`,
    path: `${day}-${slug}.md`,
    slug,
    title,
    instant: Date.parse(`${day}T09:00:00Z`),
    day,
    url: `${SITE_URL}/news/${day.replaceAll('-', '/')}/${slug}/`,
    kind: 'stable-release',
    severity: 'info',
    authors: ['Mara Lindqvist'],
    categories: ['releases'],
    updates: (about.statedUpdates ?? []).map(({ day }) => ({ day, instant: Date.parse(`${day}T00:00:00Z`) })),
    statedUpdates: [],
    withdrawn: false,
    body,
    digest: createHash('sha256')
      .update(JSON.stringify([title, day, body]))
      .digest('hex'),
    ...about,
  }
}

type Sections = { readonly [Name in keyof Config]?: Config[Name] extends object ? Partial<Config[Name]> : Config[Name] }

/** A whole configuration; sections given are laid over these. */
export function configOf(about: Sections = {}): Config {
  const base = {
    site: {
      title: 'Lantern OS',
      url: SITE_URL,
      description: 'Announcements of the Lantern OS project',
      author: 'The Lantern team',
    },
    content: { posts: '/lantern/posts' },
    feeds: { folder: '/lantern/public', authority: 'lantern.example', since: 2026 },
    mail: { from: 'Lantern OS <announce@lantern.example>', domain: 'announce.lantern.example' },
  }
  const config: Config = {
    ...schema.parse(base),
    file: '/lantern/config/belfry.yaml',
    words: loadWords('', 'en').words,
  }
  const laid = Object.entries(about).map(([name, value]) => {
    const under: unknown = Reflect.get(config, name)
    return [name, isSection(value) && isSection(under) ? { ...under, ...value } : value]
  })
  return { ...config, ...Object.fromEntries(laid) }
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
