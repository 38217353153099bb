/**
 * A `told.json` that anybody may have written. Pure. In: its text. Out: its entries, or the number of
 * the first line that does not follow from the one before.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { ToldEntry } from './told-log.js'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const entry = z.object({
  ...{ key: z.string().max(2_000), kind: z.string().max(40), severity: z.string().max(40), at: z.iso.datetime() },
  ...{ digest: hash, messageId: z.string().max(1_000), audit: hash, previous: z.union([z.literal(''), hash]) },
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
  digests: z.record(z.string().max(40), hash).optional(),
  signer: z.string().max(1_000).optional(),
})

/** What is read at most. */
export const TOLD_LOG_BYTES = 50_000_000

export type ReadToldLog =
  | { readonly entries: readonly ToldEntry[] }
  /** The line from 1, behind the bracket; 0 of a file that is none. */
  | { readonly fault: string; readonly line: number }

export function readToldLog(text: string): ReadToldLog {
  const lines = text.split('\n')
  if (lines[0] !== '[' || lines.at(-2) !== ']' || lines.at(-1) !== '') return { fault: 'it is no told.json', line: 0 }
  const entries: ToldEntry[] = []
  let previous = ''
  for (const [index, written] of lines.slice(1, -2).entries()) {
    const bare = written.replace(/,$/, '')
    const found = entryIn(bare)
    const line = index + 1
    if (found === undefined) return { fault: `line ${line} is no entry`, line }
    if (found.previous !== previous) return { fault: `line ${line} does not follow from the one before`, line }
    entries.push(found)
    previous = createHash('sha256').update(bare).digest('hex')
  }
  return { entries }
}

function entryIn(line: string): ToldEntry | undefined {
  try {
    const { commit, digests, signer, ...rest } = entry.parse(JSON.parse(line))
    return {
      ...rest,
      ...(digests !== undefined && { digests }),
      ...(commit !== undefined && { commit }),
      ...(signer !== undefined && { signer }),
    }
  } catch {
    // Whatever is wrong with it, it is no entry.
    return undefined
  }
}
