import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MANIFEST_FILE, type OutputFile, wouldChange, writeAtomically, writeChanged } from '../src/write-files.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (path: string, text: string, inputs?: string): OutputFile => ({
  path,
  bytes: () => text,
  ...(inputs === undefined ? {} : { inputs }),
})
const read = (path: string) => readFileSync(join(folder, path), 'utf8')

test('files are written with their folders, and nothing temporary stays', async () => {
  expect(await writeChanged(folder, [file('a.xml', 'ä'), file('b/c/index.html', 'x')])).toEqual([
    { path: 'a.xml', bytes: 2, changed: true },
    { path: 'b/c/index.html', bytes: 1, changed: true },
  ])
  expect(read('b/c/index.html')).toBe('x')
  expect(readdirSync(folder).sort()).toEqual([MANIFEST_FILE, 'a.xml', 'b'])
})

test('a file that would be the same is not touched', async () => {
  await writeChanged(folder, [file('a', 'one'), file('b', 'one')])
  const before = statSync(join(folder, 'a')).ino
  const written = await writeChanged(folder, [file('a', 'one'), file('b', 'two')])
  expect(written.map(({ changed }) => changed)).toEqual([false, true])
  expect(statSync(join(folder, 'a')).ino).toBe(before)
})

test('a file with the same inputs is not even made', async () => {
  await writeChanged(folder, [file('a', 'text', '1')])
  const bytes = vi.fn(() => 'text')
  expect(await writeChanged(folder, [{ path: 'a', bytes, inputs: '1' }])).toEqual([
    { path: 'a', bytes: 4, changed: false },
  ])
  expect(bytes).not.toHaveBeenCalled()
  expect(await writeChanged(folder, [file('a', 'new', '2')])).toEqual([{ path: 'a', bytes: 3, changed: true }])
})

test('a file that was cut short or removed is written again although its inputs are the same', async () => {
  await writeChanged(folder, [file('a', 'text', '1'), file('b', 'text', '1')])
  writeFileSync(join(folder, 'a'), '')
  rmSync(join(folder, 'b'))
  expect(
    (await writeChanged(folder, [file('a', 'text', '1'), file('b', 'text', '1')])).map(({ changed }) => changed),
  ).toEqual([true, true])
  expect(read('a') + read('b')).toBe('texttext')
})

test('what Belfry no longer makes is removed with its empty folders; what it did not make stays', async () => {
  mkdirSync(join(folder, 'news/mine'), { recursive: true })
  writeFileSync(join(folder, 'news/mine/photo'), 'mine')
  await writeChanged(folder, [file('news/old/index.html', 'x'), file('gone/deep/er', 'x')])
  await writeChanged(folder, [file('new', 'x')])
  expect(readdirSync(folder).sort()).toEqual([MANIFEST_FILE, 'new', 'news'])
  expect(readdirSync(join(folder, 'news'))).toEqual(['mine'])
})

test('a file in the way that Belfry did not write is refused, and nothing is written', async () => {
  writeFileSync(join(folder, 'index.html'), 'the home page of somebody')
  await expect(writeChanged(folder, [file('a', 'x'), file('index.html', 'x')])).rejects.toMatchObject({
    code: 'OUTPUT_FOLDER',
  })
  expect(read('index.html')).toBe('the home page of somebody')
  expect(readdirSync(folder)).toEqual(['index.html'])
})

test('a file in the way that holds the same becomes Belfry’s', async () => {
  writeFileSync(join(folder, 'a'), 'x')
  expect(await writeChanged(folder, [file('a', 'x')])).toEqual([{ path: 'a', bytes: 1, changed: false }])
})

test('a build that stopped half way is taken up by the next', async () => {
  const stopping: OutputFile = {
    path: 'b',
    bytes: () => {
      throw new Error('killed')
    },
  }
  await expect(writeChanged(folder, [file('a', 'first'), stopping])).rejects.toThrow('killed')
  expect((await writeChanged(folder, [file('a', 'second'), file('b', 'x')])).map(({ changed }) => changed)).toEqual([
    true,
    true,
  ])
})

test.each(['../a', '/a', 'a/../../b', 'a//b', '', '.', 'a\\b', 'a\0', MANIFEST_FILE])(
  '%j is no path inside the folder',
  async (path) => {
    await expect(writeChanged(folder, [file(path, 'x')])).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' })
    expect(readdirSync(folder)).toEqual([])
  },
)

test('a manifest that names files outside removes none of them', async () => {
  const inside = join(folder, 'public')
  mkdirSync(inside)
  writeFileSync(join(folder, 'victim'), 'x')
  writeFileSync(join(inside, MANIFEST_FILE), JSON.stringify({ files: { '../victim': {} } }))
  await writeChanged(inside, [file('a', 'x')])
  expect(existsSync(join(folder, 'victim'))).toBe(true)
})

test('a manifest that cannot be read is an error with a remedy', async () => {
  writeFileSync(join(folder, MANIFEST_FILE), '{"files"')
  await expect(writeChanged(folder, [file('a', 'x')])).rejects.toMatchObject({
    code: 'OUTPUT_FOLDER',
    fix: expect.stringContaining('Remove it'),
  })
})

test('the same files give the same manifest', async () => {
  await writeChanged(folder, [file('b', 'x', '1'), file('a', 'x')])
  const first = read(MANIFEST_FILE)
  await writeChanged(folder, [file('a', 'x'), file('b', 'x', '1')])
  expect(read(MANIFEST_FILE)).toBe(first)
})

test('a folder that cannot be written is an error with a remedy', async () => {
  writeFileSync(join(folder, 'a'), 'a file where a folder must be')
  await expect(writeChanged(join(folder, 'a', 'public'), [file('x', 'x')])).rejects.toMatchObject({
    code: 'OUTPUT_FOLDER',
  })
  await expect(writeAtomically(join(folder, 'a', 'x'), 'x')).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' })
})

test.skipIf(process.getuid?.() === 0)('a folder without the right to write is an error with a remedy', async () => {
  chmodSync(folder, 0o500)
  await expect(writeChanged(folder, [file('x', 'x')])).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' })
  chmodSync(folder, 0o700)
})

test('whether a file would change is told without writing', async () => {
  expect(await wouldChange(folder, file('a', 'x'))).toBe(true)
  await writeAtomically(join(folder, 'a'), 'x')
  expect(await wouldChange(folder, file('a', 'x'))).toBe(false)
  expect(readdirSync(folder)).toEqual(['a'])
})

test('what a killed process left is swept where the next one writes, and what may be in work stays', async () => {
  const left = (path: string, ageMs: number) => {
    const file = join(folder, path)
    writeFileSync(file, 'half')
    utimesSync(file, new Date(), new Date(Date.now() - ageMs))
  }
  await writeChanged(folder, [file('a/x', 'one'), file('b/x', 'one')])
  const name = '.belfry-7f1d2c7e-3c7b-4a44-9d5e-0a8f5a1b2c3d.tmp'
  for (const path of [name, `a/${name}`, `b/${name}`, 'a/.belfry-mine.tmp']) left(path, 7_200_000)
  left('a/.belfry-00000000-3c7b-4a44-9d5e-0a8f5a1b2c3d.tmp', 60_000)
  await writeChanged(folder, [file('a/x', 'two')])
  expect(readdirSync(folder).sort()).toEqual([MANIFEST_FILE, 'a'])
  expect(readdirSync(join(folder, 'a')).sort()).toEqual([
    '.belfry-00000000-3c7b-4a44-9d5e-0a8f5a1b2c3d.tmp',
    '.belfry-mine.tmp',
    'x',
  ])
})
