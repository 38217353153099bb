/**
 * Whether the keys under mail.dkim can sign for the address under mail.from. Pure. In: both. Out: the domain that
 * signs; what is wrong, by key.
 */

import { domainToASCII } from 'node:url'
import type { KeyFault } from './key-fault.js'
import { configTexts } from './texts.js'

interface KeySettings {
  readonly selector: string
  readonly key: string
}

export interface DkimSettings extends KeySettings {
  readonly ed25519: KeySettings
}

const DOMAIN = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/

/**
 * The domain of the From address, in A-labels: a signature by any other may not count for DMARC (RFC 7489 §3.1.1).
 * @returns undefined where no key can stand in DNS under it
 */
export function signingDomain(from: string): string | undefined {
  const domain = domainToASCII(from.slice(from.lastIndexOf('@') + 1)).toLowerCase()
  return DOMAIN.test(domain) ? domain : undefined
}

export function dkimFaults(dkim: DkimSettings, from: string): KeyFault[] {
  const { ed25519 } = dkim
  const faults = [...halves(dkim, ['mail', 'dkim']), ...halves(ed25519, ['mail', 'dkim', 'ed25519'])]
  if (ed25519.key !== '' && dkim.key === '')
    faults.push({
      path: ['mail', 'dkim', 'ed25519'],
      message: configTexts.dkimFaults.standsBesideRsaKey(),
    })
  if (dkim.selector !== '' && dkim.selector.toLowerCase() === ed25519.selector.toLowerCase())
    faults.push({
      path: ['mail', 'dkim', 'ed25519', 'selector'],
      message: configTexts.dkimFaults.rsaKeyEachKey(),
    })
  if (dkim.key !== '' && signingDomain(from) === undefined)
    faults.push({
      path: ['mail', 'from'],
      message: configTexts.dkimFaults.cannotSignedForAt(from),
    })
  return faults
}

/** One without the other would send unsigned mail. */
function halves({ selector, key }: KeySettings, path: readonly string[]): KeyFault[] {
  if ((selector === '') === (key === '')) return []
  const absent = selector === '' ? 'selector' : 'key'
  return [
    {
      path: [...path, absent],
      message: configTexts.dkimFaults.isNeededWith(path.join('.'), absent === 'key' ? 'selector' : 'key'),
    },
  ]
}
