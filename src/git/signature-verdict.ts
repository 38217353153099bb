/**
 * Judges what the programs that check signatures printed. Pure. In: their output. Out: undefined for a signature to
 * trust, or the end of a sentence that begins with "The commit" and says why not. What is not understood is refused.
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

/** @param printed by `git verify-commit --raw` of an ssh signature */
export function sshFault(printed: string, exitCode: number | undefined): string | undefined {
  const good = /^Good "git" signature for .+ with \S+ key SHA256:\S+$/m.test(printed)
  if (exitCode === 0 && good && !printed.includes('No principal matched')) return undefined
  const key = /\bkey (SHA256:[\w+/=]+)/.exec(printed)?.[1]
  if (/key has expired/.test(printed)) return `is signed with ${keyCalled(key)}, whose time is over`
  if (/key is not yet valid/.test(printed)) return `is signed with ${keyCalled(key)}, whose time has not come`
  if (/key (?:\S+ )?(?:is )?revoked/i.test(printed)) return `is signed with ${keyCalled(key)}, which is revoked`
  if (/^Good "git" signature with/m.test(printed)) return `is signed with ${keyCalled(key)}, which is not allowed`
  if (/cannot run ssh-keygen|ssh-keygen: not found/.test(printed))
    return 'cannot be checked: ssh-keygen is not installed'
  return 'has a signature that does not fit it'
}

/**
 * @param printed the status lines of gpg
 * @param allowed primary fingerprints
 */
export function openpgpFault(
  printed: string,
  exitCode: number | undefined,
  allowed: ReadonlySet<string>,
): string | undefined {
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
  if (count('BADSIG') > 0) return `has a signature of ${key} that does not fit it`
  if (count('REVKEYSIG') > 0 || count('KEYREVOKED') > 0) return `is signed with ${key}, which is revoked`
  if (count('EXPKEYSIG') > 0) return `is signed with ${key}, whose time is over`
  if (count('EXPSIG') > 0) return `has a signature of ${key} whose time is over`
  if (count('NO_PUBKEY') > 0) return `is signed with ${key}, which is not allowed`
  const primary = first('VALIDSIG')?.at(9)
  const good = exitCode === 0 && count('GOODSIG') === 1 && count('VALIDSIG') === 1 && count('ERRSIG') === 0
  if (good && primary !== undefined && allowed.has(primary)) return undefined
  return good ? `is signed with ${key}, which is not allowed` : 'has a signature that gpg cannot make sense of'
}

function keyCalled(id: string | undefined): string {
  return id === undefined ? 'a key' : `the key ${id}`
}
