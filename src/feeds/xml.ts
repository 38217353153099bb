/** XML's rules for characters. Pure. In: any text. Out: text that every XML 1.0 parser reads back as it was. */

/**
 * What XML 1.0 §2.2 does not allow, however it is escaped, and halves of surrogate pairs, which UTF-8 cannot write,
 * become U+FFFD.
 */
export function legalCharacters(text: string): string {
  // Pairs of surrogates are legal; to look for any half of one is quicker than to look for those alone.
  if (!/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\uD800-\uDFFF]/.test(text)) return text
  return text.replace(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\p{Surrogate}]/gu, '\uFFFD')
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/**
 * For text between tags. A carriage return would be read back as a line feed (XML 1.0 §2.11), so it is written as a
 * reference.
 */
export function escapeXml(text: string): string {
  return legalCharacters(text).replace(/[&<>\r]/g, (character) => references[character] ?? character)
}

/** For attribute values, where line breaks and tabs would be read back as spaces (XML 1.0 §3.3.3). */
export function escapeAttribute(text: string): string {
  return legalCharacters(text).replace(/[&<>"\r\n\t]/g, (character) => references[character] ?? character)
}

/**
 * Media RSS, as Jekyll's feed writes a post's image in Atom; an enclosure would want its length, and be offered as a
 * recording.
 */
export function imageElements(url: string): string {
  const media = `xmlns:media="http://search.yahoo.com/mrss/" url="${escapeAttribute(url)}"`
  return `<media:thumbnail ${media}/><media:content medium="image" ${media}/>`
}
