/**
 * What alarms are made from, as it stands now. In: the app context, the releases table. Out: facts. Changes nothing.
 * Door.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { systemCode } from '../base/errors.js'
import type { Config } from '../config/schema.js'
import { slowedDomains } from '../delivery/share-store.js'
import type { ReleaseTable } from '../releases/release.js'
import type { AlarmFacts, Certificate } from './alarms.js'
import type { AppContext } from './app-context.js'
import { recentReturns } from './ledger-numbers-store.js'
import { diskFindings } from './read-disks.js'

/** A mail lists no more. */
const SLOWED = 20

export async function readAlarmFacts(context: AppContext, releases: ReleaseTable): Promise<AlarmFacts> {
  const { config, store, clock } = context
  const now = clock.now()
  return {
    slowed: await slowedDomains(store.db, now, SLOWED),
    returned: await recentReturns(store.db, now),
    disks: diskFindings(config),
    certificates: certificates(config),
    releases,
  }
}

/** Those that this service shows to others; what cannot be read is said where it is used. */
function certificates({ inbound: { cert } }: Config): Certificate[] {
  if (cert === '') return []
  try {
    const { validTo } = new X509Certificate(readFileSync(cert))
    return [{ name: 'inbound.cert', file: cert, validUntil: Date.parse(validTo) }]
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return []
  }
}
