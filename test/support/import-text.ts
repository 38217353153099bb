/** A file of subscribers, read whole. In: its text, and how many characters a piece has. Out: all that it says. */
import {
  type Import,
  type ImportedPerson,
  type ImportRules,
  openImport,
  type Skipped,
} from '../../src/subscribers/import-csv.js'

export interface WholeImport extends Omit<Import, 'lines'> {
  readonly people: ImportedPerson[]
  readonly skipped: Skipped[]
}

export async function importText(text: string, rules: ImportRules, piece = 7): Promise<WholeImport> {
  const { lines, ...head } = await openImport(() => inPieces(text, piece), rules)
  const [people, skipped]: [ImportedPerson[], Skipped[]] = [[], []]
  for await (const some of lines)
    for (const line of some)
      if ('reason' in line) skipped.push(line)
      else people.push(line)
  return { ...head, people, skipped }
}

export function inPieces(text: string, piece: number): string[] {
  const count = Math.max(1, Math.ceil(text.length / piece))
  return Array.from({ length: count }, (_, index) => text.slice(index * piece, (index + 1) * piece))
}
