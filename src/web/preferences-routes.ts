/** Changing what one gets. In: a mailed link. Out: on GET the form, on its POST what was chosen, saved. */
import type { Context, Hono } from 'hono'
import { dayIn } from '../base/days.js'
import { languageNamed } from '../config/spoken.js'
import type { ReleaseTable } from '../releases/release.js'
import { listsToMove } from '../run/people/address-change.js'
import { keepFormRequest } from '../run/people/form-requests.js'
import { holderAfter, holderOf, type LinkHolder } from '../run/people/link-holder.js'
import { choose } from '../run/people/membership.js'
import { parseAddress } from '../subscribers/address.js'
import type { PersonDetails } from '../subscribers/person-store.js'
import { clientKey } from './client-key.js'
import { preferencesWording } from './consent-wording.js'
import { type Form, readForm } from './form.js'
import type { Limiter } from './limits.js'
import { invalidLinkPage, tooOftenPage } from './pages/plain.js'
import { type Preferences, preferencesPage } from './pages/preferences.js'
import { chosenRuns, runOffer } from './run-offer.js'
import { faultOfAddress, faultSaid } from './subscribe-request.js'
import { newApp, type Web, type WebEnv } from './web-context.js'

export function preferencesRoutes({ context, site, siteIn, releases }: Web, limiter: Limiter): Hono<WebEnv> {
  const { lists, site: settings } = context.config
  const pageOf = (
    holder: LinkHolder,
    table: ReleaseTable,
    more: Pick<Preferences, 'fault' | 'done' | 'other'> = {},
  ) => {
    const today = dayIn(context.clock.now(), settings.timezone)
    return preferencesPage(siteIn(holder.person.language), holder, {
      lists,
      offer: runOffer(table, today, runsOf(holder)),
      ...more,
    })
  }
  type PageOf = (more?: Parameters<typeof pageOf>[2]) => ReturnType<typeof pageOf>
  const changeAddress = async (c: Context<WebEnv>, form: Form, holder: LinkHolder, page: PageOf) => {
    const spoken = siteIn(holder.person.language)
    const typed = form.text('address')
    const to = parseAddress(typed)
    if (to === undefined) {
      const fault = faultSaid(spoken.words, faultOfAddress(typed))
      return c.html(page({ other: { typed, fault } }), 422)
    }
    const waitSeconds = await limiter.waitSeconds(c.env.client, to)
    if (waitSeconds !== undefined)
      return c.html(tooOftenPage(spoken, waitSeconds), 429, { 'Retry-After': String(waitSeconds) })
    if (listsToMove(context, holder).length === 0) return c.html(page())
    const link = { person: holder.person.id, mailing: holder.mailing }
    await keepFormRequest(context, to, { kind: 'address', link })
    return c.html(page({ done: 'asked' }))
  }
  return newApp()
    .get('/:token', async (c) => {
      const holder = await holderOf(context, 'preferences', c.req.param('token'))
      return holder === undefined
        ? c.html(invalidLinkPage(site), 404)
        : c.html(pageOf(holder, await releases(), c.req.query('new') === undefined ? {} : { done: 'confirmed' }))
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token')
      const form = await readForm(c)
      const holder = await holderOf(context, 'preferences', token)
      if (holder === undefined) return c.html(invalidLinkPage(site), 404)
      const { words } = siteIn(holder.person.language)
      const table = await releases()
      if (form.text('change') === 'yes')
        return await changeAddress(c, form, holder, (more) => pageOf(holder, table, more))
      if (form.text('save') !== 'yes') return c.html(pageOf(holder, table))
      const { runs, fault } = chosenRuns(form, table, runsOf(holder))
      if (fault !== undefined) return c.html(pageOf(holder, table, { fault: faultSaid(words, fault) }), 422)
      const format = form.text('format') === 'text' ? 'text' : 'html'
      const wanted = form.texts('list')
      const language = languageNamed(context.config, form.text('language'))
      const said = {
        network: clientKey(c.env.client),
        wording: preferencesWording(
          { words, title: settings.title },
          lists.filter(({ id }) => wanted.includes(id)),
        ),
      }
      const details: PersonDetails = {
        format,
        ...(runs !== undefined && { runs }),
        ...(language !== undefined && { language }),
      }
      await choose(context, holder, { wanted, details, said })
      return c.html(pageOf(await holderAfter(context, holder), table, { done: 'saved' }))
    })
}

function runsOf({ person }: LinkHolder): string[] {
  return person.runs.split(' ').filter(Boolean)
}
