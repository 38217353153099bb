/**
 * `npm run fuzz -- [SECONDS] [TARGET …]`: hostile input for whatever reads some, for a while. Out: tries of each
 * target; what broke stands in var/fuzz, as small as it was found, and makes this end with 1. SEED=N says which dice.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'
import { writeBundle } from '../../src/bundle.js'
import type { FuzzOrder, FuzzReport } from './fuzz-thread.js'
import { LONGEST } from './mutate.js'
import { targets } from './targets.js'

/** Nothing may hold up a thread for as long, however busy the machine is. */
const HANG_MS = 60_000

const [seconds = '60', ...named] = process.argv.slice(2)
const names = named.length > 0 ? named : Object.keys(targets)
const unknown = names.filter((name) => targets[name] === undefined)
if (!(Number(seconds) > 0) || unknown.length > 0) {
  console.error(`npm run fuzz -- [SECONDS] [${Object.keys(targets).join('|')} …]`)
  process.exit(2)
}
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007)
console.log(`${seconds} s, ${names.length} targets, SEED=${seed}`)

const THREAD = join(PACKAGE_FOLDER, 'var', 'fuzz', 'fuzz-thread.js')

/** One file, as the program is: each target's thread is there at once. */
function makeThread(): void {
  const entry = join(PACKAGE_FOLDER, 'test', 'fuzz', 'fuzz-thread.ts')
  writeBundle({ splitting: false, entryPoints: [entry], outfile: THREAD })
}

async function fuzzed(order: FuzzOrder): Promise<FuzzReport> {
  const worker = new Worker(THREAD, { workerData: order })
  const head = new Int32Array(order.shared, 0, 2)
  let last = { tries: 0, at: Date.now() }
  return await new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      const tries = Atomics.load(head, 1)
      if (tries !== last.tries) last = { tries, at: Date.now() }
      // The first try waits until all is loaded.
      if (tries === 0 || Date.now() - last.at < HANG_MS) return
      const input = Buffer.from(Buffer.from(order.shared, 8, Atomics.load(head, 0)))
      done({ tries, outcomes: 0, slowestMs: HANG_MS, findings: [{ message: 'it does not end', input }] })
    }, 1_000)
    const done = (report: FuzzReport) => {
      clearInterval(watch)
      void worker.terminate()
      resolve(report)
    }
    worker.once('message', done)
    worker.once('error', (fault) => {
      clearInterval(watch)
      reject(fault)
    })
  })
}

makeThread()
let all = 0
let broken = 0
for (const [index, target] of names.entries()) {
  const shared = new SharedArrayBuffer(8 + LONGEST)
  const ms = (Number(seconds) * 1000) / names.length
  const { tries, outcomes, slowestMs, findings } = await fuzzed({ target, seed: seed + index, ms, shared })
  all += tries
  broken += findings.length
  console.log(`${target.padEnd(14)} ${String(tries).padStart(8)} tries  ${outcomes} outcomes  slowest ${slowestMs} ms`)
  for (const { message, input } of findings) {
    const folder = join(PACKAGE_FOLDER, 'var', 'fuzz', target)
    const file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 12))
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, input)
    console.log(
      `  BROKEN ${message.slice(0, 500)}\n         ${file}\n         ${JSON.stringify(Buffer.from(input).toString().slice(0, 300))}`,
    )
  }
}
console.log(`${all} tries, ${broken} broken.`)
process.exitCode = broken > 0 ? 1 : 0
