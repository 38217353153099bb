/**
 * Posts that take long to read: every shape known to be quadratic or worse in markdown-it, its plugins, htmlparser2,
 * sanitize-html, html-to-text, our own regexes and passes, the diff and the wrapping of mail. In: how many characters
 * a body may have. Out: the body, by what it is made of.
 */

export type Shape = (characters: number) => string

const fill = (piece: string, characters: number) => piece.repeat(Math.max(1, Math.floor(characters / piece.length)))
const repeated =
  (piece: string): Shape =>
  (characters) =>
    fill(piece, characters)
/** `open` and `close`, half of the room each. */
const nested =
  (open: string, close: string, middle = 'a'): Shape =>
  (characters) => {
    const times = Math.floor((characters - middle.length) / (open.length + close.length))
    return open.repeat(times) + middle + close.repeat(times)
  }
/** Pieces with a number of their own. */
const numbered =
  (piece: (number: number) => string): Shape =>
  (characters) => {
    const pieces: string[] = []
    for (let number = 0, length = 0; ; number += 1) {
      const next = piece(number)
      length += next.length
      if (length > characters) return pieces.join('')
      pieces.push(next)
    }
  }
/** One line of a table's cells, and as many rows as there is room for. */
const table =
  (columns: number, cell: string): Shape =>
  (characters) => {
    const row = `|${`${cell}|`.repeat(columns)}\n`
    return `${row}|${'-|'.repeat(columns)}\n${fill(row, characters - 2 * row.length)}`
  }
const both =
  (first: Shape, second: Shape): Shape =>
  (characters) =>
    first(Math.floor(characters / 2)) + second(Math.floor(characters / 2))

/** Few of them, as far from each other as there is room: what looks on to the end from each looks far. */
const spread =
  (piece: string, times: number): Shape =>
  (characters) =>
    fill(piece + 'a'.repeat(Math.max(1, Math.floor(characters / times) - piece.length)), characters)

export const shapes: Readonly<Record<string, Shape>> = {
  'openings, spread': spread('<a ', 4900),
  'openings of a quoted value, spread': spread('<a b="', 4900),
  'comments that never end, spread': spread('<!--', 4900),
  'comments that never end, spread, a line each': spread('<!--\n', 4900),
  'players, spread': spread('<video>', 4900),
  'labelled, spread': spread('<b aria-label="a">', 4900),
  'tags of one block': spread('\n<i>', 4900),
  'inputs, spread': spread('<input>', 4900),
  'instructions, spread': spread('<?', 4900),
  'cdata, spread': spread('<![CDATA[', 4900),
  'declarations, spread': spread('<!A ', 4900),
  'code that never ends, spread': spread('<code>', 4900),
  'preformatted, spread': spread('<pre>', 4900),
  'emptied elements that never end, spread': spread('<svg>', 4900),
  'struck out, spread': spread('<del>', 4900),
  'paragraphs that never end, spread': spread('<p>', 4900),
  'brackets, spread': spread('[', 4900),
  'links that never end, spread': spread('[a](', 4900),
  'links by name, spread': spread('[a]', 2400),
  'definitions, spread': spread('[a]: ', 2400),
  'footnotes, spread': spread('[^a]', 490),
  'emphasis, spread': spread('*a ', 9900),
  'strong, spread': spread('**a', 4900),
  'underscores, spread': spread('_a ', 9900),
  'ticks, spread': spread('` ', 9900),
  'ticks of two, spread': spread('`` ', 4900),
  'ticks and other ticks, spread': spread('`a``', 3300),
  'pipes, spread': spread('|', 4900),
  'pipes and ticks, spread': spread('|`', 4900),
  'braces, spread': spread('{{ ', 2400),
  'raw tags, spread': spread('{% raw %}', 2400),
  'attribute lists, spread': spread('{: ', 4900),
  'entities, spread': spread('&', 4900),
  'backslashes, spread': spread('\\', 20000),
  'addresses, spread': spread('https://', 6000),
  'dashes, spread': spread('--', 12000),
  'updates, spread': spread('\n\n**Update:** ', 190),
  'update words, spread': spread(' update ', 9900),
  'seals, spread': spread('\n-----BEGIN PGP SIGNATURE-----\n', 2300),
  'signed messages, spread': spread('\n-----BEGIN PGP SIGNED MESSAGE-----\n', 2300),
  'fences, spread': spread('\n```\n', 2400),
  'quotes of depth': repeated(`${'> '.repeat(19)}a\n`),
  'lists of depth': repeated(`${'* '.repeat(19)}a\n`),
  'lists of depth by indent': repeated('* a\n  * a\n    * a\n      * a\n        * a\n          * a\n            * a\n'),
  blanks: (characters) => fill(`${' '.repeat(199)}a`, characters),
  'blanks, a line each': (characters) => fill(`a${' '.repeat(199)}\n`, characters),
  'blanks behind labels': (characters) => fill(`**Update:**${' '.repeat(199)}a\n\n`, Math.min(characters, 42_000)),
  'updates, as many as may be': (characters) =>
    Array.from(
      { length: 199 },
      (_, at) => `**Update (2026-05-0${(at % 9) + 1}):** ${'a word '.repeat(characters / 2000)}\n\n`,
    ).join(''),
  'dated items': numbered((number) => `* 2026-05-05: item ${number} of a list\n`),
  'dated items, as many as are compared': (characters) =>
    Array.from({ length: 499 }, (_, at) => `* 2026-05-05: item ${at} ${'of a list '.repeat(characters / 8000)}\n`).join(
      '',
    ),
  'one word': repeated('a'),
  prose: repeated('Lantern burns the whole night, and every wick is trimmed before it.\n\n'),
  'one paragraph': repeated('Lantern burns the whole night. '),
  'one line of words': repeated('ab '),
  'paragraphs of a letter': repeated('a\n\n'),
  'empty lines': repeated('\n'),
  spaces: (characters) => `a${fill(' ', characters)}b`,
  'lines of spaces': repeated('    \n \n'),
  'quotes in quotes': (characters) => `${fill('>', characters)}a`,
  'quotes in quotes, spaced': (characters) => `${fill('> ', characters)}a`,
  'quotes of many lines': (characters) => fill(`${'>'.repeat(19)} a\n`, characters),
  'lists in lists': (characters) => `${fill('* ', characters)}a`,
  'lists in lists, indented': (characters) => {
    const lines: string[] = []
    for (let depth = 0, length = 0; length < characters; depth += 1) {
      lines.push(`${'  '.repeat(depth)}* a\n`)
      length += 2 * depth + 4
    }
    return lines.join('')
  },
  'lists and quotes in turn': (characters) => `${fill('> * ', characters)}a`,
  'numbered lists in lists': (characters) => `${fill('1. ', characters)}a`,
  items: repeated('* a\n'),
  'items of one line each, loose': repeated('1. a\n\n'),
  'tags that never end': repeated('<b>'),
  'ends of no tag': repeated('</b>'),
  'tags in tags': nested('<div>', '</div>'),
  'tags in tags, each a line': nested('<div>\n\n', '\n\n</div>\n'),
  'tables in tables': nested('<table><tr><td>', '</td></tr></table>'),
  'lists in lists of html': nested('<ul><li>', '</li></ul>'),
  'struck out in struck out': nested('<del>', '</del>'),
  'struck out around blocks': nested('<del><p>a</p>', '</del>'),
  'raised in raised': nested('<sup>', '</sup>'),
  'quoted in quoted': nested('<q>', '</q>'),
  'links in links': nested('<a href="x:y">', '</a>'),
  'images beside each other': repeated('<img src="/a.png" alt="a">'),
  'images in words': repeated('a<img src="/a.png" alt="b">'),
  'raised letters beside each other': repeated('a<sup>b</sup>'),
  'cells without a table': repeated('<td>a'),
  'rows that span many rows': repeated('<table><tr><td rowspan=999 colspan=999>a</table>'),
  'a table that spans': (characters) => `<table>${fill('<tr><td rowspan=9999 colspan=9999>a', characters)}</table>`,
  'words between angle brackets': repeated('<version> '),
  'openings alone': repeated('<'),
  'openings of a letter': repeated('<a '),
  'openings of a quoted value': repeated('<a b="'),
  attributes: (characters) => `<a ${fill('b=c ', characters)}>x</a>`,
  'attributes of nothing': (characters) => `<a ${fill('b ', characters)}`,
  'comments that never end': repeated('<!--'),
  comments: repeated('<!-- a -->'),
  declarations: repeated('<!A'),
  instructions: repeated('<?'),
  cdata: repeated('<![CDATA['),
  'scripts that never end': repeated('<script>'),
  'code that never ends': repeated('<code>'),
  'preformatted that never ends': repeated('<pre>'),
  'emptied elements': repeated('<svg></svg>'),
  details: repeated('<details'),
  srcset: (characters) => `<img srcset="${fill('a 1x,', characters)}">`,
  'srcset of commas': (characters) => `<img srcset="${fill('a,', characters)}">`,
  'a style that hides': (characters) => `<img style="${fill(' width : ', characters)}">`,
  'markdown in html': nested('<div markdown="1">\n', '\n</div>\n'),
  'markdown in html that never ends': repeated('<div markdown="1">\n'),
  emphasis: repeated('*a_'),
  'emphasis that opens': repeated('*a **a '),
  'emphasis that closes': repeated('a** '),
  'emphasis in emphasis': nested('*a ', ' a*'),
  'strong in strong': nested('**a ', ' a**'),
  stars: repeated('*'),
  'stars and underscores': both(repeated('*_'), repeated('_*')),
  'struck out, marks': repeated('~~a~ '),
  'brackets that open': repeated('['),
  'brackets that open and one that closes': (characters) => `${fill('[a', characters)}](b)`,
  'brackets in brackets': nested('[', ']'),
  'brackets of links': nested('[', '](/u)'),
  'images in images': nested('![', '](/u)'),
  'links that never end': repeated('[a](<b'),
  'links with a title that never ends': repeated('[a](b "'),
  'links with parentheses': (characters) => `[a](${fill('(', characters)}`,
  'links with balanced parentheses': repeated('[a](((((((((((b)))))))))))'),
  links: repeated('[a](/b) '),
  'links of their own': numbered((number) => `[a](/${number}) `),
  'links by name': (characters) => `[a]: /b\n\n${fill('[a] ', characters)}`,
  'names that nobody defines': repeated('[a][b] '),
  definitions: numbered((number) => `[a${number}]: /b\n`),
  'definitions, one name': repeated('[a]: /b\n'),
  'definitions of odd addresses': repeated('[a]: /b ( c.png\n'),
  'definitions alone': repeated('[a]: b c\n'),
  'a definition that goes on': (characters) => `[a]: /b '${fill('c\n', characters)}`,
  'definitions that go on': repeated("[a]: /b '\n"),
  'a label that never ends': (characters) => `[${fill('a\n', characters)}`,
  'spaced addresses': repeated('![a](/b c '),
  'spaced addresses with parentheses': repeated('![a](/b c (d) '),
  footnotes: numbered((number) => `a[^${number}]\n\n[^${number}]: b\n\n`),
  'footnotes that chain': numbered((number) => `[^${number}]: a[^${number + 1}]\n\n`),
  'footnotes in footnotes': (characters) => `a[^0]\n\n${fill('[^0]: a\n    ', characters)}`,
  'footnotes named often': (characters) => `[^a]: b\n\n${fill('[^a] ', characters)}`,
  'footnotes inside a sentence': repeated('^[a]'),
  'footnotes inside a sentence, open': repeated('^['),
  'footnotes that nobody names': numbered((number) => `[^${number}]: b\n`),
  'footnotes, one label': repeated('[^a]: b\n'),
  ticks: repeated('`'),
  'ticks of many lengths': (characters) => {
    const lines: string[] = []
    for (let length = 1, sum = 0; sum < characters; length += 1) {
      lines.push(`${'`'.repeat(length)}a`)
      sum += length + 1
    }
    return lines.join('')
  },
  'ticks, alone': repeated('` '),
  'ticks, escaped': repeated('\\`'),
  fences: repeated('```\n'),
  'fences that open': repeated('~~~~ a\n'),
  'code by indent': repeated('    a\n'),
  'code of one line': (characters) => `\`\`\`\n${fill('a', characters)}\n\`\`\``,
  backslashes: repeated('\\'),
  entities: repeated('&amp;'),
  'entities that never end': repeated('&'),
  'entities of figures': repeated('&#1234567;'),
  addresses: repeated('<https://a.b> '),
  'addresses, bare': repeated('https://a.b '),
  'addresses in a row': repeated('https://'),
  'addresses of dashes': repeated('www.a--'),
  'mail addresses': repeated('<a@b.c>'),
  'an address of many labels': (characters) => `<a@${fill('a.', characters)}`,
  headings: repeated('# a\n'),
  'headings of one name': repeated('## Lantern\n\n'),
  'headings of hashes': repeated('#'),
  'headings with trailing hashes': (characters) => `# a ${fill('# ', characters)}b`,
  'headings underlined': repeated('a\n-\n'),
  'headings with an id': repeated('# a {#b}\n'),
  rules: repeated('***\n'),
  'rules of spaces': (characters) => `${fill('- ', characters)}a`,
  dashes: repeated('-'),
  'dashes and dots': repeated('a--b...'),
  'letters of an address': repeated('a.'),
  'tables, wide': table(99, 'a'),
  'tables, wider than shown': table(5000, 'a'),
  'tables, narrow': table(2, 'a'),
  'tables of empty cells': table(99, ''),
  'tables whose rows are short': (characters) => `${table(99, 'a')(600)}${fill('|a\n', characters)}`,
  'tables, headless': repeated('|a|b|\n'),
  'tables, headless, of one row of many': (characters) => `|${'a|'.repeat(99)}\n${fill('|a\n', characters)}`,
  'tables that are none': repeated('a | b\nc\n'),
  'tables that are none, long': (characters) => `${fill('a | b\n', characters)}c`,
  'tables, rules alone': repeated('|--|\n'),
  'tables with ticks': repeated('|`a|`b'),
  pipes: repeated('|'),
  'pipes and ticks': repeated('`|'),
  'attribute lists': repeated('{: .a}\n'),
  'attribute lists in a line': repeated('a{: .b}'),
  'attribute lists that never end': repeated('{:'),
  'attribute lists of values that never end': repeated('{: a="b\n'),
  'attribute lists behind emphasis': repeated('*a*{: #b}'),
  'attribute lists defined': numbered((number) => `{:a${number}: .b}\n`),
  'comments of kramdown that never end': repeated('{::comment}\n'),
  'comments of kramdown in a line': repeated('a{::comment}'),
  'terms and definitions': repeated('a\n: b\n\n'),
  'definitions of definitions': (characters) => fill('a\n: ', characters),
  abbreviations: (characters) => {
    const defined = numbered((number) => `*[a${number}]: b\n`)(characters / 2)
    return `${defined}\n${fill('a1a ', characters / 2)}`
  },
  'tables of contents': (characters) => `* a\n{:toc}\n\n${fill('# a\n\n', characters - 12)}`,
  'formulas that never end': repeated('$$a $'),
  quotes: repeated(`"a' `),
  'fences of many lengths': (characters) => {
    const lines: string[] = []
    for (let length = 120, sum = 0; length > 2 && sum < characters; length -= 1) {
      lines.push(`${'`'.repeat(length)}a\n`)
      sum += length + 2
    }
    return lines.join('')
  },
  'admonitions that never end': repeated(':::note\n'),
  'admonitions, indented': repeated('!!! note\n    a\n'),
  'names of emoji': repeated(':tada: :a'),
  'raw tags': repeated('{% raw %}'),
  'raw tags that end': repeated('{% raw %}a{% endraw %}'),
  'raw tags of spaces': (characters) => `{%${fill(' ', characters)}`,
  'raw tags of spaces, many': (characters) => fill(`{%${' '.repeat(1000)}`, characters),
  templates: repeated('{{ a }}\n'),
  'templates, open': repeated('{{ '),
  'templates of spaces': (characters) => fill(`{{${' '.repeat(5000)}}`, characters),
  'templates, comments': repeated('{# a '),
  'templates, open tags': repeated('<% a '),
  'fenced blocks': repeated('::: a\n'),
  callouts: repeated('> [!NOTE]\n'),
  imports: repeated("import a from 'b'\n"),
  updates: repeated('**Update (2026-05-05):** a\n\n'),
  'updates, headings': repeated('## Update 2026-05-05\n\na\n\n'),
  'updates of spaces': (characters) => fill(`Update${' '.repeat(5000)}x\n`, characters),
  'updates on one line': (characters) => `**Update (2026-05-05):**${fill(' #', characters)}`,
  'update words': repeated('update correction '),
  'update items': repeated('- **Update:** a\n'),
  days: repeated('2026-05-05 '),
  'written days': repeated('5 May 2026, '),
  figures: repeated('1,234,'),
  digits: repeated('1'),
  versions: repeated('1.2.'),
  'names of cycles': repeated('Lantern 4.1 '),
  'ends of life': repeated('Lantern 4.1 reaches end of life on 5 May 2026. '),
  'ends of life, endless': repeated('end of life status date day is was '),
  support: repeated('supported until '),
  'sentences with capitals': repeated('A 1.2 '),
  'seals that open': repeated('-----BEGIN PGP SIGNATURE-----\n'),
  'seals on a line': repeated('-----BEGIN PGP SIGNATURE-----'),
  'signed messages': repeated('-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n'),
  'seals of ssh and pgp in turn': repeated('-----BEGIN SSH SIGNATURE-----\n-----BEGIN PGP SIGNATURE-----\n'),
  'letters in code': (characters) => `\`\`\`\n${fill('It is said that Lantern burns.\n\n', characters)}\`\`\`\n`,
  'conflict markers': (characters) => fill('merge\n\n    <<<<<<< HEAD\n', characters),
  thanks: repeated('thanks 5 people '),
  'different words': numbered((number) => `w${number.toString(36)} `),
  'different lines': numbered((number) => `w${number.toString(36)} is a line of ${number}.\n\n`),
  'two words at random': numbered((number) => (((number * 2_654_435_761) >>> 7) % 2 === 0 ? 'a ' : 'b ')),
  'scripts without spaces': repeated('灯'),
  'joined letters': repeated('a\u0301'),
  'marks on one letter': (characters) => `a${fill('\u0301', characters)}`,
  'ligatures that grow': repeated('\uFDFA'),
  'squared words that grow': repeated('\u337F'),
  'figures in parentheses': repeated('\u2474'),
  'words between dashes': repeated('a\u2014'),
  'words between hard blanks': repeated('a\u00a0'),
  'dashes alone': repeated('\u2014 '),
  'astral letters': repeated('😀'),
  zeros: repeated('\0'),
  'marks of ours': repeated('\uE000'),
  'carriage returns': repeated('\r'),
  'quotes for mail': repeated('&gt;'),
  'long words for mail': repeated('灯灯灯灯 '),
  'notes by hand': numbered((number) => `[${number}] https://a.b\n\n`),
  'list marks': numbered((number) => `${number}. a\n`),
  'definition lists of html': repeated('<dl><dt>a<dd>b</dl>'),
  'definitions in definitions': nested('<dl><dd>', '</dd></dl>'),
  'quotes in quotes of html': nested('<blockquote>', '</blockquote>'),
  'paragraphs of html': repeated('<p>a</p>'),
  'paragraphs that never end': repeated('<p>'),
  'struck paragraphs': (characters) => `<del>${fill('<p>a</p>', characters)}</del>`,
  'struck words': repeated('<del>a</del> '),
  'references of figures in attributes': (characters) => `<a href="${fill('&#x6a;', characters)}">a</a>`,
}
