/** What a reader is shown of each case is what kramdown shows: words, marks, ids, links. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../../src/markup/markdown.js'
import { safeHtml } from '../../../src/markup/sanitise.js'
import { cases, onPurpose, onPurposeInGfm } from './cases.js'

const answers = JSON.parse(readFileSync(new URL('answers.json', import.meta.url), 'utf8')) as Record<
  'kramdown-gfm' | 'kramdown',
  Record<string, string>
>

const base = { siteUrl: 'https://l.example', postUrl: 'https://l.example/p/' }
const BLOCK = /\s*(<\/?(?:p|[uod]l|li|d[td]|h[1-6]|hr|br|div|section|aside|blockquote|pre|table|t[a-z]+)\b[^>]*>)\s*/g

/** White space between blocks says nothing. */
function shown(html: string): string {
  return safeHtml(html, base)
    .replaceAll('\uFE0E', '')
    .replace(/(<code>)\s+|\s+(<\/code>)/g, '$1$2')
    .replace(BLOCK, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

for (const flavour of ['kramdown-gfm', 'kramdown'] as const)
  for (const [construct, texts] of Object.entries(cases))
    describe(`${flavour}: ${construct}`, () => {
      test.each(texts)('%j', (text) => {
        const own = onPurpose[text] ?? (flavour === 'kramdown-gfm' ? onPurposeInGfm[text] : undefined)
        expect(shown(renderMarkdown(text, { flavour }))).toBe(own ?? shown(answers[flavour][text] ?? 'no answer'))
      })
    })
