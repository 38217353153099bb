import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readKept, writeKept } from '../../src/source/open-kept.js'

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')
const post = (path: string, text: string) => ({ path, digest: digestOf(text), read: () => Buffer.from(text) })
const folderOf = () => join(mkdtempSync(join(tmpdir(), 'belfry-test-')), 'kept')
const held = (folder: string) =>
  new Map(readKept(folder).sources.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]))

test('a path of any kind is kept inside the folder, for its owner alone', () => {
  const folder = folderOf()
  const paths = [
    '../../evil.md',
    '/etc/passwd',
    'a\nb.md',
    'a\u202Eb.md',
    `${'long/'.repeat(200)}a.md`,
    '__proto__',
    '"',
  ]
  const old = process.umask(0)
  try {
    expect(
      writeKept(
        folder,
        paths.map((path) => post(path, `of ${path}`)),
        [],
      ),
    ).toEqual([])
  } finally {
    process.umask(old)
  }
  expect(held(folder)).toEqual(new Map(paths.map((path) => [path, `of ${path}`])))
  expect(readdirSync(join(folder, '..'))).toEqual(['kept'])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
})

test('the newest version of a post is kept, and of a post that cannot be read now the last one', () => {
  const folder = folderOf()
  writeKept(folder, [post('a.md', 'one'), post('sub/b.md', 'two'), post('c.md', 'three')], [])
  writeKept(folder, [post('a.md', 'four')], ['sub/'])
  expect(held(folder)).toEqual(
    new Map([
      ['a.md', 'four'],
      ['sub/b.md', 'two'],
    ]),
  )
  writeKept(folder, [], ['a.md'])
  expect(held(folder)).toEqual(new Map([['a.md', 'four']]))
})

test('what another run takes away in the same moment is no fault', () => {
  const folder = folderOf()
  writeKept(folder, [post('a.md', 'one')], [])
  const [old = ''] = readdirSync(folder)
  const read = () => {
    rmSync(join(folder, old))
    return Buffer.from('two')
  }
  expect(writeKept(folder, [{ ...post('a.md', 'two'), read }], [])).toEqual([])
  expect(held(folder)).toEqual(new Map([['a.md', 'two']]))
})

test('a file that was changed since it was read is not kept under the digest of what was read', () => {
  const folder = folderOf()
  writeKept(folder, [{ ...post('a.md', 'one'), read: () => Buffer.from('other') }], [])
  writeKept(folder, [{ ...post('b.md', 'one'), read: () => undefined }], [])
  expect(held(folder).size).toBe(0)
})

test('files of others in the folder are neither read nor removed, and damaged ones are not believed', () => {
  const folder = folderOf()
  writeKept(folder, [post('a.md', 'one'), post('b.md', 'two')], [])
  const [name = '', other = ''] = readdirSync(folder)
  writeFileSync(join(folder, 'README'), 'mine')
  writeFileSync(join(folder, name), readFileSync(join(folder, other)))
  expect(held(folder).size).toBe(1)
  writeFileSync(join(folder, other), '{"a\n')
  expect(held(folder).size).toBe(0)
  writeKept(folder, [], [])
  expect(readdirSync(folder)).toEqual(['README'])
})

test('no folder holds nothing, and one that is none is a warning', () => {
  expect(readKept(folderOf())).toEqual({ sources: [], problems: [] })
  const file = join(folderOf(), '..', 'file')
  writeFileSync(file, '')
  expect(readKept(file).problems).toMatchObject([{ code: 'KEPT_FOLDER', severity: 'warning', file }])
  expect(writeKept(file, [post('a.md', 'one')], [])).toMatchObject([{ code: 'KEPT_FOLDER', severity: 'warning' }])
  expect(existsSync(file)).toBe(true)
})
