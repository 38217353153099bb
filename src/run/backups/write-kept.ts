/**
 * Backups that nobody asked for: before a ledger is changed as a whole one is made, and the newest few are kept. In:
 * the context, the ledger as it is. Out: a file in the folder `backups.folder`. Door.
 */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeBackup } from '../../backups/write-backup.js'
import { BelfryError, messageOf } from '../../base/errors.js'
import { makeFolders } from '../../files/write-file.js'
import type { Ledger } from '../../store/open-ledger.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import { readHeldFiles } from './read-held-files.js'

/** What for, and an instant: in the order of their names within one purpose. */
const KEPT = /^before-(?:\d{4}-[a-z0-9-]+|restore)-(\d{8}T\d{9}Z)\.jsonl\.gz$/

/**
 * @param why `0012-marks`, the first step that is taken next, or `restore`
 * @returns the file; undefined where the configuration keeps none
 * @throws BelfryError BACKUP_FILE, and the ledger is to stay as it is
 */
export async function writeKeptBackup(
  { config, clock }: ReadContext,
  ledger: Ledger,
  why: string,
): Promise<string | undefined> {
  const { folder, keep } = config.backups
  if (keep === 0) return undefined
  makeFolder(folder)
  const now = clock.now()
  const file = freeFile(folder, why, now)
  const project = { title: config.site.title, domain: config.mail.domain }
  const contents = { ledger, project, files: readHeldFiles(config, false), at: now }
  await writeBackup(contents, file, { encryptTo: '' })
  removeOld(folder, keep)
  return file
}

/** As openStore wants it. @returns what is called before the first step that changes a ledger with rows */
export function backupBeforeSteps(context: ReadContext): (ledger: Ledger, steps: readonly string[]) => Promise<void> {
  return async (ledger, [first = '']) => {
    const file = await writeKeptBackup(context, ledger, first)
    if (file !== undefined) context.log.info(`a backup from before the tables are changed: ${file}`)
  }
}

/** The name of the first instant from now on that has none: a ledger may be changed twice within a millisecond. */
function freeFile(folder: string, why: string, now: number): string {
  const instant = new Date(now).toISOString().replaceAll(/[-:.]/g, '')
  const file = join(folder, `before-${why}-${instant}.jsonl.gz`)
  return existsSync(file) ? freeFile(folder, why, now + 1) : file
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder, { private: true })
  } catch (cause) {
    throw new BelfryError('BACKUP_FILE', runTexts.writeKept.folderCannotMade(folder, messageOf(cause)), {
      cause,
      fix: runTexts.writeKept.setBackupsFolderFolder(),
    })
  }
}

function removeOld(folder: string, keep: number): void {
  const instantOf = (name: string) => KEPT.exec(name)?.[1] ?? ''
  const kept = readdirSync(folder).filter((name) => KEPT.test(name))
  const newestFirst = kept.sort((a, b) => (instantOf(a) < instantOf(b) ? 1 : -1))
  for (const name of newestFirst.slice(keep)) rmSync(join(folder, name), { force: true })
}
