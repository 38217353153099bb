/**
 * Everything a command works with, opened once and closed once: configuration, store, keys, templates, transport,
 * clock, log.
 */
import type { Config } from '../config/schema.js'
import { openTransport } from '../delivery/open-transport.js'
import type { Transport } from '../delivery/transport.js'
import { openSigner } from '../mail/signing/open-signer.js'
import type { SignContent } from '../mail/signing/openpgp-content.js'
import type { Signer } from '../mail/signing/signer.js'
import { type OpenTemplates, openTemplates } from '../mail/templates/open.js'
import { readLedger } from '../marks/machine-store.js'
import { type MachineMarks, openMarks } from '../marks/open-marks.js'
import type { EndOfLifeTexts } from '../notices/end-of-life/texts.js'
import { endOfLifeTextsOf } from '../notices/end-of-life/texts.js'
import { openStore, type Store } from '../store/open.js'
import { keysOfLedger } from '../subscribers/load-keys.js'
import { openSecrets, type Secrets } from './open-keys.js'
import type { ReadContext } from './read-context.js'
import { type VoiceIn, voicesOf } from './speaking.js'

export interface AppContext extends ReadContext, Secrets {
  readonly store: Store
  /** What this machine remembers of the ledger. */
  readonly marks: MachineMarks
  readonly templates: OpenTemplates
  /** Of what the releases table says. */
  readonly endOfLifeTexts: EndOfLifeTexts
  /** What speaks to people in another language than the site's. */
  readonly voiceIn: VoiceIn
  readonly transport: Transport
  readonly signer: Signer
  /** Of the project, for the content of notices; undefined signs none. */
  readonly openpgp: SignContent | undefined
  close(): Promise<void>
}

/**
 * @param signal told to stop: a database that is silent then is waited for no longer
 * @throws BelfryError of whichever part cannot be opened
 */
export async function openAppContext(context: ReadContext, signal?: AbortSignal): Promise<AppContext> {
  const parts = await openParts(context)
  const { database, databaseConnections: connections } = context.config
  const store = await openStore(database, {
    connections,
    log: context.log,
    // What writes a backup is loaded where one is due.
    beforeSteps: async (...about) =>
      await (await import('./backups/write-kept.js')).backupBeforeSteps(context)(...about),
    ...(signal !== undefined && { signal }),
  })
  const rest = { store, ...parts }
  try {
    return { ...context, ...rest, ...(await openLedger(context, store)), close: async () => await store.close() }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

type Parts = Pick<AppContext, 'templates' | 'endOfLifeTexts' | 'voiceIn' | 'transport' | 'signer' | 'openpgp'>

/** All that the configuration names, but the ledger and its keys. */
async function openParts({ config }: ReadContext): Promise<Parts> {
  const { mail, words } = config
  return {
    templates: await openTemplates(mail.templates, words),
    endOfLifeTexts: endOfLifeTextsOf(words),
    voiceIn: voicesOf(config),
    transport: await openTransport(config),
    signer: openSigner(config),
    openpgp: await contentSigner(mail.openpgp.key),
  }
}

/** What runs gpg is loaded where there is a key. @throws BelfryError GPG_MISSING, OPENPGP_KEY */
async function contentSigner(key: string): Promise<SignContent | undefined> {
  return key === '' ? undefined : await (await import('../mail/signing/open-openpgp.js')).openContentSigner(key)
}

/**
 * The same ledger and keys under another configuration; the context before stays as it is.
 * @throws BelfryError of whichever part cannot be opened
 */
export async function withConfig(context: AppContext, config: Config): Promise<AppContext> {
  return { ...context, config, ...(await openParts({ ...context, config })) }
}

async function openLedger({ config, log }: ReadContext, store: Store): Promise<Secrets & Pick<AppContext, 'marks'>> {
  const { keys, hashKey } = await openSecrets(config.secrets, store.db)
  const marks = await openMarks({ config, log, store, hashKey })
  const { id, bound } = await readLedger(store.db)
  return { marks, hashKey, keys: keysOfLedger(keys, bound === 1 ? id : undefined) }
}
