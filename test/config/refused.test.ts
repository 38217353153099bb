/** Configurations that could not work are refused, with the key and the cure; those that work are taken. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from 'yaml'
import { BelfryError } from '../../src/base/errors.js'
import { loadConfig } from '../../src/config/load.js'
import { permalinkTokens } from '../../src/config/permalink-tokens.js'
import type { Environment } from '../../src/config/read-environment.js'
import { permalinkPath } from '../../src/posts/permalink.js'

const LEAST = {
  site: { title: 'Lantern OS', url: 'https://lantern.example' },
  content: { posts: 'posts' },
  feeds: { folder: 'public', authority: 'lantern.example', since: 2026 },
  mail: { from: 'a@lantern.example', domain: 'announce.lantern.example' },
}

/** @returns what is wrong with the value, or undefined */
function refusal(key: string, value: unknown, environment: Environment = {}): string | undefined {
  const settings = new Document(LEAST)
  settings.setIn(key.split('.'), settings.createNode(value))
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-config-')), 'belfry.yaml')
  writeFileSync(file, settings.toString())
  try {
    loadConfig(file, environment)
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    return thrown.problems.map(({ line, message, fix }) => `${line ?? '-'}: ${message} (${fix})`).join('\n')
  }
}

const refused: readonly [string, unknown, RegExp][] = [
  ['inbound.webhooks', { ses: 'bounces' }, /inbound\.webhooks\.ses must be the ARN of an SNS topic/],
  ['inbound.webhooks', { ses: 'arn:aws:sns:evil.example:123456789012:x' }, /must be the ARN of an SNS topic/],
  ['inbound.webhooks', { postmark: 'short' }, /inbound\.webhooks\.postmark must be 20 characters at least/],
  ['inbound.webhooks', { mailjet: 'not in an address / at all' }, /mailjet must be 20 characters at least/],
  ['inbound.webhooks', { elsewhere: 'x' }, /elsewhere/],
  ['schedule.windows', [{ days: 'someday' }], /"someday" names no days of the week; write them like mon-fri/],
  ['schedule.windows', [{ from: '12:00', until: '08:00' }], /windows\.0\.until is not later than from/],
  ['schedule.windows', [{ from: '12:00', until: '12:00' }], /so that it never opens/],
  ['schedule.windows', [{ from: '8 am' }], /"8 am" is not a time of day/],
  ['schedule.windows', [{ from: '24:00' }], /never opens/],
  ['schedule.windows', [{ days: [] }], /names no days of the week/],
  ['schedule.windows', [{ day: 'fri' }], /did you mean days/],
  ['delivery.lease', '0s', /delivery\.lease must be 1s at least, and is 0s/],
  ['delivery.lease', '999ms', /must be 1s at least/],
  ['delivery.lease', 'soon', /is not a duration/],
  ['feeds.folder', 'posts', /feeds\.folder and content\.posts may not lie in each other/],
  ['feeds.folder', 'posts/', /may not lie in each other/],
  ['feeds.folder', 'posts/public', /may not lie in each other/],
  ['feeds.folder', '.', /may not lie in each other/],
  ['feeds.folder', './public/../posts', /may not lie in each other/],
  ['content.posts', 'public/posts', /may not lie in each other/],
  ['content.posts', ['posts', 'public/posts'], /may not lie in each other/],
  ['content.posts', ['news', './news/'], /names a folder twice, or one that lies in another/],
  ['content.posts', ['news', 'news/security'], /names a folder twice, or one that lies in another/],
  ['content.posts', [], /content\.posts is an empty list/],
  ['content.posts', 7, /content\.posts must be a folder, or a list of folders/],
  ['secrets', 'public/secrets', /secrets lies in feeds\.folder, which everybody can read/],
  ['database', 'sqlite:public/belfry.db', /database lies in feeds\.folder/],
  ['backups.folder', 'public', /backups\.folder lies in feeds\.folder/],
  ['marks', 'public/marks', /marks lies in feeds\.folder/],
  ['content.permalink', '/:yaer/:title/', /has the token :yaer, which is none; did you mean :year\?/],
  ['content.permalink', '/:Title/', /has the token :Title, which is none; did you mean :title\?/],
  ['content.permalink', '/:basename/', /has the token :basename, which is none; there are :title/],
  ['content.permalink', '/:sections[1:]/:slug/', /picks parts of :sections/],
  ['content.permalink', 'news/', /must begin with a slash/],
  ['feeds.authority', 'not a domain', /feeds\.authority must be a domain or a mail address/],
  ['feeds.authority', 'https://lantern.example', /must be a domain/],
  ['feeds.authority', 'lantern.example/news', /must be a domain/],
  ['content.git.allowedSigners', 'signers', /content\.git\.remote names none: nothing would be verified/],
  ['content.git.revokedSigners', 'signers', /content\.git\.remote names none/],
  [
    'content',
    { posts: 'posts', liquid: true, shortcodes: 'hugo' },
    /content\.shortcodes is for sites of Hugo, Zola, Hexo and VitePress/,
  ],
  ['content.shortcodes', 'jekyll', /content\.shortcodes/],
  ['site.url', 'https://lantern.example/?a=b', /site\.url may hold no \? and no #/],
  ['site.url', 'https://lantern.example/#news', /may hold no \? and no #/],
  ['site.url', 'https://ada:pw@lantern.example', /may hold no user and no password/],
  ['web.url', 'https://mail.lantern.example/?q', /web\.url may hold no \?/],
  [
    'web.origins',
    ['https://www.lantern.example/form'],
    /must be an origin alone, like https:\/\/www\.lantern\.example/,
  ],
  [
    'web.origins',
    ['https://a.example', 'https://a.example'],
    /web\.origins\.1 names https:\/\/a\.example a second time/,
  ],
  ['feeds.hubs', ['https://hub.example/', 'https://hub.example/'], /feeds\.hubs\.1 names .* a second time/],
  ['mail.operators', ['a@b.example', 'Ada <A@B.example>'], /mail\.operators\.1 names a@b\.example a second time/],
  ['web', { listen: '127.0.0.1:9464', metrics: '9464' }, /web\.metrics is the address of web\.listen/],
  ['content.permalink', '/:title/../:year/', /has a part \. or \.\./],
  ['content.permalink', '/./:title/', /has a part \. or \.\./],
  ['content.permalink', '/:title?x=1', /holds a \?, #, % or/],
  ['content.permalink', '/:title#a', /holds a \?, #, % or/],
  ['content.permalink', '/%zz/:title/', /holds a \?, #, % or/],
  ['content.permalink', '/\\evil.example/:title', /holds a \?, #, % or/],
  ['content.permalink', '//evil.example/:title/', /two slashes side by side/],
  ['site.title', ' \n ', /site\.title is empty/],
  ['lists', [{ id: 'all', title: ' ', categories: ['*'] }], /lists\.0\.title is empty/],
  ['mail.domain', '192.0.2.1', /mail\.domain must be a domain name/],
  ['feeds.authority', '192.0.2.1', /feeds\.authority must be a domain name/],
  ['mail.transport', 'file:', /mail\.transport names no folder/],
  ['mail.transport', 'file:public/outbox', /mail\.transport lies in feeds\.folder/],
  ['kept', 'posts/kept', /kept and content\.posts may not lie in each other/],
  ['delivery.lease', '2h', /delivery\.lease must be 1h at most/],
  ['subscribers.pendingFor', '0s', /subscribers\.pendingFor must be 1h at least/],
  ['site.title', 'a\nb', /site\.title must be one line/],
  ['site.title', 'safe \u202e live', /site\.title must be one line, without characters that nobody sees/],
  ['site.title', '\u200b\u3164', /site\.title is empty, or nobody can see it/],
  ['site.title', 'x'.repeat(201), /site\.title must have 200 characters at most/],
  ['lists', [{ id: 'all', title: 'a\tb', categories: ['*'] }], /lists\.0\.title must be one line/],
  ['content.register', 'posts/2026-01-01-register.md', /content\.register is called like a post/],
  ['database', '', /database names no file/],
  ['database', 'sqlite:', /database names no file/],
  ['database', 'sqlite::memory:', /database names no file/],
  ['notices.baseline', '2026-02-30', /notices\.baseline is no day of the calendar/],
  ['feeds.since', '1066', /feeds\.since is before 1985/],
  ['feeds.hubs', ['https://ada:pw@hub.example/'], /feeds\.hubs\.0 may hold no user and no password/],
  ['subscribers.languages', ['de', 'de'], /subscribers\.languages\.1 names de a second time/],
  ['inbound.maildir', 'public/inbox', /inbound\.maildir lies in feeds\.folder/],
  ['inbound.maildir', 'posts/inbox', /inbound\.maildir lies in content\.posts/],
  ['inbound.mbox', 'public/mbox', /inbound\.mbox lies in feeds\.folder/],
  ...['secrets', 'marks', 'cache', 'backups.folder'].map((key): (typeof refused)[number] => [
    key,
    '/',
    /is the root of the disk/,
  ]),
  ['notices.newWithin', '1ms', /notices\.newWithin must be 1h at least/],
  ['notices.staleAfter', '0s', /notices\.staleAfter must be 1h at least/],
  ['notices.backfillAfter', '1s', /notices\.backfillAfter must be 1h at least/],
  ['delivery.retryFor', '1ms', /delivery\.retryFor must be 1m at least/],
  ['database', 'sqlite:posts/belfry.db', /database lies in content\.posts/],
  ['secrets', 'posts/secrets', /secrets lies in content\.posts/],
  ['marks', 'posts/marks', /marks lies in content\.posts/],
  ['cache', 'posts', /cache lies in content\.posts/],
  ['backups.folder', 'posts/a/b', /backups\.folder lies in content\.posts/],
  ['mail.transport', 'file:posts/outbox', /mail\.transport lies in content\.posts/],
  ['content.register', 'public/register.yaml', /content\.register lies in feeds\.folder/],
  ['content.git.signed', 'every', /content\.git\.allowedSigners names nobody/],
  // Paths
  ...['~/posts', '~', '$HOME/posts', '\u0024{HOME}/posts', '%HOME%/posts'].map((path): (typeof refused)[number] => [
    'content.posts',
    path,
    /content\.posts begins with what only a shell fills in; write the whole path/,
  ]),
  ['content.posts', ['news', '~/posts'], /content\.posts\.1 begins with what only a shell fills in/],
  ['content.posts', 'file:///srv/posts', /content\.posts is an address, and must be a path/],
  ['content.authors', 'https://lantern.example/authors.yaml', /content\.authors is an address/],
  ['content.posts', 'posts\u0000', /content\.posts holds a character that no path can hold/],
  ['feeds.folder', 'public\n', /feeds\.folder holds a character that no path can hold/],
  ['secrets', 'x'.repeat(5000), /secrets is longer than any path/],
  ['database', 'sqlite:~/belfry.db', /database begins with what only a shell fills in/],
  ['database', 'sqlite://var/belfry.db', /database begins at the root of the disk by its two slashes/],
  ['mail.transport', 'file://outbox', /mail\.transport begins at the root of the disk/],
  ['mail.transport', 'file:$HOME/outbox', /mail\.transport begins with what only a shell fills in/],
  ['inbound.maildir', '~/Maildir', /inbound\.maildir begins with what only a shell fills in/],
  ['hooks', [{ url: 'https://a.example', secretFile: '~/s' }], /hooks\.0\.secretFile begins with/],
  ['content.git.remote', '~/posts', /content\.git\.remote begins with what only a shell fills in/],
  // Paths of two keys
  ['marks', '../var/secrets', /marks and secrets may not be one path/],
  ['cache', '../var/./kept/', /cache and kept may not be one path/],
  ['kept', '../var/cache/kept', /kept lies in cache, which anybody may empty/],
  ['backups.folder', '../var/cache', /cache and backups\.folder may not be one path/],
  ['database', 'sqlite:../content/register.yaml', /database and content\.register may not be one path/],
  ['content.releases', '../content/register.yaml', /content\.releases and content\.register may not be one path/],
  ['inbound.mbox', '../var/belfry.db', /inbound\.mbox and database may not be one path/],
  ['mail.templates', 'posts', /mail\.templates lies in content\.posts/],
  ['mail.templates', 'posts/emails', /mail\.templates lies in content\.posts/],
  ['mail.templates', 'public/emails', /mail\.templates lies in feeds\.folder/],
  // Several posts at one address
  ...['/', '/news/', '/:year/', '/:year/:month/', '/:categories/', '/feed.xml'].map(
    (pattern): (typeof refused)[number] => [
      'content.permalink',
      pattern,
      /content\.permalink has no token by which posts differ, such as :title/,
    ],
  ),
  ['content.permalink', `/${':title/'.repeat(200)}`, /content\.permalink is longer than any address/],
  // Durations
  ['notices.settle', '9999d', /notices\.settle must be 30d at most, and is 9999d/],
  ['notices.settle', '7d', /notices\.settle must be less than notices\.newWithin/],
  ['notices', { settle: '2h', newWithin: '1h' }, /notices\.settle must be less than notices\.newWithin \(1h\)/],
  ['notices.newWithin', '999999999w', /notices\.newWithin must be 36500d at most/],
  ['notices.staleAfter', '999999999d', /notices\.staleAfter must be 36500d at most/],
  ['notices.endOfLife', ['90d', '99999d'], /"99999d" is more than ten years before/],
  ['delivery.retryFor', '1000d', /delivery\.retryFor must be 30d at most/],
  ['delivery.keep', '999999d', /delivery\.keep must be 36500d at most/],
  ['subscribers.pendingFor', '9999d', /subscribers\.pendingFor must be 400d at most/],
  ['expected', [{ title: 'Canary', every: '1 week', before: '7d' }], /expected\.0\.before must be less than every/],
  ['feeds.bytes', 1e15, /feeds\.bytes must be 100000000 at most/],
  // Mailboxes
  ...['mail.replyTo', 'mail.from'].map((key): (typeof refused)[number] => [
    key,
    'complaints@announce.lantern.example',
    /is an address that Belfry reads itself/,
  ]),
  ['mail.operators', [`b-${'a'.repeat(46)}@announce.lantern.example`], /mail\.operators\.0 is an address that Belfry/],
  ...[
    'a..b@a.example',
    'a@b..example',
    'a@-b.example',
    'a@192.0.2.1',
    'mailto:a@b.example',
    `${'x'.repeat(65)}@a.example`,
  ].map((address): (typeof refused)[number] => [
    'mail.replyTo',
    address,
    /mail\.replyTo is no address that a server would take/,
  ]),
  ['mail.replyTo', '<a@b.example', /mail\.replyTo "<a@b\.example" is not a mailbox/],
  ['mail.from', 'Lantern\u202e <a@lantern.example>', /mail\.from must have a name of one line/],
  ['mail.from', `${'x'.repeat(201)} <a@lantern.example>`, /mail\.from must have a name of 200 characters/],
  // Texts
  ['site.description', 'a\u0000b', /site\.description holds a control character/],
  ['look.footer', '\u001b[31m', /look\.footer holds a control character/],
  ['mail.postalAddress', 'x'.repeat(10_001), /mail\.postalAddress must have 10,000 characters at most/],
  ['lists', [{ id: 'a', title: 'A', categories: ['*', '*'] }], /lists\.0\.categories\.1 names \* a second time/],
  ['lists', [{ id: 'a', title: 'A', categories: [' '] }], /lists\.0\.categories\.0 is empty/],
  ['subscribers.languages', ['DE', 'de'], /subscribers\.languages\.1 names de a second time/],
]

test.each(refused)('%s: %j is refused', (key, value, says) => {
  const said = refusal(key, value)
  expect(said).toMatch(says)
  expect(said).toMatch(/^\d+: .* \(.+\)$/)
})

test.each([
  ['delivery.lease', '1s'],
  ['delivery.lease', '1000ms'],
  ['delivery.lease', '1h'],
  ['site.url', 'https://lantern.example/news/'],
  ['web.origins', ['https://www.lantern.example/', 'http://localhost:4000']],
  ['web', { listen: '127.0.0.1:0', metrics: '127.0.0.1:0' }],
  ['content.permalink', '/a%20b/:title.html'],
  ['feeds.folder', 'posts-public'],
  ['feeds.folder', '../public'],
  ['secrets', 'public-secrets'],
  ['content.permalink', '/:year/:i_month/:slug:output_ext'],
  ['content.permalink', '/:year/:month/:day/'],
  ['content.permalink', '/:path/'],
  ['database', 'sqlite:///var/lib/belfry.db'],
  ['content.posts', 'a~b/$c'],
  ['notices.settle', '6d'],
  ['notices', { newWithin: '36500d', backfillAfter: '36500d', staleAfter: '36500d' }],
  ['expected', [{ title: 'Canary', every: '1 week', before: '6d' }]],
  ['mail.replyTo', 'Mara <mara@announce.lantern.example>'],
  ['mail.from', 'root@localhost'],
  ['mail.operators', ['ü@bücher.example', 'b-team@announce.lantern.example']],
  ['look.footer', 'Lantern OS\nBox 7'],
  ['cache', ''],
  ['marks', 'none'],
  ['mail.templates', 'emails'],
  ['content.posts', ['news', 'news-2', '../blog']],
  ['feeds.authority', 'announce@lantern.example'],
  ['content.git', { remote: './origin', allowedSigners: 'signers', signed: 'every' }],
])('%s: %j is taken', (key, value) => {
  expect(refusal(key, value)).toBeUndefined()
})

test('the tokens that a permalink may have are those that are filled in', () => {
  const parts = { slug: 'a', categories: ['b'], instant: 0, timezone: 'UTC', path: 'c/d.md', title: 'E' }
  for (const token of permalinkTokens) expect(permalinkPath(`/:${token}/`, parts), token).not.toContain(':')
})

test('lists come from the environment as JSON', () => {
  const lists = JSON.stringify([{ id: 'all', title: 'All', categories: ['*'] }])
  expect(
    refusal('feeds.entries', 20, { BELFRY_LISTS: lists, BELFRY_MAIL__OPERATORS: '["a@b.example"]' }),
  ).toBeUndefined()
  expect(refusal('feeds.entries', 20, { BELFRY_MAIL__OPERATORS: 'a@b.example' })).toMatch(/mail\.operators/)
})

/** Every key that has a default, by asking what a small configuration becomes; an address is one value. */
function keysOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'address' in value) return [path]
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, path === '' ? key : `${path}.${key}`))
}

test('whatever stands where something else must, the sentence is an author’s, and names the key once', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-config-')), 'belfry.yaml')
  writeFileSync(file, new Document(LEAST).toString())
  // What the words files say is no key of the file.
  const { words: _words, ...settings } = loadConfig(file, {})
  const keys = keysOf(settings, '').filter((key) => key !== '')
  expect(keys.length).toBeGreaterThan(80)
  const values = [-1, 1e12, 0.5, true, null, '', ' ', 'x y', '\u0000', [], [1], [[]], { a: 1 }, [{ a: 1 }]]
  for (const key of keys)
    for (const value of values) {
      // The key's own name is no word of a schema.
      const said = (refusal(key, value) ?? '').replaceAll(key, '')
      expect([key, value, said]).not.toEqual([
        key,
        value,
        expect.stringMatching(
          /Invalid|Too (?:small|big)|expected|received|Unrecognized|pattern|undefined|NaN|\[object|[<>]=/,
        ),
      ])
    }
})

test('an address at mail.domain that Belfry is the server of reaches nobody', () => {
  const mail = { ...LEAST.mail, replyTo: 'mara@announce.lantern.example' }
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-config-')), 'belfry.yaml')
  const said = (listen: string) => {
    writeFileSync(file, new Document({ ...LEAST, mail, inbound: { listen } }).toString())
    try {
      return loadConfig(file, {}).file
    } catch (thrown) {
      return thrown instanceof BelfryError ? thrown.problems.map(({ line, message }) => `${line}: ${message}`) : thrown
    }
  }
  expect(said('smtp://0.0.0.0:25')).toEqual([
    expect.stringMatching(/^13: mail\.replyTo is at mail\.domain, whose mail comes to inbound\.listen/),
  ])
  // What stands before it may take other mail elsewhere.
  expect(said('lmtp://127.0.0.1:2424')).toBe(file)
})

test('a language is known by its tag in whatever letter case, and by its former one', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-config-')), 'belfry.yaml')
  const read = (language: string) => {
    writeFileSync(file, new Document({ ...LEAST, site: { ...LEAST.site, language } }).toString())
    const { site, words } = loadConfig(file, {})
    return [site.language, words.sentences['mail.unsubscribe']?.language]
  }
  expect(read('DE')).toEqual(['de', 'de'])
  expect(read('iw')).toEqual(['he', 'he'])
  expect(read('pt-br')).toEqual(['pt-BR', 'en'])
})
