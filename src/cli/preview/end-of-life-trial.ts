/**
 * The mail that the releases table would give of a cycle, to look at. In: the table, PRODUCT/CYCLE, a stage, the read
 * context. Out: what mail/ renders; undefined where no product has that name.
 */

import { dayIn } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import { daysBefore } from '../../notices/end-of-life/stages.js'
import { endOfLifeTextsOf } from '../../notices/end-of-life/texts.js'
import { endOfLifeText } from '../../notices/end-of-life/title-and-text.js'
import { endOfLifeLists } from '../../notices/lists-for.js'
import { endOfLifeKey } from '../../register/notice-keys.js'
import { endOfLifeAnnouncement } from '../../register/told-end-of-life.js'
import { type Day, distanceOf, type ReleaseTable } from '../../releases/release.js'
import type { ReadContext } from '../../run/read-context.js'
import { cliTexts } from '../texts.js'

/** @throws BelfryError RELEASE_UNKNOWN, LIST_UNKNOWN */
export function endOfLifeTrial({ config, clock }: ReadContext, table: ReleaseTable, name: string, stage: string) {
  const slash = name.indexOf('/')
  const product = table.products.find(({ id }) => slash > 0 && id === name.slice(0, slash))
  if (product === undefined) return undefined
  const release = product.releases.find(({ cycle }) => cycle === name.slice(slash + 1))
  if (release === undefined) {
    const known = product.releases.map(({ cycle }) => cycle).join(', ')
    throw new BelfryError(
      'RELEASE_UNKNOWN',
      cliTexts.endOfLifeTrial.hasNoCycle(product.id, name.slice(slash + 1), known),
    )
  }
  const now = clock.now()
  const date = typeof release.eol === 'string' ? release.eol : 'none'
  const occasion = { product: product.id, cycles: [release.cycle], field: 'eol', date, stage, count: 1 } as const
  const endOfLife = { product, release, occasion, today: dayOf(stage, date) ?? dayIn(now, config.site.timezone) }
  const severity = stage === 'reached' ? ('important' as const) : ('info' as const)
  const endOfLifeTexts = endOfLifeTextsOf(config.words)
  const { title, text } = endOfLifeText({ ...endOfLife, texts: endOfLifeTexts })
  const key = endOfLifeKey(occasion)
  const announcement = endOfLifeAnnouncement({ key, at: now, severity, title, text }, config.site)
  const lists = endOfLifeLists(config.notices.endOfLifeLists, config.lists)
  const list = lists[0] ?? config.lists[0]
  if (list === undefined) throw new BelfryError('LIST_UNKNOWN', cliTexts.endOfLifeTrial.configurationNamesNoList())
  return { config, key, announcement, endOfLife, endOfLifeTexts, lists, list, now, severity }
}

/** The day on which that stage is told. */
function dayOf(stage: string, date: Day | 'none'): Day | undefined {
  const distance = distanceOf(stage)
  return date === 'none' || distance === undefined ? undefined : daysBefore(date, distance)
}
