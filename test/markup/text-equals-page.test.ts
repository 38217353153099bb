/**
 * What a page says its text says: over HTML of any shape that the sanitiser passes, and over a real archive where it is
 * there.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { safeHtml } from '../../src/markup/sanitise.js'
import { contentHtml, contentOf } from '../../src/posts/post-content.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds } from '../posts/parsing.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { differences } from './text-equals-page.js'

const { plainText } = loadTemplates('')
const base = { siteUrl: 'https://lantern.example', postUrl: 'https://lantern.example/p/' }

const word = fc.stringMatching(/^[a-zà-ž]{1,8}$/)
const text = fc
  .array(fc.tuple(fc.constantFrom('', ' ', '\n', ', '), word), { minLength: 1, maxLength: 4 })
  .map((words) => words.map((pair) => pair.join('')).join(' '))
const inline = fc.constantFrom(
  ...'b i em strong u s del strike ins sub sup small mark q cite abbr dfn time code kbd samp var tt span font big ruby data noscript'.split(
    ' ',
  ),
)
const around = fc.constantFrom(
  ...'p div section blockquote pre h1 h2 h3 ul ol li dl dt dd figure figcaption details summary table caption thead tbody tr th td center address form main'.split(
    ' ',
  ),
)
const address = fc
  .tuple(
    fc.constantFrom('https://', 'http://', 'ftp://', 'magnet:', 'xmpp:', 'tel:', 'mailto:', 'x-lamp:', '/', '#', ''),
    word,
  )
  .map((parts) => parts.join(''))

const { node } = fc.letrec<{ node: string; nodes: string; element: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    word.map((name) => `<your-${name}>`),
    tie('element'),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map((all) => all.join('')),
  element: fc.oneof(
    fc.tuple(fc.oneof(inline, around), tie('nodes')).map(([name, inner]) => `<${name}>${inner}</${name}>`),
    fc.tuple(address, tie('nodes')).map(([href, inner]) => `<a href="${href}">${inner}</a>`),
    fc.tuple(address, text).map(([src, alt]) => `<img src="${src}" alt="${alt}">`),
    fc.constantFrom('<br>', '<hr>', '<wbr>', '<!-- lamp -->'),
    fc.array(fc.array(tie('node'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }).map(tableOf),
  ),
}))

function tableOf(rows: string[][]): string {
  const row = (cells: string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  const [head = [], ...body] = rows
  return `<table><thead>${row(head, 'th')}</thead><tbody>${body.map((cells) => row(cells, 'td')).join('')}</tbody></table>`
}

test('whatever HTML an author types: each word, address, deletion and insertion of the page stands in the text, in order', () => {
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 5 }), (nodes) => {
      const html = safeHtml(nodes.join(''), base)
      expect(differences(html, plainText(html)), html).toEqual([])
    }),
    { numRuns: 3000 },
  )
})

const folder = corpusPosts()

describe.skipIf(folder === undefined)(`a real archive (${folder === undefined ? corpusMissing : 'present'})`, () => {
  test('all its 202 posts say in text what their pages say', async () => {
    const { announcements } = await readPosts(folder ?? '', corpusSettings, noIds)
    let words = 0
    for (const announcement of announcements) {
      const html = contentHtml(contentOf(announcement), corpusSettings.url)
      const plain = plainText(html)
      words += plain.split(/\s+/).length
      expect(differences(html, plain), announcement.path).toEqual([])
    }
    expect(announcements).toHaveLength(202)
    console.log(`text equals page: 202 of 202 posts, ${words} words`)
  })
})
