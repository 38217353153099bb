/** Two that publish one folder do it in turn, whoever they are, and each takes what it finds for its own. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyRegister } from '../../../src/register/register.js'
import { aloneInFolder } from '../../../src/run/output/open-folder.js'
import { publish } from '../../../src/run/output/publish.js'
import { announcement, configOf } from '../../support/announcements.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const here = (name = 'one') => ({ cache: join(folder, name, 'cache'), feeds: { folder: join(folder, name, 'public') } })

/** Fulfilled by hand. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test('who comes second waits until the first has ended, well or not', async () => {
  const said: string[] = []
  const first = gate()
  const failing = aloneInFolder(here(), async () => {
    said.push('first')
    await first.opened
    said.push('first ended')
    throw new Error('no disk')
  })
  const pause = async () => {
    if (said.at(-1) === 'first') said.push('second waits')
    first.open()
  }
  const second = aloneInFolder(here(), async () => said.push('second'), { pause })
  await expect(failing).rejects.toThrow('no disk')
  await second
  expect(said).toEqual(['first', 'second waits', 'first ended', 'second'])
})

test('another folder of caches is another place', async () => {
  await aloneInFolder(here(), async () => {
    expect(await aloneInFolder(here('two'), async () => 'in')).toBe('in')
  })
})

test('who waits in vain says so', async () => {
  await aloneInFolder(here(), async () => {
    await expect(aloneInFolder(here(), async () => 'in', { longestMs: 0 })).rejects.toMatchObject({
      code: 'OUTPUT_FOLDER',
      message: expect.stringContaining('Another process has been publishing'),
    })
  })
})

test.each([
  ['a file stands in its place', (cache: string) => writeFileSync(cache, '')],
  ['the lock is a folder', (cache: string) => mkdirSync(join(cache, 'publish.lock'), { recursive: true })],
  [
    'the lock is no lock',
    (cache: string) => {
      mkdirSync(cache)
      writeFileSync(join(cache, 'publish.lock'), 'x'.repeat(4096))
    },
  ],
])('nobody waits where %s', async (_what, spoil) => {
  mkdirSync(join(folder, 'one'))
  spoil(here().cache)
  expect(await aloneInFolder(here(), async () => 'in')).toBe('in')
})

const now = Date.parse('2026-06-01T12:00:00Z')
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const content = {
  announcements: [announcement({ title: 'Lantern OS 3.1.0 has been released', day: '2026-05-04' })],
  register: emptyRegister,
}

function context(name: string) {
  const places = here(name)
  const config = { ...configOf({ feeds: { folder: places.feeds.folder } }), cache: places.cache }
  return { config, clock: { now: () => now }, log: quiet }
}

test('what another one published since this one looked is not in its way', async () => {
  const other = context('two')
  await publish(other, content)
  const { config, ...rest } = context('one')
  const both = await aloneInFolder(config, async () => {
    // It looks at once, and sees an empty folder.
    const work = publish({ config, ...rest }, content)
    cpSync(other.config.feeds.folder, config.feeds.folder, { recursive: true })
    return { work }
  })
  const { files } = await both.work
  expect(files.filter(({ changed }) => changed)).toEqual([])
  expect(readdirSync(config.feeds.folder)).toEqual(readdirSync(other.config.feeds.folder))
})

test('what stands as it shall is said without a lock', async () => {
  const { config, ...rest } = context('one')
  const first = await publish({ config, ...rest }, content)
  const again = await aloneInFolder(config, async () => await publish({ config, ...rest }, content))
  const byPath = (files: typeof first.files) => new Map(files.map((file) => [file.path, file]))
  expect(byPath(again.files)).toEqual(byPath(first.files.map((file) => ({ ...file, changed: false }))))
  expect(again.feeds).toEqual(first.feeds.map((feed) => ({ ...feed, changed: false })))
})
