/**
 * What `src/config` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const configTexts = {
  dkimFaults: {
    standsBesideRsaKey: () =>
      'stands beside an RSA key: give mail.dkim.selector and mail.dkim.key too, for many servers ' + 'know only RSA',
    rsaKeyEachKey: () => 'is that of the RSA key: each key needs a DNS name of its own',
    cannotSignedForAt: (from: string) => `cannot be signed for: ${from} is at no domain that DNS can hold a key of`,
    isNeededWith: (path: string, more: string) => `is needed with ${path}.${more}`,
  },
  impossibleValues: {
    emptyOrNobodyCan: () => 'is empty, or nobody can see it',
    mustHaveCharactersAt: () => 'must have 200 characters at most: it stands in subjects and in names of feeds',
    mustOneLineWithout: () => 'must be one line, without characters that nobody sees',
    calledLikePostWould: () => 'is called like a post, and would be read as one; write it like register.yaml',
    namesNoFileWhat: () => 'names no file: what was told would be forgotten; write it like sqlite:../var/belfry.db',
    noDayCalendar: () => 'is no day of the calendar',
    beforeWhenFirstDomain: () =>
      'is before 1985, when the first domain was registered (RFC 4151 asks for a day on which it ' + 'was yours)',
    mayHoldNoUser: () => 'may hold no user and no password: everybody reads it in the feeds',
    namesNoFolderWrite: () => 'names no folder; write it like file:../var/outbox',
    mustDomainNameLike: () => 'must be a domain name, like announce.example.org, and is a number in the network',
    mustHAtMost: () => 'must be 1h at most: so long nobody sends what a worker that died had taken',
    mustHAtLeast: () => 'must be 1h at least: a link to confirm would be too old before its mail is read',
    addressWebListenWhere: () => 'is the address of web.listen, where one of the two could not listen',
  },
  listTexts: {
    missingLanguageSite: (language: string) => `is missing in ${language}, the language of the site`,
    languageNobodySpoken: (offered: string) => `is in a language that nobody is spoken to in; there are ${offered}`,
  },
  load: {
    noYaml: (yamlSentence: string) => `No YAML: ${yamlSentence}.`,
    nameTwoFoldersBeside: () => 'Name two folders beside each other.',
    nameFileEndsCss: () => 'Name a file that ends in .css.',
    keepBelowBytes: (ownStyleBytes: number) => `Keep it below ${ownStyleBytes} bytes.`,
    hasYamlAliasWhich: (cause: string) => `has a YAML alias, which is not followed: ${cause}`,
    theConfiguration: (file: string, why: string) => `The configuration ${file} ${why}.`,
    configurationHas: (file: string, count: string) => `The configuration ${file} has ${count}.`,
    didYouMean: (near: string) => `; did you mean ${near}?`,
    notKeyBelfryKnows: (parts: string, hint: string) => `${parts} is not a key Belfry knows${hint}`,
    namesWhichCannotRead: (name: string, file: string, cause: string) =>
      `$${name} names ${file}, which cannot be read: ${cause}.`,
  },
  look: {
    needsBesideHardRead: (ground: string, keyOf: string, value: string) =>
      `${ground} needs ${keyOf} beside it: ${value} is hard to read on it`,
    hardReadHas: (value: string, on: string, need: string, better: string) =>
      `${value} is hard to read on ${on}: ${need}; ${better} has it`,
  },
  mailboxFaults: {
    noAddressServerWould: () => 'is no address that a server would take; write it like announce@example.org',
    addressBelfryReadsItself: () =>
      'is an address that Belfry reads itself: bounces, complaints and mail to leave go there',
    atMailDomainWhose: () =>
      'is at mail.domain, whose mail comes to inbound.listen, and Belfry takes nothing there but ' + 'what came back',
    mustHaveNameOne: () => 'must have a name of one line, without characters that nobody sees',
    mustHaveNameCharacters: (mostName: number) => `must have a name of ${mostName} characters at most`,
  },
  overlaps: {
    contentPostsMayNot: () =>
      'and content.posts may not lie in each other: what is published would be read as posts, or ' + 'overwrite them',
    namesFolderTwiceOr: () => 'names a folder twice, or one that lies in another: its posts would be read twice',
    contentPostsMayNotLie: () => 'and content.posts may not lie in each other: copies of posts would be read as posts',
    liesCacheWhichAnybody: () => 'lies in cache, which anybody may empty at any time',
    rootDiskWhichNo: () => 'is the root of the disk, which is no folder of a project',
    liesContentPostsWhere: () => 'lies in content.posts, where whoever commits the posts commits it with them',
    liesContentPostsWhereFiles: () => 'lies in content.posts, where its files would be looked through for posts',
    liesFeedsFolderWhich: () => 'lies in feeds.folder, which everybody can read',
  },
  pathFaults: {
    beginsWhatOnlyShell: () =>
      'begins with what only a shell fills in; write the whole path, or one from the folder of ' + 'this file',
    holdsCharacterNoPath: () => 'holds a character that no path can hold',
    longerThanAnyPath: () => 'is longer than any path',
    addressMustPath: () => 'is an address, and must be a path',
    beginsAtRootDisk: () => 'begins at the root of the disk by its two slashes; write it with one, or with none',
  },
  permalinkTokens: {
    hasNoTokenWhich: () => 'has no token by which posts differ, such as :title: all of them would have one address',
  },
  schema: {
    notDurationWriteLike: (text: string) => `"${text}" is not a duration; write it like 30m, 6h or 90d`,
    mustAtLeast: (least: string, text: string) => `must be ${least} at least, and is ${text}`,
    mustAtMost: (most: string, text: string) => `must be ${most} at most, and is ${text}`,
    isNot: (text: string, form: string) => `"${text}" is not ${form}`,
    mustDomainSmallLetters: () => 'must be a domain in small letters, or "*"',
    mustAddressOrNetwork: () =>
      'must be an address or a network, like 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32; /0 is everybody',
    mustDomainOrMail: () => 'must be a domain or a mail address, like lantern.example (RFC 4151)',
    forPostsFromRepository: () =>
      'is for posts from a repository, and content.git.remote names none: nothing would be verified',
    forSitesHugoZola: () =>
      'is for sites of Hugo, Zola, Hexo and VitePress, and content.liquid: true for those of Jekyll: set one of ' +
      'the two',
    forSitesWhosePages: () => 'is for sites whose pages a generator makes: set feeds.pages: false',
    forPostsFilesEntries: () => 'is for posts of files: the entries of content.feed are HTML already',
    saysWherePagesSite: () => 'says where pages of the site are, and content.render: site is not set',
    saysWhichCommitsMust: () =>
      'says which commits must be signed, and content.git.allowedSigners names nobody who may',
    missingMustFolderOr: () =>
      'is missing, and must be a folder, or a list of folders; or set content.feed to a feed that ' + 'posts come from',
    wherePostsComeFrom: () => 'is where posts come from in place of content.posts: set one of the two',
    wherePostsComeFromPlace: () => 'is where posts come from in place of a repository: leave content.git.remote out',
    mustHttpOrHttps: () => 'must be an http or https address',
    notNumberDaysWrite: (wrong: string) => `"${wrong}" is not a number of days; write it like 90d, or 0d`,
    moreThanTenYears: (far: string, furthestStage: number) =>
      `"${far}" is more than ten years before (${furthestStage}d)`,
    noSpanDaysWrite: (text: string) => `"${text}" is no span of days; write it like 2y or 90d`,
    noSpanCalendarWrite: (text: string) => `"${text}" is no span of the calendar; write it like 4 months or 2 weeks`,
    notTimeDayWrite: (text: string) => `"${text}" is not a time of day; write it like 09:00`,
    notTimeDayWriteLike: (text: string) => `"${text}" is not a time of day; write it like 09:00, or 24:00`,
    namesNoDaysWeek: (text: string) => `"${text}" names no days of the week; write them like mon-fri`,
    notMailboxWriteLike: (text: string) =>
      `"${text}" is not a mailbox; write it like Lantern OS <announce@example.org>`,
    writeLike: (fault: string, imapExample: string) => `${fault}; write it like ${imapExample}`,
    notAddressWriteLike: (text: string) => `"${text}" is not an address; write it like 127.0.0.1:8025`,
    mustAddressListenLike: () => 'must be an address to listen on, like 127.0.0.1:9464',
    mustArnSnsTopic: () => 'must be the ARN of an SNS topic, like arn:aws:sns:eu-central-1:123456789012:bounces',
    mustCharactersAtLeast: () => 'must be 20 characters at least of a-z, A-Z, 0-9, - and _ that nobody can guess',
    neededForStarttlsInbound: () => 'is needed for STARTTLS: inbound.cert and inbound.key go together',
    idTwoLists: (id: string) => `"${id}" is the id of two lists`,
    idNoList: (id: string) => `"${id}" is the id of no list`,
    neededFeedsIdsTag: (what: string) => `is needed with feeds.ids: tag: ${what}`,
  },
  textFaults: {
    mustHaveCharactersAt: () => 'must have 10,000 characters at most',
    holdsControlCharacterWhich: () => 'holds a control character, which no text has',
  },
  jsonSchema: {
    configurationBelfry: () => 'Configuration of Belfry',
  },
} as const
