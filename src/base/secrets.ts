/**
 * What no message may print. Pure. In: any text. Out: the same without keys and without the passwords of addresses.
 */

/** A key that stands where its file's path could. */
export function isKeyText(text: string): boolean {
  return text.startsWith('-----BEGIN')
}

const KEY = /-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g
/** RFC 3986 §3.2.1, and what people write there without escaping it; bounded, for it may look at hostile text. */
const PASSWORD = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{0,200}):\S{0,1000}@/gi

/** As libpq's addresses may have it. */
const PARAMETER = /([?&](?:ssl)?password=)[^\s&#"']{1,1000}/gi

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY[\s\S]*?(?:-----END[^-]*-----|$)/g

/** For data, in which a public key or a signature may stand. */
export function withoutPrivateKeys(text: string): string {
  return text.includes('-----BEGIN') ? text.replace(PRIVATE_KEY, '-----BEGIN …') : text
}

export function withoutSecrets(text: string): string {
  return text.replace(KEY, '-----BEGIN …').replace(PASSWORD, '$1:…@').replace(PARAMETER, '$1…')
}
