/** Other releases of Node, each from npm's registry. In: the release. Out: where its program lies. Door. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Those that package.json names. */
export const NODES: readonly number[] = [20, 22, 24]

/**
 * The npm package `node` brings the program for this machine, for as long as this process lives.
 * @returns undefined where it does not
 */
export function nodeOf(release: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), `belfry-node-${release}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  spawnSync('npm', ['install', '--loglevel=error', `node@${release}`], { cwd: folder, stdio: 'ignore' })
  const program = join(folder, 'node_modules', 'node', 'bin', 'node')
  return existsSync(program) ? program : undefined
}
