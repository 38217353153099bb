/**
 * `npm run bench`: what the goals of the project are measured by, one after another. Out: what each says, how long each
 * took, and all lines of goals once more at the end. The machine should have nothing else to do.
 */
import { spawnSync } from 'node:child_process'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'

/** With what keeps all of them within a quarter of an hour. */
const BENCHES: readonly (readonly [script: string, ...args: readonly string[]])[] = [
  ['bench:render'],
  ['bench:build'],
  ['bench:send', '20000', '3'],
  ['bench:serve'],
  ['bench:sign', '1000'],
]
const MOST_MINUTES = 15

const begun = Date.now()
const minutes = (since: number) => (Date.now() - since) / 60_000
const ran = BENCHES.map(([script, ...args]) => {
  console.log(`── ${script}`)
  const began = Date.now()
  const options = { cwd: PACKAGE_FOLDER, encoding: 'utf8' } as const
  const { status, stdout } = spawnSync('npm', ['run', '--silent', script, '--', ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  console.log(stdout)
  return { script, status, goals: stdout.split('\n').filter((line) => line.includes('  goal: ')), took: minutes(began) }
})
for (const { script, status, goals, took } of ran) {
  console.log(`${script.padEnd(14)} ${took.toFixed(1).padStart(5)} min${status === 0 ? '' : ', failed'}`)
  for (const line of goals) console.log(line)
}
console.log(`${minutes(begun).toFixed(1)} minutes in all; they are to take ${MOST_MINUTES} at most`)
process.exitCode = ran.some(({ status }) => status !== 0) ? 1 : 0
