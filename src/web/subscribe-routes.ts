/**
 * Asking for mail, or for the link to change it. In: the form. Out: what was asked, kept to be done after the answer,
 * which is the same for everybody: nobody learns here who is subscribed.
 */
import type { Hono } from 'hono'
import { dayIn } from '../base/days.js'
import { readForm } from './form.js'
import { cameFrom, isFromElsewhere, ownOrigins } from './form-origin.js'
import { elsewherePage, sentPage, tooOftenPage } from './pages/plain.js'
import { stepPage } from './pages/step.js'
import { subscribePage } from './pages/subscribe.js'
import { runOffer } from './run-offer.js'
import { isRobot, parseRequest } from './subscribe-request.js'
import type { TakeAsk } from './take-ask.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function subscribeRoutes({ context, site, releases }: Web, take: TakeAsk): Hono<WebEnv> {
  const { config } = context
  const ours = ownOrigins(config)
  const today = () => dayIn(context.clock.now(), config.site.timezone)
  return newApp()
    .get('/', async (c) => c.html(subscribePage(site, config, runOffer(await releases(), today(), []))))
    .get('/sent', (c) => c.html(sentPage(site)))
    .post('/', async (c) => {
      if (isFromElsewhere(cameFrom(c), ours)) return c.html(elsewherePage(site), 403)
      const form = await readForm(c)
      if (isRobot(form)) return c.redirect('/subscribe/sent', 303)
      const table = await releases()
      const request = parseRequest(form, config.lists, table)
      if ('faults' in request) {
        const { typed, faults } = request
        return c.html(subscribePage(site, config, runOffer(table, today(), typed.runs ?? []), { typed, faults }), 422)
      }
      const step = { ticket: form.text('ticket'), work: form.text('work') }
      const notKept = await take(c.env.client, request, step)
      if (notKept === undefined) return c.redirect('/subscribe/sent', 303)
      if ('step' in notKept) return c.html(stepPage(site, request, notKept.step))
      const { waitSeconds } = notKept
      return c.html(tooOftenPage(site, waitSeconds), 429, { 'Retry-After': String(waitSeconds) })
    })
}
