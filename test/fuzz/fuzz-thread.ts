/**
 * Fuzzes one target until its time is over. On a thread of its own, which fuzz.ts ends where one input takes too long:
 * what is under way stands in shared memory before it is tried. Half of the inputs are mutations of the pool, half
 * strings of fast-check's. An input with an outcome that was not seen before joins the pool.
 */
import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { diceOf, LONGEST, mutated, smallest } from './mutate.js'
import { corpusOf } from './read-corpus.js'
import { targets } from './targets.js'

export interface FuzzOrder {
  readonly target: string
  readonly seed: number
  readonly ms: number
  /** Length of the input under way, how many were tried; then the input. */
  readonly shared: SharedArrayBuffer
}

export interface FuzzReport {
  readonly tries: number
  readonly outcomes: number
  readonly slowestMs: number
  /** By message, each the smallest that was found. */
  readonly findings: readonly { readonly message: string; readonly input: Uint8Array }[]
}

/** An input that costs more is told as a finding: CPU of this process, which runs one target. */
const SLOW_MS = 4_000
const POOL = 600

async function fuzz({ target: name, seed, ms, shared }: FuzzOrder): Promise<FuzzReport> {
  const target = targets[name]
  if (target === undefined) throw new Error(`There is no target ${name}.`)
  const head = new Int32Array(shared, 0, 2)
  const space = Buffer.from(shared, 8)
  const pool = [...corpusOf(name).values(), Buffer.alloc(0)]
  const seen = new Set<string>()
  const findings = new Map<string, Buffer>()
  let tries = 0
  let slowestMs = 0
  const attempt = async (bytes: Buffer): Promise<string | undefined> => {
    bytes.copy(space)
    Atomics.store(head, 0, bytes.length)
    Atomics.add(head, 1, 1)
    const before = process.cpuUsage()
    try {
      const outcome = await target.run(bytes)
      if (!seen.has(outcome)) {
        seen.add(outcome)
        if (pool.length < POOL) pool.push(bytes)
      }
    } catch (fault) {
      return fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault)
    }
    const { user, system } = process.cpuUsage(before)
    const took = (user + system) / 1000
    slowestMs = Math.max(slowestMs, took)
    return took > SLOW_MS ? `it took ${Math.round(took)} ms` : undefined
  }
  /** One of a kind: what differs in values is the same. */
  const kindOf = (message: string) => message.replace(/[\d"'].*/s, '').slice(0, 80)
  const take = async (bytes: Buffer) => {
    tries += 1
    const message = await attempt(bytes)
    if (message === undefined || findings.has(kindOf(message))) return
    const least = await smallest(bytes, async (part) => kindOf((await attempt(part)) ?? '') === kindOf(message))
    findings.set(kindOf(message), least)
    told.set(kindOf(message), (await attempt(least)) ?? message)
  }
  const told = new Map<string, string>()
  const dice = diceOf(seed)
  for (const bytes of [...pool]) await take(bytes)
  const words = fc.constantFrom(...target.words)
  const strings = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.oneof(words, fc.string({ unit: 'binary-ascii', maxLength: 6 })), { maxLength: 40 })
      .map((parts) => parts.join('')),
  )
  const end = Date.now() + ms
  for (let round = 0; Date.now() < end; round += 1) {
    for (let one = 0; one < 50 && Date.now() < end; one += 1) await take(mutated(pool, target.words, dice))
    for (const text of fc.sample(strings, { numRuns: 50, seed: seed + round }))
      if (Date.now() < end) await take(Buffer.from(text).subarray(0, LONGEST))
  }
  const found = [...findings].map(([kind, input]) => ({ message: told.get(kind) ?? kind, input }))
  return { tries, outcomes: seen.size, slowestMs: Math.round(slowestMs), findings: found }
}

parentPort?.postMessage(await fuzz(workerData as FuzzOrder))
