/**
 * The API of operators, made of operator-operations.ts. In: a token, JSON. Out: what the command line does, as JSON;
 * a request that comes again by its Idempotency-Key has its first answer and no second effect. There is no cookie
 * here, so that no page of another site can use somebody's.
 */

import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type * as z from 'zod'
import { BelfryError } from '../base/errors.js'
import { instantToCome } from '../base/instant-to-come.js'
import { jsonIn } from '../base/json.js'
import { valueSentence } from '../config/value-sentence.js'
import { listMailings } from '../delivery/mailing-reports-store.js'
import { listNotices } from '../notices/memory-store.js'
import { isOpen, type Notice } from '../notices/notice.js'
import { isAskedElsewhere } from '../notices/one-cause.js'
import { type TokenHolder, tokenHolder } from '../operators/operator-store.js'
import { type ApiRequest, claimRequest, forgetRequest, keepAnswer } from '../operators/request-store.js'
import { tokenMay } from '../operators/roles.js'
import type { AppContext } from '../run/app-context.js'
import { foreseeNotice, noticesNow, noticeWithId, sendForeseen } from '../run/operators/acts.js'
import { isAgreed } from '../run/operators/agreement.js'
import { approveNotice, dismissNotice, holdNotice } from '../run/operators/decide-notice.js'
import { mailingNumbered } from '../run/operators/mailing-numbered.js'
import { leavingRecord, noticeId } from '../run/operators/notice-record.js'
import { retryMailing, steerMailing } from '../run/operators/steer-mailing.js'
import type { Word } from '../subscribers/event-store.js'
import { cameFrom, isFromElsewhere, originsOf } from './form-origin.js'
import {
  type ApproveRequest,
  type DismissRequest,
  type MailingsQuery,
  type NoticesQuery,
  operatorOperations,
  type ReasonRequest,
  type RetryRequest,
  type SendRequest,
} from './operator-operations.js'
import { faultyFields, problemAnswer } from './problem.js'
import { webTexts } from './texts.js'
import { newApp, type Web, type WebApp, type WebEnv } from './web-context.js'

type Name = keyof typeof operatorOperations

/** What an operation is given: what stands in its address, its body, who asks. */
interface Asked {
  readonly part: string
  /** As its operation parsed it. */
  readonly query: unknown
  readonly body: unknown
  readonly word: Word
}

interface Done {
  readonly status: 200 | 202
  readonly value: unknown
  /** Query of the next page, where there is one. */
  readonly next?: string
}

type Work = (web: Web, asked: Asked) => Promise<Done>

const ok = (value: unknown): Done => ({ status: 200, value })
const agreed = (value: { readonly approvals: number; readonly needed: number }): Done => ({
  status: isAgreed(value) ? 200 : 202,
  value,
})

const recordOf = (context: AppContext, notice: Notice) => ({
  id: noticeId(notice.key),
  ...leavingRecord(context, notice),
})

// The bodies were parsed by the schema of their operation.
const WORK: Readonly<Record<Name, Work>> = {
  listNotices: async ({ context }, { query }) => {
    const { limit, after, ...asked } = query as NoticesQuery
    const all = asked.all === 'true'
    const notices = await listNotices(context.store.db)
    // Looked for among all: what was open at the page before may be told by now.
    const from = after === undefined ? 0 : notices.findIndex(({ key }) => noticeId(key) === after) + 1
    if (after !== undefined && from === 0) throw new BelfryError('NOTICE_UNKNOWN', webTexts.operatorApi.noNotice(after))
    const found = notices.slice(from).filter((one) => all || (isOpen(one) && !isAskedElsewhere(one)))
    const value = found.slice(0, limit).map((one) => recordOf(context, one))
    const last = found.length > limit ? value.at(-1) : undefined
    if (last === undefined) return ok(value)
    return { ...ok(value), next: `${all ? 'all=true&' : ''}limit=${limit}&after=${last.id}` }
  },
  showNotice: async ({ context }, { part }) => {
    const [now] = await noticesNow(context, [await noticeWithId(context, part)])
    if (now === undefined) throw new BelfryError('NOTICE_UNKNOWN', webTexts.operatorApi.noNotice(part))
    const { notice, title, lists, recipients } = now
    const remarks = now.remarks.map(({ code, message }) => `${message} [${code}]`)
    return ok({ ...recordOf(context, notice), title, lists, recipients, remarks })
  },
  sendNotice: async ({ context, hooks }, { part, body, word }) => {
    const { revision, reason: _, ...words } = body as SendRequest
    const foreseen = await foreseeNotice(context, await noticeWithId(context, part), revision, present(words))
    const done = await sendForeseen(context, foreseen, word)
    hooks.mailWaiting()
    return agreed(done)
  },
  approveNotice: async ({ context }, { part, body, word }) => {
    const { reason: _, at, ...said } = body as ApproveRequest
    const { key } = await noticeWithId(context, part)
    const { timezone } = context.config.schedule
    const then = at === undefined ? {} : { at: instantToCome(at, timezone, context.clock.now()) }
    return decided(context, await approveNotice(context, key, { ...present(said), ...then }, word))
  },
  dismissNotice: async ({ context }, { part, body, word }) => {
    const { key } = await noticeWithId(context, part)
    return decided(context, await dismissNotice(context, key, (body as DismissRequest).coveredBy, word))
  },
  holdNotice: async ({ context }, { part, word }) => {
    const { key } = await noticeWithId(context, part)
    return decided(context, await holdNotice(context, key, word))
  },
  listMailings: async ({ context }, { query }) => {
    const { limit, before } = query as MailingsQuery
    const part = { most: limit + 1, ...(before !== undefined && { before }) }
    const found = await listMailings(context.store.db, false, part)
    const value = found.slice(0, limit)
    const next = found.length > limit ? `limit=${limit}&before=${value.at(-1)?.mailing ?? 0}` : undefined
    return { ...ok(value), ...(next !== undefined && { next }) }
  },
  showMailing: async ({ context }, { part }) => ok(await mailingNumbered(context, part)),
  pauseMailing: steering('pause'),
  resumeMailing: steering('resume'),
  cancelMailing: steering('cancel'),
  retryMailing: async ({ context, hooks }, { part, body, word }) => {
    const { reason: _, ...retry } = body as RetryRequest
    const done = await retryMailing(context, part, present(retry), word)
    hooks.mailWaiting()
    return agreed({ ...done, mailing: await mailingNumbered(context, part) } as typeof done)
  },
}

function steering(move: 'pause' | 'resume' | 'cancel'): Work {
  return async ({ context, hooks }, { part, word }) => {
    const done = await steerMailing(context, part, move, word)
    hooks.mailWaiting()
    return agreed({ ...done, mailing: await mailingNumbered(context, part) } as typeof done)
  }
}

function decided(context: AppContext, { notice, approvals, needed }: Awaited<ReturnType<typeof approveNotice>>): Done {
  const value = { notice: recordOf(context, notice), approvals, needed }
  return { status: isAgreed(value) ? 200 : 202, value }
}

/** Without keys that hold undefined. */
function present<Words extends object>(words: Words): { [Key in keyof Words]: Exclude<Words[Key], undefined> } {
  // Object.fromEntries forgets which keys it is given.
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as never
}

export function operatorApi(web: Web): WebApp {
  const app = newApp()
  const allowed = new Map<string, string[]>()
  for (const [name, operation] of Object.entries(operatorOperations)) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1')
    app.on(operation.method.toUpperCase(), path, async (c) => await answer(web, name as Name, c))
    const methods = operation.method === 'get' ? ['GET', 'HEAD'] : ['POST']
    allowed.set(path, [...(allowed.get(path) ?? []), ...methods])
  }
  for (const [path, methods] of allowed)
    app.all(path, (c) =>
      problemAnswer(c, { status: 405, title: webTexts.operatorApi.notMethod() }, { Allow: methods.join(', ') }),
    )
  return app
}

async function answer(web: Web, name: Name, c: Context<WebEnv>): Promise<Response> {
  const { context } = web
  const operation = operatorOperations[name]
  if (isFromElsewhere(cameFrom(c), originsOf([context.config.web.url])))
    return problemAnswer(c, { status: 403, title: webTexts.operatorApi.cameFromPageAnother() })
  const token = /^Bearer +([\w-]{20,200})$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  const holder = token === undefined ? undefined : await tokenHolder(context.store.db, token, context.clock.now())
  if (holder === undefined)
    return problemAnswer(
      c,
      { status: 401, title: webTexts.operatorApi.validTokenNeeded() },
      { 'WWW-Authenticate': 'Bearer' },
    )
  if (!tokenMay(holder.operator.role, holder.scopes, operation.right))
    return problemAnswer(c, { status: 403, title: webTexts.operatorApi.tokenOrOperatorMay() })
  const { request } = operation as { request?: (typeof operatorOperations)['sendNotice']['request'] }
  if (request === undefined) return await worked(web, name, c, { body: {}, holder })
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? ''))
    return problemAnswer(c, { status: 415, title: webTexts.operatorApi.sendApplicationJson() })
  const text = await c.req.text()
  const value = jsonIn(text === '' ? '{}' : text)
  if (value === undefined) return problemAnswer(c, { status: 400, title: webTexts.operatorApi.bodyNoJson() })
  const parsed = request.safeParse(value, { error: valueSentence })
  if (!parsed.success) return wrongFields(c, parsed.error)
  return await once(web, name, c, { body: parsed.data, holder, text })
}

function wrongFields(c: Context<WebEnv>, error: z.ZodError): Response {
  return problemAnswer(c, { status: 422, title: webTexts.operatorApi.somethingWrong(), fields: faultyFields(error) })
}

interface Parsed {
  readonly body: unknown
  readonly holder: TokenHolder
}

/** The same request twice is done once. */
async function once(
  web: Web,
  name: Name,
  c: Context<WebEnv>,
  { text, ...parsed }: Parsed & { readonly text: string },
): Promise<Response> {
  const key = c.req.header('Idempotency-Key')
  if (key === undefined && name !== 'sendNotice') return await worked(web, name, c, parsed)
  if (key === undefined || !/^[\w.:-]{8,100}$/.test(key))
    return problemAnswer(c, {
      status: 400,
      title: webTexts.operatorApi.idempotencyKeyZZ(),
      code: 'API_KEY',
      fix: webTexts.problem.fixKey(),
    })
  const { db } = web.context.store
  const digest = createHash('sha256').update(`${name} ${c.req.path}\n${text}`).digest('hex')
  const request: ApiRequest = { token: parsed.holder.hash, key, digest }
  const known = await claimRequest(db, request, web.context.clock.now())
  if (known === undefined) {
    const response = await orForget(web, request, async () => await worked(web, name, c, parsed))
    if (response.ok) await keepAnswer(db, request, { status: response.status, answer: await response.clone().text() })
    else await forgetRequest(db, request)
    return response
  }
  if (known.digest !== digest)
    return problemAnswer(c, {
      status: 422,
      title: webTexts.operatorApi.idempotencyKeyUsedFor(),
      code: 'API_KEY_USED',
      fix: webTexts.problem.fixKeyUsed(),
    })
  if (known.status === 0)
    return problemAnswer(c, {
      status: 409,
      title: webTexts.operatorApi.sameRequestUnderWay(),
    })
  return c.json(JSON.parse(known.answer), known.status === 202 ? 202 : 200)
}

async function orForget(web: Web, request: ApiRequest, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (thrown) {
    await forgetRequest(web.context.store.db, request)
    throw thrown
  }
}

async function worked(web: Web, name: Name, c: Context<WebEnv>, { body, holder }: Parsed): Promise<Response> {
  const reason = (body as ReasonRequest).reason ?? ''
  const word: Word = { by: holder.operator.address, reason, via: 'api' }
  const part = c.req.param('id') ?? c.req.param('number') ?? ''
  const asked = operatorOperations[name].query.safeParse(c.req.query(), { error: valueSentence })
  if (!asked.success) return wrongFields(c, asked.error)
  const query = asked.data
  try {
    const { status, value, next } = await WORK[name](web, { part, query, body, word })
    // RFC 8288; relative, so that it holds behind any proxy.
    return c.json(value as object, status, next === undefined ? {} : { Link: `<?${next}>; rel="next"` })
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    const { message, code, fix } = thrown
    return problemAnswer(c, { status: httpStatusOf(thrown), title: `${message} [${code}]`, code, fix })
  }
}

/** What is named in a form or a body: the address is right. */
const IN_A_FIELD = ['LIST_UNKNOWN', 'POST_UNKNOWN']

/** For the API and the console. */
export function httpStatusOf({ code }: BelfryError): 404 | 409 | 422 | 503 {
  if (/_UNKNOWN$/.test(code) && !IN_A_FIELD.includes(code)) return 404
  if (code === 'NOTICE_STATE' || code === 'NOTICE_REVISION' || code === 'PERSON_BUSY') return 409
  return [...IN_A_FIELD, 'USAGE', 'ADDRESS', 'IMPORT_FORMAT', 'PASSKEY_REFUSED'].includes(code) ? 422 : 503
}
