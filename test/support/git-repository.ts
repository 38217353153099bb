/**
 * Builds real git repositories for tests, with the dates and signatures a test asks for. In: files and who signs. Out:
 * commits. What the developer's own git is set to has no say.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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

/** An empty repository, made once in each process; others are copies of it. */
let empty = ''

function emptyRepository(): string {
  if (empty !== '') return empty
  empty = mkdtempSync(join(tmpdir(), 'belfry-empty-repository-'))
  process.once('exit', () => rmSync(empty, { recursive: true, force: true }))
  const run = (...args: string[]) => execFileSync('git', ['-C', empty, ...args], { stdio: 'pipe', env: ownSettings() })
  run('init', '-q', '-b', 'main', '--template=')
  // Git would look after each commit whether there is something to tidy up, by a process of its own.
  const settings = { 'user.name': 'Ada Lantern', 'user.email': 'ada@lantern.example', 'maintenance.auto': 'false' }
  for (const [name, value] of Object.entries(settings)) run('config', name, value)
  return empty
}

function ownSettings(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
}

export function makeRepository(): TestRepository {
  const folder = temporaryFolder('repository')
  cpSync(emptyRepository(), folder, { recursive: true })
  const run = (args: readonly string[], more: { input?: string | Uint8Array; env?: Record<string, string> } = {}) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      input: more.input ?? '',
      env: { ...ownSettings(), ...more.env },
    }).trim()
  return {
    folder,
    commit(files, options = {}) {
      for (const [path, content] of Object.entries(files)) put(join(folder, path), content)
      run(['add', '-A', '.'])
      const date = options.date ?? '2026-01-01T12:00:00Z'
      const { settings = [], environment = {} } = options.sign ?? {}
      const sign = options.sign === undefined ? ['--no-gpg-sign'] : ['-S']
      const asked = settings.flatMap((setting) => ['-c', setting])
      run([...asked, 'commit', '-q', '--allow-empty', ...sign, '-m', options.message ?? 'A change'], {
        env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...environment },
      })
      return run(['rev-parse', 'HEAD'])
    },
    git: (...args) => run(args),
    pipe: (input, ...args) => run(args, { input }),
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
