/**
 * What a title gives notice of: that support of these cycles ends, ended, or ends on another day. Pure. In: the
 * releases table, then plain titles. Out: cycles, which support, when; or nothing. A title is read whole, by a few
 * forms: what they leave over (`… on i386`, `… checklist`, `Why …`) narrows it or makes it another text, and then it
 * is no notice.
 */

import { NewestCache } from '../base/newest-cache.js'
import { MONTH, WRITTEN_DAY, writtenDay } from '../base/written-day.js'
import type { EndField, Product, Release, ReleaseTable } from './release.js'
import { releasesTexts } from './texts.js'
import { type TitleName, TitleNames } from './title-names.js'

export interface TitledEnd {
  readonly cycles: readonly { readonly product: Product; readonly release: Release }[]
  /** `support` where the words leave open which. */
  readonly field: EndField | 'support'
  /** `open` where the words fit before the day and on it: `reaches`, `EOL: 4.1`. */
  readonly when: 'coming' | 'come' | 'moved' | 'open'
  /** As far as it is stated: YYYY-MM-DD, YYYY-MM or YYYY. */
  readonly day?: string
}

/** A name as title-names.ts marks it, a day as it is marked here, a product's name alone. */
const NAME = '\uE000\\d+\uE001'
const DAY = '\uE002\\d+\uE003'
const PRODUCT = '\uE004\\d+\uE005'
const LIST = `(?<list>(?:(?:the|both|our) )?${NAME}(?:(?:,? (?:and|&|as well as) |, ?| ?[/+] ?)(?:the )?${NAME})*)`

const KIND =
  '(?:active|full|mainstream|regular|premier|bug ?-?fix|security|extended|extended[- ]security|paid|premium|standard' +
  '|official|vendor|general|long[- ]term|LTS|technical)'
const SUPPORT = `(?:${KIND}[- ](?:and )?){0,3}(?:support|maintenance|updates|fixes|patches)`
/** What may be moved: updates that are delayed are another thing. */
const MOVABLE = `(?:${KIND}[- ]){0,3}(?:support|maintenance)`
const END =
  '(?:end[- ]of[- ](?:the |its |their )?(?:official |useful )?' +
  `(?:life|line|service|security|LTS|${SUPPORT})(?:[- ]cycle)?(?: \\(EO[LS]\\))?` +
  '|EO[LS]\\b(?: \\(end[- ]of[- ](?:life|support)\\))?|EOAS|EOES|end(?= of (?:the |its |their )?life)' +
  ')'
const HELPERS =
  '(?: (?:is|are|was|were|has|have|will|now|soon|shortly|be|been|being|also|almost|nearly|officially|finally' +
  '|formally|today|just|already' +
  '|about to|going to|due to|set to|scheduled to|expected to|scheduled|planned|to))*'
const REACHES =
  '(?:reach|hit|enter|approach|near|go|get close to|get|come to|come up to|close in on|move (?:in)?to|pass' +
  '|reaches|hits|enters|approaches|nears|goes|gets close to|comes to|closes in on|moves (?:in)?to|passes' +
  '|reached|entered|approached|neared|went|gone|came to|moved (?:in)?to|passed|declared|marked(?: as)?|at|in' +
  '|near|close to' +
  '|reaching|hitting|entering|approaching|nearing|going|getting close to|coming to|closing in on|moving (?:in)?to)'
const OVER =
  '(?:ends?|ended|ending|expires?|expired|expiring|stops?|stopped|stopping|ceases?|ceased|runs? out|ran out' +
  '|running out' +
  '|finish(?:es|ed)?|concludes?|concluded|over|com(?:es|e|ing) to (?:an|its) end|came to (?:an|its) end|discontinued' +
  '|terminated|withdrawn)'
const GOODS =
  `(?:(?:any|further|new|more|regular|official|software|security|bug ?-?fix|maintenance|technical)(?: and|,| or)? )*` +
  '(?:updates|support|fixes|patches|maintenance|releases|upgrades)' +
  '(?: (?:and|or) (?:updates|support|fixes|patches|maintenance|releases))?'
const UNSUPPORTED =
  '(?:unsupported|out of (?:support|maintenance)|(?:no longer|not) (?:be )?(?:officially |actively )?' +
  '(?:supported|maintained|updated)(?: or (?:supported|maintained|updated))?' +
  `|(?:no longer|stops?|stopped|ceases?(?: to)?|ceased(?: to)?) (?:receiv|get|hav|be giv` +
  `|be provid)\\w*(?: with)? ${GOODS}` +
  `|not (?:receiv|get)\\w* (?:any )?(?:more|further) ${GOODS}|not (?:supported|maintained) any ?more` +
  `|(?:receiv|get)\\w* no (?:more |further )?${GOODS}` +
  "|retired?|retires|retiring|discontinued|sunset(?:s|ted|ting)?|obsolete|end[- ]of[- ]lifed|EOL['’]?e?d)"
const MOVED =
  '(?:extended|postponed|moved|deferred|delayed|prolonged|pushed (?:back|out)|brought forward|put off|changed' +
  '|rescheduled' +
  '|shifted|lengthened)'
const MOVES =
  '(?:extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?|postpon(?:es?|ed|ing)|delay(?:s|ed|ing)?|mov(?:es?|ed|ing)' +
  '|defer(?:s|red|ring)?)'
const NUMBER = '(?:\\d+|an?|another|one|two|three|four|five|six|nine|ten|twelve|eighteen|ninety|thirty|sixty|half a)'
const SPAN = `(?:about |less than |under )?(?:another )?${NUMBER} (?:more )?(?:days?|weeks?|months?|years?)`
const WHEN = releasesTexts.endInTitle.atFromEffectiveSince(DAY, NUMBER, SPAN)
const TAIL = releasesTexts.endInTitle.tailPleaseNowTime()
const LABEL = releasesTexts.endInTitle.finalLastReminderNotice(SPAN)
const LEAD =
  `(?:\\[${LABEL}\\] ?)?(?:${LABEL} ?[:-] ?)?(?:(?<product>${PRODUCT}) ?[:-] ?)?` +
  `(?:(?:on|from|as of|since|by|starting) (?:${DAY}|today|now),? )?`

const STATE =
  '(?: (?:notice|announcement|date|status|reminder|reached|announced|approaching|approaches|near|nears|nearing|here' +
  `|set|scheduled|planned|coming|today|now|is|has|been|are|soon|upcoming))*`
const OF = '(?: (?:of|for|by|reached by|approaching for|notice for|announcement for)| ?[:-])'
const MORE_LIST = '(?: (?:releases?|versions?|series|branch(?:es)?|LTS|users))?'

const FORMS: readonly { readonly form: RegExp; readonly moved?: boolean }[] = [
  // Moves come first: `support of 4.1 extended` is no end.
  ...[
    `${MOVABLE} (?:of|for) ${LIST}${HELPERS} ${MOVED}`,
    `${MOVABLE}${HELPERS} ${MOVED} (?:of|for) ${LIST}`,
    `${LIST}(?:'s?)?(?: ?[:-])? (?:${MOVABLE}|${END}(?: date)?)${HELPERS} ${MOVED}`,
    `(?:the )?${END}(?: date)?${OF} ${LIST}(?: ?[:-])?${HELPERS} ${MOVED}`,
    `(?:we (?:are |have |will )?|announcing )?${MOVES} (?:the )?(?:${MOVABLE}|${END}(?: date)?) (?:of|for) ${LIST}`,
    `(?:a )?(?:new|changed|later|earlier) ${END}(?: date)? (?:of|for) ${LIST}`,
    `(?:longer|more time|extended life) (?:${MOVABLE} )?(?:of|for) ${LIST}`,
    `${LIST}${HELPERS} (?:supported|maintained) (?:for )?longer`,
    `${LIST}${HELPERS} now (?:supported|maintained)(?= (?:until|till|through) )`,
  ].map((core) => ({ core, moved: true })),
  ...[
    `${LIST}(?:'s?)?${MORE_LIST}(?: ?[:,-])?${HELPERS}(?: ${REACHES})?(?: (?:its|their|the|an?|official` +
      `|upcoming|planned|final))*` +
      `(?: ?[:(-])? ?(?:the )?${END}\\)?${STATE}`,
    `${LIST}${MORE_LIST}(?: ?[:,-])?${HELPERS} ${UNSUPPORTED}`,
    `${LIST}(?:'s?)?${MORE_LIST}(?: ?[:,-])? ${SUPPORT}${HELPERS} ${OVER}`,
    `(?:the |all )?${SUPPORT} (?:of|for) ${LIST}${MORE_LIST}${HELPERS} ${OVER}`,
    `(?:(?:announcing|upcoming|approaching|nearing|planned|official|the) )*${END}${STATE}${OF} ?${LIST}${STATE}`,
    `\\[${END}\\] ?${LIST}`,
    `(?:we (?:are|will be|will) |announcing (?:the )?|the |upcoming )?(?:retir(?:ing|e|ement of)` +
      `|sunset(?:ting)?(?: of)?` +
      `|discontinu(?:ing|e|ation of)|(?:end(?:ing)?|stop(?:ping)?) ${SUPPORT} (?:of|for)|EOL['’]?ing) ${LIST}`,
    `no (?:more|further) ${GOODS} (?:of|for) ${LIST}`,
    `${LIST}${HELPERS} (?:leaves|left|leaving|exits|exited) ${SUPPORT}`,
    `(?:today is )?(?:the )?(?:last|final) day of ${SUPPORT} (?:of|for) ${LIST}`,
    `${LIST}: (?:the )?(?:last|final) day of ${SUPPORT}`,
  ].map((core) => ({ core, moved: false })),
].map(({ core, moved }) => ({ moved, form: new RegExp(`^${LEAD}${core}(?:${WHEN}){0,2}${TAIL}$`, 'i') }))

/** A word of all forms that say that a date moved: to make one of them ready takes longer than to read many titles. */
const MOVED_HINT = new RegExp(
  'extend|postpon|mov(?:e|ing)|defer|delay|prolong|pushed|brought|put off|chang|reschedul|shift|lengthen|later' +
    '|earlier|long|more time|new|now ',
  'i',
)

const HINT = new RegExp(
  '\\b(?:ends?|ended|ending|EO(?:L|S|AS|ES)|support\\w*|maint\\w+|updates|fixes|patches|unsupported|retir\\w+' +
    '|discontinu\\w+|sunset\\w*|obsolete|EOL\\W?e?d|EOL\\W?ing|life)\\b',
  'i',
)
const DAYS = new RegExp(
  `(?:${WRITTEN_DAY})|${MONTH},? \\d{4}(?!\\d)|\\d{1,2}(?:st|nd|rd|th)? (?:of )?${MONTH}|${MONTH} \\d{1,2}(?:st` +
    `|nd|rd|th)?(?![\\d.])` +
    '|(?<=\\b(?:in|until|till|of|by|through|to) )20\\d\\d(?![\\d.])',
  'giu',
)

export class TitleReader {
  readonly #names: TitleNames
  readonly #labels: readonly (readonly [RegExp, string])[]
  /** Titles stay as they are, and are read again at each look. */
  readonly #read = new NewestCache<string, { readonly end: TitledEnd | undefined }>({ most: 5000 })

  constructor(table: ReleaseTable) {
    this.#names = new TitleNames(table)
    this.#labels = labelsOf(table)
  }

  read(title: string): TitledEnd | undefined {
    if (!HINT.test(title) || /\?\s*$/.test(title)) return undefined
    return this.#read.getOrMake(title, () => ({ end: this.#endSaid(title) })).end
  }

  #endSaid(title: string): TitledEnd | undefined {
    const days: string[] = []
    let text = plain(title).replace(DAYS, (day) => `\uE002${days.push(stated(day)) - 1}\uE003`)
    for (const [label, words] of this.#labels) text = text.replace(label, words)
    const named = this.#names.mark(text)
    if (!named.text.includes('\uE000')) return undefined
    const mayMove = MOVED_HINT.test(named.text)
    for (const { form, moved } of FORMS) {
      if (moved === true && !mayMove) continue
      const match = form.exec(named.text)
      if (match !== null) return this.#endIn(match, { names: named.names, days, moved: moved === true })
    }
    return undefined
  }

  #endIn(match: RegExpExecArray, about: About): TitledEnd | undefined {
    const { list = '', tail = '', product } = match.groups ?? {}
    const before = product === undefined ? undefined : about.names[markIn(product)]?.product
    const cycles = this.#names.cyclesOf(
      marksIn(list).flatMap((index) => about.names[index] ?? []),
      before,
    )
    if (cycles.length === 0) return undefined
    const words = match[0].slice(0, match[0].length - tail.length)
    const day = about.days[markIn(/\uE002\d+/.exec(words)?.[0] ?? '')]
    const when = about.moved ? 'moved' : whenIn(words)
    return { cycles, field: fieldIn(words), when, ...(day !== undefined && day !== '' && { day }) }
  }
}

interface About {
  readonly names: readonly TitleName[]
  readonly days: readonly string[]
  readonly moved: boolean
}

function markIn(mark: string): number {
  return Number(/\d+/.exec(mark)?.[0] ?? Number.NaN)
}

function marksIn(list: string): number[] {
  return [...list.matchAll(/\uE000(\d+)/g)].map((match) => Number(match[1]))
}

/** One kind of dash, quote and space; nothing that decorates. */
function plain(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/[\uE000-\uE005]/g, '')
    .replace(/[\u2010\u2011]/g, '-')
    .replace(/\s*[\u2012-\u2015]\s*|\s+-+\s+/g, ' - ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/^[^\p{L}\p{N}["(]+/u, '')
    .replace(/[\s.!]+$/, '')
}

function stated(written: string): string {
  const day = writtenDay(written)
  if (day !== undefined && /\d{4}/.test(written)) return day
  const year = /(?<!\d)\d{4}(?!\d)/.exec(written)?.[0]
  if (year === undefined) return ''
  const month = new RegExp(MONTH, 'iu').exec(written)?.[0]
  return month === undefined ? year : (writtenDay(`1 ${month} ${year}`)?.slice(0, 7) ?? '')
}

/** `extended` is a kind of support before its noun alone; behind it, it says that a day moved. */
function fieldIn(words: string): TitledEnd['field'] {
  if (/\b(?:extended|paid|premium)[- ](?:security[- ])?(?:support|maint|updates|fixes|patches)|\bEOES\b/i.test(words))
    return 'eoes'
  if (/\b(?:active|full|mainstream)[- ]|\bEOAS\b/i.test(words)) return 'eoas'
  if (/\bof[- ](?:\w+ ){0,2}(?:life|line|security)\b|\bEOL|\bsecurity (?:support|maint)/i.test(words)) return 'eol'
  return /\b(?:regular|premier|bug ?-?fix)[- ](?:support|maint|updates|fixes)/i.test(words) &&
    !/\bsecurity\b/i.test(words)
    ? 'eoas'
    : 'support'
}

const COMING = new RegExp(
  '\\b(?:approach\\w*|almost|nearly|leaving|being|near(?:s|ing)?|clos(?:e|es|ing) (?:to|in)|will|soon|upcoming' +
    '|shortly|tomorrow|next|going|about to' +
    '|due to|set to|scheduled|expected|planned|to (?:end|be|reach|go|enter|expire|stop)|ending|expiring|retiring' +
    '|sunsetting|discontinuing|stopping|coming|reaching|(?:days?|weeks?|months?|years?))\\b',
  'i',
)
const COME = new RegExp(
  '\\b(?:reached|hit|entered|passed|ended|expired|over|no longer|unsupported|out of|retired|discontinued|sunsetted' +
    '|stopped|ceased|ran out|came|gone|went|left|exited|obsolete|lifed|concluded|finished|terminated|here' +
    '|withdrawn|declared|marked' +
    "|EOL['’]?e?d|(?:receiv|get)\\w* no|(?:is|are)(?: now| officially| also| already| in| at)* (?:EOL|end|sunset))\\b",
  'i',
)

function whenIn(words: string): TitledEnd['when'] {
  if (/\btoday\b/i.test(words)) return 'come'
  if (COMING.test(words)) return 'coming'
  return COME.test(words) ? 'come' : 'open'
}

/** What single words say where a title is not read as a whole, and front matter says that it is a notice. */
export function wordsIn(title: string): Pick<TitledEnd, 'field' | 'when'> {
  const words = plain(title)
  const isMoved = new RegExp(`\\b${MOVED}\\b`, 'i').test(words)
  return { field: fieldIn(words), when: isMoved ? 'moved' : whenIn(words) }
}

/** What the table calls its columns, where that is more than one word, is read as the support that it stands for. */
function labelsOf({ products }: ReleaseTable): (readonly [RegExp, string])[] {
  const words = { eoas: 'active support', eol: 'security support', eoes: 'extended support' } as const
  const all = products.flatMap(({ labels }) =>
    (['eoas', 'eol', 'eoes'] as const).flatMap((field) => {
      const label = labels[field]?.trim().replace(/\s+/g, ' ')
      return label?.includes(' ') ? [[label, words[field]] as const] : []
    }),
  )
  return [...new Map(all)]
    .filter(([label, word]) => all.every((other) => other[0] !== label || other[1] === word))
    .sort((a, b) => b[0].length - a[0].length)
    .map(([label, word]) => [new RegExp(`(?<!\\w)${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`, 'gi'), word])
}
