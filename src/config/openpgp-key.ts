/** What `mail.openpgp.key` names. Pure. In: its value. Out: is it a key in gpg's keyring, or else a file? */

/** Short ids are easily forged, so only a fingerprint (of version 4 or 5) or a long id counts. */
export function isFingerprint(key: string): boolean {
  return /^(?:0x)?(?:[0-9A-F]{16}|[0-9A-F]{40}|[0-9A-F]{64})$/i.test(key)
}
