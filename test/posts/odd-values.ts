/** What a post says of itself by one key, as a line of a table. Pure. In: the key, its value as typed in YAML. */
import type { Announcement } from '../../src/posts/announcement.js'
import { parse } from './parsing.js'

const shown: Readonly<Record<string, (post: Announcement) => unknown>> = {
  date: ({ instant, day, placing }) => (placing?.dayOnly ? day : new Date(instant).toISOString()),
  categories: ({ categories }) => categories,
  severity: ({ severity }) => severity,
  expires: ({ expires }) => expires,
  expiryDate: ({ expires }) => expires,
  updates: ({ statedUpdates }) => statedUpdates,
  withdrawn: ({ withdrawn, withdrawnBecause, reinstated }) =>
    withdrawnBecause ?? (reinstated ? 'reinstated' : withdrawn),
  permalink: ({ url }) => url.replace('https://lantern.example', ''),
  slug: ({ url }) => url.replace('https://lantern.example/news/2024/05/06', ''),
  redirect_from: ({ redirectFrom }) => redirectFrom,
  image: ({ image }) => image,
  download_url: ({ downloadUrl }) => downloadUrl,
  author: ({ authors }) => authors,
  title: ({ title }) => title,
  version: ({ version }) => version,
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  unlisted: ({ unlisted }) => unlisted,
}

/** @returns what was read, `draft` or `left out`, and behind it the codes of what is said, with their lines */
export function readOf(key: string, value: string): string {
  const others = Object.entries({ title: 'Lamp 4.2 is out', date: '2024-05-06' }).filter(([other]) => other !== key)
  const lines = [...others.map(([other, typed]) => `${other}: ${typed}`), `${key}: ${value}`]
  const path = key === 'date' ? 'lamp.md' : '2024-05-06-lamp.md'
  const { announcement, draft, problems } = parse(`---\n${lines.join('\n')}\n---\n\nWords of it.\n`, { path })
  const read = announcement === undefined ? undefined : (shown[key]?.(announcement) ?? 'nothing')
  const found = draft === true ? 'draft' : announcement === undefined ? 'left out' : JSON.stringify(read)
  return [found, ...problems.map(({ code, line }) => `${code}:${line}`)].join(' ')
}
