/**
 * The suppression list as a file, and back. Pure. In: suppressions. Out: lines of CSV (RFC 4180) with address, reason
 * and since. Or in: CSV with a header line, of Belfry or of another program, or a list of addresses. Out: whom to
 * suppress and why, and for each line that cannot be used its number and why not.
 */

import { type Address, parseAddress } from './address.js'
import { lineOf } from './export-csv.js'
import type { Skipped } from './import-csv.js'
import { instantIn } from './import-date.js'
import { addressIn, importRows, type Pieces } from './import-rows.js'
import type { Suppression } from './suppression-store.js'
import { subscribersTexts } from './texts.js'

export interface SuppressedAddress extends Suppression {
  readonly address: string
}

export async function* suppressionLines(list: AsyncIterable<SuppressedAddress>): AsyncGenerator<string> {
  yield lineOf(['address', 'reason', 'since'])
  for await (const { address, reason, since } of list) yield lineOf([address, reason, since])
}

export interface ToSuppress {
  readonly address: Address
  /** '' where the file gives none. */
  readonly reason: string
  /** Milliseconds since the epoch; undefined where the file gives none, or none that has come. */
  readonly since?: number
}

/** Characters of a reason. */
const LONGEST_REASON = 300

/** @throws BelfryError IMPORT_FORMAT where the file is no CSV or no column holds addresses */
export async function parseSuppressions(
  read: () => Pieces,
  now: number,
): Promise<{ list: ToSuppress[]; skipped: Skipped[] }> {
  const { shape, rows } = await importRows(read)
  const list = new Map<string, ToSuppress>()
  const skipped: Skipped[] = []
  for await (const some of rows)
    for (const { record, line } of some) {
      const written = record[shape.columns.address ?? ''] ?? ''
      const address = parseAddress(written) ?? parseAddress(addressIn(written))
      if (address === undefined) skipped.push({ line, reason: subscribersTexts.suppressionCsv.notMailAddress(written) })
      else if (!list.has(address.key))
        list.set(address.key, { address, ...whyOf(record.reason ?? '', record[shape.columns.since ?? ''] ?? '', now) })
    }
  return { list: [...list.values()], skipped }
}

function whyOf(written: string, day: string, now: number): Omit<ToSuppress, 'address'> {
  const since = instantIn(day)
  const reason = written.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, LONGEST_REASON)
  return { reason: reason.trim(), ...(since !== undefined && since <= now && { since }) }
}
