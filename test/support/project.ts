/**
 * A project for tests: its own temporary folder, a small configuration, a real database, a clock the test holds. Out:
 * paths to its parts, and the app context opened on it.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Clock } from '../../src/base/clock.js'
import { silentLog } from '../../src/base/log.js'
import { type AppContext, openAppContext } from '../../src/run/app-context.js'
import { openReadContext } from '../../src/run/read-context.js'
import { type Dialect, freshLedger } from './databases.js'
import { repository } from './repository.js'

export { repository }

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  set(iso: string): void
  advance(ms: number): void
}

export function testClock(iso: string): TestClock {
  let instant = Date.parse(iso)
  return {
    now: () => instant,
    set: (next) => {
      instant = Date.parse(next)
    },
    advance: (ms) => {
      instant += ms
    },
  }
}

export interface Project {
  readonly folder: string
  readonly configFile: string
  readonly posts: string
  readonly outbox: string
  readonly public: string
  /** Writes a post; front matter as an object. */
  post(name: string, frontMatter: Record<string, unknown>, body: string): void
}

type Settings = Record<string, unknown>

/** A project in a temporary folder: three lists, `file:` transport, whatever `settings` adds (one level deep). */
export async function makeProject(
  dialect: Dialect,
  settings: Record<string, Settings | string | number | boolean | readonly Settings[]> = {},
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-test-'))
  const posts = join(folder, 'content', 'posts')
  mkdirSync(posts, { recursive: true })
  const base: Record<string, Settings | string | number | boolean | readonly Settings[]> = {
    site: { title: 'Lantern OS', url: 'https://lantern.example', author: 'The Lantern team' },
    content: { posts: 'content/posts', register: 'content/register.yaml' },
    feeds: { folder: 'public', authority: 'lantern.example', since: '2026' },
    lists: [
      { id: 'releases', title: 'Releases', categories: ['releases'] },
      { id: 'security', title: 'Security bulletins', categories: ['security'], severity: 'important' },
      { id: 'announcements', title: 'Everything else', categories: ['*'] },
    ],
    mail: {
      from: 'Lantern OS <announce@lantern.example>',
      domain: 'announce.lantern.example',
      transport: `file:${join(folder, 'outbox')}`,
    },
    delivery: { lease: '5s' },
    ...(settings.database === undefined && { database: await freshLedger(dialect) }),
    secrets: 'secrets',
    marks: 'marks',
    cache: 'cache',
    kept: 'kept',
    backups: { folder: 'backups' },
    web: { listen: '127.0.0.1:0', url: 'http://localhost:8025' },
  }
  const merged = { ...base }
  for (const [key, value] of Object.entries(settings)) {
    const before = base[key]
    merged[key] =
      typeof value === 'object' && !Array.isArray(value) && typeof before === 'object' && !Array.isArray(before)
        ? { ...before, ...value }
        : value
  }
  const configFile = join(folder, 'belfry.yaml')
  writeFileSync(configFile, stringify(merged))
  return {
    folder,
    configFile,
    posts,
    outbox: join(folder, 'outbox'),
    public: join(folder, 'public'),
    post: (name, frontMatter, body) =>
      writeFileSync(join(posts, name), `---\n${stringify(frontMatter)}---\n\n${body}\n`),
  }
}

/** The caller closes it. */
export async function openTestWorld(project: Project, clock: Clock): Promise<AppContext> {
  return await openAppContext(openReadContext({ file: project.configFile, environment: {}, clock, log: silentLog }))
}
