/** Does a body show nothing? Pure. In: Markdown. Out: whether a reader would see an empty post. */
import { problem } from '../../base/errors.js'
import { tagsIn } from '../../markup/html-tags.js'
import { replaceComments } from '../../markup/passages.js'
import type { Fields } from '../field-readers.js'
import { postsTexts } from '../texts.js'

export function isEmpty(body: string): boolean {
  if (/^\s*[#>*_-]*[ ]*[\p{L}\p{N}]/u.test(body)) return false
  return withoutTags(replaceComments(body, () => '')).replace(UNSEEN, '') === ''
}

/** Attribute lists, raw tags, rules, blanks as references, letters that are drawn as nothing. */
const UNSEEN = new RegExp(
  [
    String.raw`\{:[^}\n]*\}`,
    String.raw`\{%-?\s*(?:end)?raw\s*-?%\}`,
    String.raw`^[ \t]*[-*_](?:[ \t]*[-*_]){2,}[ \t]*$`,
    '&(?:nbsp|ensp|emsp|thinsp|zwn?j|shy|#160|#8203|#xa0|#x200b);',
    String.raw`[\s\0\p{Cf}\u115F\u2800\u3164]+`,
  ].join('|'),
  'gimu',
)

/** But for what is seen without words. */
function withoutTags(html: string): string {
  const tags = tagsIn(html).filter(({ name }) => !SEEN.has(name))
  let text = ''
  let end = 0
  for (const { index, text: tag, role } of tags) {
    if (role === 'text') continue
    text += html.slice(end, index)
    end = index + tag.length
  }
  return text + html.slice(end)
}

const SEEN: ReadonlySet<string> = new Set([
  'img',
  'picture',
  'image',
  'iframe',
  'embed',
  'video',
  'audio',
  'source',
  'object',
  'svg',
])

export function reportEmpty(fields: Fields, file: string): void {
  fields.problems.push(
    problem('POST_EMPTY', postsTexts.parse.postHasNoBody(), { file, line: fields.frontMatter.bodyLine }),
  )
}
