/**
 * Asking for mail, or for the link to change it. In: the form. Out: what was asked, kept to be done after the answer,
 * which is the same for everybody: nobody learns here who is subscribed.
 */
import type { Hono } from 'hono'
import { dayIn } from '../base/days.js'
import { keepFormRequest, proofOf } from '../run/form-requests.js'
import { clientKey } from './client-key.js'
import { formWording } from './consent-wording.js'
import { readForm } from './form.js'
import { isFromElsewhere, originsOf } from './form-origin.js'
import type { Limiter } from './limits.js'
import { elsewherePage, sentPage, tooOftenPage } from './pages/plain.js'
import { subscribePage } from './pages/subscribe.js'
import { runOffer } from './run-offer.js'
import { isRobot, parseRequest, wantsPreferences } from './subscribe-request.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function subscribeRoutes({ context, site, releases }: Web, limiter: Limiter): Hono<WebEnv> {
  const { config } = context
  const ours = originsOf([config.web.url, config.site.url, ...config.web.origins])
  const today = () => dayIn(context.clock.now(), config.site.timezone)
  const saidBy = (client: string, ids: readonly string[]) => {
    const lists = config.lists.filter(({ id }) => ids.includes(id))
    return proofOf(context, { network: clientKey(client), wording: formWording(config.site.title, lists) })
  }
  return newApp()
    .get('/', async (c) => c.html(subscribePage(site, config, runOffer(await releases(), today(), []))))
    .get('/sent', (c) => c.html(sentPage(site)))
    .post('/', async (c) => {
      const [origin, fetchSite, host] = ['Origin', 'Sec-Fetch-Site', 'Host'].map((name) => c.req.header(name))
      if (isFromElsewhere({ origin, fetchSite, host }, ours)) return c.html(elsewherePage(site), 403)
      const form = await readForm(c)
      if (isRobot(form)) return c.redirect('/subscribe/sent', 303)
      const table = await releases()
      const request = parseRequest(form, config.lists, table)
      if ('faults' in request) {
        const { typed, faults } = request
        return c.html(subscribePage(site, config, runOffer(table, today(), typed.runs ?? []), { typed, faults }), 422)
      }
      const { to: address, lists, format, runs } = request
      const waitSeconds = await limiter.waitSeconds(c.env.client, address)
      if (waitSeconds !== undefined)
        return c.html(tooOftenPage(site, waitSeconds), 429, { 'Retry-After': String(waitSeconds) })
      const details = { format, ...(runs !== undefined && { runs }) }
      const said = saidBy(c.env.client, lists)
      const ask = wantsPreferences(form)
        ? { kind: 'preferences' as const }
        : { kind: 'subscribe' as const, lists, details, said }
      await keepFormRequest(context, address, ask)
      return c.redirect('/subscribe/sent', 303)
    })
}
