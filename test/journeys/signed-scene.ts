/**
 * A project that reads its posts from a repository whose tips somebody must sign, with a person and an operator who get
 * mail. Every run is whole; time is the scene's. In: a database, settings of content.git. Out: what a run told, what is
 * published, what waits.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { belfry } from '../support/cli.js'
import type { Dialect } from '../support/databases.js'
import {
  type CommitOptions,
  type Files,
  makeRepository,
  type Signer,
  type TestRepository,
} from '../support/git-repository.js'
import { makeProject } from '../support/project.js'
import type { Sink } from '../support/smtp-sink.js'
import { readMail } from './mail.js'

const MINUTE = 60_000
export const SETTLED = 31 * MINUTE

interface RunJson {
  readonly told: readonly { key: string }[]
  readonly asked: readonly { key: string }[]
  readonly held: readonly { key: string }[]
  readonly settling: readonly { key: string }[]
  readonly problems: readonly { severity: string; code: string; message: string }[]
}

export const post = (title: string, body = 'It is on the downloads page.') =>
  `---\n${stringify({ title, categories: 'releases' })}---\n\n${body}\n`
export const OLD = { 'posts/2026-04-14-the-tracker-has-moved.md': post('The tracker has moved') }

/** A release that is news in the time of the scene. */
export function release(version: string, body?: string): Files {
  const name = `posts/2026-05-04-lantern-${version.replace('.', '-')}.md`
  return { [name]: post(`Lantern OS ${version} has been released`, body) }
}
export const keyOf = (version: string) => `announcement:2026-05-04-lantern-${version.replace('.', '-')}`

export class SignedScene {
  #now = Date.parse('2026-05-04T09:00:00Z')

  private constructor(
    readonly remote: TestRepository,
    readonly folder: string,
    readonly sink: Sink,
  ) {}

  static async begin(dialect: Dialect, sink: Sink, git: Record<string, string> = {}): Promise<SignedScene> {
    const remote = makeRepository()
    const mail = { transport: sink.transport, operators: ['ops@lantern.example'] }
    const project = await makeProject(dialect, { mail })
    const scene = new SignedScene(remote, project.folder, sink)
    mkdirSync(join(project.folder, 'config'))
    const allowedSigners = scene.signers
    const content = { posts: 'posts', git: { remote: remote.folder, allowedSigners, ...git } }
    const text = readFileSync(project.configFile, 'utf8').replace(/^content:\n(?: .*\n)+/m, stringify({ content }))
    writeFileSync(scene.config, text)
    const added = await scene.command('subscribers', 'add', 'ada@example.org', '--confirmed')
    if (added.code !== 0) throw new Error(added.stderr)
    return scene
  }

  get signers(): string {
    return join(this.folder, 'config', 'allowed-signers')
  }

  get config(): string {
    return join(this.folder, 'config', 'belfry.yaml')
  }

  get clone(): string {
    return join(this.folder, 'var', 'content.git')
  }

  /** Names of the sources of posts that people know, as they were last read. */
  kept(): string[] {
    return readdirSync(join(this.folder, 'config', 'kept')).sort()
  }

  allow(...signers: readonly { readonly allowed: string }[]): void {
    writeFileSync(this.signers, signers.map(({ allowed }) => allowed).join(''))
  }

  push(files: Files, sign?: Signer, options: CommitOptions = {}): string {
    return this.remote.commit(files, { ...options, ...(sign !== undefined && { sign }) })
  }

  async command(...args: readonly string[]) {
    return await belfry([...args, '--json'], { config: this.config, now: new Date(this.#now).toISOString() })
  }

  /** @param afterMs how long nobody looked */
  async run(afterMs = MINUTE, env: Record<string, string> = {}) {
    this.#now += afterMs
    const before = this.sink.received.length
    const ended = await belfry(['run', '--json'], { config: this.config, now: new Date(this.#now).toISOString(), env })
    const report = ended.stdout === '' ? undefined : (ended.json() as RunJson)
    const mail = await Promise.all(this.sink.received.slice(before).map(readMail))
    const keys = (list: readonly { key: string }[] | undefined) => (list ?? []).map(({ key }) => key)
    return {
      code: ended.code,
      stderr: ended.stderr,
      told: keys(report?.told),
      settling: keys(report?.settling),
      waits: [...keys(report?.asked), ...keys(report?.held)],
      problems: (report?.problems ?? []).map(({ code }) => code),
      message: report?.problems[0]?.message ?? '',
      toPeople: mail.filter(({ to }) => JSON.stringify(to).includes('ada@example.org')).map(({ subject }) => subject),
      toOperators: mail.filter(({ to }) => JSON.stringify(to).includes('ops@')).map(({ text }) => text ?? ''),
    }
  }

  /** What is pushed is seen, settles and is told, if anything is. */
  async settle(env: Record<string, string> = {}) {
    await this.run(MINUTE, env)
    return await this.run(SETTLED, env)
  }

  async states(): Promise<Record<string, string>> {
    const listed = (await this.command('notices', 'list', '--all')).json() as { key: string; state: string }[]
    return Object.fromEntries(listed.map(({ key, state }) => [key, state]))
  }

  /** Titles of the Atom feed's entries, as published. */
  titles(): string[] {
    const feed = readFileSync(join(this.folder, 'config', 'public', 'atom.xml'), 'utf8')
    return [...feed.matchAll(/<entry>[\s\S]*?<title[^>]*>([^<]*)</g)].map((match) => match[1] ?? '')
  }

  /** Paths of pages of posts, as published. */
  pages(): string[] {
    const folder = join(this.folder, 'config', 'public', 'news')
    if (!existsSync(folder)) return []
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return paths.filter((path) => /\/\d\d\/[^/]+\/index\.html$/.test(path)).sort()
  }
}
