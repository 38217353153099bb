import { expect, test } from 'vitest'
import { feedFiles } from '../../src/feeds/files.js'
import { feedFileNames as feedNames } from '../../src/feeds/names.js'
import { CALENDAR_FILE } from '../../src/feeds/releases-input.js'
import { RELEASES_JSON_FILE } from '../../src/feeds/releases-json.js'
import type { OutputFile } from '../../src/files/write-folder.js'
import type { Announcement, Headline } from '../../src/posts/announcement.js'
import { emptyRegister } from '../../src/register/register.js'
import { feedLinks, releaseLinks } from '../../src/site/feed-links.js'
import { siteFiles } from '../../src/site/files.js'
import { pageHtml } from '../../src/site/frame.js'
import { makePage } from '../../src/site/make-page.js'
import { webSite } from '../../src/web/web-context.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const post = announcement({
  downloadUrl: 'https://lantern.example/downloads/',
  version: '3.1.0',
  authors: ['Ada', 'Zoë'],
})
const older = announcement({
  title: 'Older <one> & "more"',
  day: '2025-11-01',
  kind: 'security',
  severity: 'important',
})
const config = configOf()

function build(announcements = [post, older], settings = config, at = now): OutputFile[] {
  return siteFiles({ announcements, register: emptyRegister, config: settings, now: at }, makePage)
}

function page(path: string, files = build()): string {
  const file = files.find((one) => one.path === path)
  if (file === undefined) throw new Error(`no ${path} among ${files.map((one) => one.path).join(', ')}`)
  return String(file.bytes())
}

const postPath = 'news/2026/05/04/lantern-os-3-1-0-has-been-released/index.html'

test('there is a front page, a page a year, one an announcement, one of the feeds, one for what is not there, a style and an icon', () => {
  expect(build().map(({ path }) => path)).toEqual([
    'index.html',
    'archive/2026/index.html',
    'archive/2025/index.html',
    'feeds/index.html',
    '404.html',
    'belfry.css',
    postPath,
    'news/2025/11/01/older-one-more/index.html',
    'favicon.ico',
  ])
})

test('the pages name the feeds that the feeds room writes', () => {
  expect(feedLinks.map(({ file }) => file)).toEqual(feedNames)
})

test.each(
  build()
    .filter(({ path }) => path.endsWith('.html'))
    .map(({ path }) => path),
)('%s has language, feeds and no script', (path) => {
  const html = page(path)
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
  for (const name of feedNames)
    expect(html).toMatch(new RegExp(`<link rel="alternate" type="[^"]+" title="[^"]+" href="${SITE_URL}/${name}"/>`))
  expect(html).not.toMatch(/<script|\son\w+=|javascript:/)
  const outside = [...html.matchAll(/(?:src|href)="(https?:[^"]*)"/g)].map(([, url]) => url ?? '')
  for (const url of outside) expect(url).toMatch(/^(https:\/\/lantern\.example|http:\/\/localhost:8025)/)
})

test("a post's page names the feeds of its categories, and each of them is published", () => {
  const named = [...page(postPath).matchAll(/<link rel="alternate" type="[^"]+" title="([^"]+)" href="([^"]+)"\/>/g)]
  const own = named.slice(feedNames.length).map(([, title, href]) => [title, href?.slice(SITE_URL.length + 1)])
  expect(own).toEqual([['Lantern OS: Releases', 'feeds/category/releases/atom.xml']])
  const { files } = feedFiles({ announcements: [post, older], register: emptyRegister, config, now })
  for (const [, path] of own) expect(files.map((file) => file.path)).toContain(path)
})

test('a page has its own title and address, and links to the others relatively', () => {
  const html = page(postPath)
  expect(html).toContain('<title>Lantern OS 3.1.0 has been released · Lantern OS</title>')
  expect(html).toContain(`<link rel="canonical" href="${post.url}"/>`)
  expect(html).toContain('<link rel="stylesheet" href="../../../../../belfry.css"/>')
  expect(html).toContain('href="../../../../../news/2025/11/01/older-one-more/"')
  expect(html).toContain('>Download <bdi>3.1.0</bdi></a>')
  expect(html).toContain('<dd>Ada</dd><dd>Zoë</dd>')
})

test('titles are text', () => {
  expect(page('index.html')).toContain('>Older &lt;one> &amp; &quot;more&quot;</a>')
})

test('posts of the future are nowhere', () => {
  const files = build([announcement({ title: 'Tomorrow', day: '2026-06-02' }), post])
  expect(files.map(({ path }) => path).join()).not.toContain('tomorrow')
  expect(page('index.html', files)).not.toContain('Tomorrow')
})

test('an update is shown once its day has come', () => {
  const updates = ['2026-05-10', '2026-06-10'].map((day) => ({ day, instant: Date.parse(`${day}T00:00:00Z`) }))
  const html = page(postPath, build([announcement({ updates })]))
  expect(html).toContain('datetime="2026-05-10"')
  expect(html).not.toContain('datetime="2026-06-10"')
})

test('what was withdrawn is not offered for download', () => {
  const html = page(postPath, build([{ ...post, severity: 'recall' }]))
  expect(html).toContain('Withdrawn')
  expect(html).not.toContain('Download')
})

test('a post that points elsewhere has a page that leads there', () => {
  const html = page(postPath, build([{ ...post, body: '', redirectTo: `${SITE_URL}/elsewhere/?a=1&b=2` }]))
  expect(html).toContain(`<a href="${SITE_URL}/elsewhere/?a=1&amp;b=2">`)
})

test('the form posts address, lists and format, and has a trap that people do not meet', () => {
  const lists = [
    { id: 'releases', title: 'Releases', description: 'All of them', categories: ['releases'] },
    { id: 'rest', title: 'Everything else', description: '', categories: ['*'] },
  ]
  const html = page('index.html', build([post], configOf({ lists })))
  expect(html).toContain('<form class="subscribe" method="post" action="http://localhost:8025/subscribe">')
  // Browsers refuse what stands before the @ in other scripts where the type is email.
  expect(/<input id="address"[^>]*>/.exec(html)?.[0]).toBe(
    '<input id="address" name="address" type="text" inputmode="email" autocomplete="email" autocapitalize="off" spellcheck="false" dir="ltr" required>',
  )
  expect(html).toContain('<input type="checkbox" name="list" value="releases" checked>')
  expect(html).toContain('<input type="checkbox" name="list" value="rest" checked>')
  expect(html).toMatch(/name="format" value="html" checked>.*name="format" value="text"\/>/)
  expect(html).toMatch(
    /aria-hidden="true"><label[^>]*>[^<]*<\/label><input id="website" name="website" type="text" tabindex="-1" autocomplete="off"\/>/,
  )
})

test('with one list there is nothing to choose', () => {
  expect(page('index.html')).toContain('<input type="hidden" name="list" value="all"/>')
})

test('no page links the outbox, which is of this machine alone', () => {
  for (const file of build()) expect(String(file.bytes())).not.toContain('outbox')
  const ofServer = pageHtml(webSite(config), { root: '/', children: null })
  expect(ofServer).toContain('href="/outbox"')
  const smtp = configOf({ mail: { transport: 'smtp://mail.example:587' } })
  const open = configOf({ web: { listen: { host: '0.0.0.0', port: 8025 } } })
  for (const one of [smtp, open]) expect(webSite(one).outboxUrl).toBeUndefined()
})

test('a project says how pages look: colours, fonts, logo, footer; nothing said, nothing changes', () => {
  const look = {
    ...config.look,
    ...{ accent: '#8a3b12', font: 'Inter', logo: 'https://lantern.example/l.png' },
    footer: 'Made by <users>.\nhttps://lantern.example/donate/',
  }
  const files = build([post], configOf({ look }))
  expect(page('belfry.css', files)).toContain('--link: #8a3b12; --alarm: #9c2a1c')
  expect(page('belfry.css', files)).toContain('--sans: Inter, system-ui')
  expect(page('404.html', files)).toContain(
    '<img src="https://lantern.example/l.png" alt="Lantern OS" width="140"/></a>',
  )
  expect(page(postPath, files)).toContain(
    '<p>Made by &lt;users>.</p><p><a href="https://lantern.example/donate/" dir="ltr">',
  )
  expect(page('belfry.css')).toContain('--link: #0b5a78')
  expect(page('404.html')).not.toMatch(/<img|site\.css/)
})

test('a style sheet of its own stands beside the pages, which link it behind ours; what changed is made again', () => {
  const files = (style: string) => build([post], { ...config, style })
  const css = 'main { color: red }'
  expect(page('site.css', files(css))).toBe(css)
  expect(page('index.html', files(css))).toMatch(/belfry\.css"\/><link rel="stylesheet" href="\.\/site\.css"\/>/)
  const inputs = (of: OutputFile[], path: string) => of.find((file) => file.path === path)?.inputs
  expect(inputs(files(css), 'site.css')).not.toBe(inputs(files(`${css} `), 'site.css'))
  const lookOf = (accent: string) => build([post], configOf({ look: { ...config.look, accent } }))
  for (const path of ['belfry.css', 'index.html'])
    expect(inputs(lookOf('#8a3b12'), path)).not.toBe(inputs(build([post]), path))
})

test('with feeds.pages: false there are none', () => {
  expect(build([post], configOf({ feeds: { pages: false } }))).toEqual([])
})

test('two addresses that come to one file, or none, stop nobody', () => {
  const files = build([
    post,
    announcement({ title: 'Same', url: post.url }),
    announcement({ title: 'Odd', url: `${SITE_URL}/%00/` }),
  ])
  expect(files.filter(({ path }) => path === postPath)).toHaveLength(1)
  expect(page('index.html', files)).toContain('Odd')
})

test('a page is made again only when what it shows has changed', () => {
  const inputs = (files: OutputFile[], path = postPath) => files.find((file) => file.path === path)?.inputs
  const same = inputs(build())
  expect(same).toBeDefined()
  expect(inputs(build([{ ...post }, { ...older }], config, now + 1000))).toBe(same)
  expect(inputs(build([{ ...post, digest: 'other' }, older]))).not.toBe(same)
  // Its neighbours' titles stand on it, and nothing else of them.
  expect(inputs(build([post, { ...older, digest: 'other', title: 'Another title' }]))).not.toBe(same)
  expect(inputs(build([post, { ...older, digest: 'other' }]))).toBe(same)
  expect(inputs(build([post, older], configOf({ site: { title: 'New name' } })))).not.toBe(same)
  expect(inputs(build([post, older], configOf({ notices: { holdAbove: 9 } })))).toBe(same)
})

/** Each fact that lists show of an announcement, otherwise than `older` has it. */
const otherwise: { readonly [Fact in keyof Required<Headline>]: Partial<Announcement> } = {
  url: { url: `${SITE_URL}/news/2025/11/01/another/` },
  title: { title: 'Another one' },
  language: { language: 'de' },
  day: { day: '2025-11-02' },
  kind: { kind: 'general' },
  severity: { severity: 'recall' },
}

test.each(Object.entries(otherwise))('lists show the %s of an announcement, and are made again by it', (_, other) => {
  const files = { before: build(), after: build([post, { ...older, ...other }]) }
  for (const path of ['index.html', 'archive/2025/index.html']) {
    expect(page(path, files.after)).not.toBe(page(path, files.before))
    const [before, after] = [files.before, files.after].map((all) => all.find((one) => one.path === path)?.inputs)
    expect(after).not.toBe(before)
  }
})

test('the same input gives the same bytes', () => {
  const bytes = () => build().map((file) => [file.path, file.inputs, file.bytes()])
  expect(bytes()).toEqual(bytes())
})

test('the pages name the files of the releases table that the feeds room writes', () => {
  expect(Object.values(releaseLinks).map(({ file }) => file)).toEqual([CALENDAR_FILE, RELEASES_JSON_FILE])
})

test('what stands around the content is made once, and is what is made for one page alone', () => {
  const site = webSite(config)
  const one = {
    ...{ title: 'A <b> & "c"', description: 'D "d" & <e>', root: '../', canonical: `${SITE_URL}/a?b&c` },
    feeds: [{ file: 'feeds/category/a&b/atom.xml', title: 'F & "f"' }],
    children: '</main><main> & text',
  }
  const pages = [one, { root: './', children: '' }, { ...one, feeds: [], description: '' }, { ...one, script: '/x.js' }]
  // A title that looks like one of the gaps has its frame made for each page.
  const mark = '\uE000title\uE001'
  const alone = { ...site, title: site.title + mark }
  for (const page of [...pages, ...pages]) expect(pageHtml(site, page)).toBe(pageHtml(alone, page).replaceAll(mark, ''))
})

test('where an announcement stood before, a page leads on; what stands there now is in nobody’s way', () => {
  const moved = {
    ...post,
    redirectFrom: [`${SITE_URL}/old.html`, older.url, 'https://other.example/%zz/', 'no address'],
  }
  const addresses = new Map([[post.id, [`${SITE_URL}/a/b/`, `${SITE_URL}/a`, post.url, `${SITE_URL}/?p=7`]]])
  const input = { announcements: [moved, older], register: { ...emptyRegister, addresses }, config, now }
  const files = siteFiles(input, makePage)
  const leading = files.filter(({ path, bytes }) => path.endsWith('.html') && String(bytes()).includes('http-equiv'))
  expect(leading.map(({ path }) => path)).toEqual(['a/b/index.html', 'a.html', 'old.html'])
  const html = page('a/b/index.html', files)
  expect(html).toContain(`<link rel="canonical" href="${post.url}"/>`)
  expect(html).toContain('<a href="../../news/2026/05/04/lantern-os-3-1-0-has-been-released/">Lantern OS 3.1.0')
})

test('where one stood that was taken back, the page says so', () => {
  const addresses = new Map([['gone', [`${SITE_URL}/before/`]]])
  const retractions = [{ post: 'gone', url: `${SITE_URL}/last/`, at: now - 1 }]
  const input = { announcements: [post], register: { ...emptyRegister, addresses, retractions }, config, now }
  const paths = siteFiles(input, makePage).map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['last/index.html', 'before/index.html']))
})
