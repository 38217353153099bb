/**
 * Asking for mail, or for the link to change it. In: the form. Out: what was asked, kept to be done after the answer,
 * which is the same for everybody: nobody learns here who is subscribed.
 */
import type { Context, Hono } from 'hono'
import { dayIn } from '../base/days.js'
import { languageAccepted, languageNamed } from '../config/spoken.js'
import { readForm } from './form.js'
import { cameFrom, isFromElsewhere, ownOrigins } from './form-origin.js'
import { elsewherePage, sentPage, tooOftenPage } from './pages/plain.js'
import { stepPage } from './pages/step.js'
import { subscribePage } from './pages/subscribe.js'
import { runOffer } from './run-offer.js'
import { policyWithScript } from './security-headers.js'
import { STEP_SCRIPT_PATH, stepScript } from './step-script.js'
import { isRobot, parseRequest } from './subscribe-request.js'
import type { TakeAsk } from './take-ask.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function subscribeRoutes({ context, siteIn, releases }: Web, take: TakeAsk): Hono<WebEnv> {
  const { config } = context
  const ours = ownOrigins(config)
  const scripted = policyWithScript(config)
  const today = () => dayIn(context.clock.now(), config.site.timezone)
  /** In the language that was chosen, else in what the browser accepts. */
  const siteFor = (c: Context<WebEnv>, chosen?: string) => {
    if (config.spoken !== undefined) c.header('Vary', 'Accept-Language', { append: true })
    return siteIn(languageNamed(config, chosen ?? '') ?? languageAccepted(config, c.req.header('Accept-Language')))
  }
  return newApp()
    .get('/', async (c) => c.html(subscribePage(siteFor(c), config, runOffer(await releases(), today(), []))))
    .get(STEP_SCRIPT_PATH.slice('/subscribe'.length), (c) =>
      c.body(stepScript, 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'public, max-age=300',
      }),
    )
    .get('/sent', (c) => c.html(sentPage(siteFor(c, c.req.query('language')))))
    .post('/', async (c) => {
      if (isFromElsewhere(cameFrom(c), ours)) return c.html(elsewherePage(siteFor(c)), 403)
      const form = await readForm(c)
      const language = languageNamed(config, form.text('language'))
      const sent = `/subscribe/sent${language === undefined ? '' : `?language=${language}`}`
      if (isRobot(form)) return c.redirect(sent, 303)
      const site = siteFor(c, language)
      const table = await releases()
      const request = parseRequest(form, config, table)
      if ('faults' in request) {
        const { typed, faults } = request
        return c.html(subscribePage(site, config, runOffer(table, today(), typed.runs ?? []), { typed, faults }), 422)
      }
      const step = { ticket: form.text('ticket'), work: form.text('work') }
      const notKept = await take(c.env.client, request, step)
      if (notKept === undefined) return c.redirect(sent, 303)
      if ('step' in notKept)
        return c.html(stepPage(site, request, notKept.step), 200, { 'Content-Security-Policy': scripted })
      const { waitSeconds } = notKept
      return c.html(tooOftenPage(site, waitSeconds), 429, { 'Retry-After': String(waitSeconds) })
    })
}
