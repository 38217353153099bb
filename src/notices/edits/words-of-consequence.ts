/**
 * Words that change what people do, believe or trust, and words of which one says other than another. Pure constants.
 * Each group says why it is here. Read doubts.ts for how they count.
 */

const words = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(' ')))

/** A change that brings one of these, where the words it replaces have none of its kind, is looked at. */
export const OF_CONSEQUENCE: ReadonlySet<string> = words(
  // Somebody may be attacked: who reads it acts today.
  'security insecure vulnerability vulnerabilities vulnerable exploit exploits exploited exploitable cve cves attack',
  'attacks attacker attackers malicious malware backdoor backdoored compromise compromised remote leak leaks leaked',
  // Something is lost or stops: who reads it waits, or makes a copy first.
  'crash crashes crashed crashing loss lose loses lost corrupt corrupts corrupted corruption broken breaks fails',
  'failure unusable unbootable overwritten erased deletes wipes destroys incompatible regression',
  // It is ordered, forbidden or advised.
  'must shall required mandatory recommended discouraged recommend avoid warning caution beware urgent immediately',
  'critical dangerous',
  // It is no longer what it was.
  'withdrawn recalled retracted revoked yanked expired expires deprecated unsupported discontinued obsolete removed',
  'postponed delayed cancelled canceled',
  // Whom it reaches, and whom it does not.
  'affected unaffected affects only except unless',
  // What people trust a download by.
  'key keys checksum checksums signature signatures fingerprint hash certificate password passwords',
  // By when.
  'deadline until before',
)

/** Two words that are one of these together. */
export const PHRASES_OF_CONSEQUENCE: readonly RegExp[] = [
  /\b(?:do|does|should|must|may|can|could|will) not\b/,
  /\b(?:don't|doesn't|cannot|can't|shouldn't|mustn't|won't)\b/,
  /\bno longer\b/,
  /\bdata loss\b/,
  /\brecommended to\b/,
  /\bneed(?:s|ed)? to\b|\b(?:have|has) to\b/,
]

/** Of one group, one word in place of another is a correction of what is said. */
export const OF_ONE_KIND: readonly ReadonlySet<string>[] = [
  // How something grows.
  words('constant logarithmic linear quadratic cubic polynomial exponential'),
  // Where from, and who.
  words('local remote'),
  words('public private'),
  words('client server'),
  words('host guest'),
  words('physical virtual'),
  // What is done with it.
  words('enable disable'),
  words('enabled disabled'),
  words('upload download'),
  words('encrypted plaintext unencrypted'),
  words('read write execute'),
  words('synchronous asynchronous'),
  words('increase decrease'),
  words('increases decreases'),
  words('increased decreased'),
  words('minimum maximum'),
  words('upgrade downgrade'),
  // How many of them, and how often.
  words('all most many some few none'),
  words('always often sometimes rarely never'),
  words('one two three four five six seven eight nine ten eleven twelve'),
  words('once twice thrice'),
  words('hundred thousand million billion'),
  // How long, and how large.
  words('second minute hour day week month quarter year decade'),
  words('seconds minutes hours days weeks months quarters years decades'),
  words('hourly daily weekly monthly quarterly yearly'),
  words('kb mb gb tb kib mib gib tib'),
  words('ms ns'),
  // When.
  words('earlier later'),
  words('before after'),
  words('yesterday today tomorrow'),
  words('am pm'),
  words('utc gmt cet cest est edt pst pdt'),
  // How grave, and how ripe.
  words('low moderate medium high severe critical'),
  words('alpha beta stable testing unstable nightly experimental'),
  words('optional recommended mandatory required'),
  words('should must'),
  words('may must'),
  words('supported unsupported deprecated'),
  // What it runs on, and what it is made with.
  words('amd64 arm64 i386 i686 x86 x86_64 aarch64 armhf riscv64 ppc64le s390x'),
  words('linux windows macos freebsd openbsd netbsd android ios'),
  words('intel amd arm nvidia'),
  words('md5 sha1 sha256 sha512 sha3 blake2 blake3'),
  words('rsa dsa ecdsa ed25519'),
  words('tcp udp'),
  words('ipv4 ipv6'),
  words('http https ftp'),
  words('left right'),
  words('north south east west'),
]
