/**
 * What differs by person in a frozen message: places of fixed length that a delivery writes over. Pure. In: bytes
 * composed with placeholders. Out: the places; and the message of one person.
 */
import { createHash } from 'node:crypto'
import { LEAVE_TOKEN_LENGTH, TOKEN_LENGTH } from '../subscribers/links.js'

export const slotNames = ['unsubscribe', 'leave', 'preferences', 'confirm', 'address', 'since'] as const
export type SlotName = (typeof slotNames)[number]

/** Octets of each: link tokens, that of the address to leave by, and a day as YYYY-MM-DD. */
const LENGTH: Readonly<Record<SlotName, number>> = {
  unsubscribe: TOKEN_LENGTH,
  leave: LEAVE_TOKEN_LENGTH,
  preferences: TOKEN_LENGTH,
  confirm: TOKEN_LENGTH,
  address: TOKEN_LENGTH,
  since: 10,
}

/** Stand-ins while the message is composed. */
export type Placeholders = Readonly<Record<SlotName, string>>

/** One stretch of a slot; a soft line break of quoted-printable (RFC 2045 §6.7) may split a slot into two. */
export interface Slot {
  readonly name: SlotName
  /** Offset in the message, octets. */
  readonly at: number
  /** Offset in the value, and how much of it stands here. */
  readonly from: number
  readonly length: number
}

export interface Frozen {
  readonly bytes: Buffer
  readonly slots: readonly Slot[]
}

/** @param nonce a secret of this mailing, so that no post can contain a placeholder */
export function placeholdersFor(nonce: string): Placeholders {
  const make = (name: SlotName) =>
    createHash('sha256')
      .update(`${nonce}:${name}`)
      .digest('hex')
      .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? digit)
      .slice(0, LENGTH[name])
  return {
    unsubscribe: make('unsubscribe'),
    leave: make('leave'),
    preferences: make('preferences'),
    confirm: make('confirm'),
    address: make('address'),
    since: make('since'),
  }
}

/** Finds every placeholder in composed bytes. */
export function findSlots(bytes: Buffer, placeholders: Placeholders): Slot[] {
  const text = bytes.toString('latin1')
  const lines = text.split(SOFT_BREAK)
  // Without soft breaks a placeholder stands there whole; where in the message, the breaks before it say.
  const joined = lines.join('')
  const breaks: number[] = []
  for (const line of lines.slice(0, -1)) breaks.push((breaks.at(-1) ?? 0) + line.length)
  const placeOf = (at: number) => at + SOFT_BREAK.length * breaks.filter((one) => one <= at).length
  return slotNames.flatMap((name) =>
    placesIn(joined, placeholders[name]).flatMap((at) => {
      const from = placeOf(at)
      return pieces(name, text.slice(from, placeOf(at + placeholders[name].length - 1) + 1), from)
    }),
  )
}

const SOFT_BREAK = '=\r\n'

function placesIn(text: string, wanted: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) places.push(at)
  return places
}

function pieces(name: SlotName, found: string, index: number): Slot[] {
  const slots: Slot[] = []
  let at = index
  let from = 0
  for (const piece of found.split(SOFT_BREAK)) {
    if (piece.length > 0) slots.push({ name, at, from, length: piece.length })
    at += piece.length + SOFT_BREAK.length
    from += piece.length
  }
  return slots
}

/**
 * What stands in one stretch of a slot.
 * @throws RangeError where a value has another length than its slot
 */
export function valueAt({ name, from, length }: Slot, values: Partial<Placeholders>): string {
  const value = values[name]
  if (value?.length !== LENGTH[name]) throw new RangeError(`the ${name} slot takes ${LENGTH[name]} octets`)
  return value.slice(from, from + length)
}

/**
 * Octets of the message of one person. @param head what stands in front of the frozen bytes: signatures, the To line
 */
export function personalLength(frozen: Frozen, head: string): number {
  return Buffer.byteLength(head) + frozen.bytes.length
}

/** The To line of a message (RFC 5322 §3.6.3). @param to the address as it is to stand there */
export function toLine(to: string): string {
  return `To: ${to}\r\n`
}

/**
 * The message of one person: a To line in front, the slots written over.
 * @param values of all slots that the message has
 */
export function personalise(frozen: Frozen, to: string, values: Partial<Placeholders>): Buffer {
  const head = toLine(to)
  return writePersonal(frozen, head, values, Buffer.allocUnsafe(personalLength(frozen, head)))
}

/** The same, into memory that is there already. @returns `into`, as far as it is used */
export function writePersonal(frozen: Frozen, head: string, values: Partial<Placeholders>, into: Buffer): Buffer {
  const start = into.write(head)
  frozen.bytes.copy(into, start)
  for (const slot of frozen.slots) into.write(valueAt(slot, values), start + slot.at, 'latin1')
  return into.subarray(0, start + frozen.bytes.length)
}
