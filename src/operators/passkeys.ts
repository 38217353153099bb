/**
 * What a browser asks a passkey for, and whether its answer is right (WebAuthn Level 3). In: who asks, a challenge, an
 * answer as JSON. Out: options for the browser; what is known of the key, or why it is refused. Who made a key is not
 * asked, so that no certificate is read and nobody else's server is asked for its list of revoked ones.
 */

import * as z from 'zod'
import { parseIp } from '../base/ip.js'
import { jsonIn } from '../base/json.js'
import type { Operator } from './operator-store.js'
import type { Passkey } from './passkey-store.js'

/** The relying party: the site that keys are made for, and work for alone. */
export interface Party {
  /** A name of the DNS. */
  readonly id: string
  readonly name: string
  readonly origin: string
}

/** @param url `web.url` @returns undefined where no browser offers passkeys: on an address, or without TLS */
export function partyOf(url: string, name: string): Party | undefined {
  const { hostname, protocol, origin } = new URL(url)
  if (parseIp(hostname.replace(/^\[|\]$/g, '')) !== undefined) return undefined
  const isHere = hostname === 'localhost' || hostname.endsWith('.localhost')
  return protocol === 'https:' || isHere ? { id: hostname, name, origin } : undefined
}

const TIMEOUT_MS = 120_000

/** PublicKeyCredentialCreationOptionsJSON. @param known keys of this operator: an authenticator makes no second one */
export async function optionsToAdd(party: Party, operator: Operator, challenge: string, known: readonly Passkey[]) {
  const { generateRegistrationOptions } = await import('./webauthn.js')
  return await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: operator.address,
    userDisplayName: operator.address,
    userID: new TextEncoder().encode(`belfry:operator:${operator.id}`),
    challenge: octets(challenge),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: known.map(described),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

/** PublicKeyCredentialRequestOptionsJSON. @param known empty where the browser shall ask which one */
export async function optionsToSignIn(party: Party, challenge: string, known: readonly Passkey[]) {
  const { generateAuthenticationOptions } = await import('./webauthn.js')
  return await generateAuthenticationOptions({
    rpID: party.id,
    challenge: octets(challenge),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    ...(known.length > 0 && { allowCredentials: known.map(described) }),
  })
}

/** Ed25519, ECDSA with P-256, RSA PKCS#1 v1.5 (IANA COSE Algorithms): what Node verifies on each version. */
const ALGORITHMS = [-8, -7, -257]

function described({ id, transports }: Passkey) {
  return { id, transports: [...transports] }
}

function octets(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}

/** base64url; an attestation is some kilobytes. */
const encoded = z
  .string()
  .max(40_000)
  .regex(/^[\w-]+$/)
const credential = {
  id: encoded.max(1400),
  rawId: encoded.max(1400),
  type: z.literal('public-key'),
}
const answerToAdd = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: encoded,
    attestationObject: encoded,
    transports: z
      .array(z.string().regex(/^[\w-]{1,30}$/))
      .max(10)
      .default([]),
  }),
})
const answerToSignIn = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: encoded,
    authenticatorData: encoded,
    signature: encoded,
    userHandle: encoded.nullish(),
  }),
})
const clientData = z.object({ challenge: encoded.max(100) })

/** Longer is no answer of a browser. */
const ANSWER_CHARACTERS = 100_000

/** An answer, and the challenge that it says it signed. */
interface Answered<T> {
  readonly answer: T
  readonly challenge: string
}

export type AnswerToAdd = Answered<z.infer<typeof answerToAdd>>
export type AnswerToSignIn = Answered<z.infer<typeof answerToSignIn>>

/** @param text RegistrationResponseJSON @returns undefined where it is none */
export function readAnswerToAdd(text: string): AnswerToAdd | undefined {
  return answered(answerToAdd, text)
}

/** @param text AuthenticationResponseJSON @returns undefined where it is none */
export function readAnswerToSignIn(text: string): AnswerToSignIn | undefined {
  return answered(answerToSignIn, text)
}

function answered<T extends { readonly response: { readonly clientDataJSON: string } }>(
  shape: z.ZodType<T>,
  text: string,
): Answered<T> | undefined {
  const answer = shape.safeParse(jsonIn(text.slice(0, ANSWER_CHARACTERS)))
  if (!answer.success) return undefined
  const said = Buffer.from(answer.data.response.clientDataJSON, 'base64url').toString('utf8')
  const data = clientData.safeParse(jsonIn(said))
  return data.success ? { answer: answer.data, challenge: data.data.challenge } : undefined
}

export interface PasskeyRefused {
  /** For the log: what a stranger's bytes are is said to nobody else. */
  readonly refused: string
}

export type NewPasskey = Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports'>

/** Of a challenge that was ours a moment ago. */
export async function checkAnswerToAdd(
  party: Party,
  { answer, challenge }: AnswerToAdd,
): Promise<NewPasskey | PasskeyRefused> {
  const { decodeAttestationObject, verifyRegistrationResponse } = await import('./webauthn.js')
  return await unlessRefused(async () => {
    const said = decodeAttestationObject(octets(answer.response.attestationObject))
    const fmt = said.get('fmt')
    const isOwnWord = fmt === 'none' || (fmt === 'packed' && said.get('attStmt').get('x5c') === undefined)
    if (!isOwnWord) return { refused: `a ${fmt} attestation, for which nobody asked` }
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...answer, response: { ...answer.response }, clientExtensionResults: {} },
      ...expected(party, challenge),
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (registrationInfo === undefined) return { refused: 'its signature is wrong' }
    const { id, publicKey, counter } = registrationInfo.credential
    return {
      ...{ id, counter, publicKey: Buffer.from(publicKey).toString('base64url') },
      transports: answer.response.transports,
    }
  })
}

/** @returns the count of signatures that the authenticator says, which is to be kept */
export async function checkAnswerToSignIn(
  party: Party,
  passkey: Passkey,
  { answer, challenge }: AnswerToSignIn,
): Promise<{ readonly counter: number } | PasskeyRefused> {
  const { verifyAuthenticationResponse } = await import('./webauthn.js')
  const { userHandle, ...response } = answer.response
  return await unlessRefused(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, response: { ...response, ...(userHandle && { userHandle }) }, clientExtensionResults: {} },
      ...expected(party, challenge),
      credential: { id: passkey.id, publicKey: octets(passkey.publicKey), counter: passkey.counter },
    })
    return verified ? { counter: authenticationInfo.newCounter } : { refused: 'its signature is wrong' }
  })
}

function expected(party: Party, challenge: string) {
  return {
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
  }
}

/** The library throws Error for each thing that is wrong with an answer. */
async function unlessRefused<T>(check: () => Promise<T>): Promise<T | PasskeyRefused> {
  try {
    return await check()
  } catch (thrown) {
    if (thrown instanceof Error) return { refused: thrown.message }
    throw thrown
  }
}
