/** Confirming a subscription. In: a mailed link. Out: on GET the question; on the button's POST the subscription. */
import type { Hono } from 'hono'
import { confirm, holderOf } from '../run/membership.js'
import { readForm } from './form.js'
import { confirmedPage, confirmPage } from './pages/confirm.js'
import { invalidLinkPage } from './pages/plain.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function confirmRoutes({ context, hooks, site }: Web): Hono<WebEnv> {
  return newApp()
    .get('/:token', async (c) => {
      const holder = await holderOf(context, 'confirm', c.req.param('token'))
      return holder === undefined ? c.html(invalidLinkPage(site), 404) : c.html(confirmPage(site, holder))
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token')
      const holder = await holderOf(context, 'confirm', token)
      if (holder === undefined) return c.html(invalidLinkPage(site), 404)
      if ((await readForm(c)).text('confirm') !== 'yes') return c.html(confirmPage(site, holder))
      const confirmed = await confirm(context, holder)
      // With mail.welcome there is one now.
      if (confirmed.length > 0) hooks.mailWaiting()
      const after = await holderOf(context, 'confirm', token)
      return c.html(confirmedPage(site, after ?? holder, confirmed.length > 0))
    })
}
