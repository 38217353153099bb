/**
 * Reads the bytes of a message as a stranger would. In: bytes. Out: header fields, parts, and faults of the wire
 * format.
 */
import PostalMime from 'postal-mime'

export interface Field {
  readonly name: string
  /** Unfolded. */
  readonly value: string
  readonly raw: string
}

export function headOf(bytes: Buffer): string {
  return bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 2).toString('latin1')
}

/** Header fields in their order (RFC 5322 §2.2). */
export function fieldsOf(bytes: Buffer): Field[] {
  const raws = headOf(bytes).match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? []
  return raws.map((raw) => {
    const colon = raw.indexOf(':')
    return {
      name: raw.slice(0, colon).toLowerCase(),
      value: raw
        .slice(colon + 1)
        .replace(/\r\n(?=[ \t])/g, '')
        .trim(),
      raw,
    }
  })
}

/** The values of all fields of that name. */
export function valuesOf(bytes: Buffer, name: string): string[] {
  return fieldsOf(bytes)
    .filter((field) => field.name === name.toLowerCase())
    .map((field) => field.value)
}

/** What is wrong on the wire, by RFC 5322 §2.1 and §2.2, RFC 2047 §5; empty where nothing is. */
export function wireFaults(bytes: Buffer): string[] {
  const text = bytes.toString('latin1')
  const lines = text.split('\r\n')
  const faults = lines.flatMap((line, index) => {
    if (/[\r\n]/.test(line)) return [`line ${index + 1} holds a bare CR or LF`]
    return line.length > 998 ? [`line ${index + 1} has ${line.length} octets`] : []
  })
  if (text.includes('\0')) faults.push('there is a NUL')
  if (!text.endsWith('\r\n')) faults.push('the last line has no end')
  for (const { name, raw } of fieldsOf(bytes)) {
    if (!/^[\x20-\x7e\r\n\t]*$/.test(raw) && name !== 'to') faults.push(`${name} is not ASCII`)
    for (const line of raw.split('\r\n')) {
      // An encoded word stands whole on its line, and is at most 75 long.
      const rest = line.replace(/=\?[\w-]+\?[BbQq]\?[^ ?]*\?=/g, (word) => (word.length > 75 ? '=?' : ''))
      if (rest.includes('=?') || rest.includes('?='))
        faults.push(`${name} splits an encoded word or has one that is too long`)
      if (/^[ \t]*$/.test(line) && line !== '') faults.push(`${name} has a line of white space alone`)
    }
  }
  return faults
}

export async function parseMail(bytes: Buffer) {
  return await PostalMime.parse(bytes)
}
