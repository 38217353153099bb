import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { BelfryError, type Problem } from '../../src/base/errors.js'
import { loadConfig } from '../../src/config/load.js'
import { configFile, type Environment } from '../../src/config/read-environment.js'
import { type Config, schema } from '../../src/config/schema.js'
import { repository } from '../support/project.js'

const LEAST = `site:
  title: Lantern OS
  url: https://lantern.example/
content:
  posts: ../content/posts
feeds:
  authority: lantern.example
  since: 2026
mail:
  from: Lantern OS <announce@lantern.example>
  domain: announce.lantern.example
`

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-config-')), 'belfry.yaml')
  writeFileSync(file, text)
  return file
}

const load = (text: string, environment: Environment = {}): Config => loadConfig(fileOf(text), environment)

function fault(text: string, environment: Environment = {}): BelfryError {
  try {
    load(text, environment)
  } catch (thrown) {
    if (thrown instanceof BelfryError) return thrown
    throw thrown
  }
  throw new Error('it has no fault')
}

/** `line: message` of each. */
const said = (problems: readonly Problem[]) => problems.map(({ line, message }) => `${line}: ${message}`)

test('the least configuration is filled up with defaults', () => {
  const config = load(LEAST)
  expect(config).toMatchObject({
    site: { title: 'Lantern OS', url: 'https://lantern.example', language: 'en', timezone: 'UTC' },
    feeds: { since: '2026', ids: 'tag', entries: 20, content: 'full', pages: true },
    lists: [{ id: 'all', categories: ['*'] }],
    notices: {
      baseline: 'first-run',
      settle: 1_800_000,
      newWithin: 604_800_000,
      backfillAfter: 3_888_000_000,
      holdAbove: 3,
      batchAbove: 15,
      staleAfter: 1_209_600_000,
    },
    mail: { from: { name: 'Lantern OS', address: 'announce@lantern.example' }, replyTo: '' },
    delivery: {
      connections: 10,
      lanes: 4,
      perConnection: 'none',
      rate: 'none',
      domainRates: {},
      maxFailures: 0.25,
      retryFor: 432_000_000,
      uncertain: 'resend',
      lease: 20_000,
    },
    web: { listen: { host: '127.0.0.1', port: 8025 }, url: 'http://localhost:8025' },
  })
})

test('paths are relative to the file, and absolute ones stay', () => {
  const file = fileOf(`${LEAST}secrets: /etc/belfry\ndatabase: sqlite:belfry.db\n`)
  const config = loadConfig(file, {})
  const folder = join(file, '..')
  expect(config.file).toBe(file)
  expect(config.content.posts).toEqual([join(folder, '../content/posts')])
  expect(config.content.releases).toBe('')
  expect(config.mail.transport).toBe(`file:${join(folder, '../var/outbox')}`)
  expect(config.database).toBe(`sqlite:${join(folder, 'belfry.db')}`)
  expect(config.secrets).toBe('/etc/belfry')
  expect(load(`${LEAST}database: postgres://belfry@db/belfry\n`).database).toBe('postgres://belfry@db/belfry')
})

test('DKIM keys are paths relative to the file, or the PEM text that the environment reads from a file', () => {
  const file = fileOf(`${LEAST}  dkim: { selector: a, key: a.pem, ed25519: { selector: b, key: b.pem } }\n`)
  expect(loadConfig(file, {}).mail.dkim).toEqual({
    selector: 'a',
    key: join(file, '../a.pem'),
    ed25519: { selector: 'b', key: join(file, '../b.pem') },
  })
  const pem = fileOf('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')
  const fromEnvironment = { BELFRY_MAIL__DKIM__SELECTOR: 'a', BELFRY_MAIL__DKIM__KEY_FILE: pem }
  expect(load(LEAST, fromEnvironment).mail.dkim.key).toBe(readFileSync(pem, 'utf8').trim())
})

test('half a DKIM key, and one that cannot be told apart, are faults with their line', () => {
  expect(said(fault(`${LEAST}  dkim:\n    selector: a\n`).problems)).toEqual([
    '12: mail.dkim.key is needed with mail.dkim.selector',
  ])
  expect(fault(`${LEAST}  dkim: { selector: a.b_c, key: a.pem }\n`).problems[0]?.message).toMatch(
    /^mail\.dkim\.selector /,
  )
})

test('every fault is told at once, each with its line', () => {
  const text = LEAST.replace('title: Lantern OS', 'title: ""')
    .replace('  authority', '  entrys: 5\n  authority')
    .replace('domain: announce', 'domain: not a domain # announce')
  const { problems, code, message } = fault(`${text}notices:\n  settle: soon\ndelivery:\n  connections: 0\n`)
  expect(message).toMatch(/has 5 faults\.$/)
  expect(said(problems)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^2: site\.title /),
      '7: feeds.entrys is not a key Belfry knows; did you mean entries?',
      '12: mail.domain must be a domain name, like announce.example.org',
      '14: notices.settle "soon" is not a duration; write it like 30m, 6h or 90d',
      expect.stringMatching(/^16: delivery\.connections /),
    ]),
  )
  expect(problems.length).toBe(5)
  expect(['CONFIG_VALUE', 'CONFIG_KEY_UNKNOWN']).toContain(code)
})

test.each([
  ['sites:\n  x: 1\n', 'sites', 'site'],
  ['notices:\n  setle: 1h\n', 'notices.setle', 'settle'],
  ['notices:\n  holdabove: 1\n', 'notices.holdabove', 'holdAbove'],
  ['lists:\n  - { id: a, title: A, category: [x], categories: [x] }\n', 'lists.0.category', 'categories'],
])('an unknown key is named with the nearest known one: %j', (text, key, near) => {
  expect(fault(LEAST + text).problems.map((one) => one.message)).toContain(
    `${key} is not a key Belfry knows; did you mean ${near}?`,
  )
})

test('an unknown key that is like none is named alone', () => {
  expect(fault(`${LEAST}xylophone: 1\n`).problems[0]?.message).toBe('xylophone is not a key Belfry knows')
})

test.each(['title', 'url', 'posts', 'from', 'domain', 'authority', 'since'])('%s is required', (key) => {
  const { problems } = fault(LEAST.replace(new RegExp(`^  ${key}: .*\\n`, 'm'), ''))
  expect(problems.length).toBe(1)
  expect(problems[0]?.message).toMatch(new RegExp(`\\.${key} is (missing|needed)`))
})

test('with ids: url no authority is needed', () => {
  const text = LEAST.replace(/^ {2}(authority|since): .*\n/gm, '').replace('feeds:\n', 'feeds:\n  ids: url\n')
  expect(load(text).feeds.ids).toBe('url')
})

test.each([
  ['site.url', LEAST.replace('https://lantern.example/', 'ftp://lantern.example')],
  ['site.url', LEAST.replace('https://lantern.example/', '"https://lantern.example/\\r\\nBcc: x"')],
  ['site.url', LEAST.replace('https://lantern.example/', '"https://lantern.example/a b"')],
  ['site.timezone', LEAST.replace('site:', 'site:\n  timezone: Atlantis/Capital')],
  ['site.language', LEAST.replace('site:', 'site:\n  language: english please')],
  ['mail.from', LEAST.replace('Lantern OS <announce@lantern.example>', 'nobody')],
  ['feeds.since', LEAST.replace('2026', 'long ago')],
  ['feeds.since', LEAST.replace('2026', '2026-13')],
  ['feeds.since', LEAST.replace('2026', '2026-02-30')],
  ['notices.baseline', `${LEAST}notices: { baseline: 2026-13-45 }\n`],
  ['notices.baseline', `${LEAST}notices: { baseline: yesterday }\n`],
  ['web.listen', `${LEAST}web: { listen: "127.0.0.1:99999" }\n`],
  ['lists.1.id', `${LEAST}lists: [{ id: a, title: A, categories: [a] }, { id: a, title: B, categories: [b] }]\n`],
  ['lists.0.id', `${LEAST}lists: [{ id: "a b", title: A, categories: [a] }]\n`],
  ['lists', `${LEAST}lists: []\n`],
  ['delivery.uncertain', `${LEAST}delivery: { uncertain: maybe }\n`],
])('%s is checked: %j', (key, text) => {
  const { problems } = fault(text)
  expect(problems.map((one) => one.message.split(' ')[0])).toEqual([key])
  expect(problems[0]?.line).toBeGreaterThan(0)
})

test('broken YAML is named with its line and column', () => {
  const { code, problems } = fault(`${LEAST}web: { listen: \nx: [`)
  expect(code).toBe('CONFIG_SYNTAX')
  expect(problems[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) })
})

test.each([
  ['a list', '- 1\n'],
  ['a word', 'hello\n'],
  ['nothing', ''],
  ['a key twice', `${LEAST}mail: {}\n`],
  ['an alias', `${LEAST}lists: &x [*x]\n`],
])('a file with %s is refused with a sentence', (_what, text) => {
  const { problems, message } = fault(text)
  expect(message).toMatch(/ has (a fault|\d+ faults)\.$/)
  for (const one of problems) expect(one.message).toMatch(/^\S/)
})

test('a file that is not there is named', () => {
  expect(() => loadConfig('/nowhere/belfry.yaml', {})).toThrow(
    expect.objectContaining({
      code: 'CONFIG_MISSING',
      message: 'The configuration /nowhere/belfry.yaml is not there.',
    }),
  )
})

test('the file is that of --config, else of BELFRY_CONFIG, else config/belfry.yaml', () => {
  expect(configFile('/a.yaml', { BELFRY_CONFIG: '/b.yaml' })).toBe('/a.yaml')
  expect(configFile(undefined, { BELFRY_CONFIG: '/b.yaml' })).toBe('/b.yaml')
  expect(configFile(undefined, {})).toBe(join(process.cwd(), 'config/belfry.yaml'))
})

test('any key comes from the environment, in capitals with underscores', () => {
  const config = load(LEAST, {
    BELFRY_SITE__TITLE: '2026',
    BELFRY_DELIVERY__RETRY_FOR: '2d',
    BELFRY_DELIVERY__CONNECTIONS: '3',
    BELFRY_NOTICES__HOLD_ABOVE: '0',
    BELFRY_FEEDS__PAGES: 'false',
    BELFRY_FEEDS__SINCE: '2020',
    BELFRY_MAIL__POSTAL_ADDRESS: 'Lantern: OS\n4000 Porto',
    BELFRY_DATABASE: 'postgres://belfry@db/belfry',
    BELFRY_LISTS: '[{ id: news, title: News, categories: ["*"] }]',
    BELFRY_NOW: '2026-05-01T09:00:00Z',
    BELFRY_CONFIG: '/elsewhere.yaml',
    OTHER: 'x',
  })
  expect(config).toMatchObject({
    site: { title: '2026' },
    delivery: { retryFor: 172_800_000, connections: 3 },
    notices: { holdAbove: 0 },
    feeds: { pages: false, since: '2020' },
    mail: { postalAddress: 'Lantern: OS\n4000 Porto' },
    database: 'postgres://belfry@db/belfry',
    lists: [{ id: 'news', title: 'News' }],
  })
})

test('the environment goes before the file, and can give what the file lacks', () => {
  const text = LEAST.replace(/^ {2}from: .*\n/m, '')
  expect(
    load(text, { BELFRY_MAIL__FROM: 'announce@other.example', BELFRY_MAIL__DOMAIN: 'other.example' }).mail,
  ).toMatchObject({
    from: { name: '', address: 'announce@other.example' },
    domain: 'other.example',
  })
})

test('a secret is read from the file that …_FILE names, without its last line end', () => {
  const secret = fileOf('smtp://ada:pa%20ss@127.0.0.1:25\n')
  expect(load(LEAST, { BELFRY_MAIL__TRANSPORT_FILE: secret }).mail.transport).toBe('smtp://ada:pa%20ss@127.0.0.1:25')
  expect(() => load(LEAST, { BELFRY_MAIL__TRANSPORT_FILE: '/nowhere' })).toThrow(
    expect.objectContaining({ code: 'CONFIG_VALUE', message: expect.stringContaining('BELFRY_MAIL__TRANSPORT_FILE') }),
  )
})

test.each([
  [{ BELFRY_DELIVERY__CONNECTIONS: 'many' }, '$BELFRY_DELIVERY__CONNECTIONS'],
  [{ BELFRY_NOTICES__SETTLE: 'soon' }, '$BELFRY_NOTICES__SETTLE'],
  [{ BELFRY_MAIL__DOMAINE: 'x' }, '$BELFRY_MAIL__DOMAINE'],
  [{ BELFRY_NONSENSE: 'x' }, '$BELFRY_NONSENSE'],
  [{ BELFRY_LISTS: '[a' }, '$BELFRY_LISTS'],
])('a fault in the environment is named with its variable: %j', (environment, file) => {
  const { problems } = fault(LEAST, environment as Environment)
  expect(problems.map((one) => one.file)).toEqual([file])
})

test('a value from the environment cannot reach outside the configuration', () => {
  expect(() =>
    load(LEAST, { BELFRY___PROTO____POLLUTED: 'yes', BELFRY_CONSTRUCTOR__PROTOTYPE__POLLUTED: 'yes' }),
  ).toThrow(BelfryError)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

const shipped = join(repository, 'config', 'belfry.yaml')

test('the configuration that is shipped loads', () => {
  expect(loadConfig(shipped, {}).site.title).toBe('Lantern OS')
})

/** Every path of keys in the schema; the keys of a list's entries stand under `[]`. */
function keysOf(type: unknown, path: string): string[] {
  const def = Reflect.get(Object(type), 'def')
  if (def === undefined) return []
  if (def.innerType !== undefined) return keysOf(def.innerType, path)
  if (def.in !== undefined && def.shape === undefined) return keysOf(def.in, path)
  if (def.element !== undefined) return [path, ...keysOf(def.element, `${path}[]`)]
  if (def.shape === undefined) return [path]
  return Object.entries(def.shape).flatMap(([key, inner]) => keysOf(inner, path === '' ? key : `${path}.${key}`))
}

test('every key stands in the configuration that is shipped: it is the reference', () => {
  // What is not set there stands in comments below its key.
  const text = readFileSync(shipped, 'utf8').replace(
    /^( *\w+:) \[\].*\n((?:#.*\n)+)/gm,
    (_, key: string, lines: string) => `${key}\n${lines.replace(/^#/gm, '')}`,
  )
  const written: unknown = parse(text)
  const has = (path: string): boolean => {
    let at: unknown[] = [written]
    for (const key of path.replaceAll('[]', '').split('.'))
      at = at
        .flat()
        .map((one) => Reflect.get(Object(one), key))
        .filter((one) => one !== undefined)
    return at.length > 0
  }
  const keys = keysOf(schema, '')
  expect(keys.length).toBeGreaterThan(40)
  expect(keys).toEqual(expect.arrayContaining(['site.title', 'lists', 'lists[].severity', 'web.listen', 'database']))
  // Whatever front matter may hold can be a key there; mail.look has the keys of look.
  const isField = (key: string) => /^(?:content\.fields|mail\.look)\./.test(key)
  expect(keys.filter((key) => !isField(key) && !has(key))).toEqual([])
  expect(has('content.fields')).toBe(true)
})

test('the defaults that the shipped configuration names are the defaults', () => {
  const lines = readFileSync(shipped, 'utf8').split('\n')
  const defaults = load(LEAST)
  // Of `backups`, which has a key of the same name as `delivery`, nothing is compared here.
  const others = lines.findIndex((line) => line.startsWith('backups:'))
  const named = lines.slice(0, others).flatMap((line) => {
    const match = /^ {2}(\w+): ([^#]*?) +# default: (\[[^\]]*\]|[^,;]+)/.exec(line)
    return match === null ? [] : [{ key: match[1] ?? '', value: match[3]?.trim() ?? '' }]
  })
  expect(named.length).toBeGreaterThan(10)
  const asWritten = load(
    stringify({
      ...parse(LEAST),
      notices: Object.fromEntries(
        named
          .filter(({ key }) => key in defaults.notices && key !== 'baseline')
          .map(({ key, value }) => [key, /^(\d+|true|false|\{\}|\[.*\])$/.test(value) ? parse(value) : value]),
      ),
      delivery: Object.fromEntries(
        named
          .filter(({ key }) => key in defaults.delivery)
          .map(({ key, value }) => [key, /^(\d+|true|false|\{\}|\[.*\])$/.test(value) ? parse(value) : value]),
      ),
    }),
  )
  expect(asWritten.notices).toEqual(defaults.notices)
  expect(asWritten.delivery).toEqual(defaults.delivery)
})
