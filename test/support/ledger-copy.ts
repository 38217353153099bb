/**
 * A copy of a ledger, as a backup makes it. In: the `database` key; nobody has it open. Out: the `database` key of the
 * copy.
 */
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { freshPostgres } from './postgres.js'

export async function copyOfLedger(database: string): Promise<string> {
  if (database.startsWith('postgres'))
    return await freshPostgres(inject('postgresUrl'), new URL(database).pathname.slice(1))
  const copy = join(mkdtempSync(join(tmpdir(), 'belfry-copy-')), 'belfry.db')
  copyFileSync(database.slice('sqlite:'.length), copy)
  return `sqlite:${copy}`
}
