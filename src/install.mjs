/**
 * Installs what package-lock.json names, when node_modules is absent or older than it, so that `npm start` and
 * `npm test` are enough on a fresh clone. Plain JavaScript without imports from packages: it runs before there are any.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lock = join(root, 'package-lock.json')
/** npm writes this file at the end of an install. */
const installed = join(root, 'node_modules', '.package-lock.json')

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  process.stderr.write('Installing what package-lock.json names; this takes a minute or two the first time …\n')
  const windows = process.platform === 'win32'
  const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (error || status !== 0) {
    process.stderr.write(`npm ci did not succeed${error ? `: ${error.message}` : ''}. Run it by hand to see why.\n`)
    process.exit(1)
  }
}
