/**
 * How operators sign in by passkey, and what they see and end of their own account. In: requests. Out: pages, and JSON
 * for the pages' script. An answer to a stranger says nothing of whom there is.
 */

import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { BelfryError } from '../../../base/errors.js'
import { plainLine } from '../../../base/plain-line.js'
import { sessionOf, sessionsOf } from '../../../operators/operator-store.js'
import { passkeysOf } from '../../../operators/passkey-store.js'
import { endSessionsByWord } from '../../../run/sign-in/accounts.js'
import {
  addByAnswer,
  askToAdd,
  askToSignIn,
  ownParty,
  removeByWord,
  signInByAnswer,
} from '../../../run/sign-in/passkeys.js'
import { readForm } from '../../form.js'
import type { Limiter } from '../../limits.js'
import { webTexts } from '../../texts.js'
import type { Web, WebApp, WebEnv } from '../../web-context.js'
import { COOKIE, csrfOf, isForeign, looking, notFresh, pressing, refuseWith } from '../guard.js'
import { POLICY_WITH_SCRIPT } from '../policies.js'
import { accountPage, NAME_CHARACTERS } from './page.js'
import { OPTIONS, PASSKEY_SCRIPT_PATH, passkeyScript } from './passkey-script.js'
import { beginCookie } from './session-cookie.js'
import type { SignedIn } from './signed-in.js'

type C = Context<WebEnv>

export function accountRoutes(app: WebApp, web: Web, limiter: Limiter): void {
  const script = PASSKEY_SCRIPT_PATH.replace('/console', '')
  app.get(script, (c) => c.body(passkeyScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  addSignIn(app, web, limiter)
  addPasskeys(app, web)
  app.post('/account/sessions', async (c) => {
    const here = await pressing(web, c, 'see')
    if (here instanceof Response) return here
    const which = here.form.text('session')
    const secret = getCookie(c, COOKIE) ?? ''
    const ended = await endSessionsByWord(
      web.context,
      here.operator,
      { secret, ...(which !== 'others' && { mark: which }) },
      here.word,
    )
    return await account(web, c, here, `${ended} ${ended === 1 ? 'session is' : 'sessions are'} ended.`)
  })
}

function addSignIn(app: WebApp, web: Web, limiter: Limiter): void {
  const { context } = web
  const allowed = async (c: C, work: () => Promise<Response>) => {
    if (isForeign(web, c)) return c.json({ error: webTexts.accountsRoutes.cameFromAnotherSite() }, 403)
    const wait = await limiter.waitToSignIn(c.env.client)
    if (wait === undefined) return await saidAsJson(c, work)
    return c.json({ error: webTexts.accountsRoutes.tooOftenTryAgain(Math.ceil(wait / 60)) }, 429)
  }
  app.post(
    `/sign-in/passkey/${OPTIONS}`,
    async (c) =>
      await allowed(c, async () => {
        const form = await readForm(c)
        if (form.text('again') !== 'yes') return c.json(await askToSignIn(context, undefined))
        const session = await sessionOf(context.store.db, getCookie(c, COOKIE) ?? '', context.clock.now())
        if (session === undefined) return c.json({ error: webTexts.accountsRoutes.yourSessionOverSign() }, 401)
        return c.json(await askToSignIn(context, session.operator))
      }),
  )
  app.post(
    '/sign-in/passkey',
    async (c) =>
      await allowed(c, async () => {
        const { session } = await signInByAnswer(context, (await readForm(c)).text('response'))
        await beginCookie(web, c, session)
        return c.json({ csrf: csrfOf(session) })
      }),
  )
}

function addPasskeys(app: WebApp, web: Web): void {
  const { context } = web
  app.get('/account', async (c) => {
    const here = await looking(web, c, 'see')
    return here instanceof Response ? here : await account(web, c, here)
  })
  const owned = async (c: C) => {
    const here = await pressing(web, c, 'see')
    return here instanceof Response ? here : (notFresh(c, here) ?? here)
  }
  app.post(`/account/passkeys/${OPTIONS}`, async (c) => {
    const here = await owned(c)
    if (here instanceof Response) return here
    return await saidAsJson(c, async () => c.json(await askToAdd(context, here.operator)))
  })
  app.post('/account/passkeys', async (c) => {
    const here = await owned(c)
    if (here instanceof Response) return here
    const { operator, form, word } = here
    const name = plainLine(form.text('name').slice(0, NAME_CHARACTERS)) || 'passkey'
    return await saidAsJson(c, async () => {
      await addByAnswer(context, operator, { name, text: form.text('response') }, word)
      return c.json({ added: name })
    })
  })
  app.post('/account/passkeys/remove', async (c) => {
    const here = await owned(c)
    if (here instanceof Response) return here
    const [name] = await removeByWord(context, here.operator, { id: here.form.text('id') }, here.word)
    if (name === undefined)
      return refuseWith(c, 404, 'There is no such passkey', webTexts.accountsRoutes.mayRemovedAlready())
    return await account(web, c, here, webTexts.accountsRoutes.signsYouNoMore(name))
  })
}

async function account({ context }: Web, c: C, here: SignedIn, said?: string): Promise<Response> {
  const { store, clock, config } = context
  const page = accountPage({
    here,
    timezone: config.schedule.timezone,
    passkeys: await passkeysOf(store.db, here.operator),
    sessions: await sessionsOf(store.db, here.operator, getCookie(c, COOKIE) ?? '', clock.now()),
    ...(ownParty(context) === undefined && {
      never: webTexts.accountsRoutes.noBrowserMakesPasskeys(config.web.url),
    }),
    ...(said !== undefined && { said }),
  })
  return c.html(page, 200, { 'Content-Security-Policy': POLICY_WITH_SCRIPT })
}

/** What cannot be done is said on the page by its script. */
async function saidAsJson(c: C, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    return c.json({ error: `${thrown.message} ${thrown.fix}` }, 422)
  }
}
