/**
 * What `src/cms` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const cmsTexts = {
  feedEntries: {
    notWellFormed: (message: string) => `it is not well-formed: ${message}`,
    pageOfHtml: () => 'it is a page of HTML, such as a site shows where there is no feed',
    neitherForm: () => 'it begins neither as XML nor as an object of JSON',
    hasNeitherIdNorLink: () => 'it has neither an id (guid) nor a link, so that nobody knows it again',
    holdsNoEntryNo: () => 'it holds no entry and no item',
  },
  readFeed: {
    cannotRead: (place: string, cause: string) => `${place} cannot be read: ${cause}.`,
    noFile: (file: string) => `${file} is no file.`,
    answersWith: (href: string, status: number) => `${href} answers with ${status}.`,
    answersPackedWhichNobody: (href: string, packed: string) =>
      `${href} answers packed (${packed}), which nobody asked for.`,
    redirectsMoreThanTimes: (href: string, mostRedirects: number) =>
      `${href} redirects more than ${mostRedirects} times.`,
    leadsWhichNotFollowed: (href: string, where: string) => `${href} leads to ${where}, which is not followed.`,
    largerThanMb: (place: string) => `${place} is larger than 20 MB.`,
  },
  readSourceFeed: {
    lastGoodReadingGoes: (message: string) => `${message} The last good reading goes on.`,
    noEntryBelowSite: (feed: string, siteUrl: string, link: string) =>
      `${feed}: no entry is below site.url, ${siteUrl}; the first is ${link}.`,
    setSiteUrlAddress: () =>
      'Set site.url to the address that all entries are below, or mend the addresses where the feed is made.',
    entryLeftOut: (title: string, fault: string) => `The entry “${title}” is left out: ${fault}.`,
  },
  readSitePages: {
    pageCannotShown: (url: string, fault: string) => `The page ${url} cannot be shown: ${fault}.`,
  },
} as const
