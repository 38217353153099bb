/** What a release mail leads with and what becomes of links, on the bytes that leave. */
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { type Config, type List, schema } from '../../src/config/schema.js'
import { freezeAnnouncement } from '../../src/mail/freeze-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { parsePost } from '../../src/posts/parse.js'
import { loadWords } from '../../src/words/load-words.js'
import { wireFaults } from './wire.js'

const templates = loadTemplates('')
const list: List = { id: 'releases', title: 'Releases', description: '', categories: ['*'] }

function configWith(mail: Record<string, unknown> = {}, site: Record<string, unknown> = {}): Config {
  const settings = schema.parse({
    site: { title: 'Lantern OS', url: 'https://lantern.example', ...site },
    content: { posts: 'posts' },
    feeds: { authority: 'lantern.example', since: '2026' },
    mail: { from: 'announce@lantern.example', domain: 'announce.lantern.example', ...mail },
    web: { url: 'https://mail.lantern.example' },
  })
  return { ...settings, file: 'belfry.yaml', words: loadWords('', 'en').words }
}

function post(body: string, front: string, config = configWith()): Announcement {
  const bytes = Buffer.from(`---\n${front}\n---\n${body}`)
  const site = { ...config.site, permalink: config.content.permalink }
  const { announcement, problems } = parsePost({ path: '2026-11-10-some-post.md', bytes }, site, new Map())
  if (announcement === undefined) throw new Error(JSON.stringify(problems))
  return announcement
}

/** The message of one person, as a mail program reads it. */
async function received(announcement: Announcement, config = configWith()) {
  const { variants } = await freezeAnnouncement({
    config,
    templates,
    key: 'announcement:x',
    announcement,
    lists: [list],
    now: 0,
  })
  const frozen = variants.find(({ format }) => format === 'html')?.frozen
  if (frozen === undefined) throw new Error('there is no HTML variant')
  const values = { unsubscribe: 'u'.repeat(39), preferences: 'p'.repeat(39), since: '2026-05-01' }
  const bytes = personalise(frozen, 'ada@example.org', values)
  expect(wireFaults(bytes)).toEqual([])
  const { text = '', html = '' } = await PostalMime.parse(bytes)
  const plain = variants.find(({ format }) => format === 'text')?.frozen.bytes ?? Buffer.alloc(0)
  return { html, text, plain: text, lines: linesOf(plain) }
}

/** The lines of a message of text alone, quoted-printable undone and nothing else. */
function linesOf(bytes: Buffer): string[] {
  const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).toString('latin1')
  const octets = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(octets, 'latin1').toString().split('\r\n')
}

function inOrder(text: string, parts: readonly string[]): void {
  const places = parts.map((part) => text.indexOf(part))
  expect(places, text.slice(0, 600)).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
}

const verify = 'https://lantern.example/doc/verify/'
const download = 'https://lantern.example/downloads/'
const RELEASE = `title: Lantern OS 3.1.0 has been released\ncategories: [releases]\ndownload_url: ${download}`

describe('a release mail', () => {
  test('leads with kind, version, date, download and where to verify it, before the post itself', async () => {
    const { html, plain } = await received(post('What is new.', RELEASE), configWith({ verify }))
    inOrder(html.slice(html.indexOf('<h1') - 600), [
      'Stable release 3.1.0',
      '10 November 2026',
      '<h1',
      download,
      verify,
      'What is new.',
    ])
    inOrder(plain, ['Lantern OS 3.1.0', 'Stable release 3.1.0', '10 November 2026', download, verify, 'What is new.'])
    expect(html).toMatch(/>\s*Download 3\.1\.0\s*</)
  })

  test('of a candidate says plainly that it is for testers, and so does its button', async () => {
    const front = RELEASE.replace('3.1.0 has been released', '3.2.0-rc1 is out')
    const { html, plain } = await received(post('Try it.', front), configWith({ verify }))
    inOrder(plain, ['Release candidate 3.2.0-rc1', 'FOR TESTERS.', download, verify])
    inOrder(html.slice(html.indexOf('<h1')), ['For testers.', 'Download 3.2.0-rc1 for testing', verify])
  })

  test('says below the download what users of earlier versions must do, where the post says it', async () => {
    const front = `${RELEASE}\nupgrade: "Run \`lantern-upgrade\` *first*; [how](#upgrading). <script>x</script><b id='upgrading'>1 < 2"`
    const { html, plain } = await received(post('What is new.\n\n## Upgrading\n\nSo.', front), configWith({ verify }))
    const how = 'https://lantern.example/news/2026/11/10/some-post/#upgrading'
    inOrder(html.slice(html.indexOf('<h1')), [
      verify,
      'If you run an earlier version',
      '>lantern-upgrade<',
      how,
      'What is new.',
    ])
    inOrder(plain, [
      verify,
      'If you run an earlier version:\nRun `lantern-upgrade` first; how [1]',
      `[1] ${how}`,
      'What is new.',
    ])
    expect(html).not.toContain('<script')
    expect(html).toContain('1 &lt; 2')
    expect(html.match(/id="upgrading"/g)).toHaveLength(1)
    expect((await received(post('x', RELEASE))).html).not.toContain('earlier version')
  })

  test('that would say more than a few sentences of it is named by check', () => {
    const site = { ...configWith().site, permalink: '/:title/' }
    const bytes = Buffer.from(`---\ntitle: News\nupgrade: ${'a '.repeat(501)}\n---\nx`)
    const { problems } = parsePost({ path: '2026-11-10-some-post.md', bytes }, site, new Map())
    expect(problems).toMatchObject([{ code: 'POST_FIELD', line: 3, severity: 'error' }])
  })

  test('without mail.verify, and one that is no release, says nothing of verifying', async () => {
    expect((await received(post('x', RELEASE))).plain).not.toContain('Verify')
    const news = post('x', `title: News\ndownload_url: ${download}`)
    expect((await received(news, configWith({ verify }))).plain).not.toContain('Verify')
  })

  test('of what was withdrawn offers neither download nor verifying', async () => {
    const { html, plain } = await received(
      post('x', `${RELEASE}\nupgrade: Upgrade now.\nwithdrawn: true`),
      configWith({ verify }),
    )
    for (const part of [html, plain]) {
      expect(part).not.toContain('earlier version')
      expect(part).not.toContain(download)
      expect(part).not.toContain(verify)
    }
  })
})

describe('links', () => {
  test.each([400, 990, 1500, 4000])(
    'of %i characters survive in both parts, in a paragraph, a list and a table',
    async (length) => {
      const address = (name: string) => `https://lantern.example/${name}?q=${'a1-'.repeat(length)}`.slice(0, length)
      const [one, two, three, four] = ['one', 'two', 'three', 'four'].map(address)
      const body = `See [one](${one}) and <${two}>.\n\n- [three](${three})\n\n| a |\n|---|\n| [four](${four}) |\n`
      const { html, text } = await received(post(body, 'title: Some post'))
      for (const link of [one, two, three, four]) {
        expect(html).toContain(link)
        expect(text).toContain(link)
      }
    },
  )

  test('inside the post lead to the post on the web, at that place', async () => {
    const { html, plain } = await received(post('See [below](#fixed).\n\n## Fixed\n\nMuch.', 'title: Some post'))
    const url = 'https://lantern.example/news/2026/11/10/some-post/#fixed'
    expect(html).toContain(`href="${url}"`)
    expect(html).not.toContain('href="#')
    expect(plain).toContain(`[1] ${url}`)
  })
})

describe('the text part', () => {
  const body = [
    'A paragraph that is long enough to be wrapped, with [a link](https://lantern.example/a) and **strong** words in it, twice over.',
    '',
    '1. first',
    '2. second, which is so long that it goes on in another line below the words of the first one',
    '   - inside',
    '',
    '| Cycle | Ends |',
    '|-------|------|',
    '| 3.1 | 15 December 2028 |',
    '| 3.0 | 1 May 2027 |',
    '',
    '```',
    'a1b2c3  lantern-3.1.0-x86_64.iso   with   spaces and a line that is a good deal longer than seventy-two columns',
    '-----BEGIN PGP SIGNATURE-----',
    '',
    'iHUEABYKAB0WIQ==',
    '-----END PGP SIGNATURE-----',
    '```',
  ].join('\n')

  test('is at most 72 columns wide, but for what may not be broken', async () => {
    const { lines } = await received(post(body, 'title: Some post'))
    expect(lines.length).toBeGreaterThan(40)
    const wide = lines.filter((line) => line.trimEnd().length > 72)
    expect(wide.filter((line) => !/https:\/\/|^ ?a1b2c3 /.test(line))).toEqual([])
  })

  test('keeps code and signatures, lists and tables, and numbers its links', async () => {
    const { lines, plain } = await received(post(body, 'title: Some post'))
    const block = body.split('\n').slice(12, -1)
    const at = lines.indexOf(block[0] ?? '')
    expect(lines.slice(at, at + block.length)).toEqual(block)
    expect(plain).toContain('a link [1] and strong words')
    expect(plain).toContain('[1] https://lantern.example/a')
    expect(lines).toContain('Cycle  Ends')
    expect(lines.map((line) => line.trimStart())).toContain('3.1    15 December 2028')
    const second = lines.findIndex((line) => line.trim().startsWith('2. second'))
    expect(lines[second + 1]?.trimStart()).toMatch(/^(another|line|below|words|of|on|in|goes)/)
    expect(plain).toContain('- inside')
  })
})

describe('bad input', () => {
  test('a post of 5 MB is refused with a remedy; one that got through is cut', async () => {
    const config = configWith()
    const site = { ...config.site, permalink: config.content.permalink }
    const bytes = Buffer.from(`---\ntitle: Big\n---\n${'word word\n\n'.repeat(500_000)}`)
    const { announcement, problems } = parsePost({ path: '2026-11-10-big.md', bytes }, site, new Map())
    expect(announcement).toBeUndefined()
    expect(problems.map(({ code }) => code)).toEqual(['POST_TOO_LARGE'])
    const big = { ...post('x', 'title: Big'), body: 'word word\n\n'.repeat(100_000) }
    const { html, text } = await received(big)
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(html).toContain('Read the rest')
    expect(text).toContain('Read the rest')
  }, 60_000)

  test('a title with line ends, an emoji and a right-to-left override is one line, in every place', async () => {
    const title = 'Good\r\nBcc: eve@example.org\u202e gnp.exe \u{1F389}'
    const { html, text } = await received({ ...post('x', 'title: x'), title })
    const shown = 'Good Bcc: eve@example.org gnp.exe \u{1F389}'
    expect(text.split(/\r?\n/)[0]).toBe(shown)
    expect(html).toContain(`>${shown}</span></a></h1>`)
    expect(html + text).not.toContain('\u202e')
  })

  test('an author named like markup stays a name', async () => {
    const authors = ['"><script>alert(1)</script>', '{{ site.title }}', '</mj-text>']
    const { html, text } = await received({ ...post('x', 'title: x'), authors })
    expect(html).not.toMatch(/<script|<\/mj-/)
    expect(html).toContain('&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).toContain('"><script>alert(1)</script>')
    expect(text).toContain('{{ site.title }}')
  })
})

describe('a project', () => {
  test('sets colours, logo and footer from its configuration, and the mail reads without the logo', async () => {
    const look = {
      accent: '#8a3b12',
      logo: 'https://lantern.example/logo.png',
      footer: 'Made by its users.\nhttps://lantern.example/donate/\n<b>',
    }
    const { html, text } = await received(post('[a](/a)', RELEASE), configWith({ look }))
    expect(html).toContain('<img alt="Lantern OS" src="https://lantern.example/logo.png"')
    expect([...html.matchAll(/<img\b/g)]).toHaveLength(1)
    expect(html).toMatch(/background(-color)?:\s?#8a3b12/)
    expect(html).not.toContain('#0b5394')
    expect(html).toContain('<a href="https://lantern.example/donate/"')
    expect(html).toContain('&lt;b&gt;')
    expect(text.trimEnd()).toMatch(/Made by its users\.\r?\nhttps:\/\/lantern\.example\/donate\/\r?\n<b>$/)
  })

  test('has a language and a direction', async () => {
    const { html } = await received(post('x', 'title: x'), configWith({}, { language: 'ar' }))
    expect(html).toMatch(/<html lang="ar" dir="rtl"/)
  })

  test('sets a post of the other direction as it is read: its lines and its lists begin on its own side', async () => {
    const [left, right] = ['0 0 0 22px', '0 22px 0 0']
    for (const [site, language, side, padding] of [
      ['he', 'en', 'left', left],
      ['en', 'he', 'right', right],
    ] as const) {
      const { html } = await received({ ...post('- x', 'title: x'), language }, configWith({}, { language: site }))
      expect(html).toMatch(new RegExp(`<div lang="${language}" dir="[lr]t[lr]" style="text-align: ${side};">`))
      expect(html).toMatch(new RegExp(`<ul style="[^"]*padding: ${padding};`))
    }
  })
})
