/**
 * What of a post's body a reader sees as text, not as code. Pure. In: Markdown. Out: the same text, character for
 * character and line for line, in which code (spans, fences, indented blocks, `<pre>`, `<code>`), comments, scripts and
 * Liquid's raw regions are blanks.
 */
import type { MarkdownIt } from 'markdown-it'
import markdownIt from 'markdown-it'
import { boundedTables } from '../markup/bounded-table.js'
import { replacePassages } from '../markup/passages.js'

let markdown: MarkdownIt | undefined

/** Few posts hold what is looked for outside code. */
function parser(): MarkdownIt {
  markdown ??= markdownIt({ html: true }).use(boundedTables)
  return markdown
}

const RAW = /\{%-?\s*raw\s*-?%\}[\s\S]*?\{%-?\s*endraw\s*-?%\}/g
const RAW_TAG = /\{%-?\s*(?:end)?raw\s*-?%\}/g
/** A comment that never ends hides all that follows it; an element that never ends is none. */
const HIDDEN_HTML = {
  begin: /<(?:!--|(pre|code|script|style|samp|kbd|tt|xmp|textarea)\b[^<>]*>)/gi,
  end: (name: string) => (name === '' ? '-->' : `</${name}`),
  isOpen: (name: string) => name === '',
}

const blanks = (text: string) => text.replace(/[^\n]/g, ' ')

/** Liquid's raw regions are never shown, nor are their marks. */
export function withoutRaw(body: string): string {
  return body.replace(RAW, blanks).replace(RAW_TAG, blanks)
}

export function outsideCode(body: string): string {
  const parsed = body.replace(RAW_TAG, blanks)
  const lines = parsed.split('\n')
  const shown = [...lines]
  const starts = [0]
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1)
  for (const { type, map } of parser().parse(parsed, {})) {
    if (map === null) continue
    const [from, to] = map
    if (type === 'fence' || type === 'code_block')
      for (let line = from; line < to; line += 1) shown[line] = blanks(lines[line] ?? '')
    // What stands in the cells of a table has no place of its own.
    else if (type === 'inline' || type === 'table_open') {
      const region = withoutSpans(shown.slice(from, to).join('\n')).split('\n')
      for (const [index, line] of region.entries()) shown[from + index] = line
    }
  }
  let text = replacePassages(shown.join('\n'), HIDDEN_HTML, blanks)
  for (const match of body.matchAll(RAW)) {
    const end = match.index + match[0].length
    text = text.slice(0, match.index) + blanks(body.slice(match.index, end)) + text.slice(end)
  }
  return text
}

/** A run of backquotes ends at the next run of the same length (CommonMark §6.1). */
export function withoutSpans(text: string): string {
  let shown = ''
  let at = 0
  for (;;) {
    const open = /`+/.exec(text.slice(at))
    if (open === null) return shown + text.slice(at)
    const start = at + open.index
    const ticks = open[0].length
    if (text[start - 1] === '\\' && text[start - 2] !== '\\') {
      shown += text.slice(at, start + 1)
      at = start + 1
      continue
    }
    const close = new RegExp(`(?<!\`)\`{${ticks}}(?!\`)`).exec(text.slice(start + ticks))
    const end = close === null ? start + ticks : start + ticks + close.index + ticks
    shown += text.slice(at, start) + (close === null ? text.slice(start, end) : blanks(text.slice(start, end)))
    at = end
  }
}
