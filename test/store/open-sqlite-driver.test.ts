import { copyFileSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemCode } from '../../src/base/errors.js'
import { openSqlite, type SqliteFile } from '../../src/store/open-sqlite.js'

const all = (file: SqliteFile, sql: string, ...parameters: unknown[]) => file.execute({ sql, parameters })

function codeOf(work: () => unknown): string | undefined {
  try {
    work()
  } catch (thrown) {
    return systemCode(thrown)
  }
  return undefined
}

describe('a fault of SQLite is named as SQLite names it', () => {
  const file = openSqlite(':memory:')
  all(file, 'create table moths (name text primary key, weight real not null, wing blob)')
  all(file, 'insert into moths values (?, ?, ?)', 'Wick', 1.5, Buffer.from('dust'))

  test.each([
    ['SQLITE_CONSTRAINT', 'insert into moths values (?, ?, null)', ['Wick', 1]],
    ['SQLITE_CONSTRAINT', 'insert into moths (name) values (?)', ['Ember']],
    ['SQLITE_ERROR', 'insert into lamps values (?)', ['Ember']],
    ['SQLITE_ERROR', 'selec', []],
    ['SQLITE_FULL', 'insert into moths values (?, 1, zeroblob(1000000))', ['Large']],
    ['SQLITE_CONSTRAINT', 'insert into moths values (?, ?, null) returning name', ['Wick', 1]],
    ['SQLITE_FULL', 'insert into moths values (?, 1, zeroblob(1000000)) returning name', ['Large']],
  ])('%s: %s', (code, sql, parameters) => {
    all(file, 'pragma max_page_count = 20')
    expect(codeOf(() => all(file, sql, ...parameters))).toBe(code)
  })

  test('one of many statements: none of them counts, and the next one does', () => {
    const insert = { sql: 'insert into moths values (?, 1, null)', parameters: ['Ember'] }
    expect(codeOf(() => file.batch([insert, insert]))).toBe('SQLITE_CONSTRAINT')
    const full = { sql: 'insert into moths values (?, 1, zeroblob(1000000))', parameters: ['Large'] }
    expect(codeOf(() => file.batch([insert, full]))).toBe('SQLITE_FULL')
    file.batch([insert])
    expect(all(file, 'select count(*) as moths from moths')).toEqual({ rows: [{ moths: 2 }] })
  })

  test.each(['insert into moths values (?)', 'insert into moths values (?) returning name'])(
    'somebody else writes, which is waited for: %s',
    (sql) => {
      const path = join(mkdtempSync(join(tmpdir(), 'belfry-sqlite-')), 'moths.db')
      const [file, other] = [openSqlite(path, 1), openSqlite(path, 1)]
      all(file, 'create table moths (name text)')
      all(other, 'begin immediate')
      expect(codeOf(() => all(file, sql, 'Wick'))).toBe('DATABASE_BUSY')
    },
  )

  test('a file that is no database', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'belfry-sqlite-')), 'notes.txt')
    writeFileSync(path, 'Words, and no database at all. '.repeat(200))
    expect(codeOf(() => openSqlite(path))).toBe('SQLITE_NOTADB')
  })
})

test('rows hold what was put in: bytes as Buffers, numbers, text, nothing', () => {
  const file = openSqlite(':memory:')
  all(file, 'create table moths (name text, weight real, at integer, wing BLOB)')
  const at = Date.parse('2026-05-04T12:00:00Z')
  const insert = 'insert into moths values (?, ?, ?, ?) returning wing as bytes'
  expect(all(file, insert, '🦋', 0.25, at, Buffer.from([0, 255]))).toEqual({ rows: [{ bytes: Buffer.from([0, 255]) }] })
  all(file, insert, null, null, null, null)
  expect(all(file, 'select * from moths order by name')).toEqual({
    rows: [
      { name: null, weight: null, at: null, wing: null },
      { name: '🦋', weight: 0.25, at, wing: Buffer.from([0, 255]) },
    ],
  })
  expect(all(file, 'update moths set weight = 1')).toEqual({ changes: 2, insertId: expect.anything() })
})

test('a closed file is whole without its log, also where statements were prepared', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'belfry-sqlite-')), 'moths.db')
  const file = openSqlite(path)
  all(file, 'create table moths (name text)')
  all(file, 'insert into moths values (?)', 'Wick')
  all(file, 'select * from moths')
  file.close()
  expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
  copyFileSync(path, `${path}.copy`)
  expect(all(openSqlite(`${path}.copy`), 'select * from moths')).toEqual({ rows: [{ name: 'Wick' }] })
})

test('closing waits for nobody who has the file open as well', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'belfry-sqlite-')), 'moths.db')
  const [file, other] = [openSqlite(path), openSqlite(path)]
  all(file, 'create table moths (name text)')
  all(other, 'begin immediate')
  all(other, 'insert into moths values (?)', 'Wick')
  file.close()
  all(other, 'commit')
  expect(all(other, 'select * from moths')).toEqual({ rows: [{ name: 'Wick' }] })
})
