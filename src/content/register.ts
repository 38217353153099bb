/**
 * The register: the small file kept with the posts that lets another machine publish the same feeds without the database, and that
 * betrays a ledger restored from an old backup. Pure. In: its text. Out: its facts, and back.
 */
import { isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml'
import { isoInstant } from '../clock.js'
import { BelfryError, problem } from '../errors.js'

export interface Register {
  /** File stem → id, for posts whose file was renamed since they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** Notice key → when it was told, milliseconds since the epoch. */
  readonly told: ReadonlyMap<string, number>
}

export const emptyRegister: Register = { ids: new Map(), told: new Map() }

const HEADER = ` Kept by Belfry: commit it with the posts. It says which ids renamed posts keep and what was told when, so that feeds
 come out the same on another machine and nothing is told twice after a backup is restored.`

/** @throws BelfryError REGISTER_SYNTAX with line and column */
export function parseRegister(text: string, file: string): Register {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const fault = document.errors[0]
  if (fault !== undefined) throw unreadable(file, fault.message, lines.linePos(fault.pos[0]).line)
  const ids = new Map<string, string>()
  const told = new Map<string, number>()
  for (const [key, value, line] of pairsUnder('ids')) {
    if (typeof value !== 'string') throw unreadable(file, `ids.${key} is not text`, line)
    ids.set(key, value)
  }
  for (const [key, value, line] of pairsUnder('told')) {
    const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
    if (Number.isNaN(instant)) throw unreadable(file, `told.${key} is not an instant`, line)
    told.set(key, instant)
  }
  return { ids, told }

  function pairsUnder(section: string): [string, unknown, number][] {
    const node = document.get(section, true)
    if (!isMap(node)) return []
    return node.items.map((item) => {
      const key = isScalar(item.key) ? item.key : undefined
      const value = isScalar(item.value) ? item.value.value : undefined
      return [String(key?.value ?? ''), value, lines.linePos(key?.range?.[0] ?? 0).line]
    })
  }
}

function unreadable(file: string, why: string, line: number): BelfryError {
  const sentence = why.split('\n')[0] ?? why
  return new BelfryError('REGISTER_SYNTAX', `The register ${file} cannot be read.`, {
    problems: [problem('REGISTER_SYNTAX', sentence, { file, line })],
  })
}

/** Keys in order, so that the same facts are the same bytes. */
export function formatRegister(register: Register): string {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  const facts = {
    ids: Object.fromEntries(sorted(register.ids)),
    told: Object.fromEntries(sorted(register.told).map(([key, instant]) => [key, isoInstant(instant)])),
  }
  return `${HEADER.replace(/^/gm, '#')}\n${stringify(facts, { lineWidth: 0 })}`
}
