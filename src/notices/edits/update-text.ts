/**
 * The Markdown of an update as it will be mailed. Pure. In: a post's body, and which of its words are new. Out: a
 * block's text as far as it is new, or the paragraphs that changed; with the link definitions it needs, so that it can
 * stand alone.
 */
import { type UpdateBlock, updateText } from '../../posts/update-markers.js'
import type { Block } from './blocks.js'
import { NEW_PARAGRAPH } from './significance-rules.js'
import type { DiffToken } from './tokens.js'

const DEFINITION = /^ {0,3}\[([^\]]+)\]:[ \t]*\S.*$/gm

/**
 * A block's own paragraph, and what follows it as long as that is new: without a rule the post alone does not tell
 * where an update ends and the announcement begins.
 */
export function textOfUpdate(
  body: string,
  update: UpdateBlock,
  blocks: readonly Block[],
  isNew: (word: DiffToken) => boolean,
): string {
  if (update.end >= update.limit && blocks.every((block) => isOutside(block, update) || isMostly(block, isNew)))
    return withDefinitions(update.text, body)
  let end = blocks.find((block) => block.from <= update.line && update.line < block.to)?.to ?? update.end
  for (const block of blocks) {
    if (block.from < end || block.from >= update.limit) continue
    const isFirst = updateText(body, update, end) === ''
    if (!isMostly(block, isNew) && !(isFirst && block.from < update.end)) break
    end = block.to
  }
  return withDefinitions(updateText(body, update, end), body)
}

/** The paragraphs that hold new words, as written. */
export function textOfChanges(body: string, blocks: readonly Block[], isNew: (word: DiffToken) => boolean): string {
  const lines = body.split(/\r\n?|\n/)
  let end = 0
  const pieces = blocks
    .filter(({ tokens }) => tokens.some(isNew))
    .flatMap(({ from, to }) => {
      const start = Math.max(from, end)
      const piece = lines
        .slice(start - 1, to - 1)
        .join('\n')
        .trimEnd()
      const isNext = start === end
      end = Math.max(end, to)
      return piece === '' ? [] : [isNext ? `\n${piece}` : `\n\n${piece}`]
    })
  return withDefinitions(pieces.join('').trim(), body)
}

function isOutside(block: Block, update: UpdateBlock): boolean {
  return block.to <= update.line || block.from >= update.end
}

function isMostly(block: Block, isNew: (word: DiffToken) => boolean): boolean {
  return block.tokens.filter(isNew).length >= block.tokens.length * NEW_PARAGRAPH
}

/** With the definitions that stand in the post for links like `[label]`. */
export function withDefinitions(text: string, body: string): string {
  const used = new Set([...text.matchAll(/\[([^\]]{1,999})\]/g)].map((match) => nameOf(match[1])))
  const needed = [...body.matchAll(DEFINITION)].filter((match) => used.delete(nameOf(match[1])))
  if (text === '' || needed.length === 0) return text
  return `${text}\n\n${needed.map((match) => match[0].trim()).join('\n')}`
}

function nameOf(label = ''): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase()
}
