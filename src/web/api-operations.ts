/**
 * What the JSON API offers, as data: routes are made of it and so is its description (OpenAPI 3.1), which can therefore
 * leave none out. Pure. In: the configuration. Out: the description.
 */
import { z } from 'zod'
import type { Config } from '../config/schema.js'
import { operatorOperations } from './operator-operations.js'
import { problemSchema } from './problem.js'

export const subscriptionSchema = z.strictObject({
  address: z.string().describe('The mail address that asks.'),
  lists: z.array(z.string()).optional().describe('Ids of lists; one at least, unless `want` is said.'),
  format: z.enum(['html', 'text']).optional().describe('`html` where it is not said.'),
  runs: z
    .array(z.string())
    .optional()
    .describe('Release cycles that are run, as `product/cycle`; empty says none, absent says nothing.'),
  language: z
    .string()
    .optional()
    .describe('Tag of a language that the site offers (`subscribers.languages`), for pages and what frames mail.'),
  ticket: z.string().optional().describe('Of a second step that was asked for.'),
  work: z.string().optional().describe('Done for that ticket, in place of the wait.'),
  want: z.literal('preferences').optional().describe('Only the link to what the address gets already.'),
})

export type SubscriptionRequest = z.output<typeof subscriptionSchema>

export const acceptedSchema = z.object({
  message: z.string().describe('What to tell the person, the same whoever has the address.'),
})

interface Answer {
  readonly description: string
  readonly schema?: z.ZodType
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Operation {
  readonly method: 'get' | 'post'
  /** Below `/api`. */
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly request?: z.ZodType
  /** OpenAPI's own. */
  readonly parameters?: readonly object[]
  /** Of an operator; absent where nobody need be known. */
  readonly right?: string
  readonly answers: Readonly<Record<number, Answer>>
}

const problemOf = (description: string): Answer => ({
  description,
  schema: problemSchema,
  type: 'application/problem+json',
})

export const operations = {
  subscribe: {
    method: 'post',
    path: '/subscriptions',
    summary: 'Ask for mail',
    description:
      'Says the same whoever has the address. Nobody gets news before they confirmed: a mail with a link follows, ' +
      'or, to who is subscribed already, the link to what they get. Browsers may call it from pages of `web.url`, ' +
      '`site.url` and `web.origins`.',
    request: subscriptionSchema,
    answers: {
      202: { description: 'It is kept, and done within seconds.', schema: acceptedSchema },
      400: problemOf('The body is no JSON.'),
      403: problemOf('A browser sent it from a page of another site.'),
      413: problemOf('The body is larger than 64 KB.'),
      415: problemOf('The body is not said to be application/json.'),
      422: problemOf('Something in it is wrong; `fields` says what.'),
      428: problemOf('Very many ask at the moment: take the second step that `step` names.'),
      429: {
        ...problemOf('Too often, by network, mailbox, domain or in all.'),
        headers: { 'Retry-After': 'Seconds until the next try.' },
      },
      500: problemOf('It could not be kept.'),
    },
  },
  describe: {
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    description: 'OpenAPI 3.1.',
    answers: { 200: { description: 'The description.', schema: z.looseObject({ openapi: z.string() }) } },
  },
} as const satisfies Readonly<Record<string, Operation>>

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function openApi({ site, web, console }: Pick<Config, 'site' | 'web' | 'console'>) {
  const all: Readonly<Record<string, Operation>> = { ...operations, ...(console && operatorOperations) }
  return {
    openapi: '3.1.0',
    info: { title: `Subscriptions of ${site.title}`, version: '1' },
    servers: [{ url: web.url }],
    ...(console && { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } }),
    paths: Object.fromEntries(
      Object.entries(all).map(([id, operation]) => [
        `/api${operation.path}`,
        { [operation.method]: { operationId: id, ...described(operation) } },
      ]),
    ),
  }
}

function described({ summary, description, request, parameters, right, answers }: Operation) {
  return {
    summary,
    description,
    ...(parameters !== undefined && { parameters }),
    ...(right !== undefined && { security: [{ token: [] }] }),
    ...(request !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(request) } } },
    }),
    responses: Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer)])),
  }
}

function response({ description, schema, type = 'application/json', headers = {} }: Answer) {
  const named = Object.entries(headers).map(([name, what]) => [
    name,
    { description: what, schema: { type: 'integer' } },
  ])
  return {
    description,
    ...(named.length > 0 && { headers: Object.fromEntries(named) }),
    ...(schema !== undefined && { content: { [type]: { schema: jsonSchema(schema) } } }),
  }
}

/** Without the name of its dialect, which is that of the whole description. */
function jsonSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema)
  return rest
}
