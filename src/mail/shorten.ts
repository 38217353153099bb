/**
 * Cuts the HTML of a post at a block, so that it stays well-formed. Pure. In: sanitised HTML and a size. Out: as many
 * whole blocks from its beginning as fit; or the whole mail, with its parts cut until it is small enough.
 */
import { summary } from '../markup/plain-text.js'

const TAG = /<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/gi
const VOID = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'wbr'])
const HEADING = /^\s*<h[1-6][\s>]/i
/** Stands in for a first block that is itself too long. */
const SUMMARY_LENGTH = 600
/** Octets; a part that gets less room than this is left out. */
const SMALLEST = 200

export interface Shortened {
  readonly html: string
  readonly shortened: boolean
}

/** @param octets at most this many, but for the summary of a post whose first block is longer */
export function shorten(html: string, octets: number): Shortened {
  if (Buffer.byteLength(html) <= octets) return { html, shortened: false }
  const kept: string[] = []
  let size = 0
  for (const block of blocksOf(html)) {
    size += Buffer.byteLength(block)
    if (size > octets) break
    kept.push(block)
  }
  // A heading with nothing below it promises what does not come.
  while (HEADING.test(kept.at(-1) ?? '')) kept.pop()
  if (kept.length === 0) return { html: `<p>${escapeText(summary(html, SUMMARY_LENGTH))}</p>`, shortened: true }
  return { html: kept.join(''), shortened: true }
}

export interface Room {
  /** What is rendered is smaller than this. */
  readonly octets: number
  /** No part is tried with more than this. */
  readonly atFirst: number
}

export interface Rendering<Made> {
  render(parts: readonly Shortened[]): Promise<Made>
  sizeOf(made: Made): number
}

/**
 * Renders with as much as fits under a limit. A part is cut only when those before it are gone.
 * @param wholes sanitised HTML, what can be missed best first
 * @returns undefined where even nothing of them is too much
 */
export async function fitInto<Made>(
  wholes: readonly string[],
  { octets, atFirst }: Room,
  { render, sizeOf }: Rendering<Made>,
): Promise<Made | undefined> {
  const parts = wholes.map((whole) => shorten(whole, atFirst))
  let made = await render(parts)
  for (const [index, whole] of wholes.entries()) {
    const size = sizeOf(made)
    if (size < octets) return made
    const cut = Buffer.byteLength(parts[index]?.html ?? '')
    parts[index] = { html: '', shortened: true }
    made = await render(parts)
    const left = octets - sizeOf(made)
    // Styles written into the elements make a mail longer than its parts, tags make its text shorter: by how much only
    // rendering tells.
    const growth = cut / (size - octets + left)
    for (let most = left * growth; most > SMALLEST; most *= 0.9) {
      parts[index] = shorten(whole, most)
      const larger = await render(parts)
      if (sizeOf(larger) < octets) return larger
      parts[index] = { html: '', shortened: true }
    }
  }
  return sizeOf(made) < octets ? made : undefined
}

/** The top-level elements; text between two belongs to the later one. */
function blocksOf(html: string): string[] {
  const blocks: string[] = []
  let depth = 0
  let begin = 0
  for (const match of html.matchAll(TAG)) {
    const [tag, closing, name = ''] = match
    if (!VOID.has(name.toLowerCase())) depth += closing === '' ? 1 : -1
    if (depth > 0) continue
    const end = match.index + tag.length
    blocks.push(html.slice(begin, end))
    begin = end
  }
  return blocks
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
