/**
 * Leaving. In: a mailed link. Out: on GET the button, on its POST and on a mail program's one-click POST (RFC 8058
 * §3.1) the end of the subscription, in force before the answer. No cookie, no Origin and no login is asked for.
 */
import type { Context, Hono } from 'hono'
import { holderOf, isGenuine, leave } from '../run/membership.js'
import { readForm } from './form.js'
import { invalidLinkPage } from './pages/plain.js'
import { nobodyPage, unsubscribedPage, unsubscribePage } from './pages/unsubscribe.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function unsubscribeRoutes({ context, site }: Web): Hono<WebEnv> {
  const all = context.config.lists
  /** Somebody who was erased is told that they are off the lists; everybody else is told nothing. */
  const withoutHolder = (c: Context<WebEnv>, token: string) =>
    isGenuine(context, 'unsubscribe', token) ? c.html(nobodyPage(site)) : c.html(invalidLinkPage(site), 404)
  return newApp()
    .get('/:token', async (c) => {
      const token = c.req.param('token')
      const holder = await holderOf(context, 'unsubscribe', token)
      return holder === undefined ? withoutHolder(c, token) : c.html(unsubscribePage(site, holder, all))
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token')
      const form = await readForm(c)
      const holder = await holderOf(context, 'unsubscribe', token)
      if (holder === undefined) return withoutHolder(c, token)
      const isOneClick = form.text('List-Unsubscribe') === 'One-Click'
      if (!isOneClick && form.text('unsubscribe') !== 'yes') return c.html(unsubscribePage(site, holder, all))
      const ended = await leave(context, holder)
      if (isOneClick) return c.text('You are unsubscribed.\n')
      return c.html(
        unsubscribedPage(
          site,
          holder,
          all,
          all.filter((list) => ended.includes(list.id)),
        ),
      )
    })
}
