/**
 * What `src/releases` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const releasesTexts = {
  check: {
    beforeReleasedate: (name: string, field: string, end: string, releaseDate: string) =>
      `${name}: ${field} is ${end}, before its releaseDate ${releaseDate}.`,
    correctOneTwoDates: () => 'Correct one of the two dates.',
    nameAnotherCycleProduct: () => 'Name another cycle of the product, or remove the key.',
    successorIs: (name: string, said: string) => `${name}: successor is ${said}.`,
    namesWhichDoesNot: (own: string, wrong: string, why: string) =>
      `${own}: was names ${wrong}, which ${why}; it does not count.`,
    takeOutOneTwo: () => 'Take it out of one of the two.',
    didYouMean: (near: string) => `Did you mean ${near}?`,
    noReleasesTable: () => 'there is no releases table.',
    nameTableContentReleases: () => 'Name the table in content.releases, or remove the key.',
    namesNoProductTable: () => 'names no product, and the table has several.',
    addProductOne: (ids: string) => `Add product:, one of ${ids}.`,
    tableHasNoProduct: (id: string) => `the table has no product ${id}.`,
    writeOne: (ids: string) => `Write one of ${ids}.`,
    writeOne2: (cycles: string) => `Write one of ${cycles}.`,
    hasNoCycle: (id: string, cycle: string) => `${id} has no cycle ${cycle}.`,
    endoflifeNotWhatTitle: (stated: string, said: string) =>
      `endOfLife: ${stated} is not what the title says (${said}); endOfLife counts.`,
    correctOneTwo: () => 'Correct one of the two.',
    releasesTableHasNo: (title: string, version: string) =>
      `The releases table has no cycle for ${title} ${version}, which this post announces.`,
    addCycle: (file: string) => `Add the cycle to ${file}.`,
    postSaysTableSays: (day: string, tableSays: undefined | string, file: string, line: number) =>
      `the post says ${day}, and the releases table says ${tableSays} (${file}:${line})`,
    correctOneWrongOr: () => 'Correct the one that is wrong, or say in the post that the day moved.',
  },
  collect: {
    putEachProductInto: () => 'Put each product into a file of its own.',
    releasesTable: (why: string) => `The releases table ${why}.`,
    saveFileUtf: () => 'Save the file as UTF-8.',
    productTwiceHereLine: (id: string, file: string, line: number) =>
      `The product ${id} is there twice: here and in ${file}, line ${line}.`,
    keepOneTwoNeither: () => 'Keep one of the two; neither is used.',
  },
  fields: {
    notDate: (text: string) => `"${text}" is not a date.`,
    orTrueOrFalse: (howToWrite: string) => `${howToWrite}, or true or false.`,
    writeWholeAddressHttps: () => 'Write a whole address (https://…), or one that begins with /.',
    notHttpOrHttps: () => 'is not an http or https address.',
    writeListDaysBefore: () => 'Write a list of days before the end, like [180d, 30d, 0d]; 0d is the day itself.',
    notNumberDays: (more: string) => `"${more}" is not a number of days.`,
    writeNameOrList: () => 'Write a name, or a list of names.',
    writeListOrWords: () => 'Write a list, or words with spaces between them.',
  },
  parseProduct: {
    writeReleasesEntriesBegin: () => 'Write the releases as entries that begin with "- releaseCycle:".',
    addListReleases: () => 'Add the list of its releases.',
    cycleTimes: (cycle: string, count: number, where: string) => `The cycle ${cycle} is there ${count} times${where}.`,
    keepOneThemNone: () => 'Keep one of them; none is used.',
    giveEachReleaselabelOwn: () => 'Give each a releaseLabel of its own.',
    cyclesHaveOneLabel: (cycles: string, shown: string) =>
      `The cycles ${cycles} have one label; they are called ${shown}.`,
    noPartPolicy: () => 'is no part of a policy.',
    notNumberMonths: (months: string) => `"${months}" is not a number of months.`,
    writeWholeMonthsLike: () => 'Write whole months, like months: 6.',
    notKnown: (text: string) => `"${text}" is not known.`,
    writeOne: (known: string) => `Write one of ${known}.`,
    writeEntriesLikePurl: () => 'Write entries like "- purl: pkg:npm/lantern".',
    noNameProduct: () => 'is no name of a product.',
    writeSlashThenLetters: () => 'Write a slash, then letters, digits and hyphens: /lantern.',
  },
  parseRelease: {
    writeVersionCycleLike: () => 'Write the version of the cycle, like releaseCycle: "4.1".',
    longerThanCharacters: (cycleLimit: number) => `is longer than ${cycleLimit} characters.`,
    notKnownPassed: (key: string) => `${key}: is not known, and passed by.`,
  },
  parse: {
    beginProductsOrTitle: () => 'Begin it with products:, or with the title: and releases: of one product.',
    tableHoldsNoProducts: () => 'The table holds no products and no releases.',
    putIntoOneProducts: () => 'Put it into one of the products, or into a file of its own.',
    noNameProduct: (id: string) => `"${id}" is no name of a product.`,
    giveProductTitleReleases: () => 'Give the product a title: and releases:.',
    writeLettersDigitsHyphens: () => 'Write letters, digits and hyphens, like lantern.',
    fileSNameNo: (stem: string) => `The file's name, ${stem}, is no name of a product.`,
    addPermalinkName: () => 'Add permalink: /NAME to it.',
  },
  endInTitle: {
    atFromEffectiveSince: (day: string, number: string, span: string) =>
      '(?:,? ?[(:,-]? ?(?:(?:on|at|by|from|as ' +
      'of|in|effective|since|until|till|to|through|starting|within|the end of|for)(?= ' +
      `(?:${day}|the ` +
      `end|end|an?\\b|\\d|about|less|under|another|today|now|tomorrow|next|this|${number}) ?) ?)* ` +
      `?(?:(?:the )?end of )?(?:${day}|today|now|tomorrow|soon|shortly|(?:(?:later|early|late) ` +
      `)?(?:next|this) (?:week|month|year|quarter|spring|summer|autumn|fall|winter)|${span})\\)?)`,
    tailPleaseNowTime: () =>
      "(?<tail> ?(?:[:;,.!-]| and) ?(?:please |now |time to |it is time to |it's time to |you " +
      'should |users should |you must )?(?:upgrad|updat|migrat|mov|switch|plan|act|get ' +
      'ready)\\w*\\b.*)?',
    finalLastReminderNotice: (span: string) =>
      '(?:(?:final |last )?reminder|notice|announcement|important|PSA|heads[- ' +
      ']up|news|attention|warning|life ?cycle|release|support|security|update|upgrade now|time to ' +
      `upgrade|please upgrade|last call|${span} (?:left|to go)|EOL|end[- ]of[- ]life)(?: ` +
      '(?:notice|announcement|update|reminder|news))?',
  },
} as const
