/**
 * Mailings in the console: all, one of them, what is decided about it. In: requests of operators. Out: pages; what they
 * decide goes the way of the command line.
 */
import type { Context } from 'hono'
import { lookAtMailing } from '../../delivery/mailing-look-store.js'
import { listMailings, troubledDeliveries } from '../../delivery/mailing-reports-store.js'
import { bouncesFrom } from '../../inbound/bounce-store.js'
import { masked, may, withMaskedAddresses } from '../../operators/roles.js'
import { isAgreed, waitsSentence } from '../../run/approvals.js'
import { mailingNumbered } from '../../run/mailing-numbered.js'
import { retryMailing, steerMailing } from '../../run/steer-mailing.js'
import type { Web, WebApp, WebEnv } from '../web-context.js'
import { looking, pressing, refuseWith } from './guard.js'
import { mailingPage, mailingsPage } from './mailings.js'
import type { SignedIn } from './signed-in.js'

/** Rows of a page. */
const SHOWN = 100

type C = Context<WebEnv>

export function mailingRoutes(app: WebApp, web: Web): void {
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
