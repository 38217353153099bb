/**
 * The console over HTTP. In: requests of operators. Out: pages; what they decide goes the way of the command line. GET
 * changes nothing. Each answer keeps scripts, other sites' frames and foreign forms out.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { isoInstant } from '../../base/clock.js'
import { dayIn } from '../../base/days.js'
import { BelfryError, messageOf } from '../../base/errors.js'
import { instantToCome } from '../../base/instant-to-come.js'
import { lookAtMailing } from '../../delivery/mailing-look-store.js'
import { listMailings, troubledDeliveries } from '../../delivery/mailing-reports-store.js'
import { bouncesFrom } from '../../inbound/bounce-store.js'
import { personalise, slotNames } from '../../mail/slots.js'
import { listNotices } from '../../notices/memory-store.js'
import { isOpen, type Notice } from '../../notices/notice.js'
import { isAskedElsewhere } from '../../notices/one-cause.js'
import { linkHolds } from '../../operators/operator-store.js'
import { masked, may, type Right, withMaskedAddresses } from '../../operators/roles.js'
import { isAgreed, waitsSentence } from '../../run/approvals.js'
import { approveNotice, type Decided, dismissNotice, holdNotice } from '../../run/decide-notice.js'
import { mailSignIn } from '../../run/mail-sign-in.js'
import { mailingNumbered } from '../../run/mailing-numbered.js'
import { noticeId } from '../../run/notice-record.js'
import { signInByLink } from '../../run/operator-accounts.js'
import {
  foreseeNotice,
  mailOfNotice,
  noticesNow,
  noticeWithId,
  sendForeseen,
  tryNotice,
  waitsUntil,
} from '../../run/operator-acts.js'
import { ownParty } from '../../run/operator-passkeys.js'
import { retryMailing, steerMailing } from '../../run/steer-mailing.js'
import { MAIL_STOPPED, readFact } from '../../store/meta-store.js'
import { parseAddress } from '../../subscribers/address.js'
import { newestEvents } from '../../subscribers/event-store.js'
import { readForm } from '../form.js'
import type { Limiter } from '../limits.js'
import { httpStatusOf } from '../operator-api.js'
import { framedHtml, type OutboxMail, parseMail } from '../outbox-mail.js'
import { newApp, type Web, type WebApp, type WebEnv } from '../web-context.js'
import { accountRoutes } from './account-routes.js'
import { auditPage } from './audit.js'
import { peopleCount } from './frame.js'
import { isForeign, looking, notFresh, type Pressed, pressing, refuseWith } from './guard.js'
import { mailingPage, mailingsPage } from './mailings.js'
import { approvedSentence, noticePage, type Sure, surePage } from './notice.js'
import { peopleRoutes } from './people-routes.js'
import { POLICY, POLICY_WITH_SCRIPT } from './policy.js'
import { beginCookie, endCookie } from './session-cookie.js'
import { goPage, linkAskedPage, signedOutPage, signInPage } from './sign-in.js'
import type { SignedIn } from './signed-in.js'
import { consoleStylesheet } from './style.js'
import { todayPage } from './today.js'

/** Of the frame that shows a mail: nothing runs, nothing is fetched, no link leads on. */
const MAIL_POLICY = [
  ...["default-src 'none'", "style-src 'unsafe-inline'", 'img-src data:', "base-uri 'none'", "form-action 'none'"],
  ...["frame-ancestors 'self'", 'sandbox'],
].join('; ')

const NOBODYS = Object.fromEntries(slotNames.map((name) => [name, '0'.repeat(name === 'leave' ? 46 : 39)]))

/** Rows of a page. */
const SHOWN = 100

type C = Context<WebEnv>

export function consoleRoutes(web: Web, limiter: Limiter): WebApp {
  const app = newApp()
  app.use(strict)
  app.get('/style.css', (c) => c.body(consoleStylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  accountRoutes(app, web, limiter)
  addSignIn(app, web, limiter)
  app.get('/', async (c) => await today(web, c))
  addNotices(app, web, limiter)
  addMailings(app, web)
  peopleRoutes(app, web)
  app.get('/audit', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const events = await newestEvents(web.context.store.db, SHOWN)
    const clear = may(here.operator.role, 'people')
    return c.html(
      auditPage(
        here,
        clear ? events : events.map((one) => ({ ...one, by: masked(one.by), reason: withMaskedAddresses(one.reason) })),
      ),
    )
  })
  for (const path of new Set(app.routes.filter(({ method }) => method !== 'ALL').map((route) => route.path)))
    app.all(path, (c) => c.text('Not with this method.\n', 405, { Allow: allowedAt(app, path) }))
  app.all('*', (c) => refuseWith(c, 404, 'There is no such page', 'The console has no page at this address.'))
  app.onError((error, c) => {
    if (error instanceof BelfryError) {
      const status = httpStatusOf(error)
      const known = status === 404 || status === 409 || status === 422 ? status : 503
      return refuseWith(c, known, 'That cannot be done', `${error.message} ${error.fix}`)
    }
    throw error
  })
  return app
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
  const used = (c: C) =>
    refuseWith(
      c,
      404,
      'This link is used or over',
      'Whoever runs this server gives you a new one: belfry operators invite.',
    )
  app.get('/sign-in', (c) => {
    const isByPasskey = ownParty(context) !== undefined
    return c.html(signedOutPage(isByPasskey), 200, {
      'Content-Security-Policy': isByPasskey ? POLICY_WITH_SCRIPT : POLICY,
    })
  })
  app.post('/sign-in', async (c) => {
    if (isForeign(web, c)) return refuseWith(c, 403, 'This came from another site', 'No mail was sent.')
    const address = parseAddress((await readForm(c)).text('address'))
    if (address === undefined) return refuseWith(c, 422, 'No address', 'That is not a mail address. No mail was sent.')
    const wait = await limiter.waitSeconds(c.env.client, address)
    if (wait !== undefined)
      return refuseWith(c, 429, 'That was too often', `Try again in ${Math.ceil(wait / 60)} minutes. No mail was sent.`)
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
    if (isForeign(web, c)) return refuseWith(c, 403, 'This came from another site', 'Nobody was signed in.')
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
  const known = {
    ...{ here, cron, timezone: config.schedule.timezone, now: clock.now() },
    mailings: await listMailings(store.db, false),
    stopped: (await readFact(store.db, MAIL_STOPPED)) !== undefined,
  }
  try {
    return c.html(todayPage({ ...known, notices: await noticesNow(context, open) }))
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    const notices = open.map((notice) => ({ notice, title: notice.key, lists: [], recipients: 0, remarks: [] }))
    return c.html(todayPage({ ...known, notices, fault: `${thrown.message} ${thrown.fix}` }))
  }
}

function addNotices(app: WebApp, web: Web, limiter: Limiter): void {
  const { context } = web
  app.get('/notices/:id', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    return await shown(web, c, { here, notice: await noticeWithId(context, c.req.param('id')) })
  })
  app.get('/notices/:id/html', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    const mail = await parsedMail(web, await noticeWithId(context, c.req.param('id')))
    if (mail?.html === undefined) return refuseWith(c, 404, 'There is no HTML', 'This notice has no mail in HTML.')
    return c.html(framedHtml(mail.html), 200, { 'Content-Security-Policy': MAIL_POLICY })
  })
  const on = (act: string, right: Right, work: (c: C, here: Pressed, notice: Notice) => Promise<Response>) =>
    app.post(`/notices/:id/${act}`, async (c) => {
      const here = await pressing(web, c, right)
      if (here instanceof Response) return here
      return await work(c, here, await noticeWithId(context, c.req.param('id') ?? ''))
    })
  const decided = async (c: C, here: Pressed, done: Decided) => {
    const said = isAgreed(done) ? `It is ${done.notice.state} now.` : waitsSentence(done)
    return await shown(web, c, { here, notice: done.notice, said })
  }
  on('hold', 'try', async (c, here, { key }) => await decided(c, here, await holdNotice(context, key, here.word)))
  on('dismiss', 'decide', async (c, here, { key }) => {
    const coveredBy = here.form.text('coveredBy').trim() || undefined
    return await decided(c, here, await dismissNotice(context, key, coveredBy, here.word))
  })
  on('approve', 'decide', async (c, here, notice) => {
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const text = here.form.text('text')
    const revision = revisionOf(here)
    const words = text.trim() === '' || text.trim() === notice.text.trim() ? {} : { text: text.slice(0, 20_000) }
    const { config, clock } = context
    const then = here.form.text('at').trim()
    const at = then === '' ? undefined : instantToCome(then, config.schedule.timezone, clock.now())
    const approval = { revision, ...words, ...(at !== undefined && { at }) }
    if (here.form.text('sure') !== 'yes') {
      const [now] = await noticesNow(context, [notice])
      const who = `${peopleCount(now?.recipients ?? 0)} on ${now?.lists.join(', ') || 'no list'}`
      const opens = at === undefined ? now?.opens : waitsUntil(context, { ...notice, notBefore: at })
      const says = approvedSentence(who, opens, config.schedule.timezone)
      const fields = Object.entries({ ...words, ...(at !== undefined && { at: isoInstant(at) }) })
      return c.html(surePage(sureOf(here, notice, { act: 'approve', label: 'Approve', says }, fields)))
    }
    return await decided(c, here, await approveNotice(context, notice.key, approval, here.word))
  })
  on('send', 'decide', async (c, here, notice) => {
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const foreseen = await foreseeNotice(context, notice, revisionOf(here), {})
    if (here.form.text('sure') !== 'yes') {
      const { post, recipients, lists } = foreseen
      const says = `“${post.title}” is mailed at once to ${peopleCount(recipients)} on ${lists.join(', ')}.`
      return c.html(surePage(sureOf(here, notice, { act: 'send', label: 'Send now', says })))
    }
    const sent = await sendForeseen(context, foreseen, here.word)
    web.hooks.mailWaiting()
    if (sent.mailing !== undefined) return c.redirect(`/console/mailings/${sent.mailing}`, 303)
    return await shown(web, c, { here, notice, said: waitsSentence(sent) })
  })
  on('test', 'try', async (c, here, notice) => {
    const to = parseAddress(here.operator.address)
    if (to === undefined) return refuseWith(c, 422, 'No mail can go there', 'Your address cannot be mailed to.')
    const wait = await limiter.waitSeconds(c.env.client, to)
    if (wait !== undefined)
      return refuseWith(c, 429, 'That was too often', `Try again in ${Math.ceil(wait / 60)} minutes. Nothing was sent.`)
    const said = await tryNotice(context, notice, to, here.word)
    return await shown(web, c, { here, notice, said: `The server said of the test: ${said}` })
  })
}

function revisionOf({ form }: Pressed): number {
  return /^\d{1,9}$/.test(form.text('revision')) ? Number(form.text('revision')) : 0
}

function sureOf(
  here: Pressed,
  { key }: Notice,
  step: { readonly act: string; readonly label: string; readonly says: string },
  fields: Sure['fields'] = [],
): Sure {
  const back = `/console/notices/${noticeId(key)}`
  const { act, label, says } = step
  const seen = [['revision', String(revisionOf(here))] as const, ...fields]
  return { here, title: `${label}?`, label, says, back, action: `${back}/${act}`, fields: seen }
}

async function shown(
  web: Web,
  c: C,
  { here, notice, said }: { readonly here: SignedIn; readonly notice: Notice; readonly said?: string },
) {
  const { context } = web
  const [now] = await noticesNow(context, [notice])
  const mail = isOpen(notice) ? await parsedMail(web, notice) : undefined
  const about = { here, timezone: context.config.schedule.timezone, ...(said !== undefined && { said }) }
  if (now === undefined) return refuseWith(c, 404, 'There is no such notice', notice.key)
  return c.html(noticePage({ ...about, now, ...(mail !== undefined && { mail }) }))
}

async function parsedMail({ context }: Web, notice: Notice): Promise<OutboxMail | undefined> {
  const variants = (await mailOfNotice(context, notice))?.variants ?? []
  const [first] = [...variants.filter(({ format }) => format === 'html'), ...variants]
  if (first === undefined) return undefined
  // As nobody gets it: its links belong to no person.
  const values = { ...NOBODYS, since: dayIn(context.clock.now(), context.config.site.timezone) }
  return await parseMail(personalise(first.frozen, 'you@example.org', values))
}

function addMailings(app: WebApp, web: Web): void {
  const { context } = web
  app.get('/mailings', async (c) => {
    const here = await looking(web, c, 'see')
    if (here instanceof Response) return here
    return c.html(mailingsPage(here, (await listMailings(context.store.db, false)).slice(0, SHOWN)))
  })
  const page = async (c: C, here: SignedIn, number: string, said?: string) => {
    const { store, config, clock } = context
    const { mailing } = await mailingNumbered(context, number)
    const resendUncertain = config.delivery.uncertain === 'resend'
    const look = await lookAtMailing(store, mailing, clock.now(), { resendUncertain })
    if (look === undefined) return refuseWith(c, 404, 'There is no such mailing', number)
    const clear = may(here.operator.role, 'people')
    const name = clear ? (text: string) => text : masked
    const words = clear ? (text: string) => text : withMaskedAddresses
    const troubled = (await troubledDeliveries(store.db, mailing, SHOWN)).map((one) => ({
      ...one,
      address: name(one.address),
      reply: words(one.reply),
    }))
    const bounced = (await bouncesFrom(store.db, mailing)).slice(0, SHOWN).map((one) => ({
      ...one,
      address: name(one.address),
      words: words(one.words),
    }))
    const shown = { ...look, reason: words(look.reason) }
    return c.html(mailingPage({ here, look: shown, troubled, bounced, ...(said !== undefined && { said }) }))
  }
  app.get('/mailings/:number', async (c) => {
    const here = await looking(web, c, 'see')
    return here instanceof Response ? here : await page(c, here, c.req.param('number'))
  })
  for (const move of ['pause', 'resume', 'cancel'] as const)
    app.post(`/mailings/:number/${move}`, async (c) => {
      const here = await pressing(web, c, move === 'resume' ? 'decide' : 'stop')
      if (here instanceof Response) return here
      const done = await steerMailing(context, c.req.param('number'), move, here.word)
      web.hooks.mailWaiting()
      return await page(c, here, c.req.param('number'), isAgreed(done) ? `${move}: done.` : waitsSentence(done))
    })
  app.post('/mailings/:number/retry', async (c) => {
    const here = await pressing(web, c, 'decide')
    if (here instanceof Response) return here
    const done = await retryMailing(context, c.req.param('number'), { what: 'failed' }, here.word)
    web.hooks.mailWaiting()
    const said = isAgreed(done) ? `${done.retried} are sent again.` : waitsSentence(done)
    return await page(c, here, c.req.param('number'), said)
  })
}
