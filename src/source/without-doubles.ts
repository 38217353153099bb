/**
 * Two posts cannot share an id or an address. Pure. In: announcements in order of path. Out: the first of each, and a
 * problem at each later one that names both, so that neither is lost silently.
 */

import { type Problem, problem } from '../base/errors.js'
import type { Announcement } from '../posts/announcement.js'
import { sourceTexts } from './texts.js'

export function withoutDoubles(announcements: readonly Announcement[]): { kept: Announcement[]; doubles: Problem[] } {
  const byId = new Map<string, string>()
  const byUrl = new Map<string, string>()
  const kept: Announcement[] = []
  const doubles: Problem[] = []
  for (const announcement of announcements) {
    const { id, url, path } = announcement
    const sameId = byId.get(id)
    const sameUrl = byUrl.get(url)
    if (sameId !== undefined)
      doubles.push(problem('POST_ID_TWICE', sourceTexts.withoutDoubles.hasIdSoHas(path, id, sameId), { file: path }))
    else if (sameUrl !== undefined)
      doubles.push(
        problem('POST_URL_TWICE', sourceTexts.withoutDoubles.hasAddressSoHas(path, url, sameUrl), { file: path }),
      )
    else {
      byId.set(id, path)
      byUrl.set(url, path)
      kept.push(announcement)
    }
  }
  return { kept, doubles }
}
