/**
 * Who may ask for a page of the console. In: a request, the right that it needs. Out: the operator, or an answer that
 * refuses. A form needs the cookie, an Origin of ours and the token that stands in the page: none of them is enough.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { sessionOf } from '../../operators/operator-store.js'
import { may, type Right } from '../../operators/roles.js'
import type { Word } from '../../subscribers/event-store.js'
import { readForm, type SentForm } from '../form.js'
import { cameFrom, isFromElsewhere, originsOf } from '../form-origin.js'
import { webTexts } from '../texts.js'
import type { Web, WebEnv } from '../web-context.js'
import { againPage, signInFirst } from './accounts/sign-in.js'
import type { SignedIn } from './accounts/signed-in.js'
import { consolePage, refusedForm } from './frame.js'
import { IMPORT_PATH } from './import.js'
import { SAVED_MAIL_PATH } from './mailing-rows.js'
import { POLICY_WITH_SCRIPT } from './policies.js'

export const COOKIE = 'belfry-console'

export interface Pressed extends SignedIn {
  readonly form: SentForm
  readonly word: Word
}

export type Refusal = Response

/** Who looks. */
export async function looking({ context }: Web, c: Context<WebEnv>, right: Right): Promise<SignedIn | Refusal> {
  const secret = getCookie(c, COOKIE) ?? ''
  const session = secret === '' ? undefined : await sessionOf(context.store.db, secret, context.clock.now())
  if (session === undefined) return refuseWith(c, 401, 'Sign in first', SIGN_IN)
  const here = { ...session, csrf: csrfOf(secret), timezone: context.config.schedule.timezone }
  known.set(c, here)
  if (!may(session.operator.role, right))
    return refuseWith(c, 403, 'Not for your role', webTexts.guard.youWhichNotEnough(session.operator.role))
  return here
}

/** Whoever is refused something is still signed in, and sees it. */
const known = new WeakMap<Context<WebEnv>, SignedIn>()

/** Who asked, as far as that was found out before something went wrong. */
export function signedIn(c: Context<WebEnv>): SignedIn | undefined {
  return known.get(c)
}

/** Who presses a button. */
export async function pressing(web: Web, c: Context<WebEnv>, right: Right): Promise<Pressed | Refusal> {
  if (isForeign(web, c)) return refuseWith(c, 403, 'This came from another site', NOTHING)
  const here = await looking(web, c, right)
  if (here instanceof Response) return here
  const form = await readForm(c)
  if (!isSame(form.text('csrf'), here.csrf))
    return refuseWith(c, 403, 'This form is not yours, or too old', webTexts.guard.loadPageAnewPress(NOTHING))
  const word: Word = { by: here.operator.address, reason: form.text('reason').slice(0, 500), via: 'console' }
  return { ...here, form, word }
}

/** A browser says where a form came from: one that does not say is refused, because no browser sends it so. */
export function isForeign({ context }: Web, c: Context<WebEnv>): boolean {
  const from = cameFrom(c)
  if (from.origin === undefined && from.fetchSite !== 'same-origin') return true
  return isFromElsewhere(from, originsOf([context.config.web.url]))
}

/** Of what reaches people, or who may: whoever left the desk is not asked. */
export function notFresh(c: Context<WebEnv>, { isFresh, form }: Pressed): Refusal | undefined {
  if (isFresh) return undefined
  const page = againPage(`${NOTHING} This needs a sign-in of the last ten minutes. ${SIGN_IN}`, form, c.req.path)
  return c.html(page, 403, { 'Content-Security-Policy': POLICY_WITH_SCRIPT })
}

const NOTHING = webTexts.guard.nothingDone()
const SIGN_IN = webTexts.guard.linkSignMailedYou()

export function refuseWith(
  c: Context<WebEnv>,
  status: 401 | 403 | 404 | 409 | 411 | 413 | 422 | 429 | 503,
  title: string,
  text: string,
) {
  const here = signedIn(c)
  const isForm = here !== undefined && c.req.method === 'POST' && status !== 404
  const children = status === 401 ? signInFirst(text) : isForm ? refusedForm(text, pageOfForm(c.req.path)) : text
  return c.html(consolePage({ title, ...(here !== undefined && { here }), children }), status)
}

/** What a form does stands behind the address of its page; those with a file have one address. */
function pageOfForm(path: string): string {
  return path === IMPORT_PATH || path === SAVED_MAIL_PATH ? path : path.slice(0, path.lastIndexOf('/'))
}

export function csrfOf(secret: string): string {
  return createHmac('sha256', secret).update('belfry:console:form').digest('base64url')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Of a long list, from 1. */
export function pageOf(c: Context<WebEnv>): number {
  const text = c.req.query('page') ?? ''
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}
