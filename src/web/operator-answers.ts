/**
 * What the operators' API answers, as schemas of its description: all keys that docs/json.md lists of a notice and of a
 * mailing, and no other. Pure.
 */
import { z } from 'zod'
import type { MailingRecord } from '../delivery/mailing-reports-store.js'
import { severities } from '../posts/announcement.js'
import type { NoticeRecord } from '../run/notice-record.js'

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
  id: z.string().describe('16 hexadecimal digits, for addresses of this API.'),
  key: z.string(),
  kind,
  state,
  severity: z.enum(severities),
  post: z.string().optional().describe('Its id.'),
  posts: z.array(z.string()).optional().describe('Of a question that several have in common.'),
  askedWith: z.string().optional().describe('Key of the notice in which it is asked.'),
  product: z.string().optional(),
  cycle: z.string().optional(),
  cycles: z.array(z.string()).optional(),
  field: z.string().optional(),
  date: z.string().optional(),
  stage: z.string().optional(),
  title: z.string().optional(),
  since: instant,
  until: instant.optional().describe('The end of settling.'),
  notBefore: instant.optional().describe('An operator said so.'),
  leavesAt: instant.optional().describe('Of what is due and waits.'),
  approved: z.int().optional().describe('The revision that an operator approved.'),
  toldAt: instant.optional(),
  reason: z.string().describe('For people; it may be worded otherwise.'),
  heldBy: heldBy.optional(),
  revision: z.int(),
  text: z.string().optional().describe('What an update tells, Markdown.'),
  textBy: z.enum(['post', 'operator']).optional(),
  diff: z.string().optional().describe('Of a question: [-taken out-] and {+put in+}.'),
  followUpOf: z.string().optional(),
  commit: z.string().optional(),
  signer: z.string().optional(),
})

export const noticeNowSchema = noticeSchema.extend({
  title: z.string(),
  lists: z.array(z.string()),
  recipients: count.describe('Whom it would reach now.'),
  remarks: z.array(z.string()).describe('On its post.'),
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
  rate: z.number().describe('Accepted messages a second.'),
})

const agreement = {
  approvals: z.int().describe('How many operators agreed.'),
  needed: z.int().describe('How many have to.'),
}

export const decidedSchema = z.object({ notice: noticeSchema, ...agreement })
export const steeredSchema = z.object({ mailing: mailingNowSchema, ...agreement })
export const retriedSchema = steeredSchema.extend({
  retried: count.describe('What waits to be sent again.'),
  unwanted: count.describe('Whose person left, or is suppressed.'),
})
export const sentSchema = z.object({
  mailing: z.int().optional().describe('Absent where another operator has to agree first.'),
  recipients: count,
  ...agreement,
})
