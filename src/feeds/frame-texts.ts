/**
 * Keeps every text away from the `feed` package, which escapes some wrongly and some not at all. In: texts, for which
 * `feed` gets tokens of plain ASCII that are addresses too, because it parses some. Out: its frame with each token
 * replaced by the text, escaped here. One pass over a frame that holds no text yet, so a text that looks like a token
 * stays a text. Pure.
 */
import { escapeAttribute, escapeXml } from './xml.js'

/** An element that holds a place for XML; a whole attribute value; a whole CDATA section; text. */
const TOKENS = /<([\w:]+)>belfry:xml-(\d+);<\/\1>|="belfry:text-(\d+);"|(?:<!\[CDATA\[)?belfry:text-(\d+);(?:\]\]>)?/g

export class FrameTexts {
  readonly #texts: string[] = []

  /** A token for a text between tags or in an attribute. */
  text(value: string): string {
    return `belfry:text-${this.#keep(value)};`
  }

  /** A token for well-formed XML that takes the place of the whole element it stands in. */
  xml(value: string): string {
    return `belfry:xml-${this.#keep(value)};`
  }

  fill(frame: string): string {
    return frame.replace(TOKENS, (...found: string[]) => {
      const [, , xml, attribute, text]: (string | undefined)[] = found
      if (xml !== undefined) return this.#kept(xml)
      if (attribute !== undefined) return `="${escapeAttribute(this.#kept(attribute))}"`
      return escapeXml(this.#kept(text ?? ''))
    })
  }

  #keep(value: string): number {
    return this.#texts.push(value) - 1
  }

  #kept(index: string): string {
    const value = this.#texts[Number(index)]
    if (value === undefined) throw new RangeError(`no text ${index} was kept`)
    return value
  }
}
