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
    String.raw`\bspam|\bblock(?:ed|list)|\bblack ?list|\bden(?:y|ied) ?list|(?<!\bnot )\blisted (?:at|by|in|on)\b|`,
    String.raw`\breputation\b|\bpolicy\b|\b(?:dmarc|dkim|spf|dnsbl|rbl)\b|\bbarracuda|\babus(?:e|ive)\b|`,
    String.raw`\bvirus\b|\bmalware\b|\bphish|\bunauthenticated\b|\bnot authori[sz]ed\b|\bunable to relay\b|`,
    String.raw`\brelay(?:ing)? (?:access )?(?:denied|not permitted)\b|\bcontent (?:rejected|not allowed)\b|`,
    // The recipient was taken, and then the message was not.
    String.raw`\brate[- ]?limit|\btoo many (?:connections|errors|messages|recipients)\b|`,
    String.raw`\b(?:end of|after|reply to) (?:the )?(?:end of )?(?:the )?(?:data|message|body)\b`,
  ].join(''),
  'i',
)
/** Words of servers that give no code. */
const UNKNOWN = new RegExp(
  [
    String.raw`\b(?:user|recipient|mailbox|address|account|alias)\b.{0,30}`,
    String.raw`\b(?:unknown|not found|does(?: not|n['’]t) exist|invalid|disabled|closed)\b|`,
    String.raw`\b(?:unknown|no such|invalid|nonexistent) (?:local )?(?:user|recipient|mailbox|address|account)\b|`,
    String.raw`\bno (?:mailbox|account|user) here\b|\bnot a (?:known|valid) (?:user|mailbox|address)\b|`,
    String.raw`\bdoes not like recipient\b`,
  ].join(''),
  'i',
)
const ADDRESS = /[^\s<>@]+@[^\s<>]+/g
const FULL = /\b(?:quota|mailbox (?:is )?full|over ?quota|insufficient (?:system )?storage)\b/i

/**
 * @param status of RFC 3463, `5.1.1`; '' where there is none
 * @param words of the server, on one line
 */
export function bounceClass(status: string, words: string): BounceClass {
  // An address may hold any word.
  const said = words.replace(ADDRESS, '')
  const code = statusOf(status, said)
  const basic = BASIC.exec(said)?.[1]
  if (code?.split('.')[1] === '7' || OURS.has(code ?? '')) return 'policy'
  if (code !== undefined && !GENERAL.test(code) && !HARD.has(code)) return 'soft'
  if (POLICY.test(said)) return 'policy'
  if (code !== undefined && HARD.has(code)) return 'hard'
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
