import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { BatchOutput } from '../../src/git/batch-output.js'
import { POST_LIMIT_BYTES } from '../../src/posts/decode.js'
import { parsePost } from '../../src/posts/parse.js'
import { type History, openHistory } from '../../src/source/open-history.js'
import { faults, noIds, post, settings } from '../posts/parsing.js'
import { corpusMissing, corpusTable } from '../support/corpus.js'
import { makeRepository, type TestRepository, temporaryFolder } from '../support/git-repository.js'

const opened: History[] = []
async function open(path: string): Promise<History> {
  const history = await openHistory(path)
  opened.push(history)
  return history
}
afterEach(async () => {
  for (const history of opened.splice(0)) await history.close()
})

const paths = async (history: History, commit: string, folder = '') =>
  (await history.posts(commit, [folder])).map(({ path }) => path)

/** main with two commits, a branch of two, merged. */
function merged(): { repository: TestRepository; way: string[] } {
  const repository = makeRepository()
  const one = repository.commit({ 'a.md': 'a' }, { date: '2026-01-01T00:00:00Z' })
  repository.git('checkout', '-q', '-b', 'side')
  repository.commit({ 'b.md': 'b' }, { date: '2026-01-02T00:00:00Z' })
  repository.commit({ 'c.md': 'c' }, { date: '2026-01-05T00:00:00Z' })
  repository.git('checkout', '-q', 'main')
  const two = repository.commit({ 'd.md': 'd' }, { date: '2026-01-03T00:00:00Z' })
  repository.git('merge', '-q', '--no-ff', '--no-commit', 'side')
  const merge = repository.commit({}, { date: '2026-01-04T00:00:00Z' })
  return { repository, way: [one, two, merge] }
}

test('a history goes along first parents, oldest first, with the committer’s dates', async () => {
  const { repository, way } = merged()
  const history = await open(repository.folder)
  expect(await history.firstParents()).toEqual(
    way.map((commit, index) => ({ commit, at: Date.UTC(2026, 0, [1, 3, 4][index]) })),
  )
  expect(await paths(history, way[2] ?? '')).toEqual(['a.md', 'b.md', 'c.md', 'd.md'])
})

test('since is a day, an instant or a revision', async () => {
  const { repository, way } = merged()
  const history = await open(repository.folder)
  const since = async (text: string) => (await history.firstParents(text)).map(({ commit }) => commit)
  expect(await since('2026-01-03')).toEqual(way.slice(1))
  expect(await since('2026-01-03T00:00:01Z')).toEqual(way.slice(2))
  expect(await since('HEAD~1')).toEqual(way.slice(2))
  expect(await since('HEAD')).toEqual([])
  await expect(since('2026-13-40')).rejects.toMatchObject({ code: 'USAGE', exitCode: 2 })
  for (const wrong of ['yesterday', '--all', ''])
    await expect(since(wrong)).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
})

test('posts come with their blobs, wherever the folder moved, and commits left behind are still read', async () => {
  const repository = makeRepository()
  const root = repository.commit({
    '2026-01-01-a.md': post('title: A'),
    '.b.md': 'x',
    'c.txt': 'x',
    '2026-01-XX-d.md': 'x',
  })
  repository.commit({ '2026-01-01-a.md': null, '_posts/2026-01-01-a.md': post('title: A') })
  const moved = repository.commit({
    '_posts/x/2026-02-01-b.md': post('title: B'),
    '_posts/l.md': { link: '/etc/passwd' },
  })
  repository.git('reset', '-q', '--hard', root)
  const history = await open(repository.folder)
  const [before] = await history.posts(root, [''])
  const after = await history.posts(moved, [''])
  expect(before).toEqual({ path: '2026-01-01-a.md', blob: after[0]?.blob })
  expect(after.map(({ path }) => path)).toEqual(['2026-01-01-a.md', 'x/2026-02-01-b.md'])
  expect(await history.posts(root, ['_posts'])).toEqual([])
  expect(await paths(history, moved, '_posts/x')).toEqual(['2026-02-01-b.md'])
  expect(Buffer.from(await history.blob(before?.blob ?? '')).toString()).toBe(post('title: A'))
  await expect(history.posts('f'.repeat(40), [''])).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
  await expect(history.blob(root)).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
})

test('of a file too large for a post only so much is held that it is refused', async () => {
  const repository = makeRepository()
  const commit = repository.commit({
    '2026-01-01-a.md': post('title: A', 'x'.repeat(5 * 1024 * 1024)),
    'b.md': 'after',
  })
  const history = await open(repository.folder)
  const [large, after] = await history.posts(commit, [''])
  const bytes = await history.blob(large?.blob ?? '')
  expect(bytes.byteLength).toBe(POST_LIMIT_BYTES + 1)
  expect(faults(parsePost({ path: '2026-01-01-a.md', bytes }, settings, noIds))).toEqual(['POST_TOO_LARGE:1'])
  expect(Buffer.from(await history.blob(after?.blob ?? '')).toString()).toBe('after')
})

test('a bundle is unpacked beside nothing of yours and gone after close', async () => {
  const { repository, way } = merged()
  const bundle = join(temporaryFolder('bundle'), '-x.bundle')
  repository.git('branch', '-D', 'side')
  repository.git('bundle', 'create', '-q', bundle, 'main')
  const unpacked = () => readdirSync(tmpdir()).filter((name) => name.startsWith('belfry-history-'))
  const before = unpacked()
  const history = await openHistory(bundle)
  expect((await history.firstParents()).map(({ commit }) => commit)).toEqual(way)
  expect(unpacked().length).toBe(before.length + 1)
  await history.close()
  expect(unpacked()).toEqual(before)
  await expect(history.blob(way[0] ?? '')).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
})

test('what is no repository, or is an empty one, is said', async () => {
  const { repository } = merged()
  const folder = temporaryFolder('no-repository')
  writeFileSync(join(folder, 'file'), '# v2 git bundle\nbroken\n')
  writeFileSync(join(folder, 'text'), 'x')
  for (const path of [folder, join(folder, 'none'), join(folder, 'file'), join(folder, 'text')])
    await expect(openHistory(path)).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
  writeFileSync(join(repository.folder, 'text'), 'x')
  await expect(openHistory(join(repository.folder, 'text'))).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
  const empty = await open(makeRepository().folder)
  await expect(empty.firstParents()).rejects.toMatchObject({ message: expect.stringMatching(/has no commits yet/) })
})

test('output cut anywhere gives the same answers', () => {
  const id = 'a'.repeat(40)
  const output = Buffer.from(
    `${id} blob 3\nabc\nnowhere missing\n${id} blob 9\n123456789\n${id} tree 6\nxyzxyz\n${id} blob 0\n\n`,
  )
  for (const size of [1, 2, 3, 7, 50, 500]) {
    const taker = new BatchOutput(4)
    const answers = []
    for (let start = 0; start < output.length; start += size)
      answers.push(...taker.push(output.subarray(start, start + size)))
    expect(answers.map((answer) => answer && [answer.sizeBytes, answer.bytes.toString()])).toEqual([
      [3, 'abc'],
      undefined,
      [9, '12345'],
      [6, 'xyzxyz'],
      [0, ''],
    ])
  }
})

const bundle = corpusTable('qubes-posts.bundle')
const pushes = corpusTable('pushes.jsonl')
if (bundle === undefined || pushes === undefined) console.log(corpusMissing)

test.skipIf(bundle === undefined || pushes === undefined)(
  'all pushes of the archive are listed and all posts read',
  async () => {
    const tips = readFileSync(pushes ?? '', 'utf8')
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).tip))
    const before = process.cpuUsage()
    const started = performance.now()
    const history = await open(bundle ?? '')
    const unpackedMs = performance.now() - started
    const blobs = new Set<string>()
    for (const tip of tips) for (const { blob } of await history.posts(tip, [''])) blobs.add(blob)
    const listedMs = performance.now() - started
    let bytes = 0
    for (const blob of blobs) bytes += (await history.blob(blob)).byteLength
    const readMs = performance.now() - started
    console.log(
      `${tips.length} pushes: unpacked after ${unpackedMs.toFixed(0)} ms, listed after ${listedMs.toFixed(0)} ms, ` +
        `${blobs.size} blobs (${bytes} bytes) read after ${readMs.toFixed(0)} ms`,
    )
    expect(tips).toHaveLength(262)
    expect(blobs.size).toBeGreaterThan(400)
    expect(await history.posts(tips.at(-1) ?? '', [''])).toHaveLength(202)
    // Work, not time: a machine that is busy with something else takes no more of it.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000)
  },
)
