/**
 * What looks like another program's syntax and is rendered all the same, because the site's flavour of Markdown has it:
 * callouts, kramdown's extensions and its tables of contents. Pure. In: text without code, the settings. Out: the text,
 * line for line, with blanks in their place, so that no remark is made on them.
 */
import type { MarkdownSettings } from '../../config/markdown-names.js'
import { ADMONITION, ALERT, INDENTED_ADMONITION } from '../../markup/callouts.js'
import { replacePassages } from '../../markup/passages.js'
import { calloutsOf, isKramdown } from '../../markup/settings.js'

const EXTENSION = {
  begin: /\{::(?:comment|nomarkdown|options)(?:\s[^{}\n]*)?\}/g,
  end: () => '{:/',
  isOpen: () => false,
}
const WITHOUT_END = /\{::(?:comment|nomarkdown|options)(?:\s[^{}\n]*)?\/\}/g

export function withoutRendered(shown: string, settings: MarkdownSettings = {}): string {
  const text = isKramdown(settings) ? withoutExtensions(shown) : shown
  const forms = calloutsOf(settings)
  if (forms.length === 0) return text
  return text
    .split('\n')
    .map((line) => (isCallout(line, forms) ? blanks(line) : line))
    .join('\n')
}

const blanks = (text: string) => text.replace(/[^\n]/g, ' ')

function withoutExtensions(text: string): string {
  if (!text.includes('{:')) return text
  const closed = replacePassages(text.replace(WITHOUT_END, blanks), EXTENSION, blanks)
  return closed.replace(/^[ \t>]*\{:toc\b[^{}\n]*\}[ \t]*$/gm, blanks)
}

function isCallout(line: string, forms: ReturnType<typeof calloutsOf>): boolean {
  const typed = line.replace(/^[ \t>]+/, '')
  if (forms.includes('github') && typed !== line && ALERT.test(typed)) return true
  if (forms.includes('docusaurus') && (ADMONITION.test(typed) || /^:{3,}[ \t]*$/.test(typed))) return true
  return forms.includes('mkdocs') && INDENTED_ADMONITION.test(typed)
}
