/**
 * What is long over leaves the queue for the history, after `delivery.keep`. In: the app context. Out: how many
 * deliveries were moved.
 */
import { moveToHistory } from '../delivery/history-store.js'
import type { AppContext } from './app-context.js'

/** Of one run, so that a first one over many years keeps nobody waiting; the next goes on. */
const MOST = 50_000

export async function keepHistory({ clock, config, log, store }: AppContext): Promise<number> {
  const moved = await moveToHistory(store, clock.now() - config.delivery.keep, MOST)
  if (moved > 0) log.info(`moved ${moved} ${moved === 1 ? 'delivery' : 'deliveries'} of old mailings to the history`)
  return moved
}
