/**
 * Compares the text of a post with its page. In: safe HTML, and the text made of it. Out: what the page says and the
 * text does not: words and addresses in their order, words that the page parts and the text joins, what is struck out
 * and inserted.
 */

interface Piece {
  readonly text: string
  /** A space or the border of a block stands before it. */
  readonly apart: boolean
  readonly within: readonly string[]
}

const BLOCK =
  /^(?:p|div|section|article|aside|header|footer|blockquote|pre|hr|br|center|address|h[1-6]|[uod]l|li|d[td]|fig.*|details|summary|t[dhr]|table|caption|t(?:head|body|foot))$/
const VOID = new Set(['br', 'hr', 'img', 'wbr', 'col'])

const decoded = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

function piecesOf(html: string): { readonly pieces: Piece[]; readonly addresses: string[] } {
  const pieces: Piece[] = []
  const addresses: string[] = []
  const within: string[] = []
  let apart = true
  const add = (text: string) => {
    for (const [piece] of text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu)) {
      if (/[\p{L}\p{M}\p{N}]/u.test(piece)) {
        pieces.push({ text: piece, apart, within: [...within] })
        apart = false
      } else if (/[^\S\u200b]/.test(piece)) apart = true
    }
  }
  for (const [token] of html.matchAll(/<[^>]*>|[^<]+/g)) {
    const [, end, name = ''] = /^<(\/?)([a-z\d]+)/.exec(token) ?? []
    if (name === '') {
      add(decoded(token))
      continue
    }
    if (BLOCK.test(name)) apart = true
    const attribute = (key: string) => decoded(new RegExp(` ${key}="([^"]*)"`).exec(token)?.[1] ?? '')
    if (name === 'img') {
      apart = true
      add(attribute('alt'))
      apart = true
    }
    if (VOID.has(name)) continue
    if (end === '/') within.splice(within.lastIndexOf(name), 1)
    else {
      const href = attribute('href')
      within.push(/#fn(?:ref)?:?\d/.test(href) ? 'note' : name)
      if (href !== '' && !/#fn(?:ref)?:?\d/.test(href) && !addresses.includes(href)) addresses.push(href)
      if (within.at(-1) === 'note') within.splice(-1, 1, 'a')
    }
  }
  return { pieces, addresses }
}

/** @returns a sentence for each difference; none where text and page say the same */
export function differences(html: string, text: string): string[] {
  const { pieces, addresses } = piecesOf(html)
  const found: string[] = []
  const marks = { del: [...text.matchAll(/~~/g)], ins: [...text.matchAll(/\+\+/g)] }
  const isMarked = (kind: 'del' | 'ins', at: number) => marks[kind].filter(({ index }) => index < at).length % 2 === 1
  let at = 0
  for (const { text: word, apart, within } of pieces) {
    const isStruck = within.some((tag) => tag === 'del' || tag === 's')
    const isInserted = within.includes('ins')
    const first = text.indexOf(word, at)
    let index = first
    const isJoined = (place: number) => apart && /[\p{L}\p{M}\p{N}]$/u.test(text.slice(Math.max(0, place - 2), place))
    const isUnmarked = (place: number) =>
      (isStruck && !isMarked('del', place)) || (isInserted && !isMarked('ins', place))
    // A record repeats the heads of its table, which may be or hold the same word.
    while (index !== -1 && (isJoined(index) || isUnmarked(index))) index = text.indexOf(word, index + 1)
    if (first === -1)
      found.push(
        `the word ${JSON.stringify(word)} is not there, behind ${JSON.stringify(text.slice(0, at).slice(-30))}`,
      )
    else if (index === -1)
      found.push(`${word} is ${isUnmarked(first) ? 'not struck out or inserted' : 'joined to the word before'}`)
    if (index !== -1) at = index + word.length
  }
  let list = 0
  for (const address of addresses) {
    const numbered = text.indexOf(`] ${address}`, list)
    if (numbered !== -1) list = numbered
    else if (!text.includes(address.replace(/^(?:https:\/\/|mailto:)/, '').replace(/\/$/, '')))
      found.push(`the address ${address} is not there, or in another order`)
  }
  return found
}
