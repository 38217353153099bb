/**
 * Days on which a post says that support ends. Pure. In: a post, what names the table's cycles. Out: each day with its
 * cycle and its line. Doubt is silence: a sentence that names several cycles before its day says nothing here.
 */

import { WRITTEN_DAY, writtenDay } from '../base/written-day.js'
import { proseOf } from '../markup/prose.js'
import type { Announcement } from '../posts/announcement.js'
import type { Mention, ReleaseNames } from './cycles-in-text.js'
import type { Day, EndField, Product, Release } from './release.js'

export interface StatedEnd {
  readonly product: Product
  readonly release: Release
  /** `support` where the words leave open which support. */
  readonly field: EndField | 'support'
  readonly day: Day
  /** Of the file, from 1. */
  readonly line: number
}

const END =
  '(?<end>\\bend(?:s|ed|ing)?[- ]of[- ]' +
  '(?:life|line|maintenance|support|(?:active|security|extended)[- ](?:support|maintenance))(?: \\( ?EOL ?\\))?' +
  '|\\bEOL\\b(?: \\( ?end[- ]of[- ]life ?\\))?)'
const SUPPORT =
  '(?<support>\\b(?:(?:active|security|extended) )?(?:support|maintenance) (?:will )?' +
  '(?:ends?|ended|expires?|expired)\\b' +
  '|\\b(?:be|is|remains?) (?:supported|maintained) (?:with security updates )?(?:until|till|through)\\b)'
/** Words that may stand between what ends and its day; any other may be about another day. */
const BETWEEN =
  '\\)?(?: (?:status|date|day|is|was|will|be|has|been|set|scheduled|planned|expected|for|to|come|as|of' +
  '|originally|officially|currently))*[,:]? ?(?:\\((?:on )?|(?:on|at|by|from|as of) )?(?:the )?'
const AHEAD = new RegExp(`(?:${END}|${SUPPORT})${BETWEEN}(?<day>${WRITTEN_DAY})`, 'gi')
/**
 * `On 30 June 2026, Lantern OS 4.1 reaches its end of life`: in the middle of a sentence such a day may be another's.
 */
const BEHIND = new RegExp(
  `(?<=^|[.!?:] |\\n)(?:On|By|From|As of) (?<day>${WRITTEN_DAY}),? (?:[^.!?;\\n]|\\.(?=\\d)){0,80}?` +
    `\\b(?:reach\\w*|goes|go|be|is|are|become\\w*) (?:its? |their )?(?:official )?${END}`,
  'gi',
)
const HINT = new RegExp(
  'end(?:s|ed|ing)?[- ]of[- ]|\\bEOL\\b|\\b(?:support|maintenance)\\s+(?:will\\s+)?(?:end|expire)' +
    '|\\b(?:supported|maintained)\\b',
  'i',
)

export function statedEnds(post: Announcement, names: ReleaseNames): StatedEnd[] {
  if (!HINT.test(post.title) && !HINT.test(post.body)) return []
  const titled = single(names.in(post.title))
  const own = post.kind === 'end-of-life' ? titled : undefined
  const title = endsIn(`${post.title}.`, names, own).map((end) => ({ ...end, line: post.lines?.title ?? 1 }))
  const { text, lineAt } = proseOf(post.body)
  const first = (post.lines?.body ?? 1) - 1
  const body = endsIn(text, names, own).map((end) => ({ ...end, line: first + lineAt(end.at) }))
  return [...title, ...body].map(({ at, ...end }) => end)
}

type Found = Omit<StatedEnd, 'line'> & { readonly at: number }

function endsIn(text: string, names: ReleaseNames, own: Mention | undefined): Found[] {
  const matches = [...text.matchAll(AHEAD), ...text.matchAll(BEHIND)].sort((a, b) => a.index - b.index)
  let last = 0
  return matches.flatMap((match) => {
    const day = writtenDay(match.groups?.day ?? '')
    const from = last + sentenceStart(text.slice(last, match.index))
    const about = names.in(text.slice(from, match.index + match[0].length)).filter(
      // A dotted day (30.06.2026) is no version.
      ({ start }) => !(match.groups?.day ?? '').includes(text.slice(from + start, from + start + 5)),
    )
    last = match.index + match[0].length
    const one = about.length === 0 ? own : (single(about) ?? subject(about, text.slice(from, match.index)))
    if (day === undefined || one?.release === undefined) return []
    return [{ product: one.product, release: one.release, field: fieldOf(match), day, at: match.index }]
  })
}

function fieldOf({ groups }: RegExpExecArray): StatedEnd['field'] {
  const words = groups?.end ?? groups?.support ?? ''
  if (/active/i.test(words)) return 'eoas'
  if (/extended/i.test(words)) return 'eoes'
  return groups?.end === undefined || /of[- ](?:support|maintenance)/i.test(words) ? 'support' : 'eol'
}

/**
 * `After Lantern 4.2, Lantern 4.1 will reach …`: the last one named, when nothing but the verb follows it, and no other
 * shares it.
 */
function subject(mentions: readonly Mention[], before: string): Mention | undefined {
  const last = mentions.findLast((one) => one.end <= before.length)
  if (last === undefined || / (?:and|or|&) $/.test(before.slice(0, last.start))) return undefined
  return /^(?: (?:will|has|have|is|officially|reach\w*|approach\w*|scheduled|to|its|the))+ $/.test(
    before.slice(last.end),
  )
    ? last
    : undefined
}

/** The one cycle that they all name. */
function single(mentions: readonly Mention[]): Mention | undefined {
  const [first, ...others] = mentions
  const isSame = (one: Mention) => one.release !== undefined && one.release === first?.release
  return others.every(isSame) ? first : undefined
}

function sentenceStart(before: string): number {
  const end = [...before.matchAll(/[.!?] (?=[\p{Lu}"'(])|\n+/gu)].at(-1)
  return end === undefined ? 0 : end.index + end[0].length
}
