/**
 * The web as one function from request to answer. In: the app context, what to call when mail waits, limits, the
 * published folder. Out: a Hono app. GET and HEAD change nothing anywhere: scanners and readers follow every link.
 */
import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { routePath } from 'hono/route'
import { messageOf } from '../base/errors.js'
import { noReleases, type ReleaseTable } from '../releases/release.js'
import type { AppContext } from '../run/app-context.js'
import { sourceOf } from '../run/read-content.js'
import { notFoundPage } from '../site/not-found-page.js'
import { openReleases } from '../source/open-releases.js'
import { say } from '../words/words.js'
import { addressRoutes } from './address-routes.js'
import { allowOwnPages, apiRoutes } from './api-routes.js'
import { bodiesTo } from './bodies-to.js'
import { confirmRoutes } from './confirm-routes.js'
import { consoleFailedPage, consoleRoutes, OWN_SIZES } from './console/routes.js'
import { limiterOf, type RateLimits } from './limits.js'
import { outboxRoutes } from './outbox-routes.js'
import { helpPage } from './pages/help.js'
import { failedPage, tooLargePage, wrongMethodPage } from './pages/plain.js'
import { preferencesRoutes } from './preferences-routes.js'
import { problemAnswer } from './problem.js'
import type { PublishedFolder } from './published/read-folder.js'
import { publishedRoutes } from './published/routes.js'
import { securityHeaders } from './security-headers.js'
import { securityText } from './security-text.js'
import { subscribeRoutes } from './subscribe-routes.js'
import { askTaker } from './take-ask.js'
import { unsubscribeRoutes } from './unsubscribe-routes.js'
import { newApp, sitesOf, type Web, type WebApp, type WebEnv, type WebHooks } from './web-context.js'
import { HOOK_BYTES, webhookRoutes } from './webhook-routes.js'

/** Larger than any form here. */
const BODY_BYTES = 64 * 1024

export function webApp(context: AppContext, hooks: WebHooks, limits: RateLimits, published: PublishedFolder): WebApp {
  const siteIn = sitesOf(context.config)
  const web: Web = { context, hooks, site: siteIn(''), siteIn, releases: releasesFor(context) }
  const app = newApp()
  app.use(securityHeaders(context.config))
  allowOwnPages(app, context.config)
  limitBodies(app, web)
  const limiter = limiterOf(context, limits)
  const take = askTaker(web, limiter)
  app.route('/subscribe', subscribeRoutes(web, take))
  app.route('/api', apiRoutes(web, take))
  app.route('/confirm', confirmRoutes(web))
  app.route('/unsubscribe', unsubscribeRoutes(web))
  app.route('/preferences', preferencesRoutes(web, limiter))
  app.route('/address', addressRoutes(web))
  app.route('/hooks', webhookRoutes(web))
  app.get('/help', (c) => c.html(helpPage(web.site, context.config)))
  app.get('/.well-known/security.txt', (c) => {
    const text = securityText(context.config, context.clock.now())
    return text === undefined ? c.html(notFoundPage(web.site, '/'), 404) : c.text(text)
  })
  app.route('/outbox', outboxRoutes(web))
  if (context.config.console) app.route('/console', consoleRoutes(web, limiter))
  addHealth(app, context)
  app.route('/', publishedRoutes(web, published))
  app.all('*', (c) => c.html(wrongMethodPage(web.site), 405, { Allow: 'GET, HEAD' }))
  answerFailures(app, web)
  return app
}

function limitBodies(app: WebApp, web: Web): void {
  const ofForms = bodiesTo(BODY_BYTES, (c) =>
    isForApi(c)
      ? problemAnswer(c, { status: 413, title: say(web.site.words, 'forms.api.tooLarge', { size: '64 KB' }) })
      : c.html(tooLargePage(web.site), 413),
  )
  const ofHooks = bodiesTo(HOOK_BYTES, (c) => c.text('Too large.\n', 413))
  app.use(async (c, next) => {
    // Which know their own limits, and read nothing of whoever may not.
    if (OWN_SIZES.has(c.req.path)) return await next()
    return await (c.req.path.startsWith('/hooks/') ? ofHooks : ofForms)(c, next)
  })
}

/** Whether the process lives, and whether it can do what it is for. */
function addHealth(app: WebApp, { store }: AppContext): void {
  app.get('/healthz', (c) => c.text('alive\n', 200, { 'Cache-Control': 'no-store' }))
  app.get('/readyz', async (c) => {
    const fault = await store.fault()
    const answer = fault === undefined ? 'ready' : 'the database does not answer'
    return c.text(`${answer}\n`, fault === undefined ? 200 : 503, { 'Cache-Control': 'no-store' })
  })
}

function answerFailures(app: WebApp, { context, site }: Web): void {
  app.onError((error, c) => {
    // The route and not the address, which may hold somebody's token.
    // Whoever reports it can say which it was.
    const request = randomUUID().slice(0, 8)
    c.header('X-Request-Id', request)
    context.log.error(`${c.req.method} ${routePath(c)} failed: ${messageOf(error)}`, {
      route: routePath(c),
      request,
      stack: error.stack,
    })
    if (isForApi(c)) return problemAnswer(c, { status: 500, title: say(site.words, 'forms.api.failed') })
    const isForOperators = context.config.console && /^\/console(\/|$)/.test(c.req.path)
    return c.html(isForOperators ? consoleFailedPage(c, request) : failedPage(site), 500)
  })
}

/** Programs are answered with JSON, whatever happened. */
function isForApi(c: Context<WebEnv>): boolean {
  return c.req.path.startsWith('/api/')
}

/** If the table cannot be read, the forms do not ask for release cycles; all else of them works. */
function releasesFor({ config, log }: AppContext): () => Promise<ReleaseTable> {
  const releases = openReleases(sourceOf(config), config.site.url)
  return async () => {
    try {
      return await releases.current()
    } catch (thrown) {
      log.error(`The releases table cannot be read: ${messageOf(thrown)}`)
      return noReleases
    }
  }
}
