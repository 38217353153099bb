/**
 * Holds the evidence of a storm against what was promised. Pure. In: evidence. Out: lines of a table, each with the
 * most it may be.
 */
import type { Copy } from '../../support/counting-sink.js'
import type { Evidence } from './storm.js'

export interface Line {
  readonly what: string
  readonly is: number
  /** Absent where it is only told. */
  readonly atMost?: number
}

export function judge(evidence: Evidence): Line[] {
  const { storm, kills, leavers, sums, faults, deliveries, maybeTwice } = evidence
  const perKill = storm.lanes * storm.connections
  const byAddress = copiesByAddress(evidence.copies)
  const count = (address: string) => byAddress.get(address)?.length ?? 0
  const doubled = [...byAddress].filter(([, copies]) => copies.length > 1).map(([address]) => address)
  const extra = doubled.reduce((sum, address) => sum + count(address) - 1, 0)
  const named = new Set(maybeTwice)
  const left = new Set(leavers.map(({ address }) => address))
  const doubts = new Map<string, number>()
  for (const address of kills.flatMap(({ inDoubt }) => inDoubt)) doubts.set(address, (doubts.get(address) ?? 0) + 1)
  const extraOf = kills.map(({ inDoubt }) => inDoubt.filter((address) => count(address) > 1).length)
  return [
    { what: 'recipients', is: storm.recipients },
    { what: 'workers', is: storm.workers },
    { what: 'connections of each', is: storm.connections },
    { what: 'lanes of each connection', is: storm.lanes },
    { what: 'seconds', is: Math.round(evidence.seconds) },
    { what: 'kills', is: kills.length },
    { what: 'of workers that were sending', is: kills.filter(({ inDoubt }) => inDoubt.length > 0).length },
    {
      what: 'deliveries in doubt after one kill, at most',
      is: most(kills.map(({ inDoubt }) => inDoubt.length)),
      atMost: perKill,
    },
    { what: 'people who left meanwhile', is: leavers.length },
    { what: 'of whom before their mail was started', is: leavers.filter(({ attempts }) => attempts === 0).length },
    { what: 'messages', is: evidence.copies.length },
    {
      what: 'lost',
      is: deliveries.filter(({ address, state }) =>
        left.has(address)
          ? state !== 'cancelled' && count(address) === 0
          : state !== 'accepted' || count(address) === 0,
      ).length,
      atMost: 0,
    },
    { what: 'mailed after they left', is: mailedAfter(evidence), atMost: 0 },
    {
      what: 'copies that no start in the ledger allows',
      is: deliveries.filter((one) => count(one.address) > one.attempts).length,
      atMost: 0,
    },
    { what: 'extra copies', is: extra, atMost: perKill * kills.length },
    { what: 'extra copies after one kill, at most', is: most(extraOf), atMost: perKill },
    {
      what: 'extra copies that no kill explains',
      is: doubled.reduce((sum, address) => sum + Math.max(0, count(address) - 1 - (doubts.get(address) ?? 0)), 0),
      atMost: 0,
    },
    { what: 'named by --maybe-twice', is: named.size, atMost: perKill * kills.length },
    { what: 'extra copies not named', is: doubled.filter((address) => !named.has(address)).length, atMost: 0 },
    { what: 'Message-IDs', is: new Set(evidence.copies.map(({ messageId }) => messageId)).size, atMost: 1 },
    {
      what: 'people whose copies differ',
      is: [...byAddress.values()].filter((copies) => new Set(copies.map(({ digest }) => digest)).size > 1).length,
      atMost: 0,
    },
    { what: 'looks at the ledger', is: sums.length },
    { what: 'of which did not add up', is: sums.filter((sum) => sum !== storm.recipients).length, atMost: 0 },
    { what: 'mailings not finished', is: evidence.mailingState === 'finished' ? 0 : 1, atMost: 0 },
    { what: 'processes that failed', is: faults.length, atMost: 0 },
  ]
}

export function isBroken({ is, atMost }: Line): boolean {
  return atMost !== undefined && is > atMost
}

/**
 * Whoever left while their message was being sent may get that one. Everybody else gets nothing from then on: neither
 * by the order in which the server saw it, nor by the number of starts.
 */
function mailedAfter({ copies, leavers, deliveries }: Evidence): number {
  const left = new Map(leavers.map((one) => [one.address, one]))
  const later = new Map<string, number>()
  for (const [index, { to }] of copies.entries()) {
    if (index >= (left.get(to)?.at ?? Number.POSITIVE_INFINITY)) later.set(to, (later.get(to) ?? 0) + 1)
  }
  const started = new Map(deliveries.map(({ address, attempts }) => [address, attempts]))
  return leavers.filter(({ address, state, attempts }) => {
    const allowed = state === 'sending' ? 1 : 0
    return (later.get(address) ?? 0) > allowed || (started.get(address) ?? 0) > attempts
  }).length
}

function copiesByAddress(copies: readonly Copy[]): Map<string, Copy[]> {
  const found = new Map<string, Copy[]>()
  for (const copy of copies) {
    const before = found.get(copy.to)
    if (before === undefined) found.set(copy.to, [copy])
    else before.push(copy)
  }
  return found
}

function most(numbers: readonly number[]): number {
  return Math.max(0, ...numbers)
}
