/**
 * Makes the bytes of one delivery. In: its row. Out: the frozen message of its list, format, reason and language with
 * this person's links written in, signed. Frozen messages are read once per mailing and kept while they are in use; so
 * is the memory that messages are written into.
 */
import { isoInstant } from '../base/clock.js'
import { NewestCache } from '../base/newest-cache.js'
import type { Config } from '../config/schema.js'
import type { Signer, SignFor } from '../mail/signing/signer.js'
import { type Frozen, type Placeholders, personalLength, type SlotName, toLine, writePersonal } from '../mail/slots.js'
import type { Store } from '../store/open.js'
import type { DeliveryRow } from '../store/tables.js'
import { type Claim, type Keys, makeLeaveToken, makeReturnPath, makeToken } from '../subscribers/links.js'
import { type MailingTerms, mailingTerms, readVariant } from './mailing-store.js'

/** Variants held at once: more than any one mailing has. */
const KEEP = 256

export interface Made {
  readonly from: string
  readonly to: string
  readonly bytes: Buffer
  /** No line of it begins with a dot. */
  readonly isDotFree: boolean
}

interface Variant {
  readonly frozen: Frozen
  readonly names: ReadonlySet<SlotName>
  readonly signFor: SignFor
  readonly isDotFree: boolean
}

export class Messages {
  readonly #variants = new NewestCache<string, Promise<Variant>>({ most: KEEP })
  readonly #mailings = new NewestCache<number, Promise<MailingTerms>>({ most: KEEP })
  readonly #memory: Buffer[] = []

  constructor(
    private readonly store: Store,
    private readonly config: Config,
    private readonly keys: Keys,
    private readonly signer: Signer,
  ) {}

  async envelopeAndBytes(row: DeliveryRow): Promise<Made> {
    const { frozen, names, signFor, isDotFree } = await this.#variants.getOrMake(
      `${row.mailing_id} ${row.list} ${row.format} ${row.because} ${row.language}`,
      async () => this.#prepared(await readVariant(this.store.db, row)),
    )
    const { linkKey, tokenForm } = await this.mailing(row.mailing_id)
    const keys = { ...this.keys, current: linkKey, form: tokenForm }
    const claim = { person: row.person_id, mailing: row.mailing_id }
    const values = valuesOf(names, keys, claim, row.since)
    const head = (await signFor(row.address, values)) + toLine(row.address)
    return {
      from: makeReturnPath(keys, claim, this.config.mail.domain),
      to: row.address,
      bytes: writePersonal(frozen, head, values, this.#room(personalLength(frozen, head))),
      isDotFree,
    }
  }

  /**
   * Gives back the memory of a message that the server has taken or refused as a whole: the next one is written over
   * it.
   */
  reuse({ bytes }: Made): void {
    this.#memory.push(Buffer.from(bytes.buffer, bytes.byteOffset))
  }

  async mailing(id: number): Promise<MailingTerms> {
    return await this.#mailings.getOrMake(id, async () => await mailingTerms(this.store.db, id))
  }

  #prepared(frozen: Frozen): Variant {
    const names = new Set(frozen.slots.map(({ name }) => name))
    // Slots and what stands in front hold no line that begins with a dot.
    const isDotFree =
      !frozen.bytes.includes('\n.') && !frozen.bytes.includes('\r.') && !frozen.bytes.subarray(0, 1).includes('.')
    return { frozen, names, signFor: this.signer.prepare(frozen), isDotFree }
  }

  #room(octets: number): Buffer {
    const room = this.#memory.pop()
    // A little more than asked for: addresses differ in length. Never a part of memory that others use.
    return room !== undefined && room.length >= octets ? room : Buffer.from(new ArrayBuffer(octets + 512))
  }
}

function valuesOf(
  names: ReadonlySet<SlotName>,
  keys: Keys,
  claim: Claim,
  since: number,
): Partial<Record<SlotName, string>> {
  const values: Partial<Record<keyof Placeholders, string>> = {}
  for (const name of names) {
    if (name === 'since') values.since = isoInstant(since).slice(0, 10)
    else values[name] = name === 'leave' ? makeLeaveToken(keys, claim) : makeToken(keys, name, claim)
  }
  return values
}
