/**
 * Makes the bytes of one delivery. In: its row. Out: the frozen message of its list and format with this person's links written in,
 * signed.
 * Frozen messages are read once per mailing and kept while they are in use.
 */
import { isoInstant } from '../clock.js'
import type { Config } from '../config/schema.js'
import type { Signer } from '../mail/signer.js'
import { type Frozen, personalise } from '../mail/slots.js'
import type { Store } from '../store/open-store.js'
import type { DeliveryRow } from '../store/tables.js'
import { type Keys, makeReturnPath, makeToken } from '../subscribers/links.js'
import { type MailingTerms, mailingTerms, readVariant } from './mailing-store.js'

/** Variants held at once: more than any one mailing has. */
const KEEP = 64

export class Messages {
  readonly #frozen = new Map<string, Promise<Frozen>>()
  readonly #mailings = new Map<number, Promise<MailingTerms>>()

  constructor(
    private readonly store: Store,
    private readonly config: Config,
    private readonly keys: Keys,
    private readonly signer: Signer,
  ) {}

  async envelopeAndBytes(row: DeliveryRow): Promise<{ from: string; to: string; bytes: Buffer }> {
    const frozen = await remembered(
      this.#frozen,
      `${row.mailing_id} ${row.list} ${row.format}`,
      async () => await readVariant(this.store.db, row),
    )
    const { linkKey } = await this.mailing(row.mailing_id)
    const keys = { ...this.keys, current: linkKey }
    const claim = { person: row.person_id, mailing: row.mailing_id }
    const values = {
      unsubscribe: makeToken(keys, 'unsubscribe', claim),
      preferences: makeToken(keys, 'preferences', claim),
      confirm: makeToken(keys, 'confirm', claim),
      since: isoInstant(row.since).slice(0, 10),
    }
    return {
      from: makeReturnPath(keys, claim, this.config.mail.domain),
      to: row.address,
      bytes: await this.signer.sign(personalise(frozen, row.address, values)),
    }
  }

  async mailing(id: number): Promise<MailingTerms> {
    return await remembered(this.#mailings, id, async () => await mailingTerms(this.store.db, id))
  }
}

async function remembered<Key, Value>(
  cache: Map<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = cache.get(key)
  if (known !== undefined) return await known
  const made = make()
  cache.set(key, made)
  const oldest = cache.keys().next()
  if (cache.size > KEEP && !oldest.done) cache.delete(oldest.value)
  return await made
}
