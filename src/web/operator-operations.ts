/**
 * What the API offers operators, as data: routes are made of it (operator-api.ts) and so is its description, which
 * can therefore leave none out. Pure.
 */
import { z } from 'zod'
import type { Right } from '../operators/roles.js'
import { severities } from '../posts/announcement.js'
import {
  decidedSchema,
  mailingNowSchema,
  mailingSchema,
  noticeNowSchema,
  noticeSchema,
  retriedSchema,
  sentSchema,
  steeredSchema,
} from './operator-answers.js'
import { problemSchema } from './problem.js'

const reason = z.string().max(500).optional().describe('Why; it is kept with what is done.')
const revision = z.int().min(1).describe('The revision that you looked at; another one is refused.')
const severity = z.enum(severities).optional().describe('How urgent it is; left out: as it says itself.')
const empty = z.strictObject({ reason })

const requests = {
  send: z.strictObject({
    revision,
    severity,
    reason,
    list: z.string().optional().describe('Repeats a told post to this list, for who does not have it.'),
    update: z.string().min(1).max(20_000).optional().describe('Tells what is new of a told post, Markdown.'),
  }),
  approve: z.strictObject({
    revision,
    severity,
    reason,
    text: z.string().min(1).max(20_000).optional().describe('An update is told in these words, Markdown.'),
    at: z
      .string()
      .max(40)
      .optional()
      .describe('Not told before: 2026-12-04T09:00Z, or without a zone in that of runs.'),
  }),
  dismiss: z.strictObject({ reason, coveredBy: z.string().optional().describe('The post that tells the same.') }),
  retry: z.strictObject({
    reason,
    what: z.enum(['failed', 'uncertain']).default('failed').describe('uncertain may make second copies.'),
    domain: z.string().optional().describe('Only addresses at this domain, in A-labels.'),
  }),
  empty,
}

export type SendRequest = z.output<typeof requests.send>
export type ApproveRequest = z.output<typeof requests.approve>
export type DismissRequest = z.output<typeof requests.dismiss>
export type RetryRequest = z.output<typeof requests.retry>
export type ReasonRequest = z.output<typeof requests.empty>

const problem = (description: string) => ({ description, schema: problemSchema, type: 'application/problem+json' })

const REFUSALS = {
  401: problem('No token, or one that is not valid any more.'),
  403: problem('The token is not for that, its operator may not do it, or a page of another site sent it.'),
  404: problem('There is no such thing.'),
  405: problem('Not with this method.'),
  500: problem('It did not work; nothing is known of it.'),
}

const OF_WRITING = {
  400: problem('The body is no JSON, or Idempotency-Key is missing or is no key.'),
  409: problem('It is in no state for that, in another revision, or under way by the same key.'),
  413: problem('The body is larger than 64 KB.'),
  415: problem('The body is not said to be application/json.'),
  422: problem('Something in it is wrong, or the key was used for another request.'),
  503: problem('What it needs is not there: posts, database, disk.'),
}

const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key has the same answer for a week, and no second effect.',
  schema: { type: 'string', pattern: '^[\\w.:-]{8,100}$' },
} as const

const param = (name: string, description: string, pattern: string) =>
  ({ name, in: 'path', required: true, description, schema: { type: 'string', pattern } }) as const
const ID = param('id', '16 hexadecimal digits, as the list has them.', '^[0-9a-f]{16}$')
const NUMBER = param('number', 'The number of a mailing.', '^[0-9]{1,15}$')

function reading(path: string, summary: string, schema: z.ZodType, about = {}) {
  const answers = { 200: { description: summary, schema }, ...REFUSALS }
  return { method: 'get' as const, path, summary, description: summary, right: 'see' as Right, answers, ...about }
}

interface Writing {
  readonly summary: string
  readonly right: Right
  readonly request: z.ZodType
  readonly schema: z.ZodType
}

function writing(path: string, { summary, right, request, schema }: Writing, parameters: readonly object[]) {
  return {
    method: 'post' as const,
    ...{ path, summary, right, request },
    description: 'Done before the answer; what it queues is mailed after it.',
    parameters,
    answers: {
      200: { description: 'It is done.', schema },
      202: { description: 'It waits for another operator, who has to say the same.', schema },
      ...REFUSALS,
      ...OF_WRITING,
    },
  }
}

const notices = (act: string) => `/notices/{id}/${act}`
const mailings = (act: string) => `/mailings/{number}/${act}`
const ONCE = [ID, { ...KEY, required: true }]
const ofNotice = [ID, KEY]
const ofMailing = [NUMBER, KEY]
const steer = (summary: string, right: Right) => ({ summary, right, request: requests.empty, schema: steeredSchema })

export const operatorOperations = {
  listNotices: reading(
    '/notices',
    'Notices that are open; with all=true told and dismissed ones too',
    z.array(noticeSchema),
    {
      parameters: [{ name: 'all', in: 'query', schema: { type: 'string', enum: ['true'] } }],
    },
  ),
  showNotice: reading('/notices/{id}', 'One notice, and whom it would reach', noticeNowSchema, { parameters: [ID] }),
  sendNotice: writing(
    notices('send'),
    { summary: 'Tell its post now', right: 'decide', request: requests.send, schema: sentSchema },
    ONCE,
  ),
  approveNotice: writing(
    notices('approve'),
    { summary: 'Tell it at the next run', right: 'decide', request: requests.approve, schema: decidedSchema },
    ofNotice,
  ),
  dismissNotice: writing(
    notices('dismiss'),
    { summary: 'Nobody is told of it', right: 'decide', request: requests.dismiss, schema: decidedSchema },
    ofNotice,
  ),
  holdNotice: writing(
    notices('hold'),
    { summary: 'Tell it only when it is approved', right: 'stop', request: requests.empty, schema: decidedSchema },
    ofNotice,
  ),
  listMailings: reading('/mailings', 'Mailings of notices, the newest first', z.array(mailingSchema)),
  showMailing: reading('/mailings/{number}', 'One mailing in numbers', mailingNowSchema, { parameters: [NUMBER] }),
  pauseMailing: writing(mailings('pause'), steer('Start no further delivery of it', 'stop'), ofMailing),
  resumeMailing: writing(mailings('resume'), steer('Go on where it was paused', 'decide'), ofMailing),
  cancelMailing: writing(mailings('cancel'), steer('End it: what was not started is never sent', 'stop'), ofMailing),
  retryMailing: writing(
    mailings('retry'),
    { summary: 'Send again what failed of it', right: 'decide', request: requests.retry, schema: retriedSchema },
    ofMailing,
  ),
}
