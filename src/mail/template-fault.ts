/**
 * A fault of a template as an error a person can act on. Pure. In: what Liquid threw. Out: BelfryError TEMPLATE that
 * names file, line and column.
 */
import { LiquidError, TokenizationError } from 'liquidjs'
import { BelfryError, formatProblem, messageOf, type Place, problem } from '../base/errors.js'

/**
 * @param asked the template that was asked for; the fault may stand in another that it uses
 * @param nameOf the full name of the template with this source, or undefined
 */
export function templateFault(
  thrown: unknown,
  asked: string,
  nameOf: (source: string) => string | undefined,
): BelfryError {
  const fault = problem('TEMPLATE', sentence(thrown), placeOf(thrown, asked, nameOf))
  return new BelfryError('TEMPLATE', formatProblem(fault), { cause: thrown, problems: [fault] })
}

/** Liquid adds ", file:…, line:…, col:…" to what it says; the place says that better. */
function sentence(thrown: unknown): string {
  const text = messageOf(thrown).replace(/, (?:file:.*, )?line:\d+, col:\d+.*$/s, '')
  return /template render limit exceeded/i.test(text) ? 'the template takes too long; does a loop never end?' : text
}

/** Tokens of variables know their source but not its name, so the source is what tells the file. */
function placeOf(thrown: unknown, asked: string, nameOf: (source: string) => string | undefined): Place {
  if (!(thrown instanceof LiquidError || thrown instanceof TokenizationError)) return { file: asked }
  const [line, column] = thrown.token.getPosition()
  return {
    file: nameOf(thrown.token.input) ?? asked,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }
}

interface Source {
  readonly path: string
  readonly text: string
}

/**
 * Where a line of produced MJML stands in a template: the line whose fixed words are all in it, the one with most of
 * them. Where none is like it, the template that was asked for stands without a line.
 */
export function placeOfMarkup(produced: string | undefined, asked: string, sources: readonly Source[]): Place {
  const line = produced?.trim() ?? ''
  const found = sources
    .filter(({ path }) => path.endsWith('.mjml'))
    .flatMap(({ path, text }) =>
      text.split('\n').map((written, at) => ({ path, line: at + 1, fixed: fixedWords(written) })),
    )
    .map((one) => ({ ...one, weight: isMadeOf(line, one.fixed) ? one.fixed.join('').length : 0 }))
    .sort((a, b) => b.weight - a.weight || Number(b.path === asked) - Number(a.path === asked))[0]
  return found === undefined || found.weight < 4 ? { file: asked } : { file: found.path, line: found.line }
}

/** What of a line Liquid leaves as it is. */
function fixedWords(written: string): string[] {
  return written
    .split(/\{\{.*?\}\}|\{%.*?%\}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isMadeOf(line: string, fixed: readonly string[]): boolean {
  let from = 0
  for (const part of fixed) {
    const at = line.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return fixed.length > 0
}
