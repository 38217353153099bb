/** Subscribers in the console: find, show, suppress, erase. In: requests of operators who may. Out: pages. */
import { erase, showPerson, suppressAll } from '../../run/operator-people.js'
import { parseAddress } from '../../subscribers/address.js'
import { listSubscribers, type SubscriberRecord } from '../../subscribers/listing-store.js'
import type { Web, WebApp } from '../web-context.js'
import { looking, notFresh, pressing, refuseWith } from './guard.js'
import { foundPage, personPage } from './people.js'

const FOUND = 50
const NOTHING_FOUND = { text: '', found: [], isMore: false }
/** A mail of theirs that is being sent is not waited for longer. */
const ERASE_WAIT_MS = 5_000

export function peopleRoutes(app: WebApp, web: Web): void {
  const { context } = web
  app.get('/people', async (c) => {
    const here = await looking(web, c, 'people')
    if (here instanceof Response) return here
    const text = (c.req.query('text') ?? '').trim().slice(0, 254)
    const found: SubscriberRecord[] = []
    if (text !== '')
      for await (const person of listSubscribers(context.store.db, { text }, FOUND + 1)) {
        found.push(person)
        if (found.length > FOUND) break
      }
    return c.html(foundPage(here, { text, found: found.slice(0, FOUND), isMore: found.length > FOUND }))
  })
  app.get('/people/show', async (c) => {
    const here = await looking(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(c.req.query('address') ?? '')
    if (address === undefined) return refuseWith(c, 422, 'No address', 'That is not a mail address.')
    return c.html(personPage(here, await showPerson(context, address)))
  })
  app.post('/people/suppress', async (c) => {
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return refuseWith(c, 422, 'No address', 'That is not a mail address.')
    await suppressAll(context, [address], here.word)
    // Nobody need be known by it.
    return c.html(foundPage(here, NOTHING_FOUND, `${address.address} is never mailed again.`))
  })
  app.post('/people/erase', async (c) => {
    const here = await pressing(web, c, 'rule')
    if (here instanceof Response) return here
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const address = parseAddress(here.form.text('address'))
    if (address === undefined) return refuseWith(c, 422, 'No address', 'That is not a mail address.')
    // Typed once more: what is erased comes back from nowhere.
    if (here.form.text('again').trim() !== address.address)
      return refuseWith(c, 422, 'Nothing was erased', 'Type the address once more, as it stands, to erase all of it.')
    await erase(context, address, here.word, ERASE_WAIT_MS)
    return c.html(foundPage(here, NOTHING_FOUND, 'All that named the person is erased.'))
  })
}
