/**
 * New items of a list that grows by dated items: a history, a change log, whatever its heading says. Pure. In: the
 * Markdown before and after, the last day that may be one of these, how days are written in the language of the post.
 * Out: each new item as an update, without its day.
 */
import { localDays } from '../../base/local-days.js'
import { WRITTEN_DAY } from '../../base/written-day.js'
import { dayWritten, type UpdateWords } from '../../posts/update-label.js'
import { tokensOf, type Update } from './new-updates.js'
import { GROWN_ITEMS, MOST_ITEMS, SAME_TEXT } from './significance-rules.js'
import { type DiffToken, similarity } from './tokens.js'

const ITEM = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$/
/** @param day a pattern */
const dated = (day: string) =>
  new RegExp(String.raw`^[*_]{0,3}[\[(]?(${day})[\])]?[*_]{0,3}[ \t]*[:,–—-]*[*_]{0,3}[ \t]*([^]*)$`, 'i')
const DATED = dated(WRITTEN_DAY)

interface Item {
  readonly day: string
  readonly text: string
  readonly tokens: readonly DiffToken[]
}

interface HowDated {
  /** YYYY-MM-DD: what is dated later is an appointment, not something that happened. */
  readonly today?: string
  readonly words?: UpdateWords
}

export function grownItems(before: string, after: string, { today: until, words }: HowDated = {}): Update[] {
  const old = datedLists(before, words)
  return datedLists(after, words).flatMap((items) => {
    const was = old.find((list) => items.filter((item) => isIn(list, item)).length >= GROWN_ITEMS)
    if (was === undefined) return []
    const days = was.map(({ day }) => day).sort()
    const fresh = items.filter((item) => !isIn(was, item))
    const isNext = ({ day }: Item) => day >= (days.at(-1) ?? '') && (until === undefined || day <= until)
    return fresh.filter(isNext).map(({ day, text }) => ({ day, label: day, text }))
  })
}

function isIn(list: readonly Item[], { day, tokens }: Item): boolean {
  return list.some((item) => item.day === day && similarity(item.tokens, tokens) >= SAME_TEXT)
}

/** Lists of which every item of the outermost level begins with a day. */
function datedLists(body: string, words?: UpdateWords): Item[][] {
  if (!/\d{4}/.test(body)) return []
  const lists: string[][] = []
  let open: string[] | undefined
  for (const line of body.split(/\r\n?|\n/)) {
    const [, indent = '', text] = ITEM.exec(line) ?? []
    if (text !== undefined && indent.length < 2) {
      if (open === undefined) {
        open = []
        lists.push(open)
      }
      open.push(text)
    } else if (open !== undefined && (line.trim() === '' || /^[ \t]+\S/.test(line)))
      open.push(`${open.pop() ?? ''}\n${line.trim()}`)
    else open = undefined
  }
  if (lists.flat().length > MOST_ITEMS) return []
  const pattern = patternFor(words)
  return lists.flatMap((list) => {
    const items = list.map((text) => itemOf(text, pattern, words))
    const dated = items.flatMap((item) => item ?? [])
    return dated.length === items.length ? [dated] : []
  })
}

function patternFor(words?: UpdateWords): RegExp {
  const local = words === undefined ? '' : localDays(words.language, words.months).pattern
  return local === '' ? DATED : dated(`${WRITTEN_DAY}|${local}`)
}

function itemOf(text: string, pattern: RegExp, words?: UpdateWords): Item | undefined {
  const [, written = '', rest = ''] = pattern.exec(text.trim()) ?? []
  const day = dayWritten(written, words)
  return day === undefined ? undefined : { day, text: rest.trim(), tokens: tokensOf(rest.trim()) }
}
