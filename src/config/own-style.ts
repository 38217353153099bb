/**
 * A project's own style sheet, as far as its pages may have it. Pure. In: CSS. Out: what would fetch something or run
 * something, with its line; pages of Belfry's fetch nothing but their own files, and pictures of posts.
 */

/** Bytes: of what every page asks for. */
export const OWN_STYLE_BYTES = 200_000

export interface StyleFault {
  readonly line: number
  readonly message: string
}

/**
 * Looked for in lower case, with escapes undone. Comments are no exception: whether `/*` begins one depends on the
 * token that it stands in, and what is refused needs none.
 */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/@import\b/g, '@import fetches another file'],
  [
    /\burl\(\s*(?!["']?\s*(?:#|data:image\/(?:png|gif|jpeg|webp|avif|svg\+xml)[;,]))/g,
    'url() fetches something: only data:image/… may stand there',
  ],
  [/\b(?:-webkit-)?image-set\(/g, 'image-set() fetches pictures'],
  [/\b(?:src|image|cross-fade|element|expression)\(/g, 'this function fetches or runs something'],
  [/@font-face\b/g, '@font-face fetches a font: name fonts that readers have'],
  [/(?:-moz-binding|(?<![\w-])behavior)\s*:/g, 'this property runs something'],
  [/<\/?style/g, 'this is HTML and no CSS'],
]

/** The first of each kind, by line. */
export function styleFaults(css: string): StyleFault[] {
  const plain = unescaped(css).toLowerCase()
  const faults = REFUSED.flatMap(([pattern, message]) => {
    const at = plain.search(pattern)
    return at === -1 ? [] : [{ line: plain.slice(0, at).split('\n').length, message }]
  })
  return faults.sort((one, other) => one.line - other.line)
}

/** CSS Syntax 3, §4.3.7: up to six hexadecimal digits and one space, or the character itself. */
function unescaped(css: string): string {
  return css.replace(/\\(?:([\da-f]{1,6})[ \t]?|([^\n]))/gi, (_match, digits: string | undefined, character = '') => {
    const code = digits === undefined ? undefined : Number.parseInt(digits, 16)
    if (code === undefined) return String(character)
    return code === 0 || code === 10 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  })
}
