import { expect, test } from 'vitest'
import { silentLog } from '../../../src/base/log.js'
import { writeKeptBackup } from '../../../src/run/backups/write-kept.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { withLedger } from '../../../src/store/open-ledger.js'
import { makeProject, testClock } from '../../support/project.js'

test('two of one instant have names of their own', async () => {
  const { configFile: file } = await makeProject('sqlite')
  const clock = testClock('2026-05-04T12:00:00Z')
  const context = openReadContext({ file, environment: {}, clock, log: silentLog })
  const names = await withLedger(context.config.database, {}, async (ledger) => [
    await writeKeptBackup(context, ledger, 'restore'),
    await writeKeptBackup(context, ledger, 'restore'),
  ])
  expect(names.map((name) => name?.split('/').at(-1))).toEqual([
    'before-restore-20260504T120000000Z.jsonl.gz',
    'before-restore-20260504T120000001Z.jsonl.gz',
  ])
})
