/**
 * A small project whose posts are edited between builds. In: posts, configuration, register, the time, and steps that
 * change them. Out: what the builds said; a folder that was built after each step holds what a new one does.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { buildAlone } from '../../../src/run/output/build-alone.js'
import { planSaid } from '../../../src/run/output/plan-said.js'
import { readPlan } from '../../../src/run/output/read-plan.js'
import { openReadContext } from '../../../src/run/read-context.js'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

export const NOON = Date.parse('2026-06-01T12:00:00Z')
/** The disk has been at rest for a minute. */
const rested = () => Date.now() + 60_000

export interface Project {
  /** Front matter and body, by file. */
  readonly posts: ReadonlyMap<string, readonly [string, string]>
  readonly config: readonly string[]
  readonly register: string
  readonly now: number
}

export const CONFIG = [
  'site: { title: Lantern, url: https://lantern.example }',
  'content: { posts: ../posts, register: register.yaml, releases: "" }',
  'mail: { from: a@lantern.example, domain: lantern.example }',
]
export const feeds = (more: string) =>
  `feeds: { folder: ../public, authority: lantern.example, since: "2026", entries: 2${more} }`
const TOLD = [
  'version: 1',
  'updates:',
  '  - { key: "update:2026-05-03-lamp-3:2026-05-20", post: 2026-05-03-lamp-3, at: "2026-05-20T10:00:00Z", severity: important, text: New wick. }',
]

export const START: Project = {
  posts: new Map(
    Array.from({ length: 7 }, (_none, at) => [
      `2026-05-0${at + 1}-lamp-${at + 1}.md`,
      [
        `title: Lamp ${at + 1}\ncategories: [${at % 2 === 0 ? 'news' : 'news, oil'}]\n`,
        `Text *${at}*, [news](/news/).\n`,
      ],
    ]),
  ),
  config: [...CONFIG, feeds('')],
  register: `${TOLD.join('\n')}\n`,
  now: NOON,
}

function write(root: string, { posts, config, register }: Project): void {
  const place = (path: string, text: string) => {
    const file = join(root, path)
    mkdirSync(join(file, '..'), { recursive: true })
    try {
      if (readFileSync(file, 'utf8') === text) return
    } catch {
      // It is new.
    }
    writeFileSync(file, text)
  }
  place('config/belfry.yaml', config.join('\n'))
  place('config/register.yaml', register)
  for (const [name, [head, body]] of posts) place(`posts/${name}`, `---\n${head}---\n\n${body}`)
  for (const name of readdirSync(join(root, 'posts'))) if (!posts.has(name)) rmSync(join(root, 'posts', name))
}

export async function build(root: string, project: Project) {
  write(root, project)
  const file = join(root, 'config/belfry.yaml')
  const context = openReadContext({ file, environment: {}, clock: { now: () => project.now } })
  const { files, feeds: made, problems } = await buildAlone(context, undefined, rested())
  return {
    files: files.map(({ path, bytes }) => [path, bytes]).sort(),
    feeds: made.map(({ feed, entries }) => [feed, entries]),
    problems: problems.map(({ code, line }) => [code, line]),
    changed: files.filter(({ changed }) => changed).map(({ path }) => path),
  }
}

export function below(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]))
}

export function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'belfry-changed-'))
  roots.push(root)
  return root
}

/** What it was built of: posts that changed alone, after a build of all. */
export function isOfPart(root: string): boolean {
  return planSaid(readPlan(join(root, 'var/cache'))?.said ?? '{}').held !== undefined
}

/** Built after each step, and at the end as a folder that is new. */
export async function isAsNew(steps: readonly ((project: Project) => Project)[], from = START) {
  const root = newRoot()
  let project = from
  await build(root, project)
  let last = { built: await build(root, project), isOfPart: false }
  for (const step of steps) {
    project = step(project)
    const built = await build(root, project)
    last = { built, isOfPart: isOfPart(root) }
  }
  const fresh = newRoot()
  const anew = await build(fresh, project)
  expect(below(join(root, 'public'))).toEqual(below(join(fresh, 'public')))
  const { changed, ...said } = last.built
  expect(said).toEqual({ files: anew.files, feeds: anew.feeds, problems: anew.problems })
  return { changed: changed.sort(), isOfPart: last.isOfPart }
}
