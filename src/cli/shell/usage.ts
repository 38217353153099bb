/**
 * What the parser of the command line says of a wrong call, in our words. Pure. In: its text. Out: `belfry:`, what is
 * wrong with which part of the call, the code; hints below it stay as they are.
 */

/** @param text of one fault, as commander makes it: `error: …` and perhaps a hint on a line of its own */
export function usageText(text: string): string {
  const [first = '', ...others] = text
    .replace(/^error: /, '')
    .trimEnd()
    .split('\n')
  const said = SENTENCES.reduce((line, [pattern, sentence]) => line.replace(pattern, sentence), first)
  return [`belfry: ${said}${said.endsWith('.') ? '' : '.'} [USAGE]`, ...others, ''].join('\n')
}

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^missing required argument '(.+)'$/, 'the argument <$1> is missing'],
  [/^option '((?:-\w, )?(--[\w-]+).*)' argument missing$/, '$2 needs a value: $1'],
  [/^required option '(.+)' not specified$/, 'the option $1 is missing'],
  [
    /^too many arguments for '(.+)'\. Expected 0 arguments? but got (\d+)\.$/,
    '$1 takes no arguments, and the call has $2',
  ],
  [
    /^too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)\.$/,
    '$1 takes $2 of the $3 arguments that the call has',
  ],
  [
    /^(?:option|command-argument) value '(.*)' is invalid for (?:option|argument) '(.+)'\. (.+)$/s,
    '"$1" cannot stand for $2: $3',
  ],
  [/^option '(.+)' argument '(.*)' is invalid\. (.+)$/s, '"$2" cannot stand for $1: $3'],
]
