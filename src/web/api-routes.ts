/**
 * The JSON API for a form of a project's own. In: JSON. Out: what the form does, with the same limits and the same
 * silence on who is known; answers and problems as JSON.
 */

import type { Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { jsonIn } from '../base/json.js'
import type { Config } from '../config/schema.js'
import { valueSentence } from '../config/value-sentence.js'
import { say, type Words } from '../words/words.js'
import { acceptedSchema, openApi, operations, type SubscriptionRequest, subscriptionSchema } from './api-operations.js'
import type { Form } from './form.js'
import { cameFrom, isFromElsewhere, ownOrigins } from './form-origin.js'
import { operatorApi } from './operator-api.js'
import { faultyFields, problemAnswer } from './problem.js'
import { RUN_FIELD } from './run-offer.js'
import { STEP_BITS } from './second-step.js'
import { type Faults, faultSaid, parseRequest } from './subscribe-request.js'
import type { NotKept, TakeAsk } from './take-ask.js'
import { webTexts } from './texts.js'
import { newApp, type Web, type WebApp, type WebEnv } from './web-context.js'

/** A browser asks again whether a page may call, after so many seconds. */
const MAY_CALL_FOR = 600

/** Stands before all else that answers: a page of a project's own may read what was wrong, too. */
export function allowOwnPages(app: WebApp, config: Config): void {
  const ours = ownOrigins(config)
  const mayCall = cors({
    origin: (origin) => (ours.has(origin) ? origin : null),
    allowMethods: ['POST'],
    allowHeaders: ['Content-Type'],
    exposeHeaders: ['Retry-After'],
    maxAge: MAY_CALL_FOR,
  })
  app.use(`/api${operations.subscribe.path}`, mayCall)
}

export function apiRoutes(web: Web, take: TakeAsk): Hono<WebEnv> {
  const { context, releases, siteIn } = web
  const { words } = web.site
  const { config } = context
  const accepted = (spoken: Words) => acceptedSchema.parse({ message: say(spoken, 'forms.sent.what') })
  const ours = ownOrigins(config)
  const { subscribe, describe } = operations
  return newApp()
    .post(subscribe.path, async (c) => {
      if (isFromElsewhere(cameFrom(c), ours))
        return problemAnswer(c, { status: 403, title: say(words, 'forms.api.elsewhere') })
      const read = await readJson(c, words)
      if (read instanceof Response) return read
      const request = parseRequest(formOf(read), config, await releases())
      if ('faults' in request)
        return problemAnswer(c, {
          status: 422,
          title: say(words, 'forms.api.wrong'),
          fields: named(words, request.faults),
        })
      const spoken = siteIn(request.language ?? '').words
      const notKept = await take(c.env.client, request, { ticket: read.ticket ?? '', work: read.work ?? '' })
      return notKept === undefined ? c.json(accepted(spoken), 202) : notKeptAnswer(c, spoken, notKept)
    })
    .get(describe.path, (c) => c.json(openApi(config)))
    .all(subscribe.path, (c) => notMethod(c, 'POST'))
    .all(describe.path, (c) => notMethod(c, 'GET, HEAD'))
    .route('/', config.console ? operatorApi(web) : newApp())
    .all('*', (c) => problemAnswer(c, { status: 404, title: webTexts.apiRoutes.noSuchThingHere() }))
}

function notMethod(c: Context<WebEnv>, allowed: string): Response {
  return problemAnswer(c, { status: 405, title: webTexts.operatorApi.notMethod() }, { Allow: allowed })
}

function notKeptAnswer(c: Context<WebEnv>, words: Words, notKept: NotKept): Response {
  if ('waitSeconds' in notKept) {
    const { waitSeconds } = notKept
    const title = say(words, 'forms.api.tooOften')
    return problemAnswer(c, { status: 429, title }, { 'Retry-After': String(waitSeconds) })
  }
  const { ticket, ms } = notKept.step
  const step = { ticket, waitSeconds: Math.ceil(ms / 1000), bits: STEP_BITS }
  return problemAnswer(c, { status: 428, title: say(words, 'forms.api.many'), step })
}

/** What is asked, or what is wrong with it. */
async function readJson(c: Context<WebEnv>, words: Words): Promise<SubscriptionRequest | Response> {
  // Any other type may be sent by a page of another site without asking first.
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? ''))
    return problemAnswer(c, { status: 415, title: webTexts.apiRoutes.sendApplicationJson() })
  const text = await c.req.text()
  const value = jsonIn(text)
  if (value === undefined) return problemAnswer(c, { status: 400, title: webTexts.apiRoutes.bodyNoJson() })
  const parsed = subscriptionSchema.safeParse(value, { error: valueSentence })
  if (parsed.success) return parsed.data
  const fields = faultyFields(parsed.error)
  return problemAnswer(c, { status: 422, title: say(words, 'forms.api.wrong'), fields })
}

/** As the form would have it. */
function formOf({ address, lists = [], format = 'html', runs, language = '', want }: SubscriptionRequest): Form {
  const fields: Readonly<Record<string, readonly string[]>> = {
    address: [address],
    list: lists,
    format: [format],
    language: [language],
    want: want === undefined ? [] : [want],
    // An empty one says that there was a question.
    [RUN_FIELD]: runs === undefined ? [] : ['', ...runs],
  }
  const texts = (name: string) => fields[name] ?? []
  return { text: (name: string) => texts(name)[0] ?? '', texts, names: Object.keys(fields) }
}

function named(words: Words, { address, lists, runs, language }: Faults): Record<string, string> {
  return {
    ...(address !== undefined && { address: faultSaid(words, address) }),
    ...(lists !== undefined && { lists: faultSaid(words, lists) }),
    ...(runs !== undefined && { runs: faultSaid(words, runs) }),
    ...(language !== undefined && { language: faultSaid(words, language) }),
  }
}
