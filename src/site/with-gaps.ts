/**
 * HTML that is made once and stands on many pages, with gaps for what is not the same on all. Pure. In: HTML that was
 * made with gaps in the place of texts, then the texts as HTML. Out: the HTML with the texts.
 */

/** Text and names of gaps in turn. */
export type WithGaps = readonly string[]

/** Stands where a text will. Neither a text of a site nor an address holds these characters to have them seen. */
export const gap = (name: string): string => `\uE000${name}\uE001`
const GAP = /\uE000(\w+)\uE001/

/**
 * @param names of all its gaps; a name may stand there more than once, and then as often in the HTML
 * @returns undefined where other texts look like gaps
 */
export function splitAtGaps(html: string, names: readonly string[]): WithGaps | undefined {
  const parts = html.split(GAP)
  const found = parts.filter((_part, at) => at % 2 === 1)
  return JSON.stringify(found.sort()) === JSON.stringify([...names].sort()) ? parts : undefined
}

/** @param texts as HTML, by the names of gaps */
export function fillGaps(parts: WithGaps, texts: ReadonlyMap<string, string>): string {
  let html = ''
  for (const [at, part] of parts.entries()) html += at % 2 === 0 ? part : (texts.get(part) ?? '')
  return html
}
