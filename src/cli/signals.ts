/** How a service lives: until Ctrl-C or SIGTERM, in the real time. */

import { BelfryError } from '../base/errors.js'
import { cliTexts } from './texts.js'

/** @throws BelfryError NOW where BELFRY_NOW is set */
export function inRealTime(): void {
  if (process.env.BELFRY_NOW === undefined) return
  throw new BelfryError('NOW', cliTexts.signals.belfryNowSetService(), {
    fix: 'Unset BELFRY_NOW.',
    exitCode: 2,
  })
}

/** @returns a signal that is aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      controller.abort()
      process.once(name, () => process.exit(130))
    })
  }
  return controller.signal
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** Calls back at each SIGHUP. @returns a way to hear of it no more, which leaves it without effect */
export function onHangUp(heard: () => void): () => void {
  let isHeard = true
  process.on('SIGHUP', () => {
    if (isHeard) heard()
  })
  return () => {
    isHeard = false
  }
}
