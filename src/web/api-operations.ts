/**
 * What the JSON API offers, as data: routes are made of it and so is its description (OpenAPI 3.1), which can therefore
 * leave none out. Pure. In: the configuration. Out: the description.
 */

import * as z from 'zod'
import type { Config } from '../config/schema.js'
import { operatorOperations } from './operator-operations.js'
import { problemSchema } from './problem.js'
import { webTexts } from './texts.js'

export const subscriptionSchema = z.strictObject({
  address: z.string().describe(webTexts.apiOperations.mailAddressAsks()),
  lists: z.array(z.string()).optional().describe(webTexts.apiOperations.idsListsOneAt()),
  format: z.enum(['html', 'text']).optional().describe(webTexts.apiOperations.htmlWhereNotSaid()),
  runs: z.array(z.string()).optional().describe(webTexts.apiOperations.releaseCyclesRunProduct()),
  language: z.string().optional().describe(webTexts.apiOperations.tagLanguageSiteOffers()),
  ticket: z.string().optional().describe(webTexts.apiOperations.secondStepAskedFor()),
  work: z.string().optional().describe(webTexts.apiOperations.doneForTicketPlace()),
  want: z.literal('preferences').optional().describe(webTexts.apiOperations.onlyLinkWhatAddress()),
})

export type SubscriptionRequest = z.output<typeof subscriptionSchema>

export const acceptedSchema = z.object({
  message: z.string().describe(webTexts.apiOperations.whatTellPersonSame()),
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
    description: webTexts.apiOperations.saysSameWhoeverHas(),
    request: subscriptionSchema,
    answers: {
      202: { description: webTexts.apiOperations.keptDoneWithinSeconds(), schema: acceptedSchema },
      400: problemOf(webTexts.apiOperations.bodyNoJson()),
      403: problemOf(webTexts.apiOperations.browserSentFromPage()),
      405: problemOf(webTexts.operatorOperations.notMethod()),
      413: problemOf(webTexts.apiOperations.bodyLargerThanKb()),
      415: problemOf(webTexts.apiOperations.bodyNotSaidApplication()),
      422: problemOf(webTexts.apiOperations.somethingWrongFieldsSays()),
      428: problemOf(webTexts.apiOperations.veryManyAskAt()),
      429: {
        ...problemOf(webTexts.apiOperations.tooOftenNetworkMailbox()),
        headers: { 'Retry-After': webTexts.apiOperations.secondsUntilNextTry() },
      },
      500: problemOf(webTexts.apiOperations.couldNotKept()),
    },
  },
  describe: {
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    description: 'OpenAPI 3.1.',
    answers: {
      200: { description: 'The description.', schema: z.looseObject({ openapi: z.string() }) },
      405: problemOf(webTexts.operatorOperations.notMethod()),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function openApi({ site, web, console }: Pick<Config, 'site' | 'web' | 'console'>) {
  const all: Readonly<Record<string, Operation>> = { ...operations, ...(console && operatorOperations) }
  return {
    openapi: '3.1.0',
    info: { title: webTexts.apiOperations.subscriptionsOf(site.title), version: '1' },
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
