/**
 * Holds the house together: rooms and their direction, no circles, doors, what deciding files may import and use,
 * fronts of wings, names, line lengths. Belfry's own tree has no fault; and for each wall there is a small tree that
 * breaks it on purpose and is seen to.
 */
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type HouseRules, houseFaults, type Wall, walls } from './support/house.js'
import { repository } from './support/project.js'
import { readTree } from './support/read-house.js'

const rules: HouseRules = {
  packages: {
    base: ['node:crypto', 'temporal-polyfill', 'yaml'],
    words: ['yaml'],
    config: ['node:url', 'yaml', 'zod'],
    markup: [
      'github-slugger',
      'html-to-text',
      'markdown-it',
      'markdown-it-emoji',
      'markdown-it-footnote',
      'sanitize-html',
    ],
    posts: [
      ...[
        'csv-parse/sync',
        'gray-matter',
        'js-yaml',
        'liquidjs',
        'markdown-it',
        'node:buffer',
        'node:crypto',
        'smol-toml',
      ],
      'temporal-polyfill',
    ],
    releases: ['node:buffer', 'yaml'],
    register: ['node:crypto', 'yaml', 'zod'],
    inbound: ['node:crypto', 'postal-mime'],
    notices: ['diff', 'markdown-it', 'node:crypto', 'temporal-polyfill', 'yaml'],
    feeds: ['feed', 'ical-generator', 'node:crypto', 'parse5', 'saxes', 'zod'],
    site: ['node:crypto', 'preact', 'preact-render-to-string'],
    subscribers: ['node:crypto', 'node:url'],
    mail: ['liquidjs', 'mjml', 'node:crypto', 'node:util', 'nodemailer/lib/mail-composer', 'parse5'],
  },
  // The files of a wing that others import; what stands behind them is the wing's own.
  fronts: {
    'cli/against': ['flags', 'read-flags'],
    'cli/init': ['answers', 'feed', 'first-read', 'summary'],
    'cli/mailings': ['retry', 'shown', 'watch'],
    'cli/preview': ['end-of-life-trial', 'show-mail', 'template'],
    'cli/serving': ['old-ledger', 'open-service-log', 'service'],
    'cli/shell': ['completion', 'manual', 'usage'],
    'cli/shown': ['adoption', 'ahead', 'counted', 'notice', 'plan', 'progress', 'records'],
    'cli/subscribers': ['end', 'flags', 'import', 'look', 'suppressions'],
    'config/schema': [
      ...['content', 'delivery', 'feeds', 'hooks', 'inbound', 'lists', 'mail', 'notices', 'schedule', 'values', 'web'],
    ],
    'delivery/audience': ['audience-store', 'unwritten-store'],
    'delivery/smtp': ['open-connections'],
    'feeds/check': ['problems', 'strict-xml'],
    'inbound/webhooks': ['event', 'providers', 'read-https', 'sendgrid', 'ses', 'taken-store'],
    'mail/signing': [
      'dkim-key',
      'open-openpgp',
      'open-signer',
      'openpgp-content',
      'read-dkim-record',
      'signer',
      'write-dkim-key',
    ],
    'mail/templates': ['check', 'load', 'make', 'names', 'open', 'write-copies'],
    'markup/kramdown': ['rules'],
    'notices/edits': [
      'blocks',
      'decide',
      'post-text',
      'significance',
      'significance-rules',
      'tokens',
      'update-keys',
      'update-text',
    ],
    'notices/end-of-life': [
      'ahead',
      'beside-posts',
      'case',
      'decide',
      'facts',
      'posts',
      'stages',
      'texts',
      'title-and-text',
    ],
    'posts/front-matter': ['headers', 'lines', 'split', 'yaml'],
    'posts/mdx': ['markdown', 'remarks'],
    'posts/remarks': ['body', 'contradictions', 'dropped', 'empty', 'keys', 'known-keys'],
    'posts/stated': ['all', 'dates', 'draft-and-kind', 'id-and-address', 'not-yet', 'title'],
    'posts/templating': ['fill-in', 'site-files', 'site-templates'],
    'run/backups': ['read-held-files', 'restore', 'write-held-files', 'write-kept'],
    'run/due': ['decide-now', 'freeze', 'idle', 'queue', 'remember-idle', 'runs-of', 'whom'],
    'run/health': [
      'alarms',
      'cannot-work',
      'doctor',
      'ledger-numbers-store',
      'open-mail-trial',
      'read-alarm-facts',
      'read-doctor',
      'read-setup',
      'runs-in-table',
    ],
    'run/history': [
      'against',
      'audit',
      'by-register',
      'past',
      'read-against',
      'read-told-log',
      'record-decided',
      'replay',
      'verify-told',
    ],
    'run/inbound': [
      'accidents',
      'open-listener',
      'take-bounce',
      'take-mail',
      'take-mailboxes',
      'take-refusals',
      'take-webhook',
    ],
    'run/operators': [
      'acts',
      'agreement',
      'decide-notice',
      'mailing-numbered',
      'manual-send',
      'notice-record',
      'send-by-hand',
      'steer-mailing',
    ],
    'run/output': [
      'build-alone',
      'moved-posts',
      'publish',
      'read-feeds',
      'read-still',
      'record-and-publish',
      'site-pages',
      'units-elsewhere',
      'write-unit',
    ],
    'run/people': ['address-change', 'by-operator', 'forget', 'form-requests', 'import', 'link-holder', 'membership'],
    'run/sign-in': ['accounts', 'mail-link', 'passkeys'],
    'source/unread': ['open-post-files', 'read-post-file', 'read-unread'],
    'run/stops': ['ledger', 'table'],
    'store/migrations': [
      'bounces',
      'deliveries',
      'events',
      'first-tables',
      'hubs-and-hooks',
      'machines',
      'notices',
      'operators',
      'people',
    ],
    'store/tables': ['bounces', 'deliveries', 'events', 'hubs-and-hooks', 'machines', 'notices', 'operators', 'people'],
    'web/console': ['routes'],
    'web/console/accounts': ['routes', 'session-cookie', 'sign-in', 'signed-in'],
    'subscribers/search': ['address-parts-store', 'listing-store'],
    'web/metrics': ['metrics', 'server'],
    'web/pages': [
      'address',
      'confirm',
      'help',
      'instants',
      'landing',
      'outbox',
      'outbox-mail',
      'plain',
      'preferences',
      'step',
      'style',
      'subscribe',
      'unsubscribe',
    ],
    'web/published': ['listener', 'read-folder', 'routes'],
  },
  // No author may be able to write the placeholders of a frozen message; nothing of them is left in what a person gets.
  dice: ['mail/freeze-notice', 'mail/freeze-personal'],
  // The manual, what shells complete, what the parser of the command line says, and what each command is for; tables
  // whose rows docs show: limits of posts, metrics, operations of the API. What feeds say stands in their rules.
  texts: [
    ...['cli/shell/manual', 'cli/shell/completion', 'cli/shell/usage', 'cli/program', 'posts/limits'],
    ...['web/metrics/metrics', 'web/api-operations', 'web/operator-operations', 'web/problem'],
  ],
  // One state machine, one table of rules, one set of statements that are read against each other.
  long: [
    ...[
      'delivery/smtp/session',
      'delivery/mailing-store',
      'delivery/lease-store',
      'files/write-folder',
      'git/open-clone',
    ],
    ...['markup/text-formatters', 'adoption/site-facts', 'notices/memory-store', 'posts/parse', 'run/history/replay'],
    'run/people/membership',
  ],
}

const own = readTree(repository)
const faults = houseFaults(own, rules)

describe('the house', () => {
  test('has files to look at', () => {
    expect(own.files.length).toBeGreaterThan(400)
  })

  test.each(walls)('breaks no wall: %s', (wall) => {
    const broken = faults.filter((fault) => fault.wall === wall)
    expect(broken.map(({ where, what }) => `${where}: ${what}`)).toEqual([])
  })
})

/** A house without a fault, for the small trees to break. */
const SOUND: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': [
    ...['# A house', '', '## Rooms', '', 'Text.', '', '| rooms | what |', '|---|---|'],
    ...['| base | x |', '| posts · files | x |', '| cli | x |', '| main | x |', '', '## More', '', '| a | b |', ''],
  ].join('\n'),
  'src/base/clock.ts': '/** x */\nexport const systemClock = () => Date.now()\n',
  'src/posts/post.ts': `/** x */
import { createHash } from 'node:crypto'
export interface Post { fetch: string }
export const digest = (post: Post) => createHash('sha256').update(post.fetch)
`,
  'src/posts/wing/front.ts': "/** x */\nimport { inner } from './inner.js'\nexport const front = inner\n",
  'src/posts/wing/inner.ts': '/** x */\nexport const inner = 1\n',
  'src/files/write.ts': "/** x */\nimport { writeFileSync } from 'node:fs'\nexport const write = writeFileSync\n",
  'src/cli/run.ts': `/** x */
import { front } from '../posts/wing/front.js'
export const run = () => [front, process.argv]
`,
  'src/main.ts': "/** x */\nimport { run } from './cli/run.js'\nrun()\n",
}
const smallRules: HouseRules = {
  packages: { base: [], posts: ['node:crypto'] },
  fronts: { 'posts/wing': ['front'] },
  dice: [],
  texts: [],
  long: ['cli/long'],
}

function brokenBy(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-house-'))
  for (const [path, text] of Object.entries({ ...SOUND, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return houseFaults(readTree(folder), smallRules).map(({ wall, where, what }) => `${wall}: ${where}: ${what}`)
}

const post = (line: string) => ({ 'src/posts/other.ts': `/** x */\n${line}\n` })
const inRooms = (row: string) => ({ 'ARCHITECTURE.md': (SOUND['ARCHITECTURE.md'] ?? '').replace('| cli | x |', row) })
const P = 'src/posts/other.ts'

/** A file of so many lines. */
const lines = (count: number) => `/** x */\n${'\n'.repeat(count - 1)}`

const broken: readonly [Wall, string, Readonly<Record<string, string>>, readonly string[]][] = [
  [
    'lengths',
    'a file that grew, and one that may be longer and grew further',
    {
      'src/cli/a.ts': lines(350),
      'src/cli/b.ts': lines(351),
      'src/cli/long.ts': lines(420),
      'src/cli/texts.ts': lines(421),
    },
    ['src/cli/b.ts: holds 351 lines, more than 350', 'src/cli/texts.ts: holds 421 lines, more than 420'],
  ],
  [
    'folders',
    'more files than one subject has',
    Object.fromEntries(Array.from({ length: 36 }, (_, at) => [`src/posts/p${at}.ts`, '/** x */\n'])),
    ['src/posts: holds 37 files; a wing takes some'],
  ],
  ['rooms', 'a folder without a row', { 'src/attic/a.ts': '/** x */\n' }, ['src/attic: has no row']],
  [
    'rooms',
    'a row that only looks like a room',
    inRooms('| client | x |'),
    ['src/cli: has no row', 'ARCHITECTURE.md: there is no room client'],
  ],
  ['rooms', 'a room in two rows', inRooms('| cli | x |\n| files | x |'), ['ARCHITECTURE.md: files stands there twice']],
  [
    'direction',
    'an import upward',
    post("import { run } from '../cli/run.js'\nexport const a = run"),
    [`${P}:2: posts imports cli`],
  ],
  [
    'direction',
    'an import across',
    post("import { write } from '../files/write.js'\nexport const a = write"),
    [`${P}:2: posts imports files`],
  ],
  ['direction', 'a type from above', post("import type { a } from '../cli/run.js'"), [`${P}:2: posts imports cli`]],
  [
    'direction',
    'a type named in place',
    post("export type A = import('../cli/run.js').B"),
    [`${P}:2: posts imports cli`],
  ],
  [
    'direction',
    'an import that is made late',
    post("export const a = async () => await import('../cli/run.js')"),
    [`${P}:2: posts imports cli`],
  ],
  [
    'direction',
    'something from above exported again',
    post("export { run } from '../cli/run.js'"),
    [`${P}:2: posts imports cli`],
  ],
  ['direction', 'a test imported', post("import '../../test/support/project.js'"), [`${P}:2: posts imports ..`]],
  [
    'circles',
    'two files that know each other',
    { 'src/posts/a.ts': "/** x */\nimport './b.js'\n", 'src/posts/b.ts': "/** x */\nexport * from './a.js'\n" },
    ['src/posts/a: posts/a · posts/b'],
  ],
  [
    'circles',
    'three that know each other by types alone',
    {
      'src/posts/a.ts': "/** x */\nimport type { B } from './b.js'\nexport type A = B\n",
      'src/posts/b.ts': "/** x */\nimport { type C } from './c.js'\nexport type B = C\n",
      'src/posts/c.ts': "/** x */\nexport type C = import('./a.js').A\n",
    },
    ['src/posts/a: posts/a · posts/b · posts/c'],
  ],
  [
    'doors',
    'a disk behind no door',
    { 'src/cli/a.ts': "/** x */\nimport { rmSync } from 'node:fs'\nrmSync('a')\n" },
    ['src/cli/a.ts:2: imports node:fs and is no door'],
  ],
  [
    'doors',
    'a process behind no door',
    { 'src/cli/a.ts': "/** x */\nimport { exec } from 'tinyexec'\nexec('a')\n" },
    ['src/cli/a.ts:2: imports tinyexec and is no door'],
  ],
  [
    'doors',
    'more than the tables of node:net',
    { 'src/cli/a.ts': "/** x */\nimport { BlockList, connect } from 'node:net'\nconnect(1)\n" },
    ['src/cli/a.ts:2: imports node:net and is no door'],
  ],
  [
    'packages',
    'a package that is not allowed',
    post("import { exec } from 'undici'\nexec()"),
    [`${P}:2: posts may not import undici`],
  ],
  ['packages', 'its types alone', post("import type { exec } from 'undici'"), [`${P}:2: posts may not import undici`]],
  [
    'packages',
    'a package that is loaded late',
    post("export const a = async () => await import('node:os')"),
    [`${P}:2: posts may not import node:os`],
  ],
  [
    'packages',
    'a package whose name is computed',
    post('export const a = async (b: string) => await import(b)'),
    [`${P}:2: posts may not import (not a literal)`],
  ],
  [
    'packages',
    'dice',
    post("import { randomUUID as id } from 'node:crypto'\nexport const a = id"),
    [`${P}:2: posts may not import randomUUID of node:crypto`],
  ],
  ...[
    'fetch("https://lantern.example")',
    'process.env',
    'setTimeout(() => 1, 2)',
    'setInterval(() => 1, 2)',
    'setImmediate(() => 1)',
    'queueMicrotask(() => 1)',
    'performance.now()',
    'globalThis.fetch',
  ].map((code): (typeof broken)[number] => [
    'globals',
    code,
    post(`export const a = ${code}`),
    [`${P}:2: uses ${/^\w+/.exec(code)?.[0]} and is no door`],
  ]),
  ['globals', 'fetch under another name', post('export const a = { fetch }'), [`${P}:2: uses fetch and is no door`]],
  ['globals', 'the time', post('export const a = Date.now'), [`${P}:2: uses Date.now and is no door`]],
  [
    'globals',
    'the time in other words',
    post('export const a = [new Date(), Date(), Temporal.Now]'),
    [
      `${P}:2: uses Date.new and is no door`,
      `${P}:2: uses Date.call and is no door`,
      `${P}:2: uses Temporal.Now and is no door`,
    ],
  ],
  [
    'globals',
    'dice that need no import',
    post('export const a = Math.random() + crypto.randomUUID()'),
    [`${P}:2: uses Math.random and is no door`, `${P}:2: uses crypto.randomUUID and is no door`],
  ],
  [
    'wings',
    'an import from behind the front',
    { 'src/cli/a.ts': "/** x */\nexport { inner as a } from '../posts/wing/inner.js'\n" },
    ['src/cli/a.ts:2: posts/wing/inner is behind the front of posts/wing'],
  ],
  [
    'wings',
    'also by the room itself',
    post("import { inner } from './wing/inner.js'\nexport const a = inner"),
    [`${P}:2: posts/wing/inner is behind the front of posts/wing`],
  ],
  [
    'queries',
    'a query outside of stores',
    { 'src/cli/a.ts': "/** x */\nexport const a = (db) => db.selectFrom('people')\n" },
    ['src/cli/a.ts: writes queries and is no store'],
  ],
  [
    'names',
    'two exports of one name',
    post('export type digest = 1'),
    ['src/posts/other.ts src/posts/post.ts: digest is exported by both'],
  ],
  ['first comment', 'a file that says nothing', { [P]: 'export const a = 1\n' }, [`${P}: says nothing`]],
  [
    'first comment',
    'a file that was renamed since',
    { [P]: '/** What post.ts and wing/inner.ts leave to run/other-post.tsx. */\n' },
    [`${P}: names other-post.tsx, which is not there`],
  ],
  ['file names', 'a name in capitals', { 'src/posts/Other.ts': '/** x */\n' }, ['src/posts/Other.ts: not kebab-case']],
  ['escapes', 'any', post('export const a = (b: any) => b'), [`${P}: escapes the type checker, or is left for later`]],
  [
    'escapes',
    'an empty catch',
    post('try { digest() } catch {}'),
    [`${P}: escapes the type checker, or is left for later`],
  ],
  ['columns', 'a long comment', post(`// ${'x'.repeat(118)}`), [`${P}:2: 121 columns`]],
  [
    'columns',
    'a long line of a test',
    { 'test/a.test.ts': `/** ${'x'.repeat(120)} */\n` },
    ['test/a.test.ts:1: 127 columns'],
  ],
  [
    'parameters',
    'a function of five',
    post('export const a = (b: 1, c: 2, d: 3, e: 4, f: 5) => [b, c, d, e, f]'),
    [`${P}:2: 5 parameters`],
  ],
  [
    'texts',
    'a sentence beside the texts of its room',
    {
      'src/posts/texts.ts': "/** x */\nexport const postTexts = { a: () => 'The post is not there.' }\n",
      ...post("export const a = (b: string) => [postTexts.a(), b + ' is not here any more.']"),
    },
    [`${P}:2: says " is not here any more.", and texts.ts is there for it`],
  ],
  [
    'texts',
    'what an error says without a full stop',
    {
      'src/posts/texts.ts': "/** x */\nexport const postTexts = { a: () => 'The post is not there.' }\n",
      ...post("export const a = () => [postTexts.a(), problem('A', 'it is not here any more')]"),
    },
    [`${P}:2: says "it is not here any more", and texts.ts is there for it`],
  ],
  [
    'texts',
    'a sentence that nobody says',
    {
      'src/posts/texts.ts':
        "/** x */\nexport const postTexts = {\n  a: () => 'The post is not there.',\n  b: { c: () => 'x' },\n} as const\n",
      ...post('export const a = () => postTexts.a()'),
    },
    ['src/posts/texts.ts:4: nobody says postTexts.b.c'],
  ],
  [
    'texts',
    'a group that is called like no file that says it',
    {
      'src/posts/texts.ts':
        "/** x */\nexport const postTexts = {\n  other: { b: () => 'x' },\n  old: { c: () => 'x' },\n} as const\n",
      ...post('export const a = () => postTexts.old.c() + postTexts.other.b()'),
    },
    ['src/posts/texts.ts:4: no file that says postTexts.old is called so'],
  ],
]

describe('the walls', () => {
  test('a small house that is sound has no fault', () => {
    expect(brokenBy({})).toEqual([])
  })

  test.each(broken)('%s: %s is seen, and nothing else', (wall, _what, files, seen) => {
    expect(brokenBy(files)).toEqual(seen.map((fault) => `${wall}: ${fault}`))
  })

  test('every wall is broken once', () => {
    expect(walls.filter((wall) => !broken.some(([one]) => one === wall))).toEqual([])
  })

  test('what a file declares itself is its own, and so is what a property is called', () => {
    expect(brokenBy(post('export const a = (fetch: () => 1) => ({ process: fetch(), b: fetch })'))).toEqual([])
    expect(brokenBy(post('export const a = (b: { performance: 1 }) => b.performance'))).toEqual([])
    expect(brokenBy(post('export const a = (b: number) => new Date(b)'))).toEqual([])
  })

  test('a text that a test is about may be longer', () => {
    expect(brokenBy({ 'test/a.test.ts': `/** x */\nconst a = '${'x'.repeat(120)}'\n` })).toEqual([])
    expect(brokenBy({ 'test/a.test.ts': `/** x */\nconst a = \`\n${'x'.repeat(130)}\n\`\n` })).toEqual([])
  })

  test('what node:net computes may be used by anybody', () => {
    const text = "/** x */\nimport { BlockList, isIP } from 'node:net'\nexport const a = [BlockList, isIP]\n"
    expect(brokenBy({ 'src/cli/a.ts': text })).toEqual([])
  })
})

test('every file that ARCHITECTURE.md names is there', () => {
  const there = own.files.map(({ path }) => `/${path}`)
  const named = [...own.architecture.matchAll(/(?<![\w.-])(?:[a-z0-9-]+\/)*[a-z0-9-]+(?:\.test)?\.tsx?\b/g)].map(
    ([name]) => name,
  )
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((name) => !there.some((path) => path.endsWith(`/${name}`)))).toEqual([])
})

test('a front is short: nine files at most, but of pages, each asked for by a route, and of sections, by their key', () => {
  const long = Object.entries(rules.fronts).filter(([, files]) => files.length > 9)
  expect(long.map(([wing]) => wing)).toEqual(['config/schema', 'web/pages'])
})

test('the top level holds what was agreed', () => {
  const allowed = new Set([
    ...['src', 'emails', 'content', 'config', 'test', 'docs', 'LICENSE'],
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts', 'biome.json'],
    ...['knip.json', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ])
  const made = new Set(['node_modules', 'dist', 'var', 'coverage', 'public'])
  const found = readdirSync(repository).filter((name) => !name.startsWith('.') && !made.has(name))
  expect(found.filter((name) => !allowed.has(name))).toEqual([])
})
