/**
 * Confirming a subscription. In: a mailed link. Out: on GET the question; on the button's POST the subscription, and on
 * to what the person gets.
 */
import type { Hono } from 'hono'
import { holderAfter, holderOf, isTooOld, type LinkHolder, waitingFor } from '../run/people/link-holder.js'
import { confirm } from '../run/people/membership.js'
import { makeToken } from '../subscribers/links.js'
import { clientKey } from './client-key.js'
import { readForm } from './form.js'
import { confirmPage } from './pages/confirm.js'
import { invalidLinkPage } from './pages/plain.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function confirmRoutes({ context, hooks, site, siteIn }: Web): Hono<WebEnv> {
  const pageOf = (holder: LinkHolder) => {
    const now = context.clock.now()
    return confirmPage(siteIn(holder.person.language), holder, {
      waiting: waitingFor(holder, now),
      isOld: isTooOld(holder, now),
    })
  }
  return newApp()
    .get('/:token', async (c) => {
      const holder = await holderOf(context, 'confirm', c.req.param('token'))
      return holder === undefined ? c.html(invalidLinkPage(site), 404) : c.html(pageOf(holder))
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token')
      const holder = await holderOf(context, 'confirm', token)
      if (holder === undefined) return c.html(invalidLinkPage(site), 404)
      if ((await readForm(c)).text('confirm') !== 'yes') return c.html(pageOf(holder))
      const confirmed = await confirm(context, holder, { network: clientKey(c.env.client) })
      // With mail.welcome there is one now.
      if (confirmed.length > 0) hooks.mailWaiting()
      if (confirmed.length === 0) return c.html(pageOf(await holderAfter(context, holder)))
      // Straight on to what else there is to choose; the page is asked for, so that nothing is sent twice by a reload.
      const { person, mailing } = holder
      return c.redirect(
        `/preferences/${makeToken(context.keys, 'preferences', { person: person.id, mailing })}?new`,
        303,
      )
    })
}
