/** Helpers of the content tests: a post from its lines, parsed with settings of a made-up site. */
import type { SiteSettings } from '../../src/posts/announcement.js'
import { type ParsedPost, parsePost } from '../../src/posts/parse.js'

export const settings: SiteSettings = {
  url: 'https://lantern.example',
  timezone: 'UTC',
  author: 'The Lantern team',
  permalink: '/news/:year/:month/:day/:title/',
}

export const noIds: ReadonlyMap<string, string> = new Map()

/** A post's text from its front matter lines and body. */
export function post(frontMatter: string, body = 'Lamps are lit.\n'): string {
  return `---\n${frontMatter}\n---\n\n${body}`
}

export function parse(
  text: string | Uint8Array,
  more: { path?: string; settings?: Partial<SiteSettings>; ids?: ReadonlyMap<string, string> } = {},
): ParsedPost {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return parsePost(
    { path: more.path ?? '2026-03-01-lamps.md', bytes },
    { ...settings, ...more.settings },
    more.ids ?? noIds,
  )
}

/** The announcement of a post that must be good. */
export function announcementOf(text: string, more: Parameters<typeof parse>[1] = {}) {
  const { announcement, problems } = parse(text, more)
  if (announcement === undefined) throw new Error(`no announcement: ${JSON.stringify(problems)}`)
  return announcement
}

/** `CODE:line:column` of each problem. */
export function faults(parsed: Pick<ParsedPost, 'problems'>): string[] {
  return parsed.problems.map(({ code, line, column }) =>
    [code, line, column].filter((part) => part !== undefined).join(':'),
  )
}
