import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ThreadPool } from '../../src/base/open-thread-pool.js'
import { type ContentThreads, withThreads } from '../../src/run/open-content-threads.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { compiled } from '../support/compiled.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-threads-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a thread does work of several kinds, each by what its jobs share, and none that it does not know', async () => {
  const file = join(folder, '2026-01-01-lamp.md')
  writeFileSync(file, post('title: Lamp'))
  const pool = new ThreadPool({ file: pathToFileURL(join(compiled(), 'content-thread.js')), threads: 1 })
  const of = (kind: string) => pool.of<unknown, unknown, unknown>(kind)
  const shared = { key: 1, value: { settings, ids: noIds, isFilled: false } }
  const read = async () => await of('read').run([{ path: '2026-01-01-lamp.md', file }], shared)
  try {
    expect(await of('nothing').run('job', { key: 1, value: 'of nothing' })).toBeUndefined()
    expect(await read()).toContain('Lamp')
    of('publish').comesSoon()
    const nothing = { contents: [], pages: [], documents: [] }
    expect(await of('publish').run(nothing)).toBeUndefined()
    const common = { folder, site: {}, settings: {} }
    expect(await of('publish').run(nothing, { key: 1, value: common })).toEqual([])
    expect(await read()).toContain('Lamp')
  } finally {
    await pool.close()
  }
})

test('stories inside of each other share the threads of the outermost', async () => {
  const seen: ContentThreads[] = []
  await withThreads({}, async (outer) => {
    seen.push(outer.threads)
    await withThreads(outer, async (inner) => void seen.push(inner.threads))
  })
  await withThreads({}, async (other) => void seen.push(other.threads))
  expect(seen).toHaveLength(3)
  expect(seen[1]).toBe(seen[0])
  expect(seen[2]).not.toBe(seen[0])
})
