/**
 * What the operators' API answers, as schemas of its description: all keys that docs/json.md lists of a notice and of a
 * mailing, and no other. Pure.
 */

import * as z from 'zod'
import type { MailingRecord } from '../delivery/mailing-reports-store.js'
import { severities } from '../posts/announcement.js'
import type { NoticeRecord } from '../run/operators/notice-record.js'
import { webTexts } from './texts.js'

const instant = z.iso.datetime()
const count = z.int().min(0)

/** Does not compile where one of them is left out. */
function oneOf<Word extends string>(words: Readonly<Record<Word, true>>) {
  // Object.keys forgets which keys it is given.
  return z.enum(Object.keys(words) as [Word, ...Word[]])
}

const kind = oneOf<NoticeRecord['kind']>({
  ...{ announcement: true, update: true, retraction: true },
  ...{ 'end-of-life': true, manual: true },
})
const state = oneOf<NoticeRecord['state']>({
  ...{ settling: true, held: true, asked: true, due: true },
  ...{ told: true, dismissed: true, gone: true },
})
const heldBy = oneOf<NonNullable<NoticeRecord['heldBy']>>({
  ...{ age: true, double: true, flood: true, stale: true },
  ...{ operator: true, remarks: true, audience: true, moved: true },
})
const mailingState = oneOf<MailingRecord['state']>({
  ...{ queued: true, sending: true, paused: true, cancelled: true, finished: true },
})

export const noticeSchema = z.object({
  id: z.string().describe(webTexts.operatorAnswers.hexadecimalDigitsForAddresses()),
  key: z.string(),
  kind,
  state,
  severity: z.enum(severities),
  post: z.string().optional().describe('Its id.'),
  posts: z.array(z.string()).optional().describe(webTexts.operatorAnswers.questionSeveralHaveCommon()),
  askedWith: z.string().optional().describe(webTexts.operatorAnswers.keyNoticeWhichAsked()),
  product: z.string().optional(),
  cycle: z.string().optional(),
  cycles: z.array(z.string()).optional(),
  field: z.string().optional(),
  date: z.string().optional(),
  stage: z.string().optional(),
  title: z.string().optional(),
  since: instant,
  until: instant.optional().describe(webTexts.operatorAnswers.endSettling()),
  notBefore: instant.optional().describe(webTexts.operatorAnswers.operatorSaidSo()),
  leavesAt: instant.optional().describe(webTexts.operatorAnswers.whatDueWaits()),
  approved: z.int().optional().describe(webTexts.operatorAnswers.revisionOperatorApproved()),
  toldAt: instant.optional(),
  reason: z.string().describe(webTexts.operatorAnswers.forPeopleMayWorded()),
  heldBy: heldBy.optional(),
  revision: z.int(),
  text: z.string().optional().describe(webTexts.operatorAnswers.whatUpdateTellsMarkdown()),
  textBy: z.enum(['post', 'operator']).optional(),
  diff: z.string().optional().describe(webTexts.operatorAnswers.questionTakenOutPut()),
  followUpOf: z.string().optional(),
  commit: z.string().optional(),
  signer: z.string().optional(),
})

export const noticeNowSchema = noticeSchema.extend({
  title: z.string(),
  lists: z.array(z.string()),
  recipients: count.describe(webTexts.operatorAnswers.whomWouldReachNow()),
  remarks: z.array(z.string()).describe(webTexts.operatorAnswers.onItsPost()),
})

export const mailingSchema = z.object({
  mailing: z.int(),
  key: z.string(),
  subject: z.string(),
  state: mailingState,
  audience: count,
  accepted: count,
  startedAt: instant.nullable(),
})

export const mailingNowSchema = mailingSchema.extend({
  messageId: z.string(),
  lists: z.array(z.string()),
  reason: z.string(),
  ...{ queued: count, leased: count, sending: count, deferred: count },
  ...{ failed: count, uncertain: count, cancelled: count, maybeTwice: count },
  finishedAt: instant.nullable(),
  rate: z.number().describe(webTexts.operatorAnswers.acceptedMessagesSecond()),
})

const agreement = {
  approvals: z.int().describe(webTexts.operatorAnswers.howManyOperatorsAgreed()),
  needed: z.int().describe(webTexts.operatorAnswers.howManyHave()),
}

export const decidedSchema = z.object({ notice: noticeSchema, ...agreement })
export const steeredSchema = z.object({ mailing: mailingNowSchema, ...agreement })
export const retriedSchema = steeredSchema.extend({
  retried: count.describe(webTexts.operatorAnswers.whatWaitsSentAgain()),
  unwanted: count.describe(webTexts.operatorAnswers.whosePersonLeftOr()),
})
export const sentSchema = z.object({
  mailing: z.int().optional().describe(webTexts.operatorAnswers.absentWhereAnotherOperator()),
  recipients: count,
  ...agreement,
})
