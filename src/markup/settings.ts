/** What a flavour of Markdown has where nobody says otherwise. Pure. In: the settings. Out: what is on. */
import type { CalloutForm, MarkdownSettings } from '../config/markdown-names.js'

/** `> [!NOTE]` means nothing else in GitHub's Markdown; the others are on where a site says that it has them. */
export function calloutsOf({ flavour, callouts }: MarkdownSettings): readonly CalloutForm[] {
  return flavour === 'gfm' || flavour === 'goldmark' ? ['github', ...(callouts ?? [])] : (callouts ?? [])
}

/** No generator has them without being told. */
export function hasEmoji({ emoji }: MarkdownSettings): boolean {
  return emoji ?? false
}

/** Also where nothing is set. */
export function isKramdown({ flavour }: MarkdownSettings): boolean {
  return flavour === undefined || flavour === 'kramdown-gfm' || flavour === 'kramdown'
}
