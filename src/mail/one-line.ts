/** Text as one line of a mail. Pure. In: text of a post or of the configuration. Out: one line, trimmed. */
import { VERBATIM } from '../markup/plain-text.js'

/** Controls, line ends and marks that turn the direction of what follows have no business in a line of a mail. */
export function oneLine(text: string): string {
  return text
    .replaceAll(VERBATIM, '')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
}
