/**
 * A fault of a template as an error a person can act on. Pure. In: what Liquid threw. Out: BelfryError TEMPLATE that names file,
 * line and column.
 */
import { LiquidError, TokenizationError } from 'liquidjs'
import { BelfryError, formatProblem, messageOf, type Place, problem } from '../errors.js'

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
