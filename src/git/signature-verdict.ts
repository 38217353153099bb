/**
 * Judges what the programs that check signatures printed. Pure. In: their output. Out: who signed, or the end of a
 * sentence that begins with the commit and says why it is not to be trusted. What is not understood is refused.
 */

export type SignatureKind = 'ssh' | 'openpgp' | 'other'

/** By the armour's first line; git decides in the same way. Of two signatures, nobody knows which one counts. */
export function kindOfSignature(signature: string): SignatureKind {
  if (signature.split('-----BEGIN ').length !== 2) return 'other'
  if (signature.startsWith('-----BEGIN SSH SIGNATURE-----')) return 'ssh'
  return /^-----BEGIN PGP (?:SIGNATURE|MESSAGE)-----/.test(signature) ? 'openpgp' : 'other'
}

/** What a file of allowed signers holds. */
export function kindOfSigners(text: string): 'ssh' | 'openpgp' | 'neither' {
  if (/^-----BEGIN PGP PUBLIC KEY BLOCK-----/m.test(text)) return 'openpgp'
  return /^[^#\n]*\S[^\n]*\s(?:ssh|ecdsa|sk)-[\w@.-]+\s+AAAA/m.test(text) ? 'ssh' : 'neither'
}

export type SignatureVerdict =
  /** Who signed, as the file of signers calls them, and the key: `ada@lantern.example (SHA256:…)`. */
  | { readonly signer: string }
  /** `isUnchecked`: nobody can say for now, which refuses as well. */
  | { readonly fault: string; readonly isUnchecked?: true }

/** @param printed by `git verify-commit --raw` of an ssh signature */
export function sshVerdict(printed: string, exitCode: number | undefined): SignatureVerdict {
  const good = /^Good "git" signature for (.+) with \S+ key (SHA256:\S+)$/m.exec(printed)
  if (exitCode === 0 && good !== null && !printed.includes('No principal matched'))
    return { signer: `${good[1]} (${good[2]})` }
  const key = keyCalled(sshKey(printed))
  if (/key has expired/.test(printed)) return { fault: `is signed with ${key}, whose time is over` }
  if (/key is not yet valid/.test(printed)) return { fault: `is signed with ${key}, whose time has not come` }
  if (/key (?:\S+ )?(?:is )?revoked/i.test(printed)) return { fault: `is signed with ${key}, which is revoked` }
  if (/^Good "git" signature with/m.test(printed) || (good !== null && exitCode !== 0))
    return { fault: `is signed with ${key}, which is not allowed` }
  if (/cannot run ssh-keygen|ssh-keygen: not found/.test(printed))
    return { fault: 'cannot be checked: ssh-keygen is not installed', isUnchecked: true }
  return { fault: 'has a signature that does not fit it' }
}

/** @param printed of the same signature, when no revocation was asked for */
export function sshRevoked(printed: string): SignatureVerdict {
  return { fault: `is signed with ${keyCalled(sshKey(printed))}, which is revoked` }
}

function sshKey(printed: string): string | undefined {
  return /\bkey (SHA256:[\w+/=]+)/.exec(printed)?.[1]
}

/**
 * @param printed the status lines of gpg
 * @param asked `allowed`: primary fingerprints; `revoked`: any; a key whose time was over later than `at`
 * (milliseconds) was good then
 */
export function openpgpVerdict(
  printed: string,
  asked: {
    readonly exitCode: number | undefined
    readonly allowed: ReadonlySet<string>
    readonly revoked?: ReadonlySet<string>
    readonly at: number
  },
): SignatureVerdict {
  const lines = [...printed.matchAll(/^\[GNUPG:\] (\S+) ?(.*)$/gm)].map(([, word = '', rest = '']) => ({
    word,
    fields: rest.split(' '),
  }))
  const first = (word: string) => lines.find((line) => line.word === word)?.fields
  const count = (word: string) => lines.filter((line) => line.word === word).length
  const fingerprint = first('VALIDSIG')?.at(0) ?? first('ERRSIG')?.at(6)
  const keyId = /^[0-9A-F]{16,}$/.test(fingerprint ?? '')
    ? fingerprint
    : (['GOODSIG', 'BADSIG', 'EXPSIG', 'EXPKEYSIG', 'REVKEYSIG', 'ERRSIG'] as const)
        .map((word) => first(word)?.at(0))
        .find((id) => id !== undefined)
  const key = keyCalled(keyId)
  if (count('BADSIG') > 0) return { fault: `has a signature of ${key} that does not fit it` }
  const isNamed = [fingerprint, first('VALIDSIG')?.at(9)].some((one) => asked.revoked?.has(one ?? '') === true)
  if (isNamed || count('REVKEYSIG') > 0 || count('KEYREVOKED') > 0)
    return { fault: `is signed with ${key}, which is revoked` }
  const ends = lines.filter(({ word }) => word === 'KEYEXPIRED').map(({ fields }) => Number(fields[0]) * 1000)
  const isExpired = count('EXPKEYSIG') > 0
  // Of several ends that gpg names, none may have come before.
  const wasGood = isExpired && ends.length > 0 && ends.every((end) => end > asked.at)
  if (isExpired && !wasGood) return { fault: `is signed with ${key}, whose time is over` }
  if (count('EXPSIG') > 0) return { fault: `has a signature of ${key} whose time is over` }
  if (count('NO_PUBKEY') > 0) return { fault: `is signed with ${key}, which is not allowed` }
  const primary = first('VALIDSIG')?.at(9)
  const isGood = wasGood
    ? count('EXPKEYSIG') === 1 && count('GOODSIG') === 0
    : asked.exitCode === 0 && count('GOODSIG') === 1
  if (!isGood || count('VALIDSIG') !== 1 || count('ERRSIG') > 0)
    return { fault: 'has a signature that gpg cannot make sense of' }
  if (primary === undefined || !asked.allowed.has(primary))
    return { fault: `is signed with ${key}, which is not allowed` }
  const [, ...name] = first(isExpired ? 'EXPKEYSIG' : 'GOODSIG') ?? []
  return { signer: `${name.join(' ')} (${primary})` }
}

function keyCalled(id: string | undefined): string {
  return id === undefined ? 'a key' : `the key ${id}`
}
