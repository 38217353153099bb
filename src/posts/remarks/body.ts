/**
 * Remarks on what stands literally where a reader sees it: template syntax and callouts of site generators, in the body
 * and in the keys of front matter that people are shown. Pure. In: the front matter. Out: remarks with line and column
 * in the file.
 */

import { type Code, type Problem, problem } from '../../base/errors.js'
import { alsoIn } from '../also-in.js'
import type { SiteSettings } from '../announcement.js'
import type { FrontMatter } from '../front-matter/split.js'
import { outsideCode, withoutRaw } from '../outside-code.js'
import { CALLOUTS, type FoundForm, formsIn, TEMPLATES, type TemplateForm } from '../templates.js'
import { postsTexts } from '../texts.js'
import { withoutRendered } from './rendered-forms.js'

/** Anything that could be one of the forms: most posts need no second look. */
const SUSPECT =
  /\{[{%#:@+~>-]|:::|<%|<\?|%%|__GHOST_URL__|^[ \t]*(?:!!!|\?\?\?|=== ")|^import |[{|](?:filename|static|attach)[}|]/im
/** One of these stands in each of them; to look for them is quicker, and most posts have none. */
const SIGNS_OF_SUSPECTS = ['{', '|', ':::', '<%', '<?', '%%', '__', '!!!', '???', '=== "']
const IMPORT = /import /i
const BRACKET_SUSPECT = new RegExp(
  [
    // No wiki has a page that is called by a figure: it is a note.
    String.raw`\[\[(?!\d{1,3}\]\])|\[toc\]|\[![A-Za-z]`,
    // What is no code yet may be a blank, when code is taken out.
    '\\[(?:caption|gallery|embed|playlist|vc_|su_|et_pb_|(?:audio|video|youtube|vimeo|button)[ =`<{])',
  ].join('|'),
  'i',
)
/** Mostly HTML, with an address. */
const TAG = /<[A-Z]\w*\s[^<>]*(?:[:@]|v-)/i
/** What of the forms a text with such a tag may hold, and `SUSPECT` does not see. */
const BESIDE_TAG = /<[A-Z]|\[!|!!!|\?\?\?|=== "/

export function bodyRemarks(
  { body, bodyLine }: FrontMatter,
  file: string,
  { isFilled, markdown }: Pick<SiteSettings, 'isFilled' | 'markdown'> = {},
): Problem[] {
  const again = frontMatterAgain(body, file, bodyLine)
  if (!maySuspect(body)) return again
  const shown = withoutRendered(outsideCode(body), markdown)
  const found = (forms: readonly TemplateForm[], code: Code) =>
    formsIn(shown, forms).map((form) => remark(code, withLines(form, bodyLine - 1), file))
  const templates = isFilled ? TEMPLATES.filter(({ cure }) => cure === undefined) : TEMPLATES
  return [...again, ...found(templates, 'POST_TEMPLATE'), ...found(CALLOUTS, 'POST_CALLOUT')]
}

/** May one of the forms stand in it, outside of code? */
export function maySuspect(body: string): boolean {
  if (isSuspect(body.includes('{%') ? withoutRaw(body) : body)) return true
  return body.includes('<') && BESIDE_TAG.test(body) && TAG.test(body)
}

function isSuspect(text: string): boolean {
  if (text.includes('[') && BRACKET_SUSPECT.test(text)) return true
  return (SIGNS_OF_SUSPECTS.some((sign) => text.includes(sign)) || IMPORT.test(text)) && SUSPECT.test(text)
}

const AGAIN = /^\s*---[ \t]*\r?\n\s*(?:title|date|layout|draft|published|tags|categories|author)[ \t]*:/i

/** Pasted below the first, or left there by an editor: readers would see its keys, and no switch in it holds. */
function frontMatterAgain(body: string, file: string, bodyLine: number): Problem[] {
  const match = AGAIN.exec(body)
  if (match?.index !== 0) return []
  const line = bodyLine + match[0].slice(0, match[0].indexOf('---')).split('\n').length - 1
  return [
    problem(
      'POST_TEMPLATE',
      postsTexts.bodyRemarks.frontMatterAgain(),
      { file, line, column: 1 },
      { fix: postsTexts.bodyRemarks.joinFrontMatter() },
    ),
  ]
}

/** Keys whose values stand in mails, pages and feeds, or lead somewhere. */
export const SHOWN: ReadonlySet<string> = new Set(
  [
    'title upgrade author authors version categories category updates withdrawn',
    'download_url redirect_to image permalink slug',
  ].flatMap((keys) => keys.split(' ')),
)

export function fieldRemarks({ lines }: FrontMatter, file: string): Problem[] {
  return lines.flatMap(({ top, key, value, line, valueColumn }) => {
    if (!SHOWN.has(top) || !/[{<]/.test(value)) return []
    const [form] = formsIn(withoutTicks(value), TEMPLATES)
    if (form === undefined) return []
    const place = { file, line, column: valueColumn + form.column - 1 }
    const name = key === '' || key === top ? top : `${top}: ${key}`
    return [problem('POST_TEMPLATE', postsTexts.bodyRemarks.holdsWhichBelfryDoes(name, form.typed, form.name), place)]
  })
}

function withoutTicks(value: string): string {
  return value.replace(/(`+)[^`]+\1/g, (span) => ' '.repeat(span.length))
}

function withLines({ lines, line, ...form }: FoundForm, above: number): FoundForm {
  return { ...form, line: line + above, lines: lines.map((one) => one + above) }
}

function remark(code: Code, { name, typed, line, column, lines, cure }: FoundForm, file: string): Problem {
  const severity = code === 'POST_TEMPLATE' ? 'error' : 'warning'
  return problem(
    code,
    typed.startsWith('<?')
      ? postsTexts.bodyRemarks.leftOutUnrun(typed, alsoIn(lines, line))
      : postsTexts.bodyRemarks.shownStands(typed, name, alsoIn(lines, line)),
    { file, line, column },
    { severity, ...(cure !== undefined && { fix: cure }) },
  )
}
