/** `feeds`: what is published, and the ids that entries keep for ever. Pure. */
import * as z from 'zod'
import type { KeyFault } from '../key-fault.js'
import { configTexts } from '../texts.js'
import { domain, httpAddress, optionalSection } from './values.js'

export const feedsSection = optionalSection({
  folder: z.string().default('../public'),
  entries: z.int().min(1).max(1000).default(20),
  content: z.enum(['full', 'summary']).default('full'),
  ids: z.enum(['tag', 'url']).default('tag'),
  updates: z.enum(['entry', 'in-place']).default('entry'),
  authority: z.string().default(''),
  since: z.union([z.int(), z.string()]).default('').transform(String),
  changed: z.union([z.literal(''), z.iso.date({ error: 'must be a day, like 2026-05-01' })]).default(''),
  pages: z.boolean().default(true),
  bytes: z.int().min(10_000).max(100_000_000).default(1_000_000),
  hubs: z.array(httpAddress).default([]),
  provenance: z.boolean().default(false),
  archive: z.array(z.enum(['atom', 'rss', 'json'])).default(['atom', 'rss', 'json']),
})

/** What the ids of entries are made of must be there, and be a name that was the project's on that day. */
export function feedFaults({ ids, authority, since }: z.output<typeof feedsSection>): KeyFault[] {
  if (ids !== 'tag') return []
  const isNoName = authority !== '' && !domain.safeParse(authority.split('@').at(-1)).success
  return [
    ...(authority === '' ? [missing('authority', 'the domain that the feed ids stand under')] : []),
    ...(isNoName ? [{ path: ['feeds', 'authority'], message: configTexts.schema.mustDomainOrMail() }] : []),
    ...(isDate(since) ? [] : [missing('since', 'a year in which that domain was yours')]),
  ]
}

function missing(key: string, what: string): KeyFault {
  return { path: ['feeds', key], message: configTexts.schema.neededFeedsIdsTag(what) }
}

/** A year, a month or a day that there is (RFC 4151 §2.1). */
function isDate(text: string): boolean {
  if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
