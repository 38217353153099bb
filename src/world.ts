/**
 * Everything a command works with, opened once and closed once: configuration, store, keys, templates, transport, clock, log.
 */
import { type Clock, clockFrom } from './clock.js'
import { type Environment, loadConfig } from './config/load-config.js'
import type { Config } from './config/schema.js'
import { openTransport } from './delivery/open-transport.js'
import type { Transport } from './delivery/transport.js'
import { type Log, sentenceLog } from './log.js'
import { loadTemplates } from './mail/load-templates.js'
import type { Templates } from './mail/templates.js'
import { openStore, type Store } from './store/open-store.js'
import type { Keys } from './subscribers/links.js'
import { loadKeys } from './subscribers/load-keys.js'

/** What reading and publishing need: no database, no keys. */
export interface Desk {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
}

export interface World extends Desk {
  readonly store: Store
  readonly keys: Keys
  readonly templates: Templates
  readonly transport: Transport
  close(): Promise<void>
}

export interface DeskOptions {
  /** The configuration file. */
  readonly file: string
  readonly environment?: Environment
  readonly clock?: Clock
  readonly log?: Log
}

/** @throws BelfryError with every fault of the configuration */
export function openDesk(options: DeskOptions): Desk {
  const environment = options.environment ?? process.env
  return {
    config: loadConfig(options.file, environment),
    clock: options.clock ?? clockFrom(environment.BELFRY_NOW),
    log: options.log ?? sentenceLog(),
  }
}

/** @throws BelfryError of whichever part cannot be opened */
export async function openWorld(desk: Desk): Promise<World> {
  const templates = loadTemplates(desk.config.mail.templates)
  const transport = openTransport(desk.config)
  const keys = loadKeys(desk.config.secrets)
  const store = await openStore(desk.config.database)
  return { ...desk, store, keys, templates, transport, close: async () => await store.close() }
}
