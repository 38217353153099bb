/** The words that pages use for kinds and severities. Pure. In: a kind or a severity. Out: English for people. */
import type { AnnouncementKind, Severity } from '../posts/announcement.js'

export const kindLabels: Readonly<Record<AnnouncementKind, string>> = {
  'stable-release': 'Stable release',
  'patch-release': 'Patch release',
  'release-candidate': 'Release candidate',
  security: 'Security',
  'end-of-life': 'End of life',
  general: 'Announcement',
}

/** Ordinary announcements carry no label of severity. */
export const severityLabels: Readonly<Record<Severity, string | undefined>> = {
  info: undefined,
  important: 'Important',
  recall: 'Withdrawn',
}
