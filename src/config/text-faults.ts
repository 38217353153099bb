/**
 * Texts of the configuration that no page, mail or feed can hold, wherever they stand. Pure. In: the configuration as
 * its schema reads it. Out: the key at fault, and why. And each key's first fault, of those that several rules found.
 */
import type { KeyFault } from './key-fault.js'
import { configTexts } from './texts.js'

const MOST = 10_000
const LONG = configTexts.textFaults.mustHaveCharactersAt()
const NO_TEXT = configTexts.textFaults.holdsControlCharacterWhich()
/** XML can hold none of them (XML 1.0 §2.2), and YAML writes them as escapes alone. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|\p{Cs}/u

export function textFaults(value: unknown, path: KeyFault['path'] = []): KeyFault[] {
  if (typeof value === 'string') {
    if (CONTROLS.test(value)) return [{ path, message: NO_TEXT }]
    return value.length > MOST ? [{ path, message: LONG }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    textFaults(inner, key === TEXTS ? path : [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/** Titles by language are read into it: no key of the file. */
const TEXTS = 'texts'

/** One slip has one sentence: what was said of a key, or of what it stands in, comes first. */
export function firstOfEach(faults: readonly KeyFault[]): KeyFault[] {
  return faults.filter(
    ({ path }, index) => !faults.slice(0, index).some((before) => before.path.every((key, at) => key === path[at])),
  )
}
