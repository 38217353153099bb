/**
 * Why a notice is in its state, in sentences for people. Pure. In: facts. Out: a sentence. Nothing is decided by what
 * these say: whoever needs a fact finds it in the notice. All sentences that are stored or shown as a reason stand
 * here.
 */
import { isoInstant } from '../base/clock.js'
import { formatDuration, formatSpan } from '../base/units.js'
import type { End, EndField } from '../releases/release.js'

const ENDS: Readonly<Record<EndField, string>> = {
  eoas: 'end of active support',
  eol: 'end of life',
  eoes: 'end of extended support',
}

function inTable(value: End): string {
  return typeof value === 'string' ? value : 'that no day is known'
}

function inWords(value: End): string {
  return typeof value === 'string' ? value : value ? 'that it has ended' : 'no day'
}

/** What a post says of the end of a cycle. */
interface AgainstTable {
  readonly by: 'title' | 'text' | 'front matter'
  readonly name: string
  readonly field: EndField
  readonly table: End
}

/** What an update's reason says while it settles stands behind this, and goes when it has settled. */
const SETTLES = '; settles until '

type Counted = 'date' | 'version' | 'number' | 'checksum'

export const reasons = {
  // Settling and the rules that hold.
  settles: (until: number) => `settles until ${isoInstant(until)}`,
  newsSettles: (why: string, until: number) => `${why}${SETTLES}${isoInstant(until)}`,
  announcementSettled: () => 'new post, settled',
  endOfLifeSettled: () => 'the releases table says so',
  newsSettled: (before: string) => before.split(SETTLES)[0] ?? before,
  backFill: (day: string, newWithinMs: number) =>
    `an old post that came late (a back-fill): dated ${day}, and notices.newWithin is ${formatDuration(newWithinMs)}`,
  backFillLong: (day: string, backfillAfterMs: number) =>
    `an old post that came late (a back-fill): dated ${day}, and notices.backfillAfter is ` +
    formatDuration(backfillAfterMs),
  double: (path: string) => `a double: ${path} has the same title and nearly the same text, and people know it`,
  stale: (until: number, staleAfterMs: number) =>
    `due since ${isoInstant(until)}, longer than notices.staleAfter (${formatDuration(staleAfterMs)})`,
  flood: (count: number, holdAbove: number) =>
    `${count} notices at once are more than notices.holdAbove (${holdAbove})`,
  batch: (count: number, batchAbove: number) =>
    `${count} notices of one day at once are more than notices.batchAbove (${batchAbove})`,
  remarks: () => 'its post has remarks; mend the post, or approve it as it is',
  nobodyLeft: (lists: readonly string[], confirmed: number) =>
    `it would reach nobody, though ${confirmed} confirmed ${lists.join(', ')}: all of them are suppressed`,
  audienceShrunk: (list: string, people: number, last: number) =>
    `it would reach ${people} on the list ${list}, whose last mailing went to ${last}: less than half`,
  runsUnknown: (reached: number, missed: number, runs: string) =>
    `it would reach ${reached}, while ${missed} run what the releases table does not have: ${runs}`,
  mended: () => 'its post was mended',

  // An operator's word.
  heldByOperator: () => 'held by an operator',
  approved: () => 'approved by an operator',
  approvedFor: (at: number) => `approved by an operator, for ${isoInstant(at)}`,
  approvedInWords: () => 'approved by an operator, in their own words',
  dismissed: () => 'dismissed by an operator',
  dismissedAsCovered: (by: string) => `covered by ${by}, says an operator`,
  sentByHand: () => 'sent by hand',
  repeated: (list: string) => `repeated to ${list} by hand`,
  adopted: () => 'adopted from the register',
  toldElsewhere: () => 'told before this ledger was restored, as the register says',
  perhapsTold: () => 'perhaps told before this ledger was restored: an update of this post was, in other words',
  dismissedBefore: () => 'dismissed by an operator, as the register says',

  // A post that is new, edited or gone.
  newPost: () => 'a new post',
  perhapsRenamed: (path: string) => `a new post, or ${path} under another name: too alike to tell`,
  knownBefore: (state: string) => `it was ${state} before`,
  joinedAnnouncement: () => 'joined the announcement, which is not told yet',
  announcementDismissed: () => 'its announcement was dismissed',
  redated: () => 'its date was changed',
  thereAgain: () => 'the post is there again',
  takenBack: () => 'taken back before it was told',
  signerTakenOut: () => 'whoever vouched for it is no signer any more',
  postTakenBack: () => 'the post was taken back before it was told',
  retractedBefore: () => 'gone again; its retraction was told before',
  leftByReading: (paths: readonly string[]) =>
    `drafts since this release reads draft: and published: as other generators do: ${paths.join(', ')}; ` +
    'approve to retract the first, dismiss to leave it',
  retraction: () =>
    'a told post is gone: approve to retract it (with --severity recall to mail that), dismiss to leave it',

  // What becomes of an edit.
  editTakenBack: () => 'the edit was taken back before it was told',
  coveredByPost: (key: string) => `${key} tells it and links to this post`,
  massEdit: () => 'one of many posts edited at once, none of them with an explicit update',
  questionsIgnored: (why: string) => `${why}; notices.questions is ignore`,
  evergreen: () => 'front matter says evergreen: true, and no update is stated',
  sameCause: (why: string, paths: readonly string[]) =>
    `${why}; the same change in ${paths.length} posts (${paths.join(', ')})`,
  askedElsewhere: () => 'the same change as in other posts of this run, which is one question',
  joinedNotice: () => 'joined the notice that is open',
  recallReplaces: () => 'the post is a recall now',
  blockReplaced: () => 'the block it told of is not there any more, or became a dated update',
  blockGone: () => 'the block it told of is not there any more',

  // What kind of edit it is.
  nothingChanged: () => 'nothing changed',
  recallStated: (isWithdrawn: boolean) =>
    `front matter says ${isWithdrawn ? 'withdrawn: true' : 'severity: recall'} now`,
  reinstated: () => 'front matter says withdrawn: false now',
  withdrawalTakenOut: () =>
    'front matter does not say any more that it is withdrawn: ' +
    'approve to tell that it holds again, dismiss to leave it withdrawn',
  otherBecause: () => 'another reason why it is withdrawn',
  withdrawnBefore: () => 'that it is withdrawn was told before',
  newBlock: (name: string, isDated: boolean) => `a new ${isDated ? 'dated ' : ''}update block (${name})`,
  newBlocks: (names: readonly string[]) => `${names.length} new update blocks (${names.join(', ')})`,
  blockRedated: (day: string | null) => `an update block with another day (${day ?? 'none'})`,
  blockOfLater: (day: string) => `an update block of a day that has not come (${day})`,
  importantNow: () => 'front matter says severity: important now',
  rephrased: (words: number) => `${words} words re-phrased or spelled anew`,
  fewWordsNew: (words: number) => `${words} new ${words === 1 ? 'word' : 'words'}, none that people act upon`,
  formOnly: () => 'links, form or white space only',
  titleFormOnly: () => 'the title’s spelling or tag only',
  titleTakesBack: () => 'a title that takes the announcement back',
  titleFacts: (title: string) => `another date, version or number in the title (“${title}”)`,
  titleMeaning: (title: string) => `a title that says something else (“${title}”)`,
  factsInOrder: (kind: Counted) => `${kind}s in another order`,
  factNew: (kind: Counted, come: string) => `a new ${kind} (${come})`,
  factGone: (kind: Counted, gone: string) => `a ${kind} taken out (${gone})`,
  factChanged: (kind: Counted, gone: string, come: string) => `a changed ${kind} (${gone} → ${come})`,
  wordCorrected: (gone: string, come: string) => `a corrected word (${gone} → ${come})`,
  nameChanged: (gone: string, come: string) => `another name to act by (${gone} → ${come})`,
  nameNew: (come: string) => `a new name to act by (${come})`,
  downloadMoved: (from: string, to: string) => `another download (${from} → ${to})`,
  addressMoved: (from: string, to: string) => `a link that writes to another address (${from} → ${to})`,
  graveWords: (words: readonly string[]) => `new words that people act upon (${words.join(', ')})`,
  hostMoved: (from: string, to: string) => `a link that leads to another host (${from} → ${to})`,
  takesBack: () => 'new words that take it back, or tell people not to use it',
  codeChanged: () => 'changed commands or code',
  opposite: () => 'a sentence that says the opposite now, or other than before',
  newText: (words: number, hasCode: boolean) => `${words} words of new text${hasCode ? ' with commands or code' : ''}`,
  textGone: (words: number) => `${words} words taken out`,
  passageRewritten: () => 'a passage written anew',
  textOther: () => 'most of the text is other than before',

  // Ends of life.
  otherDayThanTable: ({ by, name, field, table }: AgainstTable, day: string) =>
    `its ${by} says ${day} for the ${ENDS[field]} of ${name}, and the releases table says ${inTable(table)}; ` +
    'correct the one that is wrong, or approve the post as it is',
  tooEarlyForTable: ({ by, name, field, table }: AgainstTable) =>
    `its ${by} says that the ${ENDS[field]} of ${name} has come, and the releases table says ${inTable(table)}; ` +
    'correct the one that is wrong, or approve the post as it is',
  statedLate: (newWithinMs: number) =>
    `stated late: more than notices.newWithin (${formatDuration(newWithinMs)}) after the day itself`,
  undated: () => 'had ended when it came into the releases table, and nobody says since when',
  movedFar: (before: End, now: End, farDays: number) =>
    `people were told ${before}, and the releases table says ${inWords(now)} now: further than notices.movedFar ` +
    `(${formatSpan(farDays)}); approve it where it is meant, else correct the table`,
  movedBack: (before: End, now: End, day: string) =>
    `people were told ${inWords(before)} on ${day}, and the releases table says ${inWords(now)} again, as it was ` +
    'told before; approve to tell that it is back, dismiss to tell nobody, or correct the table',
  restOfPost: (key: string) => `${key} tells it to those whom it reaches, and this to all others`,
  toldByPost: (key: string) => `told by ${key}`,
  postWillTell: (key: string) => `${key} will tell it`,
  otherwiseNow: () => 'the releases table says otherwise now',
  toldAnew: () => 'it is told together with other cycles that end alike, or no longer with them',
  laterIsTrue: () => 'something later is true',
  notInTable: () => 'the releases table says nothing of it any more',
} as const
