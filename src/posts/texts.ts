/**
 * What `src/posts` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const postsTexts = {
  authorsFile: {
    noAuthorTakenFrom: (split: string) => `No author is taken from it: ${split}.`,
  },
  bodyRemarks: {
    holdsWhichBelfryDoes: (name: string, typed: string, name2: string) =>
      `${name}: holds ${typed} (${name2}), which Belfry does not fill in.`,
    frontMatterAgain: () => 'Front matter begins here a second time, and is shown as it stands.',
    joinFrontMatter: () => 'Write the keys of both between the first two lines of ---.',
    leftOutUnrun: (typed: string, alsoIn: string) => `${typed} is left out, because only the site can run it${alsoIn}.`,
    shownStands: (typed: string, name: string, alsoIn: string) => `${typed} (${name}) is shown as it stands${alsoIn}.`,
  },
  contradictions: {
    kindNotWhatTitle: (kind: string, said: string) =>
      `kind: ${kind} is not what the title says (${said}); ${kind} counts.`,
    correctOneTwo: () => 'Correct one of the two.',
    endoflifeNotWhatTitle: (said: string) => `endOfLife: is not what the title says (${said}); endOfLife counts.`,
    endoflifeWhatTitleNames: (some: string, typed: string, not: string, named: string) =>
      `endOfLife: ${some} ${typed} ${not} what the title names (${named}); ${typed} counts.`,
    notWhatTitleSays: (key: string, value: string, said: string) =>
      `${key}: ${value} is not what the title says (${said}); the title counts.`,
    correctOneTwoOr: () => 'Correct one of the two, or write kind:.',
  },
  decode: {
    postHas: (size: string) => `The post has ${size}.`,
    postNotUtf: () => 'The post is not UTF-8.',
  },
  droppedRemarks: {
    leftOutNoReader: (what: string) => `${what} is left out: no reader sees it`,
    leftOutWhatHolds: (what: string) => `${what} is left out with what it holds`,
    leftOut: (what: string, words: string) => `${what} is left out, and with it "${words}"`,
    passedReadersSeeWhat: (what: string) => `${what} is passed by: readers see what stands there as if it were not`,
    noAddressLinkMay: (what: string) => `"${what}" is no address that a link may have, and leads nowhere`,
    noAddressImageMay: (what: string) => `"${what}" is no address that an image may have, and the image is left out`,
    noAddressOverWeb: (what: string) => `"${what}" is no address over the web, and nothing stands in its place`,
    footnoteLeftOutNo: (what: string) => `the footnote ${what} is left out: no sentence names it`,
    putIntoSentence: (what: string) => `Put ${what} into a sentence.`,
    footnoteLeftOutLabel: (what: string) => `the footnote ${what} is left out: its label is given again below`,
    giveAnotherLabel: () => 'Give it another label.',
    leftOutCommentHas: (what: string) => `"${what}" is left out: its comment has no end`,
    endComment: () => 'End the comment with -->.',
    sayWordsStrikeOut: () => 'Say it in words, strike it out with ~~, or leave out what nobody shall see.',
    linkFileWebHttps: () => 'Link to a file on the web (https://… or below the site).',
  },
  fieldReaders: {
    notText: (key: string) => `${key}: is not text.`,
    notQuotesSoYaml: (key: string, typed: string, value: number) =>
      `${key}: ${typed} is not in quotes, so YAML reads the number ${value}.`,
    writeWholeAddressHttps: () => 'Write a whole address (https://…), or one that begins with /.',
    notHttpOrHttps: (key: string) => `${key}: is not an http or https address.`,
    noAddress: (key: string, text: string) => `${key}: "${text}" is no address.`,
    notQuotesSoYamlReads: (key: string, written: string, part: number) =>
      `${key}: ${written} is not in quotes, so YAML reads the number ${part}.`,
    holdsSomethingNotText: (key: string) => `${key}: holds something that is not text.`,
  },
  frontMatterJson: {
    frontMatterNestedToo: () => 'Front matter is nested too deeply.',
    frontMatterNotValid: () => 'Front matter is not valid JSON.',
    frontMatterNotObject: () => 'Front matter is not an object of JSON.',
  },
  frontMatterToml: {
    frontMatterNotValid: (why: string) => `Front matter is not valid TOML: ${why}.`,
  },
  frontMatterYaml: {
    frontMatterNotList: () => 'Front matter is not a list of "key: value" lines.',
    frontMatterNestedToo: () => 'Front matter is nested too deeply.',
    frontMatterUsesYaml: (anchor: string) => `Front matter uses the YAML anchor &${anchor}.`,
    frontMatterNotValid: (more: string) => `Front matter is not valid YAML: ${more}.`,
  },
  frontMatter: {
    mendTomlBetweenTwo: () => 'Mend the TOML between the two +++ lines at the place named.',
    mendJsonAtPlace: () => 'Mend the JSON at the place named.',
    frontMatterJsonNot: () => 'Front matter in JSON is not closed by a line that ends with }.',
    frontMatterBeginsNot: (firstLine: string) => `Front matter begins with "${firstLine}" and not with --- alone.`,
    lineInsideFrontMatter: () => 'A line inside front matter begins with ---.',
    frontMatterNotClosed: (mark: string) => `Front matter is not closed: no second line of ${mark} follows.`,
    frontMatterLargerThan: () => 'Front matter is larger than 64 KB.',
    frontMatterDoesNot: () => 'The front matter does not begin in the first line.',
    postHasNoFront: () => 'The post has no front matter.',
    frontMatterNeverRead: (language: string) => `Front matter in ${language} is never read.`,
  },
  remarksKeys: {
    noKeyBelfryReads: (key: string) => `${key}: is no key that Belfry reads.`,
    didYouMean: (meant: string) => `Did you mean ${meant}?`,
    notReadIn: (key: string, table: string) => `${key}: is not read inside of ${table}.`,
    writeAtTop: (key: string, table: string) =>
      `Write it above ${table}, or set content.fields: { ${key}: ${table}.${key} }.`,
    standsLineTooLine: (key: string, before: number) => `${key}: stands in line ${before} too, and this line counts.`,
    hasLineTooLine: (top: string, key: string, known: number) =>
      `${top}: has ${key} in line ${known} too, and this line counts.`,
    nothingLeftValue: () => 'nothing is left of the value.',
    allRead: (value: string) => `"${value}" is all that is read.`,
    putValueQuotesOr: (name: string, quoted: string) =>
      `Put the value in quotes (${name}: ${quoted}), or the comment on a line of its own.`,
    commentYaml: (name: string, typed: string, rest: string) => `${name}: "${typed}" is a comment to YAML: ${rest}`,
  },
  language: {
    writeLanguageTagLike: () => 'Write a language tag, like de or pt-BR; or set content.fields.lang to none.',
    noLanguageCounts: (named: string, named2: string, site: string) =>
      `${named}: "${named2}" is no language; ${site} counts.`,
  },
  mdxRemarks: {
    mdxLeftOut: (what: string, rest: string, alsoIn: string) => `${what} of MDX is left out${rest}${alsoIn}.`,
  },
  notYet: {
    folderNamed: (folder: string) => `Its folder is named ${folder}, as if it were a draft.`,
    fileNamed: (name: string) => `Its file is named ${name}, as if it were a draft.`,
    titleSays: (typed: string) => `Its title says "${typed}", as if it were a draft.`,
    filedUnder: (category: string) => `It is filed under ${category}, as if it were a draft.`,
    keySays: (key: string, typed: string) => `${key}: says ${typed}, as if it were a draft.`,
    tableHolds: (key: string) => `${key}: holds a draft's switch, and nothing reads it there.`,
  },
  parse: {
    mergeGitLeftConflict: () => 'A merge of git left its conflict markers here.',
    writePathOrPublished: () => 'Write a path, or published: false for a post without a page.',
    permalinkNoPath: () => 'permalink: is no path.',
    writePathBeginsOr: (url: string) => `Write a path that begins with /, or an address below ${url}.`,
    permalinkNoAddressSite: (permalink: string) => `permalink: "${permalink}" is no address of this site.`,
    postHasNoTitle: () => 'The post has no title.',
    slugNoName: (slug: string) => `slug: "${slug}" is no name.`,
    notDate: (key: string, asText: string) => `${key}: "${asText}" is not a date.`,
    dayFileSName: (key: string, typed: string) => `${key}: ${typed}; the day in the file's name counts.`,
    neitherFrontMatterNor: () => 'Neither front matter nor the file name says when the post was published.',
    idHoldsWhiteSpace: () => 'id: holds white space or is longer than 300 characters.',
    writeOneOrTwo: () => 'Write one or two sentences that link to the part of the post which says the rest.',
    upgradeHasMoreThan: (upgradeLength: number) => `upgrade: has more than ${upgradeLength} characters.`,
    postHasNoBody: () => 'The post has no body.',
  },
  statedEndOfLife: {
    writeEndoflifeProductId: () =>
      'Write endOfLife: { product: ID, cycle: "4.1", field: eol, stage: reached }, or cycles ' +
      'alone: 4.1, or [4.1, 4.2].',
    neitherCycleListCycles: () => 'is neither a cycle, a list of cycles nor product, cycle, field and stage.',
    doesNotKnow: (key: string) => `does not know ${key}.`,
    didYouMean: (near: string) => `Did you mean ${near}?`,
    holdsSomethingNotText: (key: string) => `holds something as its ${key} that is not text.`,
    holdsSomethingCycleNo: () => 'holds something as its cycle that is no text and no list of texts.',
    fieldsEoasEndActive: () =>
      'Fields are eoas (end of active support), eol (end of life) and eoes (end of extended ' + 'support).',
    noField: (field: string) => `"${field}" is no field.`,
    stagesApproachingDLike: (stages: string) => `Stages are ${stages}, and approaching-30d and the like.`,
    noStage: (stage: string) => `"${stage}" is no stage.`,
  },
  statedUpdates: {
    updatesNotList: () => 'updates: is not a list.',
    writeEntriesBeginDate: () => 'Write entries that begin with "- date:".',
    giveEveryEntryDate: () => 'Give every entry a date: (YYYY-MM-DD) and a text:.',
    entryHas: (key: string) => `updates: an entry holds ${key}, which is no key of an update.`,
    writeOutside: (key: string) => `Write ${key}: beside updates:, where it is said of the post.`,
    updatesHoldsEntryWithout: () => 'updates: holds an entry without a date or a text.',
  },
  draftAndKind: {
    neitherYesNorNo: (key: string, shown: string) => `${key}: ${shown} is neither yes nor no, so the post is left out.`,
    evergreenNeitherYesNor: (shown: string) => `evergreen: ${shown} is neither yes nor no.`,
    withdrawnNeitherYesNor: (shown: string) => `withdrawn: ${shown} is neither yes nor no, nor a reason.`,
    orWriteWhyTwo: (switchFix: string) => `${switchFix} Or write why, in two words or more.`,
    knownAre: (severities: string) => `Known are ${severities}.`,
    severityNotKnown: (unknown: string) => `severity: "${unknown}" is not known.`,
    knownAre2: (kinds: string) => `Known are ${kinds}.`,
    kindNotKnownSo: (unknown: string) => `kind: "${unknown}" is not known, so title and categories say what it is.`,
    versionNotWhatTitle: (stated: string, named: string) =>
      `version: ${stated} is not what the title names (${named}); ${named} counts.`,
  },
  switches: {
    writeTrueOrFalse: () => 'Write true or false (yes and no, on and off, 1 and 0 will do too).',
  },
  templates: {
    setContentShortcodesHugo: () =>
      'Set content.shortcodes: hugo where Hugo makes the site; where it is to be read as it ' +
      'stands, write {{</* … */>}}.',
    readStandsPutBetweenBackquotes: () =>
      'it is to be read as it stands, put it between backquotes or {% raw %} and {% endraw %}.',
  },
  blockDepth: {
    blocksStandMoreThan: (blocks: number) =>
      `Blocks stand in more than ${blocks} others: the template is nested too deeply.`,
  },
  dataFiles: {
    holdsNoData: (path: string) => `${path} holds no data.`,
    cannotRead: (path: string, reasonOf: string) => `${path} cannot be read${reasonOf}.`,
    makeSmaller: (path: string) => `Make ${path} smaller.`,
  },
  hugoShortcodes: {
    namesWhichNoPost: (name: string, path: string) =>
      `${name} names ${path}, which is no post; only the site knows the addresses of its other pages.`,
    writeAddressPageDocs: () => 'Write the address of the page: /docs/lamp/.',
    paramNamesWhichNeither: (name: string) =>
      `param names ${name}, which neither front matter nor the site's params hold.`,
    correctNameOrWrite: () => 'Correct the name, or write out the value.',
  },
  liquidDates: {
    writeDateOutWhat: () => 'Write the date out: what a post says may not change with the clock.',
    timeClock: (typed: string) => `"${typed}" is the time of the clock.`,
  },
  liquidFilters: {
    theFilter: (name: string, why: string) => `The filter ${name} ${why}.`,
    takeFilterOut: () => 'Take the filter out.',
    divideSomething: () => 'Divide by something.',
  },
  liquidTags: {
    standsMoreThanIncludes: (kind: string, name: string, includes: number) =>
      `${kind} ${name} stands in more than ${includes} includes.`,
    includeMustNotInclude: () => 'An include must not include itself, not by way of others either.',
    isNotThere: (path: string) => `${path} is not there.`,
    writeFileOrCorrect: () => 'Write the file, or correct its name.',
    putTextItselfInto: () => 'Put the text itself into the file.',
    namesWhichNoFile: (kind: string, name: string) =>
      `${kind} names "${name}", which is no file's name inside the site.`,
    writePathFileBelow: () => 'Write the path of a file below _includes, without "..": notes/warning.html.',
    postUrlNamesNo: (name: string) => `post_url names ${name}, and there is no such post.`,
    writeNameFileWithout: () => 'Write the name of the file without its ending: 2026-05-04-lantern-4-2.',
    linkNamesWhichNo: (name: string) =>
      `link names ${name}, which is no post; only the site knows the addresses of its pages.`,
    writeAddressPageHelp: () => 'Write the address of the page: [help](/help/).',
    writeNumberGist: () => 'Write its number: {% gist 5555251 %}.',
  },
  liquid: {
    postTakesMoreThan: (steps: number) => `The post takes more than ${steps} steps to fill in.`,
    postBecomesLongerThan: (most: number) => `The post becomes longer than ${most} characters.`,
    useFilterJekyllOr: () => 'Use a filter of Jekyll or Liquid.',
    correctNameOrSay: (name: string) =>
      'Correct the name, or say it in front matter, _config.yml or _data; where it may be missing: ' +
      `{% if ${name} %}.`,
    useTagJekyllOr: () => 'Use a tag of Jekyll or Liquid, or write out what it stands for.',
    writeEnd: () => 'Write the end of it.',
    templateNestedTooDeeply: () => 'The template is nested too deeply.',
    liquidCannotRead: (said: string) => `Liquid cannot read this: ${said}.`,
  },
  shortcodeCall: {
    shortcodeHasNoName: () => 'The shortcode has no name.',
    writeNameFigureSrc: () => 'Write its name: {{< figure src="lamp.png" >}}.',
    noValue: (name: string, typed: string) => `${name}: ${typed} is no value.`,
    putQuotesAround: () => 'Put quotes around it.',
    saysNo: (name: string, key: string) => `${name}: says no ${key}.`,
    whichNone: (name: string, key: string, value: string) => `${name}: ${key} is "${value}", which is none.`,
    writeLettersFigures: () => 'Write letters and figures.',
    shortcodeSiteSOwn: (name: string) => `${name} is a shortcode of the site's own, which only the site can fill in.`,
    writeOutWhatStands: () => 'Write out what it stands for in Markdown.',
  },
  shortcodes: {
    takeLineOut: () => 'Take the line out.',
    notClosed: (name: string) => `${name} is not closed.`,
    writeEnd: () => 'Write the end of it.',
    shortcodeNotClosed: () => 'The shortcode is not closed.',
    writeBehind: (mark: string) => `Write ${mark} behind it.`,
    noPostOnlySite: (path: string) => `@/${path} is no post; only the site knows the addresses of its other pages.`,
    writeAddressDocsLamp: () => 'Write the address: /docs/lamp/.',
    postHasMoreThanShortcodes: (most: number) => `The post has more than ${most} shortcodes.`,
    partSeveralPosts: () => 'Part it in several posts.',
    takeLineOut2: () => 'Take the line out.',
    showsAnotherFileWhich: (typed: string) => `${typed} shows another file, which only the site does.`,
    writeOutWhatStands: () => 'Write out what stands in it.',
    whatOnlySiteCan: (inside: string) => `{{ ${inside} }} is what only the site can fill in.`,
    writeOutWhatStandsFor: () =>
      'Write out what it stands for; where it is to be read as it stands, put it between ' + 'backquotes.',
  },
  siteParams: {
    cannotReadLine: (path: string, line: number, sentence: string) =>
      `${path} cannot be read in line ${line}: ${sentence}.`,
  },
  siteValues: {
    changesClockMailSent: () => 'changes with the clock: mail that was sent would say something else',
    changesEveryOtherPost: () => 'changes with every other post',
    writeOutWhatRead: () => 'Write out what is to be read, or link to a page that shows it.',
  },
  templateFault: {
    writeOutWhatRead: () => 'Write out what is to be read, or show less of it.',
  },
  zolaShortcodes: {
    gistUrlNoAddress: () => 'gist: url is no address of a gist.',
  },
  whyNoYaml: {
    lineBeginsTab: () => 'The line begins with a tab.',
    indentBlanksYamlTakes: () => 'Indent with blanks: YAML takes no tabs there.',
    noBlankFollowsColon: (glued: undefined | string) => `${glued}: no blank follows the colon.`,
    indentedSoYamlTakes: (key: string, key2: string) => `${key}: is indented, so YAML takes it for a part of ${key2}.`,
    beginLineWithoutBlanks: () => 'Begin the line without blanks.',
    beginsWhichYamlKeeps: () => 'begins with @, which YAML keeps for itself.',
    beginsBackquoteWhichYaml: () => 'begins with a backquote, which YAML keeps for itself.',
    beginsWhichYamlKeepsFor: () => 'begins with %, which YAML keeps for itself.',
    beginsWhichYamlName: () => 'begins with *, which to YAML is the name of a value elsewhere.',
    beginsWhichYamlGives: () => 'begins with &, which to YAML gives the value a name.',
    beginsWhichYamlType: () => 'begins with !, which to YAML is a type.',
    beginsCommaWhichYaml: () => 'begins with a comma, which YAML keeps for lists.',
    beginsWhichYamlOpens: (first: string, close: string) =>
      `begins with ${first}, which to YAML opens a list, and goes on behind ${close}.`,
    beginsWhichYamlOpensText: (first: string) => `begins with ${first}, which to YAML opens a text on the lines below.`,
    beginsWhichYamlOpensList: (value: string) => `begins with "${value}", which to YAML opens a list.`,
    holdsWhichYamlBegins: () => 'holds ": ", which to YAML begins another value.',
    writeTwoSingleQuotes: () => 'Write two single quotes for one inside.',
    goesBehindClosingQuotation: () => 'goes on behind its closing quotation mark.',
    holdsBackslashWhichMeans: () => 'holds a backslash, which means something else between double quotes.',
    writeValueSingleQuotes: (replaceAll: string) => `Write the value in single quotes: '${replaceAll}'`,
  },
  limits: {
    partPostSeveralOr: () => 'Part the post in several, or link to a file that holds the rest.',
    writeMarkdownPlaceHtml: () => 'Write Markdown in place of HTML, or link to a page.',
    sayTextOrLink: () => 'Say it in the text, or link to a page of notes.',
    putCodeBetweenTwo: () => 'Put code between two lines of ```.',
    linkFileHoldsTable: () => 'Link to a file that holds the table.',
    writeCharactersThemselves: () => 'Write the characters themselves.',
    takeOutBlanks: () => 'Take out blanks.',
    takeQuotesListsOut: () => 'Take quotes and lists out of each other.',
    postHasMoreThan: (most: number, name: string) => `The post has more than ${most} ${name}; it is not read.`,
  },
  hexoTags: {
    namesNoSuchPost: (tag: string, name: string) => `${tag} names ${name}, and there is no such post.`,
    writeNameFileWithout: () => 'Write the name of the file without its ending: hello-lamp.',
    namesNoPicture: (name: string) => `${name} names no picture.`,
    writeFileLampPng: (name: string) => `Write its file: {% ${name} lamp.png %}.`,
    namesNoAddress: (name: string) => `${name} names no address.`,
    writeLinkWordsHttps: () => 'Write it: {% link words https://… %}.',
    namesWhichNone: (name: string, id: string) => `${name} names "${id}", which is none.`,
    writeLettersFigures: () => 'Write letters and figures.',
    namesWhichNoAddress: (name: string, url: string) => `${name} names "${url}", which is no address.`,
  },
} as const
