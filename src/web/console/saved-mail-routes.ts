/**
 * A mail that an operator saved as a file: what it came from, and whether it says what everybody was told, as
 * `belfry verify` says it. In: requests of operators. Out: pages. Nothing is kept of it.
 */

import { listMailings, mailingsOf, mailingsWithIds } from '../../delivery/mailing-reports-store.js'
import { verifyRead } from '../../run/history/verify-told.js'
import { messageIdsIn } from '../../run/mail-in-hand.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp } from '../web-context.js'
import { looking, pressing, refuseWith } from './guard.js'
import { type OwnSize, sizeRefused } from './own-size.js'
import { SAVED_MOST_MB, savedMailPage, saveMailPage } from './saved-mail.js'

const BYTES = SAVED_MOST_MB * 1024 * 1024
const SIZE: OwnSize = {
  bytes: BYTES,
  tooLarge: webTexts.savedMail.tooLarge(SAVED_MOST_MB),
  nothing: webTexts.savedMail.nothing(),
}

export function savedMailRoutes(app: WebApp, web: Web): void {
  const { context } = web
  const { db } = context.store
  app.get('/saved-mail', async (c) => {
    const here = await looking(web, c, 'see')
    return here instanceof Response ? here : c.html(saveMailPage(here))
  })
  app.post('/saved-mail', async (c) => {
    const large = sizeRefused(c, SIZE)
    if (large !== undefined) return large
    const here = await pressing(web, c, 'see')
    if (here instanceof Response) return here
    const file = await here.form.file('file')
    if (file === undefined || file.bytes.length === 0)
      return refuseWith(c, 422, 'No file', webTexts.savedMail.chooseFile())
    // It is named as a file whatever its name is: a name that is an address is asked for nothing.
    const verdict = await verifyRead(context, { bytes: file.bytes, source: '' }, undefined)
    const keys = verdict.key === undefined ? [] : [verdict.key]
    const numbers = [
      ...(await mailingsOf(db, keys)).map(({ mailing }) => mailing),
      ...(await mailingsWithIds(db, messageIdsIn(idFieldsOf(file.bytes)))),
    ]
    const mailings = await listMailings(db, true, { numbers })
    return c.html(savedMailPage({ here, name: file.name || 'The file', verdict, mailings }))
  })
}

/** Its own, and those of mails that it holds as they are. */
function idFieldsOf(bytes: Buffer): string {
  return (bytes.toString('latin1').match(/^message-id:\s*<[^>]{1,600}>/gim) ?? []).join(' ')
}
