/**
 * Switches of front matter: keys that are on or off. Pure. In: a value as YAML read it. Out: true, false, undefined
 * where it says nothing, or 'unreadable'. YAML 1.1 and the generators that read it know more spellings than the core
 * schema does, and an author who quotes one means it.
 */
import { postsTexts } from '../texts.js'
export type Switch = boolean | undefined | 'unreadable'

const SPELLINGS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', 'y', '1'].map((word): [string, boolean] => [word, true]),
  ...['false', 'no', 'off', 'n', '0'].map((word): [string, boolean] => [word, false]),
])

/** For sentences that say how to write one. */
export const SWITCH_FIX = postsTexts.switches.writeTrueOrFalse()

export function readSwitch(value: unknown): Switch {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string' && typeof value !== 'number') return 'unreadable'
  const word = String(value).trim().toLowerCase()
  return word === '' ? undefined : (SPELLINGS.get(word) ?? 'unreadable')
}
