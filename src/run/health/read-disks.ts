/**
 * How much room there is where Belfry writes, and how old its keys are. In: the configuration. Out: a finding for each.
 * Door.
 */

import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, systemCode } from '../../base/errors.js'
import { isKeyText } from '../../base/secrets.js'
import type { Config } from '../../config/schema.js'
import { runTexts } from '../texts.js'
import { bad, diskFinding, type Finding, keyFinding } from './doctor.js'

/** Of the disks that Belfry writes to. */
export function diskFindings({ database, feeds }: Config): Finding[] {
  const ledger = database.startsWith('sqlite:') ? [['disk of the ledger', dirname(database.slice(7))] as const] : []
  return [...ledger, ['disk of the feeds', feeds.folder] as const].map(([name, folder]) => {
    try {
      const { bavail, bsize } = statfsSync(nearest(folder))
      return diskFinding(name, folder, bavail * bsize)
    } catch (thrown) {
      if (systemCode(thrown) === undefined) throw thrown
      return bad(
        name,
        'unknown',
        runTexts.readDisks.cannotLookedAt(folder, messageOf(thrown)),
        runTexts.readDisks.giveBelfryRightRead(),
      )
    }
  })
}

/** The folder, or what is there of the way to it. */
function nearest(folder: string): string {
  const up = dirname(folder)
  return up === folder || statSync(folder, { throwIfNoEntry: false }) !== undefined ? folder : nearest(up)
}

/** Of keys that stand in files: who copied one long ago may sign with it still. */
export function dkimKeyAges({ mail: { dkim } }: Config, now: number): Finding[] {
  const files = [dkim.key, dkim.ed25519.key].filter((file) => file !== '' && !isKeyText(file))
  return files.flatMap((file) => {
    const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    return changedAt === undefined ? [] : [keyFinding('age of the DKIM key', file, changedAt, now)]
  })
}
