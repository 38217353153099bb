/**
 * Subscribers from a file that is sent with a form. In: requests of operators who may. Out: pages: first what would
 * happen, then, of the same bytes, what did; as `belfry subscribers import` does it.
 */

import type { Context } from 'hono'
import { type ImportedLine, importFrom } from '../../run/import-people.js'
import { ENCODINGS, readBytes } from '../../subscribers/read-import.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp, WebEnv } from '../web-context.js'
import { looking, notFresh, type Pressed, pressing, type Refusal, refuseWith } from './guard.js'
import {
  type ImportAsked,
  importedPage,
  importPage,
  importTrialPage,
  MOST_BYTES,
  MOST_MB,
  MOST_PEOPLE,
} from './import.js'

/** As base64, and beside it what else stands in the form. */
const BODY_BYTES = Math.ceil((MOST_BYTES * 4) / 3) + 64 * 1024

type C = Context<WebEnv>

export { IMPORT_PATH } from './import.js'

export function importRoutes(app: WebApp, web: Web): void {
  const { context } = web
  app.get('/people/import', async (c) => {
    const here = await looking(web, c, 'people')
    return here instanceof Response ? here : c.html(importPage(here))
  })
  app.post('/people/import', async (c) => {
    const large = tooLarge(c)
    if (large !== undefined) return large
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const asked = await askedFor(here)
    if (asked === undefined) return refuseWith(c, 422, 'No file', `Choose a file. ${NOTHING}`)
    if (asked.bytes.length > MOST_BYTES) return refuseWith(c, 413, 'Too large', TOO_LARGE)
    const text = readBytes(
      asked.bytes,
      'The file',
      ENCODINGS.find((name) => name === asked.encoding),
    )
    const dryRun = here.form.text('sure') !== 'yes'
    const lines: ImportedLine[] = []
    const onLine = (line: ImportedLine) => void lines.push(line)
    const options = { confirmed: asked.confirmed, dryRun, word: here.word, most: MOST_PEOPLE, onLine }
    const sums = await importFrom(context, text, {}, options)
    const imported = { ...sums, lines: lines.sort((a, b) => a.line - b.line) }
    if (dryRun) return c.html(importTrialPage(here, asked, imported))
    web.hooks.mailWaiting()
    return c.html(importedPage(here, imported))
  })
}

const NOTHING = webTexts.importRoutes.nothingImported()
const TOO_LARGE = `At most ${MOST_MB} MB are taken here, more by belfry subscribers import on the server. ${NOTHING}`

/** Before anything of it is read. A browser says how long a form is; what does not say it could be endless. */
function tooLarge(c: C): Refusal | undefined {
  const length = c.req.header('Content-Length')
  if (length === undefined)
    return refuseWith(c, 411, webTexts.importRoutes.howLong(), `The request does not say. ${NOTHING}`)
  return Number(length) <= BODY_BYTES ? undefined : refuseWith(c, 413, 'Too large', TOO_LARGE)
}

async function askedFor({ form }: Pressed): Promise<ImportAsked | undefined> {
  const sent = form.text('bytes')
  const file = sent === '' ? await form.file('file') : { bytes: Buffer.from(sent, 'base64') }
  if (file === undefined || file.bytes.length === 0) return undefined
  return { bytes: file.bytes, encoding: form.text('encoding'), confirmed: form.text('confirmed') === 'yes' }
}
