/** A project's own style sheet: what may not stand in it, however it is written; and where it is read from. */
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BelfryError } from '../../src/base/errors.js'
import { loadConfig } from '../../src/config/load.js'
import { styleFaults } from '../../src/config/own-style.js'

test.each([
  '@import "x.css";',
  '@IMPORT url(x.css);',
  '@\\69mport "x.css";',
  'a { background: url(https://x.example/a.png) }',
  'a { background: URL( "//x.example/a.png") }',
  'a { background: u\\72l(x.png) }',
  'a { background: \\000075 rl(x.png) }',
  'a { content: "/*"; background: url(x.png) } /* */',
  'a { background: url(data:image/png,/*) } b { background: url(http://x.example/) }',
  'a { background: url(data:text/html,x) }',
  'a { background: url(/**/"http://x.example") }',
  'a { background: image-set("x.png" 1x) }',
  'a { background: -webkit-image-set("x.png" 1x) }',
  '@font-face { font-family: x; src: local("x") }',
  'a { -moz-binding: none }',
  'a { behavior: none }',
  'a { width: expression(1) }',
  '</style><script>',
])('%s is refused', (css) => {
  expect(styleFaults(`b { color: red }\n${css}`)[0]?.line).toBe(2)
})

test.each([
  ':root { --link: #8a3b12; }',
  'a { background: url("data:image/png;base64,AAAA") }',
  'a { fill: url(#shape); scroll-behavior: smooth }',
  '.curl { font-family: Curlz }',
])('%s is taken', (css) => {
  expect(styleFaults(css)).toEqual([])
})

const LEAST =
  'site: { title: Lantern OS, url: "https://lantern.example/", style: style.css }\ncontent: { posts: posts }\n' +
  'feeds: { authority: lantern.example, since: 2026 }\n' +
  'mail: { from: Lantern OS <announce@lantern.example>, domain: announce.lantern.example }\n'

function folderWith(make: (file: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-style-'))
  writeFileSync(join(folder, 'belfry.yaml'), LEAST)
  make(join(folder, 'style.css'))
  return join(folder, 'belfry.yaml')
}

function faultOf(make: (file: string) => void): string {
  try {
    return String(loadConfig(folderWith(make), {}).style)
  } catch (thrown) {
    const [fault] = thrown instanceof BelfryError ? thrown.problems : []
    return `${fault?.code} ${fault?.line} ${fault?.message}`
  }
}

test('it is read from beside the configuration, without a byte order mark', () => {
  expect(
    loadConfig(
      folderWith((file) => writeFileSync(file, '\ufeffa { color: red }')),
      {},
    ).style,
  ).toBe('a { color: red }')
})

test.each<[string, (file: string) => void, RegExp]>([
  ['that is not there', () => {}, /^SITE_STYLE undefined cannot be read/],
  ['of another folder', (file) => symlinkSync('/etc/passwd', file), /^SITE_STYLE undefined is a link that leaves/],
  ['in Latin-1', (file) => writeFileSync(file, Buffer.from('/* \xe9 */', 'latin1')), /^SITE_STYLE 1 is not UTF-8/],
  ['too large', (file) => writeFileSync(file, ' '.repeat(200_001)), /^SITE_STYLE undefined holds 200001 bytes/],
  ['that fetches', (file) => writeFileSync(file, '\n@import "a";'), /^SITE_STYLE 2 @import fetches another file/],
])('one %s is refused', (_what, make, message) => {
  expect(faultOf(make)).toMatch(message)
})
