/**
 * Subscribers in the console: find, show, add, suppress, export, erase. In: requests of operators who may. Out: pages;
 * a file of CSV as `belfry subscribers export` prints it.
 */

import type { Context } from 'hono'
import { languageNamed, offeredLanguages } from '../../config/spoken.js'
import { erase, showPerson, suppressAll, unsubscribe, unsuppressAll } from '../../run/people/by-operator.js'
import { changeDetails, subscribe } from '../../run/people/membership.js'
import { releasesOf } from '../../run/read-content.js'
import { type Address, parseAddress } from '../../subscribers/address.js'
import { recordEvent } from '../../subscribers/event-store.js'
import { exportLines } from '../../subscribers/export-csv.js'
import type { PersonDetails } from '../../subscribers/person-store.js'
import { parseRuns } from '../../subscribers/runs.js'
import { listSubscribers, type Search, type SubscriberRecord } from '../../subscribers/search/listing-store.js'
import type { Form } from '../form.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp, WebEnv } from '../web-context.js'
import type { SignedIn } from './accounts/signed-in.js'
import type { ReturnedForm } from './frame.js'
import { looking, notFresh, pressing, refuseWith } from './guard.js'
import { type FoundPage, foundPage, type PeopleAsked, STATES } from './people.js'
import { personPage } from './person.js'

const FOUND = 50
const NOBODY: PeopleAsked = { text: '', list: '', state: '' }
/** A mail of theirs that is being sent is not waited for longer. */
const ERASE_WAIT_MS = 5_000

type C = Context<WebEnv>

export function peopleRoutes(app: WebApp, web: Web): void {
  const { context } = web
  const { config } = context
  const page = (c: C, here: SignedIn, found: Omit<FoundPage, 'lists' | 'languages'>) =>
    c.html(
      foundPage(here, { ...found, lists: config.lists, languages: offeredLanguages(config) }),
      found.fault === undefined ? 200 : 422,
    )
  const nobody = (c: C, here: SignedIn, said: string) =>
    page(c, here, { asked: NOBODY, found: [], isMore: false, said })
  const shown = async (c: C, here: SignedIn, address: Address, said?: string | ReturnedForm) => {
    const person = await showPerson(context, address)
    const about = { person, lists: config.lists, languages: offeredLanguages(config) }
    if (typeof said === 'object') return c.html(personPage(here, { ...about, fault: said }), 422)
    return c.html(personPage(here, { ...about, ...(said !== undefined && { said }) }))
  }
  app.get('/people', async (c) => {
    const here = await looking(web, c, 'people')
    if (here instanceof Response) return here
    const asked = askedBy((name) => c.req.query(name) ?? '')
    const found: SubscriberRecord[] = []
    if (isAsked(asked))
      for await (const person of listSubscribers(context.store, searchOf(web, asked), FOUND + 1)) {
        found.push(person)
        if (found.length > FOUND) break
      }
    return page(c, here, { asked, found: found.slice(0, FOUND), isMore: found.length > FOUND })
  })
  app.post('/people/add', async (c) => {
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const back = (field: string, says: string) =>
      page(c, here, { asked: NOBODY, found: [], isMore: false, fault: { field, says, typed: here.form } })
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return back('address', `That is not a mail address. ${NOBODY_ADDED}`)
    const lists = config.lists.map(({ id }) => id).filter((id) => here.form.texts('list').includes(id))
    if (lists.length === 0) return back('list', `Choose one list at least. ${NOBODY_ADDED}`)
    const details = await detailsOf(web, here.form)
    if (typeof details === 'string') return back('runs', `${details} ${NOBODY_ADDED}`)
    const ask = here.form.text('confirmed') === 'yes' ? 'vouch' : 'request'
    const done = await subscribe(context, { address, lists, details, ask, byOperator: true, word: here.word })
    if (done.refused !== undefined) return back('address', `${address.address} ${done.refused}. ${NOBODY_ADDED}`)
    web.hooks.mailWaiting()
    const waits =
      done.pending.length > 0 ? `a mail asks them to confirm ${done.pending.join(', ')}` : 'they get mail from now on'
    return nobody(c, here, `${address.address}: ${done.changed ? waits : 'nothing changed'}.`)
  })
  app.post('/people/export', async (c) => {
    const here = await pressing(web, c, 'rule')
    if (here instanceof Response) return here
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const found = listSubscribers(context.store, searchOf(web, askedBy(here.form.text)))
    await context.store.transaction(async (transaction) => {
      await recordEvent(transaction, { action: 'export' }, here.word, context.clock.now())
    })
    const lines = exportLines(found)
    const bytes = new ReadableStream<Uint8Array>({
      pull: async (stream) => {
        const { done, value } = await lines.next()
        if (done === true) stream.close()
        else stream.enqueue(Buffer.from(value))
      },
      cancel: async () => void (await lines.return(undefined)),
    })
    return c.body(bytes, 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="subscribers.csv"',
    })
  })
  app.get('/people/show', async (c) => {
    const here = await looking(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(c.req.query('address') ?? '')
    return address === undefined ? noAddress(c) : await shown(c, here, address)
  })
  app.post('/people/set', async (c) => {
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return noAddress(c)
    const details = await detailsOf(web, here.form)
    if (typeof details === 'string') {
      const fault = { field: 'runs', says: webTexts.peopleRoutes.nothingChanged(details), typed: here.form }
      return await shown(c, here, address, fault)
    }
    // What a form leaves empty is meant so here, where it shows what is known.
    const runs = here.form.names.includes('runs') ? { runs: [] } : {}
    const language = here.form.names.includes('language') ? { language: '' } : {}
    const isOther = await changeDetails(context, address, { ...runs, ...language, ...details }, here.word)
    return await shown(
      c,
      here,
      address,
      isOther === true ? webTexts.peopleRoutes.itIsChanged() : webTexts.peopleRoutes.nothingChangedSoBefore(),
    )
  })
  app.post('/people/unsubscribe', async (c) => {
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return noAddress(c)
    const lists = here.form.texts('list')
    if (lists.length === 0) {
      const fault = { field: 'list', says: webTexts.peopleRoutes.tickOneListAt(), typed: here.form }
      return await shown(c, here, address, fault)
    }
    const ended = await unsubscribe(context, address, lists, here.word)
    return await shown(c, here, address, ended.length === 0 ? 'Nothing ended.' : `Ended: ${ended.join(', ')}.`)
  })
  app.post('/people/suppress', async (c) => {
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return noAddress(c)
    await suppressAll(context, [address], here.word)
    // Nobody need be known by it.
    return nobody(c, here, webTexts.peopleRoutes.neverMailedAgain(address.address))
  })
  app.post('/people/unsuppress', async (c) => {
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return noAddress(c)
    const count = await unsuppressAll(context, [address], here.word)
    return nobody(c, here, `${address.address} ${count === 0 ? 'was not suppressed' : 'may be mailed again'}.`)
  })
  app.post('/people/erase', async (c) => {
    const here = await pressing(web, c, 'rule')
    if (here instanceof Response) return here
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return noAddress(c)
    // Typed once more: what is erased comes back from nowhere.
    if (here.form.text('again').trim() !== address.address) {
      const fault = { field: 'again', says: webTexts.peopleRoutes.typeAddressOnceMore(), typed: here.form }
      return await shown(c, here, address, fault)
    }
    await erase(context, address, here.word, ERASE_WAIT_MS)
    return nobody(c, here, webTexts.peopleRoutes.allNamedPersonErased())
  })
}

const noAddress = (c: C) => refuseWith(c, 422, 'No address', webTexts.peopleRoutes.notMailAddress())
const NOBODY_ADDED = webTexts.peopleRoutes.nobodyAdded()

function askedBy(text: (name: string) => string): PeopleAsked {
  const state = STATES.find((one) => one === text('state')) ?? ''
  return { text: text('text').trim().slice(0, 254), list: text('list').slice(0, 60), state }
}

function isAsked({ text, list, state }: PeopleAsked): boolean {
  return text !== '' || list !== '' || state !== ''
}

function searchOf({ context }: Web, { text, list, state }: PeopleAsked): Search {
  const known = context.config.lists.find(({ id }) => id === list)?.id
  return {
    ...(text !== '' && { text }),
    ...(known !== undefined && { list: known }),
    ...(state !== '' && { state }),
  }
}

/** @returns what is wrong with them, as text */
async function detailsOf({ context: { config } }: Web, form: Form): Promise<PersonDetails | string> {
  const written = form
    .text('runs')
    .split(/[\s,]+/)
    .filter(Boolean)
  const { runs, fault } = written.length === 0 ? {} : parseRuns(written, await releasesOf(config))
  if (fault !== undefined) return `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`
  const language = languageNamed(config, form.text('language'))
  const format = (['html', 'text'] as const).find((one) => one === form.text('format'))
  return {
    ...(format !== undefined && { format }),
    ...(runs !== undefined && { runs }),
    ...(language !== undefined && { language }),
  }
}
