/** Flags that commands about people share. In: what was typed. Out: ids and instants, or what is wrong with them. */

import { midnight } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import type { Config } from '../../config/schema.js'
import { languageNamed, offeredLanguages } from '../../config/spoken.js'
import { cliTexts } from '../texts.js'

/** @throws BelfryError LIST_UNKNOWN */
export function listFrom({ lists }: Config, id: string): string {
  if (lists.some((list) => list.id === id)) return id
  throw new BelfryError('LIST_UNKNOWN', cliTexts.subscribersFlags.noList(id, lists.map((list) => list.id).join(', ')))
}

/** Ids parted by spaces or commas; undefined where the flag is not given. @throws BelfryError LIST_UNKNOWN */
export function listsFrom(config: Config, flags: readonly string[] | undefined): string[] | undefined {
  return flags?.flatMap((text) => text.split(/[\s,]+/).filter(Boolean)).map((id) => listFrom(config, id))
}

/** Empty: whatever the site's own is. @throws BelfryError USAGE */
export function languageFrom(config: Config, tag: string): string {
  const found = tag === '' ? '' : languageNamed(config, tag)
  if (found !== undefined) return found
  const offered = offeredLanguages(config)
  const fix = cliTexts.subscribersFlags.nameOneThemOr()
  throw new BelfryError('USAGE', cliTexts.subscribersFlags.siteDoesNotOffer(tag, offered.join(', ')), {
    fix,
    exitCode: 2,
  })
}

/** A day, which begins at midnight in site.timezone, or an instant of ISO 8601. @throws BelfryError USAGE */
export function instantFrom(text: string, { site }: Config): number {
  try {
    const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? midnight(text, site.timezone) : Date.parse(text)
    if (!Number.isNaN(instant)) return instant
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
  }
  throw new BelfryError('USAGE', cliTexts.subscribersFlags.noDateWriteLike(text), { exitCode: 2 })
}
