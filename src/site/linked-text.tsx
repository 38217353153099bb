/**
 * Plain text with its addresses as links, as a mail program shows it. Pure. In: text. Out: the same, to put into a
 * page.
 */
import type { ComponentChildren } from 'preact'

/** A full stop or bracket at the end belongs to the sentence. */
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/

export function linked(text: string): ComponentChildren[] {
  return text.split(ADDRESS).map((part, index) =>
    index % 2 === 1 ? (
      <a href={part} dir="ltr">
        {part}
      </a>
    ) : (
      part
    ),
  )
}
