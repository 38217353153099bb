/**
 * What `src/run` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const runTexts = {
  accidents: {
    cameBackIfNobody: (what: string) => `${what} came back as if nobody were there.`,
  },
  acceptSource: {
    everyRevisionReadComes: () => 'Every revision is read as it comes: content.git.allowedSigners is empty.',
    leaveCommitOut: () => 'Leave the commit out.',
  },
  addressChange: {
    bothMailboxesConfirmed: () => 'both mailboxes confirmed',
  },
  alarms: {
    mailSlowed: (domain: string) => `Mail to ${domain} is slowed`,
    asksForFewerMessages: (domain: string) => `${domain} asks for fewer messages at a time, and gets them`,
    muchMail: (what: string) => `Much mail ${what}`,
    nearlyFull: (name: string) => `The ${name} is nearly full`,
    endsNothingFollows: (what: string, eol: string) => `${what} ends on ${eol}, and nothing follows it`,
    noCycleReleasesTable: (title: string) =>
      `no cycle of ${title} in the releases table is supported longer: add its successor, or correct the day`,
    theOf: (more: string, name: string, when: string) => `The ${more} of ${name} ${when}`,
    dkimKeyOld: () => 'A DKIM key is old',
    feedsPagesNotRenewed: () => 'Feeds and pages are not renewed',
    thoughRunsDueSchedule: (when: string, cron: string) =>
      `${when}, though runs are due by schedule.cron (${cron}): see whether serve, or the timer of ` +
      'belfry run, lives, and its log',
  },
  agreement: {
    waitsForAnotherOperator: (approvals: number, needed: number) =>
      `It waits for another operator: ${approvals} of ${needed} have agreed.`,
  },
  audienceGuard: {
    toldAllSame: (key: string, reason: string) => `${key} is told all the same: ${reason}`,
  },
  audit: {
    rowsMissingChainEnded: (number: number) => `rows are missing: the chain ended at row ${number}`,
    registerKnowsLedgerEnds: () => 'the register knows it, and the ledger ends before it: it is a restored copy',
    hashNotOneStands: () => 'its hash is not the one that stands in the register',
    notAsTold: () => 'it is not what the ledger and the register say was told then',
    registerLacks: (key: string) => `the register has nothing of ${key}, which was told before what it has`,
    toldLogEnds: (known: number) => `it ends before what the register has, ${known} lines`,
  },
  buildContent: {
    holdsNoPostCan: (placeOfPosts: string) =>
      `${placeOfPosts} holds no post that can be read; what was published stays as it is.`,
    nothingPublished: () => 'Nothing is published.',
  },
  cannotWork: {
    liesAhead: (key: string, day: string, today: string) => `${key} is ${day}, and today is ${today}.`,
    baselineFix: () => 'Write a day that has come, or first-run: until that day everything would count as known.',
    isPlain: (key: string, mark: string) =>
      `${key} is plain text: people would read ${mark.slice(0, 40)} as it stands.`,
    plainFix: () => 'Write the words and the characters themselves, like & or ©; an address alone becomes a link.',
    logoNotPublic: (logo: string) => `${logo} is an address that only this machine or its network can reach.`,
    logoNotInMail: (ending: string) => `Gmail, Outlook and others show no picture of the kind ${ending} in mail.`,
    logoFix: () => 'Write the public address of a PNG or JPEG; mail.look.logo is for mail alone.',
    sinceFix: () => 'Write a day on which the domain was yours already (RFC 4151).',
    changedFix: () => 'Write the day on which the ids change: today.',
    hubNotPublic: (hub: string) => `feeds.hubs: ${hub} is an address that only this machine or its network can reach.`,
    hubFix: () => 'Write the public address of the hub: readers subscribe there.',
  },
  decideNotice: {
    noNotice: (key: string) => `There is no notice ${key}.`,
  },
  doctor: {
    dnsDidNotAnswer: (asked: string) => `DNS did not answer for ${asked}`,
    tryAgainWhenDns: () => 'Try again when DNS can be reached.',
    publishOneTxtRecord: (domain: string) =>
      `Publish one TXT record for ${domain}, such as v=spf1 mx -all, that names who sends your mail.`,
    hasNoSpfRecord: (domain: string) => `${domain} has no SPF record`,
    hasSpfRecordsWhich: (domain: string, found: number) => `${domain} has ${found} SPF records, which counts as none`,
    letsEverybodySend: (domain: string, record: string) => `${domain} lets everybody send (${record})`,
    endRecordAllOr: () => 'End the record in -all or ~all.',
    asksForLookUps: (domain: string, lookups: number, mostLookups: number) =>
      `${domain} asks for ${lookups} look-ups, and checkers end at ${mostLookups}`,
    nameNetworksIpIp: () => 'Name networks (ip4:, ip6:) in place of some include: and mx.',
    saysNothingAllOthers: (domain: string, record: string) => `${domain} says nothing of all others (${record})`,
    hasNoDmarcRecord: (from: string) => `${from} has no DMARC record; large providers want one`,
    hasDmarcRecordsWhich: (from: string, found: number) => `${from} has ${found} DMARC records, which counts as none`,
    recordNamesNoPolicy: (record: string) => `the record names no policy (${record})`,
    neitherNorSignatureSo: (returns: string, from: string, policy: string) =>
      `neither ${returns} nor a signature is of ${from}, so the policy ${policy} counts against your mail`,
    signKeyDomainBelfry: () => 'Sign with a key of that domain (belfry keys dkim), or send from mail.domain.',
    publishMxRecordFor: (domain: string) =>
      `Publish an MX record for ${domain} that leads to the server that takes its mail (Belfry may).`,
    takesNoMailSo: (domain: string) => `${domain} takes no mail, so bounces are lost`,
    saysTakesNoMail: (domain: string) => `${domain} says that it takes no mail (null MX), so bounces are lost`,
    letWhoeverGaveYou: () => 'Let whoever gave you the address set its PTR record to a name that leads back to it.',
    hasNoNamePtr: (address: string) => `${address} has no name (PTR); large providers refuse its mail`,
    whichDoesNotLead: (address: string, name: string) => `${address} is ${name}, which does not lead back to it`,
    startBelfryServeLead: () => 'Start belfry serve, and lead the address to it; or correct web.url.',
    notHttpsLinksMail: (url: string) => `${url} is not https, and links in mail carry a token`,
    setWebUrlHttps: () => 'Set web.url to an https address.',
    doesNotAnswer: (url: string, fault: string) => `${url} does not answer: ${fault}`,
    answersWith: (url: string, status: number) => `${url} answers with ${status}`,
    answersHeaders: (url: string) => `${url} answers, with its headers`,
    answersWithout: (url: string, missing: string) => `${url} answers without ${missing}`,
    letProxyFrontBelfry: () => 'Let the proxy in front of Belfry pass its header fields on.',
    noServerSaidWhat: () => 'no server said what time it is',
    compareDateUClock: () => 'Compare date -u with a clock.',
    agreesWebServer: () => 'agrees with the web server',
    differsFromWebServer: (skewMs: number) => `differs from the web server by ${skewMs} s`,
    runNtpClientHere: () => 'Run an NTP client here, and on the web server.',
    daysOld: (file: string, days: number) => `${file}, ${days} days old`,
    makeNewOneUnder: () =>
      'Make a new one under another selector (belfry keys dkim), and change over when DNS shows it.',
    daysOld2: (file: string, days: number) => `${file} is ${days} days old`,
    makeRoomMailSent: () => 'Make room: mail that was sent stays in the ledger, and a full disk stops telling.',
  },
  freezeDue: {
    waitsDoesNotAnswer: (key: string, url: string) => `${key} waits: ${url} does not answer with 200`,
  },
  ledgerStops: {
    ledgerClaimedForAnother: () =>
      'the ledger was claimed for another machine, as the register says; nothing is mailed from here',
  },
  mailLink: {
    somebodyProbablyYouTyped: () =>
      'Somebody, probably you, typed this address there. If it was not you, nothing is to be done.',
  },
  mailingNumbered: {
    noMailing: (number: string) => `There is no mailing ${number}.`,
    noNumberMailing: (number: string) => `"${number}" is no number of a mailing.`,
  },
  manualSend: {
    noPostAmongPosts: (name: string, announcements: number) =>
      `There is no post "${name}" among the posts that can be read (${announcements}).`,
    didYouMean: (near: string) => `did you mean "${near}"?`,
    perhapsPost: (near: string) => `Did you mean "${near}"? belfry plan prints the names of posts.`,
    noList: (id: string, meant: string, more: string) => `There is no list "${id}"; ${meant}${more}`,
    reinstateNeedsUpdateText: () => '--reinstate needs --update TEXT: say why it holds again.',
    updateNeedsWordsTell: () => '--update needs words to tell.',
    configurationNamesNoList: () => 'The configuration names no list.',
  },
  movedPosts: {
    standsElsewhere: (url: string, before: string, others: number) =>
      `stands at ${url} now; people were told ${before}, where nothing leads on unless your generator does it` +
      (others === 0 ? '.' : `. So it is with ${others} other ${others === 1 ? 'post' : 'posts'}.`),
    haveGeneratorLeadOn: () =>
      'Have the generator lead on from there (redirect_from with jekyll-redirect-from, aliases with Hugo), ' +
      'or give the post its old name or permalink.',
  },
  movedDates: {
    seeBelfryNoticesShow: (key: string) =>
      `See it with belfry notices show ${key}; approve it, dismiss it, or correct the table.`,
    isHeld: (key: string, reason: string) => `${key} is held: ${reason}`,
  },
  newLinkKey: {
    canNoMoreThan: (mostKeys: number) => `There can be no more than ${mostKeys} keys of links.`,
  },
  openFolder: {
    anotherProcessPublishes: (folder: string, minutes: number) =>
      `Another process has been publishing ${folder} for ${minutes} minutes`,
    endTheOneThatHangs: () => 'See which processes of Belfry live, and end the one that hangs.',
  },
  openListener: {
    inboundCannotRead: (name: string, cause: string) => `inbound.${name} cannot be read: ${cause}.`,
  },
  openMailTrial: {
    nothingReads: () => 'nothing here reads mail that comes back',
    nameWayIn: () => 'Name a way under inbound: listen, maildir, mbox, imap, pipe; or take webhooks alone.',
    staysHere: (transport: string) => `mail.transport is ${transport}, so no message leaves and none comes back`,
    setTransport: () => 'Set mail.transport to smtp://… and try again.',
    couldNot: (why: string) => `no message could be tried: ${why}`,
    refused: (to: string, reply: string) => `the mail server does not take a message to ${to}: ${reply}`,
    letThrough: (domain: string) => `Let the mail server take mail for ${domain}, whatever stands before the @.`,
    cameIn: (seconds: number) => `a message to itself left by the mail server and came in after ${seconds} s`,
    didNotComeIn: (to: string) => `a message to ${to} left, and did not come in within a minute`,
    lookWhere: () =>
      'Look in the log of the mail server that the MX of mail.domain names, and lead mail for that domain to inbound.',
    subject: () => 'Belfry tries whether mail comes back',
    body: (title: string) => `A message of belfry doctor to itself, for ${title}. Nobody need read it.`,
  },
  openKeys: {
    doesNotHoldKeys: (folder: string, files: string) =>
      `${folder} does not hold the keys that this ledger was worked with: ${files}. Nothing is mailed.`,
  },
  acts: {
    noNoticeId: (id: string) => `There is no notice with the id ${id}.`,
    atRevisionNowNot: (key: string, revision: number, seen: number) =>
      `${key} is at revision ${revision} now, not ${seen}.`,
    tellsNoPostApprove: (key: string) => `${key} tells of no post; approve it to have it told.`,
    noAnnouncementApproveHave: (key: string) => `${key} is no announcement; approve it to have it told.`,
    nothingTold: (why: string) => `Nothing was told: ${why}.`,
    tellsNoPostWhose: (key: string) => `${key} tells of no post whose mail can be tried.`,
  },
  byOperator: {
    mailBeingSentAll: (address: string) =>
      `A mail to ${address} is being sent: all else is erased, and that is at the next run.`,
    nobodyKnown: (address: string, why: string) => `Nobody is known as ${address}${why}.`,
    nobodyKnown2: (address: string) => `Nobody is known as ${address}.`,
    notMailAddress: (text: string) => `"${text}" is not a mail address.`,
  },
  decideNow: {
    holdsNoPostFirst: (placeOfPosts: string) =>
      `${placeOfPosts} holds no post, and a first run over nothing would tell every post that comes later.`,
  },
  readAgainst: {
    postsComeFromFeed: () => 'Posts come from a feed (content.feed), which has no revisions to compare.',
    runBelfryPlanWithout: () => 'Run belfry plan without --against.',
    notRepositorySoRevisions: (key: string, path: string, top: string) =>
      `${key} (${path}) is not in the repository ${top}, so its revisions cannot be compared.`,
    keepConfigurationRepositoryPosts: () => 'Keep the configuration in the repository of the posts.',
  },
  readContent: {
    addressBelongs: (url: string, owner: string) => `The address ${url} belongs to ${owner}.`,
    noFileCanAnswer: (url: string) => `No file can answer the address ${url}.`,
    pageAtWouldStand: (url: string, path: string) => `The page at ${url} would stand in the place of that of ${path}.`,
    givePostShorterPermalink: () => 'Give the post a shorter permalink, of names of at most 200 characters.',
  },
  readDisks: {
    cannotLookedAt: (folder: string, thrown: string) => `${folder} cannot be looked at (${thrown})`,
    giveBelfryRightRead: () => 'Give Belfry the right to read it.',
  },
  readDoctor: {
    postsRuns: (timezone: string, timezone2: string) => `posts ${timezone}, runs ${timezone2}`,
    mailServerDatabaseKeys: () => 'mail server, database, keys and folders answer',
    makeKeyBelfryKeys: () => 'Make a key with belfry keys dkim, publish its record, and name it under mail.dkim.',
    publishWhatBelfryKeys: () => 'Publish what belfry keys dkim --check shows.',
    mailLeavesThroughWhat: (host: string) =>
      `mail leaves through ${host}, and what address it has outside is not known here`,
    lookUpOuterAddress: () => 'Look up its outer address: dig -x ADDRESS, and the name that it gives.',
    publishAddressAaaaHost: () => 'Publish an address (A, AAAA) of the host of web.url that everybody can reach.',
    hasNoAddress: (hostname: string) => `${hostname} has no address`,
    notPublic: (hostname: string, addresses: string) => `${hostname} is ${addresses}, not public`,
    checkContentGitRemote: () =>
      'Check content.git.remote and content.git.branch, and that this user may read them: git ls-remote REMOTE.',
    hasBranch: (shown: string, branch: string) => `${shown} has the branch ${branch}`,
    nameFileSignersOutside: () =>
      'Name a file of signers, outside of the repository, under content.git.allowedSigners.',
    whoeverMayPushBelieved: () => 'whoever may push is believed: nobody has to sign',
    notSoNothingBelieved: (allowedSigners: string) => `${allowedSigners} is not there, so nothing is believed`,
    theOfOn: (what: string, name: string, more: string, day: string) => `the ${what} of ${name} ${more} on ${day}`,
    noFolderSoEvery: (built: string) => `${built} is no folder, so every post waits`,
    buildSiteOrCorrect: () => 'Build the site, or correct content.built.',
    soNewPostsWait: (url: string, says: string) => `${url} ${says}, so new posts wait for their pages`,
    publishOrSetContent: () => 'Publish it, or set content.built.',
  },
  readSetup: {
    theFolder: (key: string, folder: string, fault: string) => `${key}: the folder ${folder} ${fault}.`,
  },
  restore: {
    thisIsABackup: (title: string, domain: string, file: string, domain2: string) =>
      `This is a backup of ${title} (${domain}), and ${file} is of ${domain2}.`,
    ledgerNotEmptyLeft: (nameOfDatabase: string) =>
      `The ledger in ${nameOfDatabase} is not empty; it was left as it is.`,
  },
  runsInTable: {
    didYouMean: (nearest: string) => `; did you mean ${nearest}?`,
    leftReleasesTablePeople: (cycle: string, ends: string, date: string) =>
      `${cycle} left the releases table, and people were told that its ${ends} is ${date}`,
    putBackNameCycle: (cycle: string) =>
      'Put it back, name it in was: of the cycle that it is now, or say that it is meant: belfry ' +
      `subscribers settle-cycle ${cycle}.`,
  },
  sendByHand: {
    nothingTell: (id: string) => `There is nothing to tell of ${id}.`,
    gotAlreadyNobodyConfirmed: (list: string, id: string) =>
      `${list} got ${id} already, and nobody confirmed it since.`,
    nobodyLeftSendNobody: (list: string, id: string) =>
      `Nobody is left on ${list} to send ${id} to: nobody confirmed that list, or all have it by another.`,
    nobodyGetsMailTwice: () =>
      'Nobody gets a mail twice: say what is new with --update TEXT, or try the mail with --test ADDRESS.',
  },
  steerMailing: {
    byAnOperator: () => 'an operator said so',
    mailingDoesNothing: (mailing: number, state: string, move: string) =>
      `Mailing ${mailing} is ${state}; ${move} does nothing to it.`,
    runBelfryMailingsList: () => 'Run belfry mailings list to see the states.',
    mailingNothingSentAgain: (mailing: number, refused: string) =>
      `Mailing ${mailing} ${refused}; nothing of it is sent again.`,
  },
  stops: {
    toldLedgerDoesNot: (key: string) => `${key} was told, and the ledger does not know it; nothing is mailed`,
    listWhichConfigurationLacks: (who: string, list: string) =>
      `${who} on the list "${list}", which the configuration lacks; nothing new is told`,
    putListBackUnder: (list: string) =>
      `Put the list "${list}" back under lists:, or run belfry subscribers move-list ${list} NEW: ` +
      'people and the links of old mail go with it.',
    mailStandsStillSince: () =>
      'Mail stands still since a run found the ledger behind the register; the next run lets it go on',
    runBelfryRun: () => 'Run belfry run.',
    withdrawnNobodySaysWhy: (title: string) => `“${title}” is withdrawn, and nobody says why`,
    goneAtOnceNothing: (what: string) => `${what} gone at once; nothing is published or told`,
  },
  takeBounce: {
    atCameBackFrom: (bounced: number, mailed: number, domain: string, mailing: number) =>
      `${bounced} of ${mailed} at ${domain} came back from mailing ${mailing}: an accident there, it seems`,
  },
  takeWebhook: {
    leftTheirProviderS: (words: string) => `left by their provider's own link (${words})`,
  },
  tellHooks: {
    hooksWereNotTold: (thrown: string) => `hooks were not told: ${thrown}`,
    didNotTakeTry: ({
      url,
      key,
      attempt,
      hookTries,
      why,
      last,
    }: {
      readonly url: string
      readonly key: string
      readonly attempt: number
      readonly hookTries: number
      readonly why: string
      readonly last: string
    }) => `${url} did not take ${key} (try ${attempt} of ${hookTries}): ${why}${last}`,
    notHttps: (url: string) => `${url} is not https`,
    holdsNoSecret: (secretFile: string) => `${secretFile} holds no secret`,
    holdsNoSecret2: (secretFile: string) => `${secretFile} holds no secret`,
  },
  tellHubs: {
    hubsWereNotTold: (thrown: string) => `the hubs were not told: ${thrown}`,
    notTold: (hub: string, topic: undefined | string, more: string, why: undefined | string) =>
      `${hub} was not told of ${topic}${more}: ${why}`,
  },
  tellOperators: {
    scheduledRunFailed: () => 'A scheduled run failed',
    operatorsNotTold: (message: string) => `operators are not told: ${message}`,
    andMore: (left: number) => `And ${left} more.`,
  },
  verifyTold: {
    nameMailOrPage: () => 'Name a mail or a page that was saved as a file, or the https address of a page.',
    entriesEachFollowsFrom: (place: string, entries: number) =>
      `${place}: ${entries === 1 ? '1 entry' : `${entries} entries`}, each follows from the one before.`,
    forwardedWithin: () => 'What is looked at is a mail within it; what is written around that is not.',
    doesNotStandTold: () =>
      'It does not stand in told.json: no line has its Message-ID. A mail that was forwarded has one of its own; ' +
      'have it forwarded as an attachment.',
    standsToldJsonTold: (key: string, at: string) => `It stands in told.json as ${key}, told at ${at}.`,
    wordsThoseEverybodyTold: () => 'Its words are those that everybody was told.',
    wordsNotThoseEverybody: () =>
      'Its words are not those that everybody was told. A mailing list changes them too, where it writes its name ' +
      'into the subject or puts a line of hyphens below.',
    toldFromNoCommit: () => 'It was told from no commit.',
    commitContentGitNames: (commit: string) => `Commit ${commit}: content.git names no repository here.`,
    commitSigned: (commit: string, signer: string) => `Commit ${commit} is signed by ${signer}.`,
    commitSignedToldJson: (commit: string, signer: string, signer2: string) =>
      `Commit ${commit} is signed by ${signer}; told.json says ${signer2}.`,
    notTextFileSee: (kind: string, commit: string) => `An ${kind} is not the text of a file; see git show ${commit}.`,
    registerHereDoesNot: (at: string) => `The register here does not say which file of ${at} it was told from.`,
    filledTemplatesNotCompared: (file: string) => `${file} is filled in by templates, and is not compared.`,
    linksToFilesNotCompared: (file: string) =>
      `${file} links to files of other posts, whose addresses are not compared.`,
    noPost: (file: string) => `There is no post ${file}.`,
    itsTextIs: (file: string) => `Its text is ${file}.`,
    everyWordStandsOrder: (file: string) =>
      `Every word of ${file} stands in it, in this order; between them are words of the page or of ` +
      'other templates.',
    textNot: (file: string) => `Its text is not ${file}.`,
  },
  writeHeldFiles: {
    alreadyLeft: (file: string) => `${file} is there already, and was left as it is.`,
    nameFolderEmptyOr: () => 'Name a folder that is empty, or not there yet.',
    cannotWritten: (file: string, cause: string) => `${file} cannot be written: ${cause}.`,
  },
  writeKept: {
    folderCannotMade: (folder: string, cause: string) => `The folder ${folder} cannot be made: ${cause}.`,
    setBackupsFolderFolder: () =>
      'Set backups.folder to a folder that this user may write to, or backups.keep to 0 for none.',
  },
  importPeople: {
    fileHasRowsAt: (all: number, most: number) => `The file has ${all} rows; ${most} at most are taken here.`,
    takeServerBelfrySubscribers: () => 'Take it in on the server: belfry subscribers import FILE.',
  },
  passkeys: {
    hasPasskeys: (address: string, most_passkeys: number) => `${address} has ${most_passkeys} passkeys.`,
    hasNoPasskey: (address: string) => `${address} has no passkey.`,
    tooManySignIns: () => 'Too many sign-ins wait for their answer.',
    noAnswerBrowser: () => 'That is no answer of a browser.',
    askedForTooLong: () => 'It was asked for too long ago.',
    signatureDoesNotFit: () => 'Its signature does not fit.',
    knownAlready: () => 'It is known already.',
    noOperatorHasPasskey: () => 'No operator has this passkey.',
    passkeyAnotherOperatorThan: () => 'It is the passkey of another operator than the one who is signed in.',
    usedElsewhere: () => 'It was used elsewhere.',
    hasNoPasskeyName: (address: string, name: string) => `${address} has no passkey of the name ${name}.`,
    noBrowserMakesPasskeys: (url: string) =>
      `No browser makes passkeys for ${url}: they need https and a host with a name.`,
  },
  sitePages: {
    pageReadBeforeGoes: () => ' The page that was read before goes on.',
    postWaits: () => ' The post waits.',
  },
  takeMail: {
    messageDoctorItself: () => 'a message of doctor to itself',
  },
} as const
