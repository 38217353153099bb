/**
 * The templates of emails/, with their samples, the sample project's posts and with everything a hostile author or
 * template tries.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { BelfryError } from '../../src/base/errors.js'
import { type Config, type List, schema } from '../../src/config/schema.js'
import { renderEndOfLife } from '../../src/mail/render-end-of-life.js'
import {
  type RenderedMail,
  renderAddress,
  renderAnnouncement,
  renderConfirmation,
  renderOperators,
  renderPreferences,
  renderWelcome,
} from '../../src/mail/render-notice.js'
import { type MailedUpdate, renderUpdate } from '../../src/mail/render-update.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import type { Templates } from '../../src/mail/templates/make.js'
import { templateNames } from '../../src/mail/templates/names.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { parsePost } from '../../src/posts/parse.js'
import { loadWords } from '../../src/words/load-words.js'
import { repository } from '../support/project.js'
import { product, release } from '../support/releases.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const templates = loadTemplates('')
const endOfLifeTexts = endOfLifeTextsOf(loadWords('', 'en').words)
const settings = schema.parse({
  site: { title: 'Lantern OS', url: 'https://lantern.example', timezone: 'UTC', author: 'The Lantern team' },
  content: { posts: 'posts' },
  feeds: { authority: 'lantern.example', since: '2026' },
  lists: [
    { id: 'releases', title: 'Releases', categories: ['releases'] },
    { id: 'other', title: 'Everything else', categories: ['*'] },
  ],
  mail: {
    from: 'announce@lantern.example',
    domain: 'announce.lantern.example',
    postalAddress: 'Lantern OS\n4000-123 Porto',
  },
})
const config: Config = { ...settings, file: 'belfry.yaml', words: loadWords('', 'en').words }
const list: List = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const unsubscribe = 'kqzwm'.repeat(8)
const preferences = 'vbxtr'.repeat(8)
const links = {
  unsubscribeUrl: `https://mail.lantern.example/u/${unsubscribe}`,
  preferencesUrl: `https://mail.lantern.example/p/${preferences}`,
  since: 'wjwjwjwjwj',
}

function post(name: string, text: string | Buffer): Announcement {
  const site = { ...config.site, permalink: config.content.permalink }
  const { announcement, problems } = parsePost({ path: name, bytes: Buffer.from(text) }, site, new Map())
  if (announcement === undefined) throw new Error(JSON.stringify(problems))
  return announcement
}

const folder = join(root, 'content/posts')
const posts = readdirSync(folder).map((name) => post(name, readFileSync(join(folder, name))))

function mail(announcement: Announcement, using: Templates = templates): Promise<RenderedMail> {
  return renderAnnouncement({ announcement, list, config, links, templates: using })
}

/** The mail that tells an update of it. */
function told(
  announcement: Announcement,
  update: Partial<MailedUpdate> | string,
  firstSubject = 'Some post',
  using: Templates = templates,
): Promise<RenderedMail> {
  const more = typeof update === 'string' ? { text: update } : update
  const whole = { text: '', day: '2026-11-12', severity: 'info', ...more } as const
  return renderUpdate({ announcement, update: whole, firstSubject, list, config, links, templates: using })
}

function written(body: string, more: Partial<Announcement> = {}): Announcement {
  return { ...post('2026-11-10-some-post.md', `---\ntitle: Some post\n---\n${body}`), ...more }
}

/** format=flowed undone, RFC 3676 §4. */
function unflowed(text: string): string {
  return text.replace(/^ /gm, '').replace(/(?<!^--) \n/gm, ' ')
}

/** Every address that something in the HTML would fetch by itself. */
function fetched(html: string): string[] {
  return [...html.matchAll(/(?:\ssrc\s*=\s*"?|url\(|@import|<link[^>]*href=")([^"')>]*)/gi)].map(
    (match) => match[1] ?? '',
  )
}

describe('every sample', () => {
  // Check relies on it where a project has no templates of its own.
  const languages = readdirSync(join(repository, 'emails', 'words')).map((name) => name.replace('.yaml', ''))
  test.each(languages)('renders in strict mode without a fault, in %s', async (language) => {
    expect(await loadTemplates('', loadWords('', language).words).check()).toEqual([])
  })

  test('has the values that a mail really gets, no more and no fewer', async () => {
    const seen: Record<string, string[]> = {}
    const spy: Templates = {
      ...templates,
      render(name, context) {
        seen[name] = Object.keys(context).sort()
        return templates.render(name, context)
      },
    }
    await mail(written('text'), spy)
    await told(written('text'), 'news', 'Some post', spy)
    await renderConfirmation({ lists: config.lists, config, confirmUrl: 'https://lantern.example/c/x', templates: spy })
    const ends = release('2.1', { eol: '2026-12-15' })
    const occasion = {
      product: 'lantern',
      cycles: ['2.1'],
      field: 'eol',
      date: '2026-12-15',
      stage: 'reached',
      count: 1,
    } as const
    const endOfLife = { product: product('lantern', [ends]), release: ends, occasion, today: '2026-12-15' }
    await renderEndOfLife({
      announcement: written('text'),
      list,
      config,
      links,
      templates: spy,
      endOfLife,
      endOfLifeTexts,
    })
    await renderWelcome({ lists: config.lists, config, links, templates: spy })
    await renderPreferences({ lists: config.lists, config, links, templates: spy })
    const [confirmUrl, address] = ['https://lantern.example/address/x', 'ada@example.org']
    await renderAddress({ config, templates: spy, confirmUrl, side: 'old', address })
    const waiting = { what: 'held', title: 'A post', reason: 'old', command: 'belfry notices' } as const
    await renderOperators([waiting], config, spy)
    const samples = join(root, 'emails/samples')
    for (const file of readdirSync(samples)) {
      const keys = Object.keys(JSON.parse(readFileSync(join(samples, file), 'utf8'))).sort()
      expect(keys, file).toEqual(seen[templateNames.find((name) => file.startsWith(name)) ?? ''])
    }
  })
})

describe.each(posts.map((announcement) => [announcement.id, announcement] as const))('%s', (_id, announcement) => {
  test('has nothing active, nothing remote, and the ways out in both parts', async () => {
    const { html, text, subject, preview } = await mail(announcement)
    expect(html).not.toMatch(
      /<(?:script|form|iframe|link|object|embed|input|base|img|\/?mj-\w+)\b|\son\w+\s*=|javascript:|@import/i,
    )
    expect(fetched(html)).toEqual([])
    expect(html).toContain('lang="en"')
    for (const part of [html, unflowed(text)]) {
      for (const link of Object.values(links)) expect(part).toContain(link)
      expect(part).toContain('4000-123 Porto')
      expect(part).toContain(announcement.redirectTo ?? announcement.url)
      if (announcement.downloadUrl !== undefined) expect(part).toContain(announcement.downloadUrl)
    }
    expect(subject).toBe(announcement.title)
    expect(preview).not.toBe('')
    expect(preview).not.toContain(announcement.title)
    expect(html).toContain('display:none')
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(text).not.toMatch(/[\uE000\r]|&(?:amp|lt|gt|quot|#\d+);/)
  })

  test('carries every link of the post in both parts', async () => {
    const { html, text } = await mail(announcement)
    const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))
    const plain = unflowed(text)
    for (const href of hrefs.filter((address) => !address.includes('#fn') && !address.startsWith('mailto:'))) {
      // Inside the post an anchor is a place in the text itself.
      if (!href.startsWith(`${announcement.url}#`)) expect(plain).toContain(href)
    }
  })

  test('keeps code and signatures as they were written', async () => {
    const { text } = await mail(announcement)
    for (const block of announcement.body.matchAll(/^```\n([\s\S]*?)\n```$/gm))
      expect(unflowed(text)).toContain(block[1])
  })
})

describe('kinds are told apart in words', () => {
  test.each([
    ['stable-release', 'Stable release 9.1'],
    ['patch-release', 'Patch release 9.1'],
    ['release-candidate', 'Release candidate 9.1'],
    ['security', 'Security'],
    ['end-of-life', 'End of life 9.1'],
    ['general', 'Announcement'],
  ] as const)('%s', async (kind, label) => {
    const { html, text } = await mail(written('text', { kind, version: '9.1' }))
    expect(html).toContain(label)
    expect(text).toContain(label)
    expect(text.includes('FOR TESTERS')).toBe(kind === 'release-candidate')
    expect(html.includes('For testers.')).toBe(kind === 'release-candidate')
  })

  test('important and withdrawn are said in both parts, and a withdrawal in the subject', async () => {
    const important = await mail(written('text', { severity: 'important' }))
    expect(important.text).toContain('IMPORTANT.')
    expect(important.html).toContain('Important.')
    const recall = await mail(written('text', { severity: 'recall' }))
    expect(recall.subject).toBe('Withdrawn: Some post')
    expect(recall.text).toMatch(/^=+\nWITHDRAWN\n=+\n/)
    expect(recall.html).toContain('>Withdrawn</span></p>')
  })
})

describe('confirm', () => {
  test('names the lists, the link and what happens otherwise, in both parts', async () => {
    const confirmUrl = `https://mail.lantern.example/c/${unsubscribe}`
    const { subject, html, text } = await renderConfirmation({ lists: config.lists, config, confirmUrl, templates })
    expect(subject).toBe('Confirm your subscription to Lantern OS')
    for (const part of [html, unflowed(text)]) {
      for (const { title } of config.lists) expect(part).toContain(title)
      expect(part).toContain(confirmUrl)
      expect(part).toContain('you get no further mail')
    }
    expect(html).not.toMatch(/<(?:script|form|iframe|link|img)\b/i)
  })
})

describe('a hostile author', () => {
  const hostile = `"><script>alert(1)</script></mj-text></title><mj-include path="/etc/passwd" />{{ site.title }}{% layout 'x' %}`

  test('cannot leave the place that title, author and version have', async () => {
    const { html, subject } = await mail(
      written('text', { title: hostile, authors: [hostile, 'A & B'], version: hostile }),
    )
    expect(html).not.toMatch(/<script|<mj-|<\/mj-/i)
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('{{ site.title }}')
    expect(html.match(/<\/title>/g)).toHaveLength(1)
    expect(subject).toBe(hostile)
  })

  test('cannot leave the content with a closing tag of MJML', async () => {
    const { html } = await mail(
      written('before\n\n`</mj-text>`\n\n</div></div></mj-text><mj-raw><b>x\n\n```\n</mj-text>\n```\n\nafter'),
    )
    expect(html).not.toMatch(/<\/?mj-/)
    // In the preview, in the code, in the block, and where it is no tag of HTML but a word.
    expect(html.split('&lt;/mj-text&gt;')).toHaveLength(5)
    expect(html).toContain('after')
  })

  test('gets no line end, direction mark or control character into a line', async () => {
    const { subject, text } = await mail(written('text', { title: 'Good\r\nBcc: x@y.example\u202e\u0000 \u{1F389}' }))
    expect(subject).toBe('Good Bcc: x@y.example \u{1F389}')
    expect(text.split('\n')[0]).toBe(subject)
  })

  test('gets no image of one pixel into a mail', async () => {
    const { html } = await mail(
      written(
        'text <img src="https://spy.example/a.gif" width="1" height="1" alt=""> <img src="/chart.png" alt="chart" width="300">',
      ),
    )
    expect(fetched(html)).toEqual(['https://lantern.example/chart.png'])
  })
})

describe('length', () => {
  test('a post as long as one may be is cut at a block, with the rest on the web', async () => {
    const body = Array.from(
      { length: 1200 },
      (_, index) => `## Part ${index}\n\nSome *prose* with a [link](/a/${index}) and more of it, so that it adds up.\n`,
    ).join('\n')
    const { html, text } = await mail(written(body))
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(Buffer.byteLength(html)).toBeGreaterThan(60_000)
    expect(html).toContain('Read the rest')
    expect(html.match(/<p[\s>]/g)?.length).toBe(html.match(/<\/p>/g)?.length)
    expect(html).not.toMatch(/<\/h2>\s*<\/div>/)
    expect(text).toContain('Read the rest')
    for (const link of Object.values(links)) expect(html).toContain(link)
  })

  test('a post that is one endless block becomes its summary', async () => {
    const { html } = await mail(written('word '.repeat(24_000)))
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(html).toContain('word word')
    expect(html).toContain('Read the rest')
  })
})

describe('a template', () => {
  const temporary: string[] = []
  afterAll(() => {
    for (const name of temporary) rmSync(name, { recursive: true })
  })

  /** A project's folder with one file of its own. */
  function folderWith(name?: string, text = ''): string {
    const folder = mkdtempSync(join(tmpdir(), 'belfry-emails-'))
    temporary.push(folder)
    if (name !== undefined) writeFileSync(join(folder, name), text)
    return folder
  }

  async function fault(work: () => unknown): Promise<BelfryError> {
    try {
      await work()
    } catch (thrown) {
      if (thrown instanceof BelfryError) return thrown
      throw thrown
    }
    throw new Error('nothing was thrown')
  }

  const rendering = (text: string, name = 'announcement.txt') =>
    fault(() => mail(written('text'), loadTemplates(folderWith(name, text))))

  test('of a project stands in for ours, the rest is ours', async () => {
    const own = loadTemplates(folderWith('announcement.subject.txt', '{{ site.title }}: {{ title }}'))
    const { subject, html, text } = await mail(written('text'), own)
    expect(subject).toBe('Lantern OS: Some post')
    expect(html).toContain('Unsubscribe')
    expect(text).toContain('Unsubscribe')
    expect(await own.check()).toEqual([])
    const partial = loadTemplates(folderWith('kind.txt', 'Nachricht'))
    const german = await mail(written('text'), partial)
    expect(german.html).toContain('<strong style="color: #1c1f24;">Nachricht</strong>')
    expect(german.text).toContain('Nachricht, 10 November 2026')
  })

  test('says in words of its own what stands for pictures and notes, and before the subject of a test', async () => {
    const folder = folderWith('image.txt', '(Bild: {{ alt }})\n')
    writeFileSync(join(folder, 'note.txt'), '(Fußnote {{ number }})')
    writeFileSync(join(folder, 'test.subject.txt'), 'Probe: {{ subject }}')
    const german = loadTemplates(folder)
    expect(await german.check()).toEqual([])
    const { text } = await mail(written('![A lamp](/a.png) burns[^1].\n\n[^1]: Brightly.\n'), german)
    expect(text).toContain('(Bild: A lamp) burns (Fußnote 1).')
    expect(german.line('test.subject.txt', { subject: 'News' })).toBe('Probe: News')
  })

  test('with a fault in one of these is named by check', async () => {
    const problems = await loadTemplates(folderWith('image.txt', '{{ alternative }}')).check()
    expect(problems).toMatchObject([{ severity: 'error', line: 1, message: 'there is no value alternative here' }])
  })

  test('needs no folder of the project, and a folder that is not there is named', async () => {
    expect(await loadTemplates(folderWith()).check()).toEqual([])
    const error = await fault(() => loadTemplates(join(folderWith(), 'mails')))
    expect(error.code).toBe('TEMPLATE_MISSING')
    expect(error.message).toContain('mails')
  })

  test('with a slip in its name is a warning: it stands in for nothing', async () => {
    const folder = folderWith('anouncement.txt', '{{ title }}')
    expect(await loadTemplates(folder).check()).toMatchObject([
      {
        severity: 'warning',
        file: `${folder}/anouncement.txt`,
        message: 'no template uses this file; did you mean announcement.txt?',
      },
    ])
  })

  test('may have partials of its own', async () => {
    const folder = folderWith('confirm.subject.txt', `{% render 'hello.txt', site: site %}`)
    writeFileSync(join(folder, 'hello.txt'), 'Hello from {{ site.title }}')
    const own = loadTemplates(folder)
    expect(await own.check()).toEqual([])
    const asked = await renderConfirmation({ lists: [list], config, confirmUrl: 'https://x.example/', templates: own })
    expect(asked.subject).toBe('Hello from Lantern OS')
  })

  test('that asks for a partial that is not there is named with its line', async () => {
    const error = await rendering(`one\n{% render 'nowhere.txt' %}`)
    expect(error.message).toMatch(/announcement\.txt:2:\d+: .*nowhere\.txt/)
  })

  test('that does not parse is named with its line', async () => {
    const error = await fault(() => loadTemplates(folderWith('confirm.txt', 'one\n{% if a %}\nthree')))
    expect(error.code).toBe('TEMPLATE')
    expect(error.message).toMatch(/confirm\.txt:2:1: /)
  })

  test('with an unknown variable is an error with its line', async () => {
    const error = await rendering('one\n\n{{ titel }}')
    expect(error.code).toBe('TEMPLATE')
    expect(error.message).toMatch(/announcement\.txt:3:4: there is no value titel here \(Did you mean title\?/)
  })

  test('with an unknown filter is an error', async () => {
    expect((await rendering('{{ title | shout }}')).message).toContain('shout')
  })

  test('with a tag that MJML does not know is an error', async () => {
    const error = await rendering(
      '<mjml>\n<mj-body>\n  <mj-txt>{{ title }}</mj-txt>\n</mj-body></mjml>',
      'announcement.mjml',
    )
    expect(error.message).toMatch(/announcement\.mjml:3: .*mj-txt/)
  })

  test('with a fault in a partial of MJML is named with that partial and its line', async () => {
    const text =
      '{%- comment -%} x {%- endcomment %}\n<mj-section><mj-column>\n<mj-text colour="red">{{ day }}</mj-text>\n</mj-column></mj-section>'
    const templates = loadTemplates(folderWith('withdrawn.mjml', text))
    const error = await fault(() => mail(written('text', { severity: 'recall' }), templates))
    expect(error.message).toMatch(/withdrawn\.mjml:3: .*colour/)
  })

  test.each([
    '/etc/passwd',
    '../package.json',
    './layout.txt/../../package.json',
    'constructor',
    '__proto__',
    'file:///etc/passwd',
  ])('cannot reach %s', async (path) => {
    for (const tag of ['render', 'include', 'layout']) {
      const error = await rendering(`{% ${tag} '${path}' %}`)
      expect(error.code).toBe('TEMPLATE')
      expect(error.message).not.toMatch(/root:|"name"/)
    }
  })

  test('cannot include a file through MJML', async () => {
    const error = await rendering(
      '<mjml><mj-body><mj-include path="./layout.mjml" /></mj-body></mjml>',
      'announcement.mjml',
    )
    expect(error.message).toContain('mj-include')
  })

  test('sees own properties alone', async () => {
    expect((await rendering('{{ site.constructor.name }}')).message).toContain('there is no value site.constructor')
  })

  test.each([
    ['a range without end', '{% for i in (1..100000000) %}{{ i }}{% endfor %}'],
    [
      'loops in loops that make nothing',
      `${'{% for i in (1..90) %}'.repeat(6)}{% if i == 0 %}x{% endif %}${'{% endfor %}'.repeat(6)}`,
    ],
    ['loops in loops', `${'{% for a in (1..3000) %}'.repeat(4)}x${'{% endfor %}'.repeat(4)}`],
    ['a template that renders itself', `{% render 'announcement.txt' %}`],
    ['a layout of itself', `{% layout 'announcement.txt' %}`],
    [
      'text that doubles',
      `{% assign a = 'xxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}`,
    ],
  ])('that never ends is stopped: %s', async (_name, text) => {
    expect((await rendering(text)).code).toBe('TEMPLATE')
  })

  test('with a fault makes check name it once with its line, beside a broken sample', async () => {
    const folder = folderWith('kind.txt', 'Kind\n{{ kindd }}')
    const samples = join(folder, 'samples')
    mkdirSync(samples)
    writeFileSync(join(samples, 'confirm-broken.json'), '{')
    writeFileSync(join(samples, 'confrm.json'), '{}')
    const problems = await loadTemplates(folder).check()
    expect(problems.map(({ file, line, severity }) => [file.slice(folder.length + 1), line, severity])).toEqual([
      ['kind.txt', 2, 'error'],
      ['samples/confirm-broken.json', 1, 'error'],
      ['samples/confrm.json', undefined, 'warning'],
    ])
  })
})
