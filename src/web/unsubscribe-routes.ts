/**
 * Leaving. In: a mailed link. Out: on GET the button, on its POST and on a mail program's one-click POST (RFC 8058
 * §3.1) the end of the subscription, in force before the answer; for an hour the page that says so takes it back. No
 * cookie, no Origin and no login is asked for.
 */

import type { Context, Hono } from 'hono'
import { holderAfter, holderOf, isGenuine, type LinkHolder } from '../run/people/link-holder.js'
import { comeBack, leave, leaveAll } from '../run/people/membership.js'
import { makeToken } from '../subscribers/links.js'
import { readForm } from './form.js'
import { invalidLinkPage } from './pages/plain.js'
import { nobodyPage, undonePage, undoneTooLatePage, unsubscribedPage, unsubscribePage } from './pages/unsubscribe.js'
import { webTexts } from './texts.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function unsubscribeRoutes({ context, site, siteIn }: Web): Hono<WebEnv> {
  const all = context.config.lists
  const siteOf = ({ person }: LinkHolder) => siteIn(person.language)
  /** Somebody who was erased is told that they are off the lists; everybody else is told nothing. */
  const withoutHolder = (c: Context<WebEnv>, token: string) =>
    isGenuine(context, 'unsubscribe', token) ? c.html(nobodyPage(site)) : c.html(invalidLinkPage(site), 404)
  return newApp()
    .get('/:token', async (c) => {
      const token = c.req.param('token')
      const holder = await holderOf(context, 'unsubscribe', token)
      return holder === undefined ? withoutHolder(c, token) : c.html(unsubscribePage(siteOf(holder), holder, all))
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token')
      const form = await readForm(c)
      const holder = await holderOf(context, 'unsubscribe', token)
      if (holder === undefined) return withoutHolder(c, token)
      const isOneClick = form.text('List-Unsubscribe') === 'One-Click'
      const pressed = form.text('unsubscribe')
      if (!isOneClick && pressed !== 'yes' && pressed !== 'all')
        return c.html(unsubscribePage(siteOf(holder), holder, all))
      const ended =
        pressed === 'all'
          ? await leaveAll(context, holder)
          : await leave(context, holder, isOneClick ? 'one-click' : 'link')
      if (isOneClick) return c.text(webTexts.unsubscribeRoutes.youUnsubscribed())
      const after = await holderAfter(context, holder)
      const claim = { person: holder.person.id, mailing: holder.mailing }
      const undo = `/unsubscribe/undo/${makeToken(context.keys, 'undo', claim)}`
      const lists = all.filter((list) => ended.includes(list.id))
      return c.html(unsubscribedPage(siteOf(holder), after, all, { lists, undo }))
    })
    .post('/undo/:token', async (c) => {
      const holder = await holderOf(context, 'undo', c.req.param('token'))
      if (holder === undefined) return c.html(invalidLinkPage(site), 404)
      const again = await comeBack(context, holder, (await readForm(c)).texts('list'))
      const lists = all.filter((list) => again.includes(list.id))
      const spoken = siteOf(holder)
      return c.html(lists.length === 0 ? undoneTooLatePage(spoken) : undonePage(spoken, holder, lists))
    })
}
