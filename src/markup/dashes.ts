/**
 * Dashes and dots in prose as kramdown shows them: `---` is —, `--` is –, `...` is …, of four dots the first three.
 * Pure: a rule of markdown-it. Options stay as typed (` --force`), because they are copied into a terminal; so do code,
 * what is escaped, and addresses, also those that are no links (`https://…/compare/v1...v2`): mail programs make links
 * of them.
 */
import type { MarkdownIt, StateCore } from 'markdown-it'

export function dashes(markdown: MarkdownIt): void {
  // Before escaped characters join the text around them.
  markdown.core.ruler.before('text_join', 'dashes', ({ tokens }: StateCore) => {
    for (const { type, children } of tokens) if (type === 'inline' && children !== null) inLine(children)
  })
}

type Token = StateCore['tokens'][number]

function inLine(children: readonly Token[]): void {
  let isAddress = false
  for (const token of children) {
    if (token.type === 'link_open') isAddress = token.info === 'auto'
    if (token.type === 'link_close') isAddress = false
    if (token.type === 'image' && token.children !== null) inLine(token.children)
    if (token.type === 'text' && !isAddress) token.content = withDashes(token.content)
  }
}

const ADDRESS = /((?:[a-z][a-z\d+.-]{0,19}:\/\/|\bwww\.)[^\s<>"]*[^\s<>".,;:!?)-])/i

export function withDashes(text: string): string {
  if (!text.includes('--') && !text.includes('...')) return text
  // Every other part is an address.
  return text
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? part : proseWithDashes(part)))
    .join('')
}

function proseWithDashes(text: string): string {
  return text
    .replace(/(?<!-)---(?!-)/g, '—')
    .replace(/(?<!-)--(?!-)(?!(?<=(?:^|[\s("'[])--)[\p{L}\p{N}])/gu, '–')
    .replace(/\.\.\./g, '…')
}
