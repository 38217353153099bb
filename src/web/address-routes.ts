/**
 * Another address. In: a link that came to one of the two mailboxes. Out: on GET the question; on the button's POST the
 * answer, and the change once both have given it.
 */
import type { Hono } from 'hono'
import { type Asked, askedBy, confirmAddress } from '../run/people/address-change.js'
import { readForm } from './form.js'
import { addressAnsweredPage, addressOverPage, addressPage } from './pages/address.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function addressRoutes({ context, site, siteIn }: Web): Hono<WebEnv> {
  const siteOf = ({ holder }: Asked) => siteIn(holder.person.language)
  return newApp()
    .get('/:token', async (c) => {
      const asked = await askedBy(context, c.req.param('token'))
      return asked === undefined ? c.html(addressOverPage(site), 404) : c.html(addressPage(siteOf(asked), asked))
    })
    .post('/:token', async (c) => {
      const asked = await askedBy(context, c.req.param('token'))
      if (asked === undefined) return c.html(addressOverPage(site), 404)
      if ((await readForm(c)).text('confirm') !== 'yes') return c.html(addressPage(siteOf(asked), asked))
      const outcome = await confirmAddress(context, asked)
      if (outcome === 'gone') return c.html(addressOverPage(siteOf(asked)), 404)
      return c.html(addressAnsweredPage(siteOf(asked), asked, outcome))
    })
}
