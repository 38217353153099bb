/**
 * Files that are no posts, though their authors may have meant them to be: by name, by ending, by front matter. Pure.
 * In: a path and the bytes of its beginning. Out: what is wrong, or undefined for a file that is nobody's post.
 */

import { type Problem, problem } from '../base/errors.js'
import { slipOf } from '../base/nearest.js'
import { POST_LIMIT_BYTES } from '../posts/decode.js'
import { bodyForm, postName } from '../posts/file-name.js'
import { headerBlock } from '../posts/front-matter/headers.js'
import type { ParsedPost } from '../posts/parse.js'
import { sourceTexts } from './texts.js'

/** Endings of Markdown that no post has. */
const MARKDOWN = /\.(?:mdtxt|mdtext|rmd|qmd)$/i
/** Endings that posts have in other generators, and that much else has too. */
const OTHER = /\.(?:txt|text|textile|rst|org)$/i

type Cure = (file: string, name: string) => string
const pandoc =
  (form: string): Cure =>
  (file, name) =>
    `Convert it: pandoc -f ${form} -t gfm ${file} -o ${name}.md`
/** What other programs turn into Markdown, and how. */
const OTHER_MARKUP: readonly (readonly [RegExp, string, Cure])[] = [
  [/^\.rst$/i, 'reStructuredText', pandoc('rst')],
  [/^\.textile$/i, 'Textile', pandoc('textile')],
  [/^\.org$/i, 'Org', pandoc('org')],
]

const DATED = /^\d{4}-\d{1,2}-\d{1,2}-./
/** `26-05-04-x`, `2026_05_04_x`, `20260504-x`, `2026-05-04`, `2026-05-04_x`, `04-05-2026-x`, `2026-05-x`. */
const NEARLY_DATED = new RegExp(
  [
    String.raw`^(?:\d{2}-\d{1,2}-\d{1,2}[-_ ]|\d{4}[_. ]\d{1,2}[_. ]\d{1,2}(?!\d)|(?:19|20)\d{6}(?!\d)`,
    String.raw`\d{4}-\d{1,2}-\d{1,2}(?![\d-])|\d{1,2}[-_.]\d{1,2}[-_.]\d{4}(?!\d)|(?:19|20)\d\d-\d\d-(?!\d))`,
  ].join('|'),
)
/** Pages that stand beside posts and are none. */
const PAGE =
  /^(?:_?index|readme|about|contributing|changelog|licen[cs]e|404|archive|tags|categories|search|contact|template)$/i

export function hasOtherEnding(path: string): boolean {
  return isMarkdownEnding(path) || OTHER.test(path)
}

/** `.markdwn` is a slip of `.markdown`; endings of two letters are too short to tell. */
function isMarkdownEnding(path: string): boolean {
  const ending = /\.(\w{6,12})$/.exec(path)?.[1]?.toLowerCase()
  return MARKDOWN.test(path) || (ending !== undefined && slipOf(ending, ['markdown']) !== undefined)
}

/** @param bytes of a file that is no post, or of its beginning */
export function nearlyPost(path: string, bytes: Uint8Array): ParsedPost | undefined {
  const base = path.slice(path.lastIndexOf('/') + 1)
  const name = base.replace(/\.[^.]+$/, '')
  const head = headOf(bytes)
  const remark = (message: string, fix?: string): ParsedPost => ({ problems: [nearly(path, message, fix)] })
  if (bodyForm(path) === undefined) {
    const isMarkdown = isMarkdownEnding(path)
    const ending = base.slice(base.lastIndexOf('.'))
    const markup = OTHER_MARKUP.find(([endings]) => endings.test(ending))
    const why = markup === undefined ? `${ending} is no ending of posts` : `${markup[1]} is not read`
    const message = sourceTexts.nearlyPost.filePassed(why)
    const fix = markup === undefined ? sourceTexts.nearlyPost.renameMd(name) : markup[2](base, name)
    const isMeant = isMarkdown ? DATED.test(name) || hasDate(head) : DATED.test(name) && hasFrontMatter(head)
    return isMeant && isDraft(head) === false ? remark(message, fix) : undefined
  }
  if (isDraft(head)) return undefined
  if (!hasFrontMatter(head)) {
    const why = otherFrontMatter(head)
    return why === undefined
      ? undefined
      : remark(sourceTexts.nearlyPost.filePassed(why), sourceTexts.nearlyPost.writeYamlBetweenLines())
  }
  const misspelt = keysOf(head).find(
    (key) =>
      key !== 'date' && slipOf(key, ['date']) !== undefined && !/^(?:data|rate|gate|mate|state|dates)$/i.test(key),
  )
  if (misspelt !== undefined)
    return remark(sourceTexts.nearlyPost.filePassedHasNo(misspelt), sourceTexts.nearlyPost.didYouMeanDate())
  if (NEARLY_DATED.test(name)) return remark(sourceTexts.nearlyPost.filePassedHoldsNo(name.slice(0, 40)))
  const isPage =
    PAGE.test(postName(path).bundle ? postName(path).stem : name) ||
    !/^(?:title[ \t]*[:=]|[{ \t]*"title"[ \t]*:)/m.test(head) ||
    /^(?:permalink|layout[ \t]*[:=][ \t"']*(?!post\b)[\w-]|type[ \t]*[:=][ \t"']*(?!posts?\b)[\w-])/m.test(head)
  if (isPage) return undefined
  const fix = sourceTexts.nearlyPost.writeDateIntoFront()
  return {
    ...remark(sourceTexts.nearlyPost.filePassedNeitherName(), fix),
    nearlyBesidePosts: true,
  }
}

function nearly(path: string, message: string, fix: string | undefined): Problem {
  const more = { severity: 'warning' as const, ...(fix !== undefined && { fix }) }
  return problem('POST_NEARLY', message, { file: path, line: 1, column: 1 }, more)
}

/** Front matter alone, as far as it is there; the first characters of a file that has none. */
function headOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64 * 1024, POST_LIMIT_BYTES))
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '')
  const end = /\n(?:---|\+\+\+)[ \t]*\r?(?:\n|$)/.exec(text)
  return end === null ? text : text.slice(0, end.index)
}

function hasFrontMatter(head: string): boolean {
  return /^(?:---|\+\+\+)[ \t]*\r?\n|^\{\s*"/.test(head) || headerBlock(`${head}\n---\n`) !== undefined
}

/** Eleventy takes the language behind the dashes; Hexo takes lines of ;;;. */
function otherFrontMatter(head: string): string | undefined {
  const mark = /^(---[ \t]*(?:json|toml|ya?ml|js)|;;;+)[ \t]*\r?\n/i.exec(head)?.[1]
  const isTyped = /^["']?(?:title|date)["']?[ \t]*:/im.test(head) || /"(?:title|date)"[ \t]*:/.test(head)
  return mark !== undefined && isTyped ? `its front matter begins with ${mark}` : undefined
}

function hasDate(head: string): boolean {
  return hasFrontMatter(head) && /^["']?date["']?[ \t]*[:=]/m.test(head)
}

function isDraft(head: string): boolean {
  return (
    /^draft\s*[:=]\s*["']?(?:true|yes|on|1)\b/im.test(head) ||
    /^published\s*[:=]\s*["']?(?:false|no|off|0)\b/im.test(head)
  )
}

function keysOf(head: string): string[] {
  return [...head.matchAll(/^([A-Za-z_]+)[ \t]*[:=]/gm)].map(([, key = '']) => key)
}
