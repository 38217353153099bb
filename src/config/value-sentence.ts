/**
 * What is wrong with a value of the configuration, in an author's words. Pure. In: what the schema found. Out: the end
 * of a sentence that begins with the key. A schema's own words go before these.
 */
import type { z } from 'zod'

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  nan: 'no number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  date: 'a date',
}

const FORMS: Readonly<Record<string, string>> = {
  url: 'an address, like https://example.org',
  email: 'a mail address, like ada@example.org',
  date: 'a day, like 2026-05-01',
  datetime: 'an instant, like 2026-05-01T09:00:00Z',
}

export function valueSentence(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `must be ${called(issue.expected)}, and is ${shown(issue.input)}`
    case 'invalid_value': {
      const values = issue.values.map(String)
      if (values.length === 1) return values[0] === '' ? EMPTY : `must be ${values[0]}`
      return `must be one of ${values.join(', ')}`
    }
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false)
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive !== false)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_format':
      return `must be ${FORMS[issue.format] ?? `written in another way (${issue.format})`}`
    case 'invalid_union':
      return eitherOf(issue.errors.flatMap((one) => one.map(({ message }) => message)))
    default:
      return 'has a value that cannot be'
  }
}

const EMPTY = 'must be empty'

/** What a value may be beside nothing at all is what its writer wants to know. */
function eitherOf(messages: readonly string[]): string {
  const said = [...new Set(messages)]
  const others = said.filter((message) => message !== EMPTY)
  return (others.length === 0 ? said : others).join(', or ')
}

function called(kind: string): string {
  return KINDS[kind] ?? kind
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null) return 'empty'
  return called(Array.isArray(value) ? 'array' : typeof value)
}

function tooSmall(origin: string, least: number, isIncluded: boolean): string {
  if (origin === 'string') return least === 1 ? 'is empty' : `must have ${least} characters at least`
  if (origin === 'array' || origin === 'set')
    return least === 1 ? 'is an empty list' : `must have ${least} entries at least`
  return isIncluded ? `must be ${least} at least` : `must be more than ${least}`
}

function tooBig(origin: string, most: number, isIncluded: boolean): string {
  if (origin === 'string') return `must have ${most} characters at most`
  if (origin === 'array' || origin === 'set') return `must have ${most} entries at most`
  return isIncluded ? `must be ${most} at most` : `must be less than ${most}`
}
