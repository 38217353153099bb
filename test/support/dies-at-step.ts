/**
 * A worker that dies by SIGKILL at a named step between two states of a delivery. A process of its own. In:
 * configuration file, the instant, the step, at which occurrence of it. Out: what it did until then.
 */
import { clockFrom } from '../../src/base/clock.js'
import { silentLog } from '../../src/base/log.js'
import { sendDue } from '../../src/delivery/worker.js'
import { openAppContext } from '../../src/run/app-context.js'
import { openReadContext } from '../../src/run/read-context.js'

const [, , file = '', now, fatalStep, occurrence] = process.argv
const world = await openAppContext(openReadContext({ file, environment: {}, clock: clockFrom(now), log: silentLog }))
let left = Number(occurrence)
await sendDue({
  ...world,
  onStep: (step) => {
    if (step !== fatalStep) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
await world.close()
