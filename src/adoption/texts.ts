/**
 * What `src/adoption` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const adoptionTexts = {
  matchEntries: {
    hasIdAnotherEntry: (shown: string, id: string) => `${shown} has the id of another entry, ${id}.`,
    whoseEntryHasId: (shown: string, id: string, given: undefined | string) =>
      `${shown} is ${id}, whose entry has the id ${given}.`,
  },
  siteFacts: {
    isNotFollowed: (key: string) => `${key} is not followed, and makes other addresses than are taken here.`,
    hasNoSuchToken: (permalink: string, fault: string) =>
      `the permalink ${permalink} ${fault}: addresses are made in Belfry's own way until content.permalink says how.`,
    defaultsNotFollowed: (keys: string) => `defaults: ${keys} of posts are not taken from there.`,
    writeIntoPosts: () => 'Write them into the posts, or see which posts that changes.',
    compareAddresses: () =>
      'Compare addresses of posts with those of the site; give posts a slug or a permalink where they differ.',
  },
  readSite: {
    areLeftOut: (count: number, ending: string) =>
      `${count} ${count === 1 ? 'file ends' : 'files end'} in ${ending}, which Belfry does not read: left out.`,
    convertOrTakeFeed: () =>
      'Convert them to Markdown (pandoc does), or take posts from the feed: belfry init --feed FEED.',
    cannotLookedAt: (folder: string, cause: string) => `${folder} cannot be looked at: ${cause}.`,
  },
} as const
