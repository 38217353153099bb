/**
 * Attempts to break a backup and a restore. A backup is whole under its name or not there; what is not a whole backup
 * of this project changes nothing.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withBackup } from '../../src/backups/read-backup.js'
import { lookAt } from '../../src/run/backups/restore.js'
import { withLedger } from '../../src/store/open-ledger.js'
import { belfry, type Result } from '../support/cli.js'
import { compiled, compiledProgram } from '../support/compiled.js'
import { dialects, freshDatabase, freshLedger } from '../support/databases.js'
import { start } from '../support/processes.js'
import { makeProject, type Project, repository } from '../support/project.js'

const now = '2026-05-04T12:00:00Z'

let project: Project
let good: string
const fresh = (name: string) => join(mkdtempSync(join(tmpdir(), 'belfry-backup-')), name)

async function call(args: readonly string[], more: { database?: string; env?: Record<string, string> } = {}) {
  const env = { ...more.env, ...(more.database !== undefined && { BELFRY_DATABASE: more.database }) }
  return await belfry(args, { config: project.configFile, now, env })
}

beforeAll(async () => {
  project = await makeProject('sqlite', {
    mail: { transport: 'smtp://announce:hunter2@mail.example.org:587' },
    web: { url: 'https://lists.lantern.example' },
  })
  project.post('2026-05-04-first.md', { title: 'First' }, 'Text.')
  for (const name of ['ada', 'grace'])
    expect((await call(['subscribers', 'add', `${name}@example.org`, '--confirmed', '--lists', 'releases'])).code).toBe(
      0,
    )
  good = fresh('good.jsonl.gz')
  expect((await call(['backup', good])).stderr).toBe('')
})

/** Nothing was begun there. */
async function isUntouched(database: string): Promise<boolean> {
  return await withLedger(database, {}, async ({ step }) => step === undefined)
}

async function refused(file: string, code: string): Promise<Result> {
  const database = await freshDatabase('sqlite')
  const result = await call(['restore', file], { database })
  expect([result.code, result.stdout]).toEqual([1, ''])
  expect(result.stderr).toContain(`[${code}]`)
  expect(await isUntouched(database)).toBe(true)
  return result
}

/** Whatever lines, with the checksum that belongs to them. */
function crafted(change: (lines: string[]) => string[], rows?: number): string {
  const lines = change(gunzipSync(readFileSync(good)).toString('utf8').split('\n').slice(0, -2))
  const octets = lines.map((line) => `${line}\n`).join('')
  const count = lines.filter((line) => line.startsWith('[')).length
  const end = { end: 'backup', rows: rows ?? count, sha256: createHash('sha256').update(octets).digest('hex') }
  const file = fresh('crafted.jsonl.gz')
  writeFileSync(file, gzipSync(`${octets}${JSON.stringify(end)}\n`))
  return file
}

const inLine = (at: RegExp, change: (line: string) => string) => (lines: string[]) =>
  lines.map((line) => (at.test(line) ? change(line) : line))

describe('a restore refuses, and changes nothing', () => {
  test('what was cut off, wherever', async () => {
    const bytes = readFileSync(good)
    for (const length of [1, 9, 40, Math.floor(bytes.length / 2), bytes.length - 9, bytes.length - 1]) {
      const file = fresh('cut.jsonl.gz')
      writeFileSync(file, bytes.subarray(0, length))
      await refused(file, 'BACKUP_DAMAGED')
    }
  })

  test('what had a bit turned over, wherever, unless it says the same', async () => {
    const bytes = readFileSync(good)
    const { sha256 } = await withBackup(good, lookAt)
    let caught = 0
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 150)) {
      const file = fresh('turned.jsonl.gz')
      const turned = Buffer.from(bytes)
      turned[at] = (turned[at] ?? 0) ^ (1 << (at % 8))
      writeFileSync(file, turned)
      const seen = await withBackup(file, lookAt).catch((thrown: { code?: string }) => thrown.code)
      if (seen === 'BACKUP_DAMAGED') caught += 1
      else expect(seen).toMatchObject({ sha256 })
    }
    // Ten octets of gzip's own header are in no checksum.
    expect(caught).toBeGreaterThan(130)
  })

  test('what has more behind its end, as octets or as a second part', async () => {
    const more = [Buffer.from('and more'), gzipSync('["a"]\n'), readFileSync(good)]
    for (const one of more) {
      const file = fresh('more.jsonl.gz')
      writeFileSync(file, Buffer.concat([readFileSync(good), one]))
      await refused(file, 'BACKUP_DAMAGED')
    }
  })

  test('what is no backup: nothing, text, another archive, a device without an end', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('address,lists\n'), gzipSync('{"a":1}\n'), gzipSync('')]) {
      const file = fresh('none')
      writeFileSync(file, bytes)
      await refused(file, 'BACKUP_DAMAGED')
    }
    await refused('/dev/zero', 'BACKUP_DAMAGED')
    await refused(tmpdir(), 'BACKUP_FILE')
    await refused(fresh('not-there'), 'BACKUP_FILE')
  })

  test('a line without an end, however small it is packed', async () => {
    const file = fresh('bomb.jsonl.gz')
    const head = gunzipSync(readFileSync(good)).toString('utf8').split('\n').slice(0, 2).join('\n')
    writeFileSync(file, gzipSync(Buffer.concat([Buffer.from(`${head}\n["`), Buffer.alloc(80_000_000, 97)])))
    expect(statSync(file).size).toBeLessThan(200_000)
    expect((await refused(file, 'BACKUP_DAMAGED')).stderr).toContain('a line of it is too long')
  })

  test('another format and tables of a Belfry to come', async () => {
    await refused(crafted(inLine(/"belfry"/, (line) => line.replace('"format":1', '"format":2'))), 'BACKUP_NEWER')
    await refused(
      crafted(inLine(/"belfry"/, (line) => line.replace(/"step":"[^"]*"/, '"step":"9999-to-come"'))),
      'BACKUP_NEWER',
    )
  })

  test('tables, columns, rows, files and counts that are not those of a backup, with a checksum that holds', async () => {
    const changes: readonly ((lines: string[]) => string[])[] = [
      inLine(/"table":"people"/, (line) => line.replace('"address"', '"address) select 1; drop table people; --"')),
      inLine(/"table":"people"/, (line) => line.replace('"people"', '"sqlite_master"')),
      inLine(/"table":"people"/, (line) => line.replace('"people"', '"meta"')),
      inLine(/"file":"register"|"file":"configuration"/, (line) =>
        line.replace(/"[a-z]+"\}/, '"../../../etc/passwd"}'),
      ),
      inLine(/"file":"configuration"/, (line) => line.replace('configuration', 'secrets/../../link-1.key')),
      inLine(/ada@example\.org/, (line) => line.replace('"ada@example.org"', '7')),
      inLine(/ada@example\.org/, (line) => line.replace(']', ',1]')),
      inLine(/ada@example\.org/, (line) => line.replace(/^\[\d+/, '[1.5')),
      inLine(/ada@example\.org/, () => '{"rows":0}'),
      (lines) => lines.filter((line) => !/ada@example\.org/.test(line)),
      (lines) => [...lines, ...lines.slice(1)],
      (lines) => lines.slice(0, 1),
      (lines) => [lines[0] ?? '', ...lines],
      // What only the tables themselves can know: two people with one number, one without an address.
      inLine(/grace@example\.org/, (line) => line.replace(/^\[\d+/, '[1')),
      inLine(/ada@example\.org/, (line) => line.replace(/"ada@example\.org"/g, 'null')),
    ]
    for (const change of changes) await refused(crafted(change), 'BACKUP_DAMAGED')
    await refused(
      crafted((lines) => lines, 1),
      'BACKUP_DAMAGED',
    )
    // The same by the same way, unchanged, is taken.
    const database = await freshDatabase('sqlite')
    expect((await call(['restore', crafted((lines) => lines)], { database })).code).toBe(0)
  })

  test('the backup of another project, unless that is meant', async () => {
    const other = crafted(inLine(/"belfry"/, (line) => line.replace('announce.lantern.example', 'news.other.example')))
    expect((await refused(other, 'BACKUP_OTHER')).stderr).toContain('news.other.example')
    const database = await freshDatabase('sqlite')
    expect((await call(['restore', other, '--other-project'], { database })).code).toBe(0)
  })

  test('a title that would move the cursor is shown without that', async () => {
    const title = crafted(inLine(/"belfry"/, (line) => line.replace('Lantern OS', '\\u001b[2JLantern')))
    const seen = await call(['restore', title, '--dry-run'])
    expect(seen.stdout).toContain('Lantern')
    expect(seen.stdout).not.toContain('\u001b')
  })

  for (const dialect of dialects)
    test(`a ledger that is not empty, on ${dialect}, unless what is there may go; that is kept beside`, async () => {
      const database = await freshLedger(dialect)
      expect((await call(['subscribers', 'add', 'mine@example.org'], { database })).code).toBe(0)
      const kept = join(project.folder, 'backups')
      const before = existsSync(kept) ? readdirSync(kept).length : 0
      const result = await call(['restore', good], { database })
      expect([result.code, result.stderr.includes('[LEDGER_FILLED]')]).toEqual([1, true])
      const people = async () => (await call(['subscribers', 'list'], { database })).stdout
      expect(await people()).toContain('mine@example.org')
      const replaced = await call(['restore', good, '--replace', '--json'], { database })
      expect([replaced.code, replaced.stderr]).toEqual([0, ''])
      expect(await people()).not.toContain('mine@example.org')
      expect(await people()).toContain('ada@example.org')
      expect(readdirSync(kept)).toHaveLength(before + 1)
      const { before: file } = replaced.json() as { before: string }
      const back = await freshDatabase(dialect)
      expect((await call(['restore', file], { database: back })).code).toBe(0)
      expect((await call(['subscribers', 'list'], { database: back })).stdout).toContain('mine@example.org')
    })
})

for (const dialect of dialects)
  test(`a restore that is killed in its middle leaves the ledger as it was, on ${dialect}`, async () => {
    const many = await freshLedger(dialect)
    const csv = fresh('many.csv')
    writeFileSync(
      csv,
      `address,lists\n${Array.from({ length: 3000 }, (_, n) => `p${n}@example.org,releases\n`).join('')}`,
    )
    expect((await call(['subscribers', 'import', csv, '--confirmed'], { database: many })).code).toBe(0)
    const file = fresh('many.jsonl.gz')
    expect((await call(['backup', file], { database: many })).code).toBe(0)

    const database = await freshLedger(dialect)
    expect((await call(['subscribers', 'add', 'mine@example.org'], { database })).code).toBe(0)
    for (const rows of [1, 2000, 5000]) {
      const args = [compiledProgram('dies-in-restore'), project.configFile, file, String(rows)]
      const env = { ...process.env, BELFRY_DATABASE: database, BELFRY_NOW: now }
      const die = async () => await start(process.execPath, args, { cwd: repository, env }).ended
      let ended = await die()
      // The server may not have seen yet that the one before is dead, and hold its tables.
      for (let tries = 0; tries < 5 && ended.stderr.includes('are in use'); tries += 1) ended = await die()
      expect(ended, ended.stderr).toMatchObject({ signal: 'SIGKILL' })
      const list = await call(['subscribers', 'list'], { database })
      expect(list.stdout).toContain('mine@example.org')
      expect(list.stdout).not.toContain('p1@example.org')
    }
    expect((await call(['restore', file, '--replace'], { database })).code).toBe(0)
    expect((await call(['subscribers', 'list', '--json'], { database })).json()).toHaveLength(3000)
  })

describe('a backup', () => {
  test('never takes the name of what is there: a file, a link that leads nowhere, a pipe, a folder', async () => {
    const file = fresh('mine')
    writeFileSync(file, 'mine')
    const link = fresh('link')
    const target = fresh('target')
    symlinkSync(target, link)
    const pipe = fresh('pipe')
    execFileSync('mkfifo', [pipe])
    for (const one of [file, link, pipe, tmpdir()]) {
      const result = await call(['backup', one])
      expect([one, result.code, result.stderr.includes('is there already')]).toEqual([one, 1, true])
    }
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect([existsSync(target), lstatSync(link).isSymbolicLink()]).toEqual([false, true])
  })

  test('says where it cannot be written, and leaves nothing', async () => {
    const file = fresh('a-file')
    writeFileSync(file, '')
    for (const one of [join(file, 'x'), fresh('none/x'), '/proc/x.jsonl.gz']) {
      const result = await call(['backup', one])
      expect([one, result.code, result.stderr.includes('[BACKUP_FILE]')]).toEqual([one, 1, true])
    }
  })

  test('is there whole or not at all where the disk is full', async () => {
    // A file may have no octet below, nor may one of SQLite's.
    const database = await freshLedger('postgres')
    const folder = mkdtempSync(join(tmpdir(), 'belfry-full-'))
    const main = join(compiled(), 'main.js')
    const limited = async (script: string) =>
      await start('sh', ['-c', script, process.execPath, main], {
        cwd: folder,
        env: { ...process.env, BELFRY_CONFIG: project.configFile, BELFRY_NOW: now, BELFRY_DATABASE: database },
      }).ended
    // The signal that says so is ignored, so that the write fails.
    const full = await limited(`umask 000; trap '' XFSZ; ulimit -f 0; exec "$0" "$@" backup full.jsonl.gz`)
    expect([full.code, full.stderr.includes('[BACKUP_FILE]')]).toEqual([1, true])
    expect(readdirSync(folder)).toEqual([])
    const device = await limited('exec "$0" "$@" backup - > /dev/full')
    expect([device.code, device.stderr.includes('[BACKUP_FILE]')]).toEqual([1, true])
  })

  test('goes to standard output and comes from standard input or a pipe', async () => {
    const main = join(compiled(), 'main.js')
    const piped = async (script: string, database?: string) =>
      await start('sh', ['-c', script, process.execPath, main, good], {
        cwd: repository,
        env: {
          ...process.env,
          BELFRY_CONFIG: project.configFile,
          BELFRY_NOW: now,
          ...(database !== undefined && { BELFRY_DATABASE: database }),
        },
      }).ended
    const file = fresh('out')
    expect((await piped(`exec "$0" "$1" backup - > ${file}`)).stderr).toContain('2 people')
    for (const way of [`"$0" "$1" restore - < ${file}`, `cat ${file} | "$0" "$1" restore -`]) {
      const database = await freshDatabase('sqlite')
      expect(await piped(way, database)).toMatchObject({ code: 0, stderr: '' })
    }
    const pipe = fresh('pipe')
    execFileSync('mkfifo', [pipe])
    const database = await freshDatabase('sqlite')
    expect(await piped(`cat ${file} > ${pipe} & "$0" "$1" restore ${pipe}`, database)).toMatchObject({ code: 0 })
  })

  test('of a database without a ledger is none', async () => {
    const file = fresh('none.jsonl.gz')
    const result = await call(['backup', file], { database: await freshDatabase('sqlite') })
    expect([result.code, existsSync(file)]).toEqual([1, false])
  })

  test('holds no password and no key without --secrets, and all of them with it', async () => {
    const plain = gunzipSync(readFileSync(good)).toString('utf8')
    const fileIn = (text: string, name: string) => {
      const lines = text.split('\n')
      const [piece = ''] = JSON.parse(lines[lines.indexOf(`{"file":"${name}"}`) + 1] ?? '[]') as string[]
      return Buffer.from(piece, 'base64').toString('utf8')
    }
    expect(fileIn(plain, 'configuration')).toContain('smtp://announce:…@mail.example.org')
    expect(plain).not.toContain('secrets/')
    const file = fresh('secrets.jsonl.gz')
    expect((await call(['backup', file, '--secrets'])).stderr).toContain('in clear')
    const whole = gunzipSync(readFileSync(file)).toString('utf8')
    expect(fileIn(whole, 'configuration')).toContain('hunter2')
    const key = readFileSync(join(project.folder, 'secrets', 'link-1.key'), 'utf8')
    expect(fileIn(whole, 'secrets/link-1.key')).toBe(key)

    // They come back where there are none, and never over others.
    const other = await makeProject('sqlite', { database: await freshDatabase('sqlite') })
    const restore = async (...more: string[]) =>
      await belfry(['restore', file, ...more], { config: other.configFile, now })
    expect((await restore()).stderr).toBe('')
    const there = join(other.folder, 'secrets', 'link-1.key')
    expect([readFileSync(there, 'utf8'), statSync(there).mode & 0o777]).toEqual([key, 0o600])
    writeFileSync(there, `${'0'.repeat(64)}\n`)
    expect((await restore('--replace')).stdout).toContain('secrets/link-1.key is there already and differs')
    expect(readFileSync(there, 'utf8')).toBe(`${'0'.repeat(64)}\n`)
    const folder = join(other.folder, 'taken-out')
    expect((await restore('--files', folder)).code).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['configuration.yaml', 'secrets'])
    expect(statSync(join(folder, 'secrets', 'link-1.key')).mode & 0o777).toBe(0o600)
    expect((await restore('--files', folder)).stderr).toContain('is there already')
  })
})

describe('a backup for one reader', () => {
  let home: string
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], { encoding: 'utf8', stdio: 'pipe' })

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'belfry-keys-'))
    for (const name of ['keeper@example.org', 'other@example.org'])
      gpg('--passphrase', '', '--pinentry-mode', 'loopback', '--quick-gen-key', name, 'default', 'default', 'never')
  })
  afterAll(() => execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']))

  test('is read with that key alone, and not where it was touched', async () => {
    const file = fresh('secret.gpg')
    const env = { GNUPGHOME: home }
    const made = await call(['backup', file, '--secrets', '--encrypt-to', 'keeper@example.org'], { env })
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(readFileSync(file).includes('ada@example.org')).toBe(false)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const database = await freshDatabase('sqlite')
    expect((await call(['restore', file, '--dry-run'], { env })).stdout).toContain('2 people')
    expect((await call(['restore', file], { env, database })).code).toBe(0)

    const empty = mkdtempSync(join(tmpdir(), 'belfry-keys-'))
    const without = await call(['restore', file, '--dry-run'], { env: { GNUPGHOME: empty } })
    expect([without.code, without.stderr.includes('[BACKUP_KEY]')]).toEqual([1, true])
    const bytes = readFileSync(file)
    for (const part of [
      bytes.subarray(0, bytes.length - 40),
      Buffer.concat([bytes.subarray(0, 400), bytes.subarray(401)]),
    ]) {
      const touched = fresh('touched.gpg')
      writeFileSync(touched, part)
      const result = await call(['restore', touched], { env, database: await freshDatabase('sqlite') })
      expect([result.code, /\[BACKUP_(KEY|DAMAGED)\]/.test(result.stderr)]).toEqual([1, true])
    }
  })

  test('is not made where the key is not there', async () => {
    const file = fresh('nobody.gpg')
    const made = await call(['backup', file, '--encrypt-to', 'nobody@example.org'], { env: { GNUPGHOME: home } })
    expect([made.code, made.stderr.includes('[BACKUP_KEY]'), existsSync(file)]).toEqual([1, true, false])
    expect(readdirSync(join(file, '..'))).toEqual([])
  })

  test('may be for a key in a file', async () => {
    const key = fresh('keeper.asc')
    writeFileSync(key, gpg('--armor', '--export', 'keeper@example.org'))
    const file = fresh('secret.gpg')
    const empty = mkdtempSync(join(tmpdir(), 'belfry-keys-'))
    expect((await call(['backup', file, '--encrypt-to', key], { env: { GNUPGHOME: empty } })).code).toBe(0)
    expect((await call(['restore', file, '--dry-run'], { env: { GNUPGHOME: home } })).code).toBe(0)
  })
})
