/**
 * A copy of a ledger, as a backup makes it. In: the `database` key; nobody has it open. Out: the `database` key of the
 * copy.
 */
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshPostgres } from './postgres.js'

export async function copyOfLedger(database: string): Promise<string> {
  if (database.startsWith('postgres')) {
    const name = database.lastIndexOf('/')
    return await freshPostgres(database.slice(0, name), database.slice(name + 1))
  }
  const copy = join(mkdtempSync(join(tmpdir(), 'belfry-copy-')), 'belfry.db')
  copyFileSync(database.slice('sqlite:'.length), copy)
  return `sqlite:${copy}`
}
