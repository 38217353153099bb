/**
 * A backup of a ledger as it was before its tables were changed: made by whichever command changes them, kept in a
 * bounded number, and the way back.
 */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withBackup } from '../../../src/backups/read-backup.js'
import { lookAt } from '../../../src/run/backups/restore.js'
import { withLedger } from '../../../src/store/open-ledger.js'
import { allSteps } from '../../../src/store/read-tables.js'
import { belfry } from '../../support/cli.js'
import { type Dialect, dialects, freshDatabase, freshLedger } from '../../support/databases.js'
import { openOlderLedger } from '../../support/older-ledger.js'
import { makeProject } from '../../support/project.js'

const OLDER = '0009-people'
const NEXT = '0010-asked-with'

/** A person, a subscription and a confirmed list in tables that are older than this Belfry. */
async function olderLedger(dialect: Dialect): Promise<string> {
  const database = await freshDatabase(dialect)
  const db = await openOlderLedger(database, OLDER)
  const person = { address: 'Ada@example.org', address_key: 'ada@example.org', format: 'text' as const, runs: '' }
  await db
    .insertInto('people')
    .values({ ...person, created_at: 1 })
    .execute()
  await db
    .insertInto('subscriptions')
    .values({ person_id: 1, list: 'releases', state: 'confirmed', since: 1 })
    .execute()
  await db.destroy()
  return database
}

/** The clock goes on from the instant that it is given. */
const dayOf = (name: string) => name.replace(/T12\d{7}Z/, '')

const stepOf = async (database: string) => await withLedger(database, {}, async ({ step }) => step)

for (const dialect of dialects)
  describe(`before the tables of a ledger on ${dialect} are changed`, () => {
    test.each([['migrate'], ['subscribers', 'list']])(
      '%s %s keeps a backup, from which there is a way back',
      async (...args) => {
        const database = await olderLedger(dialect)
        const project = await makeProject(dialect, { database })
        const call = async (now: string, ...words: string[]) => await belfry(words, { config: project.configFile, now })
        const folder = join(project.folder, 'backups')
        expect((await call('2026-05-04T12:00:00Z', ...args)).code).toBe(0)
        expect(await stepOf(database)).toBe(allSteps().at(-1))
        const names = readdirSync(folder)
        expect(names.map(dayOf)).toEqual([`before-${NEXT}-20260504.jsonl.gz`])
        const file = join(folder, names[0] ?? '')
        expect([statSync(file).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700])
        const held = await withBackup(file, lookAt)
        expect([held.header.step, held.tables.people]).toEqual([OLDER, 1])

        // An older Belfry would stop at its own last step; this one goes on to the newest, on either database.
        for (const other of dialects) {
          const into = await makeProject(other, { database: await freshDatabase(other) })
          const restored = await belfry(['restore', file], { config: into.configFile, now: '2026-05-05T12:10:00Z' })
          expect([restored.code, restored.stderr]).toEqual([0, ''])
          expect(restored.stdout).toMatch(/as it was on 2026-05-04T12:0\S+, 24 hours ago/)
          const list = await belfry(['subscribers', 'list'], { config: into.configFile })
          expect(list.stdout).toContain('Ada@example.org')
        }
      },
    )

    test('nothing is changed where none can be made, unless none is wanted', async () => {
      const database = await olderLedger(dialect)
      const project = await makeProject(dialect, { database })
      writeFileSync(join(project.folder, 'backups'), 'a file in its way')
      const config = project.configFile
      const refused = await belfry(['migrate'], { config })
      expect([refused.code, refused.stderr.includes('[BACKUP_FILE]')]).toEqual([1, true])
      expect(await stepOf(database)).toBe(OLDER)
      expect((await belfry(['migrate'], { config, env: { BELFRY_BACKUPS__KEEP: '0' } })).code).toBe(0)
      expect(await stepOf(database)).toBe(allSteps().at(-1))
    })

    test('a ledger that holds nothing yet needs none', async () => {
      const project = await makeProject(dialect, { database: await freshDatabase(dialect) })
      expect((await belfry(['migrate'], { config: project.configFile })).code).toBe(0)
      expect(existsSync(join(project.folder, 'backups'))).toBe(false)
    })
  })

test('the newest few are kept, and nothing else in the folder is touched', async () => {
  const project = await makeProject('sqlite', { backups: { folder: 'backups', keep: 2 } })
  const folder = join(project.folder, 'backups')
  const mine = ['my-own.jsonl.gz', 'before-lunch.jsonl.gz']
  for (const day of ['04', '05', '06', '07']) {
    const env = { BELFRY_DATABASE: await olderLedger('sqlite') }
    const now = `2026-05-${day}T12:00:00Z`
    expect((await belfry(['migrate'], { config: project.configFile, now, env })).code).toBe(0)
    for (const name of mine) writeFileSync(join(folder, name), '')
  }
  const kept = ['06', '07'].map((day) => `before-${NEXT}-202605${day}.jsonl.gz`)
  expect(readdirSync(folder).map(dayOf).sort()).toEqual([...kept, ...mine].sort())
  rmSync(folder, { recursive: true })
})

test('a ledger of this Belfry is opened without one', async () => {
  const project = await makeProject('sqlite', { database: await freshLedger('sqlite') })
  expect((await belfry(['subscribers', 'list'], { config: project.configFile })).code).toBe(0)
  expect(existsSync(join(project.folder, 'backups'))).toBe(false)
})
