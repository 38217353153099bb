/**
 * Keeps every text away from the `feed` package, which escapes some wrongly and some not at all. In: texts, for which
 * `feed` gets tokens of plain ASCII that are addresses too, because it parses some. Out: its frame with each token
 * replaced by the text, escaped here. One pass over a frame that holds no text yet, so a text that looks like a token
 * stays a text. Pure.
 */
import { escapeAttribute, escapeXml } from './xml.js'

/** A whole attribute value; text. */
const TOKENS = /="belfry:text-(\d+);"|belfry:text-(\d+);/g

export class FrameTexts {
  readonly #texts: string[] = []

  /** A token for a text between tags or in an attribute. */
  text(value: string): string {
    return `belfry:text-${this.#texts.push(value) - 1};`
  }

  fill(frame: string): string {
    return frame.replace(TOKENS, (...found: string[]) => {
      const [, attribute, text]: (string | undefined)[] = found
      if (attribute !== undefined) return `="${escapeAttribute(this.#kept(attribute))}"`
      return escapeXml(this.#kept(text ?? ''))
    })
  }

  #kept(index: string): string {
    const value = this.#texts[Number(index)]
    if (value === undefined) throw new RangeError(`no text ${index} was kept`)
    return value
  }
}
