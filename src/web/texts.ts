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
  accountRoutes: {
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
      `Mail of notices by the day on which it began, ${span}; ${mailed} on one day at the most.`,
    listOrderOneAt: (titles: string, peopleCount: string) =>
      `By list, in the order ${titles}; ${peopleCount} on one at the most.`,
    bouncesComplaintsDayOne: (span: string, returned: number) =>
      `Bounces and complaints by day, ${span}; ${returned} on one day at the most.`,
  },
  feeds: {
    nextBuildWritesThose: (waiting: number) => `The next build writes ${waiting} of those below anew.`,
  },
  guard: {
    youWhichNotEnough: (role: string) => `You are ${role} here, and this takes a role that may do more: ask an admin.`,
    loadPageAnewPress: (nothing: string) => `${nothing} Load the page anew, and press again.`,
    nothingDone: () => 'Nothing was done.',
    linkSignMailedYou: () => 'A link to sign in is mailed to you from /console/sign-in.',
  },
  importRoutes: {
    nothingImported: () => 'Nothing was imported.',
    howLong: () => 'The request does not say how long the file is (Content-Length).',
  },
  import: {
    whatImportWouldDo: () => 'What the import would do',
    readFile: (from: string) => `Read as a file of ${from}. `,
    columnsRead: (entries: string) => `Columns read: ${entries}. `,
    columnsNotRead: (unused: string) => `Columns that are not read: ${unused}.`,
  },
  lookRoutes: {
    noPostCanRead: () => 'No post that can be read has this id.',
  },
  mailingRoutes: {
    tooManyWatchPage: () =>
      'Too many people watch mailings now. The page works without: load it anew to see how it goes.\n',
    sentAgain: (retried: number) => `${retried} are sent again.`,
  },
  mailings: {
    noMailingYet: () => 'No mailing yet.',
    noMailingFound: () => 'No mailing is found by that.',
    nothingSentYet: () => 'Nothing of it was sent yet.',
    beganAtEndedAt: (startedAt: string, finishedAt: string) => `It began at ${startedAt} and ended at ${finishedAt}.`,
    beganAtLeft: (startedAt: string, left: number) => `It began at ${startedAt}; ${left} are left.`,
    noFurtherMailBegins: (waiting: string) => `No further mail begins; ${waiting} wait.`,
    mailGoes: (waiting: string) => `Mail goes on to ${waiting}.`,
    neverGet: (waiting: string) => `${waiting} never get it.`,
    sentAgainWhoseServer: (peopleCount: string) => `It is sent again to ${peopleCount} whose server refused it.`,
  },
  noticeRoutes: {
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
    mailedAtOnce: (who: string) => `It is mailed to ${who} at once.`,
    nextRunMails: (who: string) => `The next run mails it to ${who}.`,
    firstRunFromMails: (instant: string, who: string) => `The first run from ${instant} on mails it to ${who}.`,
    nobodyToldUntilApproved: () => 'Nobody is told until it is approved.',
    nobodyEverTold: () => 'Nobody is ever told of it.',
    mailMarkedTestGoes: (to: string) => `Its mail, marked as a test, goes to you alone: ${to}.`,
  },
  peopleRoutes: {
    notMailAddress: () => 'That is not a mail address.',
    neverMailedAgain: (address: string) => `${address} is never mailed again.`,
    typeAddressOnceMore: () => 'Type the address once more, as it stands, to erase all of it.',
    allNamedPersonErased: () => 'All that named the person is erased.',
    nobodyAdded: () => 'Nobody was added.',
  },
  people: {
    csvFileWhichImport: (isAsked: boolean) =>
      `A CSV file of ${isAsked ? 'all found' : 'everybody'}, which import reads; who took it is noted.`,
    personMailedRequestConfirm: () => 'A person is mailed a request to confirm.',
    neverMailedAgainWhatever: () => 'Never mailed again, whatever asks.',
    mailForListsAbove: () => 'Mail for the lists above goes to them again.',
    allNamesPersonEmptied: () => 'All that names the person is emptied.',
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
  today: {
    nothingDue: () => 'Nothing is due.',
    noQuestionWaits: () => 'No question waits.',
    nothingHeld: () => 'Nothing is held.',
    nextRunDue: (instant: string) => `The next run is due ${instant}. `,
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
} as const
