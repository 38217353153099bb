/**
 * Finds dated update blocks in a post. Pure. In: the Markdown body and the site's time zone. Out: one marker per block, oldest
 * first. `**Update (2020-01-15):** …`, a heading, a list item, `[2020-01-15 update]`; never inside code or a comment, and never the
 * middle of a sentence.
 */
import type { UpdateMarker } from './announcement.js'
import { midnight } from './post-date.js'

const WORD =
  '(?:(?:important|further|second|third|latest|new|security|final) )?(?:updated?|edit(?:ed)?|correct(?:ion|ed)|addendum|erratum)'
const DAY = String.raw`(?<day>\d{4}-\d\d-\d\d)`
const OPEN = String.raw`(?<open>(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(?:[*_]{1,3})?[\[(]?(?:[*_]{1,3})?)`

/** `Update (DAY):`, `Updated on DAY`, and what must follow: punctuation, emphasis that closes, or the end of the line. */
const WORD_FIRST = new RegExp(
  String.raw`^${OPEN}${WORD}[*_]{0,3}[ \t]*[:,–—-]?[ \t]*(?:(?:on|of|as of) )?[\[(]?${DAY}(?<close>\](?![(\[])|[)*_:.,–—-]|[ \t]+[–—(#-]|[ \t]*$)`,
  'i',
)
/** `DAY update:`, `[DAY update]`. */
const DAY_FIRST = new RegExp(
  String.raw`^${OPEN}[\[(]?${DAY}[\])]?[ \t]*[:,–—-]?[ \t]*${WORD}(?<close>\](?![(\[])|[)*_:.,–—-]|[ \t]*$)`,
  'i',
)

export function updateMarkers(body: string, timezone: string): UpdateMarker[] {
  if (!/\d{4}-\d\d-\d\d/.test(body)) return []
  const lines = proseLines(body)
  const markers = lines.flatMap((line, index) => {
    const day = dayOf(line, lines[index - 1] ?? '', lines[index + 1] ?? '')
    const instant = day === undefined ? undefined : instantOf(day, timezone)
    return day === undefined || instant === undefined ? [] : [{ day, instant }]
  })
  return markers.sort((a, b) => a.instant - b.instant)
}

/** A bare line counts as a block of its own: after an empty line, and closed by a colon or underlined as a heading. */
function dayOf(line: string, before: string, after: string): string | undefined {
  const groups = (WORD_FIRST.exec(line) ?? DAY_FIRST.exec(line))?.groups
  if (groups?.open !== '') return groups?.day
  const isBlock = before.trim() === '' && (/:|\*/.test(line) || /^(?:=+|-+)\s*$/.test(after))
  return isBlock ? groups.day : undefined
}

/** The body's lines with quote marks and leading spaces off, and code and comments emptied. */
function proseLines(body: string): string[] {
  const visible = body.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]+/g, ''))
  let fence: string | undefined
  return visible.split(/\r\n?|\n/).map((raw) => {
    const line = raw.replace(/^(?: {0,3}> ?)+/, '')
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === undefined && mark !== undefined) fence = mark
    else if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined
    } else return /^(?: {4}|\t)/.test(line) ? '' : line.trimStart()
    return ''
  })
}

function instantOf(day: string, timezone: string): number | undefined {
  try {
    return midnight(day, timezone)
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}
