/**
 * Whom to tell of a vulnerability (RFC 9116). Pure. In: the configuration, the instant. Out: security.txt; undefined
 * where nobody is named.
 */
import { isoInstant } from '../base/clock.js'
import type { Config } from '../config/schema.js'

/** §2.5.5: less than a year ahead; each answer says it anew. */
const VALID_MS = 90 * 86_400_000

export function securityText({ web, site }: Config, now: number): string | undefined {
  if (web.securityContact === '') return undefined
  const expires = `${isoInstant(now + VALID_MS).slice(0, 10)}T00:00:00Z`
  const fields = [
    ['Contact', web.securityContact],
    ['Expires', expires],
    ['Canonical', `${web.url}/.well-known/security.txt`],
    ['Preferred-Languages', site.language],
  ]
  return fields.map(([name, value]) => `${name}: ${value}\n`).join('')
}
