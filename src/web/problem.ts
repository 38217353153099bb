/**
 * What went wrong, as the JSON API says it (RFC 9457). Pure. In: a status, a sentence, the fields that are wrong. Out:
 * an answer.
 */

import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod'
import { webTexts } from './texts.js'
import type { WebEnv } from './web-context.js'

export const problemSchema = z.object({
  status: z.int().describe(webTexts.problem.statusAnswer()),
  title: z.string().describe(webTexts.problem.whatWentWrongFor()),
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

export function problemAnswer(
  c: Context<WebEnv>,
  { status, ...said }: Omit<Problem, 'status'> & { readonly status: ContentfulStatusCode },
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ status, ...said } satisfies Problem, status, {
    'Content-Type': 'application/problem+json',
    ...headers,
  })
}
