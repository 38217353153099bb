/**
 * `npm run interop`: every interop:* script of package.json, one after another. Out: a table of what held, what was
 * skipped because a program is absent, and what did not hold; 1 where anything did not.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'

const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'))
const scripts = Object.keys(Object(Object(manifest).scripts)).filter((name) => name.startsWith('interop:'))
const rows = scripts.map((script) => {
  console.log(`── ${script}`)
  const begun = Date.now()
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], {
    cwd: PACKAGE_FOLDER,
    encoding: 'utf8',
  })
  console.log(`${stdout}${stderr}`)
  const skipped = stdout.split('\n').filter((line) => line.startsWith('skipped:'))
  const isSkipped = skipped.length > 0 && !/^(?!skipped:).*\S/m.test(stdout)
  const outcome = status !== 0 ? 'DOES NOT HOLD' : isSkipped ? 'skipped' : 'holds'
  return { script, outcome, skipped, seconds: Math.round((Date.now() - begun) / 1000) }
})
for (const { script, outcome, skipped, seconds } of rows) {
  console.log(`${script.padEnd(20)} ${outcome.padEnd(14)} ${String(seconds).padStart(5)} s`)
  for (const line of skipped) console.log(`${' '.repeat(21)}${line}`)
}
process.exitCode = rows.some(({ outcome }) => outcome === 'DOES NOT HOLD') ? 1 : 0
