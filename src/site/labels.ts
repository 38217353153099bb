/**
 * The words that pages use for kinds and severities. Pure. In: the words, a kind or a severity. Out: a word for people.
 */
import type { AnnouncementKind, Severity } from '../posts/announcement.js'
import { say, type Words } from '../words/words.js'

const kinds: Readonly<Record<AnnouncementKind, string>> = {
  'stable-release': 'kind.stableRelease',
  'patch-release': 'kind.patchRelease',
  'release-candidate': 'kind.releaseCandidate',
  security: 'kind.security',
  'end-of-life': 'kind.endOfLife',
  general: 'kind.announcement',
}

const severities: Readonly<Record<Severity, string | undefined>> = {
  info: undefined,
  important: 'severity.important',
  recall: 'severity.withdrawn',
}

export function kindLabel(words: Words, kind: AnnouncementKind): string {
  return say(words, kinds[kind])
}

/** Ordinary announcements carry no label of severity. */
export function severityLabel(words: Words, severity: Severity): string | undefined {
  const key = severities[severity]
  return key === undefined ? undefined : say(words, key)
}
