/**
 * The console over HTTP. In: requests of operators. Out: pages; what they decide goes the way of the command line. GET
 * changes nothing. Each answer keeps scripts, other sites' frames and foreign forms out.
 */

import type { Context, MiddlewareHandler } from 'hono'
import { BelfryError, messageOf } from '../../base/errors.js'
import { listMailings } from '../../delivery/mailing-reports-store.js'
import { listNotices } from '../../notices/memory-store.js'
import { isOpen } from '../../notices/notice.js'
import { isAskedElsewhere } from '../../notices/one-cause.js'
import { linkHolds } from '../../operators/operator-store.js'
import { masked, may, withMaskedAddresses } from '../../operators/roles.js'
import { alarmsOf } from '../../run/health/alarms.js'
import { readAlarmFacts } from '../../run/health/read-alarm-facts.js'
import { todayNow } from '../../run/operators/acts.js'
import { signInByLink } from '../../run/sign-in/accounts.js'
import { mailSignIn } from '../../run/sign-in/mail-link.js'
import { ownParty } from '../../run/sign-in/passkeys.js'
import { MAIL_RESTORED, MAIL_STOPPED, readFact } from '../../store/meta-store.js'
import { parseAddress } from '../../subscribers/address.js'
import { newestEvents } from '../../subscribers/event-store.js'
import { readForm } from '../form.js'
import type { Limiter } from '../limits.js'
import { httpStatusOf } from '../operator-api.js'
import { webTexts } from '../texts.js'
import { newApp, type Web, type WebApp, type WebEnv } from '../web-context.js'
import { accountRoutes } from './accounts/routes.js'
import { beginCookie, endCookie } from './accounts/session-cookie.js'
import { goPage, linkAskedPage, signedOutPage, signInPage } from './accounts/sign-in.js'
import { auditPage } from './audit.js'
import { consolePage } from './frame.js'
import { isForeign, looking, pressing, refuseWith, signedIn } from './guard.js'
import { IMPORT_PATH } from './import.js'
import { importRoutes } from './import-routes.js'
import { liveScript } from './live-script.js'
import { lookRoutes } from './look-routes.js'
import { mailingRoutes } from './mailing-routes.js'
import { SAVED_MAIL_PATH } from './mailing-rows.js'
import { noticeRoutes } from './notice-routes.js'
import { peopleRoutes } from './people-routes.js'
import { POLICY, POLICY_WITH_SCRIPT } from './policies.js'
import { savedMailRoutes } from './saved-mail-routes.js'
import { consoleStylesheet } from './style.js'
import { LAST_ENDED, todayPage } from './today.js'
import { pausedWords } from './words-on.js'

/** Forms with a file. */
export const OWN_SIZES: ReadonlySet<string> = new Set([IMPORT_PATH, SAVED_MAIL_PATH])

/** Rows of a page. */
const SHOWN = 100

type C = Context<WebEnv>

export function consoleRoutes(web: Web, limiter: Limiter): WebApp {
  const app = newApp()
  app.use(strict)
  app.get('/style.css', (c) => c.body(consoleStylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.get('/live.js', (c) => c.body(liveScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  accountRoutes(app, web, limiter)
  addSignIn(app, web, limiter)
  app.get('/', async (c) => await today(web, c))
  noticeRoutes(app, web, limiter)
  mailingRoutes(app, web)
  savedMailRoutes(app, web)
  lookRoutes(app, web)
  peopleRoutes(app, web)
  importRoutes(app, web)
  app.get('/audit', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const before = /^\d{1,15}$/.exec(c.req.query('before') ?? '')?.[0]
    const found = await newestEvents(web.context.store.db, SHOWN + 1, before === undefined ? undefined : Number(before))
    const events = found.slice(0, SHOWN)
    const clear = may(here.operator.role, 'people')
    return c.html(
      auditPage(
        here,
        clear ? events : events.map((one) => ({ ...one, by: masked(one.by), reason: withMaskedAddresses(one.reason) })),
        found.length > SHOWN,
      ),
    )
  })
  for (const path of new Set(app.routes.filter(({ method }) => method !== 'ALL').map((route) => route.path)))
    app.all(path, (c) => c.text(webTexts.routes.notMethod(), 405, { Allow: allowedAt(app, path) }))
  app.all('*', (c) => refuseWith(c, 404, 'There is no such page', webTexts.routes.consoleHasNoPage()))
  app.onError((error, c) => {
    if (error instanceof BelfryError) {
      return refuseWith(c, httpStatusOf(error), 'That cannot be done', `${error.message} ${error.fix}`)
    }
    throw error
  })
  return app
}

/** @param request by which the log names it */
export function consoleFailedPage(c: C, request: string): string {
  const here = signedIn(c)
  const children = webTexts.routes.lookBeforePressing(request)
  return consolePage({ title: webTexts.routes.failed(), ...(here !== undefined && { here }), children })
}

const strict: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next()
  if (!c.res.headers.has('Content-Security-Policy')) c.res.headers.set('Content-Security-Policy', POLICY)
  c.res.headers.set('X-Frame-Options', c.req.path.endsWith('/html') ? 'SAMEORIGIN' : 'DENY')
  c.res.headers.set('Referrer-Policy', 'same-origin')
}

function allowedAt(app: WebApp, path: string): string {
  const methods = app.routes
    .filter((route) => route.path === path && route.method !== 'ALL')
    .map(({ method }) => method)
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ')
}

function addSignIn(app: WebApp, web: Web, limiter: Limiter): void {
  const { context } = web
  const used = (c: C) => refuseWith(c, 404, 'This link is used or over', webTexts.routes.whoeverRunsServerGives())
  app.get('/sign-in', (c) => {
    const isByPasskey = ownParty(context) !== undefined
    return c.html(signedOutPage(isByPasskey), 200, {
      'Content-Security-Policy': isByPasskey ? POLICY_WITH_SCRIPT : POLICY,
    })
  })
  app.post('/sign-in', async (c) => {
    if (isForeign(web, c)) return refuseWith(c, 403, 'This came from another site', webTexts.routes.noMailSent())
    const address = parseAddress((await readForm(c)).text('address'))
    if (address === undefined) return refuseWith(c, 422, 'No address', webTexts.routes.notMailAddressNo())
    const wait = await limiter.waitSeconds(c.env.client, address)
    if (wait !== undefined)
      return refuseWith(c, 429, 'That was too often', webTexts.routes.tryAgainMinutesNo(Math.ceil(wait / 60)))
    // Not waited for: how long it takes says who is an operator.
    void mailSignIn(context, address).catch((thrown: unknown) =>
      context.log.error(`a link to sign in is not mailed: ${messageOf(thrown)}`),
    )
    return c.html(linkAskedPage())
  })
  app.get('/sign-in/:secret', async (c) => {
    const secret = c.req.param('secret')
    if (!(await linkHolds(context.store.db, secret, context.clock.now()))) return used(c)
    return c.html(signInPage(secret))
  })
  app.post('/sign-in/:secret', async (c) => {
    if (isForeign(web, c)) return refuseWith(c, 403, 'This came from another site', webTexts.routes.nobodySigned())
    const session = await signInByLink(context, c.req.param('secret'))
    if (session === undefined) return used(c)
    await beginCookie(web, c, session)
    return c.redirect('/console', 303)
  })
  app.post('/sign-out', async (c) => {
    const here = await pressing(web, c, 'see')
    if (here instanceof Response) return here
    await endCookie(web, c)
    return c.redirect('/console/sign-in', 303)
  })
  // From a mail a browser sends no Strict cookie; from this page of ours it does.
  app.get('/go', (c) => {
    const to = c.req.query('to') ?? ''
    return c.html(goPage(/^\/console(\/[\w./-]*)?$/.test(to) && !to.includes('//') ? to : '/console'))
  })
}

async function today({ context, ...web }: Web, c: C): Promise<Response> {
  const here = await looking({ context, ...web }, c, 'see')
  if (here instanceof Response) return here
  const { store, config, clock } = context
  const open = (await listNotices(store.db)).filter((one) => isOpen(one) && !isAskedElsewhere(one))
  const { cron } = config.schedule
  const facts = await readAlarmFacts(context, await web.releases())
  const under = await listMailings(store.db, false, { isOver: false })
  const known = {
    ...{ here, cron, nextRun: web.hooks.nextRun?.(), timezone: config.schedule.timezone, now: clock.now() },
    under,
    paused: await pausedWords({ context }, here, under),
    ended: await listMailings(store.db, false, { isOver: true, most: LAST_ENDED }),
    alarms: alarmsOf(facts, clock.now(), config.schedule.timezone),
    stopped: [await readFact(store.db, MAIL_STOPPED), await readFact(store.db, MAIL_RESTORED)].some(
      (fact) => fact !== undefined,
    ),
  }
  try {
    const { expected, ...now } = await todayNow(context, open)
    return c.html(todayPage({ ...known, ...now, alarms: [...expected, ...known.alarms] }))
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    const notices = open.map((notice) => ({ notice, title: notice.key, lists: [], recipients: 0, remarks: [] }))
    return c.html(todayPage({ ...known, notices, stops: [], unread: [], fault: `${thrown.message} ${thrown.fix}` }))
  }
}
