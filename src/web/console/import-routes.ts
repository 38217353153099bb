/**
 * Subscribers from a file that is sent with a form. In: requests of operators who may. Out: pages: first what would
 * happen, then, of the same bytes, what did; as `belfry subscribers import` does it.
 */

import { BelfryError } from '../../base/errors.js'
import { type ImportedLine, type ImportOptions, importFrom } from '../../run/people/import.js'
import { columnNames } from '../../subscribers/import-rows.js'
import { IMPORT_COLUMNS, shapeOf } from '../../subscribers/import-shapes.js'
import { ENCODINGS, readBytes } from '../../subscribers/read-import.js'
import { webTexts } from '../texts.js'
import type { Web, WebApp } from '../web-context.js'
import { looking, notFresh, type Pressed, pressing, refuseWith } from './guard.js'
import {
  type Columns,
  type ImportAsked,
  importColumnsPage,
  importedPage,
  importPage,
  importTrialPage,
  MAPPED,
  MOST_BYTES,
  MOST_MB,
  MOST_PEOPLE,
  mapField,
  TICKED,
} from './import.js'
import { type OwnSize, sizeRefused } from './own-size.js'

/** The file as base64. */
const SIZE: OwnSize = {
  bytes: Math.ceil((MOST_BYTES * 4) / 3),
  tooLarge: webTexts.importRoutes.tooLarge(MOST_MB),
  nothing: webTexts.importRoutes.nothingImported(),
}

/** Among which one is chosen. */
const MOST_COLUMNS = 200

export function importRoutes(app: WebApp, web: Web): void {
  const { context } = web
  const ids = context.config.lists.map(({ id }) => id)
  app.get('/people/import', async (c) => {
    const here = await looking(web, c, 'people')
    return here instanceof Response ? here : c.html(importPage(here, context.config.lists))
  })
  app.post('/people/import', async (c) => {
    const large = sizeRefused(c, SIZE)
    if (large !== undefined) return large
    const here = await pressing(web, c, 'people')
    if (here instanceof Response) return here
    const late = notFresh(c, here)
    if (late !== undefined) return late
    const asked = await askedFor(here, ids)
    if (asked === undefined) return refuseWith(c, 422, 'No file', `Choose a file. ${NOTHING}`)
    if (asked.bytes.length > MOST_BYTES) return refuseWith(c, 413, 'Too large', `${SIZE.tooLarge} ${NOTHING}`)
    if (asked.lists?.length === 0) return refuseWith(c, 422, 'No list', `Choose one list at least. ${NOTHING}`)
    const dryRun = here.form.text('sure') !== 'yes'
    const lines: ImportedLine[] = []
    const onLine = (line: ImportedLine) => void lines.push(line)
    const options = {
      confirmed: asked.confirmed,
      lists: asked.lists,
      dryRun,
      word: here.word,
      most: MOST_PEOPLE,
      onLine,
    }
    const sums = await imported(asked, options)
    if ('names' in sums) return c.html(importColumnsPage(here, asked, sums), 422)
    const found = { ...sums, lines: lines.sort((a, b) => a.line - b.line) }
    if (dryRun) return c.html(importTrialPage(here, asked, found))
    web.hooks.mailWaiting()
    return c.html(importedPage(here, found))
  })
  const imported = async (asked: ImportAsked, options: ImportOptions) => {
    const encoding = ENCODINGS.find((name) => name === asked.encoding)
    const text = readBytes(asked.bytes, 'The file', encoding)
    try {
      return await importFrom(context, text, asked.map, options)
    } catch (thrown) {
      if (!(thrown instanceof BelfryError) || thrown.code !== 'IMPORT_FORMAT') throw thrown
      const names = await namesIn(text)
      // Where nobody can tell what its columns hold, the operator can; all else is to be mended in the file.
      if (names.length === 0 || shapeOf(names, asked.map) !== undefined) throw thrown
      return { names: names.slice(0, MOST_COLUMNS), why: thrown.message }
    }
  }
}

/** None of what is no table. */
async function namesIn(text: () => AsyncIterable<string>): Promise<readonly string[]> {
  try {
    return await columnNames(text)
  } catch (thrown) {
    if (thrown instanceof BelfryError) return []
    throw thrown
  }
}

const NOTHING = SIZE.nothing

/** @param ids of all lists */
async function askedFor({ form }: Pressed, ids: readonly string[]): Promise<ImportAsked | undefined> {
  const sent = form.text('bytes')
  const file = sent === '' ? await form.file('file') : { bytes: Buffer.from(sent, 'base64') }
  if (file === undefined || file.bytes.length === 0) return undefined
  const map = columnsIn(form)
  const lists = ids.filter((id) => form.texts('list').includes(id))
  const isChosen = (form.text(TICKED) === 'yes' || lists.length > 0) && lists.length < ids.length
  const confirmed = form.text('confirmed') === 'yes'
  return { bytes: file.bytes, encoding: form.text('encoding'), confirmed, map, ...(isChosen && { lists }) }
}

/** As they were chosen; nothing where nobody did. */
function columnsIn({ text }: Pressed['form']): Columns {
  if (text(MAPPED) !== 'yes') return {}
  return Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, text(mapField(column)).slice(0, 1_000)]))
}
