/**
 * What `src/subscribers` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const subscribersTexts = {
  csvRecords: {
    quoteDoesNotEnd: (line: number) => `The file is not CSV: the quote that opens in line ${line} does not end.`,
    closeQuote: () => 'End the quote, or take it out; a quote inside quotes is written twice.',
  },
  importCsv: {
    notMailAddress: (written: string) => `"${shortened(written)}" is not a mail address`,
    isNoSubscriber: (address: string, role: string) => `${address} is ${role} of that list there, and no member`,
    unknownStatus: (address: string, column: string, word: string) =>
      `${address} has the ${column} "${shortened(word)}", which says nothing to Belfry: write subscribed, pending, ` +
      `unsubscribed or bounced, or give the column another name`,
    standsLineAlready: (address: string, earlier: number) => `${address} stands in line ${earlier} already`,
  },
  jsonObjects: {
    giveListPeopleBelfry: () =>
      'Give a list of people, as belfry subscribers export --json writes it, or what the interface of Mailman 3, ' +
      'Ghost or listmonk answers.',
    jsonFileNoList: () => 'The JSON of the file is no list of people.',
    fileNotJsonThough: () => 'The file is not JSON, though it begins as if it were.',
  },
  importRows: {
    fileEmpty: () => 'The file is empty.',
    noColumnHoldsAddresses: (names: string) => `No column of the header line holds addresses: it names ${names}.`,
    noFieldHoldsAddresses: (names: string) => `No field of the people holds addresses: they have ${names}.`,
    sayWhichColumn: () =>
      'Begin with a line that names the columns (address), or say which one it is: --map address=NAME.',
    holdsNul: () => 'The file holds NUL characters where its first line should be: it is UTF-16, or no text.',
    sayUtf16: () => 'Say what it is with --encoding utf-16le or utf-16be, or save it as UTF-8.',
    noColumnCalled: (name: string, names: string) => `No column of the file is called "${name}": it names ${names}.`,
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
    notMailAddress: (written: string) => `"${shortened(written)}" is not a mail address`,
  },
} as const

/** A cell may be long. */
function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)} …` : text
}
