/** Changing what one gets. In: a mailed link. Out: on GET the form, on its POST what was chosen, saved. */
import type { Hono } from 'hono'
import { choose, holderOf } from '../membership.js'
import { readForm } from './form.js'
import { invalidLinkPage } from './plain-pages.js'
import { preferencesPage } from './preferences-page.js'
import { newApp, type Web, type WebEnv } from './web.js'

export function preferencesRoutes({ world, site }: Web): Hono<WebEnv> {
  const all = world.config.lists
  return newApp()
    .get('/:token', async (c) => {
      const holder = await holderOf(world, 'preferences', c.req.param('token'))
      return holder === undefined
        ? c.html(invalidLinkPage(site), 404)
        : c.html(preferencesPage(site, all, holder, false))
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token')
      const form = await readForm(c)
      const holder = await holderOf(world, 'preferences', token)
      if (holder === undefined) return c.html(invalidLinkPage(site), 404)
      if (form.text('save') !== 'yes') return c.html(preferencesPage(site, all, holder, false))
      await choose(world, holder, form.texts('list'), form.text('format') === 'text' ? 'text' : 'html')
      const after = await holderOf(world, 'preferences', token)
      return c.html(preferencesPage(site, all, after ?? holder, true))
    })
}
