/**
 * Folders in odd shapes: where no post can be read that is an error of check, build and run, and nothing is written
 * over what was published; where one is, the rest is named.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Problem } from '../../src/base/errors.js'
import { belfry } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'

const now = '2026-05-04T12:00:00Z'
const good = '---\ntitle: Lantern 3.1 released\ndate: 2026-05-01\n---\n\nIt is out.\n'

type Shape = Readonly<Record<string, string>>

const shapes: Readonly<Record<string, Shape>> = {
  empty: {},
  'text files': { '2026-05-01-a.txt': good, 'b.txt': 'b' },
  'Quarto files': { '2026-05-01-a.qmd': good },
  'HTML files, undated': { '2026_05_01_a.html': good.replace(/date.*\n/, '') },
  'broken TOML, dated names': { '2026-05-01-a.md': '+++\ntitle = "A\n+++\nb\n' },
  'broken TOML, no dates in names': { 'a.md': '+++\ntitle = "A"\ndate = 2026-05-91\n+++\nb\n' },
  'only drafts': { '2026-05-01-a.md': good.replace('---\n', '---\ndraft: true\n'), '_drafts/b.md': good },
  'only README': { 'README.md': '# Posts\n' },
  'posts without dates': { 'a.md': '---\ntitle: A\n---\nb\n', 'b.md': '---\ntitle: B\n---\nb\n' },
  'other date forms': { '2026_05_01_a.md': '---\ntitle: A\n---\nb\n', '26-05-01-b.md': '---\ntitle: B\n---\nb\n' },
  'only broken ones': { '2026-05-01-a.md': '---\ntitle: a: b\n---\nb\n', '2026-05-02-b.md': 'b' },
  'conflicts alone': { '2026-05-01-a.md': `${good}<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n` },
}

function fill(project: Project, shape: Shape): void {
  rmSync(project.posts, { recursive: true, force: true })
  mkdirSync(project.posts, { recursive: true })
  for (const [name, text] of Object.entries(shape)) {
    mkdirSync(dirname(join(project.posts, name)), { recursive: true })
    writeFileSync(join(project.posts, name), text)
  }
}

const published = (project: Project) =>
  readdirSync(project.public, { recursive: true })
    .map(String)
    .filter((name) => /\.(?:html|xml|json|ics|opml)$/.test(name))
    .sort()
    .map((name) => [name, readFileSync(join(project.public, name), 'utf8')])

test.each(Object.entries(shapes))('%s: an error, and what was published stays', async (name, shape) => {
  const project = await makeProject('sqlite')
  const call = { config: project.configFile, now }
  fill(project, { '2026-05-01-a.md': good })
  expect((await belfry(['run'], call)).code).toBe(0)
  const before = published(project)
  fill(project, shape)
  const check = await belfry(['check', '--json'], call)
  const { problems } = check.json() as { problems: Problem[] }
  expect([name, check.code, problems.map(({ code }) => code)]).toEqual([
    name,
    1,
    expect.arrayContaining(['POSTS_EMPTY']),
  ])
  // Whatever looks like a post is named beside it.
  const files = Object.keys(shape).filter((file) => !/README|b\.txt|draft/i.test(file + name))
  for (const file of files) expect(problems.map((one) => one.file).join('\n'), file).toContain(file)
  const build = await belfry(['build'], call)
  expect([build.code, build.stderr]).toEqual([1, expect.stringContaining('holds no post that can be read')])
  for (const command of ['plan', 'run', 'run'])
    expect([command, (await belfry([command], call)).code]).toEqual([command, 1])
  expect(published(project)).toEqual(before)
})

test('a folder of posts to come alone is no error, and nobody is told before their time', async () => {
  const project = await makeProject('sqlite')
  const call = { config: project.configFile, now }
  fill(project, { '2026-06-01-a.md': good.replace('2026-05-01', '2026-06-01') })
  for (const command of ['check', 'build', 'run'])
    expect([command, (await belfry([command], call)).code]).toEqual([command, 0])
  expect(
    published(project)
      .map(([, text]) => text)
      .join(''),
  ).not.toContain('Lantern 3.1 released')
})

test.each(Object.entries(shapes))('%s, before anything was told: check, build and run end with 1', async (_, shape) => {
  const project = await makeProject('sqlite')
  fill(project, shape)
  for (const command of ['check', 'build', 'run'])
    expect([command, (await belfry([command], { config: project.configFile, now })).code]).toEqual([command, 1])
})

test('beside a post that can be read the others are named, and it goes out', async () => {
  const project = await makeProject('sqlite')
  const call = { config: project.configFile, now }
  // One post does not make posts of two pages.
  const silent = ['empty', 'only drafts', 'only README', 'posts without dates']
  for (const [name, shape] of Object.entries(shapes).filter(([one]) => !silent.includes(one))) {
    fill(project, { ...shape, '2026-04-01-good.md': good })
    const { problems } = (await belfry(['check', '--json'], call)).json() as { problems: Problem[] }
    const files = Object.keys(shape).filter((file) => file !== 'b.txt')
    for (const file of files)
      expect([name, problems.map((one) => one.file).join('\n')]).toEqual([name, expect.stringContaining(file)])
    await belfry(['build'], call)
    expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('Lantern 3.1 released')
  }
})
