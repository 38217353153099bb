/**
 * Mailboxes that mail cannot come from or go to: addresses that no server takes, and those that are Belfry's own. Pure.
 * In: the configuration as its schema reads it. Out: the key at fault, and why.
 */

import { domainToASCII } from 'node:url'
import type { KeyFault } from './key-fault.js'
import { configTexts } from './texts.js'

interface Mailbox {
  readonly name: string
  readonly address: string
}

interface Mailing {
  readonly mail: {
    readonly from: Mailbox
    readonly replyTo: '' | Mailbox
    readonly operators: readonly Mailbox[]
    readonly domain: string
  }
  readonly inbound: { readonly listen: { readonly protocol: 'smtp' | 'lmtp' } | undefined }
}

/** RFC 5322 §3.2.3 dot-atom, with UTF-8 as RFC 6531 §3.3 allows, and at most 64 octets (RFC 5321 §4.5.3.1.1). */
const LOCAL = /^[\w!#$%&'*+\-/=?^`{|}~\u{a1}-\u{10ffff}]+(\.[\w!#$%&'*+\-/=?^`{|}~\u{a1}-\u{10ffff}]+)*$/u
const MOST_LOCAL = 64
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i
const MOST_NAME = 200

const NO_ADDRESS = configTexts.mailboxFaults.noAddressServerWould()
const OWN = configTexts.mailboxFaults.addressBelfryReadsItself()
const COMES_BACK = configTexts.mailboxFaults.atMailDomainWhose()
const HIDDEN = configTexts.mailboxFaults.mustHaveNameOne()
const LONG = configTexts.mailboxFaults.mustHaveNameCharacters(MOST_NAME)

export function mailboxFaults({ mail, inbound }: Mailing): KeyFault[] {
  const { from, replyTo, operators } = mail
  const answered: readonly (readonly [KeyFault['path'], Mailbox])[] = [
    ...(replyTo === '' ? [] : [[['mail', 'replyTo'], replyTo] as const]),
    ...operators.map((one, index) => [['mail', 'operators', index], one] as const),
  ]
  const all = [[['mail', 'from'], from] as const, ...answered]
  const said = all.flatMap(([path, mailbox]) => faultsOf(path, mailbox, mail.domain))
  if (inbound.listen?.protocol !== 'smtp') return said
  const faulty = new Set(said.map(({ path }) => path.join('.')))
  const back = answered.filter(([path, { address }]) => isAt(address, mail.domain) && !faulty.has(path.join('.')))
  return [...said, ...back.map(([path]) => ({ path, message: COMES_BACK }))]
}

function faultsOf(path: KeyFault['path'], { name, address }: Mailbox, domain: string): KeyFault[] {
  const [local, host] = partsOf(address)
  if (!LOCAL.test(local) || /[\p{C}\p{Z}]/u.test(local) || Buffer.byteLength(local) > MOST_LOCAL || !isHost(host))
    return [{ path, message: NO_ADDRESS }]
  if (isAt(address, domain) && /^(?:complaints|[bu]-[0-9a-f]{40,})$/i.test(local)) return [{ path, message: OWN }]
  if (/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name)) return [{ path, message: HIDDEN }]
  return [...name].length > MOST_NAME ? [{ path, message: LONG }] : []
}

function partsOf(address: string): [string, string] {
  const at = address.lastIndexOf('@')
  return [address.slice(0, at), address.slice(at + 1)]
}

/** A name, in whatever script, or an address of the network in brackets (RFC 5321 §4.1.3); four numbers are none. */
function isHost(host: string): boolean {
  if (/^\[[\w.:]+\]$/.test(host)) return true
  const name = domainToASCII(host)
  return DOMAIN.test(name) && !/(?:^|\.)\d+$/.test(name)
}

function isAt(address: string, domain: string): boolean {
  return domainToASCII(partsOf(address)[1]).toLowerCase() === domain.toLowerCase()
}
