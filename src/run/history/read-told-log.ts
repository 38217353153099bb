/**
 * The told log as it is published, held against the ledger. Door: disk. In: the ledger, the register, the folder of the
 * feeds. Out: what of it does not fit; nothing where there is none.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TOLD_FILE } from '../../feeds/names.js'
import { TOLD_LOG_BYTES } from '../../feeds/parse-told-log.js'
import type { Register } from '../../register/register.js'
import type { Queries } from '../../store/open.js'
import { type ToldLogVerdict, verifyPublishedLog } from './audit.js'
import { readClaim } from './read-claim.js'

export interface FoundLog {
  readonly file: string
  readonly told: ToldLogVerdict
}

export async function verifyLogIn(queries: Queries, register: Register, folder: string): Promise<FoundLog | undefined> {
  const file = join(folder, TOLD_FILE)
  if (!existsSync(file)) return undefined
  const read = await readClaim(file, TOLD_LOG_BYTES)
  if ('fault' in read) return { file, told: { entries: 0, fault: { line: 0, why: read.fault } } }
  return { file, told: await verifyPublishedLog(queries, register, read.bytes.toString('utf8')) }
}
