/** markdown-it-emoji ships no types: it is a markdown-it plugin. */
declare module 'markdown-it-emoji' {
  import type { MarkdownIt } from 'markdown-it'

  export const full: (markdown: MarkdownIt, options: { shortcuts: Record<string, string[]> }) => void
}
