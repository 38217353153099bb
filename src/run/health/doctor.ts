/**
 * What the records of a sending domain, its web address and its machine say of mail that is to arrive. Pure. In:
 * answers of DNS, of the web, of the disk. Out: findings, each with its cure.
 */
import { runTexts } from '../texts.js'

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
  return bad(name, 'unknown', runTexts.doctor.dnsDidNotAnswer(asked), runTexts.doctor.tryAgainWhenDns())
}

/** RFC 7208 §4.6.4: more look-ups than these are an error to whoever checks. */
const MOST_LOOKUPS = 10

/** @param records TXT of the domain that returns mail (mail.domain) */
export function spfFinding(domain: string, records: Records): Finding {
  if (records === undefined) return unanswered('spf', domain)
  const found = records.filter((one) => /^v=spf1(?:\s|$)/i.test(one))
  const [record = ''] = found
  const add = runTexts.doctor.publishOneTxtRecord(domain)
  if (found.length === 0) return bad('spf', 'warning', runTexts.doctor.hasNoSpfRecord(domain), add)
  if (found.length > 1) return bad('spf', 'error', runTexts.doctor.hasSpfRecordsWhich(domain, found.length), add)
  const terms = record.trim().split(/\s+/).slice(1)
  const lookups = terms.filter((term) =>
    /^[-+~?]?(?:include:|exists:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr)|^redirect=/i.test(term),
  )
  if (terms.some((term) => /^\+?all$/i.test(term)))
    return bad('spf', 'error', runTexts.doctor.letsEverybodySend(domain, record), runTexts.doctor.endRecordAllOr())
  if (lookups.length > MOST_LOOKUPS) {
    const says = runTexts.doctor.asksForLookUps(domain, lookups.length, MOST_LOOKUPS)
    return bad('spf', 'error', says, runTexts.doctor.nameNetworksIpIp())
  }
  if (!terms.some((term) => /^[-~?]all$|^redirect=/i.test(term)))
    return bad('spf', 'warning', runTexts.doctor.saysNothingAllOthers(domain, record), runTexts.doctor.endRecordAllOr())
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
  if (found.length === 0) return bad('dmarc', 'warning', runTexts.doctor.hasNoDmarcRecord(from), add)
  if (found.length > 1) return bad('dmarc', 'error', runTexts.doctor.hasDmarcRecordsWhich(from, found.length), add)
  const policy = /;\s*p\s*=\s*(none|quarantine|reject)\b/i.exec(record)?.[1]?.toLowerCase()
  if (policy === undefined) return bad('dmarc', 'error', runTexts.doctor.recordNamesNoPolicy(record), add)
  const isAligned = [returns, ...signs].some((one) => isRelated(one, from))
  if (!isAligned) {
    const says = runTexts.doctor.neitherNorSignatureSo(returns, from, policy)
    return bad('dmarc', 'error', says, runTexts.doctor.signKeyDomainBelfry())
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
  const fix = runTexts.doctor.publishMxRecordFor(domain)
  const health = isRead ? 'error' : 'warning'
  if (hosts.length === 0) return bad('mx', health, runTexts.doctor.takesNoMailSo(domain), fix)
  if (hosts.every((host) => host === '' || host === '.'))
    return bad('mx', health, runTexts.doctor.saysTakesNoMail(domain), fix)
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
  const fix = runTexts.doctor.letWhoeverGaveYou()
  const [name] = names
  if (name === undefined) return bad('ptr', 'error', runTexts.doctor.hasNoNamePtr(address), fix)
  if (!back.includes(address)) return bad('ptr', 'error', runTexts.doctor.whichDoesNotLead(address, name), fix)
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
  const start = runTexts.doctor.startBelfryServeLead()
  const secure = url.startsWith('https:')
    ? []
    : [bad(name, 'error', runTexts.doctor.notHttpsLinksMail(url), runTexts.doctor.setWebUrlHttps())]
  if ('fault' in answer) return [...secure, bad(name, 'error', runTexts.doctor.doesNotAnswer(url, answer.fault), start)]
  if (answer.status !== 200)
    return [...secure, bad(name, 'error', runTexts.doctor.answersWith(url, answer.status), start)]
  const missing = FIELDS.filter((field) => answer.headers[field] === undefined)
  if (missing.length === 0) return secure.length > 0 ? secure : [good(name, runTexts.doctor.answersHeaders(url))]
  const says = runTexts.doctor.answersWithout(url, missing.join(', '))
  return [...secure, bad(name, 'warning', says, runTexts.doctor.letProxyFrontBelfry())]
}

const MOST_SKEW_MS = 60_000

/** By the Date field of a server elsewhere. */
export function clockFinding(answer: WebAnswer): Finding {
  const date = 'fault' in answer ? Number.NaN : Date.parse(answer.headers.date ?? '')
  if ('fault' in answer || Number.isNaN(date))
    return bad('clock', 'unknown', runTexts.doctor.noServerSaidWhat(), runTexts.doctor.compareDateUClock())
  const skewMs = answer.atMs - date
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return good('clock', runTexts.doctor.agreesWebServer())
  const says = runTexts.doctor.differsFromWebServer(Math.round(skewMs / 1000))
  return bad('clock', 'warning', says, runTexts.doctor.runNtpClientHere())
}

const DAY_MS = 86_400_000
const OLD_DAYS = 730

/** @param changedAt of the file */
export function keyFinding(name: string, file: string, changedAt: number, now: number): Finding {
  const days = Math.floor((now - changedAt) / DAY_MS)
  if (days <= OLD_DAYS) return good(name, runTexts.doctor.daysOld(file, days))
  const fix = runTexts.doctor.makeNewOneUnder()
  return bad(name, 'warning', runTexts.doctor.daysOld2(file, days), fix)
}

const LITTLE_BYTES = 1024 ** 3
const NO_BYTES = 100 * 1024 ** 2

/** @param freeBytes that this user may write */
export function diskFinding(name: string, folder: string, freeBytes: number): Finding {
  const free = `${folder}: ${(freeBytes / 1024 ** 2).toFixed(0)} MB free`
  const fix = runTexts.doctor.makeRoomMailSent()
  if (freeBytes < NO_BYTES) return bad(name, 'error', free, fix)
  return freeBytes < LITTLE_BYTES ? bad(name, 'warning', free, fix) : good(name, free)
}
