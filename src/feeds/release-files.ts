/**
 * What the releases table gives beside mail, as files. Pure. In: the table, what is known of its dates. Out: calendar
 * and JSON.
 */
import type { OutputFile } from '../files/write-folder.js'
import { CALENDAR_FILE, type ReleasesInput } from './releases-input.js'
import { RELEASES_JSON_FILE, releasesJson } from './releases-json.js'

/** None where there is no table. One that cannot be read for now is there: calendars keep what is known of it. */
export function releaseFiles(input: ReleasesInput): OutputFile[] {
  const { products, unreadable } = input.releases
  if (products.length === 0 && unreadable.length === 0) return []
  return [
    // What makes calendars is loaded where one is made: most projects have no table.
    { path: CALENDAR_FILE, bytes: async () => (await import('./calendar.js')).calendar(input) },
    { path: RELEASES_JSON_FILE, bytes: () => releasesJson(input.releases, input.config, input.now) },
  ]
}
