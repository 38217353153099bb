/**
 * What `src/cli` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const cliTexts = {
  adoption: {
    ledgerKnowsEverythingRegister: () => 'The ledger knows everything that the register and this machine do.',
  },
  againstShown: {
    mailsTo: (kindOf: string, about: string, listsOf: string, reason: string) =>
      `Mails ${kindOf} ${about} to ${listsOf}: ${reason}.`,
    asksWhetherNews: (about: string, reason: string) => `Asks whether ${about} is news: ${reason}.`,
    holdsUntilSomebodyApproves: (kindOf: string, about: string, reason: string) =>
      `Holds ${kindOf} ${about} until somebody approves it: ${reason}.`,
    mailsNobodyAbout: (file: string, reason: string) => `Mails nobody about ${file}: ${reason}.`,
    comparedWhereTheyParted: (parted: string, base: string) => `${parted}: compared with ${base}, where they parted.`,
    vanishAtOnceRun: (post: string) => `${post} vanish at once: a run would publish and tell nothing.`,
    mergingThis: (more: string) => `Merging this ${more}.`,
    mergingThis2: (parts: string) => `Merging this ${parts}.`,
  },
  ahead: {
    untilReleasesTableGives: (until: string) =>
      `Until ${until} the releases table gives no notice, if nothing is edited.`,
    untilNoDayWrite: (written: string) => `--until ${written} is no day: write YYYY-MM-DD.`,
    untilHasPassedToday: (written: string, today: string) => `--until ${written} has passed: today is ${today}.`,
  },
  audit: {
    nothingRecordedYet: () => 'Nothing is recorded yet.',
    eachFollowsLastHash: (count: string, hash: string) => `${count}, each follows; the last hash is ${hash}.`,
    rowDoesNotFit: (number: number, why: string, count: string) =>
      `Row ${number} does not fit: ${why} (${count} before it fit).`,
    toldLogFits: (file: string, entries: number) => `${file}: each of ${entries} lines says what was told.`,
    toldLogDoesNot: (file: string, line: number, why: string) => `${file}: line ${line} does not fit: ${why}.`,
  },
  backup: {
    backupNoTextFor: () => 'A backup is a file of bytes, which a terminal cannot show.',
    nameFileOrSend: () => 'Name a file, or send standard output somewhere.',
    holdsSecretsClearWhoever: () => 'It holds the secrets in clear: whoever has it can act for every subscriber.',
    peopleDeliveriesRowsAll: ({
      file,
      n,
      n2,
      n3,
      files,
      n4,
    }: {
      readonly file: string
      readonly n: string
      readonly n2: string
      readonly n3: string
      readonly files: string
      readonly n4: string
    }) => `${file}: ${n} people, ${n2} deliveries, ${n3} rows in all, and ${files}; ${n4} bytes.`,
  },
  build: {
    filesThemChanged: (files: number, folder: string, changed: number) =>
      `${files} files in ${folder}, ${changed} of them changed.`,
  },
  check: {
    otherLanguagesLeftOut: (all: number, each: string) =>
      `${all} ${all === 1 ? 'post' : 'posts'} in other languages left out (content.language): ` + `${each}.`,
    noPostCanRead: () => 'There is no post that can be read.',
  },
  doctor: {
    goodWarningsErrorsNot: (good: number, warning: number, error: number, unknown: number) =>
      `${good} good, ${warning} warnings, ${error} errors, ${unknown} not known.`,
  },
  endOfLifeTrial: {
    hasNoCycle: (id: string, name: string, known: string) => `${id} has no cycle "${name}"; there are ${known}.`,
    configurationNamesNoList: () => 'The configuration names no list.',
  },
  ids: {
    entriesPostsLinkTitle: (matched: number, link: number, count: number) =>
      `${matched === 1 ? '1 entry is a post' : `${matched} entries are posts`}: ` +
      `${link} by link, ${count} by title and date.`,
    hasNoIdToKeep: (title: string) =>
      `“${title}” has neither a guid nor a link in the feed, so that there is no id to keep: readers may see it again.`,
    postsKeepIdTheir: (kept: number, posts: number) => `${kept} of ${posts} posts keep the id that their entry had.`,
  },
  initFeed: {
    nothingWritten: () => 'Nothing is written.',
  },
  init: {
    isThereAlready: (file: string) => `${file} is there already.`,
    titleSite: () => 'Title of the site?',
    folderPostsOrSeveral: () => 'Folder of its posts, or several with commas?',
    timeZone: () => 'Its time zone?',
    whoMailFrom: () => 'Who is mail from?',
    runBelfryInitAgain: () => 'Run belfry init again, or belfry init --yes, which asks nothing.',
    nobodyAnswersSoNothing: () => 'Nobody answers, so nothing is written.',
    postsLieThere: (root: string) =>
      `The posts lie in ${root} itself, and Belfry keeps what it makes beside posts, never among them.`,
    itsMailToYou: () => 'its mail to yourself, into var/outbox until mail.transport is smtp://…',
    initAbove: (above: string, name: string) =>
      `Run belfry init ${above} --posts ${name}, or move the posts into a folder of their own below.`,
    buildSiteAndRender: () =>
      '    what only the generator can fill in: build the site and run init anew, or set content.render: site',
    firstAnnouncementWriteNext: () =>
      'This is the first announcement. Write the next one beside it, in a file named like this one.',
    replayNothingBecauseNo: () => 'replay: nothing, because no git history of the posts is here.',
    replayOverWouldHave: (walked: string, told: number, asked: number, held: number) =>
      `replay: over ${walked} ${told} would have been told, ${asked} asked, ${held} held.`,
  },
  keys: {
    wroteLinkKeyLinks: (folder: string, key: number) => `Wrote ${folder}/link-${key}.key: links are made with it.`,
    keepCopyFolderAway: () => 'Keep a copy of the folder, away from backups of the ledger.',
    givenUpLinksMail: (files: string) => `Given up: ${files}. Links in mail that was made with them are refused.`,
    whoErasedOrLeft: () => 'Belfry no longer recognises people who left or were erased: look through what you import.',
    mailingPausedBelfryMailings: (id: number) =>
      `mailing ${id} is paused: belfry mailings resume ${id} sends what is left with new links.`,
    startServeWorkerAgain: () => 'Start serve and worker again, so that they use it.',
    mailFromAtNo: () => 'mail.from is at no domain that DNS can hold a key of.',
    setMailFromAddress: () => 'Set mail.from to an address at a domain of yours.',
    noSelectorLettersDigits: (selector: string) =>
      `"${selector}" is no selector: letters, digits and hyphens, 63 at most.`,
    wroteKeepKeepFrom: (file: string) =>
      `Belfry wrote the key to ${file}: keep a copy of it, and let nobody else read it.`,
    checkLooksAtConfigured: () => '--check looks at the configured keys and takes no other flag.',
    mailDkimNamesNo: () => 'mail.dkim names no key: mail leaves unsigned.',
    makeKeyBelfryKeys: () => 'Make a key with belfry keys dkim, and name it under mail.dkim.',
    dnsDoesNotHold: (wrong: string) => `DNS does not hold what it should: ${wrong}.`,
  },
  ledger: {
    machineMailsFromLedger: (epoch: number) => `This machine mails from the ledger from here on (epoch ${epoch}).`,
  },
  mailingsShown: {
    ofAccepted: (accepted: number, audience: string, more: string) => `${accepted} of ${audience} accepted${more}.`,
    nothingSentYet: () => 'Nothing of it was sent yet.',
    beganAt: (startedAt: string, more: string, speed: string) => `It began at ${startedAt}${more}${speed}.`,
  },
  mailingsRetry: {
    sentAgainMailing: (sends: string, deliveries: string, mailing: number, where: string) =>
      `Sent again ${sends}: ${deliveries} of mailing ${mailing}${where}.`,
    nothingSentAgainNothing: (mailing: number, where: string, nothing: string) =>
      `Nothing is sent again: nothing of mailing ${mailing}${where} ${nothing}.`,
    leftBeforeWhosePerson: (deliveries: string) =>
      `Left as before: ${deliveries} whose person unsubscribed or is suppressed.`,
    leftBeforeMayHave: (deliveries: string) =>
      `Left as before: ${deliveries} that may have arrived; --uncertain sends them again.`,
    domainNoDomain: (text: string) => `--domain ${text} is no domain.`,
    writeWhatStandsAfter: () => 'Write what stands after the @, like example.org.',
  },
  mailingsWatch: {
    noLongerWatchedMailing: (isDrawn: boolean) => `${isDrawn ? '\n' : ''}No longer watched; the mailing goes on.`,
    noMailingYet: () => 'No mailing yet.',
    noMailingUnderWay: () => 'No mailing is under way; this is the newest.',
    mailingNotAnyMore: (id: number) => `Mailing ${id} is not there any more.`,
    writeDurationLikeS: () => 'Write a duration like 5s, 100ms at least.',
  },
  mailings: {
    decided: (at: string, action: string, who: string, why: string) => `${at} ${action} by ${who}${why}`,
    noMailingYet: () => 'No mailing yet.',
    noMessageMailingMay: (mailing: number) => `No message of mailing ${mailing} may have arrived twice.`,
    noMessageMailingCame: (mailing: number) => `No message of mailing ${mailing} came back.`,
    noMessageMailingIs: (mailing: number, states: string) => `No message of mailing ${mailing} is ${states}.`,
    mailingAccepted: (mailing: number, state: string, accepted: number, audience: number) =>
      `Mailing ${mailing} is ${state}: ${accepted} of ${audience} accepted.`,
  },
  migrate: {
    tablesUpDate: () => 'The tables are up to date.',
  },
  notice: {
    oneAnswerForPosts: (posts: number, posts2: string) => `One answer is for ${posts} posts: ${posts2}.`,
    wouldReach: (recipients: string, lists: string) => `It would reach ${recipients} on ${lists}.`,
    toldFromCommit: (commit: string, more: string) => `It was told from commit ${commit}${more}.`,
    settlesUntilFirstRun: (until: string) => `It settles until ${until}; the first run after that tells it.`,
    heldUntilYouSay: (reason: string) => `It is held until you say so: ${reason}.`,
    newsYouAsked: (reason: string) => `Is this news? You are asked: ${reason}.`,
    askedTogether: (askedWith: string, reason: string) => `It is asked together with ${askedWith}: ${reason}.`,
    nextRunTells: (reason: string) => `The next run tells it (${reason}).`,
    leavesAtFirstRun: (leavesAt: string, reason: string) =>
      `It leaves at ${leavesAt}; the first run from then on tells it (${reason}).`,
    toldAt: (toldAt: string) => `It was told at ${toldAt}.`,
    nobodyTold: (reason: string) => `Nobody is told of it: ${reason}.`,
    itIsVoid: (reason: string) => `It is void: ${reason}.`,
    revisionApproved: (approved: number) => `Revision ${approved} is approved.`,
    revisionApprovedEditedSince: (approved: number, revision: number) =>
      `Revision ${approved} is approved; it was edited since, and goes out as it reads then ` +
      `(revision ${revision}).`,
  },
  notices: {
    numberBelfryNoticesList: () => 'It is a number, as belfry notices list prints it.',
  },
  oldLedger: {
    ledgerDoesNotKnow: (behind: number, behind2: undefined | string) =>
      `The ledger does not know of ${behind} notices that were told, such as ${behind2}.`,
  },
  operators: {
    consoleOffSetConsole: () => 'The console is off: set console: true and start belfry serve again.',
    noOperatorYetBelfry: () => 'There is no operator yet; belfry operators invite makes one.',
    noOperatorAnyMore: (text: string) => `${text} is no operator any more.`,
    endedName: (ended: number, text: string, name: string) =>
      `${ended} ${ended === 1 ? 'token' : 'tokens'} of ${text} with the name ${name} ended.`,
    forNoDurationUp: (text: string) => `--for ${text} is no duration of 400d at most.`,
    writeLikeHOr: () => 'Write it like 12h or 90d.',
    signsNoMore: (removed: string, text: string) => `${removed} signs ${text} in no more.`,
  },
  plan: {
    firstRunEverythingCounts: () => 'First run: everything there is counts as known, nothing of it is told.',
    firstRunWillRecord: () => 'The first run will record everything there is as known and tell nothing of it.',
    feedsNothingChanged: () => 'Feeds: nothing changed.',
    tellToOn: (key: string, recipients: string, lists: string, reason: string) =>
      `Tell ${key} to ${recipients} on ${lists}: ${reason}.`,
    leavesAt: ({
      key,
      leavesAt,
      recipients,
      lists,
      reason,
    }: {
      readonly key: string
      readonly leavesAt: string
      readonly recipients: string
      readonly lists: string
      readonly reason: string
    }) => `${key} leaves at ${leavesAt}, to ${recipients} on ${lists}: ${reason}.`,
    heldRevision: (key: string, revision: number, reason: string) => `Held ${key} (revision ${revision}): ${reason}. `,
    newsRevisionSeeBelfry: (key: string, revision: number, reason: string) =>
      `Is this news? ${key} (revision ${revision}): ${reason}. See it with belfry notices show ` +
      `${key}; approve tells it, dismiss tells nobody.`,
    settlesUntilThenGoes: (key: string, until: string, recipients: string, lists: string) =>
      `${key} settles until ${until}, then goes to ${recipients} on ${lists}.`,
    nobodyMailedAboutFeeds: (post: string, reason: string) =>
      `Nobody is mailed about ${post}: ${reason}. Feeds and pages show it as it is now.`,
    thoseWhomDoesNot: (at: string, key: string, standIn: string) =>
      `On ${at}: ${key}, to those whom ${standIn} does not reach.`,
    notToldBecauseDue: (key: string) =>
      `Not told, because it was due before the baseline: ${key}. The next stage of that date is told.`,
    nothingToldNow: () => 'Nothing is to be told now.',
    postReplacesReleasesTable: (count: string, others: string) =>
      `  This post replaces ${count} of the releases table; ${others}.`,
    toldMailing: (key: string, recipients: string, lists: string, mailing: number) =>
      `Told ${key} to ${recipients} on ${lists} (mailing ${mailing}).`,
    mailNoneSent: () => 'Mail: none was sent.',
    mailAcceptedDeferredFailed: (accepted: number, deferred: number, failed: number, uncertain: number) =>
      `Mail: ${accepted} accepted, ${deferred} deferred, ${failed} failed, ${uncertain} uncertain.`,
  },
  previewTemplate: {
    templatesAre: (parts: string) => `Templates are ${parts}.`,
    belfryHasNoTemplate: (name: string) => `Belfry has no template "${name}" to show.`,
    namePostOrTemplate: () => 'Name a post, or --template NAME alone.',
    templateShowsSamplesNo: () => '--template shows samples, and no post, update or stage.',
  },
  preview: {
    stageCycleReleasesTable: (name: string) => `--stage is of a cycle, and the releases table has no "${name}".`,
    namePostBelfryPlan: () =>
      'Name a post as belfry plan prints it, PRODUCT/CYCLE of the releases table, or --template NAME.',
    belfryPreviewDoesNot: () => 'belfry preview does not know what to show.',
    reachedDateChangedOr: () => 'It is reached, date-changed, or approaching- with days, like approaching-30d.',
  },
  replay: {
    giveEarlierSince: () => 'Give an earlier --since.',
    nameFolderPostsFolder: () => 'Name the folder of the posts with --folder.',
    nothingReplayed: () => 'Nothing is replayed.',
    sinceNotDate: (since: undefined | string) => `--since ${since} is not a date.`,
    holdsAtAnyThese: (repository: string, what: string) => `${repository} holds ${what} at any of these steps.`,
    holdsNoReleasesTable: (repository: string, path: string) =>
      `${repository} holds no releases table ${path} at any of these steps.`,
    namePathInsideRepository: () => 'Name its path inside the repository with --releases.',
    toldAskedHeldSilent: (tell: number, ask: number, hold: number, silent: number) =>
      `${tell} told, ${ask} asked, ${hold} held, ${silent} silent.`,
  },
  restore: {
    wholeBackupMadeFrom: (ofText: string, at: string, ageAt: string, nameOf: string) =>
      `A whole backup of ${ofText} as it was on ${at}, ${ageAt}, made from ${nameOf}.`,
    itHolds: (parts: string) => `It holds ${parts}.`,
    nothingChanged: () => 'Nothing was changed.',
    ledgerBackupNow: (into: string) => `The ledger in ${into} is that of the backup now.`,
    runWhichSaysNumbers: (next: undefined | string, next2: undefined | string) =>
      `run ${next}, which says in numbers what that can be, then ${next2}.`,
    writtenWhereConfigurationHas: (name: string) => `${name} was written where the configuration has it.`,
    alreadyDiffersLeftFiles: (name: string) =>
      `${name} is there already and differs: it was left. --files FOLDER takes out that of the backup.`,
  },
  send: {
    updateListDoNot: () => '--update and --list do not go together.',
    repeatPostListList: () =>
      'Repeat the post with --list LIST; an update goes to the lists of its post, and to those it ' +
      'was repeated to.',
    languageNeedsTest: () => '--language is for a test: everybody else gets the mail in the language that they chose.',
    addTestAddress: () => 'Add --test ADDRESS, or leave --language out.',
    notMailAddress: (text: string) => `"${text}" is not a mail address.`,
    wouldSend: (sentence: string) => `Would send ${sentence}.`,
    nothingSent: () => 'Nothing was sent.',
    nothingToldProblemsAbove: () => 'Nothing was told; the problems above say why.',
    toldAcceptedFailedMailing: ({
      sentence,
      accepted,
      failed,
      stillWaiting,
      mailing,
    }: {
      readonly sentence: string
      readonly accepted: number
      readonly failed: number
      readonly stillWaiting: string
      readonly mailing: number
    }) => `Told ${sentence}: ${accepted} accepted, ${failed} failed${stillWaiting} (mailing ` + `${mailing}).`,
    nobodyAsk: () => 'Nobody is there to ask.',
    addYesSendOr: () => 'Add --yes to send, or --dry-run to see what would be sent.',
  },
  serve: {
    nameSomeWebSchedule: () => 'Name some of web, schedule and work, with commas.',
  },
  service: {
    ctrlCStops: (charAt: string, all: string) => `${charAt}${all}. Ctrl-C stops it.`,
    configurationReadAnew: () => 'The configuration was read anew.',
    mailComesBackTaken: (port: number) => `Mail that comes back is taken on port ${port}.`,
  },
  showMail: {
    noPicturesNameChromium: () =>
      'No pictures: name a Chromium in $CHROMIUM and install playwright-core (npm install ' +
      'playwright-core), or look at the page in your browser.',
  },
  signals: {
    belfryNowSetService: () => 'BELFRY_NOW is set, and a service lives in the real time.',
  },
  source: {
    postsCannotRead: (more: string, announcements: number, unreadable: number) =>
      `${more}: ${announcements} posts, ${unreadable} that cannot be read.`,
    goneAtOnceBelfry: (failedRead: number) =>
      `${failedRead} are gone at once: belfry source accept --gone takes that as meant.`,
    sayWhatAcceptCommit: () => 'Say what to accept: a commit, or --gone.',
    postsReadCommitSigned: (commit: string, signer: string) =>
      `Posts are read as of commit ${commit}, signed by ${signer}.`,
    noPostsMissingWould: () => 'No post is missing, so there is nothing to accept.',
    postsTakenGoneNext: (gone: number) => `${gone} posts are taken as gone by the next run.`,
    postsWereToldNo: (kept: number) =>
      `${kept} posts that people were told of are in no accepted commit; their pages stay.`,
    readCommit: (commit: string, by: string) => `Read as of commit ${commit}${by}.`,
  },
  subscribersEnd: {
    isErased: (text: string) => `${text} is erased.`,
    movedFromLinksMail: (moved: string, from: string, to: string) =>
      `${moved} moved from ${from} to ${to}; links in mail that was sent for ${from} end ${to}.`,
    hadAlreadyOrLeft: (stayed: string, to: string) => `${stayed} had ${to} already, or left it: that stays.`,
    nowRanWhatTold: (from: string, to: string, count: string) =>
      `${from} is ${to} now. ${count} ran it; what was told of it counts for ${to}.`,
    leftTablePurpose: (cycle: string) => `Belfry takes it as meant that ${cycle} left the releases table.`,
    namesNoProduct: (text: string) => `${text} names no product.`,
    nameCycleProductCycle: () => 'Name the cycle as product/cycle.',
    releasesTableHasStill: (name: string) => `The releases table has ${name} still.`,
    takeOutTableFirst: () => 'Take it out of the table first.',
    nameProductCycleTable: () => 'Name it as product/cycle, as the table has it.',
    didYouMean: (near: string) => `Did you mean ${near}?`,
    releasesTableHasNo: (to: string) => `The releases table has no cycle ${to}.`,
    namesNoProduct2: (from: string) => `${from} names no product.`,
    nameOldCycleProduct: () => 'Name the old cycle as product/cycle.',
    releasesTableHasStill2: (old: string) => `The releases table has ${old} still.`,
    renameFirstOrTake: (to: string) => `Rename it there first, or take it out, and see that ${to} is there.`,
    listConfigurationStill: (from: string) => `The list "${from}" is in the configuration still.`,
    takeOutListsFirst: (to: string) => `Take it out of lists: first, and see that ${to} is there.`,
    nameAddressOrDomain: () => 'Name an address or --domain, not both.',
    nothingEnd: (address: string) => `${address} has no such subscription, so nothing ends.`,
  },
  subscribersFlags: {
    noList: (id: string, lists: string) => `There is no list "${id}"; there are ${lists}.`,
    nameOneThemOr: () => 'Name one of them, or add it to subscribers.languages.',
    siteDoesNotOffer: (tag: string, offered: string) =>
      `The site does not offer the language "${tag}"; it offers ${offered}.`,
    noDateWriteLike: (text: string) => `"${text}" is no date; write it like 2026-05-01.`,
  },
  subscribersImport: {
    addPeopleFromCsv: () => 'add people from CSV, of Belfry or of another program; each is asked to confirm',
    readFile: (from: string) => `Read as a file of ${from}.`,
    columnsNotRead: (unused: string) => `Columns that are not read: ${unused}.`,
    addedChangedSkipped: (dryRun: boolean, added: number, changed: number, skipped: number) =>
      `${dryRun ? 'It would be: ' : ''}${added} added, ${changed} changed, ${skipped} skipped`,
    becomeGetMail: (count: number) => (count === 1 ? 'gets mail' : 'get mail'),
    becomeAsked: (count: number) => (count === 1 ? 'is asked to confirm' : 'are asked to confirm'),
    becomeLeft: (count: number) => (count === 1 ? 'has left' : 'have left'),
    becomeSuppressed: (count: number) => (count === 1 ? 'is never mailed' : 'are never mailed'),
    mapTakesOursTheirs: (known: string) => `--map takes ours=theirs, where ours is one of ${known}.`,
  },
  subscribersSuppressions: {
    suppressedSuppressedBeforeSkipped: (more: string, suppressed: number, known: number, skipped: number) =>
      `${more}${suppressed} suppressed, ${known} suppressed before, ${skipped} skipped.`,
  },
  subscribers: {
    notSubscribed: (text: string, refused: string) => `${text} ${refused}. Nothing was changed.`,
    sayWhatChangeRuns: () => 'Say what to change: --runs, --format or --language.',
    nobodyKnown: (text: string) => `Nobody is known as ${text}.`,
    formatHtmlOrText: (format: string) => `--format is html or text, not "${format}".`,
  },
  templates: {
    nameFolderYourOwn: () => 'Name a folder of your own as mail.templates in the configuration, or with --out FOLDER.',
    projectHasNoFolder: () => 'The project has no folder for templates of its own.',
  },
  worker: {
    workerSendsThroughOver: (name: string, connections: number) =>
      `This worker sends through ${name}, over ${connections} connections. Ctrl-C stops it.`,
  },
} as const
