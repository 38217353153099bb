import { expect, test } from 'vitest'
import { configText } from '../../src/adoption/config-text.js'
import { siteFacts } from '../../src/adoption/site-facts.js'

const JEKYLL = { markdown: 'kramdown-gfm' }
const HUGO = { markdown: 'goldmark' }
const IDS = 'markup:\n  goldmark:\n    parser:\n      autoHeadingIDType: '

test.each([
  ['_config.yml', 'title: L\n', JEKYLL],
  ['_config.yml', 'markdown: kramdown\nkramdown:\n  input: GFM\n', JEKYLL],
  ['_config.yml', 'kramdown:\n  input: kramdown\n', { markdown: 'kramdown' }],
  ['_config.yml', 'kramdown:\n  smart_quotes: apos,apos,quot,quot\n', { ...JEKYLL, smartQuotes: false }],
  ['_config.yml', 'markdown: CommonMarkGhPages\n', { markdown: 'gfm' }],
  ['_config.yml', 'markdown: CommonMark\n', { markdown: 'commonmark' }],
  ['_config.yml', 'markdown: MyOwn\n', {}],
  ['hugo.yaml', 'title: L\n', HUGO],
  ['hugo.yaml', `${IDS}github-ascii\n`, { ...HUGO, headingIds: 'hugo-ascii' }],
  ['hugo.yaml', `${IDS}blackfriday\n`, { ...HUGO, headingIds: 'blackfriday' }],
  ['config.toml', 'base_url = "https://l.example"\n', { markdown: 'gfm', headingIds: 'zola' }],
  [
    'zola.toml',
    'base_url = "https://l.example"\n[markdown]\nsmart_punctuation = true\nrender_emoji = true\n[slugify]\nanchors = "off"\n',
    { markdown: 'gfm', smartQuotes: true, emoji: true },
  ],
  [
    '.vitepress/config.ts',
    'export default {}\n',
    { markdown: 'gfm', callouts: ['docusaurus'], headingIds: 'vitepress', emoji: true },
  ],
  ['docusaurus.config.js', 'module.exports = {}\n', { markdown: 'gfm', callouts: ['docusaurus'] }],
  ['astro.config.mjs', 'export default {}\n', { markdown: 'gfm', smartQuotes: true }],
  ['astro.config.mjs', 'export default { markdown: { smartypants: false } }\n', { markdown: 'gfm' }],
  ['eleventy.config.js', 'export default {}\n', { markdown: 'markdown-it' }],
  ['pelicanconf.py', 'SITENAME = "L"\n', { headingIds: 'none', smartQuotes: false }],
])('%s, %j', (file, text, keys) => {
  expect(siteFacts(new Map([[file, text]]), new Set()).markdownKeys).toEqual(keys)
})

test.each(['http://127.0.0.1:8025', 'http://[::1]:8025', 'http://192.168.1.7'])(
  '%s gets a domain for ids and mail',
  (url) => {
    const site = { title: 'L', url, posts: ['../_posts'], categories: [], from: 'a@localhost' }
    const text = configText({ ...site, hasPages: true, year: 2026 })
    expect(text).toContain('authority: localhost\n')
    expect(text).toContain('domain: localhost\n')
  },
)

test('the configuration holds them', () => {
  const site = { title: 'L', url: 'https://l.example', posts: ['../_posts'], categories: [], from: 'a@l.example' }
  const markdownKeys = { markdown: 'gfm', callouts: ['docusaurus'] } as const
  const text = configText({ ...site, hasPages: true, year: 2026, markdownKeys })
  expect(text).toContain('  markdown: gfm\n  callouts:\n    - docusaurus\n')
})
