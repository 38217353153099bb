/**
 * Which addresses a post may hold. Pure. In: an address as typed. Out: whether it is shown as a link, as text beside
 * the words that would link to it, or not at all because a program would run what it holds.
 */
import { belowSite } from '../base/site-address.js'

/** Schemes that programs open without running anything. */
const LINKED = new Set(
  [
    'http https mailto ftp ftps sftp irc ircs tel sms sip sips xmpp matrix magnet news nntp feed webcal webcals geo',
    'git ssh svn rsync gemini gopher ipfs ipns openpgp4fpr',
  ].flatMap((line) => line.split(' ')),
)

/** What is run, read from the reader's own disk, or holds a whole document. */
const DANGEROUS = new Set(
  [
    'javascript livescript jscript mocha vbscript vbs data blob file filesystem about view-source jar mhtml',
    'cid mid chrome res intent',
  ].flatMap((line) => line.split(' ')),
)

export const LINKED_SCHEMES: readonly string[] = [...LINKED]

export type AddressKind = 'link' | 'text' | 'dangerous'

/** @param protocol as URL gives it, `https:` */
export function kindOfScheme(protocol: string): AddressKind {
  const scheme = protocol.replace(/:$/, '').toLowerCase()
  if (LINKED.has(scheme)) return 'link'
  return DANGEROUS.has(scheme) || scheme.startsWith('ms-') ? 'dangerous' : 'text'
}

export interface AddressBase {
  /** What addresses that begin with / are resolved against. */
  readonly siteUrl: string
  /** The page itself: `#part` and relative addresses. */
  readonly postUrl: string
}

export interface LinkAddress {
  readonly kind: AddressKind
  /** Absolute. */
  readonly href: string
}

/** @returns undefined for what is no address */
export function readAddress(typed: string | undefined, base: AddressBase): LinkAddress | undefined {
  const trimmed = typed?.replace(/[\0-\x20]+/g, (run) => (/[^\0-\x1F]/.test(run) ? ' ' : '')).trim()
  if (trimmed === undefined || trimmed === '') return undefined
  const text = belowSite(trimmed, base.siteUrl)
  const against = text.startsWith('/') ? `${base.siteUrl}/` : base.postUrl
  if (!URL.canParse(text, against)) return undefined
  const { href, protocol } = new URL(text, against)
  return { kind: kindOfScheme(protocol), href }
}
