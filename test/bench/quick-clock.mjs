/**
 * A process whose clock and timers run faster: `--import` it, and what waits for a full second is asked often. What is
 * worked keeps its time. In: BENCH_QUICKER, how many times faster. Out: other globals; node:timers/promises likewise.
 */
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import promises from 'node:timers/promises'

const QUICKER = Number(process.env.BENCH_QUICKER ?? 1)
const begin = Date.now()
const now = Date.now.bind(Date)

Date.now = () => Math.floor(begin + (now() - begin) * QUICKER)
for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name]
  const quick = (work, ms, ...others) => real(work, ms / QUICKER, ...others)
  // Its promise, for util.promisify.
  Object.defineProperties(quick, Object.getOwnPropertyDescriptors(real))
  globalThis[name] = quick
  timers[name] = quick
}
const wait = promises.setTimeout
promises.setTimeout = (ms, ...others) => wait(ms / QUICKER, ...others)
syncBuiltinESMExports()
