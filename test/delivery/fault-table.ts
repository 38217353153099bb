/**
 * What becomes of two people's deliveries where the server fails at a stage: the whole table, and what each of its
 * letters means. The first letter is of the person whose message came to the fault, the second of the one right behind,
 * on the same connection.
 */
import type { Reply } from '../../src/delivery/reply.js'
import { retryDelayMs } from '../../src/delivery/retry-delay.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import type { CHUNK_STAGES, Fault, STAGES, Stage } from '../support/faulty-smtp.js'

/**
 * With PIPELINING and without it are the same, here as everywhere: the second person's envelope alone has gone further
 * with it.
 */
export const TABLE: Readonly<Record<(typeof STAGES)[number], Readonly<Record<Fault, string>>>> = {
  connect: { '4yz': 'QQ', '5yz': 'QQ', '421': 'QQ', close: 'QQ', reset: 'QQ', stall: 'QQ', drip: 'AA' },
  greeting: { '4yz': 'QQ', '5yz': 'QQ', '421': 'QQ', close: 'QQ', reset: 'QQ', stall: 'QQ', drip: 'AA' },
  ehlo: { '4yz': 'QQ', '5yz': 'QQ', '421': 'QQ', close: 'QQ', reset: 'QQ', stall: 'QQ', drip: 'AA' },
  starttls: { '4yz': 'QQ', '5yz': 'QQ', '421': 'QQ', close: 'QQ', reset: 'QQ', stall: 'QQ', drip: 'AA' },
  auth: { '4yz': 'QQ', '5yz': 'LL', '421': 'QQ', close: 'QQ', reset: 'QQ', stall: 'QQ', drip: 'AA' },
  mail: { '4yz': 'DD', '5yz': 'RR', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  rcpt: { '4yz': 'DD', '5yz': 'FF', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  data: { '4yz': 'DD', '5yz': 'FF', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  body: { '4yz': 'DU', '5yz': 'FU', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  dot: { '4yz': 'DD', '5yz': 'FF', '421': 'DU', close: 'XU', reset: 'XU', stall: 'XU', drip: 'AA' },
  after: { '4yz': 'AD', '5yz': 'AR', '421': 'AU', close: 'AU', reset: 'AU', stall: 'AU', drip: 'AA' },
  quit: { '4yz': 'AA', '5yz': 'AA', '421': 'AA', close: 'AA', reset: 'AA', stall: 'AA', drip: 'AA' },
}

/**
 * With CHUNKING beside PIPELINING. The first message shows with its first chunk that the server knows BDAT; from then
 * on the second is on its way as a whole, and is in doubt where the connection ends without a word about it.
 */
export const CHUNK_TABLE: Readonly<Record<(typeof CHUNK_STAGES)[number], Readonly<Record<Fault, string>>>> = {
  mail: { '4yz': 'DD', '5yz': 'RR', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  rcpt: { '4yz': 'DD', '5yz': 'FF', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  chunk: { '4yz': 'DD', '5yz': 'FF', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  body: { '4yz': 'DU', '5yz': 'FU', '421': 'DU', close: 'DU', reset: 'DU', stall: 'DU', drip: 'AA' },
  last: { '4yz': 'DD', '5yz': 'FF', '421': 'DY', close: 'XY', reset: 'XY', stall: 'XY', drip: 'AA' },
  after: { '4yz': 'AX', '5yz': 'AX', '421': 'AY', close: 'AY', reset: 'AY', stall: 'AY', drip: 'AA' },
  quit: { '4yz': 'AA', '5yz': 'AA', '421': 'AA', close: 'AA', reset: 'AA', stall: 'AA', drip: 'AA' },
}

export interface Verdict {
  readonly state: DeliveryRow['state']
  readonly attempts: number
  /** From the instant of the fault; undefined where due_at is as it was. */
  readonly dueInMs: (id: number) => number | undefined
  readonly counted?: Reply['outcome']
  readonly mailing?: 'paused'
  readonly unreachable?: 'SMTP_UNREACHABLE' | 'SMTP_REFUSED'
  /** What the server has of it now. */
  readonly copies: 0 | 1
  /** What it has after the worker's next call, which finds it well. */
  readonly copiesAtLast: 0 | 1 | 2
}

const asBefore = () => undefined
const atOnce = () => 0
const afterRetry = (id: number) => retryDelayMs(1, id)

export const VERDICTS: Readonly<Record<string, Verdict>> = {
  /** Accepted. */
  A: { state: 'accepted', attempts: 1, dueInMs: atOnce, counted: 'accepted', copies: 1, copiesAtLast: 1 },
  /** Deferred: not sent, and tried again as a retry. */
  D: { state: 'deferred', attempts: 1, dueInMs: afterRetry, counted: 'deferred', copies: 0, copiesAtLast: 1 },
  /** Uncertain: the server has it and did not come to say so. */
  X: { state: 'uncertain', attempts: 1, dueInMs: afterRetry, counted: 'uncertain', copies: 1, copiesAtLast: 2 },
  /** The same, where it had it not: nobody here can know. */
  Y: { state: 'uncertain', attempts: 1, dueInMs: afterRetry, counted: 'uncertain', copies: 0, copiesAtLast: 1 },
  /** Failed: refused for good. */
  F: { state: 'failed', attempts: 1, dueInMs: atOnce, counted: 'failed', copies: 0, copiesAtLast: 0 },
  /** Refused: the sender is not wanted, the mailing pauses. */
  R: {
    state: 'queued',
    attempts: 1,
    dueInMs: atOnce,
    counted: 'refused',
    mailing: 'paused',
    copies: 0,
    copiesAtLast: 1,
  },
  /** Not begun: no try that counts, and soon over another connection. */
  U: { state: 'queued', attempts: 0, dueInMs: () => 1000, counted: 'unbegun', copies: 0, copiesAtLast: 1 },
  /** Untouched: no server to send it to. */
  Q: { state: 'queued', attempts: 0, dueInMs: asBefore, unreachable: 'SMTP_UNREACHABLE', copies: 0, copiesAtLast: 1 },
  /** Locked out: untouched, and the mailing pauses. */
  L: {
    state: 'queued',
    attempts: 0,
    dueInMs: asBefore,
    mailing: 'paused',
    unreachable: 'SMTP_REFUSED',
    copies: 0,
    copiesAtLast: 1,
  },
}

export function verdictsOf({ stage, fault }: { stage: Stage; fault: Fault }, isChunked: boolean): [Verdict, Verdict] {
  const table: Partial<Record<Stage, Readonly<Record<Fault, string>>>> = isChunked ? CHUNK_TABLE : TABLE
  const [first, second] = [...(table[stage]?.[fault] ?? '')].map((letter) => VERDICTS[letter])
  if (first === undefined || second === undefined) throw new Error(`${stage} ${fault} is not told of`)
  return [first, second]
}
