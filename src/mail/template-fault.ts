/**
 * A fault of a template as an error a person can act on. Pure. In: what Liquid threw. Out: BelfryError TEMPLATE that names file,
 * line and column.
 */
import { LiquidError, TokenizationError } from 'liquidjs'
import { BelfryError, formatProblem, messageOf, type Place, problem } from '../errors.js'

/**
 * @param at makes the full name of a template's file
 * @param name the template that was asked for; the fault may stand in another that it uses
 */
export function templateFault(thrown: unknown, at: (name: string) => string, name: string): BelfryError {
  const fault = problem('TEMPLATE', sentence(thrown), placeOf(thrown, at, name))
  return new BelfryError('TEMPLATE', formatProblem(fault), { cause: thrown, problems: [fault] })
}

/** Liquid adds ", file:…, line:…, col:…" to what it says; the place says that better. */
function sentence(thrown: unknown): string {
  const text = messageOf(thrown).replace(/, (?:file:.*, )?line:\d+, col:\d+.*$/s, '')
  return /template render limit exceeded/i.test(text) ? 'the template takes too long; does a loop never end?' : text
}

function placeOf(thrown: unknown, at: (name: string) => string, name: string): Place {
  if (!(thrown instanceof LiquidError || thrown instanceof TokenizationError)) return { file: at(name) }
  const [line, column] = thrown.token.getPosition()
  return { file: at(thrown.token.file ?? name), ...(line !== undefined && { line }), ...(column !== undefined && { column }) }
}
