/**
 * The second step that a form asks for while very many ask: to wait a little, or to have a computer work instead, so
 * that a flood costs something. Nobody else is needed for it, and no script. Pure. In: a key, who asks for what, the
 * instant. Out: a ticket; and whether one was waited or worked for.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A ticket is for one address from one network: whoever has it can use it for nothing else. */
export interface StepFor {
  /** Of hashes, loaded by load-keys. */
  readonly key: Buffer
  readonly network: string
  readonly address: string
}

/** What came with a request; empty where it is the first. */
export interface Step {
  readonly ticket: string
  /** Text of any kind that makes the hash of `TICKET:WORK` begin with enough bits of 0. */
  readonly work: string
}

export const STEP_WAIT_MS = 15_000
const STEP_ENDS_MS = 3_600_000
/** Of SHA-256: about 260,000 tries, some seconds of a script in a browser. */
export const STEP_BITS = 18
/** Longer work is not looked at. */
const WORK_CHARACTERS = 64

/** What the person is to do. */
export interface NextStep {
  readonly ticket: string
  /** So long to wait, where nothing is worked. */
  readonly ms: number
}

/** @returns undefined where the step was taken; a ticket that is not right, or over, gives way to a new one */
export function nextStep(about: StepFor, { ticket, work }: Step, now: number): NextStep | undefined {
  const at = Number.parseInt(/^([0-9a-z]{8,9})\./.exec(ticket)?.[1] ?? '', 36)
  const age = now - at
  const isOurs = Number.isSafeInteger(at) && age >= 0 && age < STEP_ENDS_MS && isSame(ticket, ticketAt(about, at))
  if (!isOurs) return { ticket: ticketAt(about, now), ms: STEP_WAIT_MS }
  return age >= STEP_WAIT_MS || isWorked(ticket, work) ? undefined : { ticket, ms: STEP_WAIT_MS - age }
}

function ticketAt({ key, network, address }: StepFor, at: number): string {
  const mac = createHmac('sha256', key).update(`belfry:step:${at}:${network}:${address}`).digest('base64url')
  return `${at.toString(36)}.${mac}`
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export function isWorked(ticket: string, work: string): boolean {
  if (work === '' || work.length > WORK_CHARACTERS) return false
  const first = createHash('sha256').update(`${ticket}:${work}`).digest().readUInt32BE(0)
  return first >>> (32 - STEP_BITS) === 0
}
