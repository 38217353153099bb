/**
 * What `src/web` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const webTexts = {
  apiRoutes: {
    noSuchThingHere: () => 'Nothing is at this address, or it does not take that method.',
    sendApplicationJson: () => 'Send it as application/json.',
    bodyNoJson: () => 'The body is no JSON.',
  },
  accountsRoutes: {
    cameFromAnotherSite: () => 'This came from another site.',
    tooOftenTryAgain: (wait: number) => `That was too often. Try again in ${wait} minutes.`,
    yourSessionOverSign: () => 'Your session is over: sign in from the sign-in page.',
    mayRemovedAlready: () => 'It is not there any more; somebody may have removed it.',
    signsYouNoMore: (name: string) => `${name} signs you in no more. Remove it from the device as well.`,
    noBrowserMakesPasskeys: (url: string) =>
      `No browser makes passkeys for ${url}: they need https and a host with a name.`,
  },
  charts: {
    mailNoticesDayWhich: (span: string, mailed: number) =>
      `Mails of notices by the day on which the mailing began, ${span}; at most ${mailed} on one day.`,
    listOrderOneAt: (titles: string, peopleCount: string) =>
      `People by list, from left to right ${titles}; at most ${peopleCount} confirmed on one.`,
    bouncesComplaintsDayOne: (span: string, returned: number) =>
      `Bounces and complaints by day, ${span}; at most ${returned} on one day.`,
  },
  feeds: {
    nextBuildWritesThose: (waiting: number) => `The next build rewrites ${waiting} of those below.`,
  },
  guard: {
    youWhichNotEnough: (role: string) => `Your role here, ${role}, may not do this: ask an admin.`,
    loadPageAnewPress: (nothing: string) => `${nothing} Load the page anew, and press again.`,
    nothingDone: () => 'Nothing was done.',
    linkSignMailedYou: () => 'Get a link by mail from /console/sign-in.',
  },
  importRoutes: {
    nothingImported: () => 'Nothing was imported.',
    tooLarge: (mb: number) => `At most ${mb} MB are taken here, more by belfry subscribers import on the server.`,
  },
  import: {
    listsWhereNoneNamed: () => 'Lists of people for whom the file names none',
    listsAsChosen: (ids: string) => `People for whom the file names no list come to: ${ids}.`,
    whatImportWouldDo: () => 'What the import would do',
    readFile: (from: string) => `Read as a file of ${from}. `,
    columnsRead: (entries: string) => `Columns read: ${entries}. `,
    columnsNotRead: (unused: string) => `Columns that are not read: ${unused}.`,
    whichColumnHoldsWhat: () => 'Which column holds what?',
  },
  lookRoutes: {
    noPostCanRead: () => 'No post that can be read has this id.',
  },
  settings: {
    whereTheyComeFrom: (file: string) =>
      `As ${file} and the environment say now. A service that runs takes changes when it is sent SIGHUP or started ` +
      'anew. Keys and passwords are not shown. A number behind a name is how many keys are set there.',
    setIn: (name: string) => `Set in ${name}`,
    leftIn: (name: string) => `At its default in ${name}`,
    atDefault: (count: number) => (count === 1 ? '1 key at its default' : `${count} keys at their defaults`),
  },
  origin: {
    noPost: () => 'none: the releases table says it',
    notFromGit: () => 'not from git',
    notSigned: () => 'not signed',
    notChecked: () => 'not checked: no signers are named (content.git.allowedSigners)',
  },
  mailingRoutes: {
    isSentAgain: (people: string) => `It is sent again to ${people}.`,
    isPaused: () => 'It is paused: no further mail begins.',
    isResumed: () => 'It goes on.',
    isCancelled: () => 'It is cancelled: whoever did not get it yet never will.',
    tooManyWatchPageWorks: () => 'Too many watch. The page works without.\n',
  },
  ownSize: {
    howLong: () => 'The request does not say how long the file is (Content-Length).',
  },
  savedMail: {
    whatItIs: () =>
      'A mail that you saved as a file (.eml): what it came from, and whether it is what everybody was told',
    saysWhatWasTold: () => 'it says what everybody was told.',
    differs: () => 'something about it differs, or cannot be found.',
    tooLarge: (mb: number) => `At most ${mb} MB are taken here, as by belfry verify on the server.`,
    nothing: () => 'Nothing was looked at.',
    chooseFile: () => 'Choose a mail that was saved as a file.',
  },
  mailings: {
    whatItCameFrom: () =>
      'What a mail came from: paste its subject or a part of it, its Message-ID, its return path, or a link in it',
    noMailingYet: () => 'No mailing yet.',
    noMailingFound: () => 'No mailing is found by that. Tests, and mail to operators, belong to none.',
    noFurtherMailBegins: (waiting: string) =>
      `Stops it at once: no further mail begins, and ${waiting} wait until it is resumed.`,
    mailGoes: (waiting: string) => `Goes on with it: ${waiting} get it.`,
    neverGet: (waiting: string) => `Ends it for good: ${waiting} never get it.`,
    decided: (acted: string, by: string, via: string, instant: string) => `${acted} by ${by} (${via}), ${instant}`,
    noReason: () => ', without a reason',
    leftOut: (unwanted: number) =>
      unwanted === 1
        ? ' 1 other is not mailed: they left its lists, are suppressed, or were told in another mail.'
        : ` ${unwanted} others are not mailed: they left its lists, are suppressed, or were told in another mail.`,
    nobodyToRetry: (unwanted: number) =>
      `Nothing can be retried: ${unwanted === 1 ? '1 person' : `${unwanted} people`} whom it did not reach left its ` +
      'lists, are suppressed, or were told in another mail.',
    sentAgainWhoseServer: (peopleCount: string) => `Sends it again to ${peopleCount} whose server refused it.`,
    sentAgainMayHave: (peopleCount: string) =>
      `Sends it again to ${peopleCount} whose server may have it already: some may get it twice.`,
    firstOfThem: (most: number, all: string) => `the first ${most}; on the server ${all} name all of them`,
    doesNotMoveAt: () =>
      'The numbers stand still: too many watch, or the server is away. They are asked for again in a minute.',
    nothingSentYet: () => 'Nothing of it was sent yet.',
    andEnded: (began: string, instantText: string) => `${began} and ended ${instantText}.`,
    areLeft: (began: string, left: number) => `${began}; ${left} are left.`,
  },
  noticeRoutes: {
    nothingDecided: () => 'Nothing was decided.',
    noticeHasNoMail: () => 'This notice has no mail in HTML.',
    itIsNow: (state: string) => `It is ${state} now.`,
    postTellsSame: (dismisses: string, coveredBy: string) => `${dismisses} The post ${coveredBy} tells the same.`,
    severityBecomes: (severity: string) => ` Its severity becomes ${severity}.`,
    mailedAtOnce: (title: string, peopleCount: string, lists: string) =>
      `“${title}” is mailed at once to ${peopleCount} on ${lists}.`,
    yourAddressCannotMailed: () => 'Your address cannot be mailed to.',
    tryAgainMinutesNothing: (wait: number) => `Try again in ${wait} minutes. Nothing was sent.`,
  },
  notice: {
    nextRunMails: (who: string) => `The next run mails it to ${who}.`,
    firstRunFromMails: (instant: string, who: string) => `The first run from ${instant} on mails it to ${who}.`,
    nobodyToldUntilApproved: () => 'Nobody is told until it is approved.',
    nobodyEverTold: () => 'Nobody is ever told of it.',
    mailMarkedTestGoes: (to: string) => `Its mail, marked as a test, goes to you alone: ${to}.`,
    nobodyToldWaitsUntil: () => 'Nobody is told: it waits until somebody approves or dismisses it.',
    firstRunAfterMails: (when: string, who: string) =>
      `The first run after ${when} mails it to ${who}, unless its post changes meanwhile.`,
    mailedAtOnce: (who: string) => `It is mailed to ${who} at once.`,
  },
  peopleRoutes: {
    notMailAddress: () => 'That is not a mail address.',
    neverMailedAgain: (address: string) => `Nothing is mailed to ${address} any more.`,
    typeAddressOnceMore: () => 'Type the address once more, as it stands. Nothing was erased.',
    allNamedPersonErased: () => 'Everything that named them is deleted.',
    nobodyAdded: () => 'Nobody was added.',
    nothingChanged: (details: string) => `${details} Nothing was changed.`,
    itIsChanged: () => 'It is changed.',
    nothingChangedSoBefore: () => 'Nothing was changed: it was so before.',
    tickOneListAt: () => 'Tick one list at least. Nothing ended.',
  },
  people: {
    csvFileWhichImport: (isAsked: boolean) =>
      `A CSV file of ${isAsked ? 'all found' : 'everybody'}, which import reads; who took it is noted.`,
    personMailedRequestConfirm: () => 'They are mailed a request to confirm; until they do, they get nothing else.',
  },
  releases: {
    waitsForThenGoes: (severity: string, named: string, to: string) =>
      `${severity}: waits for ${named}, then goes to ${to} whom that does not reach.`,
    goesTo: (severity: string, to: string) => `${severity}: goes to ${to}.`,
    toldBy: (severity: string, named: string) => `${severity}: told by ${named}.`,
    goesWhomDoesNot: (severity: string, to: string, named: string) =>
      `${severity}: goes to ${to}, whom ${named} does not reach.`,
  },
  routes: {
    notMethod: () => 'This address does not take that method.\n',
    failed: () => 'Something failed',
    lookBeforePressing: (request: string) =>
      'What you pressed may have been done: look at /console before you press again. Whoever runs the server finds ' +
      `it in the log as request ${request}.`,
    consoleHasNoPage: () => 'The console has no page at this address.',
    whoeverRunsServerGives: () => 'Whoever runs this server gives you a new one: belfry operators invite.',
    noMailSent: () => 'No mail was sent.',
    notMailAddressNo: () => 'That is not a mail address. No mail was sent.',
    tryAgainMinutesNo: (wait: number) => `Try again in ${wait} minutes. No mail was sent.`,
    nobodySigned: () => 'Nobody was signed in.',
  },
  signIn: {
    signBelfry: () => 'Sign in to Belfry',
    lookIntoYourMail: () => 'Look into your mail',
    ifAddressOperatorLink: () =>
      'If this is the address of an operator, a link is on its way that signs in once, within 15 ' + 'minutes.',
    toTheConsole: () => 'To the console',
    signAgainFirst: () => 'Sign in again first',
  },
  reason: {
    windowOpens: () => ', when the next send window opens (schedule.windows)',
  },
  today: {
    heldThen: (reason: string) => `Then it is held, and nobody is told until somebody approves it: ${reason}.`,
    mailStopped: () =>
      'No mail leaves from here: the ledger is a restored or an older copy. Run belfry plan on the server: it ' +
      'says which, and what to do.',
    nothingDue: () => 'Nothing is due.',
    unread: (count: number) =>
      count === 1 ? 'A post cannot be read: nobody is told of it' : `${count} faults keep posts from being told`,
    noQuestionWaits: () => 'No question waits.',
    nothingHeld: () => 'Nothing is held.',
    nextRunDue: (instant: string) => `The next run is due ${instant}. `,
    nothingMailedItself: () => 'Nothing is mailed unless somebody decides it.',
    mailedNext: (title: string, peopleCount: string, lists: string, when: string) =>
      `Mailed next: “${title}”, to ${peopleCount} on ${lists}, ${when}.`,
    isMailedNow: () => 'What is being mailed stands below. ',
  },
  server: {
    cannotListenForMetrics: (host: string, port: number, cause: string) =>
      `Cannot listen on ${host}:${port} for metrics: ${cause}.`,
    oneHostPlease: () => 'A request names one host: send the field Host once.\n',
    cannotListen: (host: string, port: number, why: string) => `Cannot listen on ${host}:${port}: ${why}.`,
  },
  operatorApi: {
    noNotice: (part: string) => `There is no notice ${part}.`,
    notMethod: () => 'This address does not take that method.',
    cameFromPageAnother: () => 'This came from a page of another site.',
    validTokenNeeded: () => 'A valid token is needed.',
    tokenOrOperatorMay: () => 'This token, or its operator, may not do that.',
    sendApplicationJson: () => 'Send it as application/json.',
    bodyNoJson: () => 'The body is no JSON.',
    somethingWrong: () => 'Something is wrong.',
    idempotencyKeyZZ: () => 'Idempotency-Key is to be 8 to 100 of A-Z a-z 0-9 _ . : and -.',
    idempotencyKeyUsedFor: () => 'This Idempotency-Key was used for another request.',
    sameRequestUnderWay: () =>
      'The same request is under way, or its process died: look at what became of it, then use a ' + 'new key.',
  },
  unsubscribeRoutes: {
    youUnsubscribed: () => 'You are unsubscribed.\n',
  },
  apiOperations: {
    mailAddressAsks: () => 'The mail address that asks.',
    idsListsOneAt: () => 'Ids of lists; one at least, unless `want` is said.',
    htmlWhereNotSaid: () => '`html` where it is not said.',
    releaseCyclesRunProduct: () =>
      'Release cycles that are run, as `product/cycle`; empty says none, absent says nothing.',
    tagLanguageSiteOffers: () =>
      'Tag of a language that the site offers (`subscribers.languages`), for pages and what ' + 'frames mail.',
    secondStepAskedFor: () => 'Of a second step that was asked for.',
    doneForTicketPlace: () => 'Done for that ticket, in place of the wait.',
    onlyLinkWhatAddress: () => 'The link to what the address gets. Who gets nothing is asked whether they want to.',
    whatTellPersonSame: () => 'What to tell the person, the same whoever has the address.',
    saysSameWhoeverHas: () =>
      'Says the same whoever has the address. Nobody gets news before they confirmed: a mail with ' +
      'a link follows, or, to who is subscribed already, the link to what they get. Browsers may ' +
      'call it from pages of `web.url`, `site.url` and `web.origins`.',
    keptDoneWithinSeconds: () => 'It is kept, and done within seconds.',
    bodyNoJson: () => 'The body is no JSON.',
    browserSentFromPage: () => 'A browser sent it from a page of another site.',
    bodyLargerThanKb: () => 'The body is larger than 64 KB.',
    bodyNotSaidApplication: () => 'The body is not said to be application/json.',
    somethingWrongFieldsSays: () => 'Something in it is wrong; `fields` says what.',
    veryManyAskAt: () => 'Very many ask at the moment: take the second step that `step` names.',
    tooOftenNetworkMailbox: () => 'Too often, by network, mailbox, domain or in all.',
    secondsUntilNextTry: () => 'Seconds until the next try.',
    couldNotKept: () => 'It could not be kept.',
    subscriptionsOf: (title: string) => `Subscriptions of ${title}`,
  },
  agreeing: {
    operatorsHaveAgree: (needed: number, who: string, then: string) =>
      `${needed} operators have to agree: ${who}, and ${then}.`,
  },
  person: {
    neverMailedAgainWhatever: () => 'Nothing is mailed to them any more, until somebody lifts it.',
    mailForListsAbove: () => 'Mail for the lists above goes to them again.',
    allNamesPersonEmptied: () => 'Everything that names them is deleted, and cannot come back.',
    fromNowMailComes: () => 'Their mail comes like this from now on. They are not told of it.',
    listsYouTickEnd: () => 'The lists that you tick end, as if they had left them: only they themselves can come back.',
    theyMailedRequestConfirm: () => 'They are mailed a request to confirm the lists that you tick.',
  },
  metrics: {
    scheduledRunsOutcome: () => 'Scheduled runs by outcome.',
    howLongRunsTook: () => 'How long runs took.',
    howLongPublishing: () => 'How long publishing took: the register written, feeds and pages built.',
    howLongFeedsPages: () => 'How long feeds and pages took to be made and written.',
    repliesMessagesProcessOutcome: () => 'Replies to messages of this process, by outcome and class of the domain.',
    fromFirstByteMessage: () => 'From the first byte of a message to the reply of the next server.',
    whereDatabaseAnsweredScrape: () => '1 where the database answered this scrape.',
    noticesState: () => 'Notices by state.',
    mailingsNoticesNotOver: () => 'Mailings of notices that are not over, by state.',
    deliveriesStateEachCounted: () => 'Deliveries by state, each counted to 100000.',
    howLongOldestDelivery: () => 'How long the oldest delivery has been due.',
    howLongAgoLease: () => 'How long ago a lease ended that nobody gave back.',
    bouncesComplaintsDaysClass: () => 'Bounces and complaints of 7 days, by class.',
    deliveriesNoticesDays: () => 'Deliveries of the notices of 7 days.',
    bouncesDeliveryDays: () => 'Bounces by delivery, of 7 days.',
    complaintsDeliveryDays: () => 'Complaints by delivery, of 7 days.',
    domainsAskedForPatience: () => 'Domains that asked for patience and get less mail now.',
    sizeDatabase: () => 'Size of the database.',
    markWhatAllMachines: () => 'The mark: what all machines together did in the ledger.',
    whileSomethingStopsAll: () => '1 while something stops all mail.',
    whenRunLastDecided: () => 'When a run last decided.',
  },
  operatorAnswers: {
    hexadecimalDigitsForAddresses: () => '16 hexadecimal digits, for addresses of this API.',
    questionSeveralHaveCommon: () => 'Of a question that several have in common.',
    keyNoticeWhichAsked: () => 'Key of the notice in which it is asked.',
    endSettling: () => 'The end of settling.',
    operatorSaidSo: () => 'An operator said so.',
    whatDueWaits: () => 'Of what is due and waits.',
    revisionOperatorApproved: () => 'The revision that an operator approved.',
    forPeopleMayWorded: () => 'For people; it may be worded otherwise.',
    whatUpdateTellsMarkdown: () => 'What an update tells, Markdown.',
    questionTakenOutPut: () => 'Of a question: [-taken out-] and {+put in+}.',
    whomWouldReachNow: () => 'Whom it would reach now.',
    onItsPost: () => 'On its post.',
    acceptedMessagesSecond: () => 'Accepted messages a second.',
    howManyOperatorsAgreed: () => 'How many operators agreed.',
    howManyHave: () => 'How many have to.',
    whatWaitsSentAgain: () => 'What waits to be sent again.',
    whosePersonLeftOr: () => 'Whose person left, or is suppressed.',
    absentWhereAnotherOperator: () => 'Absent where another operator has to agree first.',
  },
  operatorOperations: {
    noticesByPages: () =>
      'Notices that are open, with all=true told and dismissed ones too, the oldest first; where there are more, ' +
      'the field Link names the next page',
    allNotices: () => 'true: told and dismissed ones as well.',
    howManyNotices: () => 'How many, at most.',
    mustBeId: () => 'must be the id of a notice, 16 hexadecimal digits',
    afterNotice: () => 'Only those after the notice with this id, which are newer.',
    mailingsByPages: () =>
      'Mailings of notices, the newest first; where there are more, the field Link names the next page',
    howManyMailings: () => 'How many, at most.',
    beforeMailing: () => 'Only those with a lower number, which are older.',
    whyKeptWhatDone: () => 'Why; it is kept with what is done.',
    revisionYouLookedAt: () => 'The revision that you looked at; another one is refused.',
    howUrgentLeftOut: () => 'How urgent it is; left out: as it says itself.',
    repeatsToldPostList: () => 'Repeats a told post to this list, for who does not have it.',
    tellsWhatNewTold: () => 'Tells what is new of a told post, Markdown.',
    updateToldTheseWords: () => 'An update is told in these words, Markdown.',
    notToldBeforeT: () => 'Not told before: 2026-12-04T09:00Z, or without a zone in that of runs.',
    postTellsSame: () => 'The post that tells the same.',
    uncertainMayMakeSecond: () => 'uncertain may make second copies.',
    onlyAddressesAtDomain: () => 'Only addresses at this domain, in A-labels.',
    noTokenOrOne: () => 'No token, or one that is not valid any more.',
    tokenNotForOperator: () =>
      'The token is not for that, its operator may not do it, or a page of another site sent it.',
    noSuchThing: () => 'There is no such thing.',
    notMethod: () => 'Not with this method.',
    didNotWorkNothing: () => 'It did not work; nothing is known of it.',
    bodyNoJsonOr: () => 'The body is no JSON, or Idempotency-Key is missing or is no key.',
    noStateForAnother: () => 'It is in no state for that, in another revision, or under way by the same key.',
    bodyLargerThanKb: () => 'The body is larger than 64 KB.',
    bodyNotSaidApplication: () => 'The body is not said to be application/json.',
    somethingWrongOrKey: () => 'Something in it is wrong, or the key was used for another request.',
    whatNeedsNotPosts: () => 'What it needs is not there: posts, database, disk.',
    sameKeyHasSame: () => 'The same key has the same answer for a week, and no second effect.',
    hexadecimalDigitsListHas: () => '16 hexadecimal digits, as the list has them.',
    numberMailing: () => 'The number of a mailing.',
    doneBeforeAnswerWhat: () => 'Done before the answer; what it queues is mailed after it.',
    itIsDone: () => 'It is done.',
    waitsForAnotherOperator: () => 'It waits for another operator, who has to say the same.',
  },
  problem: {
    statusAnswer: () => 'The status of the answer.',
    whatWentWrongFor: () => 'What went wrong, for people.',
    code: () => 'The same for the same fault, for programs: one of docs/errors.md, or API_ and what is wrong here.',
    fix: () => 'What to do about it, for people.',
    noSuchField: () => 'is no field of this request',
    fixJson: () => 'Send one JSON object as the body; {} where nothing is to be said.',
    fixToken: () =>
      'Send Authorization: Bearer and a token; belfry operators token ADDRESS --name NAME makes one, on the server.',
    fixRight: () => 'Use a token with the scope, of an operator with the role; and call from no page of another site.',
    fixAddress: () => 'Take the address from /api/openapi.json, and the id or number from the list.',
    fixMethod: () => 'Use a method that the field Allow of this answer names.',
    fixUnderWay: () => 'Look at what became of the first request, then ask again with a new Idempotency-Key.',
    fixSize: () => 'Send a body of 64 KB at most.',
    fixType: () => 'Send the field Content-Type: application/json.',
    fixField: () => 'Mend what fields names, and send it again.',
    fixStep: () => 'Take the step that step names, then send the same request with its ticket.',
    fixLimit: () => 'Wait as many seconds as the field Retry-After of this answer says.',
    fixFailed: () => 'Try again later; the log of the service names the request by X-Request-Id.',
    fixKey: () => 'Send the field Idempotency-Key with a new UUID for each new send, and the same one to try again.',
    fixKeyUsed: () => 'Use a new Idempotency-Key for another request.',
    forEachFieldRequest: () => 'For each field of the request that is wrong, a sentence for people.',
    sentSameRequestAgain: () => 'To be sent with the same request again.',
    soLongWaitBefore: () => 'So long to wait before, unless work is sent with it.',
    howManyBitsSha: () => 'With how many bits of 0 SHA-256 of `TICKET:WORK` begins, for any text as work.',
    whatDoFirstWait: () => 'What to do first: wait, or work.',
  },
} as const
