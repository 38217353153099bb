/**
 * Which addresses lead into one mailbox. Pure. In: an address. Out: a name that they share. It is for limits alone:
 * who is who is decided by the address as it is.
 */
import type { Address } from './address.js'

/** Google reads over dots, and has two names. */
const GOOGLE = new Set(['gmail.com', 'googlemail.com'])

/** Letter case never counts; what follows a plus is the reader's own at most providers. */
export function mailboxOf({ key }: Address): string {
  const at = key.lastIndexOf('@')
  const [domain, local] = [key.slice(at + 1), key.slice(0, at).replace(/(?<=.)\+.*$/s, '')]
  return GOOGLE.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`
}
