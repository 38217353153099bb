/**
 * What `src/subscribers` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const subscribersTexts = {
  importCsv: {
    standsLineAlready: (address: string, earlier: number) => `${address} stands in line ${earlier} already`,
  },
  importJson: {
    giveListPeopleBelfry: () =>
      'Give a list of people, as belfry subscribers export --json writes it, or what Mailman 3 ' + 'answers (entries).',
    jsonFileNoList: () => 'The JSON of the file is no list of people.',
    fileNotJsonThough: () => 'The file is not JSON, though it begins as if it were.',
  },
  importRows: {
    fileEmpty: () => 'The file is empty.',
    fileNotCsv: (where: string) => `The file is not CSV${where}.`,
    noColumnHoldsAddresses: (kind: 'table' | 'json', there: string) =>
      kind === 'json'
        ? `No field of the people holds addresses: they have ${there}.`
        : `No column of the header line holds addresses: it names ${there}.`,
    noColumnCalled: (kind: 'table' | 'json', name: string, there: string) =>
      kind === 'json'
        ? `No field of the people is called "${name}": they have ${there}.`
        : `No column of the header line is called "${name}": it names ${there}.`,
  },
  loadKeys: {
    secretsFolderCannotUsed: (folder: string, cause: string) =>
      `The secrets folder ${folder} cannot be used: ${cause}.`,
    keyCanReadOther: (file: string) => `The key ${file} can be read by other users.`,
    runChmod: (file: string) => `Run chmod 600 ${file}.`,
    keyNotHexadecimalDigits: (file: string) => `The key ${file} is not 64 hexadecimal digits.`,
    restoreFromBackupAnother: () =>
      'Restore it from a backup; with another key, links in mail already sent stop working.',
  },
  readImport: {
    cannotRead: (file: string, cause: string) => `${file} cannot be read: ${cause}.`,
    nameCsvFileYou: () => 'Name a CSV file that you may read.',
    isNot: (file: string, encoding: string, line: string) => `${file} is not ${encoding}${line}.`,
    saveUtfOrSay: () => 'Save it as UTF-8, or say what it is with --encoding windows-1252.',
  },
  runs: {
    didYouMean: (near: string) => `did you mean "${near}"?`,
  },
  suppressionCsv: {
    notMailAddress: (written: string) => `"${written}" is not a mail address`,
  },
} as const
