/**
 * A thread that signs. In: keys at its beginning; frozen messages and people, by message. Out: the fields that stand in
 * front of each.
 */
import { createHash, sign } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import { answerOrders, type ThreadWork } from '../../base/pool-thread.js'
import type { Frozen, Placeholders } from '../slots.js'
import type { DkimKey } from './dkim-key.js'
import { planSigning, type SigningPlan } from './plan.js'

/** One person's message, of a frozen message that many share. */
export interface SigningJob {
  readonly to: string
  readonly values: Partial<Placeholders>
}

/** Answers in one message. */
const TOGETHER = 4

const keys = workerData as readonly DkimKey[]

const signing: ThreadWork<SigningJob, string, Frozen, SigningPlan | undefined> = {
  together: TOGETHER,
  // Buffers cross over as plain arrays of bytes.
  prepare: ({ bytes, slots }) => planSigning({ bytes: Buffer.from(bytes), slots }, keys),
  work: ({ to, values }, plan) => (plan === undefined ? undefined : fieldsOf(plan, to, values)),
}

answerOrders({ sign: () => signing })

function fieldsOf(plan: SigningPlan, to: string, values: Partial<Placeholders>): string {
  const hash = plan.bodyHash(values)
  const octets = plan.toSign(to, values, hash)
  return plan.fields(
    hash,
    keys.map((key, index) => signatureOf(key, octets[index] ?? Buffer.alloc(0))),
  )
}

/** Ed25519 signs the SHA-256 of what RSA signs (RFC 8463 §3). */
function signatureOf({ algorithm, privateKey }: DkimKey, octets: Buffer): string {
  const signature =
    algorithm === 'rsa-sha256'
      ? sign('sha256', octets, privateKey)
      : sign(null, createHash('sha256').update(octets).digest(), privateKey)
  return signature.toString('base64')
}
