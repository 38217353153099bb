/**
 * A message whose content is signed with OpenPGP (RFC 3156). Pure: the signature is made elsewhere. In: a composed
 * message, a text that differs by person. Out: the bytes to sign; and the message of them, their signature and that
 * text, which stays outside:
 *
 *     multipart/mixed
 *       multipart/signed
 *         the notice (text and HTML, or text alone)
 *         application/pgp-signature
 *       text/plain: how to leave, different for each person
 *
 * What is signed must survive every relay and be the same at each retry: it is ASCII with CRLF and in quoted-printable,
 * so no server has to encode it anew, no line ends in white space, and none begins with `From ` (RFC 3156 §3).
 */
import { createHash } from 'node:crypto'

/** Signs bytes as they are. */
export type SignContent = (bytes: Buffer) => Promise<Signature>

export interface Signature {
  /** ASCII armour. */
  readonly armour: string
  /** `pgp-` and the hash that was used, in lower case. */
  readonly micalg: string
}

/** A message taken apart. */
export interface Taken {
  /** Header fields of the message, without those of its content; every line ends in CRLF. */
  readonly fields: string
  /** The content with its own header fields, as it stands in a multipart. */
  readonly entity: Buffer
}

/** @param message as the composer makes it: without a To line */
export function takeApart(message: Buffer): Taken {
  const end = message.indexOf('\r\n\r\n')
  const fields =
    message
      .subarray(0, end + 2)
      .toString('latin1')
      .match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? []
  const ofContent = fields.filter((field) => /^content-/i.test(field))
  const others = fields.filter((field) => !/^content-/i.test(field))
  const body = message.subarray(end + 4).toString('latin1')
  // A soft line break behind the word: the line stays as short as it was, or almost.
  const kept = body.replace(/(^|\r\n)From (?=[^\r\n])/g, '$1=46rom=\r\n ')
  return { fields: others.join(''), entity: Buffer.from(`${ofContent.join('')}\r\n${kept}`, 'latin1') }
}

/** @param footer an entity like the signed one */
export function putTogether({ fields, entity }: Taken, signature: Signature, footer: Buffer): Buffer {
  // Quoted-printable holds no `=_`, so no text can contain a boundary (RFC 2045 §6.7).
  const name = createHash('sha256').update(entity).digest('hex').slice(0, 24)
  const [mixed, signed] = [`=_mixed-${name}`, `=_signed-${name}`]
  return Buffer.concat([
    Buffer.from(`${fields}Content-Type: multipart/mixed; boundary="${mixed}"\r\n\r\n--${mixed}\r\n`, 'latin1'),
    Buffer.from(
      `Content-Type: multipart/signed; micalg=${signature.micalg};\r\n protocol="application/pgp-signature";\r\n` +
        ` boundary="${signed}"\r\n\r\n--${signed}\r\n`,
    ),
    entity,
    Buffer.from(
      [
        '',
        `--${signed}`,
        'Content-Type: application/pgp-signature; name="signature.asc"',
        'Content-Description: OpenPGP digital signature',
        'Content-Disposition: attachment; filename="signature.asc"',
        '',
        signature.armour.trimEnd().replace(/\r?\n/g, '\r\n'),
        '',
        `--${signed}--`,
        '',
        `--${mixed}`,
        'Content-Disposition: inline',
        '',
      ].join('\r\n'),
    ),
    footer,
    Buffer.from(`\r\n--${mixed}--\r\n`),
  ])
}

/** Content that is equal in several lists is signed once. */
export function signedOnce(sign: SignContent): SignContent {
  const made = new Map<string, Promise<Signature>>()
  return (bytes) => {
    const key = createHash('sha256').update(bytes).digest('hex')
    const signature = made.get(key) ?? sign(bytes)
    made.set(key, signature)
    return signature
  }
}
