/**
 * The `updates:` of front matter: news that an author states beside the post instead of inside it. Pure but for
 * problems it reports. In: the fields. Out: dated texts, oldest first.
 *
 *   updates:
 *     - date: 2026-01-08
 *       text: The download is back.
 */

import { POST_KEYS } from '../../config/front-matter-keys.js'
import type { StatedUpdate } from '../announcement.js'
import { parsePostDate } from '../date.js'
import type { Fields } from '../field-readers.js'
import { postsTexts } from '../texts.js'

export function statedUpdates(fields: Fields, timezone: string): StatedUpdate[] {
  const value = fields.frontMatter.fields.get('updates')
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    fields.report('POST_FIELD', postsTexts.statedUpdates.updatesNotList(), 'updates', {
      fix: postsTexts.statedUpdates.writeEntriesBeginDate(),
    })
    return []
  }
  const updates = value.map((entry) => updateFrom(entry, timezone))
  if (updates.includes(undefined)) {
    const fix = postsTexts.statedUpdates.giveEveryEntryDate()
    fields.report('POST_FIELD', postsTexts.statedUpdates.updatesHoldsEntryWithout(), 'updates', { fix })
  }
  remarkKeys(fields, value)
  return updates.flatMap((update) => update ?? []).sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** `severity: recall` in an entry recalls nothing: it stands in the post. */
function remarkKeys(fields: Fields, entries: readonly unknown[]): void {
  const keys = new Set(
    entries.flatMap((entry) => (typeof entry === 'object' && entry !== null ? Object.keys(entry) : [])),
  )
  for (const key of keys)
    if (!['date', 'text', 'title'].includes(key) && POST_KEYS.some((one) => one === key))
      fields.report('POST_KEY', postsTexts.statedUpdates.entryHas(key), 'updates', {
        severity: 'warning',
        fix: postsTexts.statedUpdates.writeOutside(key),
      })
}

function updateFrom(entry: unknown, timezone: string): StatedUpdate | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const date: unknown = Reflect.get(entry, 'date')
  const text: unknown = Reflect.get(entry, 'text')
  const parsed = typeof date === 'string' || typeof date === 'number' ? parsePostDate(date, timezone) : undefined
  if (parsed === undefined || typeof text !== 'string' || text.trim() === '') return undefined
  return { day: parsed.day, text: text.trim() }
}
