/** The published folder in memory: what is held, for how long, and what is never read. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PublishedFile } from '../../../src/web/published/file.js'
import { type LargeFile, PublishedFolder } from '../../../src/web/published/read-folder.js'

let folder = ''
let ticks = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-published-'))
  ticks = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (path: string, text: string | Buffer) => writeFileSync(join(folder, path), text)
const opened = (room?: { file: number; all: number }) => new PublishedFolder(folder, () => ticks, room)

function held(file: PublishedFile | LargeFile | undefined): PublishedFile {
  if (file === undefined || 'stream' in file) throw new Error('not held')
  return file
}

test('the disk is looked at once a second at most', async () => {
  write('a.txt', 'one')
  const published = opened()
  published.remember('/a.txt', held(await published.read('a.txt')), [])
  write('a.txt', 'three')
  ticks = 999
  expect(published.recall('/a.txt')?.plain.bytes.toString()).toBe('one')
  ticks = 1_000
  expect(published.recall('/a.txt')).toBeUndefined()
  expect(held(await published.read('a.txt')).plain.bytes.toString()).toBe('three')
})

test('a file that did not change stays held', async () => {
  write('a.txt', 'one')
  const published = opened()
  const first = held(await published.read('a.txt'))
  published.remember('/a.txt', first, [])
  ticks = 5_000
  expect(published.recall('/a.txt')).toBe(first)
  expect(await published.read('a.txt')).toBe(first)
})

test('the same length and the same time are not the same file', async () => {
  write('a.txt', 'one')
  const { atime, mtime } = statSync(join(folder, 'a.txt'))
  const published = opened()
  await published.read('a.txt')
  write('b.txt', 'two')
  utimesSync(join(folder, 'b.txt'), atime, mtime)
  execFileSync('mv', [join(folder, 'b.txt'), join(folder, 'a.txt')])
  expect(held(await published.read('a.txt')).plain.bytes.toString()).toBe('two')
})

test('copies beside a file are sent as they are, where they hold the same', async () => {
  const text = Buffer.from('feed '.repeat(1000))
  write('atom.xml', text)
  write('atom.xml.gz', gzipSync(text, { level: 1 }))
  write('atom.xml.br', brotliCompressSync(text))
  const { packed } = held(await opened().read('atom.xml'))
  expect(packed?.gzip.bytes).toEqual(gzipSync(text, { level: 1 }))
  expect(packed?.br.bytes).toEqual(brotliCompressSync(text))
})

test.each([
  ['of an older file', (text: Buffer) => gzipSync(text.subarray(1))],
  ['of something endless', () => gzipSync(Buffer.alloc(50_000_000))],
  ['that are none', () => Buffer.from('not compressed')],
])('copies %s are not believed', async (_what, copy) => {
  const text = Buffer.from('feed '.repeat(20_000))
  write('atom.xml', text)
  write('atom.xml.gz', copy(text))
  write('atom.xml.br', brotliCompressSync(text))
  const { packed } = held(await opened().read('atom.xml'))
  expect(gunzipSync(packed?.gzip.bytes ?? '')).toEqual(text)
  expect(brotliDecompressSync(packed?.br.bytes ?? '')).toEqual(text)
})

test('what is held stays within its room, and what was asked for longest ago goes first', async () => {
  const published = opened({ file: 1_000, all: 2_000 })
  for (const name of ['a', 'b', 'c']) {
    write(`${name}.png`, Buffer.alloc(900))
    ticks += 1
    published.remember(`/${name}.png`, held(await published.read(`${name}.png`)), [])
  }
  expect(published.bytes).toBe(1_800)
  expect(['/a.png', '/b.png', '/c.png'].map((target) => published.recall(target) !== undefined)).toEqual([
    false,
    true,
    true,
  ])
})

test('a file larger than that is streamed and not held', async () => {
  write('big.bin', Buffer.alloc(5_000, 'x'))
  const published = opened({ file: 1_000, all: 2_000 })
  const file = await published.read('big.bin')
  if (file === undefined || !('stream' in file)) throw new Error('held')
  const chunks: Uint8Array[] = []
  for await (const chunk of file.stream()) chunks.push(chunk)
  expect([file.size, Buffer.concat(chunks).length, published.bytes]).toEqual([5_000, 5_000, 0])
})

test('two requests at once read a file once', async () => {
  write('a.txt', 'one')
  const published = opened()
  const [first, second] = await Promise.all([published.read('a.txt'), published.read('a.txt')])
  expect(first).toBe(second)
})

test('links that lead out, folders, pipes and loops are no files', async () => {
  mkdirSync(join(folder, 'public/sub'), { recursive: true })
  write('secret', 'x')
  symlinkSync('../secret', join(folder, 'public/out'))
  symlinkSync('..', join(folder, 'public/up'))
  symlinkSync('loop', join(folder, 'public/loop'))
  execFileSync('mkfifo', [join(folder, 'public/pipe')])
  const published = new PublishedFolder(join(folder, 'public'), () => ticks)
  for (const path of ['out', 'up/secret', 'loop', 'pipe', 'sub', 'missing', 'out/x', 'x'.repeat(300)])
    expect([path, await published.read(path)]).toEqual([path, undefined])
})
