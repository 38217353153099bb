/**
 * The thread of open-runs.ts, seen from inside: a store of its own, and a run when it is asked for one. In: the
 * configuration; "run" and "stop" by message. Out: sentences for the log, whether mail may go out, the end of each run.
 */
import { on } from 'node:events'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../base/clock.js'
import type { Log } from '../base/log.js'
import type { Observation } from '../base/observed.js'
import type { Config } from '../config/schema.js'
import { openAppContext } from '../run/app-context.js'
import { ScheduledRuns } from './scheduled-run.js'

export type ToRuns = 'run' | 'stop'

export type FromRuns =
  | { readonly says: 'log'; readonly level: keyof Log; readonly said: Parameters<Log['info']> }
  | { readonly says: 'mayMail'; readonly mayMail: boolean }
  | { readonly says: 'observed'; readonly observation: Observation }
  | { readonly says: 'ended' }

/** A run asks one thing at a time; who tells operators asks beside it. */
const CONNECTIONS = 3

if (parentPort !== null) await serveRuns(parentPort, { ...(workerData as Config), databaseConnections: CONNECTIONS })

async function serveRuns(port: MessagePort, config: Config): Promise<void> {
  const tell = (message: FromRuns) => port.postMessage(message)
  const stop = new AbortController()
  port.on('message', (message: ToRuns) => {
    if (message === 'stop') stop.abort()
  })
  // From now on, so that what is asked for while the store is opened is heard.
  const asked = on(port, 'message', { signal: stop.signal })
  const observe = (observation: Observation) => tell({ says: 'observed', observation })
  const context = await openAppContext({ config, clock: systemClock, log: logTo(tell), observe }, stop.signal)
  const runs = new ScheduledRuns(context, (mayMail) => tell({ says: 'mayMail', mayMail }))
  // A run that writes a large audience ends after a part of it.
  stop.signal.addEventListener('abort', () => void runs.stop())
  try {
    for await (const _run of asked) {
      await runs.run()
      tell({ says: 'ended' })
    }
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown
  } finally {
    await runs.stop()
    await context.close()
    port.close()
  }
}

function logTo(tell: (message: FromRuns) => void): Log {
  const level =
    (name: keyof Log): Log['info'] =>
    (...said) =>
      tell({ says: 'log', level: name, said })
  return { info: level('info'), warn: level('warn'), error: level('error') }
}
