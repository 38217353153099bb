/**
 * When keys end, by what files and gpg say of them. Pure. In: text. Out: names and instants in milliseconds; what says
 * no end has none and is left out.
 */

/** What ends on a day, and then no longer works. */
export interface Ending {
  /** Of a certificate TLS shows, or of a key that signs. */
  readonly what: 'certificate' | 'key'
  /** Of the configuration, which names it. */
  readonly name: string
  /** What to do, as the end of a sentence. */
  readonly cure: string
  /** Absent where it is not known. */
  readonly validFrom?: number | undefined
  readonly validUntil: number
}

/** @param text a file of allowed signers (ssh-keygen(1)); a day without `Z` is taken as UTC */
export function endsOfSshSigners(text: string): { readonly who: string; readonly ends: number }[] {
  return text.split('\n').flatMap((line) => {
    const said = /^\s*([^#\s]\S*)\s.*?valid-before="?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?"?/i.exec(line)
    if (said === null) return []
    const [, who = '', year, month, day, hour = '00', minute = '00', second = '00'] = said
    const ends = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
    return Number.isNaN(ends) ? [] : [{ who, ends }]
  })
}

/** @param listing what `gpg --with-colons` prints: keys, each with names below it (GnuPG's doc/DETAILS) */
export function endsOfOpenpgpKeys(listing: string): { readonly who: string; readonly ends: number }[] {
  const records = listing.split('\n').map((line) => line.split(':'))
  return records.flatMap(([type = '', , , , id = '', , expires = ''], at) => {
    if ((type !== 'pub' && type !== 'sec') || !/^\d{1,12}$/.test(expires)) return []
    const next = records.findIndex(([other], index) => index > at && (other === 'pub' || other === 'sec'))
    const below = records.slice(at, next < 0 ? undefined : next)
    const name = below.find(([other]) => other === 'uid')?.[9]?.replace(/\\x3a/g, ':')
    return [{ who: name || id, ends: Number(expires) * 1000 }]
  })
}
