/**
 * Text that must stand on one line and mean what it shows: titles, names, versions. Pure. In: any text. Out: one
 * trimmed line without control characters, lone surrogates, what XML cannot hold (U+FFFE), or the marks that turn the
 * reading direction (a title with U+202E can show a different file name than it holds).
 */
const BREAKS = /[\s\x85\u2028\u2029]+/g
const HIDDEN = /[\0-\x08\x0E-\x1F\x7F-\x84\x86-\x9F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]|\p{Cs}/gu

/**
 * A text whose letters A to Z are small. To make an expression that looks for both cases takes the platform several
 * times as long: a long one looks for small letters here, and finds what it would find with the flag i.
 */
export function withSmallLetters(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Text of several lines for a terminal: what would move its cursor, or turn the reading direction, is taken out. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '')
}

/** JSON of the same value, in which what would steer a terminal or turn the reading direction is an escape. */
export function plainJson(value: unknown, indent?: number, textOf = (text: string) => text): string {
  const hex = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  const replacer = (_: string, part: unknown) => (typeof part === 'string' ? textOf(part) : part)
  return JSON.stringify(value, replacer, indent).replace(STEERING, hex)
}

/** What JSON.stringify leaves as it is. */
const STEERING = /[\x7F-\x9F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]/g

const CONTROLS = /[\0-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]/g

/** @returns '' where nothing of it would be seen: a title of zero-width spaces is none */
export function plainLine(text: string): string {
  // Most are letters, figures and single spaces: in them nothing is hidden.
  if (/^[\x20-\x7E]*$/.test(text)) return text.replace(/ {2,}/g, ' ').trim()
  const line = text.replace(HIDDEN, '').replace(BREAKS, ' ').trim()
  return UNSEEN.test(line) ? '' : line
}

/** Also letters that are drawn as nothing (U+3164) and the braille pattern without a dot. */
const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]*$/u
