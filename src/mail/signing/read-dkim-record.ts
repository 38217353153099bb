/**
 * Asks DNS for the record of a DKIM key. Door: network, through the resolver that is passed. In: a key. Out: what is
 * wrong with its record, or nothing. Never asked at a start: DNS that is slow or away must not keep mail from being
 * sent.
 */

import { Resolver } from 'node:dns/promises'
import { BelfryError, messageOf, systemCode } from '../../base/errors.js'
import { mailTexts } from '../texts.js'
import { type DkimKey, recordFault, recordName } from './dkim-key.js'

/** The one call of `node:dns` that is needed; tests bring their own. */
export interface TxtResolver {
  resolveTxt(name: string): Promise<string[][]>
}

export function systemResolver(): TxtResolver {
  return new Resolver({ timeout: 5000, tries: 2 })
}

/**
 * @returns what is wrong, as the end of a sentence about the record; undefined where others can verify what the key
 * signs
 * @throws BelfryError DKIM_RECORD with exit code 3 where DNS does not answer
 */
export async function readDkimRecord(key: DkimKey, resolver: TxtResolver): Promise<string | undefined> {
  const name = recordName(key)
  try {
    const records = await resolver.resolveTxt(name)
    return recordFault(
      key,
      records.map((strings) => strings.join('')),
    )
  } catch (cause) {
    // NXDOMAIN, and a name with other records but no TXT.
    if (['ENOTFOUND', 'ENODATA'].includes(systemCode(cause) ?? '')) return recordFault(key, [])
    throw new BelfryError('DKIM_RECORD', mailTexts.readDkimRecord.dnsDidNotAnswer(name, messageOf(cause)), {
      cause,
      exitCode: 3,
      fix: mailTexts.readDkimRecord.tryAgainWhenDns(),
    })
  }
}
