/**
 * The mail of an update: what changed comes first, a withdrawal cannot be missed, and no text of an author gets out of
 * its place.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderAnnouncement } from '../../src/mail/render-notice.js'
import { type MailedUpdate, renderUpdate } from '../../src/mail/render-update.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { parsePost } from '../../src/posts/parse.js'
import { updateBlocks } from '../../src/posts/update-markers.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'
import { corpusSettings, seedPosts } from '../support/corpus.js'
import { repository } from '../support/project.js'

const templates = loadTemplates(join(repository, 'emails'))
const config = configOf({ mail: { postalAddress: 'Lantern OS\n4000-123 Porto' } })
const list = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const links = {
  unsubscribeUrl: `https://mail.lantern.example/u/${'kqzwm'.repeat(8)}`,
  preferencesUrl: `https://mail.lantern.example/p/${'vbxtr'.repeat(8)}`,
  since: 'wjwjwjwjwj',
}
const FIRST = 'Lantern OS 3.0.1 has been released'
const post = announcement({
  title: '[Updated] Lantern OS 3.0.1 has been released',
  body: 'The third patch release.\n\n## What is new\n\nSee the [list](/list/).\n',
  downloadUrl: `${SITE_URL}/downloads/`,
})

function told(text: string, more: Partial<MailedUpdate> = {}, about: Announcement = post, firstSubject = FIRST) {
  const update = { text, day: '2026-05-09', severity: 'info', ...more } as const
  return renderUpdate({ announcement: about, update, firstSubject, list, config, links, templates })
}

/** format=flowed undone, RFC 3676 §4. */
function unflowed(text: string): string {
  return text.replace(/^ /gm, '').replace(/(?<!^--) \n/gm, ' ')
}

/** Asserts that all are there, each behind the one before. */
function expectInOrder(text: string, pieces: readonly string[]): void {
  const places = pieces.map((piece) => text.indexOf(piece))
  expect(places, text).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
}

test('an announcement of what is withdrawn says why, or what to do, above its own text', async () => {
  const shown = async (about: Partial<Announcement>, isTakenBack = true) => {
    const withdrawn = { ...post, severity: 'recall' as const, withdrawn: true, ...about }
    const mail = await renderAnnouncement({ announcement: withdrawn, isTakenBack, list, config, links, templates })
    return [mail.html, unflowed(mail.text)]
  }
  for (const part of await shown({ withdrawnBecause: 'It may lose **files**.' }))
    expectInOrder(part.replaceAll(/<.?strong>|\*/g, ''), ['It may lose files.', 'third patch'])
  for (const part of await shown({})) expectInOrder(part, ['Do not install or use what it announced', 'third patch'])
  // A post that is a recall by itself.
  for (const part of await shown({}, false)) expect(part).not.toContain('Do not install')
})

describe('an update', () => {
  test('repeats what users of earlier versions must do with the announcement, unless it is withdrawn', async () => {
    const about = { ...post, upgrade: 'Run `lantern-upgrade` first.' }
    const { html, text } = await told('News.', {}, about)
    expectInOrder(html.slice(html.indexOf('<h1')), ['reads now', 'If you run an earlier version', '>lantern-upgrade<'])
    expectInOrder(text, ['READS NOW', 'If you run an earlier version:\nRun `lantern-upgrade` first.', 'third patch'])
    const recall = await told('Gone.', { severity: 'recall' }, about)
    expect(recall.html + recall.text).not.toContain('lantern-upgrade')
  })

  test('says what changed, then where it stands, then how the announcement reads now, in both parts', async () => {
    const { html, text } = await told('The image is **back**, see [#412](https://issues.example/412).')
    const body = html.slice(html.indexOf('<h1'))
    expectInOrder(body, [
      FIRST,
      '<strong>back</strong>',
      'https://issues.example/412',
      'Read it on the web',
      'The announcement as it reads now',
      post.title,
      'third patch release',
    ])
    expectInOrder(unflowed(text), [
      FIRST,
      'Update, 9 May 2026',
      'The image is back',
      'https://issues.example/412',
      post.url,
      'THE ANNOUNCEMENT AS IT READS NOW',
      post.title,
      'third patch release',
      `${SITE_URL}/list/`,
    ])
    for (const part of [html, unflowed(text)]) {
      for (const link of Object.values(links)) expect(part).toContain(link)
      expect(part).toContain('4000-123 Porto')
      expect(part).toContain(`${SITE_URL}/downloads/`)
    }
  })

  test.each([
    ['info', FIRST, `Re: [Update] ${FIRST}`],
    ['important', FIRST, `Re: [Update] ${FIRST}`],
    ['recall', FIRST, `Withdrawn: ${FIRST}`],
    ['recall', `Withdrawn: ${FIRST}`, `Withdrawn: ${FIRST}`],
    ['info', 'Two\r\nlines', 'Re: [Update] Two lines'],
  ] as const)('of severity %s to "%s" has the subject "%s"', async (severity, first, subject) => {
    expect((await told('news', { severity }, post, first)).subject).toBe(subject)
  })

  test.each([
    ['The image is **back**.\n\nMore.', 'The image is back. More.'],
    ['- The image is [back](/d/).\n- More.', 'The image is back. More.'],
    ['```\nlantern-upgrade --now\n```', 'lantern-upgrade --now'],
    ['| disk | is |\n|---|---|\n| NVMe | mended |', 'disk is NVMe mended'],
    [post.title, `Lantern OS: ${post.url}`],
    ['', 'Lantern OS has changed this announcement.'],
  ])('whose text is %j previews as "%s", never as the title', async (text, preview) => {
    const mail = await told(text)
    expect(mail.preview).toBe(preview)
    expect(mail.html).toContain(preview)
  })

  test('that is important says so in its first line', async () => {
    const { html, text } = await told('news', { severity: 'important', day: null })
    expect(html).toContain('Important update</strong></p>')
    expect(text).toContain('IMPORTANT UPDATE\n')
  })
})

describe('a recall', () => {
  test('has a banner in both parts, no download, and all ways out', async () => {
    const { html, text } = await told('The image does not start.', { severity: 'recall' })
    expect(html.indexOf('>Withdrawn <span')).toBeLessThan(html.indexOf('<h1'))
    expect(html).toMatch(/<h1[^>]*><a[^>]*><span[^>]*text-decoration: ?line-through/)
    expect(text).toMatch(/^=+\nWITHDRAWN, 9 May 2026\n=+\n/)
    for (const part of [html, unflowed(text)]) {
      expect(part).not.toContain('/downloads/')
      for (const link of Object.values(links)) expect(part).toContain(link)
    }
  })

  test('that nobody gave words for says what to do, and no reason', async () => {
    const { html, text, preview } = await told('', { severity: 'recall', day: null })
    const said =
      'Lantern OS has withdrawn this announcement. Do not install or use what it announced, and wait for word.'
    expect(preview).toBe(said)
    for (const part of [html, unflowed(text)]) expect(part).toContain(said)
  })

  test('that is taken back without words says so', async () => {
    const { text, preview } = await told('', { severity: 'important', day: null, reinstates: true })
    expect(preview).toBe('Lantern OS says that what it withdrew holds again.')
    expect(unflowed(text)).toContain(preview)
  })

  test('once made, no later update offers the download', async () => {
    const { html } = await told('We are still looking.', {}, { ...post, withdrawn: true })
    expect(html).not.toContain('/downloads/')
  })
})

describe('a hostile text', () => {
  const hostile = `"><script>alert(1)</script></mj-text><mj-include path="/etc/passwd" />{{ site.title }}{% layout 'x' %}`

  test.each([
    hostile,
    `\`\`\`\n${hostile}`,
    `<!-- ${hostile}`,
    `<div><table><tr><td>${hostile}`,
    `</div></div></td></mj-text>${hostile}`,
    `[link](javascript:alert(1)) <img src="x" onerror="alert(1)"> <img src="https://spy.example/a.gif" width="1">`,
    `${'> '.repeat(3000)}deep`,
  ])('stays in its place: %.60j', async (text) => {
    const { html } = await told(text, {}, post, `${FIRST}${hostile}`)
    expect(html).not.toMatch(/<script|<\/?mj-|<[^>]*\son\w+=|href="javascript:|spy\.example/i)
    expect(html).not.toContain(config.site.title + config.site.title)
    expectInOrder(html, ['<h1', 'The announcement as it reads now', 'third patch release', links.unsubscribeUrl])
  })

  test('has no id twice, whatever the announcement below has', async () => {
    const body = '## What is new\n\nA note.[^1]\n\n[^1]: The note.\n'
    const { html } = await told(body, {}, { ...post, body })
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1])
    expect(ids).toContain('what-is-new')
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('length', () => {
  const long = (word: string) => Array.from({ length: 4000 }, (_, index) => `Some *${word}* ${index}.\n`).join('\n')

  test('shortens the announcement and leaves the update whole', async () => {
    const { html, text } = await told('The image is back.', {}, { ...post, body: long('prose') })
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(Buffer.byteLength(html)).toBeGreaterThan(80_000)
    expectInOrder(html, [
      'The image is back.',
      'Some <em>prose</em> 0.',
      'This announcement is too long',
      'Read the rest',
    ])
    expect(html).not.toContain('This update is too long')
    expect(unflowed(text)).toContain(links.unsubscribeUrl)
  })

  test('shortens the update only when nothing of the announcement is left', async () => {
    const { html } = await told(long('news'), {}, { ...post, body: long('prose') })
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expectInOrder(html, ['<em>news</em> 0.', 'This update is too long', 'Read the rest', links.unsubscribeUrl])
    expect(html).not.toContain('<em>prose</em>')
  })

  test('copes with 5 MB on one line', async () => {
    const { html } = await told('word '.repeat(1_000_000))
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(html).toContain('This update is too long')
  })
})

const seeds = seedPosts()
test.skipIf(seeds === undefined)(
  'the posts that the project was conceived from can be told and withdrawn',
  async () => {
    const folder = seeds ?? ''
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
      const bytes = readFileSync(join(folder, name))
      const seed = parsePost({ path: name, bytes }, corpusSettings, new Map()).announcement
      if (seed === undefined) throw new Error(name)
      const blocks = updateBlocks(seed.body)
      for (const text of [...blocks.map((block) => block.text), 'Something else.']) {
        for (const severity of ['info', 'recall'] as const) {
          const { html, text: plain, preview } = await told(text, { severity }, seed, seed.title)
          expect(Buffer.byteLength(html)).toBeLessThan(100_000)
          expect(preview).not.toContain(seed.title)
          expect(plain).not.toMatch(/[\uE000\r]|&(?:amp|lt|gt|quot|#\d+);/)
          expect(unflowed(plain)).toContain(seed.url)
        }
      }
    }
  },
)
