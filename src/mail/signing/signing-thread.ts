/** A thread that signs. In: keys at its beginning; frozen messages and people, by message. Out: the fields that stand in front of each. */
import { createHash, sign } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { Frozen, Placeholders } from '../slots.js'
import type { DkimKey } from './dkim-key.js'
import { keepNewest } from './keep-newest.js'
import { planSigning, type SigningPlan } from './plan.js'

export interface Order {
  readonly number: number
  readonly frozen: number
  readonly to: string
  readonly values: Partial<Placeholders>
}

/** A frozen message is told of once, before the first order about it. */
export type ToThread = { readonly frozen: number; readonly is: Frozen } | readonly Order[]

export interface FromThread {
  readonly number: number
  /** Undefined where this thread cannot sign it. */
  readonly fields: string | undefined
}

/** Answered together: fewer would wake the other side for each, more would keep connections waiting. */
const TOGETHER = 4

const keys = workerData as readonly DkimKey[]
const plans = new Map<number, SigningPlan | undefined>()

parentPort?.on('message', (told: ToThread) => {
  if (!('is' in told)) {
    for (let at = 0; at < told.length; at += TOGETHER)
      parentPort?.postMessage(told.slice(at, at + TOGETHER).map(doneOf))
    return
  }
  const { bytes, slots } = told.is
  keepNewest(plans)
  plans.set(told.frozen, planSigning({ bytes: Buffer.from(bytes), slots }, keys))
})

function doneOf(order: Order): FromThread {
  return { number: order.number, fields: fieldsOf(order) }
}

function fieldsOf({ frozen, to, values }: Order): string | undefined {
  const plan = plans.get(frozen)
  if (plan === undefined) return undefined
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
