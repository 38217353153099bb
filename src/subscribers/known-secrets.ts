/**
 * Whether the secrets are the ones that the ledger was worked with. Pure. In: keys that are there, what the ledger
 * remembers of them. Out: the names of those that are lost.
 */
import { createHmac } from 'node:crypto'

/** `link-1`, `hash`: the name of a key's file without its ending. */
export type SecretName = string

export interface KnownSecrets {
  /** What each key is known by; `''` of a key that was given up: whatever comes in its place is taken. */
  readonly checks: ReadonlyMap<SecretName, string>
  /** Numbers of the keys of links that mail under way is made with. */
  readonly used: readonly number[]
  /** Number of the key that the newest mail was made with; 0 where there is none. */
  readonly last: number
}

/** 64 bits that a key is known by, and that tell nothing of it. */
export function checkOf(key: Uint8Array): string {
  return createHmac('sha256', key).update('belfry:key:check').digest('hex').slice(0, 16)
}

export function linkName(number: number): SecretName {
  return `link-${number}`
}

export function numberIn(name: SecretName): number | undefined {
  const digits = /^link-(\d+)$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/**
 * A key is lost where another stands in its place, or none: the newest key of links, one that mail under way needs,
 * that of hashes. An older key of links may be deleted.
 * @returns names, sorted
 */
export function lostSecrets(
  found: ReadonlyMap<SecretName, Uint8Array>,
  { checks, used, last }: KnownSecrets,
): SecretName[] {
  const known = [...checks].filter(([, check]) => check !== '').map(([name]) => name)
  const isGivenUp = (name: SecretName) => checks.get(name) === ''
  const newest = Math.max(0, ...known.map((name) => numberIn(name) ?? 0))
  const there = Math.max(0, ...[...found.keys()].map((name) => numberIn(name) ?? 0))
  const needed = [
    ...[...used, ...(last > there ? [last] : [])].map(linkName).filter((name) => !isGivenUp(name)),
    ...known.filter((name) => name === 'hash' || numberIn(name) === newest),
  ]
  const missing = needed.filter((name) => !found.has(name))
  const other = known.filter((name) => {
    const key = found.get(name)
    return key !== undefined && checkOf(key) !== checks.get(name)
  })
  return [...new Set([...missing, ...other])].sort()
}

/** @returns the number of a new key of links: above all that there ever were */
export function nextNumber(found: ReadonlyMap<SecretName, unknown>, { checks, used, last }: KnownSecrets): number {
  const numbers = [...found.keys(), ...checks.keys()].flatMap((name) => numberIn(name) ?? [])
  return Math.max(last, ...numbers, ...used) + 1
}
