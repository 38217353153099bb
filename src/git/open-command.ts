/**
 * Runs git so that neither a repository nor its address can make it do anything else. Door: processes. In: a subcommand
 * with its arguments. Out: what it printed. No hooks, no prompts, no programs as transport, no lazy fetches, no
 * replaced objects; variables of a git that started us (from a hook, say) are taken away.
 */

import type { ChildProcess } from 'node:child_process'
import { BelfryError } from '../base/errors.js'
import { type ProcessOptions, type Ran, runProgram, startProgram } from '../base/open-process.js'
import { plainLine } from '../base/plain-line.js'
import { gitTexts } from './texts.js'

/** Settings of the command line come before those of the repository, of the user and of the system. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  // A graph stored beside the objects could tell of other parents than they do.
  'core.commitGraph=false',
  'core.filesRefLockTimeout=5000',
  'gc.autoDetach=false',
  'maintenance.autoDetach=false',
  'init.templateDir=',
  'safe.bareRepository=all',
  'submodule.recurse=false',
  'transfer.bundleURI=false',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
].flatMap((setting) => ['-c', setting])

/**
 * What git itself calls local to a repository (`git rev-parse --local-env-vars`), without what tests and operators set
 * on purpose.
 */
const LOCAL_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_TRACE',
  'GIT_WORK_TREE',
]

function environment(): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(LOCAL_VARIABLES.map((name) => [name, undefined])),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GCM_INTERACTIVE: 'never',
    // ssh asks through a program or not at all, never at the terminal: an unknown host or a locked key is a failure.
    SSH_ASKPASS: process.env.SSH_ASKPASS ?? 'false',
    SSH_ASKPASS_REQUIRE: process.env.SSH_ASKPASS_REQUIRE ?? 'force',
  }
}

/** For what the user's settings have no say in, such as who may sign. */
export const NO_USER_SETTINGS = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_COUNT: undefined,
  GIT_CONFIG_PARAMETERS: undefined,
}

/** @throws BelfryError GIT_MISSING, exit code 3 */
export async function runGit(args: readonly string[], options: ProcessOptions = {}): Promise<Ran> {
  const ran = await runProgram('git', [...SETTINGS, ...args], {
    ...options,
    environment: { ...environment(), ...options.environment },
  })
  if (ran === undefined) throw new BelfryError('GIT_MISSING', gitTexts.openCommand.gitNotInstalled(), { exitCode: 3 })
  return ran
}

/** @throws BelfryError GIT_REPOSITORY, with what git said, when it does not end well */
export async function gitText(args: readonly string[], options: ProcessOptions = {}): Promise<string> {
  const ran = await runGit(args, options)
  if (ran.exitCode !== 0) throw new BelfryError('GIT_REPOSITORY', gitTexts.openCommand.gitCannotDoWork(gitSaid(ran)))
  return ran.stdout.toString('utf8')
}

/** A git that stays; its caller ends it and hears its `error`. */
export function startGit(args: readonly string[]): ChildProcess {
  return startProgram('git', [...SETTINGS, ...args], environment())
}

/** The sentence that explains a failure, on one line and without the full stop; the far side may have written it. */
export function gitSaid(ran: Ran): string {
  if (ran.timedOut) return 'it took too long'
  const lines = ran.stderr.split('\n').filter((line) => line.trim() !== '')
  const first =
    lines.find((line) => /^(?:fatal|error|ssh|remote): /.test(line)) ?? lines[0] ?? `exit code ${ran.exitCode}`
  return plainLine(first.replace(/^(?:fatal|error): /, ''))
    .slice(0, 300)
    .replace(/\.$/, '')
}
