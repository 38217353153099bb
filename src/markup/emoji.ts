/**
 * Names of emoji between colons, `:tada:`, as the sign itself. Pure: markdown-it-emoji without its smileys, which code
 * and times (`8:)`) hold as well. Names that it does not know stay as they were typed.
 */
import type { MarkdownIt } from 'markdown-it'
import { full } from 'markdown-it-emoji'

export function emoji(markdown: MarkdownIt): void {
  full(markdown, { shortcuts: {} })
}
