/**
 * What was found to announcements and problems; the one way to do it, for folders and for git. Pure. In: things found in order of
 * path. Out: announcements newest first, problems, and the posts that could not be used. A bad post never stops the good ones.
 */
import type { Problem } from '../errors.js'
import { type Announcement, newestFirst, type SiteSettings } from './announcement.js'
import type { Found } from './found-post.js'
import { parsePost } from './parse-post.js'
import { withoutDoubles } from './without-doubles.js'

export interface ReadResult {
  /** Newest first. */
  readonly announcements: Announcement[]
  /** `file` is the path as a user would type it: below the working folder relative to it, else absolute; in git, inside the repository. */
  readonly problems: Problem[]
  /** Posts that could not be read or parsed, relative to the folder with forward slashes; a folder ends with a slash. */
  readonly unreadable: string[]
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
}

/**
 * @param ids file stem → the id that the register keeps for it
 * @param shown a path inside the folder → how a problem names the file
 */
export function collectPosts(
  findings: Iterable<Found>,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
  shown: (path: string) => string,
): ReadResult {
  const announcements: Announcement[] = []
  const problems: Problem[] = []
  const unreadable: string[] = []
  const refuse = (path: string, faults: readonly Problem[]) => {
    problems.push(...faults.map((fault) => ({ ...fault, file: shown(path) })))
    if (faults.some((fault) => fault.severity === 'error')) unreadable.push(path)
  }
  for (const found of findings) {
    if ('problem' in found) refuse(found.path, [found.problem])
    else {
      const parsed = parsePost(found, settings, ids)
      refuse(found.path, parsed.problems)
      if (parsed.announcement !== undefined) announcements.push(parsed.announcement)
    }
  }
  const unique = withoutDoubles(announcements)
  for (const double of unique.doubles) refuse(double.file, [double])
  return { announcements: unique.kept.sort(newestFirst), problems, unreadable: unreadable.sort(), fileOf: shown }
}
