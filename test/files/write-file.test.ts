/** Files that are placed one after the other, by whoever is told to ask less of the disk. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolders, placeFile, placerIn } from '../../src/files/write-file.js'
import { sourceFiles } from '../support/transpile.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-place-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = fc.constantFrom('a/index.html', 'a/b/index.html', 'a/b/x.xml', 'c/index.html', 'c/d/e/index.html', 'top')
const text = fc.constantFrom('', 'one', 'two', 'three')

test('many files stand as if each were placed by itself, whatever stood there before', () => {
  const [many, each] = [join(folder, 'many'), join(folder, 'each')]
  const files = fc.array(fc.tuple(path, text))
  fc.assert(
    fc.property(files, files, fc.boolean(), (before, now, isThere) => {
      for (const root of [many, each]) {
        rmSync(root, { recursive: true, force: true })
        if (isThere) mkdirSync(root)
        for (const [name, bytes] of before) placeFile(join(root, name), Buffer.from(bytes))
      }
      const place = placerIn(many)
      for (const [name, bytes] of now)
        expect(place(join(many, name), Buffer.from(bytes))).toEqual(placeFile(join(each, name), Buffer.from(bytes)))
      const standing = (root: string) =>
        !existsSync(root)
          ? []
          : readdirSync(root, { recursive: true, withFileTypes: true })
              .filter((entry) => entry.isFile())
              .map((entry) => {
                const file = join(entry.parentPath, entry.name)
                return [file.slice(root.length), readFileSync(file, 'utf8')]
              })
              .sort()
      expect(standing(many)).toEqual(standing(each))
    }),
  )
})

test('an empty folder that has the name of a file gives way', () => {
  mkdirSync(join(folder, 'a'))
  expect(placerIn(folder)(join(folder, 'a'), Buffer.from('x'))).toEqual({ bytes: 1, changed: true })
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('x')
})

test('where a file stands in the place of a folder, it stays', () => {
  writeFileSync(join(folder, 'a'), 'theirs')
  const place = placerIn(folder)
  place(join(folder, 'b/index.html'), Buffer.from('x'))
  expect(() => place(join(folder, 'a/index.html'), Buffer.from('x'))).toThrow()
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('theirs')
})

test('folders are made as deep as they are asked for, and for their owner alone where that is asked', () => {
  const deep = join(folder, 'a', 'b', 'c')
  expect([makeFolders(deep), makeFolders(deep), makeFolders(join(folder, 'a', 'b', 'd'))]).toEqual([true, false, true])
  makeFolders(join(folder, 'own', 'd'), { private: true })
  expect(['own', 'own/d'].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o700, 0o700])
})

test('where a file has the name of a folder, or of one above it, that is said', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolders(join(folder, 'file'))).toThrow(/^EEXIST/)
  expect(() => makeFolders(join(folder, 'file', 'a', 'b'))).toThrow(/^ENOTDIR/)
})

test('a folder where none can be made is an error, and no wait for ever', (context) => {
  if (!existsSync('/proc/self')) return context.skip('no /proc here')
  expect(() => makeFolders('/proc/belfry/a/b')).toThrow(/^ENOENT/)
})

test('no other file asks Node to make folders and those above them', () => {
  const asking = sourceFiles().filter((file) => /mkdir(?:Sync)?\(.*recursive/.test(readFileSync(file, 'utf8')))
  // They make the program, and are no part of it.
  expect(asking.map((file) => basename(file)).sort()).toEqual(['bundle.ts', 'pack.ts'])
})
