/**
 * What a name in a text is there for. Pure. In: the words of one block. Out: the same, where names that are thanked
 * say so, and those of whom readers write to or of what is affected.
 */
import type { DiffToken } from './tokens.js'
import { OF_CONSEQUENCE } from './words-of-consequence.js'

export type NameOf = NonNullable<DiffToken['nameOf']>

/** Headings, and words in front of a colon, behind which names stand that are thanked. */
const CREDITED =
  'credits?|thanks?|acknowledge?ments?|authors?|co-?authors?|contributors?|reporters?|finders?|translators?'
const CREDITS = new RegExp(`^(?:the )?(?:${CREDITED})(?: to)?$`)
const BY = 'reported|found|discovered|disclosed|identified|researched|written|authored|contributed|submitted|spotted'
const THANKED = new RegExp(
  `(?:^| )(?:(?:${BY})(?: independently| first| and \\w+| responsibly)? by|(?:we|i) thank|thanks(?: go)? to` +
    '|thank you|kudos to|hats? off to|grateful to|credits?(?: goes| go)? to|courtesy of|like to thank)$',
)
const WRITE = 'write|mail|e-?mail|report|reports|message|messages|mails|speak|talk|turn|reach out'
const WRITTEN_TO = new RegExp(`(?:^| )(?:contact|(?:${WRITE})(?: \\w+){0,3} to|mail|e-?mail|call)$`)
const THINGS = 'products?|versions?|components?|packages?|devices?|models?'
const AFFECTED = new RegExp(
  `(?:^| )(?:affects|affecting|affected(?: (?:${THINGS}))?(?: are| is)?|impacts|vulnerable(?: \\w+)? (?:are|is)` +
    '|(?:bug|flaw|hole|vulnerability|vulnerabilities) in)$',
)
const AFFECTED_BEHIND = /^(?:is|are|was|were)(?: (?:also|all|both|now))? (?:affected|vulnerable|compromised|impacted)\b/

/** What stands between names, and between a name and where its bearer works. */
const BETWEEN = new Set(
  [
    'and of from the at & both also team group researchers researcher security independently university as well our',
    'all',
  ].flatMap((words) => words.split(' ')),
)
const ABBREVIATED = /^(?:\p{L}|inc|ltd|dr|jr|sr|prof|st|corp|co|mr|mrs|ms)$/u
const CAPITAL = /^[^\p{L}\p{N}]*(?:\p{Lu}|\p{Lo}|@)/u
const LOOK_BACK = 6
/** Words; names that stand in a row are never more, and a text all in capitals is none. */
const LOOK_AHEAD = 100

/** @returns whether behind a heading of these words names stand that are thanked */
export function isCreditsHeading(tokens: readonly DiffToken[]): boolean {
  return CREDITS.test(keysOf(tokens))
}

/** The words of a block, and which of them are names, and which end a sentence: each is asked of many times. */
interface Words {
  readonly tokens: readonly DiffToken[]
  readonly areNames: readonly boolean[]
  readonly areEnds: readonly boolean[]
}

/** @param inCredits the block stands under a heading for names that are thanked */
export function withNames(tokens: readonly DiffToken[], inCredits: boolean): readonly DiffToken[] {
  const areNames = tokens.map(isName)
  if (!areNames.includes(true)) return tokens
  const words = { tokens, areNames, areEnds: tokens.map(endsSentence) }
  const named = [...tokens]
  let at = 0
  while (at < tokens.length) {
    const kind = kindAt(words, at, inCredits)
    const end = kind === undefined ? at : endOfNames(words, at, kind)
    for (let index = at; index < end; index++) {
      const token = named[index]
      if (token !== undefined && kind !== undefined) named[index] = { ...token, nameOf: kind }
    }
    at = Math.max(end, at + 1)
  }
  return named
}

function kindAt(words: Words, at: number, inCredits: boolean): NameOf | undefined {
  const { tokens, areNames, areEnds } = words
  if (areNames[at] !== true) return undefined
  if (inCredits && at === 0) return 'thanked'
  const start = Math.max(0, at - LOOK_BACK)
  const sentence = tokens.slice(start, at)
  const from = areEnds.slice(start, at).lastIndexOf(true) + 1
  const before = keysOf(sentence.slice(from))
  const label = sentence.at(-1)?.text.trimEnd().endsWith(':') === true ? keysOf(sentence.slice(-2)) : ''
  if (THANKED.test(before) || (label !== '' && label.split(' ').some((word) => CREDITS.test(word)))) return 'thanked'
  if (WRITTEN_TO.test(before)) return 'addressee'
  if (AFFECTED.test(before)) return 'affected'
  const end = endOfNames(words, at, 'affected')
  return AFFECTED_BEHIND.test(keysOf(tokens.slice(end, end + 4))) ? 'affected' : undefined
}

/** The place behind the last name of those that begin here. */
function endOfNames({ tokens, areNames, areEnds }: Words, at: number, kind: NameOf): number {
  let end = at
  for (let index = at; index < at + LOOK_AHEAD; index++) {
    const token = tokens[index]
    if (token === undefined) break
    if (areNames[index] === true) end = index + 1
    else if (!(BETWEEN.has(token.key) && (kind === 'thanked' || token.key === 'and'))) break
    if (areEnds[index] === true) break
  }
  return end
}

function isName(token: DiffToken): boolean {
  if (token.isCode || token.isNegation || token.fact !== undefined) return false
  if (OF_CONSEQUENCE.has(token.key)) return false
  return (!/^[a-z]/.test(token.text) && CAPITAL.test(token.text)) || token.key.includes('@')
}

function endsSentence({ key, text }: DiffToken): boolean {
  return /[!?;\n]|\.[)"'”’\]]*\s*$/.test(text) && !(ABBREVIATED.test(key) && !/[!?;\n]/.test(text))
}

function keysOf(tokens: readonly DiffToken[]): string {
  return tokens.map(({ key }) => key).join(' ')
}
