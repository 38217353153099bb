/**
 * Repositories that somebody made to hang Belfry, to exhaust it, or to have it read what is not theirs: each shape is a
 * problem with file and line, the post beside it is read, and no secret of the machine stands in anything. What decides
 * is counted, so nothing here looks at a clock; npm run bench:repositories does.
 */
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSourceFeed } from '../../src/cms/read-source-feed.js'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { readAuthors } from '../../src/source/read-authors.js'
import { readPosts } from '../../src/source/read-posts.js'
import { readReleases } from '../../src/source/read-releases.js'
import { body, makeSite, ofOthers, SECRET, type Site, settings, shapes } from '../support/hostile-repositories.js'

describe('a hostile repository', () => {
  test('there are sixty at least', () => {
    expect(shapes.length).toBeGreaterThanOrEqual(60)
  })

  const isNamed = async (site: Site, own: typeof settings, code: string) => {
    const { announcements, problems } = await readPosts(join(site.root, '_posts'), own, new Map())
    const found = problems.find((one) => one.code === code)
    expect(problems.map((one) => one.code)).toContain(code)
    expect(found?.file).toContain('_posts')
    // What cannot be opened has no lines.
    if (code !== 'POST_UNREADABLE' && !code.endsWith('_TWICE')) expect(found?.line).toBeGreaterThan(0)
    expect(announcements.map(({ title }) => title)).toContain('Good')
    const shown = announcements.map((post) => contentHtml(contentOf(post), settings.url))
    expect(JSON.stringify([problems, shown, announcements])).not.toContain(SECRET)
  }

  test.each(shapes)('%s', async (_name, make, code) => {
    const site = makeSite()
    make(site)
    await isNamed(site, settings, code)
  })

  test.each(ofOthers)('%s', async (_name, own, text, code) => {
    const site = makeSite()
    body(text)(site)
    await isNamed(site, { ...settings, liquid: false, ...own }, code)
  })
})

describe('what stands beside the posts', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'belfry-hostile-'))
  const file = (text: string | Uint8Array) => {
    const path = join(folder(), 'x.yaml')
    writeFileSync(path, text)
    return path
  }
  const large = () => {
    const path = file('')
    truncateSync(path, 100_000_000)
    return path
  }
  const bomb = [
    'a: &a [x]',
    ...'bcdefghi'.split('').map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(20)}]`),
  ].join('\n')

  test.each([
    ['a table of 100 MB', large()],
    ['a table of aliases', file(bomb)],
    ['a table deep in itself', file('['.repeat(5000) + ']'.repeat(5000))],
    ['a table of a date of the year 99999', file('product: x\nreleases:\n  - name: "1"\n    eolFrom: 99999-01-01\n')],
  ])('%s decides nothing', (_name, path) => {
    const { problems } = readReleases(path, settings.url)
    expect(problems[0]).toMatchObject({ code: 'RELEASES_TABLE', file: path, severity: 'error' })
  })

  test('authors of 100 MB are named, and aliases in a file of authors name nobody', () => {
    const path = large()
    expect(readAuthors(path).problems[0]).toMatchObject({ code: 'AUTHORS_FILE', file: path })
    expect(readAuthors(file(bomb))).toEqual({ names: {}, problems: [] })
  })

  test.each([
    ['a feed of 100 MB', large()],
    [
      'a feed of a billion laughs',
      file(
        `<!DOCTYPE f [<!ENTITY a "ha">${'bcdefgh'
          .split('')
          .map((k, i) => `<!ENTITY ${k} "${`&${'abcdefgh'[i]};`.repeat(10)}">`)
          .join('')}]><feed>&h;</feed>`,
      ),
    ],
    ['a feed that names a file', file('<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>')],
    ['a feed of a million elements in each other', file('<a>'.repeat(1_000_000))],
  ])('%s is no source', async (_name, feed) => {
    const source = { feed, lastGood: join(folder(), 'last.json') }
    await expect(readSourceFeed(source, settings, new Map())).rejects.toMatchObject({ code: 'CONTENT_FEED' })
  })
})
