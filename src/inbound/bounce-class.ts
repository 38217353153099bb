/**
 * What a server's refusal says of an address. Pure. In: the status of RFC 3463, the server's words. Out: `hard` (the
 * address is none), `policy` (this mail or this sender is not wanted; says nothing of the address), else `soft`. In
 * doubt nobody is suppressed.
 */
export type BounceClass = 'hard' | 'soft' | 'policy'

const HARD: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'])
/** Of us, the sender. */
const OURS: ReadonlySet<string> = new Set(['5.1.7', '5.1.8', '4.1.7', '4.1.8'])
/** Codes that say nothing more than their first figure. */
const GENERAL = /^[45]\.(?:0\.\d+|1\.0)$/
const ENHANCED = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/
const BASIC = /(?<![\d.])([45]\d\d)(?=[ -]|$)/
const POLICY = new RegExp(
  [
    String.raw`\bspam|\b(?:uce|junk|unsolicited|bulk mail)\b|\bblock(?:ed|ing|list)|\bblack ?list|`,
    String.raw`\bden(?:y|ied) ?list|\bgr[ae]y ?list|(?<!\bnot )\blisted (?:at|by|in|on)\b|`,
    String.raw`\breputation\b|\bpolic(?:y|ies)\b|\b(?:dmarc|dkim|spf|dnsbl|rbl|ptr|rdns|helo|ehlo)\b|\bbarracuda|`,
    String.raw`\babus(?:e|ive)\b|\breverse (?:dns|lookup)|\badministrative(?:ly)? prohibit|\bprohibited\b|`,
    String.raw`\bvirus\b|\bmalware\b|\bphish|\b(?:un)?authenticat|\bnot (?:authori[sz]ed|whitelisted)\b|`,
    String.raw`\bunable to relay\b|\bnot relay\b|\brelay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed))\b|`,
    // Of us, the sender, of our server, or of what we sent.
    String.raw`\bsender\b|\bmail from\b|\bclient host\b|\baccess denied\b|`,
    String.raw`\byour (?:ip|host|server|network|domain|mail server)\b|\b(?:sending|source) ip\b|\bip address\b|`,
    String.raw`\bwill not accept\b|\bcontent (?:rejected|denied|not allowed)\b|\bfrequency\b|`,
    String.raw`\b(?:mail|message|email) (?:was |has been |is )?(?:rejected|refused|denied|filtered|discarded)\b|`,
    String.raw`\brate[- ]?limit|\btoo many (?:connections|errors|messages|recipients)\b|`,
    // The recipient was taken, and then the message was not.
    String.raw`\b(?:end of|after|reply to) (?:the )?(?:end of )?(?:the )?(?:data|message|body)\b`,
  ].join(''),
  'i',
)
/** A mailbox that its provider closed, whatever it calls that. */
const CLOSED = /\b(?:mailbox|account|user)\b[^.;]{0,30}\bblocked\b[^.;]{0,20}\binactiv\w*/gi
/** Words of servers that give no code. */
const UNKNOWN = new RegExp(
  [
    String.raw`\b(?:user|recipient|mailbox|address|account|alias)\b.{0,30}`,
    String.raw`\b(?:unknown|not (?:found|listed)|does(?: not|n['’]t) exist|invalid|disabled|closed)\b|`,
    String.raw`\b(?:unknown|no such|invalid|nonexistent) (?:local )?(?:user|recipient|mailbox|address|account)\b|`,
    String.raw`\bno (?:mailbox|account|user) here\b|\bnot a (?:known|valid) (?:user|mailbox|address)\b|`,
    String.raw`\bdoes not like recipient\b`,
  ].join(''),
  'i',
)
const ADDRESS = /[^\s<>@:]+@(?:\[[^\]\s]*\]|[^\s<>@:;,()"']+)/g
const FULL = new RegExp(
  [
    String.raw`quota|\b(?:mail)?box (?:is )?(?:too )?full\b|\binbox (?:is )?full\b|\bfull (?:mail)?box\b|`,
    String.raw`\binsufficient (?:system |disk )?(?:storage|space)\b|\bout of (?:storage|space|disk)\b|`,
    String.raw`\b(?:storage|disk) ?(?:space|limit|is full|full)\b|\bno space left\b|\bspeicherplatz|\bspeichervolumen`,
  ].join(''),
  'i',
)
/** Whoever says so does not know the address yet, though the code calls it none. */
const NOT_YET =
  /\btemporar|\btimed? ?out\b|\bconnection (?:refused|reset)\b|\bunverified address\b|\bverification in progress\b/i

/**
 * @param status of RFC 3463, `5.1.1`; '' where there is none
 * @param words of the server, on one line
 */
export function bounceClass(status: string, words: string): BounceClass {
  // An address may hold any word.
  const said = words.replace(ADDRESS, '').replace(CLOSED, 'mailbox closed')
  const code = statusOf(status, said)
  const basic = BASIC.exec(said)?.[1]
  if (code?.split('.')[1] === '7' || OURS.has(code ?? '')) return 'policy'
  if (code !== undefined && !GENERAL.test(code) && !HARD.has(code)) return 'soft'
  if (POLICY.test(said)) return 'policy'
  if (NOT_YET.test(said)) return 'soft'
  if (code !== undefined && HARD.has(code)) return FULL.test(said) ? 'soft' : 'hard'
  if (code?.startsWith('4') || basic?.startsWith('4') || FULL.test(said)) return 'soft'
  if (basic === '554') return 'policy'
  if (basic === '550' || basic === '551' || basic === '553') return 'hard'
  return UNKNOWN.test(said) ? 'hard' : 'soft'
}

const GAVE_UP = /^gave up after \d+ tries: /

/**
 * The same of a refusal that was heard at RCPT, as a delivery keeps it. Nobody is gone without a code that says so: the
 * next server is often one of ours, and its words are about anything.
 */
export function refusalClass(reply: string): { class: BounceClass; status: string; words: string } {
  const words = reply.replace(GAVE_UP, '')
  const status = statusOf('', words) ?? ''
  const found = bounceClass('', words)
  return { class: found === 'hard' && !HARD.has(status) ? 'soft' : found, status, words }
}

/**
 * The same of a sentence that no report says: a figure may be anything, so it takes words or a code to say that nobody
 * is there.
 */
export function sentenceClass(words: string): BounceClass {
  const found = bounceClass('', words)
  const isSaid = HARD.has(statusOf('', words) ?? '') || UNKNOWN.test(words.replace(ADDRESS, ''))
  return found === 'hard' && !isSaid ? 'soft' : found
}

/**
 * The same where a mail provider has judged already. Its word decides where the server's says nothing; a server that
 * says that a mailbox is full, or that the mail is not wanted, is believed before a provider that calls it gone.
 * @param said what the provider calls it: gone for good, not now, or refused for what it is
 */
export function providerClass(said: 'hard' | 'soft' | 'block', status: string, words: string): BounceClass {
  if (said === 'block') return 'policy'
  const own = bounceClass(status, words)
  if (said === 'soft') return own === 'hard' ? 'soft' : own
  const code = statusOf(status, words.replace(ADDRESS, '')) ?? '5.0.0'
  const saysNothing = code.startsWith('5') && GENERAL.test(code) && !FULL.test(words)
  const basic = BASIC.exec(words.replace(ADDRESS, ''))?.[1] ?? '550'
  return own === 'soft' && saysNothing && basic.startsWith('5') && basic !== '552' ? 'hard' : own
}

/** The code that says most: a report's own is often general where the server's words hold one. */
export function statusOf(status: string, words: string): string | undefined {
  const own = ENHANCED.exec(status)?.[1]
  const said = ENHANCED.exec(words)?.[1]
  if (own === undefined || (GENERAL.test(own) && said !== undefined)) return said ?? own
  return own
}
