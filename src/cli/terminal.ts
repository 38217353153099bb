/**
 * How commands speak. In: data and sentences. Out: data on stdout (text, or JSON with --json), sentences and faults on
 * stderr.
 */
import { BelfryError, formatProblem, messageOf, type Problem } from '../base/errors.js'
import { withoutControls } from '../base/plain-line.js'
import { withoutPrivateKeys, withoutSecrets } from '../base/secrets.js'

export interface Terminal {
  readonly json: boolean
  /** Data: the JSON value with --json, else the lines. */
  print(value: unknown, lines: () => string | readonly string[]): void
  /** A sentence for the person watching. */
  say(sentence: string): void
  problems(problems: readonly Problem[]): void
}

export function terminal(json: boolean): Terminal {
  return {
    json,
    print: (value, lines) => {
      const text = json
        ? JSON.stringify(value, (_, part) => (typeof part === 'string' ? withoutPrivateKeys(part) : part), 2)
        : withoutControls(withoutPrivateKeys([lines()].flat().join('\n')))
      if (text !== '') process.stdout.write(`${text}\n`)
    },
    say,
    problems: (problems) => {
      for (const fault of problems) say(problemLine(fault))
    },
  }
}

/** A fault with its code, by which docs/errors.md says more. */
export function problemLine(fault: Problem): string {
  return `${formatProblem(fault)} [${fault.code}]`
}

/** What posts, servers and addresses hold may move the cursor: a terminal is shown text alone. */
function say(sentence: string): void {
  process.stderr.write(`${withoutControls(withoutSecrets(sentence))}\n`)
}

/** Says what went wrong and what to do. @returns the exit code */
export function explain(thrown: unknown): number {
  if (thrown instanceof BelfryError) {
    for (const fault of thrown.problems) say(problemLine(fault))
    say(`belfry: ${thrown.message} ${thrown.problems.length > 0 ? '' : `${thrown.fix} `}[${thrown.code}]`)
    return thrown.exitCode
  }
  const trace = thrown instanceof Error && thrown.stack !== undefined ? thrown.stack : messageOf(thrown)
  say(`belfry: something happened that Belfry does not know; please report it with these lines:\n${trace}`)
  return 1
}

/** Columns of text, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
