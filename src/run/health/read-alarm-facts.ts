/**
 * What alarms are made from, as it stands now. In: the app context, the releases table. Out: facts. Changes nothing.
 * Door.
 */
import { slowedDomains } from '../../delivery/share-store.js'
import type { ReleaseTable } from '../../releases/release.js'
import type { AppContext } from '../app-context.js'
import type { AlarmFacts } from './alarms.js'
import { recentReturns } from './ledger-numbers-store.js'
import { diskFindings, dkimKeyAges } from './read-disks.js'
import { readEndings } from './read-endings.js'

/** A mail lists no more. */
const SLOWED = 20

export async function readAlarmFacts(context: AppContext, releases: ReleaseTable): Promise<AlarmFacts> {
  const { config, store, clock } = context
  const now = clock.now()
  return {
    slowed: await slowedDomains(store.db, now, SLOWED),
    returned: await recentReturns(store.db, now),
    disks: diskFindings(config),
    endings: await readEndings(context),
    oldKeys: dkimKeyAges(config, now),
    releases,
  }
}
