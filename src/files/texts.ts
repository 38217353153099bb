/**
 * What `src/files` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const filesTexts = {
  readForeign: {
    wayBelfryDidNot: (foreign: string, count: string) => `${foreign}${count} is in the way: Belfry did not write it.`,
    moveAwayOrSet: () => 'Move it away, or set feeds.folder to a folder of its own.',
    noPathForFile: (path: string, folder: string) => `"${path}" is no path for a file inside ${folder}.`,
    givePostAnotherPermalink: () => 'Give the post another permalink.',
  },
  readInside: {
    removeOrGiveAnother: () => 'Remove it, or give it another name.',
    giveUserRunsBelfry: () => 'Give the user that runs Belfry the right to read it, or remove it.',
    putCopyWhatLeads: () => 'Put a copy of what it leads to in its place.',
    saveFileUtf: () => 'Save the file as UTF-8.',
  },
  readManifest: {
    cannotUnderstood: (file: string) => `${file} cannot be understood.`,
    removeFilesBelfryWrote: () =>
      'Remove it and the files that Belfry wrote beside it; the next build writes them again.',
  },
  writeFolder: {
    cannotWrite: (resolve: string, cause: string) => `Cannot write to ${resolve}: ${cause}.`,
  },
} as const
