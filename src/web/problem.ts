/**
 * What went wrong, as the JSON API says it (RFC 9457). Pure. In: a status, a sentence, the fields that are wrong. Out:
 * an answer.
 */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import type { WebEnv } from './web-context.js'

export const problemSchema = z.object({
  status: z.int().describe('The status of the answer.'),
  title: z.string().describe('What went wrong, for people.'),
  fields: z
    .record(z.string(), z.string())
    .optional()
    .describe('For each field of the request that is wrong, a sentence for people.'),
  step: z
    .object({
      ticket: z.string().describe('To be sent with the same request again.'),
      waitSeconds: z.int().describe('So long to wait before, unless work is sent with it.'),
      bits: z.int().describe('With how many bits of 0 SHA-256 of `TICKET:WORK` begins, for any text as work.'),
    })
    .optional()
    .describe('What to do first: wait, or work.'),
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
