/**
 * Posts from a git repository, to the inbox: what is pushed is told once, a rewritten history tells nothing, and when
 * the repository is gone, its branch is, or nobody vouches for its tip, the last good revision goes on being published
 * and the fault is named. Every run is a process of its own, mail goes through real SMTP.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { belfry } from '../support/cli.js'
import { type Dialect, dialects } from '../support/databases.js'
import { type Files, isInstalled, makeRepository, type Signer, type TestRepository } from '../support/git-repository.js'
import { makeProject } from '../support/project.js'
import { sshSigner } from '../support/signers.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { readMail } from './mail.js'

const MINUTE = 60_000
const SETTLED = 31 * MINUTE

interface RunJson {
  readonly told: readonly { key: string }[]
  readonly asked: readonly unknown[]
  readonly held: readonly unknown[]
  readonly problems: readonly { file: string; severity: string; code: string; message: string; fix: string }[]
}

const post = (title: string, body = 'It is on the [downloads](/downloads/) page.') =>
  `---\n${stringify({ title, categories: 'releases' })}---\n\n${body}\n`
const OLD = { 'posts/2026-04-14-the-tracker-has-moved.md': post('The tracker has moved') }
const RELEASE = { 'posts/2026-05-04-lantern-3-1.md': post('Lantern OS 3.1.0 has been released') }
const NEXT = { 'posts/2026-05-04-lantern-3-2.md': post('Lantern OS 3.2.0 has been released') }
const KEY = 'announcement:2026-05-04-lantern-3-1'
const NEXT_KEY = 'announcement:2026-05-04-lantern-3-2'

/** A repository of posts, and a project that reads them from there. */
class Scene {
  #now = Date.parse('2026-05-04T09:00:00Z')

  private constructor(
    readonly remote: TestRepository,
    readonly folder: string,
    readonly sink: Sink,
    readonly signers: string,
  ) {}

  static async begin(dialect: Dialect, sink: Sink, vouched = false): Promise<Scene> {
    const remote = makeRepository()
    const project = await makeProject(dialect, { mail: { transport: sink.transport } })
    const config = join(project.folder, 'config')
    const signers = join(config, 'allowed-signers')
    const git = { remote: remote.folder, ...(vouched && { allowedSigners: signers }) }
    mkdirSync(config)
    // Where a project has it, so that the clone is this project's own.
    const text = readFileSync(project.configFile, 'utf8').replace(
      /^content:\n(?: .*\n)+/m,
      stringify({ content: { posts: 'posts', git } }),
    )
    writeFileSync(join(config, 'belfry.yaml'), text)
    const scene = new Scene(remote, project.folder, sink, signers)
    expect((await scene.command('subscribers', 'add', 'ada@example.org', '--confirmed')).code).toBe(0)
    return scene
  }

  async command(...args: readonly string[]) {
    const config = join(this.folder, 'config', 'belfry.yaml')
    return await belfry([...args, '--json'], { config, now: new Date(this.#now).toISOString() })
  }

  /** @param afterMs how long nobody looked */
  async run(afterMs = MINUTE) {
    this.#now += afterMs
    const before = this.sink.received.length
    const ended = await this.command('run')
    const report = ended.stdout === '' ? undefined : (ended.json() as RunJson)
    const mail = await Promise.all(this.sink.received.slice(before).map(readMail))
    return {
      code: ended.code,
      stderr: ended.stderr,
      told: report?.told.map(({ key }) => key) ?? [],
      waits: [...(report?.asked ?? []), ...(report?.held ?? [])],
      problems: report?.problems ?? [],
      subjects: mail.map((one) => one.subject),
    }
  }

  push(files: Files, sign?: Signer): string {
    return this.remote.commit(files, sign === undefined ? {} : { sign })
  }

  /** A baseline with the old post; then the release is pushed, told and mailed. */
  async announce(sign?: Signer): Promise<string> {
    this.push(OLD, sign)
    expect(await this.run()).toMatchObject({ code: 0, told: [], subjects: [], problems: [] })
    const tip = this.push(RELEASE, sign)
    expect(await this.run()).toMatchObject({ code: 0, told: [] })
    expect(await this.run(SETTLED)).toMatchObject({ code: 0, told: [KEY], subjects: [TITLE] })
    return tip
  }

  /** Titles of the Atom feed's entries, as published. */
  titles(): string[] {
    const feed = readFileSync(join(this.folder, 'config', 'public', 'atom.xml'), 'utf8')
    return [...feed.matchAll(/<entry>[\s\S]*?<title[^>]*>([^<]*)</g)].map((match) => match[1] ?? '')
  }

  /** The feed is gone from the folder: only a run that publishes brings it back. */
  forgetFeeds(): void {
    const folder = join(this.folder, 'config', 'public')
    renameSync(folder, `${folder}-${readdirSync(join(this.folder, 'config')).length}`)
  }

  moveRemote(away: boolean): void {
    const names = [this.remote.folder, `${this.remote.folder}-away`] as const
    renameSync(names[away ? 0 : 1], names[away ? 1 : 0])
  }
}

const TITLE = 'Lantern OS 3.1.0 has been released'
const PUBLISHED = [TITLE, 'The tracker has moved']
const NOTHING = { told: [], waits: [], subjects: [] }

let sink: Sink
beforeEach(async () => {
  sink = await startSink()
})
afterEach(async () => await sink.close())

for (const dialect of dialects) {
  test(`the first run tells nothing, a push is told once, a rewritten history nothing, on ${dialect}`, async () => {
    const scene = await Scene.begin(dialect, sink)
    const tip = await scene.announce()
    const shown = (await scene.command('notices', 'show', KEY)).json()
    expect(shown).toMatchObject({ state: 'told', commit: tip })
    expect(shown).not.toHaveProperty('signer')
    expect((await scene.command('source', 'show')).json()).toMatchObject({ commit: tip, announcements: 2 })
    // Without signers every revision is read, and no word is wanted.
    expect((await scene.command('source', 'accept', tip)).code).toBe(2)
    expect(existsSync(join(scene.folder, 'var', 'content.git', 'HEAD'))).toBe(true)
    expect(scene.titles()).toEqual(PUBLISHED)
    expect(await scene.run()).toMatchObject({ code: 0, ...NOTHING, problems: [] })

    // The same posts under a history that has nothing in common with the one before.
    scene.remote.git('checkout', '-q', '--orphan', 'rewritten')
    scene.push({})
    scene.remote.git('branch', '-q', '-M', 'rewritten', 'main')
    expect(scene.remote.git('rev-list', '--count', 'main')).toBe('1')
    expect(await scene.run()).toMatchObject({ code: 0, ...NOTHING, problems: [] })
    expect(await scene.run(SETTLED)).toMatchObject({ code: 0, ...NOTHING, problems: [] })
    expect(scene.titles()).toEqual(PUBLISHED)

    scene.push(NEXT)
    await scene.run()
    expect(await scene.run(SETTLED)).toMatchObject({ code: 0, told: [NEXT_KEY] })
    // Back to before: what was told is not told again when it returns.
    scene.remote.git('reset', '-q', '--hard', 'HEAD~1')
    expect(await scene.run()).toMatchObject({ told: [], subjects: [] })
    scene.push(NEXT)
    await scene.run()
    expect(await scene.run(SETTLED)).toMatchObject({ code: 0, ...NOTHING })
    expect(sink.received).toHaveLength(2)
  })
}

test('while the repository is gone the last good revision is told and published, with exit code 1', async () => {
  const scene = await Scene.begin('sqlite', sink)
  scene.push(OLD)
  await scene.run()
  const tip = scene.push(RELEASE)
  await scene.run()
  scene.moveRemote(true)
  scene.forgetFeeds()
  const lost = await scene.run(SETTLED)
  expect(lost).toMatchObject({ code: 1, told: [KEY], subjects: [TITLE] })
  expect(lost.problems).toMatchObject([{ code: 'GIT_FETCH', severity: 'error', file: scene.remote.folder }])
  expect(lost.problems[0]?.message).toContain(`Posts are read as of commit ${tip.slice(0, 12)}.`)
  expect(lost.stderr).toContain('git ls-remote')
  expect(scene.titles()).toEqual(PUBLISHED)
  for (const command of ['plan', 'build', 'check']) expect((await scene.command(command)).code, command).toBe(1)

  scene.moveRemote(false)
  scene.push(NEXT)
  expect(await scene.run()).toMatchObject({ code: 0, told: [], problems: [] })
  expect(await scene.run(SETTLED)).toMatchObject({ code: 0, told: [NEXT_KEY], problems: [] })
  expect(sink.received).toHaveLength(2)
})

test('a branch that is renamed leaves the last good revision, and names the branches there are', async () => {
  const scene = await Scene.begin('sqlite', sink)
  await scene.announce()
  scene.remote.git('branch', '-m', 'main', 'trunk')
  scene.push(NEXT)
  scene.forgetFeeds()
  const lost = await scene.run()
  expect(lost).toMatchObject({ code: 1, ...NOTHING, problems: [{ code: 'GIT_FETCH' }] })
  expect(lost.problems[0]?.message).toContain('has no branch main; it has trunk.')
  expect(scene.titles()).toEqual(PUBLISHED)
})

test('a push without the folder of posts ends the run with 1; feeds stay, and nothing is taken for retracted', async () => {
  const scene = await Scene.begin('sqlite', sink)
  await scene.announce()
  scene.remote.git('mv', 'posts', 'news')
  const tip = scene.push({})
  const lost = await scene.run()
  expect(lost).toMatchObject({ code: 1, ...NOTHING })
  expect(lost.stderr).toContain('POSTS_FOLDER')
  expect(lost.stderr).toContain(tip.slice(0, 12))
  expect(scene.titles()).toEqual(PUBLISHED)
  scene.remote.git('mv', 'news', 'posts')
  scene.push({})
  expect(await scene.run(SETTLED)).toMatchObject({ code: 0, ...NOTHING, problems: [] })
})

describe('with nothing fetched yet every command ends with 3, publishes nothing and keeps no clone', () => {
  const commands = [['run'], ['plan'], ['build'], ['check']] as const
  const spoilt: [string, (scene: Scene) => void, RegExp][] = [
    ['a repository that is not there', (scene) => scene.moveRemote(true), /cannot be fetched/],
    ['an empty repository', () => undefined, /is empty: it has no branch yet/],
    [
      'a repository without the branch',
      (scene) => {
        scene.push(OLD)
        scene.remote.git('branch', '-m', 'main', 'trunk')
      },
      /has no branch main; it has trunk/,
    ],
  ]
  test.each(spoilt)('%s', async (_name, spoil, says) => {
    const scene = await Scene.begin('sqlite', sink)
    spoil(scene)
    for (const command of commands) {
      const { code, stdout, stderr } = await scene.command(...command)
      expect([command, code, stdout]).toEqual([command, 3, ''])
      expect(stderr).toMatch(says)
      expect(stderr).toContain('GIT_FETCH')
    }
    expect(existsSync(join(scene.folder, 'config', 'public'))).toBe(false)
    expect(existsSync(join(scene.folder, 'var', 'content.git'))).toBe(false)
  })

  test('and the first that can be fetched is the baseline', async () => {
    const scene = await Scene.begin('sqlite', sink)
    expect((await scene.run()).code).toBe(3)
    await scene.announce()
  })
})

const ssh = isInstalled('ssh-keygen', '-?')
describe.skipIf(!ssh)(`signers${ssh ? '' : ' (passed over: ssh-keygen is not installed)'}`, () => {
  const ada = ssh ? sshSigner('ada@lantern.example') : undefined
  const mallory = ssh ? sshSigner('mallory@lantern.example') : undefined

  async function vouched(): Promise<Scene> {
    const scene = await Scene.begin('sqlite', sink, true)
    writeFileSync(scene.signers, ada?.allowed ?? '')
    return scene
  }

  test('a tip that nobody vouches for is named and not read; what was vouched for goes on, with exit code 1', async () => {
    const scene = await vouched()
    const good = await scene.announce(ada)
    for (const [signer, why] of [
      [undefined, 'is not signed'],
      [mallory, `is signed with the key ${mallory?.key}, which is not allowed`],
    ] as const) {
      const refused = scene.push({ ...NEXT, 'turn.txt': why }, signer)
      scene.forgetFeeds()
      const run = await scene.run(SETTLED)
      expect(run).toMatchObject({ code: 1, ...NOTHING, problems: [{ code: 'GIT_SIGNATURE', severity: 'error' }] })
      expect(run.problems[0]?.message).toContain(`Commit ${refused}`)
      expect(run.problems[0]?.message).toContain(why)
      expect(run.problems[0]?.message).toContain(`Posts are read as of commit ${good.slice(0, 12)}.`)
      expect(scene.titles()).toEqual(PUBLISHED)
    }
    // Who signs the tip vouches for what is below it.
    scene.push({}, ada)
    await scene.run()
    expect(await scene.run(SETTLED)).toMatchObject({ code: 0, told: [NEXT_KEY], problems: [] })
  })

  test('a first tip that nobody vouches for ends the run with 1 and is not the baseline', async () => {
    const scene = await vouched()
    const refused = scene.push(OLD)
    const run = await scene.run()
    expect(run).toMatchObject({ code: 1, ...NOTHING })
    expect(run.stderr).toContain(refused)
    expect(run.stderr).toContain('GIT_SIGNATURE')
    expect(existsSync(join(scene.folder, 'config', 'public'))).toBe(false)
    scene.push({ 'posts/2026-05-01-later.md': post('Later') }, ada)
    expect(await scene.run()).toMatchObject({ code: 0, ...NOTHING, problems: [] })
  })
})
