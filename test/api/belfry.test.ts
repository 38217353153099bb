/** What other programs call, as they call it: shapes and nothing else, nothing written that was not asked for. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { BelfryError, build, decide, read, render, verify } from '../../src/api/belfry.js'
import { remedies } from '../../src/base/errors.js'
import { reference } from '../../src/describe-api.js'
import { toldLog } from '../../src/feeds/told-log.js'
import { mailDigest } from '../../src/mail/digest.js'
import { makeRepository } from '../support/git-repository.js'
import { makeProject, type Project, repository } from '../support/project.js'

const now = new Date('2026-05-06T12:00:00Z')
let project: Project
let config: string
beforeAll(async () => {
  project = await makeProject('sqlite')
  config = project.configFile
  project.post(
    '2026-05-04-wick.md',
    { title: 'Wick 4.2 is released', date: '2026-05-04T10:00:00Z', categories: ['releases'] },
    'It burns.',
  )
  project.post(
    '2026-05-05-flame.md',
    { title: 'A flame goes out', date: '2026-05-05T10:00:00Z', categories: ['security'], severity: 'important' },
    'Draw it up.',
  )
  project.post('broken.md', { title: 'Broken', date: 'some day' }, 'Never read.')
})

const folders = () => readdirSync(project.folder).sort()

async function thrownBy(call: Promise<unknown>): Promise<BelfryError> {
  const thrown = await call.then(
    () => undefined,
    (fault: unknown) => fault,
  )
  if (!(thrown instanceof BelfryError)) throw new Error(`It threw ${String(thrown)}.`)
  return thrown
}

describe('read', () => {
  test('gives announcements, newest first, and problems with place and remedy; writes nothing', async () => {
    const before = folders()
    const { announcements, problems } = await read({ config, now })
    expect(announcements.map(({ id }) => id)).toEqual(['2026-05-05-flame', '2026-05-04-wick'])
    expect(announcements[1]).toEqual({
      ...{ id: '2026-05-04-wick', path: '2026-05-04-wick.md', title: 'Wick 4.2 is released', day: '2026-05-04' },
      ...{ at: '2026-05-04T10:00:00Z', url: 'https://lantern.example/news/2026/05/04/wick/', kind: 'stable-release' },
      ...{ severity: 'info', version: '4.2', authors: ['The Lantern team'], categories: ['releases'] },
      ...{ withdrawn: false, unlisted: false, body: expect.stringContaining('It burns.') },
    })
    const [problem] = problems.filter(({ code }) => code === 'POST_DATE')
    expect(problem).toMatchObject({ severity: 'error', file: join(project.posts, 'broken.md') })
    expect(problem?.line).toBeGreaterThan(0)
    expect(problem?.fix).not.toBe('')
    expect(folders()).toEqual(before)
  })

  test('what it gives is plain data', async () => {
    const content = await read({ config, now })
    expect(JSON.parse(JSON.stringify(content))).toEqual(content)
  })

  test('a configuration that is wrong is thrown with all its faults', async () => {
    const file = join(project.folder, 'wrong.yaml')
    writeFileSync(file, 'site: { title: Lantern }\nmale: {}\n')
    const { code, fix, problems } = await thrownBy(read({ config: file }))
    expect(code).toMatch(/^CONFIG_/)
    expect(fix).not.toBe('')
    expect(problems.length).toBeGreaterThan(1)
  })

  test.each([
    [{}, 'USAGE'],
    [{ config: '' }, 'USAGE'],
    [{ config: 'nowhere/belfry.yaml' }, 'CONFIG_MISSING'],
  ])('%j is refused with %s', async (options, code) => {
    // As a program without types calls it.
    expect(await thrownBy(read(options as { config: string }))).toMatchObject({ code })
  })

  test('an instant that is none is refused', async () => {
    expect(await thrownBy(read({ config, now: new Date('some day') }))).toMatchObject({ code: 'NOW' })
  })

  test('variables of the process count for nothing, those that are given count', async () => {
    process.env.BELFRY_SITE__URL = 'https://elsewhere.example'
    try {
      const own = await read({ config, now })
      expect(own.announcements[0]?.url).toContain('https://lantern.example/')
    } finally {
      delete process.env.BELFRY_SITE__URL
    }
    const given = await read({ config, now, environment: { BELFRY_SITE__URL: 'https://given.example' } })
    expect(given.announcements[0]?.url).toContain('https://given.example/')
  })
})

describe('decide', () => {
  const brief = async (options: Omit<Parameters<typeof decide>[0], 'config' | 'now'>) =>
    (await decide({ config, now, ...options })).notices.map(({ decision, key, lists }) => `${decision} ${key} ${lists}`)
  const WICK = 'tell announcement:2026-05-04-wick releases'
  const FLAME = 'tell announcement:2026-05-05-flame security'

  test('a first run tells nothing', async () => {
    expect(await brief({})).toEqual([])
  })

  test('what is dated after an instant is told, the most urgent first', async () => {
    expect(await brief({ since: new Date('2026-05-01') })).toEqual([FLAME, WICK])
    expect(await brief({ since: new Date('2026-05-05') })).toEqual([FLAME])
  })

  test('what the register says was told or dismissed is not told again, and what is newer than its first word is', async () => {
    const register = join(project.folder, 'told.yaml')
    writeFileSync(
      register,
      'told:\n  "announcement:2026-05-01-old": 2026-05-01T10:00:00Z\n  "announcement:2026-05-04-wick": 2026-05-04T11:00:00Z\n',
    )
    expect(await brief({ register })).toEqual([FLAME])
    writeFileSync(
      register,
      'told:\n  "announcement:2026-05-01-old": 2026-05-01T10:00:00Z\ndismissed: ["announcement:2026-05-05-flame"]\n',
    )
    expect(await brief({ register })).toEqual([WICK])
  })

  test('a register that is named must be there', async () => {
    const register = join(project.folder, 'slip.yaml')
    expect(await thrownBy(decide({ config, register }))).toMatchObject({ code: 'REGISTER_SYNTAX' })
  })

  test('a baseline of the configuration is the instant where none is given', async () => {
    const environment = { BELFRY_NOTICES__BASELINE: '2026-05-05T00:00:00Z' }
    const { notices } = await decide({ config, now, environment })
    expect(notices.map(({ key }) => key)).toEqual(['announcement:2026-05-05-flame'])
  })

  test('against a revision, an edit is seen', async () => {
    const posts = makeRepository()
    posts.commit({
      'config/belfry.yaml': readFileSync(config, 'utf8').replace(/posts: .*/, 'posts: ../posts'),
      'posts/2026-05-04-wick.md': '---\ntitle: Wick 4.2\ndate: 2026-05-04T10:00:00Z\n---\nIt burns.\n',
    })
    posts.git('switch', '-q', '-c', 'topic')
    posts.commit({
      'posts/2026-05-04-wick.md':
        '---\ntitle: Wick 4.2\ndate: 2026-05-04T10:00:00Z\nwithdrawn: it burns houses down\n---\nIt burns.\n',
    })
    const { notices } = await decide({ config: join(posts.folder, 'config/belfry.yaml'), now, against: 'main' })
    expect(notices).toMatchObject([{ kind: 'update', severity: 'recall', post: '2026-05-04-wick', title: 'Wick 4.2' }])
    const none = decide({ config: join(posts.folder, 'config/belfry.yaml'), against: 'nowhere' })
    expect(await thrownBy(none)).toMatchObject({ code: 'GIT_REVISION' })
  })
})

describe('build', () => {
  test('writes feeds and pages to a folder, and says what changed', async () => {
    const folder = join(project.folder, 'built')
    const first = await build({ config, now, folder })
    expect(first.folder).toBe(folder)
    expect(first.feeds.find(({ path }) => path.endsWith('feed.xml') || path.endsWith('atom.xml'))).toMatchObject({
      entries: 2,
      changed: true,
    })
    for (const { path, bytes } of first.files) expect(readFileSync(join(folder, path)).length).toBe(bytes)
    const again = await build({ config, now, folder })
    expect(again.files.filter(({ changed }) => changed)).toEqual([])
    expect(again.problems.map(({ code }) => code)).toEqual(['POST_DATE'])
  })

  test('where no post can be read nothing is written', async () => {
    const empty = await makeProject('sqlite')
    const { code, problems } = await thrownBy(build({ config: empty.configFile, folder: join(empty.folder, 'built') }))
    expect([code, problems, readdirSync(empty.folder).includes('built')]).toEqual(['POSTS_EMPTY', [], false])
  })
})

describe('render', () => {
  test('a post is a mail in four forms', async () => {
    const mail = await render({ config, now, post: '2026-05-04-wick' })
    expect(mail.subject).toContain('Wick 4.2 is released')
    expect(mail.html).toMatch(/^<!doctype html>/i)
    expect(mail.text).toContain('It burns.')
    expect(Buffer.from(mail.message).toString('latin1')).toMatch(/^To: you@example\.org\r\n/)
  })

  test('an update is told in its words, to the list that is named', async () => {
    const update = 'It burns **blue** now.'
    const mail = await render({
      config,
      now,
      post: '2026-05-04-wick.md',
      update,
      severity: 'important',
      list: 'releases',
    })
    expect(mail.text).toContain('It burns blue now.')
    expect(Buffer.from(mail.message).toString('latin1')).toMatch(/^List-ID:.*<releases\./m)
  })

  test.each([
    [{ post: 'nothing' }, 'POST_UNKNOWN'],
    [{ post: '2026-05-04-wick', list: 'nobody' }, 'LIST_UNKNOWN'],
    [{ post: '2026-05-04-wick', update: ' ' }, 'USAGE'],
    [{ post: '2026-05-04-wick', severity: 'loud' as 'info' }, 'USAGE'],
  ])('%j is refused with %s', async (options, code) => {
    expect(await thrownBy(render({ config, now, ...options }))).toMatchObject({ code })
  })
})

describe('verify', () => {
  test('a mail is held against told.json; one that differs is a verdict, no error', async () => {
    const told = join(project.folder, 'told.json')
    const at = Date.parse('2026-05-04T12:00:00Z')
    const entry = { key: 'announcement:2026-05-04-wick', kind: 'announcement' as const, severity: 'info' as const, at }
    const facts = { digest: mailDigest('One', 'First.'), messageId: 'one@lantern.example', audit: 'a'.repeat(64) }
    writeFileSync(told, toldLog([{ ...entry, ...facts }]))
    const source = join(project.folder, 'mail.eml')
    mkdirSync(project.folder, { recursive: true })
    const holds = async (text: string) => {
      writeFileSync(source, `Message-ID: <one@lantern.example>\r\nSubject: One\r\n\r\n${text}`)
      return await verify({ config, source, told })
    }
    const rule = '-'.repeat(70)
    const good = await holds(`First.\r\n${rule}\r\nAnything below`)
    expect([good.ok, good.key, good.at]).toEqual([true, 'announcement:2026-05-04-wick', '2026-05-04T12:00:00Z'])
    const { ok, checks } = await holds(`Second.\r\n${rule}\r\n`)
    expect([ok, checks.find(({ name }) => name === 'text')?.ok]).toEqual([false, false])
  })
})

describe('what docs/api.md says that is thrown', () => {
  const text = readFileSync(join(repository, 'docs', 'api.md'), 'utf8')

  test('is what the comments say, and each code is one of the registry', () => {
    expect(text).toBe(reference())
    const thrown = [...text.matchAll(/^Throws `BelfryError`: ([\s\S]*?)\n\n/gm)].map(([, said = '']) => said)
    const codes = thrown.flatMap((said) => [...said.matchAll(/`([A-Z_]{3,})(…?)`/g)])
    expect(thrown).toHaveLength(5)
    expect(codes.length).toBeGreaterThan(10)
    const all = Object.keys(remedies)
    const unknown = codes.filter(
      ([, code = '', more]) => !all.some((one) => (more === '' ? one === code : one.startsWith(code))),
    )
    expect(unknown.map(([code]) => code)).toEqual([])
  })

  test.each([
    [{ BELFRY_CONTENT__POSTS: 'not-there' }, 'POSTS_FOLDER'],
    [{ BELFRY_CONTENT__POSTS: 'posts', BELFRY_CONTENT__GIT__REMOTE: './not-there' }, 'GIT_FETCH'],
  ])('by read with %j: %s', async (environment, code) => {
    expect(await thrownBy(read({ config, now, environment }))).toMatchObject({ code })
  })

  test('by build, and then nothing is written', async () => {
    const folder = join(project.folder, 'refused')
    const register = join(project.folder, 'ids.yaml')
    writeFileSync(register, 'feeds: { ids: tag, authority: lantern.example, since: "2025" }\n')
    const changed = build({ config, now, folder, environment: { BELFRY_CONTENT__REGISTER: register } })
    expect(await thrownBy(changed)).toMatchObject({ code: 'FEED_IDS_CHANGED' })
    expect(folders()).not.toContain('refused')
    writeFileSync(folder, 'a file')
    expect(await thrownBy(build({ config, now, folder }))).toMatchObject({ code: 'OUTPUT_FOLDER' })
    expect(readFileSync(folder, 'utf8')).toBe('a file')
  })

  test('by render, for a template of the project that is wrong', async () => {
    const emails = join(project.folder, 'emails')
    mkdirSync(emails)
    writeFileSync(join(emails, 'announcement.subject.txt'), '{{ titel }}')
    const environment = { BELFRY_MAIL__TEMPLATES: emails }
    expect(await thrownBy(render({ config, now, post: '2026-05-04-wick', environment }))).toMatchObject({
      code: 'TEMPLATE',
    })
  })
})

test('no text of the interface that nobody described gets into the reference', () => {
  expect(readFileSync(join(repository, 'docs', 'api.md'), 'utf8')).not.toMatch(/^\| `[^|]*\| `[^`]*` \| +\|$/m)
})
