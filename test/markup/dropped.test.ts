/** What of a post no reader sees is named, and nothing else is. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { droppedFrom } from '../../src/markup/dropped.js'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { safeHtml } from '../../src/markup/sanitise.js'

test.each([
  ['Type <input name="lamp"> here.', [{ kind: 'tag', what: '<input>', line: 1 }]],
  ['One.\n\nTwo\nof <canvas id=x></canvas> three.', [{ kind: 'tag', what: '<canvas>', line: 4 }]],
  ['| a | b |\n|---|---|\n| c | <meter min="0"> |', [{ kind: 'tag', what: '<meter>', line: 3 }]],
  [
    '<form action="/x">\nName: <input name="n">\n</form>',
    [
      { kind: 'tag', what: '<form>', line: 1 },
      { kind: 'tag', what: '<input>', line: 2 },
    ],
  ],
  ['<p>\n<o:p>x</o:p></p>', [{ kind: 'tag', what: '<o:p>', line: 2 }]],
  ['<p>a</p>\n<lamp-chart data="1"></lamp-chart>', [{ kind: 'tag', what: '<lamp-chart>', line: 2 }]],
  ['<div>\n<script>alert(1)</script>\n</div>', [{ kind: 'element', what: '<script>', line: 2 }]],
  ['Lit.\n\n<script src="/lit.js">\n\nAnd on.', [{ kind: 'element', what: '<script>', line: 3 }]],
  ['<div><svg><text>Oil</text></svg></div>', [{ kind: 'element', what: '<svg>', words: 'Oil', line: 1 }]],
  ['<p><textarea>Old words</textarea></p>', [{ kind: 'element', what: '<textarea>', words: 'Old words', line: 1 }]],
  ['Push <button>here</button> now.', [{ kind: 'element', what: '<button>', line: 1 }]],
  ['<iframe srcdoc="<p>x</p>"></iframe>', [{ kind: 'tag', what: '<iframe>', line: 1 }]],
  ['<object type="x/y">\n<param name="a">\n</object>', [{ kind: 'tag', what: '<object>', line: 1 }]],
  ['<video controls></video>', [{ kind: 'tag', what: '<video>', line: 1 }]],
  ['<iframe src="data:text/html,x"></iframe>', [{ kind: 'player', what: 'data:text/html,x', line: 1 }]],
  ['<audio src="ftp://lantern.example/a.ogg">', [{ kind: 'player', what: 'ftp://lantern.example/a.ogg', line: 1 }]],
  ['Lit.\n\n<!-- the rest\n\nis lost', [{ kind: 'word', what: 'the rest is lost', line: 3 }]],
  ['A <a href="javascript:x()">lamp</a>', [{ kind: 'link', what: 'javascript:x()', line: 1 }]],
  ['A <a href="&#106;avascript:x()">lamp</a>', [{ kind: 'link', what: 'javascript:x()', line: 1 }]],
  ['A <a href="javascript&colon;x()">lamp</a>', [{ kind: 'link', what: 'javascript:x()', line: 1 }]],
  [
    'A\n[lamp](javascript:x) and\n[oil](VBScript:y)',
    [
      { kind: 'link', what: 'javascript:x', line: 2 },
      { kind: 'link', what: 'VBScript:y', line: 3 },
    ],
  ],
  ['A [lamp](http://lantern.example:99999/)', [{ kind: 'link', what: 'http://lantern.example:99999/', line: 1 }]],
  ['A [lamp][1]\n\n[1]: blob:x', [{ kind: 'link', what: 'blob:x', line: 1 }]],
  [
    'A [lamp](blob:x) \n\n![oil](ftp://lantern.example/a.png)',
    [
      { kind: 'link', what: 'blob:x', line: 1 },
      { kind: 'image', what: 'ftp://lantern.example/a.png', line: 3 },
    ],
  ],
  [
    '![oil](data:image/png;base64,iVBORw0KGgo=)',
    [{ kind: 'image', what: 'data:image/png;base64,iVBORw0KGgo=', line: 1 }],
  ],
  ['<p hidden>Not yet.</p>', [{ kind: 'attribute', what: 'hidden', line: 1 }]],
  [
    '<p\nstyle="color: red; display: none">Not yet.</p>',
    [{ kind: 'attribute', what: 'style="color: red; display: none"', line: 1 }],
  ],
  [
    '<p style="text-decoration: line-through">Use it.</p>',
    [{ kind: 'attribute', what: 'style="text-decoration: line-through"', line: 1 }],
  ],
  ['A <a href="#x" onclick="go()">lamp</a>', [{ kind: 'attribute', what: 'onclick="go()"', line: 1 }]],
  ['<i class="icon" aria-label="Danger"></i> Hot.', [{ kind: 'attribute', what: 'aria-label="Danger"', line: 1 }]],
  ['Lit.[^1]\n\n[^1]: By hand.\n\n[^1]: Or not.', [{ kind: 'doubled note', what: '[^1]', line: 3 }]],
  ['Lit.[^1]\n\n[^1]: By hand.\n[^2]: Or not.', [{ kind: 'note', what: '[^2]', line: 4 }]],
])('%j names what is left out, and where', (body, found) => {
  expect(droppedFrom(body)).toEqual(found)
})

test.each([
  'Replace <VERSION> with <your-name>; sleep <time>; cd <dir>; set <title>.',
  '<!-- a comment -->\n\n<p>Lit <b>now</b>.</p>',
  '`<input>` and\n\n```\n<script>\n```',
  '[x](magnet:?xt=1) [y](foo:bar) [z](/oil) <a@lantern.example> <a name="x"></a>',
  '<style>\np { color: red }\n</style>\n\nLit.',
  '<noscript><a href="/x">x</a></noscript>',
  '<video src="/a.mp4" controls></video>',
  '<video controls>\n<source src="/a.mp4">\n</video>',
  '<iframe width="560" src="https://video.example/a" allow="autoplay"></iframe>',
  '<object data="/a.pdf"><a href="/a.pdf">a</a></object>',
  'Press <input> and <select>, then <base>.',
  'It is <span style="text-decoration: line-through">out</span> <b style="color: red">red</b>.',
  '<img src="/a.png" style="display:none" alt=""> <i aria-label="Oil">oil</i> <link rel="stylesheet" href="/a.css">',
  'Lit.[^a]\n\n[^a]: By hand.\n\n```\n[^b]: in code\n```',
  '[a](https://lantern.example:8443/?x=1&amp;y=%20#z) [b](../c:d) <https://lantern.example/> <ada@lantern.example>',
  '<figure markdown="1">\n![a](/a.png)\n</figure>',
])('%j loses nothing', (body) => {
  expect(droppedFrom(body)).toEqual([])
})

test('whatever an author wraps words and links in, what is not named stands on the page', () => {
  const names = [
    ...['b', 'p', 'div', 'form', 'select', 'option', 'label', 'button', 'svg', 'script', 'template', 'dialog', 'dl'],
    ...['noscript', 'lamp-oil', 'OIL', 'details', 'table', 'meter', 'title', 'font', 'ruby', 'x:y'],
  ]
  const attributes = ['', ' src="/a"', ' src="data:x"', ' hidden', ' x=1', ' href="javascript:x"', ' title="a b"']
  const piece = fc.oneof(
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...attributes), fc.constantFrom('', '\n', '\n\n'))
      .map(([name, more, gap]) => `<${name}${more}>${gap}WORD${gap}</${name}>`),
    fc.constantFrom(
      'WORD',
      '[WORD](/a)',
      '<!-- a -->',
      'WORD <input>',
      '`WORD`',
      'WORD[^1]',
      '<video src="/a"></video>',
      '<iframe></iframe>',
      '\n\n[^1]: WORD\n\n',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', '\n', '\n\n'), (pieces, gap) => {
      // What stands in noscript is shown in the place of a script, which is code and no words.
      fc.pre(!(pieces.some((one) => one.startsWith('<script')) && pieces.some((one) => one.startsWith('<noscript'))))
      let count = 0
      const body = pieces.join(gap).replace(/WORD/g, () => {
        count += 1
        return `oil${count}.`
      })
      if (droppedFrom(body).length > 0) return
      const base = { siteUrl: 'https://lantern.example', postUrl: 'https://lantern.example/x/' }
      const page = safeHtml(renderMarkdown(body), base)
      for (let at = 1; at <= count; at += 1) expect(page, body).toContain(`oil${at}.`)
    }),
    { numRuns: 1000 },
  )
})
