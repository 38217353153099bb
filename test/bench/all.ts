/**
 * `npm run bench`: what the goals of the project are measured by, one after another. Out: the machine and the other
 * programs, what each bench says, how long each took, and all lines of goals once more at the end (`read-run.ts` reads
 * that again). In: names of benches, all unless said. The machine should have nothing else to do.
 */
import { spawnSync } from 'node:child_process'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'
import { describeMachine, otherPrograms } from './machine.js'
import type { Named } from './read-run.js'

/** With what keeps all of them within a quarter of an hour. */
const BENCHES: readonly (readonly [script: string, ...args: readonly string[]])[] = [
  ['bench:render'],
  ['bench:build'],
  ['bench:send'],
  ['bench:serve'],
  ['bench:sign', '1000'],
]
const MOST_MINUTES = 15

const wanted = process.argv.slice(2)
const chosen = BENCHES.filter(([script]) => wanted.length === 0 || wanted.includes(script.replace('bench:', '')))
if (chosen.length === 0) throw new Error(`there is no bench ${wanted.join(', ')} among ${BENCHES.join('; ')}`)
const list = (title: string, named: readonly Named[]) => {
  console.log(`── ${title}`)
  for (const { name, is } of named) console.log(`  ${name}: ${is}`)
}
list('machine', describeMachine())
list('programs', otherPrograms())

const begun = Date.now()
const minutes = (since: number) => (Date.now() - since) / 60_000
const ran = chosen.map(([script, ...args]) => {
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
console.log('── goals')
for (const { script, status, goals, took } of ran) {
  console.log(`${script.padEnd(14)} ${took.toFixed(1).padStart(5)} min${status === 0 ? '' : ', failed'}`)
  for (const line of goals) console.log(line)
}
console.log(`${minutes(begun).toFixed(1)} minutes in all; they are to take ${MOST_MINUTES} at most`)
process.exitCode = ran.some(({ status }) => status !== 0) ? 1 : 0
