/**
 * Runs once before all tests: looks whether nodemailer is as Belfry knows it; takes Belfry's own variables out of the
 * environment, so that a developer's shell changes nothing; gives all temporary files one folder that is removed at the
 * end; starts the PostgreSQL that the matrix of databases uses, and makes the ledgers that others are copies of.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import type { TestProject } from 'vitest/node'
import { openStore } from '../../src/store/open.js'
import type { LedgerTemplates } from './databases.js'
import { temporaryFolder } from './memory-folder.js'
import { nodemailerFault } from './nodemailer-fields.js'
import { freshPostgres, preparePostgres, type Settings, startPostgres } from './postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    ledgers: LedgerTemplates
  }
}

/** Nothing of it is read after a crash, by a standby or by a backup. */
const LEAN: Settings = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  full_page_writes: 'off',
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  jit: 'off',
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const fault = nodemailerFault()
  if (fault !== undefined) throw new Error(fault)
  for (const name of Object.keys(process.env)) if (name.startsWith('BELFRY_')) delete process.env[name]
  const folder = mkdtempSync(join(temporaryFolder(), 'belfry-tests-'))
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
  preparePostgres()
  // Unpacked once: two processes that unpack it at the same time find it busy.
  const [server] = await Promise.all([startPostgres({ settings: LEAN }), chromium.executablePath()])
  project.provide('postgresUrl', server.url)
  project.provide('ledgers', await makeTemplates(folder, server.url))
  return async () => {
    await server.stop()
    // A browser whose worker has just ended may still write there.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

async function makeTemplates(folder: string, postgresUrl: string): Promise<LedgerTemplates> {
  const sqlite = join(folder, 'ledger.db')
  const postgres = await freshPostgres(postgresUrl)
  for (const database of [`sqlite:${sqlite}`, postgres]) await (await openStore(database)).close()
  return { sqlite, postgres: postgres.slice(postgres.lastIndexOf('/') + 1) }
}
