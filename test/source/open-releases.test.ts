/** The table as forms and commands read it: fresh when it changed, cheap when it did not. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fetchTip } from '../../src/git/open-clone.js'
import { noReleases } from '../../src/releases/release.js'
import { openReleases } from '../../src/source/open-releases.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'

const SITE = 'https://lantern.example'
const git = { remote: '', branch: 'main', allowedSigners: '', revokedSigners: '', signed: 'tip' as const }
const yaml = (...cycles: string[]) =>
  `products:\n  lantern:\n    title: Lantern OS\n    releases:\n${cycles.map((cycle) => `      - releaseCycle: "${cycle}"\n        eol: false\n`).join('')}`
const reader = (releases: string) => {
  const opened = openReleases({ posts: [''], releases, git, clone: '' }, SITE)
  return {
    table: async () => await opened.current(),
    cycles: async () =>
      (await opened.current()).products.flatMap((one) => one.releases.map(({ cycle }) => `${one.id}/${cycle}`)),
  }
}

test('no table is configured: there is none', async () => {
  expect(await reader('').table()).toEqual(noReleases)
})

test('a file is read once, and again when it changed', async () => {
  const file = join(temporaryFolder('table'), 'releases.yaml')
  writeFileSync(file, yaml('3.1'))
  const { table, cycles } = reader(file)
  const [first, second] = await Promise.all([table(), table()])
  expect(second).toBe(first)
  expect(await table()).toBe(first)
  writeFileSync(file, yaml('3.1', '3.2'))
  expect(await cycles()).toEqual(['lantern/3.1', 'lantern/3.2'])
})

test('in a folder, a file that comes, changes or goes is seen', async () => {
  const folder = join(temporaryFolder('tables'), 'releases')
  mkdirSync(folder)
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('beacon.yaml', 'releases:\n  - releaseCycle: "1"\n    eol: false\n')
  const { cycles } = reader(folder)
  expect(await cycles()).toEqual(['beacon/1'])
  write('lamp.yaml', 'releases:\n  - releaseCycle: "2"\n    eol: false\n')
  expect(await cycles()).toEqual(['beacon/1', 'lamp/2'])
  write('lamp.yaml', 'releases:\n  - releaseCycle: "2.10"\n    eol: false\n')
  expect(await cycles()).toEqual(['beacon/1', 'lamp/2.10'])
  rmSync(join(folder, 'beacon.yaml'))
  expect(await cycles()).toEqual(['lamp/2.10'])
})

test('what was read last stays while the table is broken or gone', async () => {
  const file = join(temporaryFolder('table'), 'releases.yaml')
  const { table, cycles } = reader(file)
  expect(await table()).toEqual({ products: [], unreadable: ['*'] })
  writeFileSync(file, yaml('3.1'))
  expect(await cycles()).toEqual(['lantern/3.1'])
  writeFileSync(file, 'products: [')
  expect(await cycles()).toEqual(['lantern/3.1'])
  rmSync(file)
  expect(await cycles()).toEqual(['lantern/3.1'])
  writeFileSync(file, yaml('3.2'))
  expect(await cycles()).toEqual(['lantern/3.2'])
})

test('of a repository the last good revision counts, and git is not asked for every form', async () => {
  const repository = makeRepository()
  repository.commit({ 'releases.yaml': yaml('3.1') })
  const clone = join(temporaryFolder('clone'), 'content.git')
  const source = {
    remote: repository.folder,
    branch: 'main',
    allowedSigners: '',
    revokedSigners: '',
    signed: 'tip' as const,
  }
  let ms = 0
  const opened = openReleases({ posts: [''], releases: 'releases.yaml', git: source, clone }, SITE, () => ms)
  const cycles = async () =>
    (await opened.current()).products.flatMap(({ releases }) => releases.map(({ cycle }) => cycle))
  expect(await opened.current()).toEqual(noReleases)
  await fetchTip({ ...source, clone })
  ms += 10_000
  expect(await cycles()).toEqual(['3.1'])
  repository.commit({ 'releases.yaml': yaml('3.2') })
  ms += 10_000
  expect(await cycles()).toEqual(['3.1'])
  await fetchTip({ ...source, clone })
  expect(await cycles()).toEqual(['3.1'])
  ms += 10_000
  expect(await cycles()).toEqual(['3.2'])
})
