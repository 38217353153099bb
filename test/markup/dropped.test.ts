/** What of a post no reader sees is named, and nothing else is. */
import { expect, test } from 'vitest'
import { droppedFrom } from '../../src/markup/dropped.js'

test.each([
  ['Type <input name="lamp"> here.', [{ kind: 'tag', what: '<input>', line: 1 }]],
  ['One.\n\nTwo\nof <canvas id=x></canvas> three.', [{ kind: 'tag', what: '<canvas>', line: 4 }]],
  ['<p>\n<o:p>x</o:p></p>', [{ kind: 'tag', what: '<o:p>', line: 2 }]],
  ['<p>a</p>\n<lamp-chart data="1"></lamp-chart>', [{ kind: 'tag', what: '<lamp-chart>', line: 2 }]],
  ['<div>\n<script>alert(1)</script>\n</div>', [{ kind: 'tag', what: '<script>', line: 2 }]],
  [
    '<div><svg><text>Oil</text></svg></div>',
    [
      { kind: 'tag', what: '<svg>', line: 1 },
      { kind: 'word', what: 'Oil', line: 1 },
    ],
  ],
  [
    '<p><textarea>Old words</textarea></p>',
    [
      { kind: 'tag', what: '<textarea>', line: 1 },
      { kind: 'word', what: 'Old words', line: 1 },
    ],
  ],
  ['Lit.\n\n<!-- the rest\n\nis lost', [{ kind: 'word', what: 'the rest is lost', line: 3 }]],
  ['A <a href="javascript:x()">lamp</a>', [{ kind: 'link', what: 'javascript:x()', line: 1 }]],
  ['A <a href="&#106;avascript:x()">lamp</a>', [{ kind: 'link', what: 'javascript:x()', line: 1 }]],
  [
    'A [lamp](blob:x) \n\n![oil](ftp://lantern.example/a.png)',
    [
      { kind: 'link', what: 'blob:x', line: 1 },
      { kind: 'link', what: 'ftp://lantern.example/a.png', line: 3 },
    ],
  ],
  [
    '![oil](data:image/png;base64,iVBORw0KGgo=)',
    [{ kind: 'link', what: 'data:image/png;base64,iVBORw0KGgo=', line: 1 }],
  ],
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
  '<figure markdown="1">\n![a](/a.png)\n</figure>',
])('%j loses nothing', (body) => {
  expect(droppedFrom(body)).toEqual([])
})
