/**
 * What reading and publishing work with: configuration, clock, log. No database, no keys, and nothing that takes long
 * to load.
 */
import { type Clock, clockFrom } from '../base/clock.js'
import { type Log, sentenceLog } from '../base/log.js'
import type { Observe } from '../base/observed.js'
import { loadConfig } from '../config/load.js'
import type { Environment } from '../config/read-environment.js'
import type { Config } from '../config/schema.js'
import type { ContentThreads } from './open-content-threads.js'

export interface ReadContext {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** That read and publish; who has none opens them while they are needed (open-content-threads.ts). */
  readonly threads?: ContentThreads
  /** Told what is measured, where somebody watches. */
  readonly observe?: Observe
}

export interface ReadContextOptions {
  /** The configuration file. */
  readonly file: string
  readonly environment?: Environment
  readonly clock?: Clock
  readonly log?: Log
}

/** @throws BelfryError with every fault of the configuration */
export function openReadContext(options: ReadContextOptions): ReadContext {
  const environment = options.environment ?? process.env
  return {
    config: loadConfig(options.file, environment),
    clock: options.clock ?? clockFrom(environment.BELFRY_NOW),
    log: options.log ?? sentenceLog(),
  }
}
