/**
 * What went wrong, as the JSON API says it (RFC 9457). Pure. In: a status, a sentence, the fields that are wrong. Out:
 * an answer.
 */

import type { Context } from 'hono'
import * as z from 'zod'
import { webTexts } from './texts.js'
import type { WebEnv } from './web-context.js'

export const problemSchema = z.object({
  status: z.int().describe(webTexts.problem.statusAnswer()),
  title: z.string().describe(webTexts.problem.whatWentWrongFor()),
  code: z.string().describe(webTexts.problem.code()),
  fix: z.string().describe(webTexts.problem.fix()),
  fields: z.record(z.string(), z.string()).optional().describe(webTexts.problem.forEachFieldRequest()),
  step: z
    .object({
      ticket: z.string().describe(webTexts.problem.sentSameRequestAgain()),
      waitSeconds: z.int().describe(webTexts.problem.soLongWaitBefore()),
      bits: z.int().describe(webTexts.problem.howManyBitsSha()),
    })
    .optional()
    .describe(webTexts.problem.whatDoFirstWait()),
})

type Problem = z.output<typeof problemSchema>

/** Statuses that the API refuses with. */
type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 428 | 429 | 500 | 503

/** For programs, and the cure, where nobody knows better. */
const BY_STATUS: Readonly<Record<ProblemStatus, readonly [code: string, fix: string]>> = {
  400: ['API_JSON', webTexts.problem.fixJson()],
  401: ['API_TOKEN', webTexts.problem.fixToken()],
  403: ['API_RIGHT', webTexts.problem.fixRight()],
  404: ['API_ADDRESS', webTexts.problem.fixAddress()],
  405: ['API_METHOD', webTexts.problem.fixMethod()],
  409: ['API_UNDER_WAY', webTexts.problem.fixUnderWay()],
  413: ['API_SIZE', webTexts.problem.fixSize()],
  415: ['API_TYPE', webTexts.problem.fixType()],
  422: ['API_FIELD', webTexts.problem.fixField()],
  428: ['API_STEP', webTexts.problem.fixStep()],
  429: ['API_LIMIT', webTexts.problem.fixLimit()],
  500: ['API_FAILED', webTexts.problem.fixFailed()],
  503: ['API_FAILED', webTexts.problem.fixFailed()],
}

interface Said extends Omit<Problem, 'status' | 'code' | 'fix'> {
  readonly status: ProblemStatus
  readonly code?: string
  readonly fix?: string
}

export function problemAnswer(
  c: Context<WebEnv>,
  { status, title, code, fix, ...said }: Said,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const [usualCode, usualFix] = BY_STATUS[status]
  const about = { code: code ?? usualCode, fix: fix ?? usualFix }
  return c.json({ status, title, ...about, ...said } satisfies Problem, status, {
    'Content-Type': 'application/problem+json',
    ...headers,
  })
}

/** A sentence for each field of a request that is wrong, by its name. */
export function faultyFields({ issues }: z.ZodError): Record<string, string> {
  const fields = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [key, webTexts.problem.noSuchField()])
      : [[issue.path.join('.') || 'body', issue.message]],
  )
  return Object.fromEntries(fields)
}
