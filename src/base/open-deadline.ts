/**
 * Work that is ended where it takes too long, in whatever loop or expression it is. In: work that waits for nothing,
 * how long it may take. Out: what it makes, or that it was ended. Door: a thread of Node's own watches the clock.
 */
import { type Context, createContext, Script } from 'node:vm'

/** Node ends nothing but what a script calls. */
const call = new Script('work()')
let place: (Context & { work: () => void }) | undefined

/**
 * Costs a tenth of a millisecond. Work that is ended leaves behind what it had changed until then.
 *
 * @param limitMs by the clock on the wall
 * @returns undefined where it was ended; whatever `work` throws is thrown
 */
export function withinTime<Made>(limitMs: number, work: () => Made): { readonly made: Made } | undefined {
  place ??= createContext({ work: () => undefined }) as Context & { work: () => void }
  const outer = place.work
  let result: { readonly made: Made } | undefined
  place.work = () => {
    result = { made: work() }
  }
  try {
    call.runInContext(place, { timeout: limitMs })
    return result
  } catch (thrown) {
    // It is an Error of the place, not one of ours.
    if (Reflect.get(Object(thrown), 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw thrown
  } finally {
    place.work = outer
  }
}
