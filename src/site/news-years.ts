/** Announcements by year. Pure. In: announcements. Out: years, each with its own. */
import type { Announcement } from '../posts/announcement.js'

/** Years in the order in which they first come. */
export function byYear(announcements: readonly Announcement[]): Map<string, Announcement[]> {
  const years = new Map<string, Announcement[]>()
  for (const announcement of announcements) {
    const year = announcement.day.slice(0, 4)
    const ofYear = years.get(year)
    if (ofYear === undefined) years.set(year, [announcement])
    else ofYear.push(announcement)
  }
  return years
}
