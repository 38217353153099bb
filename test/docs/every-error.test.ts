/**
 * Each code of docs/errors.md is provoked once, as somebody meets it: a row a code, which asks whether the sentence
 * says what is wrong, whether file and line are named where they can be known, and whether a remedy stands beside it.
 * A code without a row fails here. What else an error has to hold stands in the tests of its room.
 */
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { BelfryError, type Code, type Problem, remedies } from '../../src/base/errors.js'
import { readSourceFeed } from '../../src/cms/read-source-feed.js'
import { loadConfig } from '../../src/config/load.js'
import { openTransport } from '../../src/delivery/open-transport.js'
import { fetchTip, type GitSource } from '../../src/git/open-clone.js'
import { branchAgainst } from '../../src/git/read-branch.js'
import { openContentSigner } from '../../src/mail/signing/open-openpgp.js'
import { readDkimRecord } from '../../src/mail/signing/read-dkim-record.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { approved, type ByHand, dismissed } from '../../src/notices/by-hand.js'
import { categoryRemarks } from '../../src/notices/category-remarks.js'
import { freshNotice, type Notice } from '../../src/notices/notice.js'
import { readRegister } from '../../src/register/read.js'
import { audienceWarnings } from '../../src/run/due/audience-guard.js'
import { goneCycleProblems, unknownRunProblems } from '../../src/run/health/runs-in-table.js'
import { accidentProblem } from '../../src/run/inbound/accidents.js'
import { movedDateProblems } from '../../src/run/moved-dates.js'
import { findPost } from '../../src/run/operators/manual-send.js'
import { erase } from '../../src/run/people/by-operator.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { askToAdd } from '../../src/run/sign-in/passkeys.js'
import { goneLists, goneProblems, unsaidRecalls } from '../../src/run/stops.js'
import { openHistory } from '../../src/source/open-history.js'
import { readAuthors } from '../../src/source/read-authors.js'
import { readPosts } from '../../src/source/read-posts.js'
import { openStore } from '../../src/store/open.js'
import { openSqlite } from '../../src/store/open-sqlite.js'
import { LIMITS, Watch } from '../../src/store/open-watch.js'
import { faultOf, unreliable } from '../../src/store/postgres-settings.js'
import { startServer } from '../../src/web/server.js'
import { rsaKey } from '../mail/signing/dkim-keys.js'
import { parse, post as postText } from '../posts/parsing.js'
import { configOf } from '../support/announcements.js'
import { belfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { lantern } from '../support/releases.js'
import { startScripted } from '../support/scripted-smtp.js'
import { addressOf } from '../web/web-fixture.js'

const NOW = '2026-05-04T09:30:00Z'
const SITE = { url: 'https://lantern.example', timezone: 'UTC', author: 'Ada', permalink: '/:title/' }

/** What is asked of a fault, wherever it was met. */
interface Fault {
  readonly message: string
  readonly fix: string
  readonly file?: string
  readonly line?: number
}

type Found = Fault & { readonly code: string }

const fresh = (name: string) => mkdtempSync(join(tmpdir(), `belfry-${name}-`))

/** In a folder of its own. @returns the folder */
function folderOf(files: Readonly<Record<string, string | Uint8Array | { readonly link: string }>>): string {
  const folder = fresh('every')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, join(folder, name))
    else writeFileSync(join(folder, name), content)
  }
  return folder
}

const inFront = (lines: string, body?: string) => () => parse(postText(lines, body)).problems
const inFile = (text: string | Uint8Array, path?: string) => () =>
  parse(text, path === undefined ? {} : { path }).problems

/** Made once, when the first row asks. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined
  return async () => {
    made ??= make()
    return await made
  }
}

const GOOD = '---\ntitle: Good\ncategories: releases\n---\nIt is good.\n'
const readFolder = once(async () => {
  const root = folderOf({
    '2026-05-01-good.md': GOOD,
    '2026-05-02-elsewhere.md': { link: '/etc/hostname' },
    '2026-05-03-a.md': '---\ntitle: A\nid: same\n---\nA.\n',
    '2026-05-03-b.md': '---\ntitle: B\nid: same\n---\nB.\n',
    '2026-05-04-c.md': '---\ntitle: C\npermalink: /c/\n---\nC.\n',
    '2026-05-04-d.md': '---\ntitle: D\npermalink: /c/\n---\nD.\n',
    '2026_05_05_news.md': GOOD,
    '2026-05-06-lamp/index.md': GOOD,
    '2026-05-06-lamp/lamp.png': 'no picture',
    '2026-05-07-e.md': '---\ntitle: E\n---\nSee [notes](./nowhere.md).\n',
  })
  return (await readPosts(root, SITE, new Map())).problems
})

type Settings = Parameters<typeof makeProject>[1]

async function checked(settings: Settings, prepare: (project: Project) => void = () => undefined): Promise<Problem[]> {
  const project = await makeProject('sqlite', settings)
  project.post('2026-05-01-good.md', { title: 'Good', categories: 'releases' }, 'It is good.')
  prepare(project)
  const { json } = await belfry(['check', '--json', '--feeds'], { config: project.configFile, now: NOW })
  return (json() as { problems: Problem[] }).problems
}

const IN_PROJECT = {
  'signing.asc': 'no key\n',
  'dkim.pem': 'no key\n',
  'releases.yaml': 'title: Lantern\nreleases:\n  - eol: soon\n',
  'emails/confirm.subject.txt': '<b>Confirm</b>\n',
  public: 'a file\n',
  'secrets/link-1.key': 'short\n',
  'hook.secret': 'none\n',
}
/** As many faults as one project can have and still be looked at. */
const checkedAll = once(
  async () =>
    await checked(
      {
        content: { releases: 'releases.yaml' },
        lists: [{ id: 'releases', title: 'Releases', categories: ['releases', 'releasse'] }],
        mail: {
          transport: 'smpt://mail.example',
          templates: 'emails',
          dkim: { selector: 'news', key: 'dkim.pem' },
          openpgp: { key: 'nowhere.asc' },
        },
        inbound: { maildir: 'nowhere' },
        hooks: [{ url: 'http://bot.example/', secretFile: 'hook.secret' }],
        expected: [{ title: 'Canary', every: '4 months' }],
      },
      (project) => {
        for (const [name, text] of Object.entries(IN_PROJECT)) {
          mkdirSync(dirname(join(project.folder, name)), { recursive: true })
          writeFileSync(join(project.folder, name), text)
        }
        project.post('2026-05-03-free.md', { title: 'Free', permalink: '/subscribe/' }, 'x')
      },
    ),
)

const LEAST = `site:\n  title: Lantern\n  url: https://lantern.example\ncontent:\n  posts: posts\nfeeds:\n  authority: a.example\n  since: 2026\nmail:\n  from: a@a.example\n  domain: a.example\n`
const configured = (text: string) => () => loadConfig(join(folderOf({ 'belfry.yaml': text }), 'belfry.yaml'), {})

/** A project with people and a told post, for commands. */
const office = once(async () => {
  const project = await makeProject('sqlite', { content: { releases: 'releases.yaml' } })
  writeFileSync(
    join(project.folder, 'releases.yaml'),
    'title: Lantern\npermalink: /lantern\nreleases:\n  - releaseCycle: "4.1"\n    eol: 2027-01-01\n',
  )
  project.post('2026-05-01-good.md', { title: 'Good', categories: 'releases' }, 'It is good.')
  const call = async (args: readonly string[], env: Record<string, string> = {}) =>
    await belfry(args, { config: project.configFile, now: NOW, env })
  expect((await call(['subscribers', 'add', 'ada@example.org', '--confirmed'])).code).toBe(0)
  expect((await call(['subscribers', 'suppress', 'gone@example.org', '--by', 'olga', '--reason', 'asked'])).code).toBe(
    0,
  )
  expect((await call(['operators', 'invite', 'olga@example.org', '--role', 'admin'])).code).toBe(0)
  expect((await call(['run'])).code).toBe(0)
  const backup = join(project.folder, 'good.jsonl.gz')
  expect((await call(['backup', backup])).code).toBe(0)
  return { project, call, backup }
})
const called =
  (...args: readonly string[]) =>
  async () => {
    const { call } = await office()
    return await call(args)
  }
/** A backup that was changed, with the checksum that belongs to it. */
async function restored(change: (line: string) => string, more: readonly string[] = ['--dry-run']) {
  const { call, backup } = await office()
  const lines = gunzipSync(readFileSync(backup)).toString('utf8').split('\n').slice(0, -2).map(change)
  const octets = lines.map((line) => `${line}\n`).join('')
  const rows = lines.filter((line) => line.startsWith('[')).length
  const end = { end: 'backup', rows, sha256: createHash('sha256').update(octets).digest('hex') }
  const file = join(fresh('backup'), 'crafted.jsonl.gz')
  writeFileSync(file, gzipSync(`${octets}${JSON.stringify(end)}\n`))
  return await call(['restore', file, ...more])
}

/** A project that was run once, in this process; what `work` makes of it. */
async function afterRun<Made>(
  settings: Settings,
  work: (world: Awaited<ReturnType<typeof openTestWorld>>, project: Project) => Promise<Made>,
): Promise<Made> {
  const project = await makeProject('sqlite', settings)
  const clock = testClock(NOW)
  project.post('2026-05-01-good.md', { title: 'Good', categories: 'releases' }, 'It is good.')
  const world = await openTestWorld(project, clock)
  try {
    await run(world)
    return await work(world, project)
  } finally {
    await world.close()
  }
}
const runAgain = (settings: Settings, change: (project: Project) => void) => async () =>
  await afterRun(settings, async (world, project) => {
    change(project)
    return (await run(world)).problems
  })
/** In another process, by what the folder holds then. */
const laterRun =
  (change: (project: Project) => void, env: Record<string, string> = {}) =>
  async () => {
    const project = await makeProject('sqlite')
    project.post('2026-05-01-good.md', { title: 'Good', categories: 'releases' }, 'It is good.')
    const call = { config: project.configFile, now: NOW }
    expect((await belfry(['run'], call)).code).toBe(0)
    change(project)
    return await belfry(['run'], { ...call, env })
  }

async function answering<Made>(
  status: number,
  headers: Record<string, string>,
  work: (url: string) => Promise<Made>,
): Promise<Made> {
  const server = createServer((_request, response) => response.writeHead(status, headers).end('no'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

const feedOf = (feed: string) =>
  readSourceFeed({ feed, lastGood: join(fresh('feed'), 'last.json') }, SITE, new Map(), { timeoutMs: 500 })

/** An ssh key that nobody has the other half of. */
const STRANGER = (() => {
  const part = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
  const key = Buffer.concat([part(Buffer.from('ssh-ed25519')), part(Buffer.alloc(32, 7))])
  return `ada@lantern.example ssh-ed25519 ${key.toString('base64')}\n`
})()

const repository = once(async () => {
  const remote = makeRepository()
  const tip = remote.commit({ '2026-05-01-good.md': GOOD })
  const signers = join(folderOf({ signers: STRANGER }), 'signers')
  const source = (about: Partial<GitSource> = {}): GitSource => ({
    ...{ remote: remote.folder, branch: 'main', clone: join(temporaryFolder('clone'), 'content.git') },
    ...{ allowedSigners: '', revokedSigners: '', signed: 'tip' as const },
    ...about,
  })
  return { remote, tip, signers, source }
})

async function withoutPrograms<Made>(work: () => Promise<Made>): Promise<Made> {
  const before = process.env.PATH
  process.env.PATH = fresh('empty')
  try {
    return await work()
  } finally {
    process.env.PATH = before
  }
}

const notice = (about: Partial<Notice>): Notice => ({
  ...freshNotice,
  ...{
    key: 'update:good:2026-05-04',
    kind: 'update',
    state: 'due',
    severity: 'info',
    post: 'good',
    since: 0,
    until: 0,
  },
  ...{ reason: 'because', revision: 2, digest: 'd', followUpOf: null, text: '' },
  ...about,
})
/** What the functions that are given it look at. */
const decision = (about: object) => about as ByHand
const good = () => {
  const { announcement } = parse(GOOD, { path: '2026-05-01-good.md' })
  if (announcement === undefined) throw new Error('no announcement')
  return announcement
}

async function refusedBy(script: Parameters<typeof startScripted>[0], user = ''): Promise<void> {
  const server = await startScripted(script)
  try {
    const transport = server.transport.replace('smtp://', `smtp://${user}`)
    const { open } = await openTransport(configOf({ mail: { transport } }))
    await open().ready()
  } finally {
    await server.close()
  }
}

/** `line` and `file`: the fault names it. */
type Row = readonly [Code, RegExp, 'line' | 'file' | 'no place', () => unknown]

const rows: readonly Row[] = [
  // Command line
  ['USAGE', /unknown command 'frobnicate'/, 'no place', called('frobnicate')],
  ['NOW', /BELFRY_NOW.*soon/, 'no place', async () => await belfry(['plan'], { now: 'soon' })],
  // Configuration
  ['CONFIG_MISSING', /is not there/, 'no place', () => loadConfig('/nowhere/belfry.yaml', {})],
  ['CONFIG_SYNTAX', /No YAML: a second ": "/, 'line', configured('site: title: x\n')],
  [
    'CONFIG_KEY_UNKNOWN',
    /feeds\.folders is not a key.*did you mean folder\?/,
    'line',
    configured(LEAST.replace('feeds:', 'feeds:\n  folders: x')),
  ],
  ['CONFIG_VALUE', /site\.url must be an http or https address/, 'line', configured(LEAST.replace('https:', 'ftp:'))],
  ['SITE_STYLE', /is no style sheet by its name/, 'file', configured(LEAST.replace('site:', 'site:\n  style: x.txt'))],
  [
    'INIT_EXISTS',
    /belfry\.yaml/,
    'no place',
    async () => await belfry(['init', folderOf({ 'config/belfry.yaml': 'mine\n' }), '--yes']),
  ],
  [
    'SITE_CONFIG',
    /YAML|read/,
    'line',
    async () =>
      (
        await belfry(
          ['init', folderOf({ '_config.yml': 'title: [\n', '_posts/2026-05-01-a.md': GOOD }), '--yes', '--json'],
          { now: NOW },
        )
      ).json(),
  ],
  ['FEED_UNREADABLE', /none\.xml/, 'no place', async () => (await office()).call(['ids', '/nowhere/none.xml'])],
  [
    'FEED_IDS',
    /matches|post/,
    'file',
    async () =>
      (
        await (
          await office()
        ).call([
          'ids',
          join(
            folderOf({
              'feed.json':
                '{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"a","url":"https://lantern.example/news/2026/05/01/good/","title":"Good"},{"id":"b","url":"https://lantern.example/lost/","title":"Lost"}]}',
            }),
            'feed.json',
          ),
          '--json',
        ])
      ).json(),
  ],
  [
    'CONFIG_INSECURE',
    /mail\.example.*http:/,
    'line',
    async () => await checked({ mail: { transport: 'smtps://mail.example' } }),
  ],
  ['TRANSPORT', /transport/, 'line', checkedAll],
  [
    'LISTEN',
    /127\.0\.0\.1/,
    'no place',
    async () =>
      await answering(
        200,
        {},
        async (url) =>
          await afterRun(
            { web: { listen: new URL(url).host } },
            async (world) => await startServer(world, { mailWaiting: () => undefined }),
          ),
      ),
  ],
  [
    'SECRETS_LOST',
    /link-1\.key/,
    'no place',
    laterRun(({ folder }) => rmSync(join(folder, 'secrets'), { recursive: true })),
  ],
  ['SECRETS', /64 hexadecimal|read by other users/, 'line', checkedAll],
  [
    'GPG_MISSING',
    /gpg/,
    'no place',
    async () => {
      const file = join(folderOf({ 'k.asc': 'key' }), 'k.asc')
      chmodSync(file, 0o600)
      return await withoutPrograms(async () => await openContentSigner(file))
    },
  ],
  ['OPENPGP_KEY', /nowhere\.asc/, 'line', checkedAll],
  [
    'FEED_MOVED',
    /other\.example/,
    'no place',
    async () => await answering(302, { Location: 'http://other.example/feed' }, feedOf),
  ],
  ['CONTENT_FEED', /500/, 'no place', async () => await answering(500, {}, feedOf)],
  [
    'FEED_ENTRY',
    /far|elsewhere/,
    'line',
    async () => {
      const entry = (id: string, link: string) =>
        `<entry><id>${id}</id><title>${id}</title><link href="${link}"/>` +
        '<published>2026-05-01T00:00:00Z</published><content>Words.</content></entry>\n'
      const entries = entry('good', 'https://lantern.example/a/') + entry('far', 'https://elsewhere.example/far/')
      const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>\n${entries}</feed>`
      return (await feedOf(join(folderOf({ 'feed.xml': feed }), 'feed.xml'))).problems
    },
  ],
  [
    'FEED_IDS_CHANGED',
    /tag:lantern\.example,2026.*tag:lantern\.example,2025/,
    'file',
    laterRun(() => undefined, { BELFRY_FEEDS__SINCE: '2025' }),
  ],
  [
    'FEED_RULE',
    /Duplicate/,
    'file',
    async () =>
      await checked({}, ({ folder, post }) => {
        post('2026-05-02-next.md', { title: 'Next', categories: 'releases' }, 'It is next.')
        mkdirSync(join(folder, 'content'), { recursive: true })
        const entries = ['2026-05-01-good', '2026-05-02-next'].map((id) => `  ${id}: https://lantern.example/x\n`)
        writeFileSync(join(folder, 'content', 'register.yaml'), `entries:\n${entries.join('')}`)
      }),
  ],
  ['OUTPUT_FOLDER', /feeds\.folder.*public is a file/, 'line', checkedAll],
  [
    'CACHE',
    /cannot be remembered/,
    'file',
    laterRun(({ folder, post }) => {
      rmSync(join(folder, 'cache'), { recursive: true, force: true })
      writeFileSync(join(folder, 'cache'), 'a file')
      for (let number = 10; number < 29; number += 1)
        post(`2026-04-${number}-more.md`, { title: `More ${number}` }, 'More.')
    }),
  ],
  [
    'KEPT_FOLDER',
    /kept/,
    'file',
    laterRun(({ folder }) => {
      rmSync(join(folder, 'kept'), { recursive: true })
      writeFileSync(join(folder, 'kept'), 'a file')
    }),
  ],
  ['HOOK', /not https/, 'file', checkedAll],
  [
    'HOOK_FAILED',
    /it answers 503/,
    'no place',
    async () =>
      await answering(
        503,
        {},
        async (url) =>
          await afterRun(
            { hooks: [{ url, secretFile: 'hook.secret' }], notices: { settle: '0s' } },
            async (world, { folder, post }) => {
              writeFileSync(join(folder, 'hook.secret'), `whsec_${Buffer.alloc(32, 7).toString('base64')}\n`)
              post('2026-05-04-news.md', { title: 'News', categories: 'releases' }, 'News.')
              return (await run(world)).problems
            },
          ),
      ),
  ],
  [
    'HUB_PING',
    /was not told of .*: it answers 503/,
    'no place',
    async () =>
      await answering(503, {}, async (hub) => {
        const listen = `127.0.0.1:${await freePort()}`
        const settings = { site: { url: `http://${listen}` }, feeds: { hubs: [hub] }, web: { listen } }
        return await afterRun(settings, async (world, project) => {
          const server = await startServer(world, { mailWaiting: () => undefined })
          project.post('2026-05-04-news.md', { title: 'News' }, 'News.')
          const { problems } = await run(world)
          await server.close()
          return problems
        })
      }),
  ],
  // Posts
  ['POSTS_FOLDER', /posts/, 'file', async () => await checked({ content: { posts: 'nowhere' } })],
  [
    'AUTHORS_FILE',
    /^No author is taken from it: /,
    'line',
    () => readAuthors(join(folderOf({ 'authors.yml': 'ada:\n  name: "open\n' }), 'authors.yml')).problems,
  ],
  ['POST_PICTURE', /lamp\.png|picture/, 'file', readFolder],
  [
    'POSTS_EMPTY',
    /no post/i,
    'file',
    async () => await checked({}, ({ posts }) => rmSync(join(posts, '2026-05-01-good.md'))),
  ],
  ['POST_UNREADABLE', /leaves the folder|link/, 'file', readFolder],
  ['POST_ENCODING', /UTF-8/, 'line', inFile(Buffer.from('---\ntitle: caf\xe9\n---\nb\n', 'latin1'))],
  [
    'BOUNCE_ACCIDENT',
    /12 of 12 messages of mailing 3 to big\.example/,
    'file',
    () => [accidentProblem({ config: configOf() }, { mailing: 3, domain: 'big.example', bounced: 12, mailed: 12 })],
  ],
  ['INBOUND', /Maildir|maildir/, 'line', checkedAll],
  [
    'POST_LIMIT',
    /10,?001 marks of emphasis|marks of emphasis/,
    'line',
    inFront('title: x', `${'*a* '.repeat(5001)}\n`),
  ],
  ['POST_TOO_LARGE', /The post has 294 KB/, 'file', inFile(`${GOOD}${'a'.repeat(300_000)}`)],
  ['POST_FRONT_MATTER', /YAML/, 'line', inFront('title: [a')],
  ['POST_FRONT_MATTER_MISSING', /front matter/, 'line', inFile('Words.\n')],
  ['POST_FRONT_MATTER_EXECUTABLE', /js/, 'line', inFile('---js\n{}\n---\nWords.\n')],
  ['POST_FRONT_MATTER_SIZE', /begins with &/, 'line', inFront('title: &a x\nauthor: *a')],
  ['POST_FIELD', /id: holds white space/, 'line', inFront('title: x\nid: two words')],
  ['POST_TITLE', /title/, 'file', inFront('categories: releases')],
  ['POST_DATE', /date/, 'line', inFront('title: x\npublishdate: soon')],
  ['POST_EMPTY', /has no body/, 'file', inFront('title: x', ' \n')],
  ['POST_NUMBER', /4\.2/, 'line', inFront('title: x\nversion: 4.20')],
  ['POST_CONFLICT', /git|merge/, 'line', inFront('title: x', 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n')],
  ['POST_SWITCH', /published: "?flase/, 'line', inFront('title: x\npublished: flase')],
  ['POST_DRAFT', /title says/, 'line', inFront('title: "[DRAFT] x"')],
  ['POST_WITHDRAWN', /withdrawn/, 'line', inFront('title: x\nwithdrawn: ture')],
  ['POST_SEVERITY', /severity/, 'line', inFront('title: x\nseverity: urgent')],
  ['POST_EVERGREEN', /evergreen/, 'line', inFront('title: x\nevergreen: ture')],
  ['POST_TEMPLATE', /\{\{ site\.baseurl/, 'line', inFront('title: x', '[notes]({{ site.baseurl }}/notes/)\n')],
  [
    'POST_FILL',
    /gone\.html/,
    'line',
    async () =>
      (
        await readPosts(
          join(
            folderOf({
              '_posts/2026-05-01-a.md': '---\ntitle: A\n---\n{% include gone.html %}\n',
              '_config.yml': 'title: x\n',
            }),
            '_posts',
          ),
          { ...SITE, liquid: true },
          new Map(),
        )
      ).problems,
  ],
  [
    'POST_PAGE',
    /page/,
    'file',
    runAgain({ content: { render: 'site', built: '_site' }, feeds: { pages: false } }, () => undefined),
  ],
  ['POST_CALLOUT', /callout|\[!/i, 'line', inFront('title: x', '> [!IMPORTANT]\n> Words.\n')],
  ['POST_DROPPED', /<input>/, 'line', inFront('title: x', 'a <input name="wick">\n')],
  ['POST_LINK', /nowhere\.md/, 'line', readFolder],
  ['POST_KEY', /severtiy/, 'line', inFront('title: x\nsevertiy: recall')],
  ['POST_KEY_TWICE', /title/, 'line', inFront('title: x\ntitle: y')],
  ['POST_COMMENT', /#7/, 'line', inFront('title: Lantern #7 is out')],
  ['POST_DATE_READ', /2026-02-30|date/, 'line', inFront('title: x\ndate: 2026-02-30')],
  ['POST_KIND', /secruity/, 'line', inFront('title: x\nkind: secruity')],
  ['POST_VERSION', /31\.0/, 'line', inFront('title: Lantern 31.0 has been released\nversion: "1"')],
  [
    'POST_CATEGORY',
    /securty/,
    'line',
    () =>
      categoryRemarks([parse(postText('title: x\ncategories: [securty]')).announcement ?? good(), good()], {
        lists: [{ id: 'a', title: 'A', description: '', categories: ['security', 'releases'] }],
        placeOf: () => ({ file: 'belfry.yaml' }),
        fileOf: (path) => path,
      }),
  ],
  ['LIST_CATEGORY', /releasse/, 'line', checkedAll],
  ['POST_NEARLY', /2026_05_05_news|name/, 'file', readFolder],
  [
    'POST_KEPT',
    /stay as the post was/,
    'file',
    laterRun(({ posts }) => writeFileSync(join(posts, '2026-05-01-good.md'), '---\ntitle: [a\n---\nb\n')),
  ],
  ['POST_RESERVED', /subscribe/, 'file', checkedAll],
  ['POST_ID_TWICE', /same/, 'file', readFolder],
  ['POST_URL_TWICE', /\/c\//, 'file', readFolder],
  // Git
  [
    'GIT_MISSING',
    /git/,
    'no place',
    async () => {
      const { source } = await repository()
      return await withoutPrograms(async () => await fetchTip(source()))
    },
  ],
  [
    'GIT_FETCH',
    /nowhere/,
    'no place',
    async () => await fetchTip((await repository()).source({ remote: '/nowhere/at/all' })),
  ],
  [
    'GIT_SIGNATURE',
    /signed|signature/,
    'no place',
    async () => {
      const { source, signers } = await repository()
      return await fetchTip(source({ allowedSigners: signers }))
    },
  ],
  [
    'GIT_REWOUND',
    /ffffffffffff/,
    'no place',
    async () => {
      const { source, signers } = await repository()
      return await fetchTip(source({ allowedSigners: signers }), {
        accepted: [{ commit: 'f'.repeat(40), at: 0 }],
        now: Date.parse(NOW),
        isLedger: true,
      })
    },
  ],
  [
    'GIT_UNVOUCHED',
    /signed|vouch|nothing new/i,
    'no place',
    async () => {
      const { source, signers, tip } = await repository()
      const { problem } = await fetchTip(source({ allowedSigners: signers }), {
        accepted: [{ commit: tip, at: 0 }],
        now: Date.parse(NOW),
        isLedger: true,
      })
      return [problem]
    },
  ],
  ['GIT_REVISION', /nope/, 'no place', async () => await branchAgainst((await repository()).remote.folder, 'nope')],
  ['GIT_REPOSITORY', /nowhere/, 'no place', async () => await openHistory('/nowhere')],
  // Releases, register, mail
  ['RELEASES_TABLE', /releaseCycle|cycle/, 'line', checkedAll],
  [
    'REGISTER_SYNTAX',
    /No YAML: a key goes on in the next line/,
    'line',
    () => readRegister(join(folderOf({ 'register.yaml': '<<<<<<< HEAD\na: b\n' }), 'register.yaml')),
  ],
  ['TEMPLATE', /<b> as it stands/, 'line', checkedAll],
  ['TEMPLATE_MISSING', /nowhere/, 'no place', () => loadTemplates('/nowhere/emails')],
  ['DKIM_KEY', /dkim\.pem|key/, 'line', checkedAll],
  [
    'DKIM_RECORD',
    /rsa\._domainkey/,
    'no place',
    async () =>
      await readDkimRecord(rsaKey, {
        resolveTxt: async () => {
          throw Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' })
        },
      }),
  ],
  [
    'SMTP_UNREACHABLE',
    /421 too many/,
    'no place',
    async () => await refusedBy({ greeting: () => '421 too many connections' }),
  ],
  [
    'SMTP_REFUSED',
    /cannot be used/,
    'no place',
    async () => await refusedBy({ extensions: ['AUTH PLAIN'] }, 'ada:pw@'),
  ],
  // Ledger
  [
    'LEDGER_BEHIND',
    /announcement:lost/,
    'file',
    laterRun(({ folder }) => {
      const register = join(folder, 'content', 'register.yaml')
      writeFileSync(
        register,
        `${readFileSync(register, 'utf8')}\n`.replace(
          /\ntold: \{\}\n|\n$/,
          '\ntold:\n  announcement:lost: 2026-05-01T00:00:00Z\n',
        ),
      )
    }),
  ],
  [
    'LEDGER_MOVED',
    /ledger/,
    'no place',
    async () => {
      const copies = fresh('moved')
      const database = join(copies, 'belfry.db')
      const project = await makeProject('sqlite', { database: `sqlite:${database}` })
      project.post('2026-05-01-good.md', { title: 'Good' }, 'It is good.')
      const call = { config: project.configFile, now: NOW }
      await belfry(['subscribers', 'add', 'ada@example.org', '--confirmed'], call)
      await belfry(['run'], call)
      expect((await belfry(['send', '2026-05-01-good', '--yes'], call)).code).toBe(0)
      cpSync(database, join(copies, 'copy.db'))
      const env = { BELFRY_DATABASE: `sqlite:${join(copies, 'copy.db')}`, BELFRY_MARKS: join(copies, 'marks') }
      return await belfry(['run'], { ...call, env })
    },
  ],
  [
    'MARKS',
    /marks/,
    'no place',
    laterRun(({ folder }) => {
      rmSync(join(folder, 'marks'), { recursive: true })
      writeFileSync(join(folder, 'marks'), 'a file')
    }),
  ],
  ['DATABASE', /neither/, 'no place', async () => await openStore('mysql://localhost/belfry')],
  [
    'DATABASE_SETTINGS',
    /LATIN1/,
    'no place',
    () => {
      throw unreliable(
        'news',
        faultOf({
          isolation: 'read committed',
          commit: 'on',
          stored: 'LATIN1',
          spoken: 'UTF8',
          path: 'public',
          schema: 'public',
          mayMake: true,
          reads: false,
          locked: null,
        }) ?? { message: '', fix: '' },
      )
    },
  ],
  [
    'DATABASE_SILENT',
    /did not answer/,
    'no place',
    async () =>
      await new Watch({ ...LIMITS, shortMs: 1 }).answered(
        async () => await new Promise(() => undefined),
        'shortMs',
        () => undefined,
      ),
  ],
  [
    'DATABASE_BUSY',
    /database|file/,
    'no place',
    () => {
      const file = join(fresh('busy'), 'a.db')
      const [one, other] = [openSqlite(file), openSqlite(file, 1)]
      const ask = (text: string) => ({ sql: text, parameters: [] })
      one.execute(ask('create table t (a)'))
      one.execute(ask('begin immediate'))
      try {
        other.execute(ask('insert into t values (1)'))
      } finally {
        one.execute(ask('rollback'))
        one.close()
        other.close()
      }
    },
  ],
  [
    'DATABASE_NEWER',
    /tables that this ver/,
    'no place',
    async () => {
      const database = `sqlite:${join(fresh('newer'), 'a.db')}`
      const store = await openStore(database)
      await sql`insert into kysely_migration (name, timestamp) values ('9999-to-come', '2030-01-01T00:00:00Z')`.execute(
        store.db,
      )
      await store.close()
      return await openStore(database)
    },
  ],
  ['BACKUP_FILE', /is there|folder|exists/i, 'no place', called('backup', tmpdir())],
  [
    'BACKUP_DAMAGED',
    /backup/,
    'no place',
    async () => (await office()).call(['restore', join(folderOf({ a: 'no backup\n' }), 'a'), '--dry-run']),
  ],
  [
    'BACKUP_NEWER',
    /newer|format/,
    'no place',
    async () => await restored((line) => line.replace('"format":1', '"format":2')),
  ],
  [
    'BACKUP_KEY',
    /nobody@example\.org/,
    'no place',
    async () =>
      (await office()).call(['backup', join(fresh('key'), 'a.gpg'), '--encrypt-to', 'nobody@example.org'], {
        GNUPGHOME: fresh('gnupg'),
      }),
  ],
  [
    'BACKUP_OTHER',
    /news\.other\.example/,
    'no place',
    async () => await restored((line) => line.replace('announce.lantern.example', 'news.other.example')),
  ],
  [
    'LEDGER_FILLED',
    /database|ledger/,
    'no place',
    async () => {
      const { call, backup } = await office()
      return await call(['restore', backup])
    },
  ],
  // Operators
  ['POSTS_GONE', /12 posts are gone/, 'file', () => goneProblems(configOf(), decision({ failedRead: 12 }))],
  ['POST_EXPECTED', /Canary/, 'file', checkedAll],
  [
    'RECALL_UNSAID',
    /Good.*withdrawn/,
    'line',
    () =>
      unsaidRecalls(
        decision({ notices: [notice({ severity: 'recall', post: good().id })], tell: [], announcements: [good()] }),
        (path) => path,
      ),
  ],
  [
    'AUDIENCE_SHRUNK',
    /it would reach nobody/,
    'file',
    () =>
      audienceWarnings(
        decision({ tell: [notice({ severity: 'recall' })] }),
        new Map([['update:good:2026-05-04', { by: 'audience', reason: 'it would reach nobody' }]]),
        'belfry.yaml',
      ),
  ],
  ['NOTICE_UNKNOWN', /announcement:x/, 'no place', called('notices', 'show', 'announcement:x')],
  ['NOTICE_STATE', /told/, 'no place', () => dismissed(notice({ state: 'told' }))],
  [
    'NOTICE_REVISION',
    /is at revision 2 now, not 1/,
    'no place',
    () => approved(notice({ state: 'held' }), { revision: 1 }),
  ],
  [
    'NOT_LIVE',
    /does not answer/,
    'file',
    async () =>
      await answering(
        404,
        {},
        async (url) =>
          await afterRun(
            { site: { url: url.slice(0, -1) }, notices: { requireLive: true, settle: '0s' } },
            async (world, project) => {
              project.post('2026-05-04-news.md', { title: 'News' }, 'News.')
              return (await run(world)).problems
            },
          ),
      ),
  ],
  ['POST_UNKNOWN', /lamp/, 'no place', () => findPost([good()], 'lamp')],
  ['MAILING_UNKNOWN', /999/, 'no place', called('mailings', 'show', '999')],
  // Subscribers
  ['ADDRESS', /nobody/, 'no place', called('subscribers', 'add', 'nobody')],
  ['RELEASE_UNKNOWN', /9\.9/, 'no place', called('preview', 'lantern/9.9', '--stage', 'reached')],
  ['PERSON_UNKNOWN', /who@example\.org/, 'no place', called('subscribers', 'show', 'who@example.org')],
  ['OPERATOR_UNKNOWN', /who@example\.org/, 'no place', called('operators', 'revoke', 'who@example.org')],
  [
    'PASSKEY_UNKNOWN',
    /Phone/,
    'no place',
    called('operators', 'remove-passkey', 'olga@example.org', '--name', 'Phone'),
  ],
  [
    'PASSKEY_REFUSED',
    /127\.0\.0\.1/,
    'no place',
    async () =>
      await afterRun(
        { web: { url: 'http://127.0.0.1:8025' } },
        async (world) => await askToAdd(world, { id: 1, address: 'a@example.org', role: 'owner' } as never),
      ),
  ],
  [
    'RUNS_UNKNOWN',
    /lantern\/9\.9/,
    'file',
    () => unknownRunProblems([{ run: 'lantern/9.9', people: 3, nearest: 'lantern/9.8' }], 'releases.yaml'),
  ],
  [
    'DATE_MOVED',
    /is held: moved far/,
    'file',
    () =>
      movedDateProblems(
        [
          notice({
            key: 'end-of-life:lantern/4.1:eol:2029-06-01:date-changed',
            kind: 'end-of-life',
            state: 'held',
            heldBy: 'moved',
            reason: 'moved far',
          }),
        ],
        lantern,
      ),
  ],
  [
    'CYCLE_GONE',
    /lantern\/4\.1 left.*2026-06-01/,
    'file',
    () =>
      goneCycleProblems(
        decision({ leftTable: [{ cycle: 'lantern/4.1', field: 'eol', date: '2026-06-01' }] }),
        'releases.yaml',
      ),
  ],
  [
    'LIST_UNKNOWN',
    /relaeses.*releases/,
    'no place',
    called('subscribers', 'add', 'b@example.org', '--lists', 'relaeses'),
  ],
  ['LIST_GONE', /2 people are on the list "old"/, 'file', () => goneLists(configOf(), [{ list: 'old', people: 2 }])],
  [
    'PERSON_BUSY',
    /ada@example\.org/,
    'no place',
    async () =>
      await afterRun({}, async (world) => {
        await subscribe(world, {
          address: addressOf('ada@example.org'),
          lists: ['releases'],
          details: {},
          ask: 'request',
        })
        await world.store.db.updateTable('deliveries').set({ state: 'sending' }).execute()
        await erase(world, addressOf('ada@example.org'), { by: 'olga', reason: '' }, 0)
      }),
  ],
  ['SUPPRESSED', /gone@example\.org/, 'no place', called('subscribers', 'add', 'gone@example.org', '--confirmed')],
  [
    'IMPORT_FORMAT',
    /address|column/,
    'no place',
    async () =>
      (await office()).call([
        'subscribers',
        'import',
        join(folderOf({ 'a.csv': 'colour,size\nred,1\n' }), 'a.csv'),
        '--confirmed',
      ]),
  ],
]

/** `belfry: SENTENCE REMEDY [CODE]`, or a line of a problem: `PLACE: SENTENCE (REMEDY) [CODE]`. */
function inOutput(text: string): Found[] {
  const ended = [...text.matchAll(/^belfry: (.*?(?:\n(?!belfry:).*?)*?) \[([A-Z_]+)\](?:\n\((.*)\))?$/gm)]
  const listed = [
    ...text.matchAll(/^(?!belfry:)(\S+?)(?::(\d+))?(?::\d+)?: (?:warning: )?(.*) \((.*)\) \[([A-Z_]+)\]$/gm),
  ]
  return [
    ...ended.map(([, said = '', code = '', below]) => ({
      ...{ code, message: said },
      fix: below ?? said.slice(said.search(/[.?!:] [A-Z]/) + 2),
    })),
    ...listed.map(([, file = '', line, message = '', fix = '', code = '']) => ({
      ...{ code, message, fix, file },
      ...(line !== undefined && { line: Number(line) }),
    })),
  ]
}

/** Whatever a row gives: problems, a report that holds some, what a command wrote, what was thrown. */
function faultsIn(given: unknown): Found[] {
  if (given instanceof BelfryError) return [...given.problems, given]
  if (Array.isArray(given)) return given as Found[]
  if (typeof given !== 'object' || given === null) return []
  if ('problems' in given) return faultsIn(given.problems)
  return 'stderr' in given && 'stdout' in given ? inOutput(`${String(given.stderr)}\n${String(given.stdout)}`) : []
}

test('each code has a row', () => {
  expect(rows.map(([code]) => code).sort()).toEqual(Object.keys(remedies).sort())
})

test.each(rows)('%s', async (code, says, place, provoke) => {
  const given = await Promise.resolve()
    .then(provoke)
    .catch((thrown: unknown) => thrown)
  const found = faultsIn(given).find((one) => one.code === code)
  expect([code, found, given]).toEqual([code, expect.anything(), given])
  expect(found?.message).toMatch(says)
  expect(found?.fix).toMatch(/^[\p{L}{].{7,}/su)
  if (place !== 'no place') expect(found?.file).toMatch(/\S/)
  if (place === 'line') expect(found?.line).toBeGreaterThan(0)
})
