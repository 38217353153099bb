/**
 * Words that a page strikes out. Pure. In: words, or HTML. Out: words that are equal to no others: a sentence that is
 * struck out is a sentence taken back, and its dates, numbers and negations hold no more.
 */
import { attributesIn, STRIKING, tagsIn } from '../../markup/html-tags.js'
import { STRUCK, STRUCK_TAGS } from '../../markup/text-marks.js'
import type { DiffToken } from './tokens.js'

export function struck(tokens: readonly DiffToken[]): DiffToken[] {
  return tokens.map(({ fact: _, ...token }, index) => {
    const before = index === 0 ? STRUCK : ''
    const shown = index === tokens.length - 1 ? token.text.replace(/(\s*)$/, `${STRUCK}$1`) : token.text
    return { ...token, key: STRUCK + token.key, text: before + shown, isNegation: false, isStruck: true }
  })
}

/** HTML in which what a style strikes out stands in `<del>`, with every line in its place. */
export function struckByStyle(html: string): string {
  if (!/line-through/i.test(html)) return html
  const open: { readonly name: string; readonly isStruck: boolean }[] = []
  let text = ''
  let end = 0
  for (const { index, text: tag, name, role } of tagsIn(html)) {
    if (role !== 'tag' || VOID.test(name) || tag.endsWith('/>')) continue
    const isEnd = tag.startsWith('</')
    const at = isEnd ? open.findLastIndex((one) => one.name === name) : -1
    const isStruck = isEnd
      ? (open[at]?.isStruck ?? false)
      : STRIKING.test(attributesIn(tag.replace(/\s+/g, ' ')).get('style') ?? '')
    if (isEnd && at >= 0) open.length = at
    else if (!isEnd) open.push({ name, isStruck })
    if (!isStruck) continue
    text += html.slice(end, index) + (isEnd ? '</del>' : '<del>') + tag.replace(/[^\n]+/g, '')
    end = index + tag.length
  }
  return text + html.slice(end)
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/

const TAG = new RegExp(`^<(/?)(?:${STRUCK_TAGS.join('|')})(?![\\w-])[^>]*>$`, 'i')

/** How many more passages are struck out behind a piece of HTML: 1, -1, or 0. */
export function strikes(tag: string): number {
  const match = TAG.exec(tag)
  return match === null ? 0 : match[1] === '/' ? -1 : 1
}

/** HTML in pieces, each with how deep in struck passages it stands; and how deep what follows does. */
export function struckPieces(
  html: string,
  depth: number,
): { pieces: { html: string; depth: number }[]; depth: number } {
  let now = depth
  const pieces = html.split(/(<[^<>]{0,1000}>)/).flatMap((piece) => {
    const step = strikes(piece)
    now = Math.max(0, now + step)
    return step === 0 ? [{ html: piece, depth: now }] : [{ html: ' ', depth: now }]
  })
  const joined: { html: string; depth: number }[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (last !== undefined && last.depth > 0 === piece.depth > 0) last.html += piece.html
    else joined.push({ ...piece })
  }
  return { pieces: joined, depth: now }
}
