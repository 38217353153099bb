/**
 * Builds real git repositories for tests, with the dates and signatures a test asks for. In: files and who signs. Out:
 * commits. What the developer's own git is set to has no say.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A file's content, a link's target, or null to remove it. */
export type Files = Readonly<Record<string, string | Uint8Array | { link: string } | null>>

export interface CommitOptions {
  readonly date?: string
  readonly message?: string
  /** git settings and environment of a signer (ssh-signer or gpg-signer). */
  readonly sign?: Signer
}

export interface Signer {
  readonly settings: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface TestRepository {
  readonly folder: string
  /** @returns the commit's id */
  commit(files: Files, options?: CommitOptions): string
  git(...args: string[]): string
  /** With bytes as input. */
  pipe(input: string | Uint8Array, ...args: string[]): string
}

const cleanups: (() => void)[] = []
/** After each file of tests, by each-file.ts. */
export function cleanUp(): void {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
}

/** Last in, first out, when the test file is done; a worker of the test runner never says that it exits. */
export function atEnd(cleanup: () => void): void {
  cleanups.push(cleanup)
}

/** A folder that is gone when the test file is done. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `belfry-${name}-`)))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** As `git init --template=` writes it, and who commits. */
const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
[user]
\tname = Ada Lantern
\temail = ada@lantern.example
# Git would look after each commit whether there is something to tidy up, by a process of its own.
[maintenance]
\tauto = false
`

/** Written without a process: a large one, as a worker of the tests is, takes long to start another. */
function initialise(folder: string): void {
  const inside = (...path: string[]) => join(folder, '.git', ...path)
  for (const path of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(inside(path), { recursive: true })
  writeFileSync(inside('HEAD'), 'ref: refs/heads/main\n')
  writeFileSync(inside('config'), CONFIG)
}

/** The commit that HEAD names; git writes a branch that it commits to as a file of its own. */
function headOf(folder: string): string {
  const head = readFileSync(join(folder, '.git', 'HEAD'), 'utf8').trim()
  return head.startsWith('ref: ') ? readFileSync(join(folder, '.git', head.slice('ref: '.length)), 'utf8').trim() : head
}

function ownSettings(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
}

/** All that is there, and then the commit whose options follow. */
const COMMIT_ALL = 'git add -A . && exec git "$@"'

export function makeRepository(): TestRepository {
  const folder = temporaryFolder('repository')
  initialise(folder)
  const start = (
    program: string,
    args: readonly string[],
    more: { input?: string | Uint8Array; env?: Readonly<Record<string, string>> } = {},
  ) =>
    execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      input: more.input ?? '',
      env: { ...ownSettings(), ...more.env },
    }).trim()
  const run = (args: readonly string[], input: string | Uint8Array = '') =>
    start('git', ['-C', folder, ...args], { input })
  return {
    folder,
    commit(files, options = {}) {
      for (const [path, content] of Object.entries(files)) put(join(folder, path), content)
      const date = options.date ?? '2026-01-01T12:00:00Z'
      const { settings = [], environment = {} } = options.sign ?? {}
      const sign = options.sign === undefined ? ['--no-gpg-sign'] : ['-S']
      const asked = settings.flatMap((setting) => ['-c', setting])
      const commit = [...asked, 'commit', '-q', '--allow-empty', ...sign, '-m', options.message ?? 'A change']
      start('sh', ['-c', COMMIT_ALL, 'sh', ...commit], {
        env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...environment },
      })
      return headOf(folder)
    },
    git: (...args) => run(args),
    pipe: (input, ...args) => run(args, input),
  }
}

function put(file: string, content: Files[string]): void {
  rmSync(file, { force: true, recursive: true })
  if (content === null || content === undefined) return
  mkdirSync(dirname(file), { recursive: true })
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content)
  else symlinkSync(content.link, file)
}

/** True when a program answers; a test that needs it says so and passes over otherwise. */
export function isInstalled(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch (thrown) {
    return !(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')
  }
}
