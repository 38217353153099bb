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
  readSite: {
    cannotLookedAt: (folder: string, cause: string) => `${folder} cannot be looked at: ${cause}.`,
  },
} as const
