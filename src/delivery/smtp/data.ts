/**
 * A message as it travels after DATA: dots doubled at the beginning of lines (RFC 5321 §4.5.2). In: bytes with CRLF.
 * Out: the same, without a copy where no line begins with a dot, and the end that belongs behind them. Pure.
 */

const DOT = 46

/**
 * @returns undefined where a dot follows a CR or LF that stands alone: servers differ on whether that begins a line,
 * and a message that means two things must not leave (the smuggling of December 2023)
 */
export function dotStuffed(bytes: Buffer): Buffer | undefined {
  if (bytes.includes('\r.')) return undefined
  const parts: Buffer[] = []
  let from = 0
  if (bytes[0] === DOT) parts.push(Buffer.from('.'))
  for (let at = bytes.indexOf('\n.'); at >= 0; at = bytes.indexOf('\n.', at + 2)) {
    if (bytes[at - 1] !== 13) return undefined
    parts.push(bytes.subarray(from, at + 2))
    from = at + 1
  }
  if (parts.length === 0) return bytes
  return Buffer.concat([...parts, bytes.subarray(from)])
}

/** What ends the message: the final dot, on a line of its own. */
export function finalDot(bytes: Buffer): string {
  return bytes.length === 0 || (bytes.at(-2) === 13 && bytes.at(-1) === 10) ? '.\r\n' : '\r\n.\r\n'
}
