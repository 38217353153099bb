/**
 * What `src/marks` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const marksTexts = {
  openMarks: {
    nothingMailed: (message: string) => `${message} Nothing is mailed.`,
    folderMarksCannotUsed: (folder: string, cause: string) => `The folder of marks ${folder} cannot be used: ${cause}.`,
    ledgerCopyFromEarlier: () => 'the ledger is a copy from an earlier time; nothing is mailed',
    restoreNewestBackupOr: () =>
      'Restore the newest backup, or see what belfry notices adopt --dry-run says, and run belfry notices adopt.',
    nothingMailedFromHere: (why: string) => `${why}; nothing is mailed from here`,
  },
  whichCopy: {
    databaseCopyOneMailed: (whose: string) => `${whose}, and the database is a copy of the one that was mailed from`,
    noOtherMachineSeen: (whose: string) => `${whose}, and no other machine was seen in the last 5 minutes`,
    ledgerClaimedForAnother: () => 'the ledger was claimed for another machine',
    knowsLessThanMachine: () => 'it knows less than this machine did with it',
  },
} as const
