import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { readSettings } from '../../src/config/read-settings.js'

const TEXT = `site: { title: Wick, url: https://wick.example }
content:
  posts: [posts]
  git: { remote: 'https://ghp_token@git.example/wick/posts.git' }
feeds: { ids: url }
hooks:
  - { url: 'https://chat.example/hooks/T0KEN', secretFile: hook-secret }
mail:
  from: wick@wick.example
  domain: wick.example
  transport: smtp://wick:pass@word"s@mail.example:587
inbound:
  imap: imaps://wick%40wick.example:p4ss@imap.example/INBOX
  webhooks: { mailgun: abcdefghijklmnopqrstuvwxyz }
`
const KEY = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'
const SECRETS = [
  'ghp_token',
  'T0KEN',
  'pass@word',
  'word"s',
  'p4ss',
  'abcdefghij',
  'AAAA',
  'dbpass',
  'sslpass',
  'fromfile',
]

function settings(environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-settings-'))
  const file = join(folder, 'belfry.yaml')
  writeFileSync(file, TEXT)
  writeFileSync(join(folder, 'secret'), 'fromfile-and-long-enough')
  const all = { ...environment, BELFRY_INBOUND__WEBHOOKS__POSTMARK_FILE: join(folder, 'secret') }
  // What is shown is what would be taken.
  loadConfig(file, all)
  return { file, found: new Map(readSettings(file, all).map((one) => [one.key, one])) }
}

test('each key says its value, and the line, variable or default that it comes from', () => {
  const { file, found } = settings({ BELFRY_NOTICES__SETTLE: '45m' })
  expect(found.get('site.title')).toEqual({ key: 'site.title', value: 'Wick', place: { file, line: 1, column: 9 } })
  expect(found.get('notices.settle')).toEqual({
    ...{ key: 'notices.settle', value: '45m' },
    place: { file: '$BELFRY_NOTICES__SETTLE' },
  })
  expect(found.get('notices.staleAfter')).toEqual({ key: 'notices.staleAfter', value: '14d' })
  expect(found.get('content.posts')?.value).toBe('["posts"]')
  expect(found.get('lists')?.value).toContain('All announcements')
})

test('no key, password or token is among them', () => {
  const { found } = settings({
    BELFRY_DATABASE: 'postgres://belfry:dbpass@db.example/belfry?sslpassword=sslpass',
    BELFRY_MAIL__DKIM__SELECTOR: 'wick',
    BELFRY_MAIL__DKIM__KEY: KEY,
  })
  const shown = JSON.stringify([...found.values()])
  expect(SECRETS.filter((secret) => shown.includes(secret))).toEqual([])
  expect(found.get('mail.transport')?.value).toBe('smtp://…@mail.example:587')
  expect(found.get('database')?.value).toBe('postgres://…@db.example/belfry?…')
  expect(found.get('content.git.remote')?.value).toBe('https://…@git.example/…')
  expect(found.get('mail.dkim.key')?.value).toBe('(set, not shown)')
  expect(found.get('inbound.webhooks.mailgun')?.value).toBe('(set, not shown)')
  expect(found.get('inbound.webhooks.postmark')?.value).toBe('(read from a file, not shown)')
})
