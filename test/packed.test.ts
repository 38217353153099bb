import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { firstProject, type Importing, importing, type Packed, packed } from './support/packed.js'
import { repository } from './support/project.js'

/** What a type refuses, and what it lets through. */
const TYPED = `import { type Announcement, BelfryError, read } from 'belfry'
// @ts-expect-error a path is text
const wrong = async () => await read({ config: 1 })
// @ts-expect-error what is read may not be changed
const change = (one: Announcement) => { one.title = 'other' }
const code: string = await read({ config: 'nowhere.yaml' }).then(() => '', (thrown: unknown) => thrown instanceof BelfryError ? thrown.code : 'another')
console.log(code || typeof wrong || typeof change)
`

describe('what npm pack makes of a fresh clone', () => {
  let made: Packed
  beforeAll(async () => {
    made = await packed()
  })

  test('holds the program, its templates and its docs, and nothing of those who develop it', () => {
    expect(made.files).toEqual(
      expect.arrayContaining(['dist/main.js', 'emails/layout.mjml', 'docs/posts.md', 'LICENSE']),
    )
    expect(made.files.filter((file) => /^(src|test|content|node_modules)\/|(?<!\.d)\.tsx?$|\.env/.test(file))).toEqual(
      [],
    )
  })

  test('is no larger than README.md says', () => {
    expect(readFileSync(join(repository, 'README.md'), 'utf8')).toContain('a package of under 4 MB')
    expect(statSync(made.archive).size).toBeLessThan(4_000_000)
  })

  test('asks for one package, and leaves the package.json of the clone as it was', () => {
    expect(Object.keys(Object(made.manifest.dependencies))).toEqual(['@photostructure/sqlite'])
    expect(Object.keys(made.manifest)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(scripts|devDependencies|allowScripts|overrides)$/)]),
    )
    expect(made.cloneAfter).toBe(made.cloneBefore)
  })

  test('names each package inside with its licence, in words and as CycloneDX', () => {
    const read = (name: string) => readFileSync(join(dirname(made.main), name), 'utf8')
    const { dependencies } = JSON.parse(made.cloneBefore) as { dependencies: Record<string, string> }
    const { components } = JSON.parse(read('sbom.cdx.json')) as { components: { name: string; version: string }[] }
    const listed = components.map(({ name }) => name)
    // tsx runs the sources of a clone; the others are inside.
    const inside = Object.keys(dependencies).filter((name) => !['@photostructure/sqlite', 'tsx'].includes(name))
    expect(listed).toEqual(expect.arrayContaining(inside))
    for (const { name, version } of components) expect(read('licences.txt')).toContain(`\n${name} ${version} | `)
    expect(read('licences.txt')).not.toMatch(/\| *\|/)
  })

  test('installed in an empty folder: from init to an announcement and a page', async () => {
    const said = await firstProject(process.execPath, made.main)
    expect(said.version).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(said.check).toBe('No problems.\n')
    expect(said.mailings).toMatch(/Moth 4\.2 is released/)
    expect(said.page).toContain('Moth 4.2 is released')
  })

  // From Node 24 on SQLite is Node's own, and nothing is loaded.
  test.runIf(Number.parseInt(process.versions.node, 10) < 24)(
    'where node_modules was made for another machine, SQLite is named with its cure',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'belfry-elsewhere-'))
      execFileSync(process.execPath, [made.main, 'init', '--yes', '.'], { cwd: folder })
      const builds = join(dirname(made.main), '../../@photostructure/sqlite/prebuilds')
      renameSync(builds, `${builds}.away`)
      const { status, stderr } = spawnSync(process.execPath, [made.main, 'run'], { cwd: folder, encoding: 'utf8' })
      renameSync(`${builds}.away`, builds)
      expect([status, stderr]).toEqual([
        3,
        expect.stringMatching(
          /^belfry: SQLite's library cannot be loaded by Node .*Install Belfry again.*\[DATABASE\]\n$/s,
        ),
      ])
    },
  )

  test('says what stands in its files of words, also where somebody has changed them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'belfry-words-'))
    const belfry = (...args: string[]) => execFileSync(process.execPath, [made.main, ...args], { cwd: folder })
    belfry('init', '--yes', '.')
    writeFileSync(join(folder, 'content', 'posts', '2026-05-04-moth.md'), '---\ntitle: Moth\n---\n\nIt flies.\n')
    const page = () => {
      belfry('build')
      return readFileSync(join(folder, 'public', 'index.html'), 'utf8')
    }
    const file = join(dirname(made.main), '..', 'emails', 'words', 'en.yaml')
    const words = readFileSync(file, 'utf8')
    expect(page()).toContain('Skip to content')
    writeFileSync(file, words.replace('Skip to content', 'Past the masthead'))
    expect(page()).toContain('Past the masthead')
    writeFileSync(file, words)
  })

  describe('programs that import it', () => {
    let program: Importing
    beforeAll(async () => {
      const reference = readFileSync(join(repository, 'docs', 'api.md'), 'utf8')
      const examples = [...reference.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)
      const nameOf = (text: string) => /import .*\b(\w+) \} from 'belfry'/.exec(text)?.[1] ?? ''
      const programs = new Map(examples.map((text) => [nameOf(text), text]))
      expect([...programs.keys()]).toEqual(['read', 'decide', 'build', 'render', 'verify'])
      program = await importing(made.main, programs.set('typed', TYPED))
    })

    test('have its types', async () => {
      await program.check()
    })

    test('run: each example of docs/api.md', async () => {
      const said = await program.run()
      expect(said.get('read')).toMatch(/^2026-05-04 Moth 4\.2 is released https?:\/\/\S+$/m)
      expect(said.get('decide')).toMatch(
        /^tell: project has news \(all\): .[\s\S]*^hold: Moth 4\.2 is released \(all\): ./m,
      )
      expect(said.get('build')).toMatch(/^\d+ files changed$[\s\S]*^atom\.xml: [1-9]\d* entries$/m)
      expect(said.get('render')).toMatch(/^project has news: This is the first announcement\b/)
      const newest = readFileSync(join(dirname(made.main), '../../..', 'newest.eml'), 'latin1')
      expect(newest).toMatch(/^Subject: .*project has news\r$/m)
      expect(said.get('verify')).toMatch(/^It does not\.\nlog: ./)
      expect(said.get('typed')).toBe('CONFIG_MISSING\n')
    })
  })
})
