/**
 * Installs what package-lock.json names, when node_modules is absent or older than it, so that `npm start` and
 * `npm test` are enough on a fresh clone. `--omit=dev`: only what the program imports. Plain JavaScript without imports
 * from packages: it runs before there are any.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lock = join(root, 'package-lock.json')
/** npm writes this file at the end of an install. */
const installed = join(root, 'node_modules', '.package-lock.json')
const omits = process.argv.slice(2).filter((flag) => flag === '--omit=dev')
/** What runs the tests is missing after an install that left it out. */
const isWhole = omits.length > 0 || existsSync(join(root, 'node_modules', 'vitest'))

if (!isWhole || !existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  process.stderr.write('Installing what package-lock.json names; this takes up to a minute or two the first time …\n')
  const windows = process.platform === 'win32'
  // Packages that npm would warn about are those of tests (Node 20 runs them).
  const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--loglevel=error', ...omits], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (error || status !== 0) {
    process.stderr.write(`npm ci did not succeed${error ? `: ${error.message}` : ''}. Run it by hand to see why.\n`)
    process.exit(1)
  }
}
