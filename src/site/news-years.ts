/** Announcements by year. Pure. In: announcements. Out: years, each with its own. */

/** Years in the order in which they first come. */
export function byYear<Of extends { readonly day: string }>(announcements: readonly Of[]): Map<string, Of[]> {
  const years = new Map<string, Of[]>()
  for (const announcement of announcements) {
    const year = announcement.day.slice(0, 4)
    const ofYear = years.get(year)
    if (ofYear === undefined) years.set(year, [announcement])
    else ofYear.push(announcement)
  }
  return years
}
