/**
 * Whatever changed, a folder that was published before holds afterwards what a new one would. In: generated
 * announcements, and a change of one of their facts, of the register, of the releases table or of a key of the
 * configuration. A new field of Announcement that nobody generates does not compile here.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { LazyText } from '../../src/base/facts.js'
import { type Announcement, kinds, severities } from '../../src/posts/announcement.js'
import { emptyRegister, type Register } from '../../src/register/register.js'
import { noReleases, type ReleaseTable } from '../../src/releases/release.js'
import { publish } from '../../src/run/output/publish.js'
import { loadWords } from '../../src/words/load-words.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'
import { lantern } from '../support/releases.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

interface Said {
  readonly posts: readonly Announcement[]
  readonly register: Register
  readonly releases: ReleaseTable
  readonly config: ReturnType<typeof configOf>
  /** When it is published; absent for `now`. */
  readonly at?: number
}

const word = fc.constantFrom('lamp', 'wick', 'oil', 'flame <b>', 'A & B', 'withdrawn')
const day = fc.constantFrom('2026-05-04', '2026-05-05', '2025-12-31', '2026-05-20')
const address = word.map((text) => `${SITE_URL}/news/${encodeURIComponent(text)}/`)
const stated = fc.array(fc.record({ day, text: word }), { maxLength: 2 })

/**
 * How each field may be otherwise. `digest` follows the body, as that of a file does; the rest may come from elsewhere.
 */
const otherwise: { readonly [Field in keyof Required<Announcement>]: fc.Arbitrary<Partial<Announcement>> } = {
  id: word.map((id) => ({ id: id.replaceAll(/\W/g, '-') })),
  placing: fc.boolean().map((dayOnly) => ({ placing: { dayOnly } })),
  path: word.map((path) => ({ path: `${path}.md` })),
  unfilledDigest: word.map((unfilledDigest) => ({ unfilledDigest })),
  slug: word.map((slug) => ({ slug })),
  title: word.map((title) => ({ title })),
  instant: day.map((at) => ({ instant: Date.parse(`${at}T11:00:00Z`) })),
  day: day.map((at) => ({ day: at })),
  url: address.map((url) => ({ url })),
  kind: fc.constantFrom(...kinds).map((kind) => ({ kind })),
  severity: fc.constantFrom(...severities).map((severity) => ({ severity })),
  version: word.map((version) => ({ version })),
  authors: fc.array(word, { minLength: 1, maxLength: 3 }).map((authors) => ({ authors })),
  language: fc.constantFrom('en', 'de').map((language) => ({ language })),
  categories: fc.array(word, { maxLength: 3 }).map((categories) => ({ categories })),
  tags: fc.array(word, { maxLength: 2 }).map((tags) => ({ tags })),
  downloadUrl: address.map((downloadUrl) => ({ downloadUrl })),
  upgrade: word.map((upgrade) => ({ upgrade })),
  redirectTo: address.map((redirectTo) => ({ redirectTo })),
  redirectFrom: address.map((from) => ({ redirectFrom: [from] })),
  image: address.map((image) => ({ image })),
  updates: day.map((at) => ({ updates: [{ day: at, instant: Date.parse(`${at}T00:00:00Z`) }] })),
  statedUpdates: stated.map((statedUpdates) => ({ statedUpdates })),
  withdrawn: fc.boolean().map((withdrawn) => ({ withdrawn })),
  withdrawnBecause: word.map((withdrawnBecause) => ({ withdrawnBecause })),
  reinstated: fc.constant({ reinstated: true as const }),
  unlisted: fc.constant({ unlisted: true as const }),
  expires: fc.integer({ min: 1, max: 2 ** 45 }).map((expires) => ({ expires })),
  evergreen: fc.constant({ evergreen: true }),
  remarks: fc.constant({ remarks: [] }),
  readableSince: fc.constant({ readableSince: 2 }),
  places: fc.constant({ places: { categories: { line: 3, column: 13 } } }),
  follows: word.map((follows) => ({ follows })),
  endOfLife: word.map(() => ({ endOfLife: { product: 'lantern', cycles: ['3.0'] } })),
  markdown: fc.constantFrom('gfm', 'kramdown').map((flavour) => ({ markdown: { flavour } }) as const),
  updateWords: word.map((text) => ({ updateWords: { language: 'de', updates: [text], before: [] } })),
  body: word.map((text) => withBody(`Other *text* of ${text}, see [news](/news/).\n`)),
  bodyLength: fc.integer({ min: 1, max: 300_000 }).map((bodyLength) => ({ bodyLength })),
  headed: fc.constant({ headed: true as const }),
  rendered: word.map((text) => ({ rendered: new LazyText(text, () => `<p>${text.replace(/[<&]/g, '')}</p>`) })),
  digest: word.map((digest) => ({ digest })),
  lines: fc.integer({ min: 1, max: 9 }).map((line) => ({ lines: { title: line, body: line } })),
}

function withBody(body: string): Partial<Announcement> {
  return { body, digest: createHash('sha256').update(body).digest('hex') }
}

const post = (title: string, at: string) => announcement({ title, day: at, ...withBody(`About ${title}.\n`) })
const start: Said = {
  posts: [
    post('Lantern OS 3.1.0 has been released', '2026-05-04'),
    post('A flaw in the wick', '2026-04-01'),
    post('Lantern OS 3.0.3 has been released', '2026-03-01'),
    post('Meet us in Porto', '2025-11-11'),
  ],
  register: emptyRegister,
  releases: lantern,
  config: configOf({ feeds: { entries: 2 } }),
}
const [first] = start.posts
const id = first?.id ?? ''
const at = Date.parse('2026-05-10T10:00:00Z')

const ofRegister: { readonly [Field in keyof Register]: Partial<Register> } = {
  ids: { ids: new Map([['other', id]]) },
  urls: { urls: new Map([[id, `${SITE_URL}/old/`]]) },
  entries: { entries: new Map([[id, '/old']]) },
  told: { told: new Map([[`announcement:${id}`, at]]) },
  updates: { updates: [{ key: `update:${id}:2026-05-10`, post: id, at, severity: 'recall', text: 'Stop.' }] },
  retractions: { retractions: [{ post: 'gone', url: `${SITE_URL}/news/gone/`, at }] },
  endOfLife: {
    endOfLife: [
      { key: 'end-of-life:lantern/3.0:eol:2026-08-01:approaching', at, severity: 'info', title: 'E', text: 'T' },
    ],
  },
  dates: { dates: [{ name: 'lantern/9.9:eol', date: '2026-12-24', sequence: 1, at }] },
  unknown: { unknown: [{ after: 'told', text: 'more: 1\n' }] },
}
const lists = [{ id: 'all', title: 'Everything', description: 'All of it', categories: ['*'] }]
const keys: readonly Parameters<typeof configOf>[0][] = [
  { site: { title: 'Other' } },
  { site: { description: 'Other words' } },
  { site: { language: 'de' } },
  { words: loadWords('', 'de').words },
  { site: { author: 'Somebody' } },
  { site: { timezone: 'Pacific/Auckland' } },
  { feeds: { entries: 3 } },
  { feeds: { entries: 2, content: 'summary' } },
  { feeds: { entries: 2, ids: 'url' } },
  { feeds: { entries: 2, updates: 'in-place' } },
  { feeds: { entries: 2, authority: 'other.example' } },
  { feeds: { entries: 2, since: '2020' } },
  { feeds: { entries: 2, hubs: ['https://hub.example/'] } },
  { feeds: { entries: 2, pages: false } },
  { lists },
  { web: { url: 'https://forms.example' } },
  { mail: { transport: 'smtp://mail.example:587' } },
]

type Change = (said: Said) => Said
const onePost = (about: fc.Arbitrary<Partial<Announcement>>): fc.Arbitrary<Change> =>
  fc.tuple(about, fc.nat({ max: start.posts.length - 1 })).map(([other, which]) => (said) => ({
    ...said,
    posts: said.posts.map((one, index) => (index === which ? { ...one, ...other } : one)),
  }))
const ofAll = (changes: readonly Change[]): fc.Arbitrary<Change> => fc.constantFrom(...changes)
const fromRegister = ofAll(
  Object.values(ofRegister).map(
    (other): Change =>
      (said) => ({ ...said, register: { ...said.register, ...other } }),
  ),
)
const fromKeys = ofAll(
  keys.map(
    (about): Change =>
      (said) => ({ ...said, config: configOf(about) }),
  ),
)
const fromPosts = ofAll([
  (said) => ({ ...said, posts: said.posts.slice(1) }),
  (said) => ({ ...said, posts: [...said.posts, post('One more', '2026-05-30')] }),
  (said) => ({ ...said, releases: noReleases }),
])

async function published(folder: string, { posts, register, releases, config, at: instant = now }: Said) {
  const context = {
    config: { ...config, feeds: { ...config.feeds, folder }, cache: `${folder}-cache` },
    clock: { now: () => instant },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  }
  return await publish(context, { announcements: posts, register, releases })
}

function held(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = names.map((one) => join(one.parentPath, one.name))
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]))
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-warm-'))
  folders.push(folder, `${folder}-cache`)
  return folder
}

async function sameWarmAndCold(changes: readonly Change[], from: Said = start): Promise<void> {
  const warm = newFolder()
  let said = from
  await published(warm, said)
  for (const change of changes) {
    said = change(said)
    await published(warm, said)
  }
  const cold = newFolder()
  await published(cold, said)
  expect(held(warm)).toEqual(held(cold))
}

test.each(Object.entries(otherwise))(
  'a warm folder is as a cold one when %s of an announcement changed',
  async (_, about) => {
    await fc.assert(
      fc.asyncProperty(onePost(about), async (change) => await sameWarmAndCold([change])),
      { numRuns: 3 },
    )
  },
)

test.each(Object.entries(ofRegister))(
  'a warm folder is as a cold one when %s of the register changed',
  async (_, other) => {
    const change: Change = (said) => ({ ...said, register: { ...said.register, ...other } })
    await sameWarmAndCold([change, (said) => ({ ...said, register: emptyRegister })])
    await sameWarmAndCold([change])
  },
)

test.each(keys.map((about) => [JSON.stringify(about), about] as const))(
  'a warm folder is as a cold one when the configuration has %s',
  async (_, about) => {
    await sameWarmAndCold([(said) => ({ ...said, config: configOf(about) })])
  },
)

test('a warm folder is as a cold one whenever it is built, and again after what was removed', async () => {
  const day = '2026-05-20'
  const stated = [{ day, text: 'Stated.' }]
  const [about, ...others] = start.posts
  if (about === undefined) throw new Error('no post')
  const later = { ...about, statedUpdates: stated, updates: [{ day, instant: Date.parse(`${day}T00:00:00Z`) }] }
  const told = [{ key: `update:${id}:2026-05-10`, post: id, at, severity: 'recall' as const, text: 'Stop.' }]
  const gone = [{ post: 'gone', url: `${SITE_URL}/news/gone/`, at: at + 1_000 }]
  const said = {
    ...start,
    posts: [later, ...others, { ...post('One more', '2026-05-30'), expires: now - 1 }],
    register: { ...emptyRegister, updates: told, retractions: gone },
  }
  const warm = newFolder()
  const instants = [at - 1, at, at + 1_000, Date.parse(`${day}T00:00:00Z`), Date.parse(`${day}T01:10:00Z`), now, at]
  for (const instant of instants) {
    await published(warm, { ...said, at: instant })
    expect((await published(warm, { ...said, at: instant })).files.filter(({ changed }) => changed)).toEqual([])
    const cold = newFolder()
    const { files, feeds } = await published(cold, { ...said, at: instant })
    expect(held(warm)).toEqual(held(cold))
    const again = await published(warm, { ...said, at: instant })
    const entries = (all: typeof feeds) => all.map(({ feed, entries: count }) => [feed, count])
    expect([again.files.length, entries(again.feeds)]).toEqual([files.length, entries(feeds)])
  }
  // Made of the same, and not there: it is planned then.
  for (const path of ['atom.xml', 'index.html', 'favicon.ico']) rmSync(join(warm, path))
  writeFileSync(join(warm, 'favicon.ico'), 'of somebody else')
  const made = (await published(warm, { ...said, at })).files.filter(({ changed }) => changed)
  expect(made.map(({ path }) => path).sort()).toEqual(['atom.xml', 'favicon.ico', 'index.html'])
})

test('a warm folder is as a cold one after any few changes', async () => {
  const any = fc.oneof(...Object.values(otherwise).map(onePost), fromRegister, fromKeys, fromPosts)
  await fc.assert(
    fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 4 }), async (changes) => await sameWarmAndCold(changes)),
    { numRuns: 6 },
  )
})
