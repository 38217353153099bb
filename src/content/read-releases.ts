/**
 * Reads the releases table. In: its path. Out: its problems; until end-of-life notices are told, nothing else is asked of it. Door.
 */
import { readFileSync } from 'node:fs'
import { isMap, LineCounter, parseDocument } from 'yaml'
import { messageOf, type Problem, problem } from '../errors.js'

/** @param file empty where the project has no table */
export function checkReleases(file: string): Problem[] {
  if (file === '') return []
  try {
    const lines = new LineCounter()
    const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines })
    if (document.errors.length === 0 && !isMap(document.contents))
      return [problem('RELEASES_TABLE', 'the table holds no products and no releases', { file })]
    return document.errors.map((error) => {
      const at = lines.linePos(error.pos[0])
      return problem('RELEASES_TABLE', error.message.split('\n')[0] ?? '', { file, line: at.line, column: at.col })
    })
  } catch (thrown) {
    return [
      problem(
        'RELEASES_TABLE',
        `the table cannot be read: ${messageOf(thrown)}`,
        { file },
        { fix: 'Correct content.releases, or leave the key out.' },
      ),
    ]
  }
}
