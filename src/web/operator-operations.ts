/**
 * What the API offers operators, as data: routes are made of it (operator-api.ts) and so is its description, which
 * can therefore leave none out. Pure.
 */

import * as z from 'zod'
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
import { webTexts } from './texts.js'

const reason = z.string().max(500).optional().describe(webTexts.operatorOperations.whyKeptWhatDone())
const revision = z.int().min(1).describe(webTexts.operatorOperations.revisionYouLookedAt())
const severity = z.enum(severities).optional().describe(webTexts.operatorOperations.howUrgentLeftOut())
const empty = z.strictObject({ reason })

const requests = {
  send: z.strictObject({
    revision,
    severity,
    reason,
    list: z.string().optional().describe(webTexts.operatorOperations.repeatsToldPostList()),
    update: z.string().min(1).max(20_000).optional().describe(webTexts.operatorOperations.tellsWhatNewTold()),
  }),
  approve: z.strictObject({
    revision,
    severity,
    reason,
    text: z.string().min(1).max(20_000).optional().describe(webTexts.operatorOperations.updateToldTheseWords()),
    at: z.string().max(40).optional().describe(webTexts.operatorOperations.notToldBeforeT()),
  }),
  dismiss: z.strictObject({
    reason,
    coveredBy: z.string().optional().describe(webTexts.operatorOperations.postTellsSame()),
  }),
  retry: z.strictObject({
    reason,
    what: z
      .enum(['failed', 'uncertain'])
      .default('failed')
      .describe(webTexts.operatorOperations.uncertainMayMakeSecond()),
    domain: z.string().optional().describe(webTexts.operatorOperations.onlyAddressesAtDomain()),
  }),
  empty,
}

/** Of a page. */
const PAGE = { most: 100, usual: 50 }

const limit = z.coerce.number().int().min(1).max(PAGE.most).default(PAGE.usual)

const queries = {
  notices: z.looseObject({
    limit,
    all: z.enum(['true', 'false']).optional(),
    after: z
      .string()
      .regex(/^[0-9a-f]{16}$/, webTexts.operatorOperations.mustBeId())
      .optional(),
  }),
  mailings: z.looseObject({
    limit,
    before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  }),
  /** What it does not know is not read. */
  none: z.looseObject({}),
}

export type NoticesQuery = z.output<typeof queries.notices>
export type MailingsQuery = z.output<typeof queries.mailings>

export type SendRequest = z.output<typeof requests.send>
export type ApproveRequest = z.output<typeof requests.approve>
export type DismissRequest = z.output<typeof requests.dismiss>
export type RetryRequest = z.output<typeof requests.retry>
export type ReasonRequest = z.output<typeof requests.empty>

const problem = (description: string) => ({ description, schema: problemSchema, type: 'application/problem+json' })

const REFUSALS = {
  401: problem(webTexts.operatorOperations.noTokenOrOne()),
  403: problem(webTexts.operatorOperations.tokenNotForOperator()),
  404: problem(webTexts.operatorOperations.noSuchThing()),
  405: problem(webTexts.operatorOperations.notMethod()),
  500: problem(webTexts.operatorOperations.didNotWorkNothing()),
}

const OF_WRITING = {
  400: problem(webTexts.operatorOperations.bodyNoJsonOr()),
  409: problem(webTexts.operatorOperations.noStateForAnother()),
  413: problem(webTexts.operatorOperations.bodyLargerThanKb()),
  415: problem(webTexts.operatorOperations.bodyNotSaidApplication()),
  422: problem(webTexts.operatorOperations.somethingWrongOrKey()),
  503: problem(webTexts.operatorOperations.whatNeedsNotPosts()),
}

const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: webTexts.operatorOperations.sameKeyHasSame(),
  schema: { type: 'string', pattern: '^[\\w.:-]{8,100}$' },
} as const

const param = (name: string, description: string, pattern: string) =>
  ({ name, in: 'path', required: true, description, schema: { type: 'string', pattern } }) as const
const ID = param('id', webTexts.operatorOperations.hexadecimalDigitsListHas(), '^[0-9a-f]{16}$')
const NUMBER = param('number', webTexts.operatorOperations.numberMailing(), '^[0-9]{1,15}$')

interface Reading {
  readonly summary: string
  readonly schema: z.ZodType
  readonly query?: z.ZodType
  readonly parameters?: readonly object[]
}

function reading(path: string, { summary, schema, query, parameters }: Reading) {
  const refusals = query === undefined ? REFUSALS : { ...REFUSALS, 422: OF_WRITING[422] }
  return {
    method: 'get' as const,
    ...{ path, summary, description: summary, right: 'see' as Right },
    query: query ?? queries.none,
    ...(parameters !== undefined && { parameters }),
    answers: { 200: { description: summary, schema }, ...refusals },
  }
}

const inQuery = (name: string, schema: object, description: string) => ({ name, in: 'query', description, schema })
const LIMIT = { type: 'integer', minimum: 1, maximum: PAGE.most, default: PAGE.usual }

interface Writing {
  readonly summary: string
  readonly right: Right
  readonly request: z.ZodType
  readonly schema: z.ZodType
}

function writing(path: string, { summary, right, request, schema }: Writing, parameters: readonly object[]) {
  return {
    method: 'post' as const,
    ...{ path, summary, right, request, query: queries.none as z.ZodType },
    description: webTexts.operatorOperations.doneBeforeAnswerWhat(),
    parameters,
    answers: {
      200: { description: webTexts.operatorOperations.itIsDone(), schema },
      202: { description: webTexts.operatorOperations.waitsForAnotherOperator(), schema },
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
  listNotices: reading('/notices', {
    summary: webTexts.operatorOperations.noticesByPages(),
    schema: z.array(noticeSchema),
    query: queries.notices,
    parameters: [
      inQuery('all', { type: 'string', enum: ['true', 'false'] }, webTexts.operatorOperations.allNotices()),
      inQuery('limit', LIMIT, webTexts.operatorOperations.howManyNotices()),
      inQuery('after', ID.schema, webTexts.operatorOperations.afterNotice()),
    ],
  }),
  showNotice: reading('/notices/{id}', {
    summary: 'One notice, and whom it would reach',
    schema: noticeNowSchema,
    parameters: [ID],
  }),
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
  listMailings: reading('/mailings', {
    summary: webTexts.operatorOperations.mailingsByPages(),
    schema: z.array(mailingSchema),
    query: queries.mailings,
    parameters: [
      inQuery('limit', LIMIT, webTexts.operatorOperations.howManyMailings()),
      inQuery('before', { type: 'integer', minimum: 1 }, webTexts.operatorOperations.beforeMailing()),
    ],
  }),
  showMailing: reading('/mailings/{number}', {
    summary: 'One mailing in numbers',
    schema: mailingNowSchema,
    parameters: [NUMBER],
  }),
  pauseMailing: writing(mailings('pause'), steer('Start no further delivery of it', 'stop'), ofMailing),
  resumeMailing: writing(mailings('resume'), steer('Go on where it was paused', 'decide'), ofMailing),
  cancelMailing: writing(mailings('cancel'), steer('End it: what was not started is never sent', 'stop'), ofMailing),
  retryMailing: writing(
    mailings('retry'),
    { summary: 'Send again what failed of it', right: 'decide', request: requests.retry, schema: retriedSchema },
    ofMailing,
  ),
}
