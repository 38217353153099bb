/**
 * What `src/backups` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const backupsTexts = {
  format: {
    noWholeBackupNothing: (why: string) => `This is no whole backup: ${why}. Nothing was changed.`,
    backupMadeNewerBelfry: (why: string) => `This backup was made by a newer Belfry: ${why}. Nothing was changed.`,
  },
  openGpg: {
    installGnupgOrNewer: () => 'Install GnuPG 2.2 or newer (gpg).',
    backupEncryptedGpgNot: () => 'The backup is encrypted, and gpg is not installed.',
  },
  readBackup: {
    cannotRead: (file: string, why: string) => `${file} cannot be read: ${why}.`,
    nameFileBelfryBackup: () => 'Name a file that belfry backup made, or - for standard input.',
  },
  writeBackup: {
    noLedgerYetCould: () => 'There is no ledger yet that could be backed up.',
    checkDatabaseNamedUnder: () => 'Check the database named under database:; belfry run begins a ledger.',
    alreadyLeft: (file: string) => `${file} is there already, and was left as it is.`,
    nameFileNotYet: () => 'Name a file that is not there yet.',
    cannotWrittenNothingLeft: (file: string, cause: string) =>
      `${file} cannot be written: ${cause}. Nothing of it is left.`,
  },
} as const
