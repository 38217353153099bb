/**
 * `npm run interop`: every interop:* script of package.json, one after another, each shown as it comes. In: names of
 * checks (`nginx walk`), all unless said. Out: a table of what held, what was skipped because a program is absent, and
 * what did not hold; 1 where anything did not.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'

interface Row {
  readonly script: string
  readonly outcome: 'holds' | 'skipped' | 'DOES NOT HOLD'
  readonly skipped: readonly string[]
  readonly seconds: number
}

const wanted = process.argv.slice(2)
const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'))
const scripts = Object.keys(Object(Object(manifest).scripts)).filter((name) => name.startsWith('interop:'))
const unknown = wanted.filter((name) => !scripts.includes(`interop:${name}`))
if (unknown.length > 0) throw new Error(`there is no check ${unknown.join(', ')} among ${scripts.join(', ')}`)

const rows: Row[] = []
for (const script of scripts)
  if (wanted.length === 0 || wanted.includes(script.slice(8))) rows.push(await tried(script))
for (const { script, outcome, skipped, seconds } of rows) {
  console.log(`${script.padEnd(22)} ${outcome.padEnd(14)} ${String(seconds).padStart(5)} s`)
  for (const line of skipped) console.log(`${' '.repeat(23)}${line}`)
}
process.exitCode = rows.some(({ outcome }) => outcome === 'DOES NOT HOLD') ? 1 : 0

async function tried(script: string): Promise<Row> {
  console.log(`── ${script}`)
  const begun = performance.now()
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: PACKAGE_FOLDER,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
    process.stdout.write(chunk)
  })
  const [status] = await once(child, 'close')
  const skipped = said.split('\n').filter((line) => line.startsWith('skipped:'))
  const isSkipped = skipped.length > 0 && !/^(?!skipped:).*\S/m.test(said)
  const outcome = status !== 0 ? 'DOES NOT HOLD' : isSkipped ? 'skipped' : 'holds'
  return { script, outcome, skipped, seconds: Math.round((performance.now() - begun) / 1000) }
}
