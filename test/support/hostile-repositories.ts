/**
 * Repositories that somebody made to hang Belfry, to exhaust it, or to have it read what is not theirs. Door: disk. In:
 * a shape. Out: a site with it, beside a good post and a secret of the machine.
 */
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { SiteSettings } from '../../src/posts/announcement.js'

export const SECRET = 'the-secret-of-this-machine'
export const settings: SiteSettings = {
  url: 'https://lantern.example',
  timezone: 'UTC',
  author: 'Ada',
  permalink: '/:title/',
  liquid: true,
}

export interface Site {
  readonly root: string
  write(path: string, text: string | Uint8Array): void
  /** A file of that many bytes, of which the disk holds none. */
  large(path: string, bytes: number): void
  link(path: string, target: string): void
}

/** With a good post, and a secret beside the site. */
export function makeSite(): Site {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-hostile-'))
  const root = join(folder, 'site')
  const at = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    return join(root, path)
  }
  writeFileSync(join(folder, 'secret.txt'), SECRET)
  const site: Site = {
    root,
    write: (path, text) => writeFileSync(at(path), text),
    large: (path, bytes) => {
      writeFileSync(at(path), '')
      truncateSync(at(path), bytes)
    },
    link: (path, target) => symlinkSync(target, at(path)),
  }
  site.write('_config.yml', 'title: Lantern\n')
  site.write('_posts/2026-05-01-good.md', '---\ntitle: Good\n---\nA good post.\n')
  return site
}

const BAD = '_posts/2026-05-02-bad.md'
export const body = (text: string) => (site: Site) => site.write(BAD, `---\ntitle: Bad\n---\n${text}\n`)
const head = (text: string) => (site: Site) => site.write(BAD, `---\ntitle: Bad\n${text}\n---\nWords.\n`)
const toml = (text: string) => (site: Site) => site.write(BAD, `+++\ntitle = "Bad"\n${text}\n+++\nWords.\n`)
const whole = (text: string | Uint8Array) => (site: Site) => site.write(BAD, text)
const also = (path: string, text: string | Uint8Array, template: string) => (site: Site) => {
  site.write(path, text)
  body(template)(site)
}
const INCLUDED = '{% include x.html %}'
const DATA = '{{ site.data.x.a }}'

/** Name, what is made, the code of its problem. */
export const shapes: readonly (readonly [string, (site: Site) => void, string])[] = [
  // Templates that grow, or never end.
  ['a loop of 10^9', body('{% for i in (1..1000000000) %}x{% endfor %}'), 'POST_FILL'],
  ['loops in loops', body(`${'{% for i in (1..99) %}'.repeat(9)}x${'{% endfor %}'.repeat(9)}`), 'POST_FILL'],
  ['blocks in blocks', body('{% if true %}'.repeat(200) + '{% endif %}'.repeat(200)), 'POST_FILL'],
  [
    'a text that doubles',
    body(`{% assign a = "xxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`),
    'POST_FILL',
  ],
  [
    'a list that doubles',
    body(`{% assign a = "x,y" | split: "," %}${'{% assign a = a | concat: a %}'.repeat(40)}{{ a }}`),
    'POST_FILL',
  ],
  ['a block that never ends', body('{% if true %}'), 'POST_FILL'],
  ['a tag that nobody knows', body('{% system "id" %}'), 'POST_FILL'],
  ['a filter that nobody knows', body('{{ "id" | shell }}'), 'POST_FILL'],
  ['a way to the prototype', body('{{ "x".constructor.constructor }}'), 'POST_FILL'],
  ['a name that is none', body('{{ page.__proto__.polluted }}'), 'POST_FILL'],
  ['an address of no post', body('{% post_url 2020-01-01-nobody %}'), 'POST_FILL'],
  // Includes.
  ['an include of itself', also('_includes/x.html', INCLUDED, INCLUDED), 'POST_FILL'],
  [
    'includes in a circle',
    (site) => {
      site.write('_includes/x.html', '{% include y.html %}')
      also('_includes/y.html', INCLUDED, INCLUDED)(site)
    },
    'POST_FILL',
  ],
  ['an include that doubles', also('_includes/x.html', INCLUDED + INCLUDED, INCLUDED), 'POST_FILL'],
  ['an include that is missing', body('{% include none.html %}'), 'POST_FILL'],
  ['an include above the site', body('{% include ../../secret.txt %}'), 'POST_FILL'],
  ['an include by its whole path', body('{% include /etc/passwd %}'), 'POST_FILL'],
  ['an include beside, above the site', body('{% include_relative ../../secret.txt %}'), 'POST_FILL'],
  ['an include by a name made up', body('{% assign n = "../../secret.txt" %}{% include {{ n }} %}'), 'POST_FILL'],
  [
    'a linked include',
    (site) => {
      site.link('_includes/x.html', join(site.root, '../secret.txt'))
      body(INCLUDED)(site)
    },
    'POST_FILL',
  ],
  [
    'a linked folder of includes',
    (site) => {
      site.link('_includes', dirname(site.root))
      body('{% include secret.txt %}')(site)
    },
    'POST_FILL',
  ],
  [
    'an include that is a device',
    (site) => {
      site.link('_includes/x.html', '/dev/zero')
      body(INCLUDED)(site)
    },
    'POST_FILL',
  ],
  ['an include that is a folder', also('_includes/x.html/y', 'a', INCLUDED), 'POST_FILL'],
  [
    'an include of 100 MB',
    (site) => {
      site.large('_includes/x.html', 100_000_000)
      body(INCLUDED)(site)
    },
    'POST_FILL',
  ],
  ['an include that is no text', also('_includes/x.html', Buffer.from([0xff, 0xfe, 0x80]), INCLUDED), 'POST_FILL'],
  // Data.
  [
    'data of 100 MB',
    (site) => {
      site.large('_data/x.yml', 100_000_000)
      body(DATA)(site)
    },
    'POST_FILL',
  ],
  [
    'data of many aliases',
    also(
      '_data/x.yml',
      `a: &a [x,x,x]\n${'bcdefghij'
        .split('')
        .map((k, i) => `${k}: &${k} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
        .join('\n')}\n`,
      '{{ site.data.x.j }}',
    ),
    'POST_FILL',
  ],
  ['data deep in itself', also('_data/x.json', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, DATA), 'POST_FILL'],
  ['data that is broken', also('_data/x.yml', 'a: [', DATA), 'POST_FILL'],
  ['data with a tag of another program', also('_data/x.yml', 'a: !!js/function "function () {}"', DATA), 'POST_FILL'],
  [
    'linked data',
    (site) => {
      site.link('_data/x.yml', join(site.root, '../secret.txt'))
      body('{{ site.data.x }}')(site)
    },
    'POST_FILL',
  ],
  ['a table of data that never closes a quote', also('_data/x.csv', `a,b\n"${'x,'.repeat(1000)}`, DATA), 'POST_FILL'],
  // Front matter.
  ['aliases that double', head('a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]'), 'POST_FRONT_MATTER_SIZE'],
  ['a list in a list', head(`a: ${'['.repeat(2000)}${']'.repeat(2000)}`), 'POST_FRONT_MATTER'],
  ['front matter that never ends', whole('---\ntitle: Bad\n'), 'POST_FRONT_MATTER'],
  ['front matter of 100 KB', head(`a: ${'x'.repeat(100_000)}`), 'POST_FRONT_MATTER_SIZE'],
  [
    'front matter in JavaScript',
    whole('---js\n{ title: process.env.HOME }\n---\nWords.\n'),
    'POST_FRONT_MATTER_EXECUTABLE',
  ],
  ['a tag of another program', head('a: !!js/function "function () {}"'), 'POST_FRONT_MATTER'],
  ['a date of the year 99999', toml('date = 99999-01-01'), 'POST_FRONT_MATTER'],
  ['a date that there is not', toml('date = 2026-02-30'), 'POST_DATE_READ'],
  ['a date of the year 99999 in words', head('date: "99999-01-01"'), 'POST_DATE_READ'],
  ['a table over a value', toml('[title]\nx = 1'), 'POST_FRONT_MATTER'],
  ['TOML deep in itself', toml(`a = ${'['.repeat(3000)}${']'.repeat(3000)}`), 'POST_FRONT_MATTER'],
  [
    'JSON deep in itself',
    whole(`{"title":"Bad","a":${'['.repeat(999)}${']'.repeat(999)}}\nWords.\n`),
    'POST_FRONT_MATTER',
  ],
  ['JSON cut off', whole('{"title": "Bad"\nWords.\n'), 'POST_FRONT_MATTER'],
  ['an id of 10,000 characters', head(`id: ${'x'.repeat(10_000)}`), 'POST_FIELD'],
  ['a script for an address', head('download_url: "javascript:alert(1)"'), 'POST_FIELD'],
  ['a switch that is neither', head('published: perhaps'), 'POST_SWITCH'],
  // Bytes.
  ['a post of 100 MB', (site) => site.large(BAD, 100_000_000), 'POST_TOO_LARGE'],
  ['a post of zeros', whole(Buffer.alloc(1000)), 'POST_FRONT_MATTER_MISSING'],
  ['a post in Latin-1', whole(Buffer.from('---\ntitle: caf\xe9\n---\nx\n', 'latin1')), 'POST_ENCODING'],
  ['a post in UTF-16', whole(Buffer.from('\uFEFF---\ntitle: a\n---\nx\n', 'utf16le')), 'POST_ENCODING'],
  ['a merge that was left', body('<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x'), 'POST_CONFLICT'],
  ['a post that is a link outside', (site) => site.link(BAD, join(site.root, '../secret.txt')), 'POST_UNREADABLE'],
  ['a post that is a device', (site) => site.link(BAD, '/dev/zero'), 'POST_UNREADABLE'],
  ['a post that is a link to itself', (site) => site.link(BAD, '2026-05-02-bad.md'), 'POST_UNREADABLE'],
  ['a folder that is a link', (site) => site.link('_posts/more', dirname(site.root)), 'POST_UNREADABLE'],
  ['10,000 brackets', body('['.repeat(10_000)), 'POST_LIMIT'],
  ['100,000 quotes in each other', body('> '.repeat(100_000)), 'POST_LIMIT'],
  ['10,000 tags', body('<b>'.repeat(10_000)), 'POST_LIMIT'],
  ['10,000 lines', body('a\n'.repeat(10_000)), 'POST_LIMIT'],
  ['300 updates', body('**Update (2026-05-01):** x\n\n'.repeat(300)), 'POST_LIMIT'],
  ['two posts of one address', head('permalink: /good/'), 'POST_URL_TWICE'],
  ['two posts of one id', head('id: 2026-05-01-good'), 'POST_ID_TWICE'],
  // Links, tags and expressions that are led, filled in or taken out without a template.
  ['links to files of no post', body('[a](./gone.md)\n'.repeat(2_000)), 'POST_LINK'],
  ['a link far above the site', body('[a](../../../../../../../../etc/passwd.md)'), 'POST_LINK'],
  ['a link with a zero byte', body('[a](a%00b.md) [b](%.md)'), 'POST_LINK'],
  ['a link that never ends', body(`[a](${'a'.repeat(50_000)}.md) [b](./gone.md)`), 'POST_LINK'],
  ['definitions that never end', body(`${'[a'.repeat(900)}]: ./gone.md\n\n[b]: ./gone.md`), 'POST_LINK'],
]

/** By the generator whose templates they hold. */
export const ofOthers: readonly (readonly [string, Partial<SiteSettings>, string, string])[] = [
  ['Hexo: a tag that never ends', { shortcodes: 'hexo' }, '{% codeblock %}', 'POST_FILL'],
  ['Hexo: tags that never end', { shortcodes: 'hexo' }, '{% raw '.repeat(900), 'POST_FILL'],
  ['Hexo: quotes in quotes', { shortcodes: 'hexo' }, '{% blockquote %}'.repeat(3_000), 'POST_FILL'],
  ['Hexo: 2,100 tags', { shortcodes: 'hexo' }, '{% youtube w7 %} '.repeat(2_100), 'POST_FILL'],
  [
    'Hexo: a way to the prototype',
    { shortcodes: 'hexo' },
    '{{ title.constructor.constructor("return 1")() }}',
    'POST_FILL',
  ],
  ['Hexo: a sum that is deep', { shortcodes: 'hexo' }, `{{ ${'('.repeat(900)} }}`, 'POST_FILL'],
  ['Hexo: a post that is none', { shortcodes: 'hexo' }, '{% post_link ../../secret %}', 'POST_FILL'],
  ['VitePress: a call', { shortcodes: 'vitepress' }, '{{ process.exit() }}', 'POST_FILL'],
  ['Hugo: quotes that never end', { shortcodes: 'hugo' }, '{{< figure src="'.repeat(900), 'POST_FILL'],
  ['Zola: a file above the site', { shortcodes: 'zola' }, '[a](@/../../secret.md)', 'POST_FILL'],
]
