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
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BEGUN_FILE, MANIFEST_FILE, manifestDigest, readManifest } from '../../src/files/read-manifest.js'
import {
  type OutputFile,
  type OutputUnit,
  whatWouldChange,
  writeAtomically,
  writeChanged,
} from '../../src/files/write-folder.js'

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

test('a file that yields is left out where somebody else put one of that name, and written where nobody did', async () => {
  const icon = { ...file('favicon.ico', 'ours'), yields: true }
  writeFileSync(join(folder, 'favicon.ico'), 'theirs')
  expect(await whatWouldChange(folder, [icon])).toEqual([])
  expect(await writeChanged(folder, [icon, file('a', 'x')])).toEqual([{ path: 'a', bytes: 1, changed: true }])
  expect(read('favicon.ico')).toBe('theirs')
  rmSync(join(folder, 'favicon.ico'))
  await writeChanged(folder, [icon, file('a', 'x')])
  expect(read('favicon.ico')).toBe('ours')
  await writeChanged(folder, [icon, file('a', 'x')])
  expect(read('favicon.ico')).toBe('ours')
})

test('files are written with their folders, and nothing temporary stays', async () => {
  expect(await writeChanged(folder, [file('a', 'ä'), file('b/c/index.html', 'x')])).toEqual([
    { path: 'a', bytes: 2, changed: true },
    { path: 'b/c/index.html', bytes: 1, changed: true },
  ])
  expect(read('b/c/index.html')).toBe('x')
  expect(readdirSync(folder).sort()).toEqual([MANIFEST_FILE, 'a', 'b'])
})

describe('units', () => {
  /** Writes what is asked for in capitals, unless it is to refuse. */
  const unitOf = (refuses = false) => {
    const asked: (readonly [paths: readonly string[], all: number])[] = []
    const bring: OutputUnit['bring'] = async (paths, all) => {
      asked.push([paths, all])
      if (refuses) return undefined
      for (const path of paths) writeFileSync(join(folder, path), path.toUpperCase())
      return new Map(paths.map((path) => [path, { bytes: path.length, changed: true }]))
    }
    return { asked, bring }
  }

  test('bring the files that are to be made, and no other', async () => {
    await writeChanged(folder, [file('a', 'same', '1')])
    const [one, two] = [unitOf(), unitOf()]
    const files = [
      { ...file('a', 'same', '1'), unit: one },
      { ...file('b', 'here'), unit: one },
      file('c', 'here'),
      { ...file('d', 'here', '2'), unit: two },
      { ...file('e', 'here'), unit: two, entries: () => 7 },
    ]
    expect(await writeChanged(folder, files)).toEqual([
      { path: 'a', bytes: 4, changed: false },
      { path: 'b', bytes: 1, changed: true },
      { path: 'c', bytes: 4, changed: true },
      { path: 'd', bytes: 1, changed: true },
      { path: 'e', bytes: 1, changed: true, entries: 7 },
    ])
    expect([one.asked, two.asked]).toEqual([[[['b'], 3]], [[['d', 'e'], 3]]])
    expect(['a', 'b', 'c', 'd', 'e'].map(read)).toEqual(['same', 'B', 'here', 'D', 'E'])
    // The next build knows what a unit made of which facts.
    expect((await writeChanged(folder, files)).map(({ changed }) => changed)).toEqual([false, true, false, false, true])
  })

  test('that refuse have their files made here', async () => {
    const unit = unitOf(true)
    await writeChanged(folder, [
      { ...file('a', 'here'), unit },
      { ...file('b', 'here'), unit },
    ])
    expect([unit.asked.length, read('a'), read('b')]).toEqual([1, 'here', 'here'])
  })

  test('what else there is to do is done once nothing is left to be made here, while units are in the making', async () => {
    const done: string[] = []
    let end = () => {}
    const unit: OutputUnit = {
      bring: async () => {
        await new Promise<void>((resolve) => {
          end = resolve
        })
        done.push('unit')
        return undefined
      },
    }
    const here: OutputFile = {
      path: 'b',
      bytes: () => {
        done.push('here')
        return 'x'
      },
    }
    const meanwhile = () => {
      done.push('meanwhile')
      end()
    }
    await writeChanged(folder, [{ ...file('a', 'x'), unit }, here], { meanwhile })
    expect(done).toEqual(['here', 'meanwhile', 'unit'])
  })

  test('that fail are an error when all that was begun has ended', async () => {
    const unit: OutputUnit = { bring: async () => await Promise.reject(new Error('no thread')) }
    await expect(writeChanged(folder, [{ ...file('a', 'x'), unit }, file('b', 'x')])).rejects.toThrow('no thread')
    expect(read('b')).toBe('x')
  })
})

test('a manifest that would say the same is not written again', async () => {
  await writeChanged(folder, [file('a', 'x', '1')])
  writeFileSync(join(folder, MANIFEST_FILE), `${read(MANIFEST_FILE)}\n`)
  await writeChanged(folder, [file('a', 'x', '1')])
  expect(read(MANIFEST_FILE).endsWith('\n\n')).toBe(true)
  await writeChanged(folder, [file('a', 'y', '2')])
  expect(read(MANIFEST_FILE).endsWith('\n\n')).toBe(false)
  expect(readManifest(folder).files.get('a')).toEqual({ bytes: 1, inputs: '2' })
})

test('the same files give the same manifest, whatever was there before, and nothing beside it', async () => {
  await writeChanged(folder, [file('a', 'x', '1'), file('b', 'x', '1')])
  const cold = read(MANIFEST_FILE)
  await writeChanged(folder, [file('a', 'y', '2'), file('b', 'x', '1')])
  await writeChanged(folder, [file('b', 'x', '1'), file('a', 'x', '1')])
  expect(read(MANIFEST_FILE)).toBe(cold)
  expect(readdirSync(folder).sort()).toEqual([MANIFEST_FILE, 'a', 'b'])
})

test('what was begun is believed of nobody: a build that is killed there has its files made again', async () => {
  await writeChanged(folder, [file('a', 'one', '1')])
  const dies = { path: 'a', inputs: '2', bytes: () => Promise.reject(new Error('killed')) }
  await expect(writeChanged(folder, [dies])).rejects.toThrow('killed')
  writeFileSync(join(folder, 'a'), 'two')
  expect(await writeChanged(folder, [file('a', 'one', '1')])).toEqual([{ path: 'a', bytes: 3, changed: true }])
})

test('a name of what was begun that was cut short is as good as none: that file was not touched', async () => {
  await writeChanged(folder, [file('a', 'one', '1'), file('b', 'x', '1')])
  writeFileSync(join(folder, BEGUN_FILE), '"b"\n"a')
  expect(readManifest(folder)).toEqual({
    files: new Map([
      ['a', { bytes: 3, inputs: '1' }],
      ['b', {}],
    ]),
  })
  await writeChanged(folder, [file('a', 'one', '1'), file('b', 'x', '1')])
  expect(readManifest(folder).files.get('b')).toEqual({ bytes: 1, inputs: '1' })
  expect(existsSync(join(folder, BEGUN_FILE))).toBe(false)
})

test('a list of what was begun that cannot be read has all files made again, and removes none', async () => {
  await writeChanged(folder, [file('a', 'two', '2'), file('b', 'x', '1')])
  writeFileSync(join(folder, BEGUN_FILE), '"a"\n["b"\n"b"\n')
  expect([...readManifest(folder).files.values()]).toEqual([{}, {}])
  const bytes = vi.fn(() => 'x')
  await writeChanged(folder, [file('a', 'two', '2'), { path: 'b', bytes, inputs: '1' }])
  expect(bytes).toHaveBeenCalled()
  expect(readManifest(folder).files.get('b')).toEqual({ bytes: 1, inputs: '1' })
})

test('a digest stands for the files that the manifest names, and for none while a build was killed', async () => {
  await writeChanged(folder, [file('a', 'one', '1')])
  const { digest } = readManifest(folder)
  expect(digest).toBe(manifestDigest(folder))
  writeFileSync(join(folder, BEGUN_FILE), '')
  expect(readManifest(folder).digest).toBeUndefined()
  await writeChanged(folder, [file('a', 'two', '2')])
  expect(readManifest(folder).digest).not.toBe(digest)
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
  expect(await whatWouldChange(folder, [file('a', 'x')])).toEqual(['a'])
  await writeAtomically(join(folder, 'a'), 'x')
  expect(await whatWouldChange(folder, [file('a', 'x')])).toEqual([])
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

describe('compressed copies', () => {
  const feed = (text: string, inputs?: string) => file('feeds/atom.xml', text.repeat(500), inputs)
  const copies = () => ({
    br: brotliDecompressSync(readFileSync(join(folder, 'feeds/atom.xml.br'))).toString(),
    gzip: gunzipSync(readFileSync(join(folder, 'feeds/atom.xml.gz'))).toString(),
  })
  const inode = (path: string) => statSync(join(folder, path)).ino

  test('stand beside a feed, hold the same and stand in the manifest', async () => {
    expect(await writeChanged(folder, [feed('one ')])).toEqual([{ path: 'feeds/atom.xml', bytes: 2000, changed: true }])
    expect(copies()).toEqual({ br: 'one '.repeat(500), gzip: 'one '.repeat(500) })
    const { files } = JSON.parse(read(MANIFEST_FILE)) as { files: Record<string, { bytes: number }> }
    expect(Object.keys(files)).toEqual(['feeds/atom.xml', 'feeds/atom.xml.br', 'feeds/atom.xml.gz'])
    expect(files['feeds/atom.xml.gz']?.bytes).toBe(statSync(join(folder, 'feeds/atom.xml.gz')).size)
  })

  test('are made anew with their file, and only with it', async () => {
    await writeChanged(folder, [feed('one ')])
    const before = inode('feeds/atom.xml.gz')
    await writeChanged(folder, [feed('one ')])
    expect(inode('feeds/atom.xml.gz')).toBe(before)
    await writeChanged(folder, [feed('two ')])
    expect(copies()).toEqual({ br: 'two '.repeat(500), gzip: 'two '.repeat(500) })
  })

  test('that are lost, cut short or were never made are made again, although their file is as it was', async () => {
    await writeChanged(folder, [feed('one ', '1')])
    rmSync(join(folder, 'feeds/atom.xml.br'))
    writeFileSync(join(folder, 'feeds/atom.xml.gz'), '')
    expect((await writeChanged(folder, [feed('one ', '1')])).map(({ changed }) => changed)).toEqual([false])
    expect(copies().br).toBe(copies().gzip)
    writeFileSync(
      join(folder, MANIFEST_FILE),
      JSON.stringify({ files: { 'feeds/atom.xml': { bytes: 2000, inputs: '1' } } }),
    )
    rmSync(join(folder, 'feeds/atom.xml.br'))
    rmSync(join(folder, 'feeds/atom.xml.gz'))
    await writeChanged(folder, [feed('one ', '1')])
    expect(copies().br).toBe('one '.repeat(500))
  })

  test('are gone while their file changes: a build that is killed there leaves none of another text', async () => {
    await writeChanged(folder, [feed('one ', '1')])
    rmSync(join(folder, 'feeds/atom.xml'))
    mkdirSync(join(folder, 'feeds/atom.xml/in-the-way'), { recursive: true })
    await expect(writeChanged(folder, [feed('two ', '2')])).rejects.toThrow()
    expect(existsSync(join(folder, 'feeds/atom.xml.gz'))).toBe(false)
    rmSync(join(folder, 'feeds/atom.xml'), { recursive: true })
    await writeChanged(folder, [feed('two ', '2')])
    expect([read('feeds/atom.xml'), copies().br]).toEqual(['two '.repeat(500), 'two '.repeat(500)])
  })

  test('go with their file', async () => {
    await writeChanged(folder, [feed('one ')])
    await writeChanged(folder, [file('b', 'x')])
    expect(readdirSync(folder).sort()).toEqual([MANIFEST_FILE, 'b'])
  })

  test('of somebody else stay, and stop the build with a remedy', async () => {
    mkdirSync(join(folder, 'feeds'))
    writeFileSync(join(folder, 'feeds/atom.xml.gz'), 'mine')
    await expect(writeChanged(folder, [feed('one ')])).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' })
    expect(read('feeds/atom.xml.gz')).toBe('mine')
  })
})
