/**
 * Backs up a large ledger and restores it into the other kind of database, each in a process with a heap of 200 MB. In:
 * the kind, how many people; each has two deliveries. Out: rows a second, bytes, and the most memory a process had.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { writeBackup } from '../../src/backups/write-backup.js'
import { silentLog } from '../../src/base/log.js'
import { restore } from '../../src/run/backups/restore.js'
import { openReadContext } from '../../src/run/read-context.js'
import { openStore } from '../../src/store/open.js'
import { withLedger } from '../../src/store/open-ledger.js'
import { repository } from '../support/project.js'
import { openDatabase } from './open-database.js'

const [, script = '', kind = 'sqlite', count = '200000', file = '', database = ''] = process.argv
const project = { title: 'Lantern OS', domain: 'announce.lantern.example' }

async function fill(people: number): Promise<void> {
  const store = await openStore(database)
  const n = sql`(with recursive c(n) as (select 1 union all select n + 1 from c where n < ${people}) select n from c) c`
  await store.transaction(async (db) => {
    await sql`insert into people (address, address_key, format, runs, created_at)
      select 'reader-' || n || '@example.org', 'reader-' || n || '@example.org', 'html', '', 1770000000000 + n
      from ${n}`.execute(db)
    await sql`insert into subscriptions (person_id, list, state, since)
      select n, 'releases', 'confirmed', 1770000000000 + n from ${n}`.execute(db)
    for (const mailing of [1, 2]) {
      await sql`insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience,
          link_key, reason, created_at)
        values (${`announcement:${mailing}`}, 'notice', 'finished', 1, 3, 'News', ${`<${mailing}@x>`}, 'releases',
          ${people}, 1, '', 1770000000000)`.execute(db)
      await sql`insert into deliveries (mailing_id, person_id, address, lists, list, format, state, due_at, attempts,
          since, fence, reply, maybe_twice, finished_at)
        select ${mailing}, n, 'reader-' || n || '@example.org', 'releases', 'releases', 'html', 'accepted', 0, 1,
          1770000000000, 1, '250 2.0.0 Ok: queued as ' || n, 0, 1770000000000 + n from ${n}`.execute(db)
    }
  })
  await store.close()
}

/** Prints rows and milliseconds. */
async function stage(name: string): Promise<void> {
  const begin = Date.now()
  const rows = (tables: Readonly<Record<string, number>>) => Object.values(tables).reduce((sum, one) => sum + one, 0)
  let written = 0
  if (name === 'backup')
    await withLedger(database, {}, async (ledger) => {
      const contents = { ledger, project, files: [], at: begin }
      written = rows((await writeBackup(contents, file, { encryptTo: '' })).tables)
    })
  if (name === 'restore') {
    const environment = { BELFRY_DATABASE: database, BELFRY_MAIL__DOMAIN: project.domain }
    const context = openReadContext({ file: join(repository, 'config', 'belfry.yaml'), environment, log: silentLog })
    written = rows((await restore(context, file, { replace: false, otherProject: false, dryRun: false })).held.tables)
  }
  const { maxRSS } = process.resourceUsage()
  process.stdout.write(JSON.stringify({ rows: written, ms: Date.now() - begin, mb: Math.round(maxRSS / 1024) }))
}

function inProcess(name: string, of: string): void {
  const args = ['--max-old-space-size=200', '--import', 'tsx', script, name, count, file || made, of]
  const { rows, ms, mb } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<
    string,
    number
  >
  const rate = Math.round(((rows ?? 0) / (ms ?? 1)) * 1000).toLocaleString('en')
  console.log(`${name} ${of.split(':')[0]}: ${rows} rows, ${rate} rows/s, at most ${mb} MB`)
}

const folder = mkdtempSync(join(tmpdir(), 'belfry-bench-'))
const made = join(folder, 'one.jsonl.gz')
if (kind === 'fill') await fill(Number(count))
else if (kind === 'backup' || kind === 'restore') await stage(kind)
else {
  const from = await openDatabase(kind, true)
  const into = await openDatabase(kind === 'sqlite' ? 'postgres' : 'sqlite', true)
  execFileSync(process.execPath, ['--import', 'tsx', script, 'fill', count, made, from.database])
  inProcess('backup', from.database)
  console.log(`${statSync(made).size.toLocaleString('en')} bytes`)
  inProcess('restore', into.database)
  await from.stop()
  await into.stop()
}
rmSync(folder, { recursive: true })
