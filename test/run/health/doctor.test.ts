import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  clockFinding,
  diskFinding,
  dmarcFinding,
  dmarcNames,
  type Finding,
  keyFinding,
  mxFinding,
  ptrFinding,
  spfFinding,
  webFindings,
} from '../../../src/run/health/doctor.js'
import { examine, type Names, systemOutside } from '../../../src/run/health/read-doctor.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { freePort } from '../../support/free-port.js'
import { testClock } from '../../support/project.js'

const brief = ({ health, says }: Finding) => `${health}: ${says}`

test.each([
  [['v=spf1 mx -all'], 'good: a.example: v=spf1 mx -all'],
  [['other', 'V=SPF1 redirect=_spf.b.example'], 'good: a.example: V=SPF1 redirect=_spf.b.example'],
  [[], 'warning: a.example has no SPF record'],
  [['v=spf10 -all'], 'warning: a.example has no SPF record'],
  [['v=spf1 -all', 'v=spf1 mx ~all'], 'error: a.example has 2 SPF records, which counts as none'],
  [['v=spf1 +all'], 'error: a.example lets everybody send (v=spf1 +all)'],
  [['v=spf1 all'], 'error: a.example lets everybody send (v=spf1 all)'],
  [['v=spf1 mx'], 'warning: a.example says nothing of all others (v=spf1 mx)'],
  [[`v=spf1 ${'include:b.example '.repeat(11)}-all`], 'error: a.example asks for 11 look-ups, and checkers end at 10'],
  [undefined, 'unknown: DNS did not answer for a.example'],
])('SPF %j', (records, says) => {
  expect(brief(spfFinding('a.example', records))).toBe(says)
})

const senders = { from: 'a.example', returns: 'mail.a.example', signs: [] }
test.each([
  [senders, ['v=DMARC1; p=reject'], 'good: a.example: reject'],
  [senders, [], 'warning: a.example has no DMARC record; large providers want one'],
  [senders, ['v=DMARC1; p=none', 'v=DMARC1; p=none'], 'error: a.example has 2 DMARC records, which counts as none'],
  [
    senders,
    ['v=DMARC1; rua=mailto:x@a.example'],
    'error: the record names no policy (v=DMARC1; rua=mailto:x@a.example)',
  ],
  [
    { ...senders, returns: 'notexactlya.example' },
    ['v=DMARC1; p=reject'],
    'error: neither notexactlya.example nor a signature is of a.example, so the policy reject counts against your mail',
  ],
  [{ ...senders, returns: 'b.example', signs: ['a.example'] }, ['v=DMARC1; p=none'], 'good: a.example: none'],
  [senders, undefined, 'unknown: DNS did not answer for _dmarc.a.example'],
])('DMARC %#', (given, records, says) => {
  expect(brief(dmarcFinding(given, records))).toBe(says)
})

test('MX, PTR, clock, disk and keys', () => {
  expect(mxFinding('a.example', ['mx.a.example'], true).health).toBe('good')
  expect(mxFinding('a.example', [], false).health).toBe('warning')
  expect(mxFinding('a.example', [''], true)).toMatchObject({
    health: 'error',
    says: expect.stringContaining('null MX'),
  })
  expect(mxFinding('a.example', undefined, true).health).toBe('unknown')
  const ptr = (names: string[] | undefined, back: string[]) => ptrFinding({ address: '8.8.8.8', names, back }).health
  expect([ptr(['a'], ['8.8.8.8']), ptr(['a'], ['8.8.4.4']), ptr([], []), ptr(undefined, [])]).toEqual([
    ...['good', 'error', 'error', 'unknown'],
  ])
  const at = (atMs: number) =>
    clockFinding({ status: 200, headers: { date: 'Mon, 01 Jun 2026 00:00:00 GMT' }, atMs }).health
  const june = Date.parse('2026-06-01T00:00:00Z')
  expect([at(june + 59_000), at(june - 61_000), clockFinding({ fault: 'x' }).health]).toEqual([
    'good',
    'warning',
    'unknown',
  ])
  const disk = (megabytes: number) => diskFinding('disk', '/x', megabytes * 1024 ** 2).health
  expect([disk(2000), disk(1023), disk(99)]).toEqual(['good', 'warning', 'error'])
  const key = (days: number) => keyFinding('key', '/x', 0, days * 86_400_000).health
  expect([key(730), key(731)]).toEqual(['good', 'warning'])
  expect(dmarcNames('news.a.example')).toEqual(['_dmarc.news.a.example', '_dmarc.a.example'])
})

test('the web address: https, 200, and the header fields of Belfry', () => {
  const headers = { 'content-security-policy': 'x', 'x-content-type-options': 'x', 'referrer-policy': 'x' }
  const says = (url: string, answer: Parameters<typeof webFindings>[1]) => webFindings(url, answer).map(brief)
  expect(says('https://a.example', { status: 200, headers, atMs: 0 })).toEqual([
    'good: https://a.example answers, with its headers',
  ])
  expect(says('http://a.example', { status: 301, headers, atMs: 0 })).toEqual([
    'error: http://a.example is not https, and links in mail carry a token',
    'error: http://a.example answers with 301',
  ])
  expect(says('https://a.example', { status: 200, headers: {}, atMs: 0 })[0]).toMatch(/^warning: .*without content-sec/)
  expect(says('https://a.example', { fault: 'certificate has expired' })[0]).toMatch(/does not answer: certificate/)
})

const failing = (code: string) => async () => {
  throw Object.assign(new Error(code), { code })
}
/** A zone: what is not in it does not exist. */
const zone = (records: Readonly<Record<string, string[]>>): Names => {
  const ask = (type: string) => async (name: string) => {
    const found = records[`${type} ${name}`]
    return found ?? (await failing('ENOTFOUND')())
  }
  return {
    resolveTxt: async (name) => (await ask('TXT')(name)).map((text) => [text.slice(0, 5), text.slice(5)]),
    resolveMx: async (name) => (await ask('MX')(name)).map((exchange) => ({ exchange, priority: 10 })),
    resolve4: ask('A'),
    resolve6: ask('AAAA'),
    reverse: ask('PTR'),
  }
}

function contextOf(lines: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-doctor-'))
  mkdirSync(join(folder, 'posts'))
  const file = join(folder, 'belfry.yaml')
  const base = ['site: { title: L, url: https://a.example }', 'feeds: { ids: url, folder: public, pages: false }']
  writeFileSync(file, [...base, 'database: sqlite:belfry.db', ...lines].join('\n'))
  return openReadContext({ file, environment: {}, clock: testClock('2026-06-01T00:00:00Z') })
}

const content = 'content: { posts: posts }'
const mail = (transport: string) =>
  `mail: { from: n@news.a.example, domain: news.a.example, transport: "${transport}" }`

test('all that is right is said to be so, from real answers', async () => {
  const server = createServer((_, response) => {
    const fields = ['content-security-policy', 'x-content-type-options', 'referrer-policy']
    response.writeHead(200, Object.fromEntries(fields.map((name) => [name, 'x']))).end('ok')
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  try {
    const context = contextOf([content, mail('file:outbox'), `web: { url: "http://127.0.0.1:${port}" }`])
    const names = zone({
      'TXT news.a.example': ['v=spf1 mx -all'],
      'TXT _dmarc.a.example': ['v=DMARC1; p=quarantine'],
      'MX news.a.example': ['mx.a.example'],
    })
    const findings = await examine(context, { ...systemOutside(), names })
    const health = Object.fromEntries(findings.map((one) => [one.name, one.health]))
    expect(health).toMatchObject({
      ...{ setup: 'good', spf: 'good', dmarc: 'good', mx: 'good', dkim: 'warning', clock: 'good', 'time zone': 'good' },
      ...{ 'unsubscribe host': 'error', 'web.url': 'error', 'disk of the feeds': expect.any(String) },
    })
    expect(findings.filter(({ fix, health: one }) => (one === 'good') !== (fix === undefined))).toEqual([])
  } finally {
    server.close()
  }
})

test('what is wrong is named, and an unanswered question ends no other', async () => {
  const port = await freePort()
  const context = contextOf([
    'content: { posts: posts, git: { remote: ./gone, branch: main } }',
    mail(`smtp://127.0.0.1:${port}`),
    `web: { url: "http://127.0.0.1:${port}" }`,
  ])
  const names = { ...zone({}), resolveTxt: failing('ETIMEOUT') } as Names
  const findings = await examine(context, { ...systemOutside(), names })
  const said = findings.map(({ name, health }) => `${health} ${name}`)
  expect(said).toEqual(
    expect.arrayContaining([
      ...['error setup SMTP_UNREACHABLE', 'unknown spf', 'unknown dmarc', 'warning mx', 'unknown ptr', 'error web.url'],
      ...['unknown clock', 'error git remote', 'warning git signers'],
    ]),
  )
})

test('the address from which mail leaves is looked up both ways', async () => {
  const context = contextOf([content, mail('smtp://mx.a.example:2'), 'web: { url: "https://a.example" }'])
  const names = zone({
    'A mx.a.example': ['8.8.8.8'],
    'PTR 8.8.8.8': ['host.b.example'],
    'A host.b.example': ['8.8.4.4'],
    'AAAA a.example': ['2600::1'],
  })
  const page = async () => ({ fault: 'not asked' })
  const findings = await examine(context, { names, page })
  const of = (name: string) => findings.find((one) => one.name === name)
  expect(of('ptr')?.says).toBe('8.8.8.8 is host.b.example, which does not lead back to it')
  expect(of('unsubscribe host')).toMatchObject({ health: 'good', says: 'a.example is 2600::1' })
})

test('the built site whose pages are shown', async () => {
  const lines = (more: string) => [
    `content: { posts: posts, render: site${more} }`,
    ...[mail('file:outbox'), 'web: { url: "https://a.example" }'],
  ]
  const told = async (more: string, status: number) => {
    const page = async () => ({ status, headers: {}, atMs: 0 })
    const findings = await examine(contextOf(lines(more)), { names: zone({}), page })
    return findings.find(({ name }) => name === 'built site')?.health
  }
  expect([
    await told('', 200),
    await told('', 404),
    await told(', built: gone', 200),
    await told(', built: posts', 200),
  ]).toEqual([...['good', 'error', 'error', 'good']])
})
