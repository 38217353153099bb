/**
 * `belfry preview`: files, a page and pictures of the mail of a post, an update and the end of a cycle; no SMTP and no
 * database.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { templateNames } from '../../src/mail/templates/names.js'
import { belfry } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'
import { openpgpSigner } from '../support/signers.js'

const POST = '2026-05-04-lantern-os-3-1-0'
const now = '2026-05-04T12:00:00Z'
const PICTURES = [
  ...['phone-light', 'phone-dark', 'phone-forced-dark'],
  ...['desktop-light', 'desktop-dark', 'desktop-forced-dark', 'desktop-images-off'],
]
let project: Project

beforeAll(async () => {
  project = await makeProject('sqlite', {
    mail: { transport: 'smtp://127.0.0.1:1' },
    database: 'postgres://nobody@127.0.0.1:1/nowhere',
    web: { url: 'https://mail.lantern.example' },
    content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
  })
  project.post(
    `${POST}.md`,
    { title: 'Lantern OS 3.1.0 has been released', categories: 'releases' },
    'It is there, see [the mirror](http://mirror.example/).\n\n<img src="data:image/png;base64,AA==">',
  )
  writeFileSync(
    join(project.folder, 'releases.yaml'),
    'title: Lantern OS\npermalink: /lantern\nreleases:\n  - releaseCycle: "2.1"\n    releaseDate: 2024-05-04\n    eol: 2026-12-15\n',
  )
})

const preview = async (...args: string[]) =>
  await belfry(['preview', ...args, '--out', join(project.folder, 'out'), '--json'], call())
const call = (env: Readonly<Record<string, string>> = {}) => ({ config: project.configFile, now, env })
/** Of the environment, or the one of npm. */
const withPictures = { CHROMIUM: process.env.CHROMIUM ?? '' }
const out = (...names: string[]) => join(project.folder, 'out', ...names)

test.each([['--reinstate'], ['--update', ' ']])('refuses what makes no update: %s', async (...flags) => {
  const refused = await preview(POST, ...flags)
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('[USAGE]')])
})

test('writes HTML, text, message, pictures and a page that shows them with header fields and warnings', async () => {
  const result = await belfry(['preview', POST, '--out', out(), '--json'], call(withPictures))
  expect(result.json()).toMatchObject({
    subject: 'Lantern OS 3.1.0 has been released',
    warnings: ['A link is without https: http://mirror.example/'],
  })
  for (const name of ['mail.html', 'mail.txt', 'mail.eml', ...PICTURES.map((one) => `${one}.png`)])
    expect(existsSync(out(POST, name)), name).toBe(true)
  expect(readFileSync(out(POST, 'phone-dark.png')).subarray(1, 4).toString()).toBe('PNG')
  const page = readFileSync(out(POST, 'index.html'), 'utf8')
  for (const picture of PICTURES) expect(page).toContain(`src="${picture}.png"`)
  expect(page).toContain('List-Unsubscribe-Post')
  expect(page).toContain('without https: http://mirror.example/')
  expect(page).not.toContain('<script')
})

test('shows the remarks on the post, with file, line and column, and of no other', async () => {
  project.post(
    '2026-05-02-odd.md',
    { title: 'Odd', severtiy: 'info', withdrawn: 'ture' },
    'See {{ it }}, <input x="1">.',
  )
  project.post('2026-05-02-other.md', { title: 'Other', catagories: 'releases' }, 'Text.')
  const { code, stderr } = await preview('2026-05-02-odd')
  expect(code).toBe(0)
  const shown = stderr.split('\n').filter((line) => line.includes('.md:'))
  expect(shown.map((line) => /2026-05-02-(\w+\.md:\d+:\d+: (?:warning: )?\S+ \S+)/.exec(line)?.[1]).sort()).toEqual([
    'odd.md:3:1: warning: severtiy: is',
    'odd.md:4:12: withdrawn: "ture"',
    'odd.md:7:15: warning: <input> is',
    'odd.md:7:5: {{ it',
  ])
  expect((await preview('lantern/2.1')).stderr).not.toContain('.md:')
})

test('shows an update, warns of a long subject', async () => {
  project.post('2026-05-03-long.md', { title: `Lantern ${'very '.repeat(20)}long` }, 'Text.')
  const result = await preview('2026-05-03-long', '--update', 'It is back.', '--severity', 'recall')
  expect(result.json()).toMatchObject({ warnings: [expect.stringContaining('more than 78')] })
  expect(readFileSync(out('2026-05-03-long', 'mail.txt'), 'utf8')).toContain('It is back.')
})

test.each([
  ['reached', 'Lantern OS 2.1 reaches its end of life on 15 December 2026'],
  ['approaching-30d', '30 days left: Lantern OS 2.1 reaches its end of life on 15 December 2026'],
])('shows the end of a cycle as the table says it: %s', async (stage, subject) => {
  const result = await preview('lantern/2.1', '--stage', stage)
  expect(result.json()).toMatchObject({ key: `end-of-life:lantern/2.1:eol:2026-12-15:${stage}`, subject })
})

test.skipIf(spawnSync('gpg', ['--version']).status !== 0)(
  'shows what OpenPGP signs without the personal links, and them below it, as they are sent',
  async () => {
    const key = openpgpSigner('Lantern OS <announce@lantern.example>')
    const signed = await makeProject('sqlite', { mail: { openpgp: { key: 'secret.asc' } } })
    writeFileSync(join(signed.folder, 'secret.asc'), key.gpg('--armor', '--export-secret-keys', key.key), {
      mode: 0o600,
    })
    signed.post('2026-05-03-news.md', { title: 'News' }, 'Text.')
    const folder = join(signed.folder, 'out')
    const result = await belfry(['preview', '2026-05-03-news', '--out', folder, '--json'], {
      config: signed.configFile,
      now,
    })
    expect(result.json()).toMatchObject({ warnings: [] })
    const written = (name: string) => readFileSync(join(folder, '2026-05-03-news', name), 'utf8')
    for (const name of ['mail.html', 'mail.txt']) {
      expect(written(name), name).not.toContain('/unsubscribe/')
      expect(written(name), name).toMatch(/below what is \s*signed/)
    }
    expect(written('footer.txt')).toContain('/unsubscribe/preview')
    expect(written('index.html')).toContain('src="footer.txt"')
    expect(existsSync(out(POST, 'footer.txt'))).toBe(false)
  },
)

test('says which cycles there are, and what a stage is', async () => {
  const unknown = await preview('lantern/9')
  expect(unknown.stderr).toContain('RELEASE_UNKNOWN')
  expect(unknown.stderr).toContain('2.1')
  expect((await preview('lantern/2.1', '--stage', 'soon')).code).toBe(2)
})

test('shows each template with its samples, in the look of the project, and the mail of a test', async () => {
  for (const name of [...templateNames, 'test']) {
    const shown = (await preview('--template', name)).json() as { key: string; subject: string; warnings: string[] }[]
    expect(shown.length, name).toBeGreaterThan(0)
    for (const { key, subject, warnings } of shown) {
      expect(
        warnings.filter((one) => !one.startsWith('The subject has')),
        key,
      ).toEqual([])
      expect(subject.startsWith('[Test] '), key).toBe(name === 'test')
      const sample = key.replace('template:', name === 'test' ? 'test-' : '')
      for (const file of ['mail.html', 'mail.txt', 'mail.eml', 'index.html'])
        expect(existsSync(out(sample, file)), `${sample}/${file}`).toBe(true)
    }
  }
  expect(readFileSync(out('confirm', 'mail.eml'), 'utf8')).toContain('Subject: Confirm your subscription to Lantern OS')
})

test('does not take a template that there is not, nor a post beside one, nor nothing', async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await preview(...args)
    expect(code).toBe(2)
    return stderr
  }
  expect(await refused('--template', 'confrim')).toContain('Did you mean confirm?')
  expect(await refused(POST, '--template', 'confirm')).toContain('Name a post, or --template NAME alone. [USAGE]')
  expect(await refused()).toContain('belfry preview does not know what to show. Name a post')
})

test('warns of links of Belfry without https where others reach it, and not on this machine', async () => {
  const at = async (url: string) => {
    const result = await belfry(['preview', POST, '--out', out(), '--json'], call({ BELFRY_WEB__URL: url }))
    return (result.json() as { warnings: string[] }).warnings.length
  }
  expect([await at('http://localhost:8025'), await at('http://mail.lantern.example')]).toEqual([1, 3])
})
