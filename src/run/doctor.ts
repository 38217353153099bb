/**
 * What the records of a sending domain, its web address and its machine say of mail that is to arrive. Pure. In:
 * answers of DNS, of the web, of the disk. Out: findings, each with its cure.
 */

/** `unknown`: nobody answered, or nothing can be said from here. */
export type Health = 'good' | 'unknown' | 'warning' | 'error'

export interface Finding {
  /** Of what: `spf`, `web.url`, `disk` … */
  readonly name: string
  readonly health: Health
  readonly says: string
  /** Absent of what is good. */
  readonly fix?: string
}

/** Records of a name; `undefined` where DNS did not answer. */
export type Records = readonly string[] | undefined

export function good(name: string, says: string): Finding {
  return { name, health: 'good', says }
}

export function bad(name: string, health: Exclude<Health, 'good'>, says: string, fix: string): Finding {
  return { name, health, says, fix }
}

export function unanswered(name: string, asked: string): Finding {
  return bad(name, 'unknown', `DNS did not answer for ${asked}`, 'Try again when DNS can be reached.')
}

/** RFC 7208 §4.6.4: more look-ups than these are an error to whoever checks. */
const MOST_LOOKUPS = 10

/** @param records TXT of the domain that returns mail (mail.domain) */
export function spfFinding(domain: string, records: Records): Finding {
  if (records === undefined) return unanswered('spf', domain)
  const found = records.filter((one) => /^v=spf1(?:\s|$)/i.test(one))
  const [record = ''] = found
  const add = `Publish one TXT record for ${domain}, such as v=spf1 mx -all, that names who sends your mail.`
  if (found.length === 0) return bad('spf', 'warning', `${domain} has no SPF record`, add)
  if (found.length > 1)
    return bad('spf', 'error', `${domain} has ${found.length} SPF records, which counts as none`, add)
  const terms = record.trim().split(/\s+/).slice(1)
  const lookups = terms.filter((term) =>
    /^[-+~?]?(?:include:|exists:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr)|^redirect=/i.test(term),
  )
  if (terms.some((term) => /^\+?all$/i.test(term)))
    return bad('spf', 'error', `${domain} lets everybody send (${record})`, 'End the record in -all or ~all.')
  if (lookups.length > MOST_LOOKUPS) {
    const says = `${domain} asks for ${lookups.length} look-ups, and checkers end at ${MOST_LOOKUPS}`
    return bad('spf', 'error', says, 'Name networks (ip4:, ip6:) in place of some include: and mx.')
  }
  if (!terms.some((term) => /^[-~?]all$|^redirect=/i.test(term)))
    return bad('spf', 'warning', `${domain} says nothing of all others (${record})`, 'End the record in -all or ~all.')
  return good('spf', `${domain}: ${record}`)
}

/** The names that are asked, the first that has a record counts. */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, at) => `_dmarc.${labels.slice(at).join('.')}`)
}

export interface Senders {
  /** Of the From line. */
  readonly from: string
  /** That returns mail, by which SPF counts. */
  readonly returns: string
  /** That signs (`d=`). */
  readonly signs: readonly string[]
}

/** @param records of the first name that has one */
export function dmarcFinding({ from, returns, signs }: Senders, records: Records): Finding {
  if (records === undefined) return unanswered('dmarc', `_dmarc.${from}`)
  const found = records.filter((one) => /^v=DMARC1\s*(?:;|$)/.test(one))
  const [record = ''] = found
  const add = `Publish a TXT record at _dmarc.${from}: v=DMARC1; p=none; rua=mailto:postmaster@${from}`
  if (found.length === 0) return bad('dmarc', 'warning', `${from} has no DMARC record; large providers want one`, add)
  if (found.length > 1)
    return bad('dmarc', 'error', `${from} has ${found.length} DMARC records, which counts as none`, add)
  const policy = /;\s*p\s*=\s*(none|quarantine|reject)\b/i.exec(record)?.[1]?.toLowerCase()
  if (policy === undefined) return bad('dmarc', 'error', `the record names no policy (${record})`, add)
  const isAligned = [returns, ...signs].some((one) => isRelated(one, from))
  if (!isAligned) {
    const says = `neither ${returns} nor a signature is of ${from}, so the policy ${policy} counts against your mail`
    return bad('dmarc', 'error', says, 'Sign with a key of that domain (belfry keys dkim), or send from mail.domain.')
  }
  return good('dmarc', `${from}: ${policy}`)
}

/** Relaxed alignment (RFC 7489 §3.1), without the list of public suffixes: one lies below the other. */
function isRelated(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)
}

/** @param hosts of the MX records, the null MX (RFC 7505) as '' @param isRead does Belfry take mail that came back? */
export function mxFinding(domain: string, hosts: Records, isRead: boolean): Finding {
  if (hosts === undefined) return unanswered('mx', domain)
  const fix = `Publish an MX record for ${domain} that leads to the server that takes its mail (Belfry may).`
  const health = isRead ? 'error' : 'warning'
  if (hosts.length === 0) return bad('mx', health, `${domain} takes no mail, so bounces are lost`, fix)
  if (hosts.every((host) => host === '' || host === '.'))
    return bad('mx', health, `${domain} says that it takes no mail (null MX), so bounces are lost`, fix)
  return good('mx', `${domain}: ${hosts.join(', ')}`)
}

/** An address from which mail leaves, its names, and the addresses of those names. */
export interface Reversed {
  readonly address: string
  readonly names: Records
  readonly back: readonly string[]
}

export function ptrFinding({ address, names, back }: Reversed): Finding {
  if (names === undefined) return unanswered('ptr', address)
  const fix = 'Let whoever gave you the address set its PTR record to a name that leads back to it.'
  const [name] = names
  if (name === undefined)
    return bad('ptr', 'error', `${address} has no name (PTR); large providers refuse its mail`, fix)
  if (!back.includes(address)) return bad('ptr', 'error', `${address} is ${name}, which does not lead back to it`, fix)
  return good('ptr', `${address} is ${name}`)
}

/** An answer over HTTP; `fault` where there was none. */
export type WebAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly atMs: number }
  | { readonly fault: string }

/** Fields that Belfry sends, and that a proxy must let through. */
const FIELDS = ['content-security-policy', 'x-content-type-options', 'referrer-policy']

/** @param url of the service, whose pages the links in mail lead to */
export function webFindings(url: string, answer: WebAnswer): Finding[] {
  const name = 'web.url'
  const start = 'Start belfry serve, and lead the address to it; or correct web.url.'
  const secure = url.startsWith('https:')
    ? []
    : [bad(name, 'error', `${url} is not https, and links in mail carry a token`, 'Set web.url to an https address.')]
  if ('fault' in answer) return [...secure, bad(name, 'error', `${url} does not answer: ${answer.fault}`, start)]
  if (answer.status !== 200) return [...secure, bad(name, 'error', `${url} answers with ${answer.status}`, start)]
  const missing = FIELDS.filter((field) => answer.headers[field] === undefined)
  if (missing.length === 0) return secure.length > 0 ? secure : [good(name, `${url} answers, with its headers`)]
  const says = `${url} answers without ${missing.join(', ')}`
  return [...secure, bad(name, 'warning', says, 'Let the proxy in front of Belfry pass its header fields on.')]
}

const MOST_SKEW_MS = 60_000

/** By the Date field of a server elsewhere. */
export function clockFinding(answer: WebAnswer): Finding {
  const date = 'fault' in answer ? Number.NaN : Date.parse(answer.headers.date ?? '')
  if ('fault' in answer || Number.isNaN(date))
    return bad('clock', 'unknown', 'no server said what time it is', 'Compare date -u with a clock.')
  const skewMs = answer.atMs - date
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return good('clock', 'agrees with the web server')
  const says = `differs from the web server by ${Math.round(skewMs / 1000)} s`
  return bad('clock', 'warning', says, 'Run an NTP client here, and on the web server.')
}

const DAY_MS = 86_400_000
const OLD_DAYS = 730

/** @param changedAt of the file */
export function keyFinding(name: string, file: string, changedAt: number, now: number): Finding {
  const days = Math.floor((now - changedAt) / DAY_MS)
  if (days <= OLD_DAYS) return good(name, `${file}, ${days} days old`)
  const fix = 'Make a new one under another selector (belfry keys dkim), and change over when DNS shows it.'
  return bad(name, 'warning', `${file} is ${days} days old`, fix)
}

const LITTLE_BYTES = 1024 ** 3
const NO_BYTES = 100 * 1024 ** 2

/** @param freeBytes that this user may write */
export function diskFinding(name: string, folder: string, freeBytes: number): Finding {
  const free = `${folder}: ${(freeBytes / 1024 ** 2).toFixed(0)} MB free`
  const fix = 'Make room: mail that was sent stays in the ledger, and a full disk stops telling.'
  if (freeBytes < NO_BYTES) return bad(name, 'error', free, fix)
  return freeBytes < LITTLE_BYTES ? bad(name, 'warning', free, fix) : good(name, free)
}
